"""Amendments of organisations: conflicts found, one accepted rebases the others, brackets with attribution, co-sponsors."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from rec_portal.mail.models import Delivery
from rec_portal.ui import brackets
from rec_portal.ui.diff import merge
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, readings
from recommendations.models import Amendment, Paragraph, Recommendation
from tests.cast import Cast, newest

BASE = {
    "ru": "Зачислять детей в школу в течение десяти дней.",
    "en": "Enrol children in school within ten days.",
}


@pytest.fixture
def text(council: Cast) -> Recommendation:
    draft = actions.Draft(
        {"ru": "Школа", "en": "School"}, [actions.ClauseDraft("operative", BASE)] * 3
    )
    made = actions.begin(
        council.group, "recommendation", "ru", draft, by=council.rapporteur, at=timezone.now()
    )
    return actions.put_to_consultation(made, by=council.rapporteur, at=timezone.now())


def first(text: Recommendation) -> Paragraph:
    return newest(text).clauses.all()[0].paragraph


def propose(text: Recommendation, by: Any, en: str = "", **more: Any) -> Amendment:
    return actions.propose_amendment(
        text,
        more.pop("paragraph", None) or first(text),
        {"en": en},
        "because",
        by=by,
        at=timezone.now(),
        **more,
    )


def fresh(amendment: Amendment) -> Amendment:
    return Amendment.objects.get(pk=amendment.pk)


def standing(text: Recommendation) -> list[str]:
    return [row.in_language("en") for row in text.working_paragraphs.all()]


def proposals(text: Recommendation) -> dict[int, Any]:
    said = readings.with_what_was_said(text, newest(text).numbered())
    return {p.amendment.pk: p for each in said.paragraphs for p in each.proposals}


def test_conflicts_are_found_and_shown_on_both(council: Cast, text: Recommendation) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    six = propose(text, council.other_head, "Enrol children in school within six days.")
    every = propose(text, council.society_head, "Enrol all children in school within ten days.")
    shown = proposals(text)
    assert [each.pk for each in shown[five.pk].against] == [six.pk]
    assert [each.pk for each in shown[six.pk].against] == [five.pk]
    assert shown[every.pk].against == []


def test_accepting_one_rebases_the_others_and_says_which_no_longer_apply(
    council: Cast, text: Recommendation
) -> None:
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
    inserted = propose(
        text, council.head, "A new paragraph.", kind="insert", clause_kind="sub", paragraph=one
    )
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


def test_brackets_carry_their_attribution_and_stop_a_round_until_they_are_settled(
    council: Cast, text: Recommendation
) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    actions.sponsor(five, by=council.agency_head, at=timezone.now())
    actions.bracket_amendment(five, by=council.rapporteur, at=timezone.now())
    assert (
        standing(text)[0] == "Enrol children in school within [ten] [Sogdiana, Agency: five] days."
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    points = readings.open_points(readings.with_what_was_said(text, newest(text).numbered()))
    assert [(each.bracket.words, each.bracket.who) for each in points.brackets] == [
        ("ten", ""),
        ("five", "Sogdiana, Agency"),
    ]
    with pytest.raises(RuleBroken, match="square brackets"):
        council.opened(text)
    paragraph = first(text)
    with pytest.raises(RuleBroken, match="square brackets"):
        actions.agree_paragraph(paragraph, by=council.chair, at=timezone.now())
    row = text.working_paragraphs.get(paragraph=paragraph)
    with pytest.raises(RuleBroken, match="belong to the amendment of Sogdiana"):
        actions.settle(
            paragraph,
            "en",
            0,
            keep=True,
            based_on=row.version,
            by=council.rapporteur,
            at=timezone.now(),
        )
    actions.accept_amendment(fresh(five), "agreed", by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == "Enrol children in school within five days."


def test_brackets_that_somebody_typed_are_settled_by_the_pen_on_the_version_it_saw(
    council: Cast, text: Recommendation
) -> None:
    paragraph = first(text)
    row = actions.save_paragraph(
        paragraph,
        {"en": "Enrol [all] children within [ten] [fourteen] days."},
        kind="operative",
        based_on=1,
        by=council.rapporteur,
        at=timezone.now(),
    )
    settle = partial(actions.settle, paragraph, "en", by=council.rapporteur, at=timezone.now())
    settled = settle(0, keep=False, based_on=row.version)
    assert settled.in_language("en") == "Enrol children within [ten] [fourteen] days."
    with pytest.raises(RuleBroken, match="has changed since"):
        settle(1, keep=True, based_on=row.version)
    assert (
        settle(1, keep=True, based_on=settled.version).in_language("en")
        == "Enrol children within fourteen days."
    )


def test_the_brackets_of_one_proposal_are_settled_alone(
    council: Cast, text: Recommendation
) -> None:
    """Two proposals of one party in one paragraph, one that only deletes, and a third party's alternative to the same words."""
    five = propose(text, council.head, "Enrol children in school within five days.")
    fewer = propose(text, council.head, "Enrol children within ten days.")
    six = propose(text, council.other_head, "Enrol children in school within six days.")
    for each in (five, fewer, six):
        actions.bracket_amendment(each, by=council.rapporteur, at=timezone.now())
    laid = "Enrol children [Sogdiana – 2 (delete): in school] within [ten] [Sogdiana: five] [Bactria: six] days."
    assert standing(text)[0] == laid
    actions.sponsor(fresh(six), by=council.agency_head, at=timezone.now())
    assert "[Bactria, Agency: six]" in standing(text)[0]
    actions.decline_amendment(fresh(five), "not agreed", by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == laid.replace(" [Sogdiana: five]", "").replace(
        "Bactria", "Bactria, Agency"
    )
    actions.accept_amendment(fresh(fewer), "agreed", by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == "Enrol children within [ten] [Bactria, Agency: six] days."
    seven = propose(text, council.society_head, "Enrol children in school within seven days.")
    actions.bracket_amendment(seven, by=council.rapporteur, at=timezone.now())
    accepted = actions.accept_amendment(
        fresh(six), "agreed", by=council.rapporteur, at=timezone.now()
    )
    assert standing(text)[0] == "Enrol children within six days."
    assert [each.pk for each in accepted.overtaken] == [seven.pk]
    with pytest.raises(RuleBroken, match="no longer stand"):
        actions.accept_amendment(fresh(seven), "agreed", by=council.rapporteur, at=timezone.now())


def test_brackets_typed_elsewhere_under_the_same_name_are_not_the_amendment_s(
    council: Cast, text: Recommendation
) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    actions.bracket_amendment(five, by=council.rapporteur, at=timezone.now())
    row = text.working_paragraphs.select_related("paragraph")[1]
    typed = actions.save_paragraph(
        row.paragraph,
        {"en": "Enrol [ten] [Sogdiana: twenty] children."},
        kind="operative",
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.settle(
        row.paragraph,
        "en",
        1,
        keep=True,
        based_on=typed.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    assert standing(text)[1] == "Enrol twenty children."
    assert "[Sogdiana: five]" in standing(text)[0]
    inserted = propose(text, council.head, "A paragraph [or two].", kind="insert")
    with pytest.raises(RuleBroken, match="Brackets stand already"):
        actions.bracket_amendment(inserted, by=council.rapporteur, at=timezone.now())


@pytest.mark.parametrize("accept", [True, False])
def test_a_deletion_in_brackets_names_who_wants_it(
    council: Cast, text: Recommendation, accept: bool
) -> None:
    gone = propose(text, council.head, kind="delete")
    actions.bracket_amendment(gone, by=council.rapporteur, at=timezone.now())
    assert standing(text)[0] == f"[Sogdiana (delete): {BASE['en']}]"
    decide = actions.accept_amendment if accept else actions.decline_amendment
    decide(fresh(gone), "so decided", by=council.rapporteur, at=timezone.now())
    assert standing(text) == [BASE["en"]] * (2 if accept else 3)


def test_a_change_of_one_language_leaves_the_languages_out_of_step(
    council: Cast, text: Recommendation
) -> None:
    """Russian is the language of drafting: an English proposal alone must not pass for both saying the same."""
    five = propose(text, council.head, "Enrol children in school within five days.")
    actions.accept_amendment(five, "agreed", by=council.rapporteur, at=timezone.now())
    row = text.working_paragraphs.get(paragraph=first(text))
    assert row.states("ru")["en"] == "behind"
    with pytest.raises(RuleBroken, match="in step"):
        actions.agree_paragraph(first(text), by=council.chair, at=timezone.now())


def test_a_move_whose_place_is_deleted_conflicts_and_is_refused(
    council: Cast, text: Recommendation
) -> None:
    one, two, three = (clause.paragraph for clause in newest(text).clauses.all())
    moved = propose(text, council.head, kind="move", paragraph=one, after=three)
    gone = propose(text, council.other_head, kind="delete", paragraph=three)
    said = readings.with_what_was_said(text, newest(text).numbered())
    against = {
        p.amendment.pk: [o.pk for o in p.against]
        for each in said.paragraphs
        for p in each.proposals
    }
    assert against == {moved.pk: [gone.pk], gone.pk: [moved.pk]}
    accepted = actions.accept_amendment(gone, "agreed", by=council.rapporteur, at=timezone.now())
    assert [each.pk for each in accepted.overtaken] == [moved.pk]
    with pytest.raises(RuleBroken, match="no longer in the text"):
        actions.accept_amendment(moved, "agreed", by=council.rapporteur, at=timezone.now())
    assert two.pk in text.working_paragraphs.values_list("paragraph_id", flat=True)


@pytest.mark.parametrize(
    ("verb", "result"),
    [
        ("accept", "Enrol children in school within five days."),
        ("decline", BASE["en"]),
        ("withdraw", BASE["en"]),
    ],
)
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


def test_sponsoring_is_for_other_members_while_it_is_open(
    council: Cast, text: Recommendation
) -> None:
    five = propose(text, council.head, "Enrol children in school within five days.")
    with pytest.raises(Refused, match="another organisation"):
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
def test_a_merge_is_the_same_both_ways_and_keeps_a_lone_change(
    base: str, ours: str, theirs: str
) -> None:
    assert merge(base, ours, theirs) == merge(base, theirs, ours)
    assert merge(base, ours, base) == ours
    assert merge(base, base, theirs) == theirs
    assert merge(base, ours, ours) == ours


def of(who: str, text: str) -> list[int]:
    """The indices of one party's brackets."""
    return [index for index, each in enumerate(brackets.brackets(text)) if each.who == who]


@given(WORDS, WORDS, st.booleans())
@settings(max_examples=300)
def test_brackets_accepted_give_the_proposal_and_given_up_the_base(
    before: str, after: str, accepted: bool
) -> None:
    laid = brackets.bracketed(before, before, after, "Org", "en")
    if laid is None:
        assert before == after
        return
    assert (
        brackets.decided(laid, of("Org", laid), accepted=accepted)[0].split()
        == (after if accepted else before).split()
    )


@given(WORDS, WORDS, WORDS, st.booleans(), st.booleans())
@settings(max_examples=500)
def test_two_in_brackets_are_decided_each_alone(
    base: str, one: str, other: str, first: bool, second: bool
) -> None:
    laid = brackets.bracketed(base, base, one, "One", "en")
    both = laid and brackets.bracketed(laid, base, other, "Other", "en")
    if not both:
        return
    assert brackets.decided(both, of("Other", both), accepted=False)[0].split() == laid.split()
    left, _standing = brackets.decided(both, of("One", both), accepted=first)
    ended, _none = brackets.decided(left, of("Other", left), accepted=second)
    assert "[" not in ended
    if not first and not second:
        assert ended.split() == base.split()
    if second and not first:
        assert ended.split() == other.split()
    merged = merge(base, one, other)
    if first and second and merged is not None:
        assert ended.split() == merged.split()


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Б\u0061ктрия", "is not «Бактрия»: letters of another alphabet"),
        ("\u0421огдиана, Б\u0061ктрия", "is not «Бактрия»: letters of another alphabet"),
        ("B\u0430ctria", "is not «Bactria»: letters of another alphabet"),
        ("Делегация  Б\u0061ктрия", "is not «Делегация  Бактрия»"),
        ("Parthia", "«Parthia» in square brackets .* is no organisation of the Council"),
        ("Note", "«Note» in square brackets .* is no organisation of the Council"),
    ],
)
def test_who_wants_words_in_brackets_is_an_organisation_letter_by_letter(
    council: Cast, text: Recommendation, typed: str, said: str
) -> None:
    """A Latin letter in a Cyrillic name is not that party: what the body reads names nobody else."""
    paragraph, at = first(text), timezone.now()
    words = f"Enrol [all] [{typed}: some] children."
    row = actions.save_paragraph(
        paragraph, {"en": words}, kind="operative", based_on=1, by=council.rapporteur, at=at
    )
    assert row.in_language("en") == words  # what is typed is kept
    with pytest.raises(RuleBroken, match=said):
        actions.issue(council.fresh(text), by=council.rapporteur, at=at)
    with pytest.raises(RuleBroken, match=said):
        actions.begin(
            council.group,
            "recommendation",
            "ru",
            actions.Draft({"ru": "П", "en": ""}, [actions.ClauseDraft("operative", {"ru": words})]),
            by=council.rapporteur,
            at=at,
        )


@pytest.mark.parametrize(
    "typed",
    [
        "Бактрия",
        "Bactria",
        "Sogdiana, Bactria",
        "Bactria – 2",
        "Bactria delegation",
        "Mothers' Network (delete)",
        "Sogdiana, Parthia, Ltd, Bactria",
        "Parthia, Ltd – 2",
    ],
)
def test_a_party_typed_by_its_own_name_is_one(
    council: Cast, text: Recommendation, typed: str
) -> None:
    """By its full name or its short one, in either language, numbered, beside others, and with a comma of its own."""
    council.organisations["guest"].short_name = "Parthia, Ltd"
    council.organisations["guest"].save()
    actions.save_paragraph(
        first(text),
        {"en": f"Enrol [all] [{typed}: some] children."},
        kind="operative",
        based_on=1,
        by=council.rapporteur,
        at=timezone.now(),
    )
    issued = actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    assert issued.number == 2
