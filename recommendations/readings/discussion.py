"""A text with everything said of it, folded under its paragraphs; and what is still open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from rec_portal.ui.brackets import Bracket, brackets
from rec_portal.ui.diff import Piece, compare

from ..lifecycle import AmendmentKind, TieKind
from ..models import LANGUAGES, Amendment, Clause, Comment, ParagraphTie, Recommendation
from ..models.text import number
from .amendments import Owners, applied, conflicts, without_a_place


@dataclass
class Proposal:
    """An amendment as it stands to the text of today."""

    amendment: Amendment
    pieces: dict[str, list[Piece]]
    applies: bool
    against: list[Amendment]


@dataclass
class Thread:
    """A comment with its answers; `from_merged` where its paragraph has been merged into this one."""

    comment: Comment
    answers: list[Comment]
    from_merged: bool = False


@dataclass
class Said:
    """A paragraph and everything said of it, folded under it."""

    clause: Clause
    threads: list[Thread] = field(default_factory=list)
    proposals: list[Proposal] = field(default_factory=list)

    @property
    def open_amendments(self) -> int:
        return sum(proposal.amendment.is_open for proposal in self.proposals)

    @property
    def open_threads(self) -> int:
        return sum(thread.comment.resolved_at is None for thread in self.threads)

    @property
    def is_open(self) -> bool:
        return bool(self.open_amendments or self.open_threads)


@dataclass
class Discussion:
    paragraphs: list[Said]
    elsewhere: list[Thread]
    """Threads on paragraphs that are no longer in the text."""
    stranded: list[Proposal] = field(default_factory=list)
    """Open amendments of paragraphs that are no longer in the text."""


def with_what_was_said(recommendation: Recommendation, clauses: list[Clause]) -> Discussion:
    """Comments and amendments by paragraph, in a fixed number of queries whatever their number.

    What was said of a paragraph that has been merged is found at the one that took it up.
    """
    standing = {clause.paragraph_id for clause in clauses}
    home = _homes(recommendation, standing)
    said = {clause.paragraph_id: Said(clause) for clause in clauses}
    elsewhere: list[Thread] = []
    for thread in threads(recommendation):
        at = home.get(thread.comment.paragraph_id, thread.comment.paragraph_id)
        thread.from_merged = at != thread.comment.paragraph_id
        (said[at].threads if at in said else elsewhere).append(thread)
    by_paragraph: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in Amendment.objects.with_parties().filter(recommendation=recommendation):
        by_paragraph[home.get(amendment.paragraph_id, amendment.paragraph_id)].append(amendment)
    for key, each in said.items():
        each.proposals = proposals(by_paragraph[key], each.clause)
    _mark_without_a_place([p for each in said.values() for p in each.proposals])
    stranded = [
        Proposal(each, {code: [Piece("+", words)] for code, words in each.words.items()}, False, [])
        for key, run in by_paragraph.items()
        if key not in said
        for each in run
        if each.is_open
    ]
    return Discussion(list(said.values()), elsewhere, stranded)


def _mark_without_a_place(found: list[Proposal]) -> None:
    by_key = {each.amendment.pk: each for each in found}
    for move, other in without_a_place(each.amendment for each in found):
        for one, against in ((move, other), (other, move)):
            if against not in by_key[one.pk].against:
                by_key[one.pk].against.append(against)


def threads(recommendation: Recommendation) -> list[Thread]:
    answers: dict[int, list[Comment]] = defaultdict(list)
    first: list[Comment] = []
    for comment in Comment.objects.with_threads().filter(recommendation=recommendation):
        if comment.parent_id is None:
            first.append(comment)
        else:
            answers[comment.parent_id].append(comment)
    return [Thread(comment, answers[comment.pk]) for comment in first]


def proposals(amendments: list[Amendment], clause: Clause) -> list[Proposal]:
    now = {code: clause.in_language(code) for code in LANGUAGES}
    against = conflicts(amendments, now)
    return [_proposal(amendment, now, against.get(amendment.pk, [])) for amendment in amendments]


def _proposal(amendment: Amendment, now: dict[str, str], against: list[Amendment]) -> Proposal:
    if amendment.kind != AmendmentKind.REPLACE:
        pieces = {language: [Piece("+", words)] for language, words in amendment.words.items()}
        return Proposal(amendment, pieces, applied(amendment, now) is not None, against)
    if amendment.is_bracketed or not amendment.is_open:
        before = amendment.base
        pieces = {
            language: compare(before.get(language, ""), words)
            for language, words in amendment.words.items()
        }
        return Proposal(amendment, pieces, True, against)
    result = applied(amendment, now)
    if result is None:
        pieces = {
            code: compare(amendment.base.get(code, ""), words)
            for code, words in amendment.words.items()
        }
    else:
        pieces = {code: compare(now[code], result[code]) for code in amendment.words}
    return Proposal(amendment, pieces, result is not None, against)


def _homes(recommendation: Recommendation, standing: set[int]) -> dict[int, int]:
    """Where a paragraph that is gone is found now: the standing one it was merged into, through any number of merges."""
    ties = ParagraphTie.objects.filter(origin__recommendation=recommendation, kind=TieKind.MERGED)
    into = dict(ties.order_by("pk").values_list("origin_id", "result_id"))
    homes: dict[int, int] = {}
    for origin in into:
        at, seen = origin, {origin}
        while at not in standing and at in into and into[at] not in seen:
            at = into[at]
            seen.add(at)
        if at in standing and at != origin:
            homes[origin] = at
    return homes


@dataclass(frozen=True)
class OpenBracket:
    """One alternative still open: where, in which language, and what it would read; whose amendment decides it, if any."""

    label: str
    paragraph_id: int
    language: str
    index: int
    bracket: Bracket
    version: int = 0
    amendment: Amendment | None = None
    party: str = ""
    """Who wants it, in the reader's language."""


