"""Whether an amendment still applies, and which stand in each other's way: judged word by word, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from rec_portal.ui import brackets
from rec_portal.ui.diff import merge

from ..lifecycle import AmendmentKind
from ..models import Amendment, ParagraphTie, Recommendation

Texts = dict[str, str]


def attribution(amendment: Amendment) -> str:
    """Who proposes it, as it stands in the brackets. Needs `with_parties`."""
    names = ", ".join(str(party) for party in amendment.parties()) or str(amendment.author)
    return brackets.attributed(names)


def applied(amendment: Amendment, now: Texts) -> Texts | None:
    """The wordings with the amendment laid over them; nothing where the words it was written against are gone.

    `now` is {language: wording} of the paragraph as it stands.
    """
    if amendment.kind == AmendmentKind.DELETE:
        return {} if amendment.is_bracketed or _same(amendment.base, now) else None
    if amendment.kind != AmendmentKind.REPLACE:
        return dict(now)
    if amendment.is_bracketed:
        return dict(now)
    result = dict(now)
    for language, words in amendment.words.items():
        merged = merge(amendment.base.get(language, ""), words, now.get(language, ""))
        if merged is None:
            return None
        result[language] = merged
    return result


def _same(base: Texts, now: Texts) -> bool:
    return all(base.get(language, "") == words for language, words in now.items())


def holders(amendments: Iterable[Amendment]) -> dict[int, set[int]]:
    """Amendment → the paragraphs that may hold its brackets: the one it was laid into, and those split off or merged since."""
    held = {each.pk: {each.bracketed_in_id or each.paragraph_id} for each in amendments}
    found = set().union(*held.values())
    ties = ParagraphTie.objects.filter(origin__recommendation__paragraphs__in=found).distinct()
    results: dict[int, set[int]] = {}
    for origin, result in ties.values_list("origin", "result"):
        results.setdefault(origin, set()).add(result)
    for paragraphs in held.values():
        new = set(paragraphs)
        while new:
            new = set().union(*(results.get(each, set()) for each in new)) - paragraphs
            paragraphs |= new
    return held


class Owners:
    """The open amendments that stand in brackets somewhere in a text, and which brackets are whose."""

    def __init__(self, recommendation: Recommendation) -> None:
        standing = Amendment.objects.bracketed().filter(recommendation=recommendation)
        self.amendments = list(standing.select_related("organisation", "author"))
        self.held = holders(self.amendments)

    def of(self, paragraph: int, text: str, index: int) -> Amendment | None:
        """The amendment that one of these brackets, or another beside it, belongs to; none for brackets typed by hand."""
        found = brackets.brackets(text)
        group = next(group for group in brackets.groups(text) if index in group)
        names = {found[i].who for i in group} - {""}
        here = (each for each in self.amendments if paragraph in self.held[each.pk])
        return next((each for each in here if names & set(each.bracketed_as.values())), None)


def conflicts(amendments: Iterable[Amendment], now: Texts) -> dict[int, list[Amendment]]:
    """For each open amendment on one paragraph, those that change the same words otherwise."""
    found: dict[int, list[Amendment]] = {}
    for one, other in combinations([each for each in amendments if each.is_open], 2):
        if _collide(one, other, now):
            found.setdefault(one.pk, []).append(other)
            found.setdefault(other.pk, []).append(one)
    return found


def without_a_place(amendments: Iterable[Amendment]) -> list[tuple[Amendment, Amendment]]:
    """Moves whose new place goes with the paragraph that another proposal deletes or moves: (move, the other)."""
    standing = [each for each in amendments if each.is_open]
    gone = [each for each in standing if each.kind in {AmendmentKind.DELETE, AmendmentKind.MOVE}]
    moves = [
        each for each in standing if each.kind == AmendmentKind.MOVE and each.after_id is not None
    ]
    return [
        (move, other)
        for move in moves
        for other in gone
        if other.paragraph_id == move.after_id and other.pk != move.pk
    ]


def _collide(one: Amendment, other: Amendment, now: Texts) -> bool:
    kinds = {one.kind, other.kind}
    if AmendmentKind.DELETE in kinds:
        return kinds != {AmendmentKind.DELETE}
    if AmendmentKind.INSERT in kinds:
        return False
    if kinds == {AmendmentKind.MOVE}:
        return one.after_id != other.after_id
    if AmendmentKind.MOVE in kinds:
        return False
    first, second = applied(one, now), applied(other, now)
    if first is None or second is None:
        return any(_clash(one, other, language) for language in set(one.words) & set(other.words))
    return any(merge(now[language], first[language], second[language]) is None for language in now)


def _clash(one: Amendment, other: Amendment, language: str) -> bool:
    base = one.base.get(language, "")
    return (
        merge(base, one.words[language], other.words[language]) is None
        if base == other.base.get(language)
        else True
    )
