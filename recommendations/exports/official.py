"""The adopted document and its certificate: what the page says, as a tagged PDF/UA-1."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.lifecycle import ANNEXED
from councils.models import Council
from rec_portal.names import reader_language
from rec_portal.ui.moments import city, offset, spoken
from rec_portal.ui.typeset import pdf

from ..lifecycle import ADOPTING
from ..models import Adoption, Annex, ConsensusRound, Position, Recommendation, Revision
from ..readings.particulars import lines_of_particulars


def annexes_of(recommendation: Recommendation) -> list[Annex]:
    related = ("statement__organisation", "statement__paragraph")
    return list(
        recommendation.annexes.select_related(*related).prefetch_related(
            "statement__joint__organisation"
        )
    )


def spoken_time(moment: datetime, zone: str = "") -> str:
    zone = zone or settings.TIME_ZONE
    local = moment.astimezone(ZoneInfo(zone))
    return f"{spoken(local)} {city(zone)} ({offset(local)})"


def adopted_pdf(recommendation: Recommendation, language: str) -> bytes:
    """The adopted document in one language."""
    with translation.override(language):
        return pdf("recommendation", document(recommendation, language))


def document(recommendation: Recommendation, language: str) -> dict[str, Any]:
    """Everything the document says, as plain data. Page and PDF are both drawn from the same rows."""
    adoption = recommendation.adoption
    revision = Revision.objects.with_text().get(pk=adoption.revision_id)
    clauses = revision.numbered()
    labels = {clause.paragraph_id: clause.label for clause in clauses}
    return {
        "lang": language,
        "council": Council.objects.get(pk=1).name_i18n,
        "symbol": recommendation.symbol,
        "kind": recommendation.get_kind_display(),
        "title": revision.titles()[language],
        "body": str(recommendation.body),
        "body_label": _("Prepared by"),
        "adopted": _("Adopted on %(when)s") % {"when": spoken_time(adoption.adopted_at)},
        "outcome": adoption.get_outcome_display(),
        "demo": _("Demonstration data: invented for showing the portal")
        if recommendation.is_demo
        else "",
        "category": pgettext("distribution", "Public"),
        "hash_label": _("Hash of the text (SHA-256)"),
        "hash": adoption.text_hash,
        "clauses": [
            {
                "kind": clause.kind,
                "label": clause.mark,
                "text": clause.in_language(language),
                "particulars": lines_of_particulars(revision, clause, language),
            }
            for clause in clauses
        ],
        "statements_title": _("Statements annexed"),
        "statements": [
            {
                "head": annex_head(annex),
                "where": _("on paragraph %(label)s")
                % {"label": labels.get(annex.statement.paragraph_id, "")}
                if annex.statement.paragraph_id
                else "",
                "text": annex.statement.text,
                "lang": annex.statement.language,
            }
            for annex in annexes_of(recommendation)
        ],
    }


def annex_head(annex: Annex) -> str:
    """Who made it, what it is, when it came and in which language: as rule 6.9.8 annexes it, as it was received."""
    statement = annex.statement
    authors = ", ".join(each.name_i18n for each in statement.authors())
    came = _("received %(when)s; language: %(language)s") % {
        "when": spoken_time(statement.received_at),
        "language": statement.get_language_display(),
    }
    return f"{authors}: {statement.get_kind_display()} ({came})"


def certificate(recommendation: Recommendation) -> dict[str, Any]:
    """The certificate of adoption as data: page and PDF show the same."""
    last = recommendation.adoption.round
    annexes = annexes_of(recommendation)
    return {
        "symbol": recommendation.symbol,
        "title": recommendation.title_i18n,
        "outcome": last.get_outcome_display(),
        "facts": _facts(recommendation.adoption),
        "statement": statement_lines(last.statement),
        "boards": [board_of(held, annexes) for held in rounds_behind(last)],
        "statements": [annex_head(annex) for annex in annexes],
    }


def rounds_behind(last: ConsensusRound) -> list[ConsensusRound]:
    """The declared rounds on the very revision that was adopted, the group's first: what the adoption rests on."""
    return list(
        ConsensusRound.objects.with_board()
        .filter(
            recommendation_id=last.recommendation_id,
            revision_id=last.revision_id,
            declaration__outcome__in=ADOPTING,
            declaration__at__lte=last.declaration.at,
        )
        .order_by("declaration__at")
    )


def board_of(held: ConsensusRound, annexes: list[Annex]) -> dict[str, Any]:
    """One round as the certificate tells it: the body, how and when, and where each of the entitled stood."""
    said = {author.pk for annex in annexes for author in annex.statement.authors()}
    when = spoken_time(held.declaration.at, held.time_zone)
    rows = []
    for entitled, position in held.board().rows:
        words = _position_words(held, position, present=entitled.present)
        if entitled.organisation_id in said and not (position and position.effect in ANNEXED):
            words = _("%(position)s; its statement is annexed") % {"position": words}
        rows.append((entitled.name_i18n, words))
    return {"title": f"{held.body} · {held.get_kind_display()} · {when}", "entitled": rows}


def _position_words(held: ConsensusRound, position: Position | None, *, present: bool) -> str:
    if position is not None:
        words = str(held.meaning_of(position.kind).label)
        if not position.is_withdrawn:
            return words
        when = spoken_time(position.withdrawal.at, held.time_zone)
        return _("%(position)s; lifted %(when)s") % {"position": words, "when": when}
    if held.is_in_room and present:
        return _("present in the room; did not object")
    return _("silence: no objection") if held.silence_speaks else _("no position")


def _facts(adoption: Adoption) -> list[tuple[str, str]]:
    last, snapshot = adoption.round, adoption.snapshot
    return [
        (_("Body"), str(last.body)),
        (_("Way of decision"), last.get_kind_display()),
        (_("Revision adopted"), f"Rev.{snapshot.get('revision', '')}"),
        (_("Put to the body"), spoken_time(last.opened_at, last.time_zone)),
        (_("Ended"), spoken_time(last.closed_at or last.expires_at, last.time_zone)),
        (_("Declared by the chair"), spoken_time(adoption.adopted_at, last.time_zone)),
        (
            _("Certified in both languages by the secretariat"),
            spoken_time(adoption.certified_at, last.time_zone),
        ),
        (_("Hash of the text (SHA-256)"), adoption.text_hash),
        (_("Head of the audit trail"), str(snapshot.get("audit_head", ""))),
    ]


def statement_lines(statement: dict[str, str]) -> list[tuple[str, str]]:
    """The chair's consensus statement as question and answer."""
    questions = {
        "breadth": _("How broad the agreement is"),
        "issues": _("Which issues were raised"),
        "addressed": _("How each was addressed"),
        "remains": _("What remains"),
    }
    return [(label, statement[name]) for name, label in questions.items() if statement.get(name)]


def certificate_pdf(recommendation: Recommendation) -> bytes:
    data = certificate(recommendation)
    pairs = ("facts", "statement")
    return pdf(
        "certificate",
        data
        | {name: [list(row) for row in data[name]] for name in pairs}
        | {
            "boards": [
                {"title": each["title"], "entitled": [list(row) for row in each["entitled"]]}
                for each in data["boards"]
            ]
        }
        | {
            "lang": reader_language(),
            "council": Council.objects.get(pk=1).name_i18n,
            "heading": _("Certificate of adoption"),
            "statement_title": _("The chair's consensus statement"),
            "entitled_title": _("Entitled, as they stood"),
            "statements_title": _("Statements annexed"),
            "demo": _("Demonstration data: invented for showing the portal")
            if recommendation.is_demo
            else "",
        },
    )
