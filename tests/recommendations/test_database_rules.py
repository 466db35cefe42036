"""What the database refuses, tried through raw SQL as the application's own role."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F
from django.utils import timezone

from recommendations import actions
from tests.cast import Cast, end, newest

Sql = Callable[[str], None]


@pytest.fixture
def as_application(db: None) -> Sql:
    """Run a statement as the application's role in a savepoint of its own."""

    def run(statement: str) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
            cursor.execute(statement)

    return run


TRAIL = [
    "UPDATE audit_entry SET action = 'x'",
    "DELETE FROM audit_entry",
    "TRUNCATE audit_entry",
    "DROP TABLE audit_entry",
    "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
    "UPDATE audit_head SET hash = repeat('0', 64)",
    "DELETE FROM audit_head",
    "SET session_replication_role = replica",
    "CREATE TABLE mine (id int)",
    "DROP TRIGGER audit_keep ON audit_entry",
    "INSERT INTO audit_head VALUES (2, 0, '')",
    "GRANT UPDATE ON audit_entry TO PUBLIC",
]


@pytest.mark.parametrize("statement", TRAIL)
def test_the_trail_cannot_be_touched(council: Cast, as_application: Sql, statement: str) -> None:
    council.text()
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, action, hash FROM audit_entry ORDER BY seq")
        before = cursor.fetchall()
    try:
        as_application(statement)
        refused = False
    except Error:
        refused = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, action, hash FROM audit_entry ORDER BY seq")
        assert cursor.fetchall() == before
    assert refused or statement.startswith(
        "GRANT"
    )  # PostgreSQL only warns where there is nothing to grant
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'audit_entry', 'UPDATE')", [settings.DATABASE_APP_ROLE]
        )
        assert cursor.fetchone() == (False,)


@pytest.mark.parametrize(
    "table",
    [
        "recommendations_revision",
        "recommendations_clause",
        "recommendations_clausetext",
        "recommendations_languageversion",
        "recommendations_paragraph",
        "recommendations_entitlement",
        "recommendations_statement",
        "recommendations_position",
        "recommendations_comment",
    ],
)
def test_what_was_written_is_never_changed_or_deleted(
    council: Cast, as_application: Sql, table: str
) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[0].paragraph
    actions.comment(text, paragraph, "A word", by=council.head, at=text.created_at)
    opened = council.opened(text)
    actions.take_position(opened, "with_statement", by=council.head, reason="As we understand it.")
    for statement in (f"UPDATE {table} SET id = id + 1000", f"DELETE FROM {table}"):
        with pytest.raises(Error, match="is never changed"):
            as_application(statement)


def _insert(
    round_id: int,
    organisation: int,
    user: int,
    kind: str = "supports",
    source: str = "",
    document: int = 0,
) -> str:
    return (
        "INSERT INTO recommendations_position (round_id, organisation_id, kind, reason, proposed_change, taken_by_id, "
        f"source, source_date, document_id, is_current) VALUES ({round_id}, {organisation}, '{kind}', 'because', '', {user}, "
        f"'{source}', {'now()' if source else 'NULL'}, {document or 'NULL'}, true)"
    )


