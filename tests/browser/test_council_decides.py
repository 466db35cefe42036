"""The third step of the ladder in the browser: the Committee's declaration, the Council's round, the certificate of three boards."""

from __future__ import annotations

from accounts.models import User
from tests.browser.conftest import Arrival
from tests.browser.test_journeys import LANGUAGES
from tests.cast import Cast, end, reached


@LANGUAGES
def test_the_council_decides_on_what_the_committee_agreed_on(
    council: Cast, arrives: Arrival, language: str
) -> None:
    council.let_the_council_decide()
    text = council.forwarded()
    made = council.short_round(text, by=council.excom_chair)
    end(made)
    excom = arrives(council.excom_chair, language)
    excom.goes(f"/recommendations/rounds/{made.pk}/declare/")
    excom.sees({"en": "lays it before the Council", "ru": "он передаётся Совету"}[language])
    excom.chooses("outcome", "consensus").fills(
        breadth="The Committee agrees.", issues="None.", addressed="None."
    ).confirms_the_undone().looks_closely("to-the-council").presses("Declare", "Объявить")
    excom.sees({"en": "Waits for the Council", "ru": "Ожидается решение Совета"}[language])
    excom.looks_closely("before-the-council")

    office = arrives(council.secretariat, language).goes("/desk/").looks_closely("desk")
    office.presses("Open the round", "Открыть раунд").looks_closely("terms")
    office.confirms_the_undone().presses("Check the round", "Проверить раунд").looks_closely(
        "check"
    )
    office.presses("Open the round", "Открыть раунд")
    opened = text.rounds.get(body__kind="plenary")
    reached(opened)
    office.goes(text.get_absolute_url()).looks_closely("in-the-council")
    society = arrives(council.society_head, language).goes(text.get_absolute_url())
    society.chooses("kind", "supports").presses("Check and send", "Проверить и отправить")
    society.presses("Send this position", "Отправить позицию")
    end(opened)
    office.goes(f"/recommendations/rounds/{opened.pk}/declare/").chooses("outcome", "consensus")
    office.fills(breadth="The Council agrees.", issues="None.", addressed="None.")
    office.confirms_the_undone().looks_closely("declared").presses("Declare", "Объявить")
    assert council.fresh(text).symbol is None
    second = User.objects.create_user(
        "second@rec.example", "x", name="Second", is_secretariat=True, language=language
    )
    staff = arrives(second, language).goes(text.get_absolute_url())
    staff.presses("Certify both", "Удостоверить оба").confirms_the_undone()
    staff.presses("Certify both", "Удостоверить оба").sees("REC/").looks_closely("certificate")
