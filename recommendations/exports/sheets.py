"""What a page, a Word file and a PDF of a text show alike: one sheet of blocks, drawn three ways."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from rec_portal import labels as codes
from rec_portal.ui.diff import Piece

from ..models import LANGUAGES, Comment, Recommendation, Revision
from ..readings.amendments import attribution
from ..readings.comparison import Change, comparison, title_changes
from ..readings.discussion import Discussion, Proposal, where_moved
from ..readings.particulars import with_particulars


@dataclass
class Note:
    """Something said under a paragraph: who, what kind, the words, and changes where it is a proposal."""

    who: str
    what: str
    words: str = ""
    pieces: dict[str, list[Piece]] = field(default_factory=dict)


@dataclass
class Block:
    kind: str
    mark: str
    pieces: dict[str, list[Piece]]
    sign: str = ""
    notes: list[Note] = field(default_factory=list)
    beside: list[list[Piece]] = field(default_factory=list)
    """Addressees, time frame, indicators and so on, a line each."""


@dataclass
class Sheet:
    title: str
    heading: str
    lines: list[str]
    languages: list[str]
    blocks: list[Block]
    author: str = ""
    at: datetime | None = None
    titles: dict[str, list[Piece]] = field(default_factory=dict)
    """The changes of the title by language, where it changed."""


def sign_in_words(sign: str) -> str:
    """The word beside a changed paragraph."""
    return {
        "added": pgettext("paragraph", "added"),
        "deleted": pgettext("paragraph", "deleted"),
        "moved": pgettext("paragraph", "moved"),
        "changed": pgettext("paragraph", "changed"),
    }.get(sign, "")


def _head(recommendation: Recommendation, revision: Revision) -> list[str]:
    lines = [f"{recommendation.get_kind_display()} · {recommendation.body}"]
    lines.append(
        f"{recommendation.symbol or revision.name} · {recommendation.get_status_display()}"
    )
    if recommendation.is_demo:
        lines.append(_("Demonstration data: invented for showing the portal"))
    if not recommendation.is_public:
        lines.append(_("Working paper: for the members of the body, not for further distribution"))
    return lines


def _title(revision: Revision) -> str:
    titles = revision.titles()
    return " / ".join(titles[code] for code in LANGUAGES if titles.get(code))


def clean(recommendation: Recommendation, revision: Revision, languages: list[str]) -> Sheet:
    blocks = [
        Block(
            c.kind,
            c.mark,
            {code: [Piece(" ", c.in_language(code))] for code in languages},
            beside=[[Piece(" ", line)] for line in c.beside],
        )
        for c in with_particulars(revision)
    ]
    return Sheet(
        _title(revision), revision.name, _head(recommendation, revision), languages, blocks
    )


def redline(
    recommendation: Recommendation, before: Revision, after: Revision, languages: list[str]
) -> Sheet:
    """Insertions and deletions between two revisions, word by word."""
    blocks = [_redlined(change, languages) for change in comparison(before, after)]
    heading = _("%(after)s compared with %(before)s") % {"after": after.name, "before": before.name}
    lines = _head(recommendation, after)
    if after.reason:
        lines.append(_("Why: %(reason)s") % {"reason": codes.said(after.reason)})
    when = date_format(timezone.localtime(after.created_at), "DATETIME_FORMAT")
    lines.append(f"{after.created_by}, {when}")
    return Sheet(
        _title(after),
        heading,
        lines,
        languages,
        blocks,
        str(after.created_by),
        after.created_at,
        {code: run for code, run in title_changes(before, after).items() if code in languages},
    )


def _redlined(change: Change, languages: list[str]) -> Block:
    kind = change.kinds[1] or change.kinds[0]
    return Block(
        kind,
        change.mark,
        {code: change.pieces[code] for code in languages},
        change.sign,
        beside=change.beside,
    )


def compilation(
    recommendation: Recommendation, revision: Revision, discussion: Discussion, languages: list[str]
) -> Sheet:
    """The text with every proposal and comment under its paragraph."""
    labels = {said.clause.paragraph_id: said.clause.label for said in discussion.paragraphs}
    blocks = []
    for said in discussion.paragraphs:
        clause = said.clause
        block = Block(
            clause.kind,
            clause.mark,
            {code: [Piece(" ", clause.in_language(code))] for code in languages},
        )
        block.beside = [[Piece(" ", line)] for line in clause.beside]
        block.notes = [_proposal_note(each, labels) for each in said.proposals]
        for thread in said.threads:
            block.notes += [_comment_note(each) for each in (thread.comment, *thread.answers)]
        blocks.append(block)
    heading = _("Compilation of proposals and comments, %(name)s") % {"name": revision.name}
    return Sheet(_title(revision), heading, _head(recommendation, revision), languages, blocks)


def _proposal_note(proposal: Proposal, labels: dict[int, str]) -> Note:
    amendment = proposal.amendment
    what = f"{amendment.get_kind_display()} {where_moved(amendment, labels)}".strip()
    what = f"{what} – {amendment.get_status_display()}"
    if proposal.against:
        others = ", ".join(attribution(each) for each in proposal.against)
        what += " – " + _("conflicts with the proposal of %(names)s") % {"names": others}
    elif not proposal.applies:
        what += " – " + _("no longer applies: what it was written against has changed or gone")
    words = amendment.reason
    if amendment.decision_reason:
        words += "\n" + _("Decision: %(reason)s") % {"reason": amendment.decision_reason}
    return Note(attribution(amendment), what, words, proposal.pieces)


def _comment_note(comment: Comment) -> Note:
    what = pgettext("reply", "Answer") if comment.parent_id else _("Comment")
    if comment.disposition is not None:
        what += f" – {comment.disposition.get_kind_display()}"
    words = comment.text
    if comment.disposition is not None and comment.disposition.response:
        words += "\n" + _("Response: %(words)s") % {"words": comment.disposition.response}
    return Note(str(comment.organisation or comment.author), what, words)
