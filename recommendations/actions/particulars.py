"""To whom a paragraph is addressed, for whom, until when, how it is measured, what it rests on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Organisation
from rec_portal import audit
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import AddresseeKind, TimeFrame
from ..models import (
    LANGUAGES,
    Addressee,
    Indicator,
    Instrument,
    Paragraph,
    Particulars,
    Recommendation,
    Reference,
)
from ..models.text import digest
from .locking import locked


@dataclass(frozen=True)
class Measure:
    """One indicator as typed."""

    names: dict[str, str] = field(default_factory=dict)
    baseline: str = ""
    target: str = ""
    source: str = ""


@dataclass(frozen=True)
class ParticularsDraft:
    """All particulars of one paragraph as typed."""

    all_states: bool = False
    council: bool = False
    organisations: list[Organisation] = field(default_factory=list)
    body_types: list[str] = field(default_factory=list)
    target_groups: list[str] = field(default_factory=list)
    phases: list[str] = field(default_factory=list)
    time_frame: str = ""
    due_on: date | None = None
    rationale: dict[str, str] = field(default_factory=dict)
    instruments: list[Instrument] = field(default_factory=list)
    earlier: list[Recommendation] = field(default_factory=list)
    indicators: list[Measure] = field(default_factory=list)


@transaction.atomic
def set_particulars(
    paragraph: Paragraph,
    draft: ParticularsDraft,
    *,
    by: User,
    at: datetime,
    based_on: str | None = None,
) -> Particulars:
    """Write the particulars of a paragraph anew; they are frozen with the next revision.

    `based_on` is the standing (`particulars_stamp`) that the writer saw; where it is another by now, nothing is overwritten.
    """
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    paragraph = Paragraph.objects.get(pk=paragraph.pk)
    if based_on is not None and based_on != particulars_stamp(paragraph):
        raise RuleBroken(
            _(
                "Somebody else has changed these particulars since you opened the page. Open it anew beside this one and compare."
            )
        )
    if (draft.time_frame == TimeFrame.DATE) != (draft.due_on is not None):
        raise RuleBroken(_("Name the date where the time frame is a date, and only there."))
    found, _made = Particulars.objects.update_or_create(
        paragraph=paragraph,
        defaults={
            "target_groups": draft.target_groups,
            "phases": draft.phases,
            "time_frame": draft.time_frame,
            "due_on": draft.due_on,
            "rationale": {code: draft.rationale.get(code, "").strip() for code in LANGUAGES},
        },
    )
    _address(paragraph, draft)
    paragraph.indicators.all().delete()
    Indicator.objects.bulk_create(
        Indicator(paragraph=paragraph, **vars(each))
        for each in draft.indicators
        if any(each.names.values())
    )
    paragraph.references.all().delete()
    Reference.objects.bulk_create(
        [
            Reference(recommendation=recommendation, paragraph=paragraph, instrument=each)
            for each in draft.instruments
        ]
        + [
            Reference(recommendation=recommendation, paragraph=paragraph, earlier=each)
            for each in draft.earlier
        ]
    )
    audit.log(
        "paragraph.particulars", recommendation, by=by, at=at, paragraph=str(paragraph.identity)
    )
    return found


def _address(paragraph: Paragraph, draft: ParticularsDraft) -> None:
    paragraph.addressees.all().delete()
    kinds = AddresseeKind
    rows = [Addressee(paragraph=paragraph, kind=kinds.ALL_STATES)] if draft.all_states else []
    if draft.council:
        rows.append(Addressee(paragraph=paragraph, kind=kinds.COUNCIL))
    if not draft.all_states:
        rows += [
            Addressee(paragraph=paragraph, kind=kinds.STATE, organisation=each)
            for each in draft.organisations
        ]
    rows += [
        Addressee(paragraph=paragraph, kind=kinds.BODY_KIND, body_type=each)
        for each in draft.body_types
    ]
    Addressee.objects.bulk_create(rows)


def particulars_stamp(paragraph: Paragraph) -> str:
    """A digest of a paragraph's particulars as they stand; empty where there are none."""
    if not Particulars.objects.filter(paragraph=paragraph).exists():
        return ""
    return digest(_as_data(paragraph))


def particulars_of(recommendation: Recommendation) -> dict[str, Any]:
    """The particulars of every paragraph that has any, by identity, as plain data: frozen into a revision and hashed."""
    paragraphs = (
        recommendation.paragraphs.filter(particulars__isnull=False)
        .select_related("particulars")
        .prefetch_related(
            "addressees__organisation",
            "indicators",
            "references__instrument",
            "references__earlier__adoption",
        )
    )
    return {str(paragraph.identity): _as_data(paragraph) for paragraph in paragraphs.order_by("pk")}


def _as_data(paragraph: Paragraph) -> dict[str, Any]:
    own = paragraph.particulars
    return {
        "addressees": [
            {
                "kind": each.kind,
                "organisation": each.organisation_id,
                "body_type": each.body_type,
                "name": each.organisation.name if each.organisation else "",
            }
            for each in paragraph.addressees.all()
        ],
        "target_groups": own.target_groups,
        "phases": own.phases,
        "time_frame": own.time_frame,
        "due_on": own.due_on.isoformat() if own.due_on else "",
        "rationale": own.rationale,
        "indicators": [
            {
                **each.names,
                "baseline": each.baseline,
                "target": each.target,
                "source": each.source,
            }
            for each in paragraph.indicators.all()
        ],
        "references": [
            each.instrument.symbol
            if each.instrument
            else (each.earlier.symbol or f"#{each.earlier.pk}")
            if each.earlier
            else ""
            for each in paragraph.references.all()
        ],
    }
