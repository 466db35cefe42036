"""The public page of verification under hostile files: bounded, a few at a time, and nobody else waits."""

from __future__ import annotations

import http.cookiejar  # urllib imports it in whichever thread is first, and the others find half of it
import threading
import time
import urllib.error
import urllib.request
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

from rec_portal.slots import slot
from recommendations import exports
from tests.cast import Cast
from tests.untrusted import heavy

PAGE = "/recommendations/verify/"


def _sent(content: bytes, name: str = "a.pdf", **extra: Any) -> Any:
    return Client().post(PAGE, {"file": SimpleUploadedFile(name, content)}, **extra)


def _post(address: str, content: bytes) -> tuple[int, str]:
    """A form sent over the network, as a browser sends it."""
    cookies = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(cookies))
    page = opener.open(address + PAGE, timeout=60).read().decode()
    token = page.partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    mark = "----rec"
    body = (
        (
            f'--{mark}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n--{mark}\r\n'
            f'Content-Disposition: form-data; name="file"; filename="a.pdf"\r\nContent-Type: application/pdf\r\n\r\n'
        ).encode()
        + content
        + f"\r\n--{mark}--\r\n".encode()
    )
    request = urllib.request.Request(
        address + PAGE, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}
    )
    try:
        with opener.open(request, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.read().decode()


def _places_taken() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return int(cursor.fetchone()[0])


def test_heavy_files_are_bounded_and_every_other_page_answers_meanwhile(live_server: Any) -> None:
    bomb = heavy.forms_within_forms()
    answers: list[tuple[int, str]] = []
    senders = [
        threading.Thread(target=lambda: answers.append(_post(live_server.url, bomb)))
        for _ in range(exports.verify.AT_ONCE)
    ]
    began = time.monotonic()
    for sender in senders:
        sender.start()
    while _places_taken() < exports.verify.AT_ONCE:
        assert time.monotonic() - began < 20
        time.sleep(0.02)
    waits = []
    for path in ("/healthz", "/", "/recommendations/", "/accounts/login/"):
        asked = time.monotonic()
        with urllib.request.urlopen(live_server.url + path, timeout=30) as answer:
            assert answer.status == 200
        waits.append(time.monotonic() - asked)
    third = _post(live_server.url, b"words")
    for sender in senders:
        sender.join(60)
    assert max(waits) < 1, waits
    assert third[0] == 422
    assert "being verified right now" in third[1]
    said = (
        "far more work to read",
        "not an adopted text",
    )  # by processor or by memory, whichever ended first
    assert len(answers) == exports.verify.AT_ONCE
    assert all(
        status in {200, 422} and any(each in page for each in said) for status, page in answers
    )
    assert time.monotonic() - began < 25


@pytest.mark.django_db
def test_a_place_is_given_back_after_use() -> None:
    for _time in range(5):
        assert _sent(b"words").status_code == 200


@pytest.mark.django_db
def test_so_many_at_a_time_and_no_more() -> None:
    with slot("verify", 1) as first, slot("verify", 1) as second:
        # one session of the database takes its own lock again; another session is asked below
        assert first
        assert second


@pytest.mark.django_db(transaction=True)
def test_the_places_are_counted_over_all_sessions_of_the_database() -> None:
    found: list[bool] = []

    def another() -> None:
        from django.db import connection

        with slot("verify", 2) as free:
            found.append(free)
        connection.close()

    def holding(count: int) -> None:
        if count == 0:
            thread = threading.Thread(target=another)
            thread.start()
            thread.join()
            return
        from django.db import connection

        def hold() -> None:
            with slot("verify", 2):
                holding(count - 1)
            connection.close()

        thread = threading.Thread(target=hold)
        thread.start()
        thread.join()

    holding(1)
    holding(2)
    holding(0)
    assert found == [True, False, True]


@pytest.mark.django_db
def test_one_address_verifies_ten_files_a_minute_and_another_goes_on() -> None:
    statuses = [_sent(b"words", REMOTE_ADDR="203.0.113.7").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert Client().get(PAGE, REMOTE_ADDR="203.0.113.7").status_code == 200
    assert _sent(b"words", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_words_that_are_heavy_to_compare_are_bounded_too(council: Cast) -> None:
    """The file is read in a moment; laying it over the adopted text is what takes long."""
    text = council.published()
    began = time.process_time()
    answer = _sent(heavy.symbol_and_noise(str(text.symbol)), "a.txt")
    assert answer.status_code in {200, 422}
    assert time.process_time() - began < 3
    assert "official copy, byte for byte" not in answer.content.decode()


@pytest.mark.django_db
def test_a_file_of_more_than_ten_megabytes_is_not_read() -> None:
    assert _sent(b"x" * (exports.verify.MAX_BYTES + 1), "a.txt").status_code == 422
    assert _sent(b"x" * exports.verify.MAX_BYTES, "a.txt").status_code in {200, 422}
