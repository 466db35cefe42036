"""When: the life of a consensus round, how it ends, and what is declared of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.lifecycles import Act, possible, transitions
from rec_portal.verdicts import Verdict


class RoundKind(models.TextChoices):
    """How a text is put to a body. Only a consultation has no effect on the text."""

    CONSULTATION = "consultation", gettext_lazy("Consultation, without effect")
    IN_SESSION = "in_session", gettext_lazy("In session, in the room")
    SILENCE = "silence", gettext_lazy("Silence procedure")
    ENDORSEMENT = "endorsement", gettext_lazy("Endorsement by the body above")
    RENEWAL = "renewal", gettext_lazy("Renewal after deferral")


class RoundStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("round", "Open")
    SUSPENDED = "suspended", gettext_lazy("Suspended")
    CLOSED = "closed", gettext_lazy("Closed, not yet declared")
    DECLARED = "declared", gettext_lazy("Declared")
    VOID = "void", gettext_lazy("Ended without a result")


RUNNING = (RoundStatus.OPEN, RoundStatus.SUSPENDED)


class Closing(models.TextChoices):
    EXPIRED = "expired", gettext_lazy("Silence was not broken")
    BROKEN = "broken", gettext_lazy("Silence was broken")
    TIME_UP = "time_up", gettext_lazy("The time for positions in the room was over")
    PUT = "put", gettext_lazy("Put by the chair in the room")
    HEARD = "heard", gettext_lazy("Consultation ended")
    RECALLED = "recalled", gettext_lazy("Recalled before anyone had answered")
    WITHDRAWN = "withdrawn", gettext_lazy("Ended early by the chair")
    LAPSED = "lapsed", gettext_lazy("Lapsed with a new revision")


@dataclass(frozen=True)
class EndOfTime:
    """What it means that the time of a round is up, and how its end is called: never silence where nobody was silent."""

    closing: Closing
    letter: str
    ends: str | Promise
    ended: str | Promise


_SILENCE = EndOfTime(
    Closing.EXPIRED, "round_closed", gettext_lazy("Silence ends"), gettext_lazy("Silence ended")
)
END_OF_TIME: dict[str, EndOfTime] = {
    RoundKind.CONSULTATION: EndOfTime(
        Closing.HEARD,
        "round_ended",
        gettext_lazy("Answers are taken until"),
        gettext_lazy("Answers were taken until"),
    ),
    RoundKind.IN_SESSION: EndOfTime(
        Closing.TIME_UP,
        "round_time_up",
        gettext_lazy("The round ends"),
        gettext_lazy("The round ended"),
    ),
    RoundKind.SILENCE: _SILENCE,
    RoundKind.ENDORSEMENT: _SILENCE,
    RoundKind.RENEWAL: _SILENCE,
}
VOIDING = (Closing.HEARD, Closing.RECALLED, Closing.WITHDRAWN, Closing.LAPSED)


class RoundStage(models.TextChoices):
    """Where a round is, by its row and the database's clock together: what an act on it asks."""

    RUNNING = "running", pgettext_lazy("round", "Running")
    SUSPENDED = "suspended", pgettext_lazy("round", "Suspended")
    OVER = "over", pgettext_lazy("round", "Its time is up")
    CLOSED = "closed", gettext_lazy("Closed, not yet declared")
    BROKEN = "broken", pgettext_lazy("round", "Ended by an objection")
    DECLARED = "declared", pgettext_lazy("round", "Declared")
    VOID = "void", pgettext_lazy("round", "Ended without a result")


def stage_of(status: str, closing: str, *, over: bool) -> RoundStage:
    """The stage of a round; `over` is what the database's clock says of its end."""
    if status == RoundStatus.OPEN:
        return RoundStage.OVER if over else RoundStage.RUNNING
    if status == RoundStatus.CLOSED:
        return RoundStage.BROKEN if closing == Closing.BROKEN else RoundStage.CLOSED
    return RoundStage(status)


class RoundAct(StrEnum):
    TAKE_POSITION = "take_position"
    KEEP_LATE = "keep_late"
    STATE = "state"
    RECALL = "recall"
    SUSPEND = "suspend"
    RESUME = "resume"
    EXTEND = "extend"
    END = "end"
    CLOSE_IN_SESSION = "close_in_session"
    CLOSE_BY_CLOCK = "close_by_clock"
    BREAK = "break"
    DECLARE = "declare"
    WITHDRAW_OBJECTION = "withdraw_objection"


