"""When each act on a meeting is possible: by its status, and to which status it leads."""

from __future__ import annotations

from enum import StrEnum

from django.utils.translation import gettext_lazy

from rec_portal.lifecycles import Act, possible, transitions
from rec_portal.verdicts import Verdict

from .planning import MeetingStatus

M = MeetingStatus


class MeetingAct(StrEnum):
    CHANGE_PLAN = "change_plan"
    CHOOSE_INVITED = "choose_invited"
    INVITE_AS = "invite_as"
    CONVENE = "convene"
    INVITE_MORE = "invite_more"
    WITHDRAW_INVITATION = "withdraw_invitation"
    CIRCULATE = "circulate"
    REMIND = "remind"
    MOVE = "move"
    CORRECT = "correct"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    WAIVE = "waive"
    ANSWER = "answer"
    CHANGE_AGENDA = "change_agenda"
    ADD_PAPER = "add_paper"
    REMOVE_PAPER = "remove_paper"
    ISSUE_AGENDA = "issue_agenda"
    ADOPT_AGENDA = "adopt_agenda"
    OPEN = "open"
    CHECK_IN = "check_in"
    INSCRIBE = "inscribe"
    SIT = "sit"
    DECIDE = "decide"
    BEGIN_RECORD = "begin_record"
    CIRCULATE_RECORD = "circulate_record"
    CLOSE = "close"


_ANNOUNCED = gettext_lazy(
    "The meeting has been convened: what was announced is no longer changed by a form."
)
_NO_ANSWERS = gettext_lazy("This meeting takes no answers now. Write to the secretariat.")
_NO_SESSION = gettext_lazy("The meeting is not in session.")
_HELD = (M.IN_SESSION, M.CLOSED)
_RUNS = (M.CONVENED, M.IN_SESSION)
_NOT_OVER = (M.PLANNED, M.CONVENED, M.IN_SESSION, M.POSTPONED)
MEETING_ACTS: dict[str, Act] = {
    MeetingAct.CHANGE_PLAN: Act((M.PLANNED,), (), _ANNOUNCED),
    MeetingAct.CHOOSE_INVITED: Act((M.PLANNED,), (), _ANNOUNCED),
    MeetingAct.INVITE_AS: Act(
        (M.PLANNED, M.CONVENED, M.POSTPONED),
        (),
        gettext_lazy("The meeting has begun: as whom somebody is invited stands."),
    ),
    MeetingAct.CONVENE: Act((M.PLANNED,), (M.CONVENED,)),
    MeetingAct.INVITE_MORE: Act(_RUNS, (), _NO_ANSWERS),
    MeetingAct.WITHDRAW_INVITATION: Act(
        (M.CONVENED, M.POSTPONED),
        (),
        gettext_lazy(
            "An invitation is withdrawn after the meeting was convened and before it is opened."
        ),
    ),
    MeetingAct.CIRCULATE: Act(_RUNS, (), _NO_ANSWERS),
    MeetingAct.REMIND: Act(_RUNS, (), _NO_ANSWERS),
    MeetingAct.MOVE: Act(
        (M.CONVENED, M.POSTPONED),
        (M.CONVENED,),
        gettext_lazy("Only a meeting that is convened or postponed, and not yet open, is moved."),
    ),
    MeetingAct.CORRECT: Act(
        (M.CONVENED, M.POSTPONED, M.IN_SESSION),
        (),
        gettext_lazy(
            "Only the announcement of a meeting that is still to be held, or is being held, is corrected."
        ),
    ),
    MeetingAct.POSTPONE: Act((M.CONVENED,), (M.POSTPONED,)),
    MeetingAct.CANCEL: Act((M.PLANNED, M.CONVENED, M.POSTPONED), (M.CANCELLED,)),
    MeetingAct.WAIVE: Act(_NOT_OVER),
    MeetingAct.ANSWER: Act(_RUNS, (), _NO_ANSWERS),
    MeetingAct.CHANGE_AGENDA: Act(
        _NOT_OVER, (), gettext_lazy("The meeting is over; its agenda is not changed any more.")
    ),
    MeetingAct.ADD_PAPER: Act(
        _NOT_OVER, (), gettext_lazy("The meeting is over; no paper can be put before it any more.")
    ),
    MeetingAct.REMOVE_PAPER: Act(
        _NOT_OVER, (), gettext_lazy("The meeting is over; what lay before it stands.")
    ),
    MeetingAct.ISSUE_AGENDA: Act(
        _NOT_OVER, (), gettext_lazy("The meeting is over; its agenda is not changed any more.")
    ),
    MeetingAct.ADOPT_AGENDA: Act(
        (M.IN_SESSION,), (), gettext_lazy("A meeting adopts its agenda while it is in session.")
    ),
    MeetingAct.OPEN: Act((M.CONVENED,), (M.IN_SESSION,)),
    MeetingAct.CHECK_IN: Act(_RUNS, (), gettext_lazy("This meeting is not being held now.")),
    MeetingAct.INSCRIBE: Act(
        _RUNS, (), gettext_lazy("The list of speakers of this item is closed.")
    ),
    MeetingAct.SIT: Act((M.IN_SESSION,), (), _NO_SESSION),
    MeetingAct.DECIDE: Act(
        _HELD,
        (),
        gettext_lazy("Decisions and tasks are recorded from the opening of the meeting on."),
    ),
    MeetingAct.BEGIN_RECORD: Act(
        _HELD, (), gettext_lazy("The record is written from the opening of the meeting on.")
    ),
    MeetingAct.CIRCULATE_RECORD: Act(
        (M.CLOSED,), (), gettext_lazy("The record is circulated when the meeting has closed.")
    ),
    MeetingAct.CLOSE: Act((M.IN_SESSION,), (M.CLOSED,)),
}
MEETING_TRANSITIONS = transitions(MeetingStatus, MEETING_ACTS)
TAKEN_BACK: dict[str, frozenset[str]] = {M.IN_SESSION: frozenset({M.CONVENED})}
"""An opening by mistake is taken back while nothing has happened in the meeting (`Meeting.is_untouched`)."""


def may_meeting(act: str, now: str) -> Verdict:
    """Whether the act is possible on a meeting of this status."""
    return possible(MeetingStatus, MEETING_ACTS, act, now)


OPEN_TO_ANSWERS = MEETING_ACTS[MeetingAct.ANSWER].at
