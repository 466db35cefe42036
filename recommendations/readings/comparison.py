"""Two revisions compared: aligned by the identity of paragraphs, then word by word in each language."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rec_portal.names import reader_language
from rec_portal.ui.diff import Piece, compare

from ..models import LANGUAGES, Clause, Corrigendum, Revision
from .particulars import lines_of_particulars


@dataclass(frozen=True)
class Change:
    """One paragraph in a comparison: stayed (""), changed, added, deleted or moved. `kinds` is (before, after)."""

    sign: str
    label: str
    pieces: dict[str, list[Piece]]
    paragraph: int = 0
    mark: str = ""
    kinds: tuple[str, str] = ("", "")
    was_at: int = field(default=0)
    beside: list[list[Piece]] = field(default_factory=list)
    """What stands beside the paragraph (addressees, time frame …) in the reader's language, line by line, where it changed."""

    @property
    def rewritten(self) -> bool:
        return any(piece.sign != " " for run in self.pieces.values() for piece in run)

    def after(self, language: str) -> str:
        return "".join(piece.text for piece in self.pieces[language] if piece.sign != "-")

    def before(self, language: str) -> str:
        return "".join(piece.text for piece in self.pieces[language] if piece.sign != "+")


def comparison(before: Revision, after: Revision) -> list[Change]:
    """Every paragraph of both; deleted ones stand where they stood."""
    old = {clause.paragraph_id: clause for clause in before.numbered()}
    new = {clause.paragraph_id: clause for clause in after.numbered()}
    in_place = _longest_common(
        [key for key in old if key in new], [key for key in new if key in old]
    )
    changes: list[Change] = []
    gone = [key for key in old if key not in new]
    for key, clause in new.items():
        was = old.get(key)
        while gone and was is not None and key in in_place and old[gone[0]].order < was.order:
            changes.append(_deleted(old[gone.pop(0)]))
        beside = _beside(before, was, after, clause)
        changes.append(
            _change_of(clause, was, beside, moved=was is not None and key not in in_place)
        )
    return changes + [_deleted(old[key]) for key in gone]


def title_changes(before: Revision, after: Revision) -> dict[str, list[Piece]]:
    """The title word by word, in the languages in which it changed."""
    old, new = before.titles(), after.titles()
    return {
        code: compare(old.get(code, ""), new.get(code, ""))
        for code in LANGUAGES
        if old.get(code, "") != new.get(code, "")
    }


def _beside(
    before: Revision, was: Clause | None, after: Revision, clause: Clause
) -> list[list[Piece]]:
    language = reader_language()
    old = lines_of_particulars(before, was, language) if was else []
    new = lines_of_particulars(after, clause, language)
    if old == new:
        return []
    lines: list[list[Piece]] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            lines += [[Piece(" ", line)] for line in old[i:j]]
        elif tag == "replace" and j - i == m - k:
            lines += [compare(one, other) for one, other in zip(old[i:j], new[k:m], strict=True)]
        else:
            lines += [[Piece("-", line)] for line in old[i:j]] + [
                [Piece("+", line)] for line in new[k:m]
            ]
    return lines


def _change_of(
    clause: Clause, was: Clause | None, beside: list[list[Piece]], *, moved: bool
) -> Change:
    pieces = {
        code: compare(was.in_language(code) if was else "", clause.in_language(code))
        for code in LANGUAGES
    }
    differs = (
        any(piece.sign != " " for run in pieces.values() for piece in run)
        or (was and was.kind != clause.kind)
        or beside
    )
    sign = "added" if was is None else "moved" if moved else "changed" if differs else ""
    kinds = (was.kind if was else "", clause.kind)
    return Change(
        sign,
        clause.label,
        pieces,
        clause.paragraph_id,
        clause.mark,
        kinds,
        was.order if was else 0,
        beside,
    )


def _deleted(clause: Clause) -> Change:
    pieces = {code: compare(clause.in_language(code), "") for code in LANGUAGES}
    return Change(
        "deleted",
        clause.label,
        pieces,
        clause.paragraph_id,
        clause.mark,
        (clause.kind, ""),
        clause.order,
    )


def _longest_common(before: list[int], after: list[int]) -> set[int]:
    """The paragraphs that kept their order among themselves."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in before[block.a : block.a + block.size]}


Line = tuple[int, str, dict[str, str]]


def lines_of(revision: Revision) -> list[Line]:
    """A revision as (paragraph, kind, wordings): what a comparison leads from and to."""
    return [
        (c.paragraph_id, c.kind, {code: c.in_language(code) for code in LANGUAGES})
        for c in revision.clauses.all()
    ]


def apply(changes: list[Change], before: list[Line]) -> list[Line]:
    """The second text made from the first and their comparison. Raises `ValueError` where the first is another one."""
    known = {paragraph: (kind, texts) for paragraph, kind, texts in before}
    result: list[Line] = []
    for change in changes:
        if change.sign != "added":
            kind, texts = known.pop(change.paragraph, ("", {}))
            if kind != change.kinds[0] or any(
                texts.get(code, "") != change.before(code) for code in LANGUAGES
            ):
                raise ValueError(f"paragraph {change.label} is another one")
        if change.sign != "deleted":
            result.append(
                (
                    change.paragraph,
                    change.kinds[1],
                    {code: change.after(code) for code in LANGUAGES},
                )
            )
    if known:
        raise ValueError("the first text has paragraphs that the comparison does not know")
    return result


def corrected(revision: Revision) -> list[tuple[str, Corrigendum, list[Piece]]]:
    """The corrigenda that certifying works into a revision (`with_text`): paragraph, corrigendum, the change word by word."""
    labels = {clause.paragraph_id: clause.label for clause in revision.numbered()}
    confirmed = revision.corrigenda.filter(confirmed_at__isnull=False).select_related("paragraph")
    return [
        (labels.get(each.paragraph_id, ""), each, compare(each.before, each.after))
        for each in confirmed.order_by("number")
    ]
