"""What the database holds of the Council's rules, and of which beginning it is.

The present text of every function and trigger stands beside the models, in `<app>/database/*.sql`; the files can be run
again at any time. A migration that changes one says `operations = [rules("recommendations")]` once more.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, migrations

BEGINNING = "rec-portal, schema begun 2026-11-26"
"""Kept as the comment on Django's table of migrations. A database of another beginning has migrations of the same names."""


def rules(label: str) -> migrations.RunPython:
    """The operation of a migration that puts the present rules of an app into the database."""

    def put_in(_apps: Any, editor: Any) -> None:
        with editor.connection.cursor() as cursor:
            for text in texts(label):
                cursor.execute(text)

    def take_out(_apps: Any, editor: Any) -> None:
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
                " AND starts_with(proname, %s)",
                [f"{label}_"],
            )
            for (function,) in cursor.fetchall():
                cursor.execute(f"DROP FUNCTION {function} CASCADE")

    return migrations.RunPython(put_in, take_out)


def texts(label: str) -> list[str]:
    """The SQL of an app's rules, file by file in the order of their names."""
    folder = Path(apps.get_app_config(label).path) / "database"
    return [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))]


def beginning() -> str | None:
    """Of which beginning the database is; nothing where no migration has run yet."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT coalesce(obj_description(to_regclass('django_migrations'), 'pg_class'), '')"
            " WHERE to_regclass('django_migrations') IS NOT NULL"
        )
        found = cursor.fetchone()
    return None if found is None else str(found[0])


def is_of_this_beginning() -> bool:
    return beginning() == BEGINNING
