"""The ladder of a mail server's answers: who is marked, who is tried again, when the post stops, and that it never hangs."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import DataError

from accounts.models import User
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail import smtp
from rec_portal.mail.models import Attempt, Channel, Delivery, Letter
from tests.cast import unguarded
from tests.mail.scripted import DROP, SILENCE, ScriptedServer, certificate

LETTERS = 10


@pytest.fixture
def server(settings: Any) -> Iterator[ScriptedServer]:
    made = ScriptedServer()
    _send_to(made, settings)
    yield made
    made.close()


def _send_to(server: ScriptedServer, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "localhost", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 1


def _address(number: int) -> str:
    return f"reader{number}@ladder.example"


@pytest.fixture
def ten(db: None) -> list[Delivery]:
    """Ten letters to ten people, each a letter of its own."""
    made = []
    for number in range(LETTERS):
        person = User.objects.create(email=_address(number), name=f"Reader {number}", password="!")
        letter = Letter.objects.create(
            kind="test", about_type="councils.body", about_id=number, about_name="test"
        )
        made.append(
            Delivery.objects.create(
                letter=letter,
                person=person,
                address=person.email,
                language="en",
                subject="Notice",
                text="Words",
            )
        )
    return made


def _states() -> list[str]:
    return list(Delivery.objects.order_by("pk").values_list("status", flat=True))


def _paused() -> bool:
    return Channel.objects.filter(paused_until__gt=clock.now()).exists()


def _others_sent(number: int, state: str) -> list[str]:
    return ["sent"] * number + [state] + ["sent"] * (LETTERS - number - 1)


AT_ONE = [
    # what the server says, to which command of the fifth letter, and what becomes of that letter
    (_address(4), b"421 4.3.2 closing", "deferred"),
    (_address(4), b"450 4.2.1 greylisted", "deferred"),
    (_address(4), b"451 4.3.0 later", "deferred"),
    (_address(4), b"550 5.1.1 no such user", "failed"),
    (_address(4), b"551 5.1.6 moved", "failed"),
    (_address(4), b"554 5.7.1 relay access denied", "failed"),
    (_address(4), b"530 5.7.0 must issue STARTTLS first", "failed"),
    (_address(4), b"550 5.7.1 not welcome", "failed"),
    (_address(4), b"550 \x00 no\x00 such \x01 user", "failed"),
    (_address(4), b"550 \xff\xfe\x80 8-bit \xc3", "failed"),
    (_address(4), b"\xff\x00rubbish", "deferred"),
    (_address(4), b"x" * 9000, "deferred"),
    (_address(4), DROP, "deferred"),
    (_address(4), SILENCE, "deferred"),
    (f"END {_address(4)}", b"451 4.3.0 later", "deferred"),
    (f"END {_address(4)}", b"550 5.7.1 content rejected", "deferred"),
    (f"END {_address(4)}", b"552 5.3.4 too big", "deferred"),
    (f"END {_address(4)}", b"554 5.6.0 spam", "deferred"),
    (f"END {_address(4)}", b"554 \x00\xff", "deferred"),
    (f"END {_address(4)}", DROP, "deferred"),
    (f"END {_address(4)}", SILENCE, "deferred"),
]


@pytest.mark.parametrize(("key", "said", "state"), AT_ONE)
def test_an_answer_to_one_of_ten_concerns_that_one_alone(
    ten: list[Delivery], server: ScriptedServer, key: str, said: bytes, state: str
) -> None:
    server.script[key] = said
    assert mail.send_due() == LETTERS - 1
    assert _states() == _others_sent(4, state)
    assert not _paused()
    attempt = Attempt.objects.get(delivery=ten[4])
    assert attempt.outcome == state
    assert "\x00" not in attempt.answer
    marked = Delivery.objects.get(pk=ten[4].pk)
    assert (marked.next_attempt_at > clock.now()) == (state == "deferred")
    server.script.clear()
    Delivery.objects.filter(status="deferred").update(next_attempt_at=clock.now())
    mail.send_due()
    assert Delivery.objects.get(pk=ten[4].pk).status == (
        "sent" if state == "deferred" else "failed"
    )


@pytest.mark.parametrize("number", [0, LETTERS - 1])
def test_a_refusal_at_the_first_or_last_recipient_is_theirs_where_the_server_takes_others(
    ten: list[Delivery], server: ScriptedServer, number: int
) -> None:
    server.script[_address(number)] = b"554 5.7.1 relay access denied"
    assert mail.send_due() == LETTERS - 1
    assert _states() == _others_sent(number, "failed")
    assert not _paused()


def test_greylisted_then_accepted(ten: list[Delivery], server: ScriptedServer) -> None:
    server.script["RCPT"] = [b"450 4.7.1 greylisted"] * LETTERS + [b"250 OK"]
    assert mail.send_due() == 0
    assert set(_states()) == {"deferred"}
    Delivery.objects.update(next_attempt_at=clock.now())
    assert mail.send_due() == LETTERS


@pytest.mark.parametrize(
    ("script", "login"),
    [
        ({"AUTH": b"535 5.7.8 wrong password"}, True),
        ({"AUTH": b"550 5.7.1 account closed"}, True),
        ({"MAIL": b"550 5.7.1 sender refused"}, False),
        ({"MAIL": b"530 5.7.0 authentication required"}, False),
        ({"RCPT": b"554 5.7.1 relay access denied"}, False),
        ({"RCPT": b"530 5.7.0 must issue a STARTTLS command first"}, False),
        ({"RCPT": b"550 5.7.26 this sender is not authenticated"}, False),
        ({"banner": b"554 no service for you"}, False),
        ({"EHLO": b"550 go away"}, False),
    ],
)
def test_an_answer_about_us_pauses_the_post_and_marks_nobody(
    ten: list[Delivery],
    server: ScriptedServer,
    settings: Any,
    script: dict[str, bytes],
    login: bool,
) -> None:
    if login:
        server.offers = ("AUTH PLAIN",)
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "rec"
    server.script.update(script)
    assert mail.send_due() == 0
    assert set(_states()) == {"queued"}
    assert not Delivery.objects.exclude(attempt_count=0).exists()
    assert _paused()
    assert next(iter(script.values()))[:3].decode() in Channel.objects.get().reason
    asked = len(server.commands)
    assert mail.send_due() == 0
    assert len(server.commands) == asked  # while it is paused nobody knocks
    server.script.clear()
    Channel.objects.update(paused_until=clock.now())
    assert mail.send_due() == LETTERS


@pytest.mark.parametrize(
    "script",
    [
        {"banner": b"421 too busy"},
        {"banner": SILENCE},
        {"banner": DROP},
        {"banner": b"\x00\xff"},
        {"AUTH": b"454 4.7.0 temporary"},
    ],
)
def test_a_server_that_cannot_now_delays_and_loses_nothing(
    ten: list[Delivery], server: ScriptedServer, settings: Any, script: dict[str, bytes]
) -> None:
    server.offers = ("AUTH PLAIN",)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "rec"
    settings.EMAIL_TIMEOUT = 0.2
    server.script.update(script)
    assert mail.send_due() == 0
    assert set(_states()) == {"deferred"}
    assert not _paused()
    server.script.clear()
    Delivery.objects.update(next_attempt_at=clock.now())
    assert mail.send_due() == LETTERS


def test_a_message_too_large_for_the_announced_size_is_no_refusal_of_us(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script["MAIL"] = [b"250 OK", b"552 5.3.4 message size exceeds fixed limit", b"250 OK"]
    assert mail.send_due() == LETTERS - 1
    assert _states() == _others_sent(1, "deferred")
    assert not _paused()


def test_three_different_letters_refused_after_data_pause_the_post(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script["END"] = b"554 5.7.1 rejected"
    assert mail.send_due() == 0
    assert _states() == ["deferred"] * 3 + ["queued"] * 7
    assert _paused()


def test_two_refused_letters_and_an_accepted_one_pause_nothing(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    for number in (0, 1, 3, 4, 6, 7):
        server.script[f"END {_address(number)}"] = b"554 5.7.1 rejected"
    assert mail.send_due() == 4
    assert not _paused()


def test_one_letter_to_many_that_is_refused_after_data_does_not_stop_other_letters(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    """A notice whose words a filter dislikes is one letter, however many people it is written to."""
    with unguarded("mail_delivery", "kept"):
        Delivery.objects.filter(pk__in=[each.pk for each in ten[:6]]).update(letter=ten[0].letter)
    for number in range(6):
        server.script[f"END {_address(number)}"] = b"554 5.7.1 rejected"
    assert mail.send_due() == 4
    assert _states() == ["deferred"] * 6 + ["sent"] * 4
    assert not _paused()


def test_a_row_of_refused_letters_reaches_over_several_runs(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script["END"] = b"554 5.7.1 rejected"
    later = clock.now() + timedelta(hours=1)
    Delivery.objects.update(next_attempt_at=later)
    for number, paused in ((0, False), (1, False), (2, True)):
        Delivery.objects.filter(pk=ten[number].pk).update(next_attempt_at=clock.now())
        assert mail.send_due() == 0
        assert _paused() == paused


def test_one_letter_refused_again_and_again_is_one_letter(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script["END"] = b"554 5.7.1 rejected"
    Delivery.objects.exclude(pk=ten[0].pk).update(next_attempt_at=clock.now() + timedelta(hours=1))
    for _time in range(4):
        Delivery.objects.filter(pk=ten[0].pk).update(next_attempt_at=clock.now())
        mail.send_due()
    assert Attempt.objects.count() == 4
    assert not _paused()


def test_doubt_that_nothing_settles_marks_nobody(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    """Two recipients refused as by a relay, and nobody else written to: it may be us. They are tried again."""
    server.script["RCPT"] = b"554 5.7.1 relay access denied"
    Delivery.objects.filter(pk__in=[each.pk for each in ten[2:]]).update(
        next_attempt_at=clock.now() + timedelta(hours=1)
    )
    assert mail.send_due() == 0
    assert _states()[:2] == ["deferred", "deferred"]
    Delivery.objects.filter(pk=ten[2].pk).update(next_attempt_at=clock.now())
    assert mail.send_due() == 0  # the third in a row, in another run
    assert _paused()
    assert _states()[2] == "queued"


def test_doubt_is_no_mark_where_the_server_then_refuses_us(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script[_address(1)] = b"554 5.7.1 relay access denied"
    server.script["MAIL"] = [b"250 OK", b"250 OK", b"550 5.7.1 sender refused"]
    assert mail.send_due() == 1
    assert _states() == ["sent", "deferred"] + ["queued"] * 8
    assert _paused()


def test_what_is_refused_after_data_for_a_day_is_given_up(
    ten: list[Delivery], server: ScriptedServer
) -> None:
    server.script[f"END {_address(4)}"] = b"552 5.3.4 too big"
    Delivery.objects.filter(pk=ten[4].pk).update(created_at=clock.now() - timedelta(hours=24))
    assert mail.send_due() == LETTERS - 1
    assert _states() == _others_sent(4, "failed")


def test_encryption_that_is_asked_for_and_not_offered_is_never_gone_without(
    ten: list[Delivery], server: ScriptedServer, settings: Any
) -> None:
    settings.EMAIL_USE_TLS = True
    assert mail.send_due() == 0
    assert server.accepted == []
    assert set(_states()) == {"queued"}
    assert _paused()


@pytest.mark.parametrize(
    ("said", "paused"), [(b"454 4.7.0 not available", False), (b"554 5.7.0 not for you", True)]
)
def test_a_failed_starttls_sends_nothing(
    ten: list[Delivery], server: ScriptedServer, settings: Any, said: bytes, paused: bool
) -> None:
    settings.EMAIL_USE_TLS = True
    server.offers = ("STARTTLS",)
    server.script["STARTTLS"] = said
    assert mail.send_due() == 0
    assert server.accepted == []
    assert set(_states()) == ({"queued"} if paused else {"deferred"})
    assert _paused() == paused


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_does_not_fit_stops_the_post_and_says_so(
    ten: list[Delivery], settings: Any, tmp_path: Path, implicit: bool
) -> None:
    server = ScriptedServer(
        tls=certificate(tmp_path, "elsewhere.example"), implicit=implicit, offers=("STARTTLS",)
    )
    _send_to(server, settings)
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = implicit, not implicit
    assert mail.send_due() == 0
    assert server.accepted == []
    assert set(_states()) == {"queued"}
    assert "certificate" in Channel.objects.get().reason
    server.close()


@pytest.mark.parametrize("implicit", [True, False])
def test_a_certificate_that_fits_carries_the_post(
    ten: list[Delivery],
    settings: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    implicit: bool,
) -> None:
    """The counterpart, so that the refusal above is the certificate's and not the server's."""
    file = certificate(tmp_path, "localhost")
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = ScriptedServer(tls=file, implicit=implicit, offers=("STARTTLS",))
    _send_to(server, settings)
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = implicit, not implicit
    assert mail.send_due() == LETTERS
    server.close()


def test_a_question_that_fails_delays_its_letter_alone(
    ten: list[Delivery], server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def question(delivery: Delivery) -> bool:
        if delivery.pk == ten[4].pk:
            raise DataError("value too long")
        return True

    monkeypatch.setitem(mail._still_entitled, "test", question)
    assert mail.send_due() == LETTERS - 1
    assert _states() == _others_sent(4, "deferred")
    assert Attempt.objects.get(delivery=ten[4]).answer == "DataError: value too long"


def test_the_words_of_a_server_fit_into_the_database() -> None:
    assert smtp.clean(b"no\x00 such\r\nuser \xd0\xbf\xff") == "no such user п"
    assert len(smtp.clean("x" * 9000)) == 400


@pytest.mark.parametrize(
    ("failure", "meaning"),
    [
        (
            smtplib.SMTPRecipientsRefused({"a@b": (549, b"never heard of it")}),
            smtp.Meaning.RECIPIENT,
        ),
        (smtplib.SMTPRecipientsRefused({"a@b": (499, b"5.7.1")}), smtp.Meaning.LATER),
        (smtplib.SMTPRecipientsRefused({"a@b": (500, b"5.7.1")}), smtp.Meaning.PERHAPS_US),
        (smtplib.SMTPDataError(499, b""), smtp.Meaning.LATER),
        (smtplib.SMTPDataError(500, b""), smtp.Meaning.MESSAGE),
        (smtplib.SMTPSenderRefused(499, b"", "a@b"), smtp.Meaning.LATER),
        (smtplib.SMTPSenderRefused(500, b"", "a@b"), smtp.Meaning.US),
        (smtplib.SMTPServerDisconnected("gone"), smtp.Meaning.LATER),
        (TimeoutError(), smtp.Meaning.LATER),
    ],
)
def test_the_boundary_between_now_and_for_good_is_500(failure: Any, meaning: smtp.Meaning) -> None:
    assert smtp.answer_to_message(failure).meaning == meaning
