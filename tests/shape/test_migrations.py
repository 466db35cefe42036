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

WORDS = """
DO $$ DECLARE held record; BEGIN
    FOR held IN SELECT conrelid::regclass AS name, conname FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text IN
        ('meetings_journalentry', 'meetings_decision', 'recommendations_entitlement', 'recommendations_indicator',
         'recommendations_particulars', 'recommendations_referencetext') LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', held.name, held.conname);
    END LOOP;
END $$;
INSERT INTO meetings_journalentry (journal_id, "order", text, text_ru, version) VALUES (1, 0, 'Words.', 'Слова.', 2), (1, 1, '', 'Ещё.', 1);
INSERT INTO meetings_decision (meeting_id, number, symbol, text, text_ru, made_by_id, made_at)
    VALUES (1, 1, 'D/1', 'So.', 'Так.', 1, '2026-11-01Z');
INSERT INTO recommendations_entitlement (round_id, organisation_id, name, name_ru, kind) VALUES (1, 1, 'Sogdiana', 'Согдиана', 'government');
INSERT INTO recommendations_indicator (paragraph_id, name_ru, name_en, baseline, target, source) VALUES (1, 'Доля', '', '0', '1', 'x');
INSERT INTO recommendations_particulars (paragraph_id, target_groups, phases, time_frame, rationale_ru, rationale_en)
    VALUES (1, '{}', '{}', '', '', 'Because.');
INSERT INTO recommendations_referencetext (instrument_id, label, text_ru, text_en) VALUES (1, '30', 'О детях.', 'On children.');
"""
TWO = (
    'SELECT text, text_ru, version FROM meetings_journalentry ORDER BY "order"',
    "SELECT text, text_ru, symbol FROM meetings_decision",
    "SELECT name, name_ru FROM recommendations_entitlement",
    "SELECT name_ru, name_en, baseline FROM recommendations_indicator",
    "SELECT rationale_ru, rationale_en FROM recommendations_particulars",
    "SELECT text_ru, text_en FROM recommendations_referencetext",
)


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
    """A database as it was before, with rules and words in it."""
    name = f"{database.worker_name(worker_id)}_before"
    with database.server() as raw:
        database.drop(raw, name)
        raw.execute(f"CREATE DATABASE {name}")
    try:
        for target in BEFORE:
            _migrate(_url(name), *target)
        with psycopg.connect(_url(name)) as held:
            held.execute(OLD)
            held.execute(WORDS)
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


ONE = {
    'SELECT texts FROM meetings_journalentry ORDER BY "order"': [
        ({"en": "Words.", "ru": "Слова."},),
        ({"en": "", "ru": "Ещё."},),
    ],
    "SELECT texts FROM meetings_decision": [({"en": "So.", "ru": "Так."},)],
    "SELECT name, i18n FROM recommendations_entitlement": [("Sogdiana", {"name_ru": "Согдиана"})],
    "SELECT names FROM recommendations_indicator": [({"en": "", "ru": "Доля"},)],
    "SELECT rationale FROM recommendations_particulars": [({"en": "Because.", "ru": ""},)],
    "SELECT texts FROM recommendations_referencetext": [
        ({"en": "On children.", "ru": "О детях."},)
    ],
}


def test_what_is_carried_over_is_had_again_on_the_way_back(before: str) -> None:
    """Three tables of rules become one; words in a column a language become one column by language."""
    was = [_rows(before, statement) for statement in (*THREE, *TWO)]
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
    assert {statement: _rows(before, statement) for statement in ONE} == ONE
    _migrate(before, "councils", "0004")
    assert [_rows(before, statement) for statement in (*THREE, *TWO)] == was
