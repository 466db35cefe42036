"""What happens to letters: queued with the act that causes them, claimed, handed over, tried again, given up.

The order of every delivery: claim under a lease and commit; ask whether the reader is still entitled; hand over to the
server; write what it said, only while the lease is still ours. A crash anywhere leaves a row that the next sweep takes up.
"""

from __future__ import annotations

import logging
import random
import smtplib
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import transaction
from django.utils.translation import gettext as _

from rec_portal import clock
from rec_portal.audit.models import record
from rec_portal.clock import ClockTimestamp
from rec_portal.verdicts import RuleBroken

from . import waking
from .lifecycle import WAITING, DeliveryStatus
from .models import Attempt, Channel, Delivery, Letter
from .writing import Notice

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

    from accounts.models import User

logger = logging.getLogger(__name__)
Entitled = Callable[[Delivery], bool]
_still_entitled: dict[str, Entitled] = {}
PAUSE = timedelta(minutes=10)
RUN_SECONDS = 30  # a run ends well before the worker's time limits; the sweep goes on with the rest


def ask_before_sending(kind: str, question: Entitled) -> None:
    """Register, for one kind of letter, the question «is this reader still entitled?»."""
    _still_entitled[kind] = question


def queue(notice: Notice, *, by: User | None) -> Letter:
    """Write the letter and its deliveries in the transaction of the act; the sender is woken after commit."""
    letter = notice.letter(by)
    letter.save()
    deliveries = notice.written()
    for delivery in deliveries:
        delivery.letter = letter
    Delivery.objects.bulk_create(deliveries)
    transaction.on_commit(waking.wake, robust=True)
    return letter


def queue_written(person: User, *, kind: str, address: str, subject: str, text: str) -> Letter:
    """Queue one letter that somebody else has written (the sign-in pages); its text stays out of the ledger."""
    letter = Letter.objects.create(
        kind=kind, about_type=person._meta.label_lower, about_id=person.pk, about_name=str(person), confidential=True
    )
    Delivery.objects.create(
        letter=letter, person=person, address=address, language=person.language, subject=subject[:300], text=text
    )
    transaction.on_commit(waking.wake, robust=True)
    return letter


@transaction.atomic
def send_again(delivery: Delivery, *, by: User, at: datetime, reason: str) -> Delivery:
    """Queue a delivery that was refused for good once more (after the address was mended); the reason is kept."""
    delivery = (
        Delivery.objects.select_for_update(no_key=True, of=("self",)).select_related("letter", "person").get(pk=delivery.pk)
    )
    if delivery.status != DeliveryStatus.FAILED:
        raise RuleBroken(_("Only a delivery that was refused for good is sent again; this one is not."))
    delivery.status, delivery.address, delivery.attempts = DeliveryStatus.QUEUED, delivery.person.email, 0
    delivery.next_attempt_at, delivery.last_error, delivery.created_at = at, "", at
    delivery.save()
    record("delivery.sent_again", delivery.letter, by=by, at=at, delivery=delivery.pk, reason=reason)
    transaction.on_commit(waking.wake, robust=True)
    return delivery


@transaction.atomic
def came_back(delivery: Delivery, *, by: User, at: datetime, reason: str) -> Delivery:
    """A letter that the server had accepted came back to the mailbox: it reached nobody, and whatever waits on it learns so."""
    delivery = Delivery.objects.select_for_update(no_key=True, of=("self",)).select_related("letter").get(pk=delivery.pk)
    if delivery.status != DeliveryStatus.SENT:
        raise RuleBroken(_("Only a letter that the mail server had accepted comes back; this one has another state."))
    delivery.status, delivery.sent_at, delivery.last_error = DeliveryStatus.FAILED, None, reason[:300]
    delivery.save(update_fields=["status", "sent_at", "last_error"])
    record("delivery.came_back", delivery.letter, by=by, at=at, delivery=delivery.pk, reason=reason)
    return delivery


