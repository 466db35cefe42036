"""A paragraph's identity through edits, moves, splits and merges: what was said stays with its words; a comparison is exact."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as budget
from hypothesis import strategies as st

from rec_portal.verdicts import RuleBroken
from recommendations import actions, readings
from recommendations.models import ParagraphTie, Revision
from tests.cast import Cast, newest

STEP = st.tuples(
    st.sampled_from(["edit", "up", "down", "split", "merge", "drop", "add", "restore", "issue"]),
    st.integers(0, 9),
    st.integers(0, 99),
)


def _step(council: Cast, text: Any, verb: str, where: int, number: int) -> None:
    by, at = council.rapporteur, timezone.now()
    rows = list(text.working_paragraphs.select_related("paragraph"))
    row = rows[where % len(rows)] if rows else None
    if verb == "add" or row is None:
        actions.add_paragraph(
            text,
            kind="operative",
            after=row.paragraph if row else None,
            texts={"ru": f"н{number}", "en": f"n{number}"},
            by=by,
            at=at,
        )
    elif verb in {"edit", "split"}:
        words = {code: f"{row.in_language(code)} {number}" for code in ("ru", "en")}
        if verb == "split":
            words = {code: f"{row.in_language(code)}\n\nпо {number}" for code in ("ru", "en")}
        actions.save_paragraph(
            row.paragraph, words, kind=row.kind, based_on=row.version, by=by, at=at
        )
        if verb == "split":
            actions.split_paragraph(row.paragraph, by=by, at=at)
    elif verb in {"up", "down"}:
        actions.move_paragraph(row.paragraph, -1 if verb == "up" else 1, by=by, at=at)
    elif verb == "merge":
        actions.merge_paragraph(row.paragraph, by=by, at=at)
    elif verb == "drop":
        actions.drop_paragraph(row.paragraph, by=by, at=at)
    elif verb == "restore":
        revisions = list(text.revisions.order_by("number"))
        actions.restore(text, revisions[number % len(revisions)], by=by, at=at)
    else:
        actions.issue(text, by=by, at=at)


def _home(paragraph: int, standing: set[int]) -> int | None:
    """Where a paragraph's words are, told anew: itself, or what it was last merged into, and so on."""
    seen = set()
    while paragraph not in standing:
        if paragraph in seen:
            return None
        seen.add(paragraph)
        tie = ParagraphTie.objects.filter(origin=paragraph, kind="merged").order_by("pk").last()
        if tie is None:
            return None
        paragraph = tie.result_id
    return paragraph


@pytest.mark.slow
@given(steps=st.lists(STEP, min_size=1, max_size=14))
@budget(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_was_said_stays_with_its_words_and_a_comparison_is_exact(
    council: Cast, steps: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        text = council.text(paragraphs=4)
        said = {}
        for clause in newest(text).clauses.all():
            comment = actions.comment(
                text, clause.paragraph, f"On {clause.order}", by=council.head, at=timezone.now()
            )
            amendment = actions.propose_amendment(
                text,
                clause.paragraph,
                {"en": f"{clause.in_language('en')} Mine."},
                "x",
                by=council.head,
                at=timezone.now(),
            )
            said[clause.paragraph_id] = (comment.pk, amendment.pk)
        for verb, where, number in steps:
            try:
                with transaction.atomic():
                    _step(council, text, verb, where, number)
            except RuleBroken:
                pass
        with contextlib.suppress(RuleBroken):
            actions.issue(text, by=council.rapporteur, at=timezone.now())
        clauses = newest(text).numbered()
        standing = {clause.paragraph_id for clause in clauses}
        shown = readings.with_what_was_said(text, clauses)
        where_comments = {
            t.comment.pk: each.clause.paragraph_id
            for each in shown.paragraphs
            for t in each.threads
        }
        where_amendments = {
            p.amendment.pk: each.clause.paragraph_id
            for each in shown.paragraphs
            for p in each.proposals
        }
        for paragraph, (comment_pk, amendment_pk) in said.items():
            home = _home(paragraph, standing)
            assert where_comments.get(comment_pk) == home
            assert where_amendments.get(amendment_pk) == home
        assert len(where_comments) + len(shown.elsewhere) == len(said)
        revisions = list(Revision.objects.with_text().filter(recommendation=text))
        for before in revisions:
            for after in revisions:
                changes = readings.comparison(before, after)
                assert readings.apply(changes, readings.lines_of(before)) == readings.lines_of(
                    after
                )
        transaction.set_rollback(True)


def test_a_comparison_does_not_fit_another_text(council: Cast) -> None:
    one, two = council.text(), council.text()
    changes = readings.comparison(newest(one), newest(one))
    with pytest.raises(ValueError, match="another one"):
        readings.apply(changes, readings.lines_of(newest(two)))
