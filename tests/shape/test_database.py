"""The database holds what the files beside the models say, and knows of which beginning it is."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from rec_portal.database import BEGINNING, beginning, labels, put_in_rules, texts
from tests import database
from tools.schema import lines

LABELS = labels()


def _lines() -> list[str]:
    connection.ensure_connection()
    return lines(connection.connection)


def test_there_are_rules() -> None:
    assert sorted(LABELS) == [
        "accounts",
        "audit",
        "councils",
        "documents",
        "mail",
        "meetings",
        "recommendations",
    ]


def test_the_files_are_what_the_database_holds_and_can_be_put_in_again(db: None) -> None:
    before = _lines()
    put_in_rules()
    assert _lines() == before


def test_every_function_and_trigger_of_the_database_stands_in_a_file(db: None) -> None:
    written = "".join(text for label in LABELS for text in texts(label))
    with connection.cursor() as cursor:
        cursor.execute("SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
        functions = [name for (name,) in cursor.fetchall()]
        cursor.execute(
            "SELECT tgname, tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal"
        )
        triggers = cursor.fetchall()
    assert len(functions) > 25
    assert not [name for name in functions if f"FUNCTION {name}(" not in written]
    assert len(triggers) > 50
    assert not [
        (name, table)
        for name, table in triggers
        if f" {name} " not in written or f" ON {table} " not in written
    ]


KEPT = Path(__file__).parent / "rules.sql"


def _rules() -> str:
    """Every function and trigger as the database would print it, in the order of their names."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            ' ORDER BY proname COLLATE "C", oid::regprocedure::text COLLATE "C"'
        )
        functions = [text.rstrip() for (text,) in cursor.fetchall()]
        cursor.execute(
            "SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
            ' ORDER BY tgrelid::regclass::text COLLATE "C", tgname COLLATE "C"'
        )
        triggers = [text for (text,) in cursor.fetchall()]
    return ";\n\n".join(functions) + ";\n\n" + ";\n".join(triggers) + ";\n"


def test_the_rules_of_the_database_are_those_that_were_read_and_committed(db: None) -> None:
    """A word changed in a lifecycle table changes what the database refuses: it is read here before it is committed.
    `WRITE_RULES=1` writes the file anew."""
    if os.environ.get("WRITE_RULES"):
        KEPT.write_text(_rules(), encoding="utf-8")
    assert _rules().splitlines() == KEPT.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize(
    ("table", "fact"),
    [
        ("meetings.database", "meeting_transitions"),
        ("meetings.database", "journal_transitions"),
        ("recommendations.database", "text_transitions"),
        ("recommendations.database", "round_transitions"),
        ("councils.database", "speaks"),
    ],
)
def test_one_word_changed_in_a_table_is_a_difference(
    db: None, monkeypatch: pytest.MonkeyPatch, table: str, fact: str
) -> None:
    facts = import_module(table).FACTS
    first = re.findall(r"'(\w+)'", facts[fact])[0]
    monkeypatch.setitem(facts, fact, facts[fact].replace(f"'{first}'", "'changed'", 1))
    put_in_rules()
    assert "'changed'" in _rules()
    assert _rules().splitlines() != KEPT.read_text(encoding="utf-8").splitlines()


def test_the_application_may_not_change_the_schema_nor_the_trail(db: None) -> None:
    rights = [line for line in _lines() if line.startswith("right: ")]
    assert "right: INSERT on audit_entry to rec_app" in rights
    assert not [
        line
        for line in rights
        if line.startswith(("right: UPDATE on audit_", "right: DELETE on audit_"))
    ]
    assert not [line for line in rights if "TRUNCATE" in line or "TRIGGER" in line]


def test_a_database_of_another_beginning_is_not_gone_on_with(db: None) -> None:
    assert beginning() == BEGINNING
    for comment in ("'something older'", "NULL"):
        with connection.cursor() as cursor:
            cursor.execute(f"COMMENT ON TABLE django_migrations IS {comment}")
        with pytest.raises(CommandError, match="begin anew with an empty database"):
            call_command("migrate", verbosity=0)
        answer = Client().get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["migrations"] is False


def test_to_ask_whether_anything_is_to_be_migrated_changes_nothing(db: None) -> None:
    """The application's own role may ask; it owns no function and could put none in."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
    for look in ("check_unapplied", "plan"):
        call_command("migrate", verbosity=0, **{look: True})


def test_a_thread_has_one_connection_whether_or_not_an_event_loop_is_in_it(db: None) -> None:
    """Else Playwright's tests leave another open, and it is ended with the database that is dropped for the next copy."""
    wrapper = connections["default"]
    before, loop = asyncio._get_running_loop(), asyncio.new_event_loop()
    try:
        asyncio._set_running_loop(None)
        assert connections["default"] is wrapper
        asyncio._set_running_loop(loop)
        assert connections["default"] is wrapper
    finally:
        asyncio._set_running_loop(before)
        loop.close()


def test_migrating_from_nothing_makes_the_database_of_the_tests(db: None, worker_id: str) -> None:
    expected = _lines()
    name = f"{database.worker_name(worker_id)}_bare"
    with database.server() as raw:
        database.drop(raw, name)
        raw.execute(f"CREATE DATABASE {name}")
    address = _url(name)
    try:
        run = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        environ: dict[str, str] = {**os.environ, "DATABASE_URL": address}
        subprocess.run(run, env=environ, check=True, cwd=database.ROOT, capture_output=True)
        import psycopg

        with psycopg.connect(address) as made:
            assert lines(made) == expected
            done = made.execute("SELECT app, name FROM django_migrations").fetchall()
        assert set(done) == set(MigrationLoader(None).disk_migrations)
    finally:
        with database.server() as raw:
            database.drop(raw, name)


def _url(name: str) -> str:
    s: dict[str, Any] = connection.settings_dict
    host = s["HOST"] or s["OPTIONS"].get("host", "")
    login = f"{s['USER']}:{s['PASSWORD']}" if s["PASSWORD"] else s["USER"]
    port = f"&port={s['PORT']}" if s["PORT"] else ""
    return f"postgresql://{login}@/{name}?host={host}{port}"