def send_due(limit: int | None = None) -> int:
    """Send what is due, batch after batch, until nothing is; return how many were handed over."""
    sent = 0
    if settings.MAIL_HOLD:
        return sent
    with _Post() as post:
        until = time.monotonic() + RUN_SECONDS
        while (limit is None or sent < limit) and time.monotonic() < until:
            batch = claim(settings.MAIL_BATCH)
            if not batch:
                return sent
            post.begins_a_batch()
            for delivery in batch:
                if time.monotonic() > until:
                    release(batch)
                    waking.wake()
                    return sent
                sent += post.deliver(delivery)
                if post.paused:
                    release(batch)
                    return sent
    return sent


@transaction.atomic
def claim(size: int) -> list[Delivery]:
    """Take up to `size` deliveries under one lease; two senders never hold the same row."""
    at = clock.now()
    if Channel.objects.filter(paused_until__gt=at).exists():
        return []
    batch = list(
        Delivery.objects.due(at).select_for_update(skip_locked=True, of=("self",)).select_related("letter", "person")[:size]
    )
    lease, until = uuid.uuid4(), at + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    Delivery.objects.filter(pk__in=[delivery.pk for delivery in batch]).update(
        status=DeliveryStatus.SENDING, lease=lease, lease_until=until
    )
    for delivery in batch:
        delivery.lease, delivery.lease_until, delivery.status = lease, until, DeliveryStatus.SENDING
    return batch


def renew(delivery: Delivery) -> bool:
    """Late in a batch the lease is prolonged before each letter; False when another sender has taken the row."""
    until = clock.now() + timedelta(seconds=settings.MAIL_LEASE_SECONDS)
    own = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, status=DeliveryStatus.SENDING)
    return bool(own.update(lease_until=until))


def release(batch: list[Delivery]) -> None:
    """Give back what was claimed and not tried."""
    for delivery in batch:
        Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, status=DeliveryStatus.SENDING).update(
            status=DeliveryStatus.QUEUED, lease=None, lease_until=None
        )


@dataclass(frozen=True)
class _Answer:
    """What became of one attempt: the new state, the SMTP code if there was one, and the server's words."""

    status: DeliveryStatus
    code: int | None = None
    words: str = ""
    pauses: bool = False


class _Post:
    """One connection to the mail server for a run of deliveries, opened at the first and mended when it breaks."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None
        self._claimed = 0.0
        self.paused = False

    def __enter__(self) -> _Post:
        return self

    def __exit__(self, *failure: object) -> None:
        self._hang_up()

    def begins_a_batch(self) -> None:
        self._claimed = time.monotonic()

    def deliver(self, delivery: Delivery) -> bool:
        """Hand over one delivery; True when the server accepted it. One bad row never stops the others."""
        if time.monotonic() - self._claimed > settings.MAIL_LEASE_SECONDS / 3 and not renew(delivery):
            return False
        if not entitled(delivery):
            conclude(delivery, _Answer(DeliveryStatus.CANCELLED))
            return False
        answer = self._hand_over(delivery)
        if answer.pauses:
            pause(answer.words)
            self.paused = True
            return False
        return conclude(delivery, answer)

    def _hand_over(self, delivery: Delivery) -> _Answer:
        try:
            message = message_of(delivery)
            message.message()
        except Exception as failure:
            logger.exception("delivery %s cannot be written", delivery.pk)
            return _Answer(DeliveryStatus.FAILED, None, f"{type(failure).__name__}: {failure}")
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
            message.connection = self._connection
            message.send()
        except smtplib.SMTPException as failure:
            self._hang_up()
            return answer_of(failure)
        except OSError as failure:
            self._hang_up()
            return _Answer(DeliveryStatus.DEFERRED, None, str(failure))
        return _Answer(DeliveryStatus.SENT, 250)

    def _hang_up(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            try:
                connection.close()
            except (OSError, smtplib.SMTPException):
                logger.info("the mail server had already hung up")


def answer_of(failure: smtplib.SMTPException) -> _Answer:
    """Sort a refusal: who was refused (the reader, us, or nobody), for now or for good.

    4xx and lost connections: again later. 5xx for the recipient, or for this message's size: for good. 5xx for the
    sender, the sign-in or by policy: the whole way is paused and no recipient is marked.
    """
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, refusal = next(iter(failure.recipients.values()))
        return _Answer(DeliveryStatus.FAILED if code >= 500 else DeliveryStatus.DEFERRED, code, _words(refusal))
    if not isinstance(failure, smtplib.SMTPResponseException):
        return _Answer(DeliveryStatus.DEFERRED, None, str(failure))
    code, words = failure.smtp_code, _words(failure.smtp_error)
    if code < 500:
        return _Answer(DeliveryStatus.DEFERRED, code, words)
    if isinstance(failure, smtplib.SMTPDataError) and (code == 552 or words.startswith(("5.2.", "5.3.4"))):
        return _Answer(DeliveryStatus.FAILED, code, words)
    return _Answer(DeliveryStatus.QUEUED, code, f"{code} {words}", pauses=True)


def _words(words: bytes | str) -> str:
    return (words.decode("utf-8", "replace") if isinstance(words, bytes) else words)[:400]


def entitled(delivery: Delivery) -> bool:
    """Asked right before sending: the account is active and what the letter is about is still the reader's business."""
    question = _still_entitled.get(delivery.letter.kind)
    return delivery.person.is_active and (question is None or question(delivery))


