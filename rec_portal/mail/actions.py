"""What happens to letters: queued with the act that causes them, claimed, handed over, tried again, given up.

The order of every delivery: claim under a lease and commit; ask whether the reader is still entitled; hand over to the
server; write what it said, only while the lease is still ours. A crash anywhere leaves a row that the next sweep takes up.
"""

from __future__ import annotations

import logging
import random
import time
import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.utils.translation import gettext as _

from rec_portal import audit, clock
from rec_portal.clock import ClockTimestamp
from rec_portal.names import LONGEST, by_language, columns
from rec_portal.verdicts import RuleBroken, Verdict, require

from . import dispatch
from .lifecycle import DeliveryStatus
from .models import Attempt, Channel, Delivery, Letter
from .smtp import Answer, Meaning, SmtpSession, Stage, clean
from .writing import Notice

if TYPE_CHECKING:
    from accounts.models import User

logger = logging.getLogger(__name__)
Entitled = Callable[[Delivery], bool]
_still_entitled: dict[str, Entitled] = {}
_to_whom_it_concerns: set[str] = set()
_may_steer: list[Callable[[User], Verdict]] = []
PAUSE = timedelta(minutes=10)
IN_A_ROW = 3  # refusals that may be about us: so many different letters or recipients, and the post is paused
RUN_SECONDS = 30  # a run ends well before the worker's time limits; the sweep goes on with the rest


def ask_before_sending(kind: str, question: Entitled) -> None:
    """Register, for one kind of letter, the question «is this reader still entitled?»."""
    _still_entitled[kind] = question


def send_even_to_the_deactivated(kind: str) -> None:
    """Register a kind of letter about an account itself: its owner is told also when the account has just been switched off."""
    _to_whom_it_concerns.add(kind)


def ask_who_may(question: Callable[[User], Verdict]) -> None:
    """Register who steers the post by hand: this package knows no roles."""
    _may_steer.append(question)


def _require_steering(by: User) -> None:
    for question in _may_steer:
        require(question(by))


def queue(notice: Notice, *, by: User | None) -> Letter:
    """Write the letter and its deliveries in the transaction of the act; the sender is woken after commit."""
    letter = notice.letter(by)
    letter.save()
    deliveries = notice.written()
    for delivery in deliveries:
        delivery.letter = letter
    Delivery.objects.bulk_create(deliveries)
    transaction.on_commit(dispatch.wake, robust=True)
    return letter


def queue_written(person: User, *, kind: str, address: str, subject: str, text: str) -> Letter:
    """Queue one letter that somebody else has written (the sign-in pages); its text stays out of the ledger."""
    letter = Letter.objects.create(
        kind=kind,
        about_type=person._meta.label_lower,
        about_id=person.pk,
        **columns(LONGEST, about_name=by_language(person)),
        confidential=True,
    )
    Delivery.objects.create(
        letter=letter,
        person=person,
        address=address,
        language=person.language,
        subject=subject[:300],
        text=text,
    )
    transaction.on_commit(dispatch.wake, robust=True)
    return letter


@transaction.atomic
def send_again(delivery: Delivery, *, by: User, at: datetime, reason: str) -> Delivery:
    """Queue a delivery that was refused for good once more (after the address was mended); the reason is kept."""
    _require_steering(by)
    delivery = (
        Delivery.objects.select_for_update(no_key=True, of=("self",))
        .select_related("letter", "person")
        .get(pk=delivery.pk)
    )
    if not delivery.is_refused:
        raise RuleBroken(
            _("Only a delivery that was refused for good is sent again; this one is not.")
        )
    delivery.status, delivery.address, delivery.attempt_count = (
        DeliveryStatus.QUEUED,
        delivery.person.email,
        0,
    )
    delivery.next_attempt_at, delivery.last_error, delivery.created_at = at, "", at
    delivery.save()
    audit.log(
        "delivery.sent_again", delivery.letter, by=by, at=at, delivery=delivery.pk, reason=reason
    )
    transaction.on_commit(dispatch.wake, robust=True)
    return delivery


