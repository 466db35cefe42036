"""What the rules in the SQL files beside this share with Python, made of the lifecycle tables."""

from django.conf import settings

from councils.lifecycle import ABOVE_GROUPS, BodyKind, Effect
from councils.models import BodyRules
from meetings.lifecycle import MEETING_ACTS, ItemState, MeetingAct, MeetingStatus
from rec_portal.database import joined, listed, one, paired, rows
from rec_portal.lifecycles import pairs

from ..lifecycle import (
    ADOPTING,
    AMENDMENT_ACTS,
    AMENDMENT_TRANSITIONS,
    BEGUN,
    DECIDED_BY_ROUND,
    END_OF_TIME,
    FINAL,
    LAID,
    OPEN_AMENDMENTS,
    REPORT_ACTS,
    REPORT_TRANSITIONS,
    ROUND_ACTS,
    ROUND_TRANSITIONS,
    TEXT_ACTS,
    TRANSITIONS,
    VOIDING,
    WRITABLE_REPORTS,
    WRITTEN_BY_ACTS,
    Closing,
    CycleStatus,
    LinkKind,
    RecommendationStatus,
    ReportStatus,
    RoundKind,
    RoundStage,
    RoundStatus,
    TextAct,
    agreed_in,
    laid_before,
)


def _kinds(closing: Closing) -> str:
    """The kinds of round whose time ends so."""
    return listed(kind for kind, end in END_OF_TIME.items() if end.closing == closing)


FACTS = {
    **{f"at_{act}": joined(row.at) for act, row in TEXT_ACTS.items()},
    **{f"round_{act}": joined(row.at) for act, row in ROUND_ACTS.items()},
    **{f"amendment_{act}": joined(row.at) for act, row in AMENDMENT_ACTS.items()},
    **{f"report_{act}": joined(row.at) for act, row in REPORT_ACTS.items()},
    "at_naming_drafters": joined(TEXT_ACTS[TextAct.ADMIT].at, TEXT_ACTS[TextAct.ASSIGN].at),
    "assigned_at": listed(TEXT_ACTS[TextAct.ASSIGN].at),
    "reviewed_at": listed(TEXT_ACTS[TextAct.SET_REVIEW].at),
    "of_public_texts": listed((LinkKind.UPDATES, LinkKind.MERGES, LinkKind.SUPERSEDES)),
    "ended_by_hand": listed((Closing.RECALLED, Closing.WITHDRAWN)),
    "agenda_changes": joined(MEETING_ACTS[MeetingAct.CHANGE_AGENDA].at),
    "report_complete_stage": one(ReportStatus.COMPLETE),
    "running": one(RoundStage.RUNNING),
    "over": one(RoundStage.OVER),
    "round_broken": one(RoundStage.BROKEN),
    "text_transitions": paired(pairs(TRANSITIONS)),
    "round_transitions": paired(pairs(ROUND_TRANSITIONS)),
    "amendment_transitions": paired(pairs(AMENDMENT_TRANSITIONS)),
    "report_transitions": paired(pairs(REPORT_TRANSITIONS)),
    "open_amendments": listed(OPEN_AMENDMENTS),
    "writable_reports": listed(WRITABLE_REPORTS),
    "written_by_acts": listed(WRITTEN_BY_ACTS),
    "begun": listed(BEGUN),
    "decided_by_round": listed(DECIDED_BY_ROUND),
    "adopting": listed(ADOPTING),
    "zone": one(settings.TIME_ZONE),
    "objects": one(Effect.OBJECTS),
    "agreed_in": rows(
        (kind, goes_on, agreed_in(kind, council_decides=goes_on == "true"))
        for kind in BodyKind
        for goes_on in ("false", "true")
    ),
    "laid": listed(LAID),
    "final": listed(FINAL),
    "laid_before": paired((kind, laid_before(kind)) for kind in ABOVE_GROUPS),
    "in_round": one(RecommendationStatus.IN_ROUND),
    "adopted": one(RecommendationStatus.ADOPTED),
    "agreed": one(RecommendationStatus.AGREED),
    "certification": one(RecommendationStatus.CERTIFICATION),
    "open": one(RoundStatus.OPEN),
    "closed": one(RoundStatus.CLOSED),
    "void": one(RoundStatus.VOID),
    "declared": one(RoundStatus.DECLARED),
    "in_session": one(RoundKind.IN_SESSION),
    "consultation": one(RoundKind.CONSULTATION),
    "expired": one(Closing.EXPIRED),
    "time_up": one(Closing.TIME_UP),
    "broken": one(Closing.BROKEN),
    "put": one(Closing.PUT),
    "heard": one(Closing.HEARD),
    "recalled": one(Closing.RECALLED),
    "withdrawn": one(Closing.WITHDRAWN),
    "lapsed": one(Closing.LAPSED),
    "by_silence": _kinds(Closing.EXPIRED),
    "usual_hours": str(BodyRules._meta.get_field("minimum_hours").default),
    "in_the_room": _kinds(Closing.TIME_UP),
    "heard_only": _kinds(Closing.HEARD),
    "with_a_result": listed(closing for closing in (Closing.EXPIRED, Closing.PUT, Closing.TIME_UP)),
    "voiding": listed(VOIDING),
    "cycle_open": one(CycleStatus.OPEN),
    "meeting_in_session": one(MeetingStatus.IN_SESSION),
    "item_open": one(ItemState.OPEN),
}
