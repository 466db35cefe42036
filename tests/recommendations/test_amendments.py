"""Amendments of organisations: conflicts found, one accepted rebases the others, brackets with attribution, co-sponsors."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from rec_portal.mail.models import Delivery
from rec_portal.ui import brackets
from rec_portal.ui.wording import merge
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, papers
from recommendations.models import Amendment, Paragraph, Recommendation
from tests.cast import Cast, newest

BASE = {"ru": "Зачислять детей в школу в течение десяти дней.", "en": "Enrol children in school within ten days."}


@pytest.fixture
def text(council: Cast) -> Recommendation:
    draft = actions.Draft({"ru": "Школа", "en": "School"}, [actions.ClauseDraft("operative", BASE)] * 3)
    made = actions.begin(council.group, "recommendation", "ru", draft, by=council.rapporteur, at=timezone.now())
    return actions.put_to_consultation(made, by=council.rapporteur, at=timezone.now())


def first(text: Recommendation) -> Paragraph:
    return newest(text).clauses.all()[0].paragraph


def propose(text: Recommendation, by: Any, en: str = "", **more: Any) -> Amendment:
    return actions.propose_amendment(
        text, more.pop("paragraph", None) or first(text), {"en": en}, "because", by=by, at=timezone.now(), **more
    )


def standing(text: Recommendation) -> list[str]:
    return [row.in_language("en") for row in text.working_paragraphs.all()]


def proposals(text: Recommendation) -> dict[int, Any]:
    said = papers.with_what_was_said(text, newest(text).numbered())
    return {p.amendment.pk: p for each in said.paragraphs for p in each.proposals}


def test_conflicts_are_found_and_shown_on_both(council: Cast, text: Recommendation) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    six = propose(text, council.other_head, "Enrol children in school within six days.")
    every = propose(text, council.society_head, "Enrol all children in school within ten days.")
    shown = proposals(text)
    assert [each.pk for each in shown[five.pk].against] == [six.pk]
    assert [each.pk for each in shown[six.pk].against] == [five.pk]
    assert shown[every.pk].against == []


def test_accepting_one_rebases_the_others_and_says_which_no_longer_apply(council: Cast, text: Recommendation) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    six = propose(text, council.other_head, "Enrol children in school within six days.")
    every = propose(text, council.society_head, "Enrol all children in school within ten days.")
    accepted = actions.accept_amendment(five, "agreed", by=council.rapporteur, at=timezone.now())
    assert [each.pk for each in accepted.rebased] == [every.pk]
    assert [each.pk for each in accepted.overtaken] == [six.pk]
    assert Delivery.objects.get(letter__kind="amendment_overtaken").person == council.other_head
    actions.accept_amendment(every, "agreed", by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == "Enrol all children in school within five days."
    with pytest.raises(RuleBroken, match="same words have changed"):
        actions.accept_amendment(six, "agreed", by=council.rapporteur, at=timezone.now())


def test_insert_delete_and_move(council: Cast, text: Recommendation) -> None:
    one, two, three = (clause.paragraph for clause in newest(text).clauses.all())
    inserted = propose(text, council.head, "A new paragraph.", kind="insert", clause_kind="sub", paragraph=one)
    moved = propose(text, council.head, kind="move", paragraph=three, after=None)
    gone = propose(text, council.other_head, kind="delete", paragraph=two)
    for each in (inserted, moved, gone):
        actions.accept_amendment(each, "agreed", by=council.rapporteur, at=timezone.now())
    rows = list(text.working_paragraphs.all())
    assert next(row.paragraph_id for row in rows) == three.pk
    assert [row.kind for row in rows] == ["operative", "operative", "sub"]
    assert two.pk not in [row.paragraph_id for row in rows]
    with pytest.raises(RuleBroken, match="stands there already"):
        propose(text, council.head, kind="move", paragraph=two, after=one)


def test_brackets_carry_their_attribution_and_stop_a_round_until_they_are_settled(council: Cast, text: Recommendation) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    actions.sponsor(five, by=council.agency_head, at=timezone.now())
    actions.bracket_amendment(five, by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == "Enrol children in school within [ten] [Sogdiana, Agency: five] days."
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    points = papers.open_points(papers.with_what_was_said(text, newest(text).numbered()))
    assert [(each.bracket.words, each.bracket.who) for each in points.brackets] == [("ten", ""), ("five", "Sogdiana, Agency")]
    with pytest.raises(RuleBroken, match="square brackets"):
        council.opened(text)
    paragraph = first(text)
    with pytest.raises(RuleBroken, match="square brackets"):
        actions.agree_paragraph(paragraph, by=council.chair, at=timezone.now())
    actions.settle(paragraph, "en", 1, keep=True, by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == "Enrol children in school within five days."


@pytest.mark.parametrize(("verb", "result"), [
    ("accept", "Enrol children in school within five days."), ("decline", BASE["en"]), ("withdraw", BASE["en"]),
])  # fmt: skip
def test_deciding_on_a_bracketed_amendment_settles_its_brackets(
    council: Cast, text: Recommendation, verb: str, result: str
) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    actions.bracket_amendment(five, by=council.rapporteur, at=timezone.now())
    five.refresh_from_db()
    if verb == "accept":
        actions.accept_amendment(five, "agreed", by=council.rapporteur, at=timezone.now())
    elif verb == "decline":
        actions.decline_amendment(five, "not agreed", by=council.rapporteur, at=timezone.now())
    else:
        actions.withdraw_amendment(five, by=council.head, at=timezone.now())
    assert standing(text)[0] == result


def test_sponsoring_is_for_other_members_while_it_is_open(council: Cast, text: Recommendation) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    with pytest.raises(RuleBroken, match="another organisation"):
        actions.sponsor(five, by=council.excom_chair, at=timezone.now())
    with pytest.raises(Refused):
        actions.sponsor(five, by=council.observer, at=timezone.now())
    actions.sponsor(five, by=council.member, at=timezone.now())
    actions.sponsor(five, by=council.other_head, at=timezone.now())
    assert [str(each.organisation) for each in five.sponsors.all()] == ["Bactria"]
    actions.decline_amendment(five, "no", by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="decided already"):
        actions.sponsor(five, by=council.society_head, at=timezone.now())


WORDS = st.lists(st.sampled_from(["a", "b", "c", "d", "e"]), min_size=1, max_size=8).map(" ".join)


@given(WORDS, WORDS, WORDS)
@settings(max_examples=300)
def test_a_merge_is_the_same_both_ways_and_keeps_a_lone_change(base: str, ours: str, theirs: str) -> None:
    assert merge(base, ours, theirs) == merge(base, theirs, ours)
    assert merge(base, ours, base) == ours
    assert merge(base, base, theirs) == theirs
    assert merge(base, ours, ours) == ours


@given(WORDS, WORDS)
@settings(max_examples=300)
def test_brackets_kept_give_the_proposal_and_given_up_the_base(before: str, after: str) -> None:
    from recommendations.papers.amendments import without_brackets

    laid = brackets.bracketed(before, after, "Org")
    if all(bracket.who for bracket in brackets.brackets(laid)) or before == after:
        kept = without_brackets(laid, "Org", keep=True)
        assert "[" not in kept
        assert kept.split() == after.split()
