"""Meetings: one body, its own time zone, an agenda, invitations to organisations and their delegates."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.models import Body, Organisation
from documents.lifecycle import Category
from documents.models import Document

from .lifecycle import DelegateStatus, Format, InvitationStatus, ItemKind, MeetingStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """What was never convened is the secretariat's alone; after that the distribution category decides."""
        if is_secretariat(user):
            return self.all()
        seen = Q(category=Category.PUBLIC)
        if user.is_authenticated and user.is_active:
            held = MeetingGrant.objects.filter(group__user=user, permission__codename="read_meeting")
            seen |= Q(pk__in=held.values("content_object_id"))
            if user.organisation is not None:
                seen |= Q(category=Category.COUNCIL)
        return self.filter(seen, convened_at__isnull=False)

    def upcoming(self, at: datetime) -> MeetingQuerySet:
        return self.filter(ends_at__gte=at).exclude(status=MeetingStatus.CANCELLED).order_by("starts_at")

    def with_body(self) -> MeetingQuerySet:
        return self.select_related("body")

    def with_agenda(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Everything the meeting's page shows this reader, in a fixed number of queries; hidden papers do not exist."""
        documents = Document.objects.visible_to(user).with_files(user)
        papers = AgendaPaper.objects.filter(document__in=Document.objects.visible_to(user)).prefetch_related(
            Prefetch("document", documents)
        )
        items = AgendaItem.objects.prefetch_related(Prefetch("papers", papers))  # type: ignore[arg-type]
        return self.select_related("body").prefetch_related(Prefetch("items", items))


class Meeting(models.Model):
    """A meeting of one body. Convened once; its UID is for life, its sequence rises with every change told."""

    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("body"))
    number = models.PositiveSmallIntegerField(_("number in the series"))
    symbol = models.CharField(_("symbol"), max_length=40, unique=True, null=True, blank=True, editable=False)
    title = models.CharField(_("title"), max_length=250)
    purpose = models.TextField(_("purpose"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(
        _("time zone"), max_length=40, default="Asia/Tashkent", choices=[(zone, zone) for zone in settings.COUNCIL_TIME_ZONES]
    )
    exact_time_known = models.BooleanField(_("exact time known"), default=True, editable=False)
    place = models.CharField(_("place"), max_length=250, blank=True)
    format = models.CharField(_("format"), max_length=10, choices=Format.choices, default=Format.IN_PERSON)
    link = models.URLField(_("link for taking part online"), blank=True)
    category = models.CharField(_("distribution"), max_length=12, choices=Category.choices, default=Category.BODY)
    expected = models.CharField(_("expected participation"), max_length=250, blank=True)
    status = models.CharField(
        _("state"), max_length=12, choices=MeetingStatus.choices, default=MeetingStatus.PLANNED, editable=False
    )
    convened_at = models.DateTimeField(_("convened"), null=True, editable=False)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    sequence = models.PositiveIntegerField(default=0, editable=False)
    organisers = models.ManyToManyField(Organisation, blank=True, related_name="+", verbose_name=_("organisers"))
    sources = models.JSONField(_("sources"), default=list, blank=True)
    i18n = TranslationField(fields=("title", "purpose", "place", "expected"))
    title_i18n: str
    purpose_i18n: str
    place_i18n: str

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering: ClassVar = ["-starts_at", "-pk"]
        permissions: ClassVar = [("read_meeting", "Read the meeting")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["body", "number"], name="meetings_number_in_series"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meetings_end_after_start",
                violation_error_message=_("The meeting must end after it begins."),
            ),
            models.CheckConstraint(condition=Q(status__in=MeetingStatus.values), name="meetings_known_status"),
            models.CheckConstraint(
                condition=Q(status__in=("planned", "cancelled")) | Q(convened_at__isnull=False),
                name="meetings_convened_has_its_time",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["starts_at"], name="meetings_by_time")]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("meetings:detail", args=[self.pk])

    @property
    def uid(self) -> str:
        return f"meeting-{self.pk}@{settings.MAIL_DOMAIN}"

    @property
    def is_planned(self) -> bool:
        return self.status == MeetingStatus.PLANNED

    @property
    def is_convened(self) -> bool:
        return self.status == MeetingStatus.CONVENED

    @property
    def is_in_session(self) -> bool:
        return self.status == MeetingStatus.IN_SESSION

    def timed_items(self) -> list[AgendaItem]:
        """The agenda with times: an item begins at its own time or when the one before it ends."""
        clock = self.starts_at
        items = list(self.items.all())
        number = 0
        for item in items:
            item.begins = item.starts_at or clock
            clock = item.begins + timedelta(minutes=item.minutes)
            item.overruns = clock > self.ends_at
            number += item.kind != ItemKind.BREAK
            item.number = number if item.kind != ItemKind.BREAK else None
        return items


class MeetingGrant(GroupObjectPermissionBase):
    """Written by councils/grants.py alone."""

    content_object = models.ForeignKey(Meeting, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("right on a meeting")


class AgendaItem(models.Model):
    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("meeting"))
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(_("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.DISCUSSION)
    title = models.CharField(_("title"), max_length=250)
    minutes = models.PositiveSmallIntegerField(_("minutes"), default=30, validators=[MinValueValidator(1)])
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    begins: datetime
    overruns: bool
    number: int | None

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "order"], name="meetings_item_order", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="meetings_item_takes_time"),
        ]

    def __str__(self) -> str:
        return self.title_i18n


