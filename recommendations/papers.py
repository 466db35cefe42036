"""What the pages and the PDF show of a text: paragraphs with what was said of them, comparisons, the adopted document."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.models import Council
from rec_portal.ui.templatetags.rec import city, offset, spoken
from rec_portal.ui.typeset import pdf
from rec_portal.ui.wording import Piece, compare

from .models import LANGUAGES, Amendment, Annex, Clause, Comment, Recommendation, Revision


@dataclass
class Said:
    """A paragraph and everything said of it, folded under it."""

    clause: Clause
    comments: list[Comment]
    amendments: list[tuple[Amendment, dict[str, list[Piece]]]]

    @property
    def open_amendments(self) -> int:
        return sum(amendment.status == "proposed" for amendment, _pieces in self.amendments)


def with_what_was_said(recommendation: Recommendation, clauses: list[Clause]) -> list[Said]:
    """Comments and amendments by paragraph, in two queries whatever their number."""
    comments: dict[int, list[Comment]] = defaultdict(list)
    for comment in recommendation.comments.select_related("organisation", "author"):
        comments[comment.paragraph_id].append(comment)
    amendments: dict[int, list[Amendment]] = defaultdict(list)
    for amendment in recommendation.amendments.select_related("organisation", "author", "decided_by", "result"):
        amendments[amendment.paragraph_id].append(amendment)
    return [
        Said(
            clause,
            comments[clause.paragraph_id],
            [(amendment, _proposed(amendment, clause)) for amendment in amendments[clause.paragraph_id]],
        )
        for clause in clauses
    ]


def _proposed(amendment: Amendment, clause: Clause) -> dict[str, list[Piece]]:
    wordings = {"ru": amendment.text_ru, "en": amendment.text_en}
    if amendment.status != "proposed":
        return {language: [Piece(" ", words)] for language, words in wordings.items() if words}
    return {language: compare(clause.in_language(language), words) for language, words in wordings.items() if words}


@dataclass(frozen=True)
class Change:
    """One paragraph in a comparison: stayed, changed, added, deleted or moved."""

    sign: str
    label: str
    pieces: dict[str, list[Piece]]


def comparison(before: Revision, after: Revision) -> list[Change]:
    """Aligned by the identity of paragraphs, then word by word in each language; deleted ones stand where they stood."""
    old = {clause.paragraph_id: clause for clause in before.numbered()}
    new = {clause.paragraph_id: clause for clause in after.numbered()}
    order = [key for key in old if key in new]
    stayed_in_place = _longest_common(order, [key for key in new if key in old])
    changes: list[Change] = []
    gone = [key for key in old if key not in new]
    for key, clause in new.items():
        while gone and key in old and old[gone[0]].order < old[key].order:
            changes.append(_deleted(old[gone.pop(0)]))
        was = old.get(key)
        pieces = {code: compare(was.in_language(code) if was else "", clause.in_language(code)) for code in LANGUAGES}
        differs = any(piece.sign != " " for run in pieces.values() for piece in run)
        sign = "added" if was is None else "moved" if key not in stayed_in_place else "changed" if differs else ""
        changes.append(Change(sign, clause.label, pieces))
    return changes + [_deleted(old[key]) for key in gone]


def _deleted(clause: Clause) -> Change:
    return Change("deleted", clause.label, {code: compare(clause.in_language(code), "") for code in LANGUAGES})


def _longest_common(before: list[int], after: list[int]) -> set[int]:
    """The paragraphs that kept their order among themselves."""
    blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
    return {key for block in blocks for key in before[block.a : block.a + block.size]}


def annexes_of(recommendation: Recommendation) -> list[Annex]:
    related = ("statement__organisation", "statement__paragraph")
    return list(recommendation.annexes.select_related(*related))


def adopted_pdf(recommendation: Recommendation, language: str) -> bytes:
    """The adopted document in one language: what the page says, as a tagged PDF/UA-1."""
    with translation.override(language):
        return pdf("recommendation", document(recommendation, language))


def document(recommendation: Recommendation, language: str) -> dict[str, Any]:
    """Everything the document says, as plain data. Page and PDF are both drawn from the same rows."""
    assert recommendation.adopted_revision_id is not None  # noqa: S101  # by constraint
    revision = Revision.objects.with_text().get(pk=recommendation.adopted_revision_id)
    clauses = revision.numbered()
    labels = {clause.paragraph_id: clause.label for clause in clauses}
    council = Council.objects.get(pk=1)
    adopted_at = recommendation.adopted_at
    assert adopted_at is not None  # noqa: S101  # an adopted text has its time, by constraint
    local = adopted_at.astimezone(ZoneInfo(settings.TIME_ZONE))
    when = f"{spoken(local)} {city(settings.TIME_ZONE)} ({offset(local)})"
    return {
        "lang": language,
        "council": council.name_i18n,
        "symbol": recommendation.symbol,
        "kind": recommendation.get_kind_display(),
        "title": revision.titles()[language],
        "body": str(recommendation.body),
        "body_label": _("Prepared by"),
        "adopted": _("Adopted on %(when)s") % {"when": when},
        "outcome": recommendation.adopted_round.get_outcome_display() if recommendation.adopted_round else "",
        "demo": _("Demonstration data: invented for showing the portal") if recommendation.is_demo else "",
        "category": pgettext("distribution", "Public"),
        "hash_label": _("Hash of the text (SHA-256)"),
        "hash": recommendation.text_hash,
        "clauses": [{"kind": clause.kind, "label": clause.label, "text": clause.in_language(language)} for clause in clauses],
        "statements_title": _("Statements annexed"),
        "statements": [
            {
                "head": f"{annex.statement.organisation.name_i18n}: {annex.statement.get_kind_display()}",
                "where": _("on paragraph %(label)s") % {"label": labels.get(annex.statement.paragraph_id, "")}
                if annex.statement.paragraph_id
                else "",
                "text": annex.statement.text,
                "lang": annex.statement.language,
            }
            for annex in annexes_of(recommendation)
        ],
    }
