"""Nothing but speed depends on Redis: stopped, frozen, silent or full, the portal serves and its limits hold."""

from __future__ import annotations

import os
import signal
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core import mail as outbox
from django.core.cache import cache, caches
from django.test import Client
from redis import Redis

from rec_portal import embedded
from rec_portal.mail.models import Delivery
from tests import cast
from tests.cast import Cast
from tests.shape.addresses import address_of, addresses, arguments

STATES = ("stopped", "frozen", "silent", "full")
PATIENCE = 1.5
"""Seconds that the first request may lose over a Redis that does not answer; the following ones lose nothing."""


@pytest.fixture(params=STATES)
def broken_redis(
    request: pytest.FixtureRequest, settings: Any, tmp_path: Path, db: None
) -> Iterator[str]:
    """A real Redis in one of four bad states, as the portal's cache."""
    state, cleanup = request.param, []
    if state == "silent":
        listening = socket.create_server(("127.0.0.1", 0))
        cleanup.append(listening.close)
        address = f"redis://127.0.0.1:{listening.getsockname()[1]}/0"
    else:
        port, password = embedded.free_port(), "broken"
        process = embedded.launch_redis(tmp_path, port, password)
        address = f"redis://:{password}@127.0.0.1:{port}/0"
        cleanup.append(
            lambda: (process.send_signal(signal.SIGCONT), process.kill(), process.wait())
        )
        if state == "stopped":
            process.kill()
            process.wait()
        elif state == "frozen":
            os.kill(process.pid, signal.SIGSTOP)
        else:
            with Redis.from_url(address) as client:
                client.config_set("maxmemory", "1")
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": address},
    }
    caches["fallback"].clear()
    yield state
    for each in cleanup:
        each()


def _login(address: str, password: str, client: Client | None = None) -> Any:
    return (client or Client()).post("/accounts/login/", {"login": address, "password": password})


def test_people_sign_in_and_limits_on_attempts_hold(broken_redis: str, council: Cast) -> None:
    began = time.monotonic()
    assert _login(council.head.email, cast.PASSWORD).status_code == 302
    assert time.monotonic() - began < PATIENCE
    for _attempt in range(5):
        assert _login(council.other_head.email, "wrong").status_code == 200
    refused = _login(council.other_head.email, cast.PASSWORD)
    assert refused.status_code == 200
    assert "_auth_user_id" not in refused.wsgi_request.session
    assert _login(council.chair.email, cast.PASSWORD).status_code == 302


def test_a_password_is_reset(broken_redis: str, council: Cast) -> None:
    answer = Client().post("/accounts/password/reset/", {"email": council.head.email})
    assert answer.status_code == 302
    assert (
        Delivery.objects.filter(address=council.head.email, letter__confidential=True).count() == 1
    )
    assert not outbox.outbox


def test_two_writers_see_each_other(broken_redis: str, council: Cast, sign_in: Any) -> None:
    text = council.text()
    paragraph = text.working_paragraphs.order_by("order")[0].paragraph_id
    address = f"{text.get_absolute_url()}presence/"
    assert sign_in(council.rapporteur).get(address, {"at": paragraph}).status_code == 200
    seen = sign_in(council.chair).get(address).json()
    assert str(paragraph) in seen["here"]


@pytest.mark.slow
def test_every_page_works(broken_redis: str, council: Cast, sign_in: Any, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = settings.MFA_RATE_LIMITS = False
    given = arguments(council)
    client = sign_in(council.secretariat)
    client.raise_request_exception = False
    broken = {}
    for name, pattern in sorted(set(addresses())):
        if name == "readyz":  # says so
            continue
        answer = client.get(address_of(name, pattern, given, council))
        for closer in getattr(answer, "_resource_closers", ()):
            closer()
        if answer.status_code >= 500:
            broken[name] = answer.status_code
    assert not broken


def test_after_a_failure_the_next_requests_lose_no_time(broken_redis: str) -> None:
    cache.set("first", 1)
    began = time.monotonic()
    for number in range(20):
        cache.set("key", number)
    assert cache.get("key") == 19
    assert time.monotonic() - began < 0.5
    assert cache.add("key", 0) is False
    assert cache.get("key") == 19
    assert cache.incr("key") == 20
    assert cache.get_many(["key", "none"]) == {"key": 20}
    cache.delete("key")
    assert cache.get("key") is None


def test_redis_serves_again_after_its_rest(
    settings: Any, tmp_path: Path, db: None, monkeypatch: Any
) -> None:
    monkeypatch.setattr("rec_portal.cache.REST_SECONDS", 0.3)
    port, password = embedded.free_port(), "rest"
    address = f"redis://:{password}@127.0.0.1:{port}/0"
    settings.CACHES = {
        **settings.CACHES,
        "default": {**settings.CACHES["default"], "LOCATION": address},
    }
    cache.set("word", "kept by the database")
    process = embedded.launch_redis(tmp_path, port, password)
    assert cache.get("word") == "kept by the database"
    time.sleep(0.3)
    cache.set("word", "kept by Redis")
    with Redis.from_url(address) as client:
        assert client.keys("*word")
    assert caches["fallback"].get("word") == "kept by the database"
    process.kill()
    process.wait()