@transaction.atomic
def came_back(delivery: Delivery, *, by: User, at: datetime, reason: str) -> Delivery:
    """A letter that the server had accepted came back to the mailbox: it reached nobody, and whatever waits on it learns so."""
    _require_steering(by)
    delivery = (
        Delivery.objects.select_for_update(no_key=True, of=("self",))
        .select_related("letter")
        .get(pk=delivery.pk)
    )
    if not delivery.is_sent:
        raise RuleBroken(
            _(
                "Only a letter that the mail server had accepted comes back; this one has another state."
            )
        )
    delivery.status, delivery.sent_at, delivery.last_error = (
        DeliveryStatus.FAILED,
        None,
        reason[:300],
    )
    delivery.save(update_fields=["status", "sent_at", "last_error"])
    audit.log(
        "delivery.came_back", delivery.letter, by=by, at=at, delivery=delivery.pk, reason=reason
    )
    return delivery


def send_due(limit: int | None = None) -> int:
    """Send what is due, batch after batch, until nothing is; return how many were handed over."""
    if settings.MAIL_HOLD:
        return 0
    with Run() as run:
        until = time.monotonic() + RUN_SECONDS
        while limit is None or run.sent < limit:
            batch = claim(settings.MAIL_BATCH)
            if not batch:
                break
            run.claimed_at = time.monotonic()
            for delivery in batch:
                if time.monotonic() > until or run.paused:
                    break
                run.deliver(delivery)
            else:
                continue
            release([delivery for delivery in batch if delivery not in run.doubtful])
            if not run.paused:
                dispatch.wake()
            break
    return run.sent