G = RoundStage
ENDED_ROUND = (G.OVER, G.CLOSED, G.BROKEN, G.DECLARED, G.VOID)
ROUND_ACTS: dict[str, Act] = {
    RoundAct.TAKE_POSITION: Act((G.RUNNING,)),
    RoundAct.KEEP_LATE: Act(ENDED_ROUND),
    RoundAct.STATE: Act((G.RUNNING, G.SUSPENDED, G.OVER, G.CLOSED, G.DECLARED)),
    RoundAct.RECALL: Act((G.RUNNING, G.SUSPENDED), (G.VOID,)),
    RoundAct.SUSPEND: Act((G.RUNNING,), (G.SUSPENDED,)),
    RoundAct.RESUME: Act((G.SUSPENDED,), (G.RUNNING,)),
    RoundAct.EXTEND: Act((G.RUNNING,)),
    RoundAct.END: Act((G.RUNNING, G.SUSPENDED), (G.VOID,)),
    RoundAct.CLOSE_IN_SESSION: Act((G.RUNNING,), (G.CLOSED,)),
    RoundAct.CLOSE_BY_CLOCK: Act((G.OVER,), (G.CLOSED, G.SUSPENDED, G.VOID)),
    RoundAct.BREAK: Act((G.RUNNING,), (G.BROKEN,)),
    RoundAct.DECLARE: Act((G.CLOSED,), (G.DECLARED,)),
    RoundAct.WITHDRAW_OBJECTION: Act((G.SUSPENDED, G.CLOSED, G.BROKEN, G.DECLARED, G.VOID)),
}
STATUS_OF_STAGE: dict[str, str] = {
    G.RUNNING: RoundStatus.OPEN,
    G.OVER: RoundStatus.OPEN,
    G.SUSPENDED: RoundStatus.SUSPENDED,
    G.CLOSED: RoundStatus.CLOSED,
    G.BROKEN: RoundStatus.CLOSED,
    G.DECLARED: RoundStatus.DECLARED,
    G.VOID: RoundStatus.VOID,
}
ROUND_TRANSITIONS: dict[str, frozenset[str]] = {
    status: frozenset(
        STATUS_OF_STAGE[then]
        for stage, after in transitions(G, ROUND_ACTS).items()
        if STATUS_OF_STAGE[stage] == status
        for then in after
    )
    - {status}
    for status in RoundStatus.values
}


def may_round(act: RoundAct, now: str) -> Verdict:
    """Whether a round at this stage admits the act."""
    return possible(G, ROUND_ACTS, act, now)


class EventKind(models.TextChoices):
    """What was done to a round, beside positions and the declaration; each with who, when and why."""

    OPENED = "opened", gettext_lazy("Opened")
    RECALLED = "recalled", gettext_lazy("Recalled")
    SUSPENDED = "suspended", gettext_lazy("Suspended")
    RESUMED = "resumed", gettext_lazy("Resumed")
    EXTENDED = "extended", gettext_lazy("Extended")
    ENDED = "ended", gettext_lazy("Ended early")
    REMINDED = "reminded", gettext_lazy("Reminder sent")
    LATE = "late", gettext_lazy("Came late, without effect")


class Outcome(models.TextChoices):
    CONSENSUS = "consensus", gettext_lazy("Adopted by consensus")
    WITH_STATEMENTS = "with_statements", gettext_lazy("Adopted by consensus, with statements")
    NOT_ADOPTED = "not_adopted", gettext_lazy("Not adopted")
    DEFERRED = "deferred", gettext_lazy("Deferred")
    RETURNED = "returned", gettext_lazy("Returned to the working group")


ADOPTING = (Outcome.CONSENSUS, Outcome.WITH_STATEMENTS)


class StatementKind(models.TextChoices):
    INTERPRETATIVE = "interpretative", gettext_lazy("Interpretative statement")
    RESERVATION = "reservation", gettext_lazy("Reservation")
    EXPLANATION = "explanation", gettext_lazy("Explanation of position")
    DISASSOCIATION = "disassociation", gettext_lazy("Disassociation")
    FOR_THE_RECORD = "record", gettext_lazy("Statement for the record")


NAMES_A_PARAGRAPH = (StatementKind.RESERVATION, StatementKind.DISASSOCIATION)
"""Statements that are made to a paragraph, which they name."""
