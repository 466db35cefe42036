"""Words in square brackets are rows: whose they are stays with them, whatever becomes of the words and of the names."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone, translation
from hypothesis import given, settings
from hypothesis import strategies as st

from rec_portal.ui import brackets
from rec_portal.verdicts import RuleBroken
from recommendations import actions, readings
from recommendations.actions.bracketing import Mark, Marked, carried
from recommendations.models import Paragraph, Recommendation, WorkingBracket, WorkingParagraph
from tests.cast import Cast, newest
from tests.recommendations.test_amendments import BASE, first, fresh, propose, standing, text

__all__ = ["text"]

FIVE = "Enrol children in school within five days."
LAID = "Enrol children in school within [ten] [Sogdiana: five] days."


def write(council: Cast, paragraph: Paragraph, en: str) -> WorkingParagraph:
    row = WorkingParagraph.objects.get(paragraph=paragraph)
    return actions.save_paragraph(
        paragraph,
        {"en": en},
        kind="operative",
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )


@pytest.fixture
def laid(council: Cast, text: Recommendation) -> Any:
    """Sogdiana's amendment, standing in brackets in the first paragraph."""
    amendment = propose(text, council.head, FIVE)
    actions.bracket_amendment(amendment, by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == LAID
    return fresh(amendment)


def whose(text: Recommendation) -> list[tuple[str, str]]:
    """Each pair of brackets as it reads, with whose it is by its row."""
    return [
        (str(row), str(row.amendment.organisation) if row.amendment else _names(row))
        for row in WorkingBracket.objects.filter(working__recommendation=text).order_by(
            "working__order", "language", "start"
        )
    ]


def _names(row: WorkingBracket) -> str:
    return ", ".join(str(each) for each in row.organisations.order_by("pk"))


def decide(council: Cast, amendment: Any, *, accept: bool = True) -> None:
    act = actions.accept_amendment if accept else actions.decline_amendment
    act(fresh(amendment), "so decided", by=council.rapporteur, at=timezone.now())


def test_a_name_typed_in_the_same_paragraph_is_not_the_amendment_s(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    paragraph = first(text)
    row = write(council, paragraph, f"Enrol [all] [Sogdiana: most] children. {LAID}")
    typed, theirs = ("[Sogdiana: most]", "Sogdiana"), ("[Sogdiana: five]", "Sogdiana")
    assert whose(text) == [("[all]", ""), typed, ("[ten]", ""), theirs]
    settle = partial(actions.settle, paragraph, "en", by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="belong to the amendment of Sogdiana"):
        settle(3, keep=True, based_on=row.version)
    decide(council, laid)
    assert standing(text)[0] == f"Enrol [all] [Sogdiana: most] children. {FIVE}"
    now = WorkingParagraph.objects.get(paragraph=paragraph).version
    settle(1, keep=True, based_on=now)
    assert standing(text)[0] == f"Enrol most children. {FIVE}"


def test_another_name_written_over_brackets_makes_them_somebody_else_s(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    """The same words under Bactria's name are not what Sogdiana proposed: deciding on its amendment does not touch them."""
    write(council, first(text), LAID.replace("Sogdiana", "Bactria"))
    assert whose(text) == [("[ten]", ""), ("[Bactria: five]", "Bactria")]
    with pytest.raises(RuleBroken, match="no longer stand in the text"):
        decide(council, laid)
    decide(council, laid, accept=False)
    assert standing(text)[0] == LAID.replace("Sogdiana", "Bactria")


def test_words_edited_within_the_brackets_stay_the_amendment_s(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    write(council, first(text), LAID.replace("five", "at most five").replace("Enrol", "Admit"))
    assert whose(text)[-1] == ("[Sogdiana: at most five]", "Sogdiana")
    decide(council, laid)
    assert standing(text)[0] == "Admit children in school within at most five days."


def test_an_organisation_renamed_still_wants_its_words(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    """The text that the body reads keeps the name that was typed; whose it is does not hang on it."""
    second = text.working_paragraphs.select_related("paragraph")[1].paragraph
    write(council, second, "Enrol [all] [Bactria: some] children.")
    for key in ("bactria", "sogdiana"):
        organisation = council.organisations[key]
        organisation.name = organisation.short_name = f"New {key}"
        organisation.i18n = {}
        organisation.save()
    write(council, second, "Enrol [all] [Bactria: some] children at once.")
    assert [name for _words, name in whose(text)] == ["", "New sogdiana", "", "New bactria"]
    issued = actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    assert issued.number == 2
    found = readings.brackets_of_working_text(text)
    assert [each.party for each in found] == ["", "New sogdiana", "", "New bactria"]
    decide(council, laid)
    assert standing(text)[0] == FIVE


def test_the_page_names_the_party_in_the_reader_s_language(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    with translation.override("ru"):
        assert [each.party for each in readings.brackets_of_working_text(text)] == ["", "Согдиана"]
    actions.sponsor(laid, by=council.agency_head, at=timezone.now())
    assert [each.party for each in readings.brackets_of_working_text(text)] == [
        "",
        "Sogdiana, Agency",
    ]


@pytest.mark.parametrize("accept", [True, False])
def test_brackets_go_with_their_words_through_a_split_a_merge_and_a_way_back(
    council: Cast, text: Recommendation, laid: Any, accept: bool
) -> None:
    paragraph, at, pen = first(text), timezone.now(), council.rapporteur
    write(council, paragraph, f"Enrol [all] [Bactria: some] children.\n\n{LAID}")
    parts = actions.split_paragraph(paragraph, by=pen, at=at)
    assert [row.in_language("en") for row in parts] == [
        "Enrol [all] [Bactria: some] children.",
        LAID,
    ]
    expected = [
        ("[all]", ""),
        ("[Bactria: some]", "Bactria"),
        ("[ten]", ""),
        ("[Sogdiana: five]", "Sogdiana"),
    ]
    assert whose(text) == expected
    merged = actions.merge_paragraph(parts[1].paragraph, by=pen, at=at)
    assert merged.pk == parts[0].pk
    assert whose(text) == expected
    write(council, paragraph, "Nothing of it.")
    assert whose(text) == []
    actions.restore_save(paragraph.saves.get(version=merged.version), by=pen, at=at)
    assert whose(text) == expected
    actions.drop_paragraph(paragraph, by=pen, at=at)
    actions.restore_save(paragraph.saves.first(), by=pen, at=at)
    assert whose(text) == expected
    decide(council, laid, accept=accept)
    word = "five" if accept else "ten"
    kept = f"Enrol [all] [Bactria: some] children. Enrol children in school within {word} days."
    assert standing(text)[-1] == kept


def test_a_save_brought_back_after_the_decision_has_no_amendment_s_brackets(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    paragraph, at = first(text), timezone.now()
    before = paragraph.saves.first()
    decide(council, laid)
    row = actions.restore_save(before, by=council.rapporteur, at=at)
    assert standing(text)[0] == LAID
    assert [row.amendment for row in WorkingBracket.objects.all()] == [None, None]
    assert whose(text)[-1] == ("[Sogdiana: five]", "Sogdiana")  # by the name that is read there
    actions.settle(
        paragraph, "en", 0, keep=True, based_on=row.version, by=council.rapporteur, at=at
    )
    assert "within ten days" in standing(text)[0]


def test_a_proposal_in_brackets_is_still_read_as_it_was_proposed(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    clauses = newest(text).numbered()
    [proposal] = readings.with_what_was_said(text, clauses).paragraphs[0].proposals
    changed = [(piece.sign, piece.text) for piece in proposal.pieces["en"] if piece.sign != " "]
    assert changed == [("-", "ten"), ("+", "five")]


def test_a_co_sponsor_s_name_is_written_into_its_own_brackets_alone(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    write(council, first(text), f"{LAID} Enrol [all] [Sogdiana: most] children.")
    actions.sponsor(laid, by=council.agency_head, at=timezone.now())
    assert "[Sogdiana, Agency: five]" in standing(text)[0]
    assert "[Sogdiana: most]" in standing(text)[0]
    assert whose(text)[1] == ("[Sogdiana, Agency: five]", "Sogdiana")


def test_a_name_that_became_an_organisation_s_after_it_was_typed_is_read_at_the_issue(
    council: Cast, text: Recommendation
) -> None:
    write(council, first(text), "Enrol [all] [Parthia: some] children.")
    with pytest.raises(RuleBroken, match="no organisation of the Council"):
        actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    guest = council.organisations["guest"]
    guest.short_name = "Parthia"
    guest.save()
    actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    assert whose(text)[-1] == ("[Parthia: some]", str(guest))


def test_a_name_that_is_nobody_s_does_not_become_the_amendment_s(
    council: Cast, text: Recommendation
) -> None:
    write(council, first(text), f"Enrol [all] [Parthia: some] children. {BASE['en']}")
    five = propose(text, council.head, f"Enrol all children. {FIVE}", paragraph=first(text))
    actions.bracket_amendment(five, by=council.rapporteur, at=timezone.now())
    assert dict(whose(text))["[Parthia: some]"] == ""
    with pytest.raises(RuleBroken, match="«Parthia» .* is no organisation"):
        actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())


@pytest.mark.parametrize("accept", [True, False])
def test_brackets_translated_under_the_amendment_s_name_are_decided_with_it(
    council: Cast, text: Recommendation, laid: Any, accept: bool
) -> None:
    paragraph, pen, at = first(text), council.rapporteur, timezone.now()
    row = WorkingParagraph.objects.get(paragraph=paragraph)
    russian = "Зачислять детей в школу в течение [десяти] [Согдиана: пяти] дней."
    row = actions.save_paragraph(
        paragraph, {"ru": russian}, kind="operative", based_on=row.version, by=pen, at=at
    )
    assert [each.amendment_id for each in row.brackets.order_by("language", "start")] == [
        None,
        laid.pk,
    ] * 2
    with pytest.raises(RuleBroken, match="belong to the amendment"):
        actions.settle(paragraph, "ru", 1, keep=True, based_on=row.version, by=pen, at=at)
    decide(council, laid, accept=accept)
    row.refresh_from_db()
    assert row.in_language("ru").endswith(f"в течение {'пяти' if accept else 'десяти'} дней.")
    assert row.in_language("en") == (FIVE if accept else BASE["en"])


def test_a_revision_brought_back_brings_back_whose_its_brackets_are(
    council: Cast, text: Recommendation, laid: Any
) -> None:
    """After a split that took the brackets along, and after they were edited away by hand."""
    paragraph, pen, at = first(text), council.rapporteur, timezone.now()
    write(council, paragraph, f"Enrol all.\n\n{LAID}")
    issued = actions.issue(council.fresh(text), by=pen, at=at)
    before = whose(text)
    assert before[-1] == ("[Sogdiana: five]", "Sogdiana")
    actions.split_paragraph(paragraph, by=pen, at=at)
    write(council, paragraph, "Enrol nobody.")
    actions.restore(council.fresh(text), issued, by=pen, at=at)
    assert whose(text) == before
    decide(council, laid)
    assert standing(text)[0] == f"Enrol all.\n\n{FIVE}"


def test_an_amendment_is_accepted_where_its_brackets_stand_after_a_merge(
    council: Cast, text: Recommendation
) -> None:
    """Also when two of the same name have come to stand in one paragraph: one is decided, the other stays whose it is."""
    one, two = (clause.paragraph for clause in newest(text).clauses.all()[:2])
    at, pen = timezone.now(), council.rapporteur
    five = propose(text, council.head, FIVE, paragraph=one)
    six = propose(text, council.head, FIVE.replace("five", "six"), paragraph=two)
    for each in (five, six):
        actions.bracket_amendment(each, by=pen, at=at)
    actions.merge_paragraph(two, by=pen, at=at)
    decide(council, five, accept=False)
    assert [row.amendment_id for row in WorkingBracket.objects.exclude(amendment=None)] == [six.pk]
    decide(council, six)
    assert standing(text)[0] == f"{BASE['en']} {FIVE.replace('five', 'six')}"


def test_a_long_row_of_co_sponsors_is_still_an_attribution() -> None:
    names = ", ".join(f"Organisation number {number} of the region" for number in range(12))
    found = brackets.brackets(f"within [ten] [{names}: five] days")
    assert [(each.who, each.words) for each in found] == [("", "ten"), (names, "five")]


PARTS = st.lists(
    st.sampled_from(["a", "b", "[a]", "[One: a]", "[One: b]", "[Two: a]", "[Two (delete): b]"]),
    max_size=7,
).map(" ".join)


def _marked(text: str) -> Marked:
    found = brackets.brackets(text)
    return Marked(text, tuple(Mark(b.start, b.end, n) for n, b in enumerate(found, start=1)))


@given(PARTS, PARTS)
@settings(max_examples=500)
def test_whatever_is_edited_no_bracket_is_given_twice_and_none_changes_its_name(
    before: str, after: str
) -> None:
    was, found = _marked(before), brackets.brackets(after)
    names = {each.start: each for each in brackets.brackets(before)}
    result = carried(was, after, found)
    owners = [mark.amendment for mark in result.values()]
    assert len(owners) == len(set(owners))
    for start, mark in result.items():
        bracket = next(each for each in found if each.start == start)
        assert (bracket.who, bracket.deletes) == (names[mark.start].who, names[mark.start].deletes)


@given(PARTS, PARTS, PARTS)
@settings(max_examples=300)
def test_words_written_around_a_text_leave_its_brackets_theirs(
    before: str, text: str, after: str
) -> None:
    """Only where what is written beside reads like one of its own brackets can the two not be told apart."""
    was = _marked(text)
    own = {each.who for each in brackets.brackets(text)}
    around = brackets.brackets(f"{before} {after}")
    if any(each.who in own for each in around):
        return
    new = f"{before} {text} {after}"
    result = carried(was, new, brackets.brackets(new))
    shift = len(before) + 1
    assert {start: mark.start for start, mark in result.items()} == {
        each.start + shift: each.start for each in was.marks
    }