@transaction.atomic
def claim(size: int) -> list[Delivery]:
    """Take up to `size` deliveries under one lease; two senders never hold the same row."""
    at = clock.now()
    if Channel.objects.filter(paused_until__gt=at).exists():
        return []
    batch = list(
        Delivery.objects.due(at)
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("letter", "person")[:size]
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
    return bool(Delivery.objects.leased(delivery).update(lease_until=until))


def release(batch: list[Delivery]) -> None:
    """Give back what was claimed and not tried."""
    for delivery in batch:
        Delivery.objects.leased(delivery).update(
            status=DeliveryStatus.QUEUED, lease=None, lease_until=None
        )


class Run:
    """One run of the sender: a connection, and the answers whose meaning only the next letters can tell.

    A refusal at RCPT that may be about the portal ("relay access denied") is held until the run knows more: once the
    server takes another letter it was about the recipient; when three different recipients in a row are refused so it
    is about us, and nobody is marked; where the run ends before either, it is tried again later.
    """

    def __init__(self) -> None:
        self._session = SmtpSession()
        self.claimed_at = 0.0
        self.sent = 0
        self.paused = False
        self.doubtful: dict[Delivery, Answer] = {}

    def __enter__(self) -> Run:
        return self

    def __exit__(self, *failure: object) -> None:
        self._session.close()
        taken = self.sent and not self.paused
        self._settle(DeliveryStatus.FAILED if taken else DeliveryStatus.DEFERRED)

    def deliver(self, delivery: Delivery) -> None:
        """Hand over one delivery and write what became of it. Whatever goes wrong with it stops nobody else's."""
        try:
            if time.monotonic() - self.claimed_at > settings.MAIL_LEASE_SECONDS / 3 and not renew(
                delivery
            ):
                return
            if not may_receive(delivery):
                conclude(delivery, DeliveryStatus.CANCELLED)
                return
            self._take(delivery, self._hand_over(delivery))
        except Exception as failure:
            logger.exception("delivery %s could not be concluded", delivery.pk)
            with suppress(Exception):  # then its lease runs out and the next run takes it up
                words = clean(f"{type(failure).__name__}: {failure}")
                conclude(delivery, DeliveryStatus.DEFERRED, Answer(Meaning.LATER, words=words))

    def _hand_over(self, delivery: Delivery) -> Answer:
        try:
            message = message_of(delivery)
            message.message()
        except Exception as failure:
            logger.exception("delivery %s cannot be written", delivery.pk)
            return Answer(Meaning.RECIPIENT, words=clean(f"{type(failure).__name__}: {failure}"))
        return self._session.send(message)

    def _take(self, delivery: Delivery, answer: Answer) -> None:
        match answer.meaning:
            case Meaning.ACCEPTED:
                self.sent += conclude(delivery, DeliveryStatus.SENT, answer)
                self._settle(DeliveryStatus.FAILED)
            case Meaning.LATER:
                conclude(delivery, DeliveryStatus.DEFERRED, answer)
            case Meaning.RECIPIENT:
                conclude(delivery, DeliveryStatus.FAILED, answer)
            case Meaning.MESSAGE:
                conclude(delivery, DeliveryStatus.DEFERRED, answer)
                if len(set(refused_in_a_row(answer.stage, "delivery__letter"))) >= IN_A_ROW:
                    self._pause(answer)
            case Meaning.PERHAPS_US:
                self.doubtful[delivery] = answer
                before = refused_in_a_row(Stage.RCPT, "delivery__address")
                if len({*before, *(each.address for each in self.doubtful)}) >= IN_A_ROW:
                    self._pause(answer)
                    release(list(self.doubtful))
                    self.doubtful.clear()
            case Meaning.US:
                self._pause(answer)

    def _settle(self, status: DeliveryStatus) -> None:
        doubtful, self.doubtful = self.doubtful, {}
        for delivery, answer in doubtful.items():
            conclude(delivery, status, answer)

    def _pause(self, answer: Answer) -> None:
        pause(f"{answer.code or ''} {answer.words}".strip())
        self.paused = True


def refused_in_a_row(stage: str, what: str) -> list[Any]:
    """Whose letters were refused by 5xx at this stage without a mark, back to the last attempt that went otherwise.

    Read from the attempts, so that a row reaches over several runs and several senders. `what` is a field of `Attempt`.
    """
    newest = Attempt.objects.order_by("-pk").values_list(what, "stage", "code", "outcome")[
        : 20 * IN_A_ROW
    ]
    marked = {DeliveryStatus.FAILED} if stage == Stage.RCPT else set()
    same = takewhile(
        lambda row: row[1] == stage and (row[2] or 0) >= 500 and row[3] not in marked, newest
    )
    return [row[0] for row in same]


def may_receive(delivery: Delivery) -> bool:
    """Asked right before sending: the account is active and what the letter is about is still the reader's business."""
    question = _still_entitled.get(delivery.letter.kind)
    if not delivery.person.is_active and delivery.letter.kind not in _to_whom_it_concerns:
        return False
    return question is None or question(delivery)


@transaction.atomic
def conclude(delivery: Delivery, status: DeliveryStatus, answer: Answer | None = None) -> bool:
    """Write what became of an attempt, if the lease is still ours; True when the letter was accepted."""
    next_attempt, attempts = delivery.next_attempt_at, delivery.attempt_count + (answer is not None)
    if status == DeliveryStatus.DEFERRED:
        next_attempt = clock.now() + pause_before(attempts)
        if next_attempt > delivery.created_at + timedelta(hours=settings.MAIL_GIVE_UP_HOURS):
            status = DeliveryStatus.FAILED
    words = answer.words if answer else ""
    ours = Delivery.objects.leased(delivery).update(
        status=status,
        lease=None,
        lease_until=None,
        attempt_count=attempts,
        next_attempt_at=next_attempt,
        last_error="" if status == DeliveryStatus.SENT else words,
        sent_at=ClockTimestamp() if status == DeliveryStatus.SENT else None,
    )
    if ours:
        code, stage = (answer.code, answer.stage) if answer else (None, "")
        Attempt.objects.create(
            delivery=delivery, outcome=status, stage=stage, code=code, answer=words
        )
    return bool(ours) and status == DeliveryStatus.SENT


def pause_before(attempt: int) -> timedelta:
    """1, 2, 4, 8 … minutes, at most 60, each ±50 %, so that a server that comes back is not stormed."""
    minutes = min(2 ** (attempt - 1), 60)
    return timedelta(minutes=minutes * random.uniform(0.5, 1.5))  # noqa: S311  # spreading load, not a secret


@transaction.atomic
def pause(reason: str) -> None:
    logger.error("mail is paused: %s", reason)
    Channel.objects.update_or_create(
        id=1, defaults={"paused_until": clock.now() + PAUSE, "reason": reason[:500]}
    )


@transaction.atomic
def resume(*, by: User, at: datetime) -> None:
    """Open the way to the mail server again, by hand."""
    _require_steering(by)
    channel, _made = Channel.objects.select_for_update().get_or_create(id=1)
    channel.paused_until, channel.reason = None, ""
    channel.save()
    Delivery.objects.put_off(at).update(next_attempt_at=at)
    audit.log("mail.resumed", channel, by=by, at=at)
    transaction.on_commit(dispatch.wake, robust=True)


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
