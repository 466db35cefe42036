"""Whom an organisation sends: entered by the secretariat in the browser, with the paper, and who speaks changes at once."""

from __future__ import annotations

from pathlib import Path

from accounts.models import User
from councils.models import Representative, today
from rec_portal.mail.models import Delivery
from tests.browser.conftest import Arrival
from tests.browser.test_journeys import LANGUAGES
from tests.cast import Cast


@LANGUAGES
def test_the_secretariat_replaces_a_head_of_delegation(
    council: Cast, arrives: Arrival, language: str, tmp_path: Path
) -> None:
    note = tmp_path / "note.txt"
    note.write_text("Note verbale", encoding="utf-8")
    office = arrives(council.secretariat, language).goes("/council/")
    office.presses("Mandates and seats", "Мандаты и места").looks_closely("organisations")
    bactria = council.organisations["bactria"]
    office.goes(f"/council/organisations/{bactria.pk}/")
    office.presses("Enter a mandate", "Внести мандат").looks_closely("mandate")
    office.presses("Enter the mandate", "Внести мандат").looks_closely()
    office.fills(
        role="head",
        email="new.head@example.org",
        name="Nodira Karimova",
        name_ru="Нодира Каримова",
        reference="Note verbale 12/45",
        dated=today().isoformat(),
    )
    office.page.set_input_files("[name=file]", note)
    office.presses("Enter the mandate", "Внести мандат")
    office.sees("Note verbale 12/45").looks_closely("organisation")
    new = User.objects.get(email="new.head@example.org")
    head = Representative.objects.current().get(organisation=bactria, role="head")
    assert head.user == new
    assert Delivery.objects.filter(person=council.other_head, letter__kind="mandate_changed")
    office.presses("Give a seat", "Предоставить место").looks_closely("seat")
    office.goes("/council/offices/").looks_closely("office")
    office.goes(f"/council/mandates/{head.pk}/end/").looks_closely("mandate-end")
    arrives(council.other_head, language).goes("/desk/").misses("Bactria", "Бактрия")