def brackets_of_working_text(recommendation: Recommendation) -> list[OpenBracket]:
    """As it stands before it is issued: for who holds the pen, since brackets are settled there."""
    rows = number(list(recommendation.working_paragraphs.all()))
    owners = Owners(recommendation)
    return [
        OpenBracket(
            row.label,
            row.paragraph_id,
            code,
            index,
            bracket,
            row.version,
            owners.of(row, code, index),
            owners.party(row, code, index) or bracket.who,
        )
        for row in rows
        for code in LANGUAGES
        for index, bracket in enumerate(brackets(row.in_language(code)))
    ]


@dataclass
class OpenPoints:
    """What stands between the text and consensus."""

    brackets: list[OpenBracket]
    proposals: list[tuple[Clause, Proposal]]
    threads: list[tuple[Clause, Thread]]
    translations: list[tuple[Clause, str, str]]
    not_agreed: list[Clause]

    def __bool__(self) -> bool:
        return bool(self.brackets or self.proposals or self.threads or self.translations)


def open_points(discussion: Discussion) -> OpenPoints:
    """The list of what is still open, paragraph by paragraph."""
    said = discussion.paragraphs
    return OpenPoints(
        [
            OpenBracket(
                each.clause.label, each.clause.paragraph_id, code, index, bracket, party=bracket.who
            )
            for each in said
            for code in LANGUAGES
            for index, bracket in enumerate(brackets(each.clause.in_language(code)))
        ],
        [(each.clause, p) for each in said for p in each.proposals if p.amendment.is_open],
        [
            (each.clause, thread)
            for each in said
            for thread in each.threads
            if thread.comment.resolved_at is None
        ],
        [
            (each.clause, text.language, text.get_state_display())
            for each in said
            for text in each.clause.texts.all()
            if text.lags
        ],
        [each.clause for each in said if not each.clause.agreed],
    )


def where_moved(amendment: Amendment, labels: dict[int, str]) -> str:
    """Where a move leads, in words."""
    if amendment.kind != AmendmentKind.MOVE:
        return ""
    if amendment.after_id is None:
        return _("to the beginning")
    return _("after paragraph %(label)s") % {"label": labels.get(amendment.after_id, "–")}
