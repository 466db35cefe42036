"""Square brackets: what is not yet agreed, with who wants it. «within [14] [Sogdiana, Agency: 21] days».

Words that somebody wants to leave out stand as «[Sogdiana (delete): all]»: keeping them is giving the proposal up.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from django.conf import settings

from .diff import compare, merge

_BRACKET = re.compile(
    rf"\[(?:(?P<who>[^\[\]:]{{1,1000}}?)(?P<deletes> \((?:{'|'.join(settings.DELETED_AS.values())})\))?:\s+)?"
    r"(?P<words>[^\[\]]+)\]"
)


@dataclass(frozen=True)
class Bracket:
    """One alternative: its words, who wants it (empty: the text as it stood), and where it stands in the paragraph."""

    words: str
    who: str
    start: int
    end: int
    deletes: bool = False


def brackets(text: str) -> list[Bracket]:
    return [
        Bracket(
            found["words"],
            (found["who"] or "").strip(),
            found.start(),
            found.end(),
            bool(found["deletes"]),
        )
        for found in _BRACKET.finditer(text)
    ]


def has_brackets(text: str) -> bool:
    return "[" in text or "]" in text


def attributed(names: str) -> str:
    """A name as it may stand in an attribution: without the signs that end one."""
    return names.translate(str.maketrans(":[]", " ()"))


_NUMBER = re.compile(r" – \d+$")


def numbered(who: str, number: int) -> str:
    """The attribution of a party's second, third … proposal in a paragraph, so that a reader can tell them apart."""
    return who if number == 1 else f"{who} – {number}"


def number_of(who: str) -> str:
    """The number that ends an attribution, as it is written; nothing for a first proposal."""
    found = _NUMBER.search(who)
    return found[0] if found else ""


def to_delete(words: str, who: str, language: str) -> str:
    """Words that `who` wants to leave out."""
    mark = settings.DELETED_AS.get(language) or settings.DELETED_AS[settings.LANGUAGE_CODE]
    return f"[{who} ({mark}): {words}]"


def bracketed(now: str, base: str, words: str, who: str, language: str) -> str | None:
    """The change from `base` to `words` laid into `now` as alternatives in square brackets, attributed to `who`.

    `now` may hold brackets already: a change of the same words becomes one more alternative beside them. Nothing where
    the words are gone, or the change cannot be told apart from brackets that stand.
    """
    plain, at = _plain(now)
    merged = merge(_plain(base)[0], _plain(words)[0], plain)
    if merged is None or merged == plain:
        return None
    for edits in reversed(_by_holder(now, at, _changes(plain, merged))):
        laid, choices = _lay(now, at, edits, who, language)
        if laid is None or len(groups(laid)) != choices:
            return None
        now = laid
    return now


_Edit = tuple[int, int, str]
"""(from, to, new words) over the characters of the plain wording."""


def _by_holder(text: str, at: list[int], edits: list[_Edit]) -> list[list[_Edit]]:
    """The changes in order; those of the words of one bracket together, for they make one alternative to it."""
    runs: list[list[_Edit]] = []
    last: int | None = None
    for edit in edits:
        holder = _holder(text, at[edit[0]]) if edit[0] < edit[1] else None
        if holder is not None and holder == last:
            runs[-1].append(edit)
        else:
            runs.append([edit])
        last = holder
    return runs


def _changes(before: str, after: str) -> list[_Edit]:
    edits: list[_Edit] = []
    place = 0
    for piece in compare(before, after):
        if piece.sign == "+" and edits and edits[-1][1] == place and not edits[-1][2]:
            edits[-1] = (edits[-1][0], place, piece.text)
        elif piece.sign == "+":
            edits.append((place, place, piece.text))
        else:
            if piece.sign == "-":
                edits.append((place, place + len(piece.text), ""))
            place += len(piece.text)
    return edits


def _plain(text: str) -> tuple[str, list[int]]:
    """The wording as it stood before anybody proposed to change it, and where in `text` each of its characters stands."""
    found = brackets(text)
    kept = [(bracket, not bracket.who or bracket.deletes) for bracket in found]
    characters: list[tuple[str, int]] = []
    place = 0
    for bracket, stays in kept:
        characters += [(text[i], i) for i in range(place, bracket.start)]
        place = bracket.end
        if stays:
            begins = bracket.end - 1 - len(bracket.words)
            characters += [(text[i], i) for i in range(begins, bracket.end - 1)]
        else:
            before = characters[-1][0] if characters else " "
            after = text[place : place + 1]
            if before == " " and after == " ":
                place += 1
            elif before == " " and not after.isalnum() and characters:
                characters.pop()
    characters += [(text[i], i) for i in range(place, len(text))]
    return "".join(character for character, _i in characters), [i for _character, i in characters]


