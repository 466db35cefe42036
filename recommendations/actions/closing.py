"""Rounds closed by the clock, or suspended over whom no letter reached (docs/consensus.md).

Every act locks the text, then the round. The database's clock alone judges whether a round still runs: here, in the
job that closes what is due, and in a trigger that refuses a late position whatever the portal does.
"""

from __future__ import annotations

from django.db import transaction

from councils.models import Organisation
from rec_portal import audit, clock
from rec_portal.labels import worded
from rec_portal.lifecycles import leads
from rec_portal.mail import actions as mail
from rec_portal.names import by_language
from rec_portal.verdicts import require

from .. import notices
from ..lifecycle import (
    ROUND_TRANSITIONS,
    VOIDING,
    Closing,
    EventKind,
    RoundAct,
    RoundStatus,
    may_round,
)
from ..models import ConsensusRound
from .locking import locked_round
from .positions import take_effect
from .reaching import refused_by, unreached_by
from .rounds import close, note, void


@transaction.atomic
def close_round(consensus_round: ConsensusRound) -> bool:
    """Close a round whose time is up by the database's clock; True when this call closed it. Safe to run twice.

    What the end of time means is the kind's (`lifecycle.END_OF_TIME`): only where silence speaks was it unbroken.

    Silence does not run out over whom no letter reached: such a round is suspended for the chair's decision (rule 6).
    """
    consensus_round = locked_round(consensus_round)
    if not may_round(RoundAct.CLOSE_BY_CLOCK, consensus_round.stage):
        return False
    end = consensus_round.end
    if end.closing in VOIDING:
        void(consensus_round, end.closing, by=None, reason="#time_up")
        return True
    if _objection_takes_effect(consensus_round):
        return True
    if consensus_round.silence_speaks and (unreached := unreached_by(consensus_round)):
        suspend_for(consensus_round, unreached)
        return False
    close(consensus_round, end.closing, consensus_round.expires_at)
    mail.queue(notices.round_closed(consensus_round), by=None)
    audit.log(
        {Closing.EXPIRED: "round.closed", Closing.TIME_UP: "round.time_up"}[end.closing],
        consensus_round.recommendation,
        by=None,
        at=consensus_round.expires_at,
        round=consensus_round.number,
    )
    return True


def _objection_takes_effect(consensus_round: ConsensusRound) -> bool:
    """A recorded objection that waited for its confirmation has come into effect: the round is broken, not run out."""
    waiting = consensus_round.positions.filter(is_current=True, takes_effect_at__isnull=False)
    for position in waiting.select_related(
        "confirmation", "withdrawal", "organisation", "taken_by"
    ):
        position.round = consensus_round
        if take_effect(position):
            return True
    return False


@transaction.atomic
def let_objections_take_effect(consensus_round: ConsensusRound) -> bool:
    """The clock's act on a round that runs: a recorded objection is not corrected in time."""
    consensus_round = locked_round(consensus_round)
    return consensus_round.is_running and _objection_takes_effect(consensus_round)


def suspend_for(consensus_round: ConsensusRound, unreached: list[Organisation]) -> None:
    """The clock stops, by the portal itself: a letter to an entitled organisation came back. The caller holds the lock."""
    at = min(clock.now(), consensus_round.expires_at)
    require(leads(RoundStatus, ROUND_TRANSITIONS, consensus_round.status, RoundStatus.SUSPENDED))
    consensus_round.status, consensus_round.suspended_at = RoundStatus.SUSPENDED, at
    consensus_round.save(update_fields=["status", "suspended_at"])
    reason = worded("#unreached", names=by_language(*unreached))
    note(consensus_round, EventKind.SUSPENDED, by=None, at=at, reason=reason)
    mail.queue(notices.round_suspended(consensus_round, reason), by=None)


@transaction.atomic
def suspend_unreached(consensus_round: ConsensusRound) -> bool:
    """Suspend a running silence as soon as every letter to an entitled, silent organisation has been refused."""
    consensus_round = locked_round(consensus_round)
    if not (consensus_round.is_running and consensus_round.silence_speaks):
        return False
    unreached = refused_by(consensus_round)
    if unreached:
        suspend_for(consensus_round, unreached)
    return bool(unreached)
