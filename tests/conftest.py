"""The standing cast, the real servers, and what keeps tests apart from one another."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client, TransactionTestCase

from tests import cast

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright keeps an event loop in the test's thread


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Before the test databases are made: the application's role exists, as in production."""
    from django.conf import settings

    database = settings.DATABASES["default"]
    query = {"host": database["HOST"], "port": database["PORT"], "password": database["PASSWORD"]}
    options = {name: value for name, value in query.items() if value}
    if host := database.get("OPTIONS", {}).get("host"):
        options["host"] = host
    role = settings.DATABASE_APP_ROLE
    with psycopg.connect(dbname=database["NAME"], user=database["USER"], autocommit=True, **options) as raw:
        if not raw.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
            try:
                raw.execute(f"CREATE ROLE {role} LOGIN")
                raw.execute(f"GRANT {role} TO CURRENT_USER")
            except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
                pass


@pytest.fixture(autouse=True, scope="session")
def flush_may_truncate_the_trail() -> Iterator[None]:
    """Between transactional tests all tables are emptied, by their owner, with the trail's guards off for that moment."""
    flush = TransactionTestCase._fixture_teardown
    guarded = ("audit_entry", "recommendations_position")

    def with_guards_off(self: TransactionTestCase) -> None:
        with connection.cursor() as cursor:
            for table in guarded:
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("TRUNCATE audit_head")
        try:
            flush(self)
        finally:
            with connection.cursor() as cursor:
                for table in guarded:
                    cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

    TransactionTestCase._fixture_teardown = with_guards_off  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = flush  # type: ignore[method-assign]


@pytest.fixture(autouse=True, scope="session")
def nobody_lingers(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A killed worker's session may outlive it by a moment; the test database is not dropped under it."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = current_user"
        )


@pytest.fixture(autouse=True)
def own_cache(settings: Any, worker_id: str) -> None:
    """Rate limits of one test do not reach the next, nor another worker's."""
    number = int("".join(sign for sign in worker_id if sign.isdigit()) or 0)
    default = settings.CACHES["default"]
    location = f"{settings.REDIS_URL.rsplit('/', 1)[0]}/{2 + number % 14}"
    settings.CACHES = {**settings.CACHES, "default": {**default, "LOCATION": location}}
    cache.clear()


@pytest.fixture(autouse=True)
def plain_settings(settings: SimpleNamespace, tmp_path: object) -> None:
    settings.MEDIA_ROOT = str(tmp_path)
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def quiet_sender(request: pytest.FixtureRequest, settings: SimpleNamespace) -> None:
    """The wake-up goes to Redis for real; nobody listens, and no test waits for it."""
    settings.CELERY_TASK_ALWAYS_EAGER = False


@pytest.fixture
def council(db: None) -> cast.Cast:
    """The real Council with invented organisations and people in every role."""
    return cast.assemble()


@pytest.fixture
def sign_in() -> Callable[[object], Client]:
    def signed_in(user: object) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
        return client

    return signed_in
