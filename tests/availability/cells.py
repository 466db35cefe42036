"""The table of act × stage × role: how its rows are written, and how a cell is driven through a view.

The allowed cells are written by hand, each row with its rule. Every other cell must be refused: with 403 (or 404, where
the object does not exist for the reader) when it is the wrong person, with 409 when it is the wrong moment, and nothing
may be written. Nothing here reads a permission or a lifecycle.
"""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

import pytest
from django.core.files import File
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from rec_portal.verdicts import Refused, RuleBroken, Verdict, require
from tests.cast import PEOPLE, Cast
from tests.pages import filled
from tests.shape.test_permission_matrix import read_once, sign_in, undrawn

PUBLIC = "public"
ROLES = (PUBLIC, *PEOPLE)
Address = tuple[str, tuple[Any, ...], dict[str, Any]]
"""The name of a URL, its arguments, and what is sent."""
Call = Callable[[User], object]


@dataclass(frozen=True)
class Row:
    """One act of the Council.

    `acts` are the functions of the actions module that it drives; `allowed` says for each stage who may, `person` who is
    the right person where the stage is the wrong one (for all stages alike, unless `person_at` says otherwise). `to` is where
    the button leads, and nothing where there is nothing to press. An act that has no page of its own (a list of the
    administration does it to many at once) is called instead, by whoever has signed in.

    An act that is done has asked, under a lock, and stands in the trail. Where one of the three is not so, the row says why:
    `unasked`, `unlocked`, `unrecorded`.
    """

    acts: str
    rule: str
    to: Callable[[Any], Address | Call | None]
    allowed: dict[str, frozenset[str]]
    person: frozenset[str] = frozenset()
    person_at: dict[str, frozenset[str]] = field(default_factory=dict)
    unasked: str = ""
    unlocked: str = ""
    unrecorded: str = ""

    def expected(self, stage: str, role: str) -> str:
        if role in self.allowed.get(stage, ()):
            return "done"
        if stage in self.allowed and stage not in self.person_at:
            return "person"
        right = self.person_at.get(stage, self.person or frozenset().union(*self.allowed.values()))
        return "moment" if role in right else "person"


def everywhere(stages: Iterable[str], who: frozenset[str]) -> dict[str, frozenset[str]]:
    return dict.fromkeys(stages, who)


class Door:
    """Presses buttons as everybody; what a press did is rolled back."""

    def __init__(self, council: Cast) -> None:
        self.people = council.people
        self.clients: dict[str, Client] = {PUBLIC: Client()}
        for role, person in council.people.items():
            self.clients[role] = Client()
            sign_in(self.clients[role], person)

    def press(self, role: str, row: Row, thing: Any, *, through: bool) -> Pressed | None:
        """What came of it and what it did to the database; nothing where there is no button.

        What the row prepares for the press is rolled back with it. `through`: the button of the page that asks before a
        formal act is pressed too.
        """
        with transaction.atomic():
            address = row.to(thing)
            if address is None:
                return None
            pressed = Pressed()
            ASKING.clear()
            with connection.execute_wrapper(pressed):
                pressed.answered = (
                    self._called(role, address)
                    if callable(address)
                    else self._posted(role, *address, through=through)
                )
            pressed.asking = set(ASKING)
            transaction.set_rollback(True)
        return pressed

    def _posted(
        self, role: str, name: str, args: tuple[Any, ...], data: dict[str, Any], *, through: bool
    ) -> str:
        with nullcontext() if through else undrawn():  # a page that nobody reads is not drawn
            answer = self.clients[role].post(reverse(name, args=args), data)
        if through and answer.status_code == 200 and b'name="shown"' in answer.content:
            again = {key: value for key, value in data.items() if not isinstance(value, File)}
            ticked = {key: value for key, value in again.items() if isinstance(value, list)}
            typed = {**again, **filled(answer), **ticked, "confirmed": "1"}
            answer = self.clients[role].post(answer.request["PATH_INFO"], typed)
        return _kind(answer)

    def _called(self, role: str, call: Call) -> str:
        if role == PUBLIC:
            return "person"  # who has not signed in is nobody that an act could be done by
        try:
            call(User.objects.get(pk=self.people[role].pk))
        except Refused:
            return "person"
        except RuleBroken:
            return "moment"
        return "done"


ASKING: set[str] = set()
"""The acts that have required a verdict since the last press began."""


@contextmanager
def noted_asking() -> Iterator[None]:
    """Note which functions of the actions modules require a verdict."""

    def noting(verdict: Verdict) -> None:
        ASKING.update(_callers())
        require(verdict)

    acts = [module for name, module in sys.modules.items() if ".actions" in name]
    with ExitStack() as patched:
        for module in acts:
            if getattr(module, "require", None) is require:
                patched.enter_context(patch.object(module, "require", noting))
        yield


