"""The standing cast, the real servers, and what keeps tests apart from one another."""

from __future__ import annotations

import asyncio
import gc
import os
import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client, TransactionTestCase
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from tests import cast, database
from tests.uncalled import every_method_is_called  # noqa: F401
from tests.undefined import every_value_of_a_letter_is_given  # noqa: F401

os.environ.setdefault(
    "DJANGO_ALLOW_ASYNC_UNSAFE", "true"
)  # Playwright keeps an event loop in the test's thread
# Django would keep one connection for a thread that has an event loop and another for the same thread without it. The
# tests that see Playwright's loop and those from which it is hidden share one, so that none is left open on a database
# that is dropped for the next copy.
connections._connections = threading.local()
# No test is timed: on a busy machine one example may take as long as it likes.
hypothesis.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("untimed")

_collected_after: list[asyncio.AbstractEventLoop] = []
LONG = (
    "tests/browser",
    "tests/shape/test_permission_matrix",
    "tests/shape/test_queries",
    "test_races",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """In random order, but what takes long begins first, so that all processors are busy to the end."""
    items.sort(key=lambda item: not any(name in item.nodeid for name in LONG))


@pytest.fixture(scope="session")
def worker_id(worker_id: str) -> str:
    """Named from outside where runs stand side by side on one server."""
    return os.environ.get("TEST_WORKER") or worker_id


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_blocker: Any, worker_id: str
) -> Iterator[None]:
    """A copy of today's template for this worker; after a transactional test the next copy."""
    own = database.worker_name(worker_id)
    with django_db_blocker.unblock():
        source = os.environ.get("TEST_TEMPLATE") or database.template()
        database.copy(source, own)
        database.use(own)

    def copied_anew(self: TransactionTestCase) -> None:
        database.copy(source, own)

    emptied, TransactionTestCase._fixture_teardown = (
        TransactionTestCase._fixture_teardown,
        copied_anew,
    )  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = emptied  # type: ignore[method-assign]
    with django_db_blocker.unblock():
        connection.close()
        with database.server() as raw:
            database.drop(raw, own)


@pytest.fixture(autouse=True)
def without_playwright(request: pytest.FixtureRequest) -> Iterator[None]:
    """Once a browser was there, Playwright's event loop stays in the thread, and what it leaves behind switches the thread
    when the collector finds it. A test without a browser has neither: the loop is hidden, the leavings are collected."""
    loop = asyncio._get_running_loop()
    if loop is None or request.node.get_closest_marker("browser"):
        yield
        return
    if loop not in _collected_after:
        gc.collect()
        _collected_after.append(loop)
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(loop)


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
    return cast.recall()


@pytest.fixture
def nobody(db: None) -> None:
    """A portal as it is after `migrate`: the cast has not come."""
    cast.dismiss()


@pytest.fixture
def sign_in() -> Callable[[object], Client]:
    def signed_in(user: object) -> Client:
        client = Client()
        if user is not None:
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")  # type: ignore[arg-type]
        return client

    return signed_in


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The last lines say what was not looked at."""
    skipped = [
        each
        for each in terminalreporter.stats.get("skipped", [])
        if "NO CHROMIUM" in str(each.longrepr)
    ]
    if skipped:
        terminalreporter.write_line(
            f"{len(skipped)} browser tests did NOT run: there is no Chromium. Install it, or set CHROMIUM.",
            red=True,
        )
