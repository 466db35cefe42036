"""The editor keeps what is typed until it is saved, and gives it back."""

from __future__ import annotations

import pytest

from recommendations.models import Recommendation, WorkingParagraph
from tests.browser.conftest import Arrival, Visitor
from tests.cast import Cast

LOST = "Слова, которых сервер не получил."


@pytest.fixture
def pen(arrives: Arrival, council: Cast) -> Visitor:
    text = council.text()
    visitor = arrives(council.rapporteur, "en").goes(f"{text.get_absolute_url()}edit/")
    visitor.page.context.route("**/paragraphs/**/save/", lambda route: route.abort())
    return visitor


def _first() -> WorkingParagraph:
    return Recommendation.objects.get().working_paragraphs.order_by("order")[0]


def _field() -> str:
    return f"#p{_first().paragraph_id}-ru"


def _closes_the_tab_and_comes_back(visitor: Visitor) -> None:
    address, context = visitor.page.url, visitor.page.context
    visitor.page.close()
    visitor.page = context.new_page()
    visitor.page.on("pageerror", lambda error: visitor._note(str(error)))
    visitor.page.goto(address)


def test_a_closed_tab_gives_the_words_back_and_they_are_saved(pen: Visitor) -> None:
    field = _field()
    pen.page.fill(field, LOST)
    _closes_the_tab_and_comes_back(pen)
    assert pen.page.input_value(field) == "Пункт номер 0."
    pen.sees("Words that had not been saved are kept in this browser:", LOST).looks_closely(
        "editor-kept"
    )
    pen.page.context.unroute("**/paragraphs/**/save/")
    with pen.page.expect_response("**/save/") as answer:
        pen.page.get_by_role("button", name="Put these words back").click()
    assert answer.value.ok
    assert _first().in_language("ru") == LOST
    _closes_the_tab_and_comes_back(pen)
    assert pen.page.input_value(field) == LOST
    pen.misses("Words that had not been saved")


def test_discarded_words_do_not_come_back(pen: Visitor) -> None:
    pen.page.fill(_field(), LOST)
    _closes_the_tab_and_comes_back(pen)
    pen.page.get_by_role("button", name="Discard them").click()
    _closes_the_tab_and_comes_back(pen)
    pen.misses("Words that had not been saved", LOST)


def test_words_sent_to_a_portal_that_does_not_answer_stay_kept(pen: Visitor) -> None:
    field = _field()
    pen.page.fill(field, LOST)
    pen.page.context.route(
        "**/edit/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    with pen.page.expect_event("load"):  # of the browser's own page on a portal that is not there
        pen.page.get_by_role("button", name="Save", exact=True).last.click(no_wait_after=True)
    pen.page.context.unroute("**/edit/")
    pen.goes(f"/recommendations/{Recommendation.objects.get().pk}/edit/").sees(LOST)


def test_whether_a_translation_is_in_step_is_asked_as_soon_as_it_lags(
    council: Cast, arrives: Arrival
) -> None:
    text = council.text()
    pen = arrives(council.rapporteur, "en").goes(f"{text.get_absolute_url()}edit/")
    box = pen.page.locator(f"#p{_first().paragraph_id} [data-behind]")
    assert not box.is_visible()
    with pen.page.expect_response("**/save/"):
        pen.page.fill(_field(), "Пункт номер ноль, иначе.")
    box.wait_for(state="visible")
    assert _first().states("ru")["en"] == "behind"
    with pen.page.expect_response("**/save/"):
        box.get_by_role("checkbox").check()
    box.wait_for(state="hidden")
    assert "behind" not in _first().states("ru").values()
