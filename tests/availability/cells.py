"""The table of act × stage × role: how its rows are written, and how a cell is driven through a view.

The allowed cells are written by hand, each row with its rule. Every other cell must be refused: with 403 (or 404, where
the object does not exist for the reader) when it is the wrong person, with 409 when it is the wrong moment, and nothing
may be written. Nothing here reads a permission or a lifecycle.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import PEOPLE, Cast
from tests.shape.test_permission_matrix import read_once, sign_in, undrawn

PUBLIC = "public"
ROLES = (PUBLIC, *PEOPLE)
Address = tuple[str, tuple[Any, ...], dict[str, Any]]
"""The name of a URL, its arguments, and what is sent."""


@dataclass(frozen=True)
class Row:
    """One act of the Council.

    `acts` are the functions of the actions module that it drives; `allowed` says for each stage who may, `person` who is
    the right person where the stage is the wrong one (for all stages alike, unless `person_at` says otherwise). `to` is where
    the button leads, and nothing where there is nothing to press.
    """

    acts: str
    rule: str
    to: Callable[[Any], Address | None]
    allowed: dict[str, frozenset[str]]
    person: frozenset[str] = frozenset()
    person_at: dict[str, frozenset[str]] = field(default_factory=dict)

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
        self.clients: dict[str, Client] = {PUBLIC: Client()}
        for role, person in council.people.items():
            self.clients[role] = Client()
            sign_in(self.clients[role], person)

    def press(self, role: str, row: Row, thing: Any) -> tuple[str, str] | None:
        """What came of it, and what it did to the database: («done», «…»), («person», «») and so on.

        Nothing where there is no button. What the row prepares for the press is rolled back with it.
        """
        with transaction.atomic():
            address = row.to(thing)
            if address is None:
                return None
            name, args, data = address
            written = Written()
            with connection.execute_wrapper(written):
                answer = self.clients[role].post(reverse(name, args=args), data)
            transaction.set_rollback(True)
        return _kind(answer), "; ".join(written.statements)


class Written:
    """Notes the statements that write, but for the session's own."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        words = str(sql).lstrip()[:80]
        if words.startswith(("INSERT", "UPDATE", "DELETE")) and "session" not in words:
            self.statements.append(words)
        return execute(sql, params, many, context)


def _kind(answer: Any) -> str:
    status = answer.status_code
    if status == 302:
        return "person" if "/accounts/login/" in answer["Location"] else "done"
    return {200: "done", 403: "person", 404: "person", 409: "moment"}.get(status, str(status))


def wrong_cells(
    door: Door, rows: Iterable[Row], stage: str, thing: Any, roles: Iterable[str] = ROLES
) -> list[str]:
    """Drive every row at this stage as everybody; the cells that answered otherwise than the table says."""
    found = []
    with undrawn():  # what is answered decides; its page, which nobody reads here, is not drawn
        for row in rows:
            found += _wrong_in_row(door, row, stage, thing, roles)
    return found


def _wrong_in_row(door: Door, row: Row, stage: str, thing: Any, roles: Iterable[str]) -> list[str]:
    found = []
    for role in roles:
        pressed = door.press(role, row, thing)
        if pressed is None:
            assert stage not in row.allowed, f"{row.acts} has no address at {stage}"
            continue
        answered, written = pressed
        wanted = row.expected(stage, role)
        if answered != wanted or (answered != "done" and written):
            found.append(f"{row.acts} at {stage} by {role}: {answered}, not {wanted} {written}")
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
    return named ^ {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))}
