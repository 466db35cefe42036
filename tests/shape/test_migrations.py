"""Migrations that carry rows over, on a database that has some: forward nothing is lost, and back again."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest

from tests import database
from tests.shape.test_database import _url

BEFORE = (("documents", "0003"), ("meetings", "0008"), ("recommendations", "0013"))
OLD = """
INSERT INTO councils_body (id, kind, code, name, "order", sources, i18n) VALUES
    (1, 'working_group', 'WG.A', 'A', 1, '[]', '{}'), (2, 'executive_committee', 'EC', 'EC', 2, '[]', '{}'),
    (3, 'working_group', 'WG.B', 'B', 3, '[]', '{}');
INSERT INTO meetings_meetingrule (body_id, notice_days, papers_days, quorum, speech_minutes, correction_hours, silence_hours)
    VALUES (1, 12, 5, 'half', 3, 48, 24);
INSERT INTO recommendations_procedure (id, body_id, minimum_hours, counted_in, working_days, needs_agreement, confirmation_hours,
    required_languages, entitles, declares, council_decides) VALUES
    (7, 1, 96, 'working_days', 4, true, 48, '{ru}', 'governments', 'chair', false),
    (8, 2, 72, 'hours', 3, false, 24, '{ru,en}', 'members', 'chair', true);
INSERT INTO recommendations_positionoption (procedure_id, code, effect, label, meaning, prompt, needs_reason, needs_paragraph,
    needs_change, is_offered, "order", i18n) VALUES
    (7, 'yes', 'joins', 'Yes', 'm', '', false, false, false, true, 1, '{"label_ru": "Да"}'),
    (7, 'no', 'objects', 'No', 'm', 'p', true, false, true, false, 2, '{}');
INSERT INTO documents_symbolrule (body_id, kind, pattern) VALUES (1, 'text', 'T/{number}'), (3, 'meeting', 'X/{body}/{number}');
"""


def _migrate(address: str, *target: str) -> None:
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0", *target],
        env={**os.environ, "DATABASE_URL": address},
        check=True,
        cwd=database.ROOT,
        capture_output=True,
    )


@pytest.fixture
def before(worker_id: str, django_db_setup: None) -> Iterator[str]:
    """A database as it was before, with rules in it."""
    name = f"{database.worker_name(worker_id)}_before"
    with database.server() as raw:
        database.drop(raw, name)
        raw.execute(f"CREATE DATABASE {name}")
    try:
        for target in BEFORE:
            _migrate(_url(name), *target)
        with psycopg.connect(_url(name)) as held:
            held.execute(OLD)
        yield _url(name)
    finally:
        with database.server() as raw:
            database.drop(raw, name)


def _rows(address: str, statement: str) -> list[tuple[object, ...]]:
    with psycopg.connect(address) as held:
        return held.execute(statement).fetchall()


THREE = (
    "SELECT notice_days, papers_days, quorum, speech_minutes, correction_hours, silence_hours FROM meetings_meetingrule"
    " WHERE body_id = 1",
    "SELECT body_id, minimum_hours, counted_in, working_days, needs_agreement, confirmation_hours, required_languages, entitles,"
    " declares, council_decides FROM recommendations_procedure WHERE body_id < 3 ORDER BY body_id",
    "SELECT code, effect, label, prompt, needs_reason, needs_change, is_offered, i18n FROM recommendations_positionoption"
    ' ORDER BY "order"',
    "SELECT body_id, kind, pattern FROM documents_symbolrule ORDER BY body_id",
)


def test_three_tables_of_rules_become_one_and_three_again(before: str) -> None:
    was = [_rows(before, statement) for statement in THREE]
    _migrate(before)
    made = _rows(
        before,
        "SELECT b.code, r.notice_days, r.silence_hours, r.minimum_hours, r.council_decides, r.required_languages::text,"
        " r.text_symbols, r.meeting_symbols, r.document_symbols"
        " FROM councils_bodyrules r JOIN councils_body b ON b.id = r.body_id ORDER BY b.id",
    )
    assert made == [
        ("WG.A", 12, 24, 96, False, "{ru}", "T/{number}", "", ""),
        ("EC", 0, 72, 72, True, "{ru,en}", "", "", ""),
        ("WG.B", 0, 72, 72, False, "{ru,en}", "", "X/{body}/{number}", ""),
    ]
    versions = (
        "SELECT v.number, v.data = councils_rules_data(v.rules_id) FROM councils_rulesversion v"
    )
    assert _rows(before, versions) == [(1, True)] * 3
    _migrate(before, "councils", "0004")
    assert [_rows(before, statement) for statement in THREE] == was