def test_positions_only_in_time_by_the_entitled_and_by_who_speaks_for_them(
    council: Cast, as_application: Sql
) -> None:
    ended = council.short_round(council.text())
    end(ended)  # as the owner; what follows is tried as the application
    opened = council.opened()
    sogdiana, institute = (
        council.organisations["sogdiana"].pk,
        council.organisations["institute"].pk,
    )
    with pytest.raises(Error, match="not entitled"):
        as_application(_insert(opened.pk, institute, council.observer.pk))
    with pytest.raises(Error, match="does not speak"):
        as_application(_insert(opened.pk, sogdiana, council.member.pk))
    with pytest.raises(Error, match="only the secretariat"):
        document = council.recorded("NV 1").document.pk
        as_application(
            _insert(opened.pk, sogdiana, council.other_head.pk, source="NV 1", document=document)
        )
    with pytest.raises(Error, match="has its document"):
        as_application(_insert(opened.pk, sogdiana, council.secretariat.pk, source="NV 1"))
    with pytest.raises(Error, match="does not offer"):
        as_application(_insert(opened.pk, sogdiana, council.head.pk, kind="veto"))
    as_application(_insert(opened.pk, sogdiana, council.head.pk))
    with pytest.raises(Error, match="one_current_position"):
        as_application(_insert(opened.pk, sogdiana, council.head.pk))
    with pytest.raises(Error, match="not open"):
        as_application(_insert(ended.pk, sogdiana, council.head.pk))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE accounts_user SET is_active = false WHERE id = {head}",
        "UPDATE councils_organisation SET is_active = false WHERE id = {sogdiana}",
        "UPDATE councils_representative SET starts = current_date - 9, ends = current_date - 2 WHERE user_id = {head}",
    ],
)
def test_who_is_switched_off_or_no_longer_sent_speaks_for_nobody_in_the_database(
    council: Cast, as_application: Sql, statement: str
) -> None:
    """One function of the database says who speaks, for positions, statements, liftings and confirmations."""
    opened, sogdiana = council.opened(), council.organisations["sogdiana"].pk
    objected = actions.take_position(
        council.opened(), "objects", by=council.head, reason="Our capital says no."
    )
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(statement.format(head=council.head.pk, sogdiana=sogdiana))
    with pytest.raises(Error, match="does not speak"):
        as_application(_insert(opened.pk, sogdiana, council.head.pk))
    with pytest.raises(Error, match="does not speak"):
        as_application(
            "INSERT INTO recommendations_statement (round_id, organisation_id, kind, language, text, made_by_id, received_at)"
            f" VALUES ({opened.pk}, {sogdiana}, 'record', 'en', 'Words.', {council.head.pk}, now())"
        )
    with pytest.raises(Error, match="lifted by who made it"):
        as_application(
            "INSERT INTO recommendations_objectionwithdrawal (position_id, by_id, at)"
            f" VALUES ({objected.pk}, {council.head.pk}, now())"
        )


def test_a_round_keeps_its_terms_and_is_not_closed_early_or_adopted_over_an_objection(
    council: Cast, as_application: Sql
) -> None:
    opened = council.opened()
    for change in (
        "expires_at = expires_at - interval '1 day'",
        "procedure = '{}'",
        "number = 9",
        f"body_id = {council.committee.pk}",
        "status = 'closed', closing = 'expired', closed_at = now(), result = '{}'",
        "status = 'declared'",
    ):
        with pytest.raises(Error, match="not changed this way|_whole"):
            as_application(
                f"UPDATE recommendations_consensusround SET {change} WHERE id = {opened.pk}"
            )
    actions.take_position(opened, "objects", by=council.head, reason="No.")
    with pytest.raises(Error, match="not changed this way|never_over"):
        as_application(
            "INSERT INTO recommendations_declaration (round_id, outcome, at, by_id, statement) "
            f"VALUES ({opened.pk}, 'consensus', now(), {council.chair.pk}, '{{}}')"
        )
    with pytest.raises(Error, match="is never changed"):
        as_application(f"DELETE FROM recommendations_consensusround WHERE id = {opened.pk}")


def test_nobody_joins_the_entitled_later(council: Cast, as_application: Sql) -> None:
    opened = council.opened()
    with pytest.raises(Error, match="fixed at the opening"):
        as_application(
            "INSERT INTO recommendations_entitlement (round_id, organisation_id, name, i18n, kind) "
            f"VALUES ({opened.pk}, {council.organisations['guest'].pk}, 'Guest', '{{\"name_ru\": \"Гость\"}}', 'international')"
        )


def test_one_open_round_per_text(council: Cast) -> None:
    opened = council.opened()
    with pytest.raises(Error, match="one_open_round"), transaction.atomic():
        council.short_round(opened.recommendation)


