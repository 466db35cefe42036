"""Nothing lost, nothing twice: what becomes of a delivery, over a real SMTP server."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.db import connection, transaction

from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, unguarded
from tests.mail.conftest import Postmaster


def test_one_message_per_recipient_in_the_readers_language(
    council: Cast, postmaster: Postmaster
) -> None:
    council.meeting()
    assert mail.send_due() == Delivery.objects.count() == 7
    by_reader = {message["X-Envelope-To"]: message for message in postmaster.accepted}
    assert set(by_reader) == {
        council.people[name].email
        for name in (
            "head",
            "excom_chair",
            "other_head",
            "chair",
            "agency_head",
            "society_head",
            "observer",
        )
    }
    english, russian = by_reader[council.other_head.email], by_reader[council.head.email]
    assert english["Subject"] == "Invitation: Fourth meeting"
    assert "Четвёртое заседание" in russian["Subject"]
    for message in postmaster.accepted:
        assert message["To"] == message["X-Envelope-To"]
        assert message["Auto-Submitted"] == "auto-generated"
        assert message["X-Auto-Response-Suppress"] == "All"
        others = set(by_reader) - {message["To"]}
        assert not any(address in message.as_string() for address in others)
        kinds = [part.get_content_type() for part in message.walk()]
        assert kinds.count("text/calendar") == 1
        assert {"text/plain", "text/html", "application/ics"} <= set(kinds)
    identities = {message["Message-ID"] for message in postmaster.accepted}
    assert identities == {delivery.message_id_header for delivery in Delivery.objects.all()}


def test_a_rolled_back_act_sends_nothing(council: Cast, postmaster: Postmaster) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        council.meeting()
        raise RuntimeError
    assert not Delivery.objects.exists()
    assert mail.send_due() == 0
    assert postmaster.accepted == []


def test_retries_wait_longer_and_longer_and_end_after_a_day(
    council: Cast, postmaster: Postmaster
) -> None:
    for attempt, minutes in ((1, 1), (2, 2), (3, 4), (4, 8), (7, 60), (30, 60)):
        waits = [mail.pause_before(attempt) for _ in range(50)]
        assert (
            timedelta(minutes=minutes * 0.5)
            <= min(waits)
            < max(waits)
            <= timedelta(minutes=minutes * 1.5)
        )
    council.meeting()
    postmaster.refuse["RCPT"] = "450 later"
    Delivery.objects.update(created_at=clock.now() - timedelta(hours=24))
    mail.send_due()
    assert set(Delivery.objects.values_list("status", flat=True)) == {"failed"}


def test_a_server_that_is_not_there_delays_and_loses_nothing(
    council: Cast, postmaster: Postmaster, settings: object
) -> None:
    council.meeting()
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, 1  # type: ignore[attr-defined]
    assert mail.send_due() == 0
    assert set(Delivery.objects.values_list("status", flat=True)) == {"deferred"}
    settings.EMAIL_PORT = port  # type: ignore[attr-defined]
    Delivery.objects.update(next_attempt_at=clock.now())
    assert mail.send_due() == 7


def test_one_bad_row_stops_nobody(council: Cast, postmaster: Postmaster) -> None:
    council.meeting()
    poisoned = Delivery.objects.order_by("pk").first()
    assert poisoned is not None
    with unguarded("mail_delivery", "kept"):
        Delivery.objects.filter(pk=poisoned.pk).update(subject="two\r\nlines")
    assert mail.send_due() == 6
    poisoned.refresh_from_db()
    assert poisoned.status == "failed"
    assert "BadHeaderError" in poisoned.last_error


def test_who_lost_the_right_meanwhile_is_not_written_to(
    council: Cast, postmaster: Postmaster
) -> None:
    council.meeting()
    council.head.is_active = False
    council.head.save()
    mandate = council.other_head.representations.get()
    mandate.ends = mandate.starts = mandate.starts - timedelta(days=1)
    mandate.save()
    assert mail.send_due() == 5
    silenced = set(
        Delivery.objects.filter(status="cancelled").values_list("person__email", flat=True)
    )
    assert silenced == {council.head.email, council.other_head.email}


def test_a_dead_senders_lease_runs_out_and_another_takes_over(
    council: Cast, postmaster: Postmaster
) -> None:
    council.meeting()
    claimed = mail.claim(10)
    assert mail.send_due() == 0
    Delivery.objects.update(lease_until=clock.now() - timedelta(seconds=1))
    assert mail.send_due() == 7
    assert not mail.conclude(claimed[0], mail.DeliveryStatus.SENT)


def test_a_refused_delivery_is_sent_again_by_hand_with_a_reason(
    council: Cast, postmaster: Postmaster
) -> None:
    council.meeting()
    postmaster.refuse[council.head.email] = "550 5.1.1 no such user"
    assert mail.send_due() == 6
    refused = Delivery.objects.get(status="failed")
    postmaster.refuse.clear()
    mail.send_again(refused, by=council.secretariat, at=clock.now(), reason="address corrected")
    assert mail.send_due() == 1
    with pytest.raises(RuleBroken):
        mail.send_again(refused, by=council.secretariat, at=clock.now(), reason="again")


@pytest.mark.parametrize("role", ["admin", "head", "chair", "observer", "outsider"])
def test_nobody_else_steers_the_post_whoever_calls_the_act(council: Cast, role: str) -> None:
    council.meeting()
    delivery, by = Delivery.objects.first(), council.people[role]
    assert delivery
    for act in (mail.send_again, mail.came_back):
        with pytest.raises(Refused):
            act(delivery, by=by, at=clock.now(), reason="x")
    with pytest.raises(Refused):
        mail.resume(by=by, at=clock.now())


def test_two_senders_never_take_the_same_row(council: Cast) -> None:
    council.meeting()
    assert len(mail.claim(4)) == 4
    assert len(mail.claim(10)) == 3
    assert mail.claim(10) == []


HUNG = """
import os, socket, time, django
hung = socket.create_server(("127.0.0.1", 0))
os.environ["REDIS_URL"] = f"redis://127.0.0.1:{hung.getsockname()[1]}/0"
django.setup()
from rec_portal.mail.dispatch import wake
wake()
times = []
for _ in range(5):
    began = time.monotonic(); wake(); times.append(time.monotonic() - began)
