"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from django.conf import settings

from councils.lifecycle import BodyKind, SeatKind
from meetings.lifecycle import ItemState, MeetingStatus
from rec_portal.database import listed, paired
from rec_portal.lifecycles import pairs

from ..lifecycle import (
    ADOPTING,
    AMENDMENT_TRANSITIONS,
    DECIDED_BY_ROUND,
    END_OF_TIME,
    OPEN_AMENDMENTS,
    REPORT_TRANSITIONS,
    ROUND_TRANSITIONS,
    TRANSITIONS,
    VOIDING,
    WRITABLE_REPORTS,
    WRITTEN_BY_ACTS,
    Closing,
    CycleStatus,
    Effect,
    RecommendationStatus,
    RoundKind,
    RoundStatus,
)


def _kinds(closing: Closing) -> str:
    """The kinds of round whose time ends so."""
    return listed(kind for kind, end in END_OF_TIME.items() if end.closing == closing)


def _one(value: str) -> str:
    return listed([value])[1:-1]


FACTS = {
    "text_transitions": paired(pairs(TRANSITIONS)),
    "round_transitions": paired(pairs(ROUND_TRANSITIONS)),
    "amendment_transitions": paired(pairs(AMENDMENT_TRANSITIONS)),
    "report_transitions": paired(pairs(REPORT_TRANSITIONS)),
    "open_amendments": listed(OPEN_AMENDMENTS),
    "writable_reports": listed(WRITABLE_REPORTS),
    "written_by_acts": listed(WRITTEN_BY_ACTS),
    "decided_by_round": listed(DECIDED_BY_ROUND),
    "adopting": listed(ADOPTING),
    "zone": _one(settings.TIME_ZONE),
    "objects": _one(Effect.OBJECTS),
    "member": _one(SeatKind.MEMBER),
    "committee": _one(BodyKind.EXECUTIVE_COMMITTEE),
    "agreed": _one(RecommendationStatus.AGREED),
    "certification": _one(RecommendationStatus.CERTIFICATION),
    "open": _one(RoundStatus.OPEN),
    "closed": _one(RoundStatus.CLOSED),
    "void": _one(RoundStatus.VOID),
    "declared": _one(RoundStatus.DECLARED),
    "in_session": _one(RoundKind.IN_SESSION),
    "consultation": _one(RoundKind.CONSULTATION),
    "expired": _one(Closing.EXPIRED),
    "time_up": _one(Closing.TIME_UP),
    "broken": _one(Closing.BROKEN),
    "put": _one(Closing.PUT),
    "heard": _one(Closing.HEARD),
    "recalled": _one(Closing.RECALLED),
    "withdrawn": _one(Closing.WITHDRAWN),
    "lapsed": _one(Closing.LAPSED),
    "by_silence": _kinds(Closing.EXPIRED),
    "in_the_room": _kinds(Closing.TIME_UP),
    "heard_only": _kinds(Closing.HEARD),
    "with_a_result": listed(closing for closing in (Closing.EXPIRED, Closing.PUT, Closing.TIME_UP)),
    "voiding": listed(VOIDING),
    "cycle_open": _one(CycleStatus.OPEN),
    "meeting_in_session": _one(MeetingStatus.IN_SESSION),
    "item_open": _one(ItemState.OPEN),
}
