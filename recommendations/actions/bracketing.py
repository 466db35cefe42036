"""The rows of words in square brackets, laid out anew with each wording; whose they are stays with them through every edit.

A name is read once, when somebody types it. From then on a bracket is its party's and its amendment's by its row: an
organisation renamed, a name typed alike elsewhere or a letter of another alphabet change nothing about that.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from django.utils import translation

from rec_portal.ui.brackets import Bracket, brackets, has_brackets, number_of
from rec_portal.ui.diff import compare

from .. import availability
from ..models import (
    LANGUAGES,
    Amendment,
    Paragraph,
    ParagraphSave,
    Recommendation,
    WorkingBracket,
    WorkingParagraph,
)
from ..readings.amendments import attribution


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
    """As an earlier save stood; brackets of an amendment that is decided meanwhile are its parties' words."""
    kept = [each["amendment"] for each in save.brackets if each["amendment"]]
    amendments = Amendment.objects.with_parties().in_bulk(kept) if kept else {}
    marks: dict[str, list[Mark]] = {code: [] for code in LANGUAGES}
    for each in save.brackets:
        amendment, parties = amendments.get(each["amendment"]), tuple(each["organisations"])
        if amendment is not None and not amendment.is_bracketed:
            parties = tuple(party.pk for party in amendment.parties())
            amendment = None
        own = amendment.pk if amendment else None
        marks[each["language"]].append(Mark(each["start"], each["end"], own, parties))
    return {code: Marked(save.texts.get(code, ""), tuple(marks[code])) for code in LANGUAGES}


def wordings_of_last(paragraph: Paragraph, texts: dict[str, str]) -> Wordings | None:
    """As the paragraph stood when it last read so; nothing where it never did, or nothing stands in brackets."""
    if not any(map(has_brackets, texts.values())):
        return None
    said = {code: words for code, words in texts.items() if words}
    saves = paragraph.saves.exclude(brackets=[]).filter(texts__contains=said)
    last = next(
        (save for save in saves if not any(save.texts[c] for c in save.texts.keys() - said)), None
    )
    return wordings_of_save(last) if last else None


def in_this_order(now: Wordings, texts: dict[str, str], left: dict[str, list[int]]) -> Wordings:
    """The brackets of a wording rewritten by an act that knows which are left: the indices, in order, for each language."""
    result: Wordings = {}
    for code, was in now.items():
        places = zip(brackets(texts[code]), left[code], strict=True)
        marks = (
            Mark(b.start, b.end, was.marks[index].amendment, was.marks[index].organisations)
            for b, index in places
        )
        result[code] = Marked(texts[code], tuple(marks))
    return result


def mark_brackets(
    row: WorkingParagraph, was: Wordings, *, laid: Amendment | None = None
) -> list[dict[str, Any]]:
    """Lay out the rows of a wording that has just been written and has none yet, and give them as data for its save.

    What stood before keeps whose it is; what comes anew is the amendment's that is being laid in, else of whom it names.
    """
    kept: list[dict[str, Any]] = []
    marks = {
        code: list(_marks(was.get(code, Marked()), row.in_language(code), laid))
        for code in LANGUAGES
    }
    _translated(row, marks)
    for code, run in marks.items():
        for mark in run:
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
        old = before.get(bracket.start)
        if old is not None and (old.amendment or old.organisations):
            yield Mark(bracket.start, bracket.end, old.amendment, old.organisations)
        elif not bracket.who:
            yield Mark(bracket.start, bracket.end)
        elif laid is not None and old is None:
            yield Mark(bracket.start, bracket.end, laid.pk)
        else:
            yield Mark(bracket.start, bracket.end, None, availability.parties_named(bracket.who))


def _translated(row: WorkingParagraph, marks: dict[str, list[Mark]]) -> None:
    """Who translates an amendment's brackets types its name in the other language: they are the amendment's there too."""
    standing = {each.amendment for run in marks.values() for each in run} - {None}
    if not standing:
        return
    for amendment in Amendment.objects.bracketed().with_parties().filter(pk__in=standing):
        own = {code for code, run in marks.items() if any(m.amendment == amendment.pk for m in run)}
        numbered = {
            number_of(each.who)
            for code in own
            for each, mark in zip(brackets(row.in_language(code)), marks[code], strict=True)
            if mark.amendment == amendment.pk
        }
        for code in set(marks) - own:
            with translation.override(code):
                names = {f"{attribution(amendment)}{number}" for number in numbered}
            for place, each in enumerate(brackets(row.in_language(code))):
                if each.who in names and marks[code][place].amendment is None:
                    marks[code][place] = Mark(each.start, each.end, amendment.pk)


def read_names_again(recommendation: Recommendation) -> None:
    """A name that was nobody's when it was typed may be an organisation's by now."""
    for row, who in availability.unclaimed(recommendation):
        row.organisations.set(availability.parties_named(who))


def carried(was: Marked, text: str, found: list[Bracket]) -> dict[int, Mark]:
    """Which brackets of the new wording are those of the old: start in `text` → the old mark.

    First those that no change touched; then those whose words were edited under the name they bear, the most alike.
    """
    old = {each.start: (mark, each) for each, mark in _with_marks(was)}
    result: dict[int, Mark] = {}
    for bracket in found:
        start = _untouched(was.text, text, bracket)
        if start in old:
            result[bracket.start] = old.pop(start)[0]
    left = [old[start] for start in sorted(old)]
    for bracket in found:
        alike = [
            (SequenceMatcher(None, before.words, bracket.words).ratio(), bool(mark.amendment), -n)
            for n, (mark, before) in enumerate(left)
            if bracket.who and (bracket.who, bracket.deletes) == (before.who, before.deletes)
        ]
        if bracket.start not in result and alike:
            result[bracket.start] = left.pop(-max(alike)[2])[0]
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
