"""A letter is a formal notice; a delivery is that letter to one person, with every attempt to hand it over."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from rec_portal.clock import ClockTimestamp

from .lifecycle import WAITING, DeliveryStatus

if TYPE_CHECKING:
    from datetime import datetime


class LetterQuerySet(models.QuerySet["Letter"]):
    def counted(self) -> LetterQuerySet:
        """With `total`, `sent` and `failed`: to how many people it goes, and how it went."""
        sent, failed = (
            Q(deliveries__status=status) for status in (DeliveryStatus.SENT, DeliveryStatus.FAILED)
        )
        return self.annotate(
            total=models.Count("deliveries"),
            sent=models.Count("deliveries", filter=sent),
            failed=models.Count("deliveries", filter=failed),
        )


class Letter(models.Model):
    """One formal notice: its kind, what it is about, who caused it and when."""

    kind = models.CharField(_("kind"), max_length=40, db_index=True)
    about_type = models.CharField(max_length=80)
    about_id = models.BigIntegerField()
    about_name = models.CharField(_("about"), max_length=300)
    i18n = TranslationField(fields=("about_name",))
    about_name_i18n: str
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("sent by"),
    )
    created_at = models.DateTimeField(_("written"), auto_now_add=True)
    confidential = models.BooleanField(_("text hidden in the ledger"), default=False)

    objects: ClassVar = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["about_type", "about_id"], name="mail_letter_about")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.about_name}"


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def queued(self) -> DeliveryQuerySet:
        """Not tried yet."""
        return self.filter(status=DeliveryStatus.QUEUED)

    def refused(self) -> DeliveryQuerySet:
        """Refused for good."""
        return self.filter(status=DeliveryStatus.FAILED)

    def not_refused(self) -> DeliveryQuerySet:
        return self.exclude(status=DeliveryStatus.FAILED)

    def standing(self, status: str) -> DeliveryQuerySet:
        return self.filter(status=status)

    def put_off(self, at: datetime) -> DeliveryQuerySet:
        """What waits for a later attempt."""
        return self.filter(status__in=WAITING, next_attempt_at__gt=at)

    def leased(self, delivery: Delivery) -> DeliveryQuerySet:
        """The row of a letter, as long as the lease under which it was read is its own."""
        return self.filter(pk=delivery.pk, lease=delivery.lease, status=DeliveryStatus.SENDING)

    def due(self, at: datetime) -> DeliveryQuerySet:
        """What waits for its time, and what a dead sender left behind (its lease is over)."""
        waiting = Q(status__in=WAITING, next_attempt_at__lte=at)
        return self.filter(waiting | Q(status=DeliveryStatus.SENDING, lease_until__lt=at)).order_by(
            "pk"
        )

    def of_act(self, key: str) -> DeliveryQuerySet:
        """The deliveries of everything written about one round or one meeting."""
        return self.filter(key=key)

    def sent(self) -> DeliveryQuerySet:
        """Handed over to the server of the addressee."""
        return self.filter(status=DeliveryStatus.SENT)

    def about(self, obj: models.Model) -> DeliveryQuerySet:
        return self.filter(letter__about_type=obj._meta.label_lower, letter__about_id=obj.pk)


class Delivery(models.Model):
    """One letter to one person, frozen as it was written; never two people in one message."""

    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="deliveries")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="deliveries",
        verbose_name=_("addressee"),
    )
    key = models.CharField(max_length=60, blank=True, editable=False)
    """Of the act that the letter is about: the round, the meeting. Letters about one text may be about several rounds."""
    organisation = models.BigIntegerField(_("organisation"), null=True, editable=False)
    """For which organisation the addressee is written to: its key, for this package knows no organisations."""
    capacity = models.CharField(_("capacity"), max_length=20, blank=True, editable=False)
    address = models.EmailField(_("address"))
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=300)
    text = models.TextField(_("text"))
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=10, blank=True)
    message_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    status = models.CharField(
        _("state"), max_length=10, choices=DeliveryStatus.choices, default=DeliveryStatus.QUEUED
    )
    attempt_count = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), db_default=ClockTimestamp())
    created_at = models.DateTimeField(auto_now_add=True)
    lease = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    last_error = models.CharField(_("the server's answer"), max_length=500, blank=True)

    objects: ClassVar = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "person"], name="mail_one_delivery_per_person"
            ),
            models.CheckConstraint(
                condition=Q(status=DeliveryStatus.SENT, sent_at__isnull=False)
                | (~Q(status=DeliveryStatus.SENT) & Q(sent_at__isnull=True)),
                name="mail_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status=DeliveryStatus.SENDING, lease__isnull=False, lease_until__isnull=False
                )
                | (
                    ~Q(status=DeliveryStatus.SENDING)
                    & Q(lease__isnull=True, lease_until__isnull=True)
                ),
                name="mail_sending_holds_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(status__in=DeliveryStatus.values), name="mail_known_status"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at"],
                name="mail_waiting",
                condition=Q(status__in=("queued", "deferred", "sending")),
            ),
            models.Index(fields=["key"], name="mail_of_an_act", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"

    @property
    def is_sent(self) -> bool:
        """The mail server has taken it."""
        return self.status == DeliveryStatus.SENT

    @property
    def is_refused(self) -> bool:
        """Refused for good."""
        return self.status == DeliveryStatus.FAILED

    @property
    def message_id_header(self) -> str:
        return f"<{self.message_id}@{settings.MAIL_DOMAIN}>"


class Attempt(models.Model):
    """One try to hand a delivery to the mail server, and what the server said."""

    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="attempts")
    at = models.DateTimeField(_("time"), auto_now_add=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=DeliveryStatus.choices)
    stage = models.CharField(
        max_length=10, blank=True
    )  # a `smtp.Stage`: which command was answered
    code = models.PositiveSmallIntegerField(_("code"), null=True)
    answer = models.CharField(_("the server's answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.outcome} {self.code or ''}"


class Channel(models.Model):
    """The way to the mail server: one row. Paused when the server refuses *us*, so that no recipient is marked."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    paused_until = models.DateTimeField(_("paused until"), null=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("way to the mail server")
        verbose_name_plural = _("way to the mail server")
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="mail_one_channel")]

    def __str__(self) -> str:
        return self.reason or "open"
