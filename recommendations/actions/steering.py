"""What the chair does to a round that runs: recall, suspend, resume, extend, end; each an act with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import Effect
from councils.permissions import presides
from councils.silence import LEAST_REST
from meetings.actions import follow_screens
from rec_portal import audit, clock
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import Closing, EventKind, RoundStatus
from ..models import ConsensusRound
from .ladder import put_back
from .locking import locked_round
from .rounds import close, note, void


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("Give the reason; everyone entitled will read it."))


@transaction.atomic
def recall_round(consensus_round: ConsensusRound, *, reason: str, by: User) -> ConsensusRound:
    """Take a round back as if it had not been opened: only before anyone has answered."""
    consensus_round = locked_round(consensus_round)
    require(availability.recall_round(by, consensus_round))
    _require_reason(reason)
    _return(consensus_round)
    void(consensus_round, Closing.RECALLED, by=by, reason=reason)
    return consensus_round


@transaction.atomic
def end_round(consensus_round: ConsensusRound, *, reason: str, by: User) -> ConsensusRound:
    """End a round before its time, without a result; what was answered stays on record."""
    consensus_round = locked_round(consensus_round)
    require(availability.end_round(by, consensus_round))
    _require_reason(reason)
    _return(consensus_round)
    void(consensus_round, Closing.WITHDRAWN, by=by, reason=reason)
    return consensus_round


def _return(consensus_round: ConsensusRound) -> None:
    """The text goes back to where it was put from."""
    if consensus_round.has_effect:
        put_back(consensus_round.recommendation)


@transaction.atomic
def suspend_round(consensus_round: ConsensusRound, *, reason: str, by: User) -> ConsensusRound:
    """Stop the clock; positions wait until the round is resumed."""
    consensus_round = locked_round(consensus_round)
    require(availability.suspend_round(by, consensus_round))
    _require_reason(reason)
    at = clock.now()
    consensus_round.status, consensus_round.suspended_at = RoundStatus.SUSPENDED, at
    consensus_round.save(update_fields=["status", "suspended_at"])
    note(consensus_round, EventKind.SUSPENDED, by=by, at=at, reason=reason)
    mail.queue(notices.round_suspended(consensus_round, reason), by=by)
    return consensus_round


@transaction.atomic
def resume_round(consensus_round: ConsensusRound, *, reason: str, by: User) -> ConsensusRound:
    """The clock runs on: what was left of the silence counts from now, a day at least."""
    consensus_round = locked_round(consensus_round)
    require(availability.resume_round(by, consensus_round))
    _require_reason(reason)
    at = clock.now()
    consensus_round.expires_at = max(consensus_round.after_resuming(at), at + LEAST_REST)
    consensus_round.status, consensus_round.suspended_at = RoundStatus.OPEN, None
    consensus_round.save(update_fields=["status", "suspended_at", "expires_at"])
    note(
        consensus_round,
        EventKind.RESUMED,
        by=by,
        at=at,
        reason=reason,
        expires_at=consensus_round.expires_at,
    )
    mail.queue(notices.round_resumed(consensus_round, reason), by=by)
    return consensus_round


@transaction.atomic
def extend_round(
    consensus_round: ConsensusRound, *, expires_at: datetime, reason: str, by: User
) -> ConsensusRound:
    """A later end; never an earlier one."""
    consensus_round = locked_round(consensus_round)
    require(availability.extend_round(by, consensus_round))
    _require_reason(reason)
    if expires_at <= consensus_round.expires_at:
        raise RuleBroken(_("A round is only prolonged: choose an end after the present one."))
    consensus_round.expires_at = expires_at
    consensus_round.save(update_fields=["expires_at"])
    note(
        consensus_round,
        EventKind.EXTENDED,
        by=by,
        at=clock.now(),
        reason=reason,
        expires_at=expires_at,
    )
    mail.queue(notices.round_extended(consensus_round, reason), by=by)
    return consensus_round


@transaction.atomic
def close_in_session(consensus_round: ConsensusRound, *, by: User) -> ConsensusRound:
    """In the room: the chair asks for the last time and closes the round; the result is declared at once."""
    consensus_round = locked_round(consensus_round)
    require(availability.close_in_session(by, consensus_round))
    at = clock.now()
    close(consensus_round, Closing.PUT, at)
    audit.log(
        "round.put",
        consensus_round.recommendation,
        by=by,
        at=at,
        round=consensus_round.number,
        on_behalf_of_chair=not presides(by, consensus_round.body),
    )
    if consensus_round.agenda_item is not None:
        follow_screens(consensus_round.agenda_item.meeting)
    return consensus_round


@transaction.atomic
def remind_round(consensus_round: ConsensusRound, key: str) -> bool:
    """Remind the delegations that have no final position, once at half time and once a day before the end."""
    consensus_round = locked_round(consensus_round)
    if not consensus_round.is_running or consensus_round.events.filter(key=key).exists():
        return False
    notice = notices.round_reminder(consensus_round)
    if notice.readers:
        mail.queue(notice, by=None)
    note(consensus_round, EventKind.REMINDED, by=None, at=clock.now(), key=key)
    return bool(notice.readers)


@transaction.atomic
def remind_awaiting(consensus_round: ConsensusRound, at: datetime) -> int:
    """Remind the delegations that awaited instructions by today, once for each position."""
    consensus_round = locked_round(consensus_round)
    if not consensus_round.is_running:
        return 0
    told = 0
    due = consensus_round.positions.filter(
        is_current=True, effect=Effect.AWAITING, expected_on__lte=timezone.localdate(at)
    ).select_related("organisation")
    for position in due:
        key = f"awaited {position.pk}"
        if consensus_round.events.filter(key=key).exists():
            continue
        if not consensus_round.events.filter(
            kind=EventKind.REMINDED, at__gt=at - LEAST_REST / 2
        ).exists():
            mail.queue(notices.round_reminder(consensus_round, [position.organisation]), by=None)
            told += 1
        note(consensus_round, EventKind.REMINDED, by=None, at=at, key=key)
    return told


def due_reminder(consensus_round: ConsensusRound, at: datetime) -> str:
    """The key of the reminder that is due now: in the last 24 hours before this very end, from half time on, or none."""
    if at >= consensus_round.expires_at - timedelta(hours=24):
        return f"day {consensus_round.expires_at:%Y%m%d%H%M}"
    if (
        at
        >= consensus_round.opened_at + (consensus_round.expires_at - consensus_round.opened_at) / 2
    ):
        return "half"
    return ""
