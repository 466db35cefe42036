"""What the database holds of the Council's rules, and of which beginning it is.

The present text of every function and trigger stands beside the models, in `<app>/database/*.sql`. What it shares with
Python – transitions, who speaks, effects, closings – is not typed there: `{{ name }}` is filled in from `FACTS` of the
app's `database` package, which are made of the lifecycle tables. What all apps share stands beside this file, and so does what is
made of the models (`known.py`). `migrate` puts all of it in, every time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction

from .known import known_values

BEGINNING = "rec-portal, schema begun 2026-11-26"
"""Kept as the comment on Django's table of migrations. A database of another beginning has migrations of the same names."""
_FACT = re.compile(r"\{\{ (\w+) \}\}")


def labels() -> list[str]:
    """The apps that have rules in the database."""
    return [app.label for app in apps.get_app_configs() if _folder(app.label).is_dir()]


def _folder(label: str) -> Path:
    return Path(apps.get_app_config(label).path) / "database"


def facts(label: str) -> dict[str, str]:
    """What the SQL of an app is filled in with."""
    name = f"{apps.get_app_config(label).name}.database"
    spec = find_spec(name)
    if spec is None or spec.origin is None:  # a folder of files alone
        return {}
    found: dict[str, str] = import_module(name).FACTS
    return found


def texts(label: str) -> list[str]:
    """The SQL of an app's rules, filled in, file by file in the order of their names; then what follows from its models."""
    return [*(filled(label, text) for text in _files(_folder(label))), known_values(label)]


def filled(label: str, text: str) -> str:
    """The text of a file of an app, with what it shares with Python."""
    known = facts(label)
    return _FACT.sub(lambda match: known[match.group(1)], text)


def _files(folder: Path) -> list[str]:
    return [file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.sql"))]


def listed(values: Iterable[str]) -> str:
    """Values as a list of SQL: ('a', 'b')."""
    return f"({', '.join(_quoted(value) for value in values)})"


def one(value: str) -> str:
    """A single value of SQL: 'a'."""
    return _quoted(value)


def joined(*values: Iterable[str]) -> str:
    """Stages as `only_at` takes them, in one word of SQL, each once: 'a,b'."""
    words = dict.fromkeys(word for each in values for word in each)
    return f"'{','.join(_quoted(word)[1:-1] for word in words)}'"


def rows(values: Iterable[tuple[str, ...]]) -> str:
    """Tuples as rows of SQL, for VALUES: ('a', 'b'), ('b', 'c')."""
    return ", ".join(listed(value) for value in values)


def paired(values: Iterable[tuple[str, str]]) -> str:
    """Pairs as a list of SQL: (('a', 'b'), ('b', 'c'))."""
    return f"({rows(values)})"


def _quoted(value: str) -> str:
    word = str(value)
    if not re.fullmatch(r"[\w/]+", word):
        raise ValueError(f"not a plain word: {word!r}")
    return f"'{word}'"


@transaction.atomic
def put_in_rules() -> None:
    """Make the functions and triggers of the database those of the files, and take out what no file names any more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP FUNCTION %s CASCADE', oid::regprocedure) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace"
        )
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)
        shared = _files(Path(__file__).parent)
        for text in [*shared, *(text for label in labels() for text in texts(label))]:
            if text:
                cursor.execute(text)
        # A table that somebody makes in a schema of their own never stands before ours.
        cursor.execute(
            "SELECT format('ALTER FUNCTION %s SET search_path = public, pg_temp', oid::regprocedure) FROM pg_proc"
            " WHERE pronamespace = 'public'::regnamespace"
        )
        for (alter,) in cursor.fetchall():
            cursor.execute(alter)


def take_out_known_values() -> None:
    """Before a migration: it may change the type of a column that these triggers name, or write a value that joins a list. They are
    in again when `migrate` has come to the end."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger"
            " WHERE tgname IN ('known_values', 'known_values_again')"
        )
        for (drop,) in cursor.fetchall():
            cursor.execute(drop)


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