print(max(times), flush=True); os._exit(0)
"""


def test_a_hung_broker_delays_a_page_by_a_fifth_of_a_second_at_most() -> None:
    """A broker that takes the connection and never answers: whoever wakes the sender goes on all the same."""
    environ = {**os.environ, "DJANGO_SETTINGS_MODULE": "rec_portal.settings"}
    done = subprocess.run(
        [sys.executable, "-c", HUNG],
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (
        float(done.stdout) < 1
    )  # 0.2 s by design; without the bound the publisher waits 4 s and more


def test_a_restored_system_sends_nothing_until_told(
    council: Cast, postmaster: Postmaster, settings: object
) -> None:
    council.meeting()
    settings.MAIL_HOLD = True  # type: ignore[attr-defined]
    assert mail.send_due() == 0
    assert postmaster.accepted == []


def test_the_database_refuses_impossible_deliveries(council: Cast) -> None:
    from django.db import IntegrityError

    council.meeting()
    for sql in (
        "UPDATE mail_delivery SET status = 'sent'",
        "UPDATE mail_delivery SET status = 'sending'",
        "UPDATE mail_delivery SET status = 'lost'",
        "UPDATE mail_delivery SET sent_at = now()",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_letters_to_a_folder_lie_in_the_folder_that_was_named(tmp_path: object) -> None:
    environ = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "rec_portal.settings",
        "EMAIL_URL": f"file://{tmp_path}",
    }
    script = "from django.conf import settings; print(settings.EMAIL_FILE_PATH)"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == str(tmp_path)