def _holder(text: str, place: int) -> int | None:
    """Which bracket holds the character at `place`."""
    return next(
        (n for n, each in enumerate(brackets(text)) if each.start <= place < each.end), None
    )


def _lay(
    text: str, at: list[int], edits: list[_Edit], who: str, language: str
) -> tuple[str | None, int]:
    """One change laid in (or those that one bracket holds), and how many choices the wording then has."""
    choices = len(groups(text))
    start, end, new = edits[0]
    if start == end:
        return _insert(text, at, start, new, who), choices + 1
    inside = {_holder(text, at[i]) for edit in edits for i in range(edit[0], edit[1])}
    if inside == {None}:
        first, last = at[start], at[end - 1] + 1
        old = text[first:last]
        if last - first != end - start or not old.strip() or ": " in old:
            return (
                None,
                choices,
            )  # brackets of others stand between these words, or they would read as an attribution
        laid = (
            f"[{old.strip()}] [{who}: {new.strip()}]"
            if new.strip()
            else to_delete(old.strip(), who, language)
        )
        return f"{text[:first]}{_spaced(laid, old)}{text[last:]}", choices + 1
    index = inside.pop()
    if inside or index is None:
        return None, choices
    found = brackets(text)
    base = found[index]
    words, begins = base.words, base.end - 1 - len(base.words)
    for start, end, new in reversed(edits):
        words = f"{words[: at[start] - begins]}{new}{words[at[end - 1] + 1 - begins :]}"
    if base.deletes or not words.strip():
        return None, choices
    behind = found[max(_group(text, index))].end
    return f"{text[:behind]} [{who}: {words.strip()}]{text[behind:]}", choices


def _insert(text: str, at: list[int], place: int, new: str, who: str) -> str | None:
    before = at[place - 1] + 1 if place else 0
    after = at[place] if place < len(at) else len(text)
    if not new.strip() or before != after or _beside_bracket(text, before):
        return None
    return f"{text[:before]}{_spaced(f'[{who}: {new.strip()}]', new)}{text[before:]}"


def _beside_bracket(text: str, place: int) -> bool:
    return (
        text[:place].rstrip().endswith("]")
        or text[place:].lstrip().startswith("[")
        or _holder(text, place) is not None
    )


def _spaced(bracket: str, words: str) -> str:
    """The brackets stand around the words, not around the spaces beside them."""
    return f"{' ' if words[:1].isspace() else ''}{bracket}{' ' if words[-1:].isspace() else ''}"


def groups(text: str) -> list[list[int]]:
    """The alternatives that stand side by side, parted by spaces only; words as they stood begin a new choice."""
    found = brackets(text)
    result: list[list[int]] = []
    for index, bracket in enumerate(found):
        last = found[index - 1] if index else None
        apart = (
            last is None
            or bool(text[last.end : bracket.start].strip())
            or bracket.deletes
            or last.deletes
            or (not bracket.who and any(found[i].who for i in result[-1]))
        )
        if apart:
            result.append([])
        result[-1].append(index)
    return result


def _group(text: str, index: int) -> list[int]:
    return next(group for group in groups(text) if index in group)


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


def renamed(text: str, own: Collection[int], new: str) -> str:
    """The same brackets, those at the indices `own` under another attribution."""
    found = brackets(text)
    for index in sorted(own, reverse=True):
        begins = found[index].start + 1
        text = f"{text[:begins]}{new}{text[begins + len(found[index].who) :]}"
    return text


def decided(text: str, own: Collection[int], *, accepted: bool) -> tuple[str, list[int]]:
    """The wording with one party's brackets decided, those at the indices `own`: its alternatives kept or given up, its
    deletions made or not; and the indices of the brackets that still stand, in order.

    Where only the old wording is left of a choice, it stands again.
    """
    gone: set[int] = set()
    count = len(brackets(text))
    for index in sorted(own, reverse=True):
        if index in gone:
            continue
        if brackets(text)[index].deletes:
            gone.add(index)
            text = drop(text, index) if accepted else keep(text, index)
        elif accepted:
            gone.update(_group(text, index))  # the others beside it go with it
            text = keep(text, index)
        else:
            given_up, text = _give_up(text, index)
            gone.update(given_up)
    return text, [index for index in range(count) if index not in gone]


def _give_up(text: str, index: int) -> tuple[list[int], str]:
    """The brackets that fall with one that is given up, and what the text then reads."""
    others = [at for at in _group(text, index) if at != index]
    if len(others) == 1 and not brackets(text)[others[0]].who:
        return [index, *others], keep(text, others[0])
    return [index], drop(text, index)
