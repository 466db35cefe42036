"""Square brackets: what is not yet agreed, with who wants it. «within [14] [Sogdiana, Agency: 21] days»."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .wording import compare

_BRACKET = re.compile(r"\[(?:(?P<who>[^\[\]:]{1,200}):\s+)?(?P<words>[^\[\]]+)\]")


@dataclass(frozen=True)
class Bracket:
    """One alternative: its words, who wants it (empty: the text as it stood), and where it stands in the paragraph."""

    words: str
    who: str
    start: int
    end: int


def brackets(text: str) -> list[Bracket]:
    return [
        Bracket(found["words"], (found["who"] or "").strip(), found.start(), found.end()) for found in _BRACKET.finditer(text)
    ]


def has_brackets(text: str) -> bool:
    return "[" in text or "]" in text


def bracketed(before: str, after: str, who: str) -> str:
    """The wording with the change laid in as alternatives in square brackets, attributed to who proposes it."""
    text = ""
    pieces = compare(before, after)
    for index, piece in enumerate(pieces):
        if piece.sign == " ":
            text += piece.text
        elif piece.sign == "-":
            text += _spaced(f"[{piece.text.strip()}]", piece.text) if piece.text.strip() else piece.text
        else:
            follows = index > 0 and pieces[index - 1].sign == "-"
            alternative = f"[{who}: {piece.text.strip()}]"
            if piece.text.strip():
                text += f" {alternative}" if follows and not text.endswith(" ") else _spaced(alternative, piece.text)
    return text


def _spaced(bracket: str, words: str) -> str:
    """The brackets stand around the words, not around the spaces beside them."""
    return f"{' ' if words[:1].isspace() else ''}{bracket}{' ' if words[-1:].isspace() else ''}"


def _group(text: str, index: int) -> list[int]:
    """The alternatives that stand side by side with this one, parted by spaces only."""
    all_of_them = brackets(text)
    group = [index]
    for step in (-1, 1):
        at = index
        while 0 <= at + step < len(all_of_them):
            first, second = sorted((all_of_them[at], all_of_them[at + step]), key=lambda each: each.start)
            if text[first.end : second.start].strip():
                break
            at += step
            group.append(at)
    return sorted(group)


def keep(text: str, index: int) -> str:
    """Agree on one alternative: its brackets fall, the others beside it go."""
    found, group = brackets(text), _group(text, index)
    start, end = found[group[0]].start, found[group[-1]].end
    return f"{text[:start]}{found[index].words}{text[end:]}"


def drop(text: str, index: int) -> str:
    """Give up one alternative; where one other is left of the group, its brackets stay until it is kept."""
    found = brackets(text)[index]
    before, after = text[: found.start], text[found.end :]
    if (not before or before.endswith(" ")) and after.startswith(" "):
        after = after[1:]
    elif before.endswith(" ") and not after[:1].isalnum():
        before = before[:-1]
    return before + after


def beside(text: str, index: int) -> list[int]:
    """The positions, after this one is dropped, of the alternatives that stood side by side with it."""
    return [at - 1 if at > index else at for at in _group(text, index) if at != index]
