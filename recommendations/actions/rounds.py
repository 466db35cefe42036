"""What every act on a round uses: noting it, closing the round with its result, ending it without one."""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from meetings.actions import follow_screens
from rec_portal import audit, clock
from rec_portal.lifecycles import leads
from rec_portal.mail import actions as mail
from rec_portal.verdicts import require

from .. import notices
from ..lifecycle import ROUND_TRANSITIONS, Closing, EventKind, RoundStatus
from ..models import ConsensusRound, RoundEvent


def note(
    consensus_round: ConsensusRound,
    event: EventKind,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    expires_at: datetime | None = None,
    key: str = "",
    **data: object,
) -> RoundEvent:
    """Write an act into the round's own history and into the trail."""
    made = RoundEvent.objects.create(
        round=consensus_round,
        kind=event,
        by=by,
        at=at,
        reason=reason.strip(),
        expires_at=expires_at,
        key=key,
    )
    if consensus_round.agenda_item is not None:
        follow_screens(consensus_round.agenda_item.meeting)
    audit.log(
        f"round.{event}",
        consensus_round.recommendation,
        by=by,
        at=at,
        round=consensus_round.number,
        reason=reason,
        expires_at=expires_at.isoformat() if expires_at else "",
        **data,
    )
    return made


def close(
    consensus_round: ConsensusRound,
    closing: Closing,
    at: datetime,
    status: str = RoundStatus.CLOSED,
) -> None:
    """Fix the positions as they stand; the caller holds the lock."""
    require(leads(RoundStatus, ROUND_TRANSITIONS, consensus_round.status, status))
    consensus_round.status, consensus_round.closing, consensus_round.closed_at = (
        RoundStatus(status),
        closing,
        at,
    )
    consensus_round.suspended_at = None
    consensus_round.result = result_of(consensus_round)
    consensus_round.save(update_fields=["status", "closing", "closed_at", "result", "suspended_at"])


def void(
    consensus_round: ConsensusRound, closing: Closing, *, by: User | None, reason: str
) -> None:
    """End a round without a result: recalled, ended early, lapsed with a new revision, or a consultation heard."""
    at = clock.now()
    close(consensus_round, closing, at, RoundStatus.VOID)
    note(
        consensus_round,
        EventKind.RECALLED if closing == Closing.RECALLED else EventKind.ENDED,
        by=by,
        at=at,
        reason=reason,
    )
    mail.queue(notices.round_ended(consensus_round, reason), by=by)


def result_of(consensus_round: ConsensusRound) -> dict[str, object]:
    """The positions as they stand in the rows: {organisation's key: position}, and who took none."""
    positions = dict(
        consensus_round.positions.filter(is_current=True)
        .order_by("organisation_id")
        .values_list("organisation_id", "kind")
    )
    entitled = consensus_round.entitlements.order_by("organisation_id").values_list(
        "organisation_id", flat=True
    )
    return {
        "positions": {str(key): kind for key, kind in positions.items()},
        "outstanding": [key for key in entitled if key not in positions],
    }
