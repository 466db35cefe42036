"""Comparison of two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from rec_portal.names import spellings

_TOKENS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed (" "), was added ("+") or was deleted ("-")."""

    sign: str
    text: str


def compare(before: str, after: str) -> list[Piece]:
    """The pieces that lead from one wording to the other: dropping "+" gives `before`, dropping "-" gives `after`."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    pieces: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece(" ", "".join(old[i:j])))
            continue
        if j > i:
            pieces.append(Piece("-", "".join(old[i:j])))
        if m > k:
            pieces.append(Piece("+", "".join(new[k:m])))
    return list(_joined(pieces))


def _joined(pieces: list[Piece]) -> Iterator[Piece]:
    """Changes parted by a single space read as one change: «-a +b, -c +d» becomes «-a c +b d»."""
    deleted = added = ""
    for index, piece in enumerate(pieces):
        if piece.sign == "-":
            deleted += piece.text
        elif piece.sign == "+":
            added += piece.text
        elif (deleted or added) and not piece.text.strip() and index + 1 < len(pieces):
            deleted, added = deleted + piece.text, added + piece.text
        else:
            yield from _flushed(deleted, added)
            deleted = added = ""
            yield piece
    yield from _flushed(deleted, added)


def _flushed(deleted: str, added: str) -> Iterator[Piece]:
    if deleted:
        yield Piece("-", deleted)
    if added:
        yield Piece("+", added)


_UNWRITABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_UNSETTABLE = re.compile("[^\t\n\x20-\x7e\xa0-\u017f\u0400-\u04ff\u2010-\u2026\u20ac\u2116\u2212]")


def writable(words: str) -> str:
    """The words without signs that no XML file may hold (control signs, halves of pairs)."""
    return _UNWRITABLE.sub("", words)


def settable(words: str) -> str:
    """The words with each sign that the portal's fonts may lack named by its number: «[U+1F600]», never left out."""
    return _UNSETTABLE.sub(lambda found: f"[U+{ord(found[0]):04X}]", writable(words))


def language_of(words: str) -> str:
    """The language of the portal that is written in the letters of these words."""
    latin, cyrillic = spellings()
    return cyrillic if re.search("[а-яё]", words, re.IGNORECASE) else latin


def plain(text: str) -> str:
    """The words without their marks of emphasis."""
    return "".join(words for _style, words in emphasised(text))


_EMPHASIS = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*|\*(?=\S)(.+?)(?<=\S)\*", re.DOTALL)


def emphasised(text: str) -> list[tuple[str, str]]:
    """The words with their emphasis, as the page draws it: («», «em» or «strong», words)."""
    runs: list[tuple[str, str]] = []
    place = 0
    for found in _EMPHASIS.finditer(text):
        runs.append(("", text[place : found.start()]))
        runs.append(("strong", found[1]) if found[1] else ("em", found[2]))
        place = found.end()
    runs.append(("", text[place:]))
    return [run for run in runs if run[1]]


_Edit = tuple[int, int, list[str]]


def _edits(before: list[str], after: list[str]) -> list[_Edit]:
    """The changes of `after` as (from, to, new words) over the words of `before`."""
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [(i, j, after[k:m]) for tag, i, j, k, m in codes if tag != "equal"]


def merge(base: str, ours: str, theirs: str) -> str | None:
    """Both changes of one wording, laid over each other; nothing where they touch the same words differently.

    `merge(base, ours, base) == ours`; the order of the two does not matter.
    """
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    words = _TOKENS.findall(base)
    mine, other = _edits(words, _TOKENS.findall(ours)), _edits(words, _TOKENS.findall(theirs))
    both = [edit for edit in mine if edit in other]
    left, right = [e for e in mine if e not in both], [e for e in other if e not in both]
    if any(_touch(a, b) for a in left for b in [*right, *both]) or any(
        _touch(a, b) for a in right for b in both
    ):
        return None
    merged: list[str] = []
    at = 0
    for i, j, new in sorted([*left, *right, *both]):
        merged += words[at:i] + new
        at = j
    return "".join(merged + words[at:])


def _touch(one: _Edit, other: _Edit) -> bool:
    """They change the same words, or stand at the same place: in an agreed text neighbours are not laid together blindly."""
    return one[0] <= other[1] and other[0] <= one[1]