class AgendaPaper(models.Model):
    """A document before the meeting under one agenda item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="agenda_papers")

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["item", "document"], name="meetings_paper_once")]

    def __str__(self) -> str:
        return str(self.document)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        return self.filter(status=InvitationStatus.SENT)

    def with_delegates(self) -> InvitationQuerySet:
        delegates = Delegate.objects.filter(status__in=(DelegateStatus.NOMINATED, DelegateStatus.CONFIRMED))
        return self.select_related("organisation", "answered_by").prefetch_related(
            Prefetch("delegates", delegates, to_attr="present_delegates")
        )


class Invitation(models.Model):
    """An organisation asked to a meeting; the organisation answers, a person signs."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("meeting"))
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="invitations", verbose_name=_("organisation")
    )
    status = models.CharField(
        _("answer"), max_length=10, choices=InvitationStatus.choices, default=InvitationStatus.PREPARED, editable=False
    )
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, editable=False, related_name="+"
    )
    answer_source = models.CharField(_("how the answer came"), max_length=200, blank=True, editable=False)

    objects: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["organisation__kind", "organisation__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "organisation"], name="meetings_invited_once"),
            models.CheckConstraint(condition=Q(status__in=InvitationStatus.values), name="meetings_known_answer"),
            models.CheckConstraint(
                condition=Q(status="prepared", sent_at__isnull=True) | (~Q(status="prepared") & Q(sent_at__isnull=False)),
                name="meetings_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=("prepared", "sent"), answered_at__isnull=True, answered_by__isnull=True)
                | Q(status__in=("accepted", "declined", "tentative"), answered_at__isnull=False, answered_by__isnull=False),
                name="meetings_answer_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.meeting}"

    @property
    def is_answered(self) -> bool:
        return self.status not in {InvitationStatus.PREPARED, InvitationStatus.SENT}


class Delegate(models.Model):
    """A person whom an organisation names for one meeting; a replacement is a new row."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="delegates", verbose_name=_("invitation")
    )
    name = models.CharField(_("name in Latin letters"), max_length=150)
    name_ru = models.CharField(_("name in Cyrillic letters"), max_length=150, blank=True)
    position = models.CharField(pgettext_lazy("employment", "position"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    consents_to_listing = models.BooleanField(_("agrees to be named in the list of participants"), default=False)
    status = models.CharField(
        _("state"), max_length=10, choices=DelegateStatus.choices, default=DelegateStatus.NOMINATED, editable=False
    )
    nominated_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+")
    nominated_at = models.DateTimeField(_("nominated"), editable=False)

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=DelegateStatus.values), name="meetings_known_delegate"),
            models.UniqueConstraint(
                fields=["invitation", "name"],
                condition=Q(status__in=("nominated", "confirmed")),
                name="meetings_delegate_once",
                violation_error_message=_("This person is already named."),
            ),
        ]

    def __str__(self) -> str:
        return (self.name_ru if translation.get_language() == "ru" else "") or self.name
