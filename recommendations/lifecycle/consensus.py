"""When: the life of a consensus round, and what each position means unless a body's procedure says it otherwise."""

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
    RoundAct.WITHDRAW_OBJECTION: Act((G.SUSPENDED, G.BROKEN, G.DECLARED, G.VOID)),
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


class Effect(models.TextChoices):
    """What a position does in law, whatever a body calls it. A body's procedure words it; it cannot change it."""

    JOINS = "joins", gettext_lazy("joins the consensus")
    STATEMENT = "statement", gettext_lazy("joins, with a statement annexed")
    RESERVATION = "reservation", gettext_lazy("joins, with a reservation to a paragraph")
    ASIDE = "aside", gettext_lazy("takes no part, does not block")
    AWAITING = "awaiting", gettext_lazy("has no instructions yet")
    OBJECTS = "objects", gettext_lazy("blocks")


ANNEXED = (Effect.STATEMENT, Effect.RESERVATION)
"""What is said with these stands in the record with the text, in whatever words a body offers them."""
SIGNS = {
    Effect.JOINS: "join",
    Effect.STATEMENT: "stmt",
    Effect.RESERVATION: "resv",
    Effect.ASIDE: "aside",
    Effect.AWAITING: "wait",
    Effect.OBJECTS: "obj",
}


@dataclass(frozen=True)
class Meaning:
    """A position as a round offers it. `sign` is its drawing: a shape of its own, never colour alone."""

    code: str
    effect: str
    label: str | Promise
    meaning: str | Promise
    prompt: str | Promise = ""
    needs_reason: bool = False
    needs_paragraph: bool = False
    needs_change: bool = False

    @property
    def blocks(self) -> bool:
        return self.effect == Effect.OBJECTS

    @property
    def sign(self) -> str:
        return SIGNS[Effect(self.effect)]

    @property
    def annexes(self) -> bool:
        return self.effect in {Effect.STATEMENT, Effect.RESERVATION}


class PositionKind(models.TextChoices):
    """The positions that a body offers unless its procedure says otherwise (anchors 6.8)."""

    SUPPORTS = "supports", gettext_lazy("Supports")
    NO_OBJECTION = "no_objection", gettext_lazy("No objection")
    WITH_STATEMENT = "with_statement", gettext_lazy("Joins, with an interpretative statement")
    WITH_RESERVATION = "with_reservation", gettext_lazy("Joins, with a reservation")
    STANDS_ASIDE = "stands_aside", gettext_lazy("Stands aside")
    RECUSED = "recused", gettext_lazy("Recused")
    AWAITING = "awaiting", gettext_lazy("Awaiting instructions")
    OBJECTS_WITH_CHANGE = "objects_with_change", gettext_lazy("Objects, with a proposed change")
    OBJECTS = "objects", gettext_lazy("Objects")


P = PositionKind
_STATEMENT = gettext_lazy("Write the statement as it is to be annexed.")
_REASONS = gettext_lazy("Say why, and what would let your organisation join.")
MEANINGS: dict[str, Meaning] = {
    meaning.code: meaning
    for meaning in (
        Meaning(
            P.SUPPORTS,
            Effect.JOINS,
            P.SUPPORTS.label,
            gettext_lazy("joins the consensus and speaks for the text"),
        ),
        Meaning(
            P.NO_OBJECTION,
            Effect.JOINS,
            P.NO_OBJECTION.label,
            gettext_lazy("joins the consensus; silence means the same"),
        ),
        Meaning(
            P.WITH_STATEMENT,
            Effect.STATEMENT,
            P.WITH_STATEMENT.label,
            gettext_lazy("joins; the statement is annexed to the text unchanged"),
            _STATEMENT,
            needs_reason=True,
        ),
        Meaning(
            P.WITH_RESERVATION,
            Effect.RESERVATION,
            P.WITH_RESERVATION.label,
            gettext_lazy("joins, but does not associate itself with the paragraph named"),
            _STATEMENT,
            needs_reason=True,
            needs_paragraph=True,
        ),
        Meaning(
            P.STANDS_ASIDE,
            Effect.ASIDE,
            P.STANDS_ASIDE.label,
            gettext_lazy("takes no part in this decision and does not block it"),
        ),
        Meaning(
            P.RECUSED,
            Effect.ASIDE,
            P.RECUSED.label,
            gettext_lazy("takes no part because of a conflict of interest"),
        ),
        Meaning(
            P.AWAITING,
            Effect.AWAITING,
            P.AWAITING.label,
            gettext_lazy("has no instructions yet; does not stop the clock"),
        ),
        Meaning(
            P.OBJECTS_WITH_CHANGE,
            Effect.OBJECTS,
            P.OBJECTS_WITH_CHANGE.label,
            gettext_lazy("stands in the way; would join if the text were changed as proposed"),
            _REASONS,
            needs_reason=True,
            needs_change=True,
        ),
        Meaning(
            P.OBJECTS,
            Effect.OBJECTS,
            P.OBJECTS.label,
            gettext_lazy("stands in the way; reasons are required"),
            _REASONS,
            needs_reason=True,
        ),
    )
}


class StatementKind(models.TextChoices):
    INTERPRETATIVE = "interpretative", gettext_lazy("Interpretative statement")
    RESERVATION = "reservation", gettext_lazy("Reservation")
    EXPLANATION = "explanation", gettext_lazy("Explanation of position")
    DISASSOCIATION = "disassociation", gettext_lazy("Disassociation")
    FOR_THE_RECORD = "record", gettext_lazy("Statement for the record")


class CountedIn(models.TextChoices):
    """How the least length of silence is counted."""

    HOURS = "hours", gettext_lazy("hours")
    WORKING_DAYS = "working_days", gettext_lazy("hours, and working days of the five states")


class Entitles(models.TextChoices):
    MEMBERS = "members", gettext_lazy("every organisation with a member's seat")
    GOVERNMENTS = "governments", gettext_lazy("governments with a member's seat")


class Declares(models.TextChoices):
    CHAIR = "chair", gettext_lazy("the chair alone")
    CHAIR_OR_SECRETARIAT = (
        "chair_or_secretariat",
        gettext_lazy("the chair, or the secretariat on the chair's behalf"),
    )
