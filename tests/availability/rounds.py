"""The table of what is done to a round, its positions and statements, and a round at each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from councils.models import today
from recommendations import actions
from recommendations.models import ConsensusRound, Position, Statement
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import CHAIR, SECRETARIAT
from tests.cast import Cast, end

STAGES = ("running", "suspended", "over", "closed", "broken", "declared", "void")
ENDED = ("over", "closed", "broken", "declared", "void")
SPEAKERS = frozenset({"head", "excom_chair", "other_head", "chair", "agency_head", "society_head"})
DELEGATES = SPEAKERS | {"member", "rapporteur"}
AUTHOR = frozenset({"other_head"})
OBJECTOR = frozenset({"head", "excom_chair"})


@dataclass
class Held:
    """A round, a statement of Bactria's beside it, and Sogdiana's objection where it has made one."""

    round: ConsensusRound
    statement: Statement | None
    objection: Position | None
    recorded: Position | None
    absent: int


ROOM_STAGES = ("running", "closed")


def room_at(council: Cast, stage: str) -> ConsensusRound:
    """A round that was put in the room; its question is open, or closed and not declared."""
    held = council.opened(kind="in_session", hours=2)
    if stage == "closed":
        actions.close_in_session(held, by=council.chair)
    found = ConsensusRound.objects.judged().get(pk=held.pk)
    assert found.stage == stage
    return found


ROOM_ROWS = [
    Row(
        "close_in_session",
        "consensus, rule 12: in the room the chair asks for the last time; silence is closed by the clock alone",
        lambda held: ("recommendations:round-put", (held.pk,), {}),
        everywhere(["running"], CHAIR),
    ),
]


def _to_round(name: str, data: dict[str, Any], *more: Any) -> Callable[[Held], Address]:
    return lambda held: (name, (held.round.pk, *more), data)


def _recorded(held: Held) -> Address:
    data = {
        "kind": "no_objection",
        "source": "Note verbale 12",
        "dated": today().isoformat(),
        "document": SimpleUploadedFile("note.txt", b"words", content_type="text/plain"),
    }
    return "recommendations:position-record", (held.round.pk, held.absent), data


def _extended(held: Held) -> Address:
    later = timezone.localtime(held.round.expires_at) + timedelta(days=3)
    data = {
        "ends_on": later.date().isoformat(),
        "ends_time": "12:00",
        "time_zone": "Asia/Tashkent",
        "reason": "A holiday.",
    }
    return "recommendations:round-extend", (held.round.pk,), data


def _to_statement(verb: str) -> Callable[[Held], Address | None]:
    return lambda held: (
        ("recommendations:statement-act", (held.statement.pk, verb), {}) if held.statement else None
    )


def _to_objection(name: str, data: dict[str, Any]) -> Callable[[Held], Address | None]:
    return lambda held: (name, (held.objection.pk,), data) if held.objection else None


_OPEN_TO_STATEMENTS = ("running", "suspended", "over", "closed", "declared")
_STATEMENT = {"kind": "record", "language": "en", "text": "For the record."}
_DECLARED = {
    "outcome": "not_adopted",
    "breadth": "Broad.",
    "issues": "None.",
    "addressed": "None.",
    "remains": "",
}
ROWS = [
    Row(
        "take_position keep_late",
        "consensus, rules 2 and 6: head or alternate of an entitled organisation; what comes late is kept as late",
        _to_round("recommendations:position", {"kind": "no_objection", "confirmed": "1"}),
        everywhere(("running", *ENDED), SPEAKERS),
    ),
    Row(
        "prepare_position",
        "consensus, rule 2: anybody else of the delegation prepares a draft",
        _to_round("recommendations:position-prepare", {"kind": "no_objection"}),
        everywhere(["running"], DELEGATES),
        unrecorded="a draft of the delegation's own",
    ),
    Row(
        "renew",
        "consensus, rule 4: an earlier position is confirmed by one click",
        _to_round("recommendations:renew", {}),
        everywhere(["running"], SPEAKERS),
    ),
    Row(
        "record_position",
        "consensus, rule 3: recorded by the secretariat, with its source",
        _recorded,
        everywhere(["running"], SECRETARIAT),
    ),
    Row(
        "confirm_objection",
        "consensus, rule 3: a recorded objection waits for the word of who speaks for the organisation",
        lambda h: (
            ("recommendations:objection-confirm", (h.recorded.pk,), {}) if h.recorded else None
        ),
        everywhere(["running"], AUTHOR),
    ),
    Row(
        "recall_round",
        "consensus, rule 6: taken back before anybody has answered",
        _to_round("recommendations:round-act", {"reason": "A mistake."}, "recall"),
        {},  # a statement beside it is an answer: see test_a_round_is_recalled_before_anybody_has_answered
        person=CHAIR,
    ),
    Row(
        "suspend_round",
        "consensus, rule 6: the chair stops the clock",
        _to_round("recommendations:round-act", {"reason": "A holiday."}, "suspend"),
        everywhere(["running"], CHAIR),
    ),
    Row(
        "resume_round",
        "consensus, rule 6: the chair lets it run on",
        _to_round("recommendations:round-act", {"reason": "All are told."}, "resume"),
        everywhere(["suspended"], CHAIR),
    ),
    Row(
        "end_round",
        "consensus, rule 6: ended early by the chair, without a result",
        _to_round("recommendations:round-act", {"reason": "Overtaken."}, "end"),
        everywhere(["running", "suspended"], CHAIR),
    ),
    Row(
        "extend_round",
        "consensus, rule 6: only prolonged, never shortened",
        _extended,
        everywhere(["running"], CHAIR),
    ),
    Row(
        "declare",
        "consensus, rule 7: the chair declares what a round came to, once",
        _to_round("recommendations:declare", _DECLARED),
        everywhere(["over", "closed"], CHAIR),
    ),
    Row(
        "make_statement",
        "consensus, rule 8: who may take a position, until the last result is declared",
        _to_round("recommendations:statement", _STATEMENT),
        everywhere(_OPEN_TO_STATEMENTS, SPEAKERS),
    ),
    Row(
        "join_statement",
        "consensus, rule 8: another entitled organisation makes it its own",
        _to_statement("join"),
        everywhere(_OPEN_TO_STATEMENTS, SPEAKERS - AUTHOR),
    ),
    Row(
        "withdraw_statement",
        "consensus, rule 8: withdrawn by the organisation that made it",
        _to_statement("withdraw"),
        everywhere(_OPEN_TO_STATEMENTS, AUTHOR),
    ),
    Row(
        "withdraw_objection",
        "consensus, rule 6: a new agreement needs the objector's own word",
        _to_objection("recommendations:lift", {"words": "We can join."}),
        everywhere(["broken"], OBJECTOR),
    ),
    Row(
        "amendment_from",
        "consensus, rule 5: an objection with a change becomes an amendment",
        _to_objection("recommendations:position-change", {"text_en": "Better words."}),
        everywhere(["broken"], OBJECTOR),
    ),
]


def at_stage(council: Cast, stage: str) -> Held:
    """A silence at this stage, on a text on which everybody had answered once before."""
    text = council.text()
    former = council.opened(text)
    for speaker in ("head", "other_head", "chair", "agency_head", "society_head"):
        actions.take_position(former, "supports", by=council.people[speaker])
    actions.end_round(former, reason="A word was missing.", by=council.chair)
    text.refresh_from_db()
    held = council.short_round(text) if stage in {"over", "closed", "declared"} else None
    held = held or council.opened(council.fresh(text))
    statement = actions.make_statement(
        held, "record", "For the record.", language="en", by=council.other_head
    )
    objection = None
    if stage == "suspended":
        actions.suspend_round(held, reason="A holiday.", by=council.chair)
    elif stage == "broken":
        clause = held.revision.clauses.order_by("order")[1]
        objection = actions.take_position(
            held,
            "objects_with_change",
            by=council.head,
            reason="Not possible.",
            proposed_change="Better words.",
            paragraph=clause.paragraph,
        )
    elif stage == "void":
        actions.end_round(held, reason="Overtaken.", by=council.chair)
    elif stage != "running":
        end(held)
        if stage == "closed":
            assert actions.close_round(held)
        elif stage == "declared":
            council.declare(held, "with_statements", by=council.chair)
    recorded = None
    if stage == "running":
        recorded = actions.take_position(
            held,
            "objects",
            by=council.secretariat,
            organisation=council.organisations["bactria"],
            recorded=council.recorded(),
            reason="Our capital says no.",
        )
    judged = ConsensusRound.objects.judged().get(pk=held.pk)
    assert judged.stage == stage
    return Held(judged, statement, objection, recorded, council.organisations["mothers"].pk)
