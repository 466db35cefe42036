"""Each cell of the tables that is the wrong moment, through the database: the act is done although it asked nobody when.

`require` lets every moment pass here. What the act then writes is refused by a rule of the database, which is made of the
same lifecycle table; what only the act can refuse stands in `ACT_ALONE`, with the reason why no row tells the difference.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import pytest
from django.db import DatabaseError, connection, transaction

from rec_portal.verdicts import Kind, Verdict, require
from tests.availability.cells import Door, Pressed, Row, cells_of
from tests.availability.test_docs import TABLES
from tests.cast import Cast

STAYS = "a second time changes no fact"
SAME_STEP = (
    "another act takes the same step from here, and the row does not tell which of them it was"
)
LETTERS = "nothing but letters leaves, and an entry in the trail"
NO_SITTING = "no sitting is open"
NOT_DECLARED = "no declared round leads to it"
NOTHING_THERE = "the words, the brackets or the comments it works on are not there"
CERTIFYING = "certifying works the corrigenda into these rows at this stage"
CORRECTED = "what was announced is moved and corrected in the same columns, and told"
Listed = dict[tuple[str, str], tuple[str, str]]
ACT_ALONE: Listed = {
    ("account", "invite"): (LETTERS, "switched_off taken_over with_factor"),
    ("account", "start_reset"): (LETTERS, "invited switched_off"),
    ("account", "remove_second_factor"): (STAYS, "invited switched_off taken_over"),
    ("amendment", "bracket_amendment"): (
        "the brackets of an amendment are laid out anew with each wording",
        "bracketed",
    ),
    ("document", "drop_distribution"): (STAYS, "complete filed restricted"),
    ("follow-up", "complete"): (STAYS, "complete"),
    ("follow-up", "remind_reports"): (LETTERS, "cycle_closed"),
    ("meeting", "change_delegate"): (
        "whoever is uninvited takes the people along at these stages too",
        "postponed",
    ),
    ("meeting", "change_plan"): (CORRECTED, "convened in_session postponed"),
    ("meeting", "correct_announcement"): (CORRECTED, "planned"),
    ("meeting", "change_status"): (STAYS, "cancelled closed"),
    ("meeting", "convene"): (SAME_STEP, "convened postponed"),
    ("meeting", "order_speakers"): (STAYS, "cancelled closed planned postponed"),
    ("meeting", "suspend_sitting"): (STAYS, "cancelled closed convened planned postponed"),
    ("poll", "answer_dates"): (
        "the secretariat records what came later, until the poll is closed",
        "over",
    ),
    ("record", "recall_journal"): (STAYS, "draft"),
    ("meeting", "resume_sitting"): (
        "the first sitting is opened in the act that opens the meeting",
        "convened",
    ),
    ("round", "suspend_round"): ("the clock suspends a round over whom nothing reached", "over"),
    ("standing", "give_mandate appoint open_account"): (
        "the administration enters what was before, of those who have left too",
        "organisation_left",
    ),
    ("standing", "give_seat"): (
        "the administration enters what was before, of those who have left too",
        "organisation_left",
    ),
    ("task", "change_task"): (STAYS, "closed dropped open"),
    ("task", "report_task"): (STAYS, "done"),
    ("text", "admit"): (STAYS, "drafting"),
    ("text", "assign"): (
        STAYS,
        "adopted agreed before_council before_excom certification closed in_round not_admitted proposed published"
        " superseded withdrawn",
    ),
    ("text", "close_text"): (STAYS, "closed"),
    ("text", "forward"): (SAME_STEP, "before_excom certification"),
    ("text", "put_to_consultation"): (SAME_STEP, "agreed consultation in_round"),
    ("text", "send_back"): (SAME_STEP, "consultation drafting in_round"),
    ("text", "turn_down"): (STAYS, "not_admitted"),
    ("text", "withdraw"): (STAYS, "withdrawn"),
    ("text", "agree_paragraph"): (CERTIFYING, "certification"),
    ("text", "drop_paragraph"): (CERTIFYING, "certification"),
    ("text", "merge_paragraph"): (CERTIFYING, "certification"),
    ("text", "move_paragraph"): (CERTIFYING, "certification"),
    ("text", "set_particulars"): (CERTIFYING, "certification"),
    ("text", "save_titles add_paragraph save_paragraph save_text restore"): (
        "a proposal is entered with its words, and certifying works the corrigenda in",
        "certification proposed",
    ),
}
"""(Kind of thing, acts of the row) → why the database does not hold it, and at which stages."""

ACT_AGAIN: Listed = {
    ("meeting", "waive"): (
        "the period of a meeting that was opened has run",
        "in_session closed",
    ),
    ("record", "correct"): (
        "the act asks the clock whether corrections are taken",
        "draft frozen silence",
    ),
    ("record", "note_told"): (
        "nobody is asked, or everybody was reached",
        "frozen",
    ),
    ("text", "reopen_paragraph"): (
        NOTHING_THERE,
        "adopted agreed before_council before_excom certification closed in_round published superseded withdrawn",
    ),
    ("comment", "resolve"): ("the act asks by itself whether the thread is resolved", "resolved"),
    ("document", "add_language"): ("each language is there", "complete"),
    ("follow-up", "open_cycle"): ("no text is followed up", "text_closed"),
    ("letter", "came_back"): ("no letter has left", "failed queued"),
    ("letter", "send_again"): ("the letter has not failed", "queued sent"),
    ("meeting", "note_departure"): (NO_SITTING, "cancelled closed convened planned postponed"),
    ("meeting", "note_presence"): (NO_SITTING, "cancelled closed convened planned postponed"),
    ("meeting", "remind"): ("nobody was asked yet", "planned"),
    ("round", "declare"): ("the round has no result to declare", "broken suspended"),
    ("standing", "end"): ("the form takes no day that has gone by", "over"),
    ("text", "add_corrigendum"): (NOTHING_THERE, "not_admitted proposed"),
    ("text", "certify"): (
        NOT_DECLARED,
        "consultation drafting in_round not_admitted proposed withdrawn",
    ),
    ("text", "dispose"): (NOTHING_THERE, "closed superseded withdrawn"),
    ("text", "issue"): (
        NOTHING_THERE,
        "adopted agreed before_council before_excom certification closed in_round not_admitted proposed published superseded withdrawn",
    ),
    ("text", "put_to_consultation"): ("nothing has been issued", "not_admitted proposed"),
    ("text", "refuse_certification"): (
        NOT_DECLARED,
        "agreed before_excom consultation drafting in_round not_admitted proposed withdrawn",
    ),
    ("text", "settle"): (
        NOTHING_THERE,
        "adopted agreed before_council before_excom certification closed in_round published superseded withdrawn",
    ),
    ("text", "split_paragraph"): (
        NOTHING_THERE,
        "adopted agreed before_council before_excom certification closed in_round published superseded withdrawn",
    ),
}
"""The same of acts that stop before they write anything: they ask another question, or what they work on is not there."""


@contextmanager
def at_any_moment() -> Iterator[None]:
    """Acts and pages ask who, and not when."""

    def who_alone(verdict: Verdict) -> None:
        if verdict.kind != Kind.MOMENT:
            require(verdict)

    with ExitStack() as patched:
        for name, module in list(sys.modules.items()):
            if getattr(module, "require", None) is require and not name.startswith("tests."):
                patched.enter_context(patch.object(module, "require", who_alone))
        yield


class Refusals(Pressed):
    """What a press came to, and whether the database refused a statement of it."""

    def __init__(self) -> None:
        super().__init__()
        self.refused = False

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        try:
            return super().__call__(execute, sql, params, many, context)
        except DatabaseError:
            self.refused = True
            raise


class Undone(Exception):
    """What was pressed is rolled back."""


def what_came_of(door: Door, role: str, row: Row, thing: Any) -> str:
    """*through*: the act wrote something; *refused* by the database; *stopped* before it wrote, by another question of its own or
    because what it works on is not there; nothing where it has no button, or did nothing."""
    pressed = Refusals()
    try:
        with transaction.atomic():
            address = row.to(thing)
            if address is None:
                return ""
            with connection.execute_wrapper(pressed):
                pressed.answered = (
                    door._called(role, address)
                    if callable(address)
                    else door._posted(role, *address, through=True)
                )
                with connection.cursor() as cursor:
                    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            raise Undone
    except Undone:
        pass
    except (DatabaseError, AssertionError, AttributeError, LookupError):
        pressed.answered = "stumbled"
    if pressed.refused:
        return "refused"
    if pressed.answered != "done":
        return "stopped"
    return "through" if pressed.statements else ""


@pytest.mark.parametrize(("kind", "stage"), cells_of(TABLES), ids=lambda value: value)
def test_the_database_refuses_what_is_done_at_the_wrong_moment(
    council: Cast, kind: str, stage: str
) -> None:
    rows, _stages, build = TABLES[kind]
    thing, door = build(council, stage), Door(council)
    came: dict[str, set[str]] = {"through": set(), "stopped": set()}
    with at_any_moment():
        for row in rows:
            role = next((who for who in door.people if row.expected(stage, who) == "moment"), None)
            if role is not None:
                came.setdefault(what_came_of(door, role, row, thing), set()).add(row.acts)
    assert came["through"] == _listed(ACT_ALONE, kind, stage)
    assert came["stopped"] - came["through"] == _listed(ACT_AGAIN, kind, stage)


def _listed(where: Listed, kind: str, stage: str) -> set[str]:
    return {
        acts
        for (of, acts), (_why, stages) in where.items()
        if of == kind and stage in stages.split()
    }


def test_what_the_act_alone_holds_is_in_the_tables() -> None:
    known = {
        (kind, row.acts, stage)
        for kind, (rows, stages, _build) in TABLES.items()
        for row in rows
        for stage in stages
    }
    for (kind, acts), (why, stages) in [*ACT_ALONE.items(), *ACT_AGAIN.items()]:
        assert why
        assert {(kind, acts, stage) for stage in stages.split()} <= known
