"""Whether an amendment still applies, and which stand in each other's way: judged word by word, never stored."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations

from rec_portal.ui import brackets
from rec_portal.ui.diff import merge

from ..lifecycle import AmendmentKind
from ..models import Amendment, Recommendation, WorkingBracket, WorkingParagraph

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


class Owners:
    """Whose the brackets of the working text are, in a fixed number of statements."""

    def __init__(self, recommendation: Recommendation) -> None:
        rows = WorkingBracket.objects.filter(working__recommendation=recommendation)
        self.standing: dict[tuple[int, str, int], WorkingBracket] = {}
        for each in rows.select_related(
            "amendment__organisation", "amendment__author"
        ).prefetch_related("organisations", "amendment__sponsors__organisation"):
            self.standing[each.working_id, each.language, each.start] = each

    def of(self, row: WorkingParagraph, language: str, index: int) -> Amendment | None:
        """The amendment that one of these brackets, or another beside it, belongs to; none for brackets typed by hand."""
        groups = brackets.groups(row.in_language(language))
        beside = (self._row(row, language, i) for group in groups if index in group for i in group)
        amendments = (each.amendment for each in beside if each is not None)
        return next((each for each in amendments if each is not None and each.is_open), None)

    def party(self, row: WorkingParagraph, language: str, index: int) -> str:
        """Who wants these words, in the reader's language; nobody where they stand as they stood."""
        bracket = self._row(row, language, index)
        if bracket is None:
            return ""
        if bracket.amendment is not None:
            return attribution(bracket.amendment)
        return ", ".join(str(each) for each in bracket.organisations.all())

    def _row(self, row: WorkingParagraph, language: str, index: int) -> WorkingBracket | None:
        """None where the paragraph is being saved at this moment, between the two statements."""
        found = brackets.brackets(row.in_language(language))[index]
        return self.standing.get((row.pk, language, found.start))


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