def _callers() -> Iterator[str]:
    """The functions of the actions modules that are at work, from the innermost outwards."""
    frame = sys._getframe(2)
    while frame.f_back is not None:
        if ".actions" in frame.f_globals["__name__"]:
            yield frame.f_code.co_name
        frame = frame.f_back


FIRST = {
    "meetings": ("meetings_meeting", "meetings_datepoll"),
    "recommendations": (
        "recommendations_recommendation",
        "recommendations_cycle",
        "recommendations_report",
        "recommendations_offer",
    ),
}
"""App → the tables on which the rest hangs: every act locks a row of theirs first, so that acts never lock each other out."""
_LOCKS = re.compile(r"\bFOR (NO KEY )?(UPDATE|SHARE)\b")
_FROM = re.compile(r'FROM "?(\w+)"?')


class Pressed:
    """What a press came to: the answer, the statements that write but for the session's own, and what an act never leaves out."""

    def __init__(self) -> None:
        self.answered = ""
        self.statements: list[str] = []
        self.is_recorded = False
        self.locked: list[str] = []
        """Tables, in the order in which their rows were locked."""
        self.asking: set[str] = set()

    def left_out(self, row: Row) -> Iterator[str]:
        """Every act locks, asks, changes, tells and records (docs/architecture.md)."""
        acts = set(row.acts.split())
        if not (row.unasked or acts & self.asking):
            yield "done without asking who may, and when"
        if not (row.unlocked or self.locked):
            yield "done without a lock"
        for app, roots in FIRST.items():
            own = [table for table in self.locked if table.startswith(f"{app}_")]
            if own and own[0] not in roots:
                yield f"{own[0]} locked before what it hangs on"
        if not (row.unrecorded or self.is_recorded):
            yield "done without an entry in the trail"

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        words = str(sql).lstrip()[:80]
        if words.startswith(("INSERT", "UPDATE", "DELETE")) and "session" not in words:
            self.statements.append(words)
            self.is_recorded |= words.startswith("INSERT INTO audit_entry")
        elif _LOCKS.search(str(sql)):
            self.locked += _FROM.findall(str(sql))[:1]
        return execute(sql, params, many, context)


def _kind(answer: Any) -> str:
    status = answer.status_code
    if status == 302:
        return "person" if "/accounts/login/" in answer["Location"] else "done"
    return {200: "shown", 403: "person", 404: "person", 409: "moment"}.get(status, str(status))


def wrong_cells(
    door: Door, rows: Iterable[Row], stage: str, thing: Any, roles: Iterable[str] = ROLES
) -> list[str]:
    """Drive every row at this stage as everybody; the cells that answered otherwise than the table says."""
    found = []
    with noted_asking():
        for row in rows:
            found += _wrong_in_row(door, row, stage, thing, roles)
    return found


def _wrong_in_row(door: Door, row: Row, stage: str, thing: Any, roles: Iterable[str]) -> list[str]:
    found = []
    for role in roles:
        wanted, where = row.expected(stage, role), f"{row.acts} at {stage} by {role}"
        pressed = door.press(role, row, thing, through=wanted == "done")
        if pressed is None:
            assert stage not in row.allowed, f"{row.acts} has no address at {stage}"
            continue
        if pressed.answered != wanted or (wanted != "done" and pressed.statements):
            found.append(
                f"{where}: {pressed.answered}, not {wanted} {'; '.join(pressed.statements)}"
            )
        elif wanted == "done":
            found += [f"{where}: {what}" for what in pressed.left_out(row)]
    return found


Build = Callable[[Cast, str], Any]
Tables = dict[str, tuple[list[Row], tuple[str, ...], Build]]
"""Kind of thing → its rows, its stages, and how one at a stage is made."""


def cells_of(tables: Tables) -> list[tuple[str, str]]:
    return [(kind, stage) for kind, (_rows, stages, _build) in tables.items() for stage in stages]


def drive(
    council: Cast, tables: Tables, kind: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    """The cells of one thing at one stage that answer otherwise than its table says."""
    rows, _stages, build = tables[kind]
    thing = build(council, stage)
    door = Door(council)
    read_once(monkeypatch)
    return wrong_cells(door, rows, stage, thing)


def without_a_row(actions: Any, tables: Tables, others: set[str]) -> set[str]:
    """The public acts of a module that stand neither in a table nor among the `others`, and the names that are no acts."""
    rows = [row for rows, *_rest in tables.values() for row in rows]
    named = {name for row in rows for name in row.acts.split()} | others
    return named ^ {name for name in _public(actions) if inspect.isfunction(getattr(actions, name))}


def _public(module: Any) -> list[str]:
    """What a module offers: what it says so itself, else what it defines without an underscore."""
    offered: list[str] = getattr(module, "__all__", None) or [
        name
        for name, thing in vars(module).items()
        if not name.startswith("_") and getattr(thing, "__module__", "") == module.__name__
    ]
    return offered
