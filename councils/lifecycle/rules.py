"""What a body may set in its rules: who joins, what a position does, how silence and presence count, how symbols are made."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


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
MUST_OFFER = (Effect.JOINS, Effect.OBJECTS)
"""A body that words its own positions offers at least one of each."""
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


class Quorum(models.TextChoices):
    """How many of the body's members must be present; no published rule of the Council names one."""

    NONE = "none", gettext_lazy("No quorum is set")
    HALF = "half", gettext_lazy("More than half of the members")
    TWO_THIRDS = "two_thirds", gettext_lazy("Two thirds of the members")
    ALL = "all", gettext_lazy("All members")


def quorum_of(rule: str, members: int) -> int:
    """How many must be present, of so many members."""
    return {
        Quorum.NONE: 0,
        Quorum.HALF: members // 2 + 1,
        Quorum.TWO_THIRDS: -(-2 * members // 3),
        Quorum.ALL: members,
    }[Quorum(rule)]


class Numbered(models.TextChoices):
    """What gets a symbol."""

    DOCUMENT = "document", gettext_lazy("Documents")
    MEETING = "meeting", gettext_lazy("Meetings")
    DECISION = "decision", gettext_lazy("Decisions of meetings")
    TEXT = "text", gettext_lazy("Adopted texts")


SYMBOL_PATTERNS = {
    Numbered.DOCUMENT: "REC/{body}/{year}/{number}",
    Numbered.MEETING: "REC/{body}/{year}/M.{number}",
    Numbered.DECISION: "REC/{body}/{year}/DEC.{number}",
    Numbered.TEXT: "REC/{year}/R.{number}",
}
"""How symbols are made where a body has set no rule; {body} is its code, WG.JT for groups that meet jointly."""
LONGEST_SYMBOL = 40