@transaction.atomic
def conclude(delivery: Delivery, answer: _Answer) -> bool:
    """Write what became of an attempt, if the lease is still ours; True when the letter was accepted."""
    status, next_attempt = answer.status, delivery.next_attempt_at
    attempts = delivery.attempts + (status != DeliveryStatus.CANCELLED)
    if status == DeliveryStatus.DEFERRED:
        next_attempt = clock.now() + pause_before(attempts)
        if next_attempt > delivery.created_at + timedelta(hours=settings.MAIL_GIVE_UP_HOURS):
            status = DeliveryStatus.FAILED
    ours = Delivery.objects.filter(pk=delivery.pk, lease=delivery.lease, status=DeliveryStatus.SENDING).update(
        status=status,
        lease=None,
        lease_until=None,
        attempts=attempts,
        next_attempt_at=next_attempt,
        last_error="" if status == DeliveryStatus.SENT else answer.words[:500],
        sent_at=ClockTimestamp() if status == DeliveryStatus.SENT else None,
    )
    if ours:
        Attempt.objects.create(delivery=delivery, outcome=status, code=answer.code, answer=answer.words[:500])
    return bool(ours) and status == DeliveryStatus.SENT


def pause_before(attempt: int) -> timedelta:
    """1, 2, 4, 8 … minutes, at most 60, each ±50 %, so that a server that comes back is not stormed."""
    minutes = min(2 ** (attempt - 1), 60)
    return timedelta(minutes=minutes * random.uniform(0.5, 1.5))  # noqa: S311  # spreading load, not a secret


@transaction.atomic
def pause(reason: str) -> None:
    logger.error("mail is paused: %s", reason)
    Channel.objects.update_or_create(id=1, defaults={"paused_until": clock.now() + PAUSE, "reason": reason[:500]})


@transaction.atomic
def resume(*, by: User, at: datetime) -> None:
    """Open the way to the mail server again, by hand."""
    channel, _made = Channel.objects.select_for_update().get_or_create(id=1)
    channel.paused_until, channel.reason = None, ""
    channel.save()
    Delivery.objects.filter(status__in=WAITING, next_attempt_at__gt=at).update(next_attempt_at=at)
    record("mail.resumed", channel, by=by, at=at)
    transaction.on_commit(waking.wake, robust=True)


def message_of(delivery: Delivery) -> EmailMultiAlternatives:
    """The message: text, HTML and calendar as alternatives, invite.ics attached (RFC 6047), one recipient, no other name."""
    message = EmailMultiAlternatives(
        subject=delivery.subject,
        body=delivery.text,
        to=[delivery.address],
        headers={
            "Message-ID": delivery.message_id_header,
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
            "Content-Language": delivery.language,
        },
    )
    if delivery.html:
        message.attach_alternative(delivery.html, "text/html")
    if delivery.calendar:
        kind = f"text/calendar; method={delivery.calendar_method}; charset=UTF-8"
        message.attach_alternative(delivery.calendar, kind)
        message.attach(_invite(delivery))
    return message


def _invite(delivery: Delivery) -> MIMEBase:
    part = MIMEBase("application", "ics", name="invite.ics")
    part.set_payload(delivery.calendar.encode())
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename="invite.ics")
    return part
