"""The rows of words in square brackets, laid out anew with each wording; whose they are stays with them through every edit.

A name is read once, when somebody types it. From then on a bracket is its party's and its amendment's by its row: an
organisation renamed, a name typed alike elsewhere or a letter of another alphabet change nothing about that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rec_portal.ui.brackets import Bracket, brackets, has_brackets
from rec_portal.ui.diff import compare

from .. import availability
from ..models import (
    LANGUAGES,
    Amendment,
    ParagraphSave,
    Recommendation,
    WorkingBracket,
    WorkingParagraph,
)


@dataclass(frozen=True)
class Mark:
    """Whose the brackets are that stand from `start` to `end` (characters of a wording); keys of rows."""

    start: int
    end: int
    amendment: int | None = None
    organisations: tuple[int, ...] = ()


@dataclass(frozen=True)
class Marked:
    """A wording with the marks of its brackets, in order."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    def and_then(self, other: Marked) -> Marked:
        """Both wordings one after the other, as a merge lays them."""
        shift = len(self.text) + 1
        moved = (
            Mark(each.start + shift, each.end + shift, each.amendment, each.organisations)
            for each in other.marks
        )
        return Marked(f"{self.text} {other.text}", (*self.marks, *moved))


Wordings = dict[str, Marked]
"""By language."""


def wordings_of(row: WorkingParagraph) -> Wordings:
    """As the paragraph stands; no statement where nothing stands in brackets."""
    marks: dict[str, list[Mark]] = {code: [] for code in LANGUAGES}
    if any(has_brackets(words) for words in row.texts.values()):
        for each in row.brackets.prefetch_related("organisations"):
            marks[each.language].append(_mark(each))
    return {code: Marked(row.in_language(code), tuple(marks[code])) for code in LANGUAGES}


def _mark(row: WorkingBracket) -> Mark:
    return Mark(
        row.start, row.end, row.amendment_id, tuple(each.pk for each in row.organisations.all())
    )


def wordings_of_save(save: ParagraphSave) -> Wordings:
    """As an earlier save stood; an amendment that is decided meanwhile has no brackets any more."""
    found = {code: Marked(save.texts.get(code, "")) for code in LANGUAGES}
    standing = set(
        Amendment.objects.bracketed()
        .filter(pk__in=[each["amendment"] for each in save.brackets])
        .values_list("pk", flat=True)
    )
    for each in save.brackets:
        amendment = each["amendment"] if each["amendment"] in standing else None
        mark = Mark(each["start"], each["end"], amendment, tuple(each["organisations"]))
        now = found[each["language"]]
        found[each["language"]] = Marked(now.text, (*now.marks, mark))
    return found


def under_other_names(row: WorkingParagraph, texts: dict[str, str]) -> Wordings:
    """The same brackets in the same order under other attributions, as `texts` writes them."""
    result: Wordings = {}
    for code, now in wordings_of(row).items():
        places = zip(brackets(texts[code]), now.marks, strict=True)
        marks = (Mark(b.start, b.end, m.amendment, m.organisations) for b, m in places)
        result[code] = Marked(texts[code], tuple(marks))
    return result


def mark_brackets(
    row: WorkingParagraph, was: Wordings, *, laid: Amendment | None = None
) -> list[dict[str, Any]]:
    """Lay out the rows of a wording that has just been written and has none yet, and give them as data for its save.

    What stood before keeps whose it is; what comes anew is the amendment's that is being laid in, else of whom it names.
    """
    kept: list[dict[str, Any]] = []
    for code in LANGUAGES:
        text = row.in_language(code)
        for mark in _marks(was.get(code, Marked()), text, laid):
            made = WorkingBracket.objects.create(
                working=row,
                language=code,
                start=mark.start,
                end=mark.end,
                amendment_id=mark.amendment,
            )
            made.organisations.set(mark.organisations)
            kept.append(
                {
                    "language": code,
                    "start": mark.start,
                    "end": mark.end,
                    "amendment": mark.amendment,
                    "organisations": list(mark.organisations),
                }
            )
    return kept


def _marks(was: Marked, text: str, laid: Amendment | None) -> Iterator[Mark]:
    found = brackets(text)
    before = carried(was, text, found) if was.marks and found else {}
    for bracket in found:
        if (old := before.get(bracket.start)) is not None and (old.amendment or old.organisations):
            yield Mark(bracket.start, bracket.end, old.amendment, old.organisations)
        elif not bracket.who:
            yield Mark(bracket.start, bracket.end)
        elif laid is not None:
            yield Mark(bracket.start, bracket.end, laid.pk)
        else:
            yield Mark(bracket.start, bracket.end, None, availability.parties_named(bracket.who))


def read_names_again(recommendation: Recommendation) -> None:
    """A name that was nobody's when it was typed may be an organisation's by now."""
    for row, who in availability.unclaimed(recommendation):
        row.organisations.set(availability.parties_named(who))


def carried(was: Marked, text: str, found: list[Bracket]) -> dict[int, Mark]:
    """Which brackets of the new wording are those of the old: start in `text` → the old mark.

    First those that no change touched; then, in order, those whose words were edited under the name they bear.
    """
    old = {each.start: (mark, each) for each, mark in _with_marks(was)}
    result: dict[int, Mark] = {}
    for bracket in found:
        start = _untouched(was.text, text, bracket)
        if start in old:
            result[bracket.start] = old.pop(start)[0]
    left = [old[start] for start in sorted(old)]
    for bracket in found:
        if bracket.start in result:
            continue
        for place, (mark, before) in enumerate(left):
            if bracket.who and (bracket.who, bracket.deletes) == (before.who, before.deletes):
                result[bracket.start] = mark
                del left[: place + 1]
                break
    return result


def _with_marks(was: Marked) -> Iterator[tuple[Bracket, Mark]]:
    by_start = {each.start: each for each in brackets(was.text)}
    for mark in was.marks:
        if mark.start in by_start:
            yield by_start[mark.start], mark


def _untouched(before: str, after: str, bracket: Bracket) -> int | None:
    """Where the brackets stood before, when no change touched them."""
    old = new = 0
    for piece in compare(before, after):
        length = len(piece.text)
        if piece.sign == " " and new <= bracket.start and bracket.end <= new + length:
            return old + bracket.start - new
        old += length if piece.sign in " -" else 0
        new += length if piece.sign in " +" else 0
    return None
