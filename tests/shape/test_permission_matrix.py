"""Every URL of the resolver × every role × every method (GET and POST plain and by htmx), against the committed table.

An address that is not in the table fails the test. `WRITE_MATRIX=1` writes the table anew, to be read before it is
committed: the table is the document of who may do what (docs/permissions.md).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from copy import copy
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
import yaml
from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from django.template.backends import django, jinja2
from django.test import Client
from django.utils import timezone
from django.utils.safestring import SafeString

from tests.cast import PEOPLE, Cast
from tests.shape.addresses import address_of, addresses, arguments

TABLE = Path(__file__).parent / "permission_matrix.yaml"
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
OF_EVERYBODY = ("GET", "POST")
"""Asked by everybody in `make test`; the others by one of those who are answered alike. `make slow` lets everybody ask all."""
ROLES = ("anonymous", *PEOPLE)


class Asking(Client):
    """Asks, and keeps nothing of the answer: no cookies, no contexts of templates."""

    def request(self, **environ: Any) -> Any:
        return self.handler(self._base_environ(**environ))


def status(client: Client, method: str, address: str, **headers: str) -> int:
    """The status of one request, which is rolled back."""
    with transaction.atomic():
        response = client.generic(method, address, headers=headers)
        for closer in getattr(response, "_resource_closers", ()):
            closer()
        transaction.set_rollback(True)
    assert response.status_code < 500, (method, address, headers, response.status_code)
    return response.status_code


@contextmanager
def undrawn() -> Iterator[None]:
    """What answers HEAD goes through every view and right, and its page, which nobody gets, is not drawn."""
    blank = lambda *_given, **_named: SafeString()  # noqa: E731
    with (
        patch.object(django.Template, "render", blank),
        patch.object(jinja2.Template, "render", blank),
    ):
        yield


def statuses(
    client: Client, address: str, asked: set[str], methods: Iterable[str]
) -> dict[str, str]:
    """The status by method; htmx must not open what is closed.

    Where nothing that answered looked for the header of htmx (`asked`), a second question would be the same one.
    """
    found: dict[str, str] = {}
    for method in methods:
        asked.clear()
        with undrawn() if method == "HEAD" else nullcontext():
            answer = status(client, method, address)
        if method in {"GET", "POST"} and "HX-Request" in asked:
            assert status(client, method, address, **{"HX-Request": "true"}) == answer, address
        found[method] = str(answer)
    return found


def sign_in(client: Client, person: Any) -> None:
    """Signed in, and noted as seen for the whole of the test: else each request, rolled back, would note it anew."""
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/")  # lists the session
    at = timezone.now().timestamp()
    session = client.session
    session.update({"started": at, "seen": at + 1800, "listed": at + 1800})
    session.save()


def read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every request is rolled back, so sessions and persons stay as they are: their rows are read once."""
    session_row, person_row = SessionStore._get_session_from_db, ModelBackend.get_user
    sessions, persons = {}, {}

    def session(self: SessionStore) -> Any:
        if self.session_key not in sessions:
            sessions[self.session_key] = session_row(self)
        return sessions[self.session_key]

    def person(self: ModelBackend, pk: int) -> Any:
        if pk not in persons:
            persons[pk] = person_row(self, pk)
            assert persons[pk].representation is not False  # read, and copied with the person
        return copy(persons[pk])

    monkeypatch.setattr(SessionStore, "_get_session_from_db", session)
    monkeypatch.setattr(ModelBackend, "get_user", person)


@pytest.fixture(scope="session")
def table() -> dict[str, dict[str, str]]:
    return yaml.safe_load(TABLE.read_text()) if TABLE.exists() else {}


def test_every_address_stands_in_the_table(table: dict[str, Any]) -> None:
    names = {name for name, _pattern in addresses()}
    assert names == set(table) or os.environ.get("WRITE_MATRIX")


def expected(row: dict[str, str]) -> dict[str, dict[str, str]]:
    """The table's statuses of one address by role and method."""
    return {
        role: dict(zip(line.split()[::2], line.split()[1::2], strict=True))
        for roles, line in row.items()
        for role in roles.split()
    }


def methods_of(row: dict[str, str], role: str, *, whole: bool) -> Iterable[str]:
    speaks_for_its_like = role in {roles.split()[0] for roles in row}
    return METHODS if whole or speaks_for_its_like else OF_EVERYBODY


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_the_matrix(
    council: Cast,
    table: dict[str, dict[str, str]],
    part: int,
    whole: bool,
    settings: Any,
    asked: set[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(
        "ERROR", "django.request"
    )  # a warning kept is a request kept, with all it read
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    whole = whole or bool(os.environ.get("WRITE_MATRIX"))
    given = arguments(council)
    clients = {role: Asking() for role in ROLES}
    for role, client in clients.items():
        if role != "anonymous":
            sign_in(client, council.people[role])
    read_once(monkeypatch)
    differences, written = [], {}
    for name, pattern in sorted(set(addresses()))[part::4]:
        address = address_of(name, pattern, given, council)
        row = table.get(name, {})
        known = expected(row)
        rows: dict[str, list[str]] = {}
        for role, client in clients.items():
            found = statuses(client, address, asked, methods_of(row, role, whole=whole))
            if known.get(role, {}) | found != known.get(role):
                differences.append((name, role, known.get(role), found))
            line = " ".join(f"{method} {status}" for method, status in found.items())
            rows.setdefault(line, []).append(role)
        written[name] = {" ".join(roles): line for line, roles in rows.items()}
    if os.environ.get("WRITE_MATRIX"):
        with TABLE.open("a+") as file:
            flock(file, LOCK_EX)
            file.seek(0)
            kept = (yaml.safe_load(file) or {}) | written
            file.truncate(0)
            file.write(yaml.safe_dump(kept, sort_keys=True, width=200))
        return
    assert not differences
