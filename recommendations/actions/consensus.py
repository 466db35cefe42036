"""The silence procedure (docs/consensus.md): opened by the chair, broken by an objection, closed by the clock.

Every act locks the text, then the round. The database's clock alone judges whether a round still runs: here, in the
job that closes what is due, and in a trigger that refuses a late position whatever the portal does.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.models import Organisation
from councils.permissions import presides
from rec_portal import clock
from rec_portal.audit.models import record
from rec_portal.mail import actions as mail
from rec_portal.verdicts import Refused, RuleBroken, require

from .. import lifecycle, notices, permissions
from ..lifecycle import MEANINGS, Closing, Outcome, PositionKind, RoundStatus, Status
from ..models import ConsensusRound, Entitlement, Paragraph, Position, Recommendation, Revision, Statement
from .drafting import change_status, locked

_NAMES = {"ru": gettext_lazy("Russian"), "en": gettext_lazy("English")}


@transaction.atomic
def open_round(
    recommendation: Recommendation, *, revision: Revision, expires_at: datetime, time_zone: str, by: User
) -> ConsensusRound:
    """Put exactly this revision under silence until `expires_at`; fix who is entitled; tell everyone entitled."""
    recommendation = locked(recommendation)
    require(permissions.may_open_round(by, recommendation))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, Status.IN_ROUND)
    body = recommendation.deciding_body()
    at = clock.now()
    _require_ready(recommendation, revision, body.minimum_silence_hours, expires_at, at)
    entitled = list(body.members())
    if not entitled:
        raise RuleBroken(_("No organisation has a member's seat in this body; there is nobody to ask."))
    if deaf := [organisation for organisation in entitled if not organisation.has_voice()]:
        names = ", ".join(str(organisation) for organisation in deaf)
        raise RuleBroken(
            _(
                "Nobody speaks for %(names)s: name a head of delegation or an alternate first, so that silence can mean consent."
            )
            % {"names": names}
        )
    last = recommendation.rounds.aggregate(last=Max("number"))["last"] or 0
    opened = ConsensusRound.objects.create(
        recommendation=recommendation, revision=revision, body=body, number=last + 1, opened_by=by,
        on_behalf_of_chair=not presides(by, body), opened_at=at, expires_at=expires_at, time_zone=time_zone,
        minimum_hours=body.minimum_silence_hours, entitled_count=len(entitled),
    )  # fmt: skip
    entitle(opened, entitled)
    change_status(recommendation, Status.IN_ROUND)
    mail.queue(notices.round_opened(opened), by=by)
    record(
        "round.opened", recommendation, by=by, at=at, round=opened.number, revision=revision.number, body=body.code,
        expires_at=expires_at.isoformat(), time_zone=time_zone, entitled=[str(organisation) for organisation in entitled],
        on_behalf_of_chair=opened.on_behalf_of_chair,
    )  # fmt: skip
    return opened


def entitle(opened: ConsensusRound, organisations: list[Organisation]) -> None:
    """Fix the list of the entitled, by name as they now are; the database takes no more than were announced."""
    Entitlement.objects.bulk_create(
        Entitlement(
            round=opened, organisation=organisation, name=organisation.name, kind=organisation.kind,
            name_ru=(organisation.i18n or {}).get("name_ru") or organisation.name,
        )
        for organisation in organisations
    )  # fmt: skip


def _require_ready(recommendation: Recommendation, revision: Revision, hours: int, expires_at: datetime, at: datetime) -> None:
    """Rule 6: this very revision, both languages, long enough; and after a failure only a new revision."""
    if revision.pk != recommendation.current_revision_id:
        raise RuleBroken(_("The text has been changed since you opened this page. Read the newest revision first."))
    text = Revision.objects.with_text().get(pk=revision.pk)
    if missing := text.missing_languages():
        names = " + ".join(str(_NAMES[code]) for code in missing)
        raise RuleBroken(_("Both languages must be complete before a round. Missing: %(names)s.") % {"names": names})
    if expires_at < at + timedelta(hours=hours):
        raise RuleBroken(_("Silence must last at least %(hours)d hours. Choose a later end.") % {"hours": hours})
    failed = recommendation.rounds.filter(revision=revision, outcome=Outcome.NOT_ADOPTED)
    if failed.exists() or recommendation.rounds.filter(revision=revision, closing=Closing.BROKEN).exists():
        raise RuleBroken(_("This revision has failed already. Open the next round on a new revision."))


@transaction.atomic
def take_position(
    consensus_round: ConsensusRound,
    kind: str,
    *,
    by: User,
    reason: str = "",
    proposed_change: str = "",
    paragraph: Paragraph | None = None,
    organisation: Organisation | None = None,
    source: str = "",
) -> Position:
    """Record an organisation's position; an objection breaks silence at once.

    By head or alternate for their own organisation; by the secretariat as recorder for `organisation`, with `source`.
    """
    locked(consensus_round.recommendation)
    consensus_round = (
        ConsensusRound.objects.select_for_update(of=("self",))
        .judged()
        .select_related("recommendation__body", "body")
        .get(pk=consensus_round.pk)
    )
    organisation = _speaks_for(by, consensus_round, organisation, source)
    if not consensus_round.is_running:
        raise RuleBroken(_("This round is over; it takes no more positions. Read on its page what comes next."))
    meaning = MEANINGS[kind]
    _require_complete(kind, reason, proposed_change, paragraph)
    consensus_round.positions.filter(organisation=organisation, is_current=True).update(is_current=False)
    position = _insert(
        round=consensus_round, organisation=organisation, kind=kind, reason=reason.strip(),
        proposed_change=proposed_change.strip(), paragraph=paragraph if meaning.needs_paragraph else None,
        taken_by=by, source=source,
    )  # fmt: skip
    position.refresh_from_db(fields=["taken_at"])
    if kind in {PositionKind.WITH_STATEMENT, PositionKind.WITH_RESERVATION}:
        _keep_statement(position, by.language)
    if source:
        mail.queue(notices.position_recorded(position), by=by)
    record(
        "position.taken", consensus_round.recommendation, by=by, at=position.taken_at, round=consensus_round.number,
        organisation=str(organisation), position=kind, source=source,
    )  # fmt: skip
    if meaning.blocks:
        _break_silence(consensus_round, position, by=by)
    return position


def _insert(**values: Any) -> Position:
    """The trigger judges once more, by the clock of this very moment."""
    try:
        with transaction.atomic():
            return Position.objects.create(**values)
    except IntegrityError as refusal:
        raise RuleBroken(_("This round is over; it takes no more positions. Read on its page what comes next.")) from refusal


def _speaks_for(by: User, consensus_round: ConsensusRound, organisation: Organisation | None, source: str) -> Organisation:
    if organisation is None or (by.organisation is not None and organisation == by.organisation):
        require(permissions.may_take_position(by, consensus_round))
        assert by.organisation is not None  # noqa: S101  # may_take_position has asked
        return by.organisation
    if not is_secretariat(by):
        raise Refused(_("You take the position of your own organisation only."))
    if not consensus_round.entitlements.filter(organisation=organisation).exists():
        raise Refused(_("This organisation is not among those entitled in this round."))
    if not source.strip():
        raise RuleBroken(_("Name how the position reached the secretariat: note verbale, e-mail or telephone, with its date."))
    return organisation


def _require_complete(kind: str, reason: str, proposed_change: str, paragraph: Paragraph | None) -> None:
    meaning = MEANINGS[kind]
    if meaning.needs_text and not reason.strip():
        raise RuleBroken(_("This position needs words: the reason of an objection, or the statement itself."))
    if meaning.needs_change and not proposed_change.strip():
        raise RuleBroken(_("Write the change that would let your organisation join."))
    if meaning.needs_paragraph and paragraph is None:
        raise RuleBroken(_("Name the paragraph to which the reservation is made."))


def _keep_statement(position: Position, language: str) -> None:
    kinds = {
        PositionKind.WITH_STATEMENT: Statement.Kind.INTERPRETATIVE,
        PositionKind.WITH_RESERVATION: Statement.Kind.RESERVATION,
    }
    Statement.objects.create(
        round=position.round, position=position, organisation=position.organisation, kind=kinds[PositionKind(position.kind)],
        paragraph=position.paragraph, language=language, text=position.reason, received_at=position.taken_at,
    )  # fmt: skip


def _break_silence(consensus_round: ConsensusRound, position: Position, *, by: User) -> None:
    """The round closes at once, all are told who and why, the text returns to consultation."""
    _close(consensus_round, Closing.BROKEN, position.taken_at)
    recommendation = consensus_round.recommendation
    change_status(recommendation, Status.CONSULTATION)
    mail.queue(notices.round_broken(consensus_round, position), by=by)
    record(
        "round.broken", recommendation, by=by, at=position.taken_at, round=consensus_round.number,
        organisation=str(position.organisation), reason=position.reason,
    )  # fmt: skip


@transaction.atomic
def close_round(consensus_round: ConsensusRound) -> bool:
    """Close a round whose time is up by the database's clock; True when this call closed it. Safe to run twice."""
    locked(consensus_round.recommendation)
    consensus_round = (
        ConsensusRound.objects.select_for_update(of=("self",))
        .judged()
        .select_related("recommendation__body", "body")
        .get(pk=consensus_round.pk)
    )
    if consensus_round.status != RoundStatus.OPEN or not consensus_round.is_over:
        return False
    _close(consensus_round, Closing.EXPIRED, consensus_round.expires_at)
    mail.queue(notices.round_closed(consensus_round), by=None)
    record(
        "round.closed", consensus_round.recommendation, by=None, at=consensus_round.expires_at,
        round=consensus_round.number,
    )  # fmt: skip
    return True


def _close(consensus_round: ConsensusRound, closing: Closing, at: datetime) -> None:
    lifecycle.require_change(lifecycle.ROUND_CHANGES, consensus_round.status, RoundStatus.CLOSED)
    consensus_round.status, consensus_round.closing, consensus_round.closed_at = RoundStatus.CLOSED, closing, at
    consensus_round.result = result_of(consensus_round)
    consensus_round.save(update_fields=["status", "closing", "closed_at", "result"])


def result_of(consensus_round: ConsensusRound) -> dict[str, object]:
    """The positions as they stand in the rows: {organisation's key: position}, and who took none."""
    positions = dict(
        consensus_round.positions.filter(is_current=True).order_by("organisation_id").values_list("organisation_id", "kind")
    )
    entitled = consensus_round.entitlements.order_by("organisation_id").values_list("organisation_id", flat=True)
    return {
        "positions": {str(key): kind for key, kind in positions.items()},
        "outstanding": [key for key in entitled if key not in positions],
    }
