"""Comparison of two wordings, word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

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