def test_an_adopted_text_is_immutable_and_only_a_declared_round_adopts(
    council: Cast, as_application: Sql
) -> None:
    adopted = council.adopted()
    table = "UPDATE recommendations_recommendation SET"
    row = "UPDATE recommendations_adoption SET"
    for change in (
        f"{row} text_hash = repeat('0', 64) WHERE recommendation_id = {adopted.pk}",
        f"{row} symbol = 'REC/1999/R.1' WHERE recommendation_id = {adopted.pk}",
        f"{row} snapshot = '{{}}' WHERE recommendation_id = {adopted.pk}",
        f"{table} title = 'Other' WHERE id = {adopted.pk}",
        f"{table} status = 'drafting' WHERE id = {adopted.pk}",
        f"{row} adopted_at = now() WHERE recommendation_id = {adopted.pk}",
    ):
        with pytest.raises(Error, match="never changed|does not go"):
            as_application(change)
    other = council.text()
    with pytest.raises(Error, match="declared round only|does not go"):
        as_application(f"{table} status = 'adopted' WHERE id = {other.pk}")
    with pytest.raises(Error, match="declared round only"):
        as_application(
            "INSERT INTO recommendations_adoption (recommendation_id, symbol, adopted_at, adopted_by_id, certified_at,"
            f" certified_by_id, revision_id, round_id, text_hash, snapshot, outcome) VALUES ({other.pk}, 'REC/2026/R.99', now(),"
            f" {council.chair.pk}, now(), {council.secretariat.pk}, {other.current_revision_pk},"
            f" {adopted.adoption.round_id}, repeat('0', 64), '{{}}', 'consensus')"
        )


def test_the_application_has_no_right_to_change_the_schema(
    council: Cast, as_application: Sql
) -> None:
    for statement in (
        "CREATE TABLE x (id int)",
        "ALTER TABLE accounts_user ADD COLUMN x int",
        "DROP TABLE accounts_user",
        "INSERT INTO django_migrations (app, name, applied) VALUES ('x', 'x', now())",
    ):
        with pytest.raises(Error):
            as_application(statement)


def _ceases(position: int, also: str = "") -> None:
    """The position is no longer the current one; what waits for the end of the transaction is asked at once."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE recommendations_position SET is_current = false {also} WHERE id = %s",
            [position],
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_position_ceases_only_for_another_of_the_same_organisation(council: Cast) -> None:
    """It cannot be wiped out: neither by nobody nor by somebody else's position."""
    running = council.opened()
    mine = actions.take_position(running, "supports", by=council.head)
    with pytest.raises(Error, match="followed by another"):
        _ceases(mine.pk)
    actions.take_position(running, "supports", by=council.other_head)
    with pytest.raises(Error, match="followed by another"):
        _ceases(mine.pk)
    mine.refresh_from_db()
    assert mine.is_current
    actions.take_position(running, "no_objection", by=council.head)
    mine.refresh_from_db()
    assert not mine.is_current


def test_of_a_position_nothing_else_changes_when_it_ceases(council: Cast) -> None:
    running = council.opened()
    first = actions.take_position(running, "supports", by=council.head)
    actions.take_position(running, "no_objection", by=council.head)
    with pytest.raises(Error, match="never changed"):  # it has ceased already
        _ceases(first.pk)
    second = running.positions.get(is_current=True)
    with pytest.raises(Error, match="never changed"):
        _ceases(second.pk, also=", reason = 'x'")


def test_an_agreed_paragraph_keeps_its_words_until_it_is_reopened(council: Cast) -> None:
    row = council.text().working_paragraphs.first()
    assert row
    agreed = {"agreed_at": timezone.now(), "agreed_by": council.chair}

    def write(words: str, *, raised: int = 1, **values: Any) -> None:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(
                texts={"en": words, "ru": words}, version=F("version") + raised, **values
            )

    for raised in (0, 2):
        with pytest.raises(Error, match="raises the version by one"):
            write("One", raised=raised)
    write("Two", **agreed)
    with pytest.raises(Error, match="agreed paragraph is locked"):
        write("Three")
    write("Two", raised=0)  # who writes what stands there writes nothing
    write("Four", agreed_at=None, agreed_by=None)
    write("Five")
