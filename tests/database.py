"""The database of the tests: made once, migrated and with the cast in it, and copied for every worker.

The template's name carries a key over everything that it is made of, and the Council's day: a change of any of it, or a
new day, makes another. A transactional test gives its worker a new copy instead of emptying a hundred tables.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.db.migrations.state import ProjectState
from psycopg import sql

ROOT = Path(__file__).resolve().parent.parent
MADE_OF = (
    "*/migrations/*.py",
    "rec_portal/*/migrations/*.py",
    "*/database/*.sql",
    "rec_portal/*/database/*.sql",
    "*/database/*.py",
    "rec_portal/*/database/*.py",
    "rec_portal/*/lifecycle.py",
    "*/lifecycle.py",
    "*/lifecycle/*.py",
    "rec_portal/audit/roles.py",
    "accounts/*.py",
    "councils/**/*",
    "tests/cast.py",
    "tests/factories/*.py",
    "requirements/*.txt",
)
LOCK = 6_270_514  # of the advisory lock under which a template is made


def key() -> str:
    """Twelve hexadecimal figures over the files that the template is made of, and the day for which its dates count."""
    from councils.models import today

    digest = hashlib.sha256(str(today()).encode())
    for pattern in MADE_OF:
        for file in sorted(ROOT.glob(pattern)):
            if file.is_file() and file.suffix != ".pyc":
                digest.update(str(file.relative_to(ROOT)).encode() + file.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def server() -> Iterator[psycopg.Connection]:
    """A connection to the database that the settings name, to make and drop others."""
    database = settings.DATABASES["default"]
    options = {
        name: value
        for name, value in {
            "host": database["HOST"],
            "port": database["PORT"],
            "user": database["USER"],
            "password": database["PASSWORD"],
        }.items()
        if value
    }
    if host := database.get("OPTIONS", {}).get("host"):
        options["host"] = host
    with psycopg.connect(dbname=_maintenance_name(), autocommit=True, **options) as raw:
        yield raw


_named: list[str] = []


def _maintenance_name() -> str:
    """The name as the settings had it, before a worker's own took its place."""
    if not _named:
        _named.append(settings.DATABASES["default"]["NAME"])
    return _named[0]


def ensure_role(raw: psycopg.Connection) -> None:
    """The application's role exists, as in production."""
    role = sql.Identifier(settings.DATABASE_APP_ROLE)
    if not raw.execute(
        "SELECT 1 FROM pg_roles WHERE rolname = %s", [settings.DATABASE_APP_ROLE]
    ).fetchone():
        raw.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        raw.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(role))


def template() -> str:
    """The name of today's template, made if it is not there; those of other days and other files are dropped."""
    name = f"test_{_maintenance_name()}_template_{key()}"
    with server() as raw:
        raw.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not _exists(raw, name):
            ensure_role(raw)
            for (old,) in raw.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{name[:-13]}%"]
            ).fetchall():
                raw.execute(
                    sql.SQL("ALTER DATABASE {} IS_TEMPLATE false").format(sql.Identifier(old))
                )
                drop(raw, old)
            made = f"{name}_making"
            drop(raw, made)
            raw.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(made)))
            use(made)
            _fill()
            connections.close_all()
            raw.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                    sql.Identifier(made), sql.Identifier(name)
                )
            )
            raw.execute(sql.SQL("ALTER DATABASE {} IS_TEMPLATE true").format(sql.Identifier(name)))
    return name


@contextmanager
def _new_models_alone() -> Iterator[None]:
    """With a new model the migrations render again everything that it leads to: two thirds of the time. Here it is added to
    what is there; that the same database comes of both is shown in tests/shape/test_database.py."""
    all_that_it_leads_to = ProjectState._find_reload_model

    def found(self: ProjectState, app: str, model: str, delay: bool = False) -> set[Any]:
        if model not in self.apps.all_models[app]:
            return {(app, model)}
        return all_that_it_leads_to(self, app, model, delay)

    with patch.object(ProjectState, "_find_reload_model", found):
        yield


def _fill() -> None:
    from django.test.utils import override_settings

    from tests import cast

    with _new_models_alone():
        call_command("migrate", verbosity=0, interactive=False)
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        cast.assemble()


def copy(source: str, name: str) -> None:
    """Make `name` anew as a copy of `source`, with the source's own rights and settings, which CREATE DATABASE leaves out."""
    connections.close_all()
    with server() as raw:
        drop(raw, name)
        names = {"copy": sql.Identifier(name), "source": sql.Identifier(source)}
        raw.execute(sql.SQL("CREATE DATABASE {copy} TEMPLATE {source}").format(**names))
        rights = raw.execute(
            "SELECT coalesce(r.rolname, ''), a.privilege_type FROM pg_database d, aclexplode(d.datacl) a"
            " LEFT JOIN pg_roles r ON r.oid = a.grantee WHERE d.datname = %s",
            [source],
        ).fetchall()
        if rights:
            raw.execute(sql.SQL("REVOKE ALL ON DATABASE {copy} FROM PUBLIC").format(**names))
        for grantee, privilege in rights:
            to = sql.Identifier(grantee) if grantee else sql.SQL("PUBLIC")
            raw.execute(
                sql.SQL(f"GRANT {privilege} ON DATABASE {{copy}} TO {{to}}").format(to=to, **names)
            )
        for (setting,) in raw.execute(
            "SELECT unnest(s.setconfig) FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
            " WHERE d.datname = %s AND s.setrole = 0",
            [source],
        ).fetchall():
            name_, _, value = setting.partition("=")
            raw.execute(
                sql.SQL("ALTER DATABASE {copy} SET {name} TO {value}").format(
                    name=sql.Identifier(name_), value=sql.Literal(value), **names
                )
            )


def drop(raw: psycopg.Connection, name: str) -> None:
    """A killed worker's session may outlive it by a moment: it is ended. Not by WITH (FORCE), which refuses anyone but a
    superuser where autovacuum is at work; a plain DROP bids autovacuum leave, and waits for it."""
    raw.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = %s AND backend_type = 'client backend'",
        [name],
    )
    raw.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def use(name: str) -> None:
    """Let Django's connection work on this database from now on."""
    connections.close_all()
    settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name


def _exists(raw: psycopg.Connection, name: str) -> bool:
    return bool(raw.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone())


def worker_name(worker: str) -> str:
    return f"test_{_maintenance_name()}_{worker}"


def bare(name: str, **options: Any) -> None:
    """A database with nothing in it: for tests that begin where an installation begins."""
    connections.close_all()
    with server() as raw:
        ensure_role(raw)
        drop(raw, name)
        raw.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
