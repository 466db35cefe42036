"""One text from the idea to the first reports, each person at a browser of their own."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from recommendations.models import ConsensusRound, Recommendation
from tests.browser.conftest import Arrival, Visitor
from tests.cast import Cast, end, newest

DAY = (timezone.now() + timedelta(days=30)).date().isoformat()


def issue(pen: Visitor, text: Recommendation) -> None:
    pen.goes(text.get_absolute_url()).presses("Issue the next", "Выпустить следующую").presses(
        "Issue", "Выпустить"
    )


def asks(chair: Visitor, text: Recommendation) -> Visitor:
    chair.goes(f"{text.get_absolute_url()}round/").fills(ends_on=DAY, ends_time="18:00")
    return chair.confirms_the_undone().presses("Check the round", "Проверить раунд")


def silence(chair: Visitor, text: Recommendation) -> None:
    asks(chair, text).looks_closely("round-check").presses("Open the round", "Открыть раунд и")


def fill(pen: Visitor, paragraph: int, ru: str, en: str) -> None:
    pen.page.fill(f"textarea[name='p{paragraph}-ru']", ru)
    pen.page.fill(f"textarea[name='p{paragraph}-en']", en)


@pytest.mark.parametrize("language", ["ru", "en"])
def test_a_text_from_proposal_to_its_first_reporting_cycle(
    council: Cast, arrives: Arrival, language: str, tmp_path: Path
) -> None:
    # Proposed by a civil society organisation, admitted and assigned by the secretariat.
    mothers = (
        arrives(council.society_head, language)
        .goes("/recommendations/propose/")
        .looks_closely("propose")
    )
    mothers.fills(
        body=str(council.group.pk),
        title_ru="Школа без задержки",
        title_en="School without delay",
        source="Practice",
        problem="Детей зачисляют поздно.",
    )
    mothers.presses("Send the proposal", "Отправить предложение").looks_closely("proposed")
    Recommendation.objects.update(
        is_demo=True
    )  # the cast's governments are invented: so is what addresses them
    text = Recommendation.objects.get()
    staff = arrives(council.secretariat, language).goes("/desk/").presses("Read", "Прочитать")
    staff.presses("Admit and assign", "Принять и назначить").looks_closely("admit")
    staff.page.select_option("[name=rapporteur]", str(council.rapporteur.representation.pk))
    staff.presses("Admit", "Принять к рассмотрению")

    # Drafted, with addressees; put to consultation.
    pen = (
        arrives(council.rapporteur, language)
        .goes(f"{text.get_absolute_url()}edit/")
        .presses("Add a paragraph", "Добавить пункт")
    )
    first = text.working_paragraphs.get().paragraph_id
    fill(
        pen,
        first,
        "Зачислять детей в школу в течение десяти дней.",
        "Enrol children in school within ten days.",
    )
    pen.presses("Save", "Сохранить").goes(
        f"/recommendations/paragraphs/{first}/particulars/"
    ).looks_closely("particulars")
    pen.page.check("[name=all_states]")
    pen.page.check("[name=phases][value=reintegration]")
    pen.fills(indicators="Доля детей | Share of children | 60 % | 95 % | census").presses(
        "Save", "Сохранить"
    )
    issue(pen, text)
    pen.presses("Put to consultation", "Вынести на обсуждение")

    # Amendments that conflict; one goes into brackets, and the text is settled.
    for person, ru, en in ((council.head, "пяти", "five"), (council.other_head, "шести", "six")):
        member = arrives(person, language).goes(f"/recommendations/paragraphs/{first}/amend/")
        member.fills(
            text_ru=f"Зачислять детей в школу в течение {ru} дней.", reason="Children cannot wait."
        )
        member.fills(text_en=f"Enrol children in school within {en} days.")
        member.presses("Propose it", "Предложить")
    member.sees(
        {"en": "Conflicts with the proposal of", "ru": "Противоречит предложению"}[language]
    ).looks_closely("conflicting")
    mothers.goes(text.get_absolute_url()).presses("Co-sponsor", "Стать соавтором")
    pen.goes(text.get_absolute_url()).presses("Put in brackets", "Взять в скобки")
    issue(pen, text)
    pen.sees(
        "[ten] [Sogdiana, Mothers' Network: five]", "[десяти] [Согдиана, Сеть матерей: пяти]"
    ).looks_closely("brackets")
    chair = arrives(council.chair, language)
    asks(chair, text).sees(
        {"en": "square brackets are not yet agreed", "ru": "квадратных скобках ещё не согласован"}[
            language
        ]
    )
    pen.goes(f"{text.get_absolute_url()}open/").looks_closely("open-brackets")
    pen.page.get_by_role("link", name=re.compile(r"^(Accept|Принять)\s*: five")).click()
    pen.fills(reason="The group agrees.").presses("Record the decision", "Записать решение")
    issue(pen, text)
    pen.sees("within five days", "в течение пяти дней")

    # No round while a proposal waits for a decision: it counts as an objection.
    asks(chair, text).sees(
        {"en": "Amendments on which nobody has decided", "ru": "Поправки, по которым нет решения"}[
            language
        ]
    ).looks_closely("undecided")
    six = text.amendments.undecided().get()
    pen.goes(f"/recommendations/amendments/{six.pk}/decline/").fills(reason="Five was agreed.")
    pen.presses("Record the decision", "Записать решение")

    # Silence is broken with a proposed change, which becomes an amendment; the new revision goes to a new round.
    silence(chair, text)
    other = (
        arrives(council.other_head, language)
        .goes(text.get_absolute_url())
        .chooses("kind", "objects_with_change")
    )
    other.fills(
        reason="Five days are too few.",
        proposed_change="Enrol children in school within seven days.",
    )
    other.page.select_option("[name=paragraph]", index=1)
    other.presses("Check and send", "Проверить и отправить").presses("Object", "Возразить")
    other.presses("Back to the text", "Вернуться к тексту").looks_closely("broken")
    other.presses("Make it an amendment", "Оформить как поправку").looks_closely("from-objection")
    other.fills(text_ru="Зачислять детей в школу в течение семи дней.").presses(
        "Propose it", "Предложить"
    )
    amendment = text.amendments.get(objection__isnull=False)
    pen.goes(f"/recommendations/amendments/{amendment.pk}/accept/").fills(
        reason="Agreed by the group."
    )
    pen.presses("Record the decision", "Записать решение")
    issue(pen, text)
    pen.sees(
        "within seven days",
        "в течение семи дней",
        "Addressees: All states" if language == "en" else "Адресаты: Все государства",
    )

    # A renewed round with two statements, one joined.
    ended = council.short_round(text)
    head = (
        arrives(council.head, language)
        .goes(text.get_absolute_url())
        .chooses("kind", "with_statement")
    )
    head.fills(reason="Мы понимаем дни как рабочие.", language="ru").presses(
        "Check and send", "Проверить и отправить"
    )
    head.looks_closely("statement-check").presses("Send this position", "Отправить позицию")
    agency = (
        arrives(council.agency_head, language)
        .goes(f"/recommendations/rounds/{ended.pk}/statement/")
        .looks_closely("statement")
    )
    agency.fills(kind="explanation", language="en", text="We shall report on school places.")
    agency.presses("Put it on the record", "Внести в протокол")
    mothers.goes(text.get_absolute_url())
    mothers.page.get_by_role("button", name=re.compile("Agency|Агентство")).filter(
        has_text=re.compile("Join|Присоед")
    ).click()
    end(ended)
    chair.goes(f"/recommendations/rounds/{ended.pk}/declare/").chooses("outcome", "with_statements")
    chair.fills(breadth="All joined.", issues="The term.", addressed="Seven days.").looks_closely(
        "declaration"
    )
    chair.presses("Declare", "Объявить").presses("Lay before", "Передать в")

    chair.goes(f"{text.get_absolute_url()}rounds/").sees(
        "Five days are too few.", "Мы понимаем дни как рабочие."
    ).looks_closely("rounds")

    # The Executive Committee; certification by a second person; publication.
    second = council.short_round(text, by=council.excom_chair)
    end(second)
    excom = arrives(council.excom_chair, language).goes(
        f"/recommendations/rounds/{second.pk}/declare/"
    )
    excom.chooses("outcome", "with_statements").fills(
        breadth="The Committee agrees.", issues="None.", addressed="None."
    ).confirms_the_undone().presses("Declare", "Объявить")
    assert council.fresh(text).symbol is None
    staff.goes(text.get_absolute_url()).presses("Certify both", "Удостоверить оба").looks_closely(
        "certify"
    )
    staff.confirms_the_undone().presses("Certify both", "Удостоверить оба").sees(
        "REC/", {"en": "Sogdiana", "ru": "Согдиана"}[language]
    )
    staff.looks_closely("certificate").goes(text.get_absolute_url())
    staff.presses("Publish", "Опубликовать").presses("Publish", "Опубликовать").goes(
        f"{text.get_absolute_url()}follow-up/"
    ).looks_closely("follow-up")

    # A first cycle: one state reports and publishes, one withholds, one stays silent.
    staff.goes("/recommendations/cycles/open/").looks_closely("cycle-open")
    staff.fills(
        title="First cycle",
        title_ru="Первый цикл",
        period_from="2026-01-01",
        period_to="2026-06-30",
        deadline_on=DAY,
        deadline_time="18:00",
    ).presses("Open the cycle", "Открыть цикл").looks_closely("cycle")
    for person, browser, choice in (
        (council.head, head, "authorised"),
        (council.other_head, other, "withheld"),
    ):
        browser.goes(f"{text.get_absolute_url()}follow-up/").presses(
            "Give the position", "Изложить позицию"
        )
        browser.looks_closely("answer-line").chooses("answer", "accepted").presses(
            "Record the answer", "Записать ответ"
        )
        browser.goes("/desk/").presses("Open", "Открыть").looks_closely("report")
        browser.presses("Write", "Заполнить").looks_closely("item")
        browser.fills(
            implementation="in_progress", measures="Приказ издан.", needs="Обучение."
        ).presses("Save", "Сохранить")
        browser.presses("Validate and submit", "Проверить и представить").fills(
            covering_note="NV 9"
        ).presses("Submit", "Представить")
        report = text.follow_ups.filter(organisation=person.organisation).first().items.get().report  # type: ignore[union-attr]
        staff.goes(report.get_absolute_url()).presses("Find it complete", "Признать полным")
        browser.goes(report.get_absolute_url()).presses(
            "Decide on publication", "Принять решение о"
        )
        browser.chooses("publication", choice).presses("Decide", "Принять решение")
    agency.goes("/recommendations/offers/").looks_closely("offers").fills(
        words="Обучение учителей."
    )
    agency.presses("List the offer", "Внести предложение")
    staff.goes("/recommendations/follow-up/").looks_closely("overview")
    nothing = {"en": "No information", "ru": "Нет сведений"}[language]
    staff.sees(nothing, {"en": "In progress", "ru": "Выполняется"}[language])
    public = (
        arrives(None, language).goes("/recommendations/follow-up/").looks_closely("overview-public")
    )
    public.sees(
        {"en": "In progress", "ru": "Выполняется"}[language],
        {"en": "not published", "ru": "не опубликовано"}[language],
    )
    public.goes(text.get_absolute_url()).sees(
        "We shall report on school places.", "Мы понимаем дни как рабочие."
    ).looks_closely("public-whole")
    public.goes("/recommendations/verify/").looks_closely("verify")
    copy = tmp_path / "copy.pdf"
    with text.issued_copies.get(language="ru").file.open("rb") as file:
        copy.write_bytes(file.read())
    public.page.set_input_files("[name=file]", copy)
    public.presses("Verify", "Проверить").sees(
        {"en": "byte for byte", "ru": "побайтно"}[language]
    ).looks_closely("verified")
    assert ConsensusRound.objects.filter(recommendation=text).count() == 3
    assert newest(text).number == 5
