"""Meetings: a body or several groups together, their own time zone; changes of their date, and waivers of a period."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models
from django.db.models import Count, F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.access import access_of
from councils.models import Body, Organisation
from documents.lifecycle import Category
from documents.models import Document
from rec_portal.names import languages

from ..lifecycle import (
    OPEN_TO_ANSWERS,
    DelegateStatus,
    Format,
    InvitationStatus,
    ItemKind,
    ItemState,
    MeetingStatus,
    Period,
    Series,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    from .agenda import AgendaItem, AgendaPaper
from .agenda_content import _registered


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """What was never convened is for the secretariat and the chair; after that the distribution category decides."""
        if is_secretariat(user):
            return self.all()
        access = access_of(user)
        seen = Q(category=Category.PUBLIC)
        if access.group is not None:
            held = MeetingGrant.objects.filter(
                group=access.group, permission__codename="read_meeting"
            )
            seen |= Q(pk__in=held.values("content_object_id")) | Q(category=Category.COUNCIL)
        chaired = Q(body__in=access.presided())
        return self.filter(chaired | (seen & Q(convened_at__isnull=False)))

    def upcoming(self, at: datetime) -> MeetingQuerySet:
        off = (MeetingStatus.CANCELLED, MeetingStatus.POSTPONED)
        return self.filter(ends_at__gte=at).exclude(status__in=off).order_by("starts_at")

    def being_planned(self) -> MeetingQuerySet:
        return self.filter(status=MeetingStatus.PLANNED)

    def asking(self, at: datetime) -> MeetingQuerySet:
        """Invited to, and not over yet."""
        return self.filter(status=MeetingStatus.CONVENED, ends_at__gt=at)

    def with_silent(self) -> MeetingQuerySet:
        """With `silent`: how many of those invited have not answered."""
        silent = Q(invitations__status=InvitationStatus.SENT)
        return self.annotate(silent=Count("invitations", filter=silent))

    def with_undecided(self) -> MeetingQuerySet:
        """With `new`: how many of the people named nobody has decided on."""
        new = Q(invitations__delegates__status=DelegateStatus.NOMINATED)
        return self.annotate(new=Count("invitations__delegates", filter=new))

    def open_to_answers(self, at: datetime) -> MeetingQuerySet:
        """Organisations still answer, and name whom they send."""
        return self.filter(status__in=OPEN_TO_ANSWERS, ends_at__gt=at)

    def to_be_led(self, at: datetime) -> MeetingQuerySet:
        """In session, or about to be: from two hours before it begins."""
        soon = Q(starts_at__lte=at + timedelta(hours=2), ends_at__gt=at)
        return self.filter(
            Q(status=MeetingStatus.IN_SESSION) | Q(soon, status=MeetingStatus.CONVENED)
        )

    def held(self) -> MeetingQuerySet:
        return self.filter(status=MeetingStatus.CLOSED)

    def not_cancelled(self) -> MeetingQuerySet:
        return self.exclude(status=MeetingStatus.CANCELLED)

    def with_body(self) -> MeetingQuerySet:
        return self.select_related("body")

    def with_agenda(self, user: User | AnonymousUser) -> MeetingQuerySet:
        """Everything the meeting's page shows this reader, in a fixed number of queries.

        A closed item and a hidden paper do not exist for those who may not see them.
        """
        from .agenda import AgendaItem, AgendaPaper, ItemRole  # they stand on this module

        documents = Document.objects.visible_to(user).with_files(user)
        papers = AgendaPaper.objects.filter(
            document__in=Document.objects.visible_to(user)
        ).prefetch_related(Prefetch("document", documents))
        roles = ItemRole.objects.select_related("organisation")
        items = AgendaItem.objects.shown_to(user).prefetch_related(
            Prefetch("papers", papers),
            Prefetch("roles", roles),
            *(rows.prefetch(user) for rows in _registered),
        )
        general = Prefetch("papers", papers.filter(item=None), to_attr="general_papers")
        found = self.select_related("body", "host")
        return found.prefetch_related(Prefetch("items", items), general, "joint_with")  # type: ignore[no-redef]


class Meeting(models.Model):
    """A meeting of a body, or of several groups together. Convened once; its UID is for life, its sequence rises with
    every change told."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="meetings", verbose_name=_("body")
    )
    joint_with = models.ManyToManyField(
        Body, blank=True, related_name="joint_meetings", verbose_name=_("together with")
    )
    series = models.CharField(
        _("series"), max_length=10, choices=Series.choices, default=Series.GROUP, editable=False
    )
    number = models.PositiveSmallIntegerField(_("number in the series"))
    symbol = models.CharField(
        _("symbol"), max_length=40, unique=True, null=True, blank=True, editable=False
    )
    title = models.CharField(_("title"), max_length=250)
    purpose = models.TextField(_("purpose"), blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default=settings.TIME_ZONE,
        choices=[(zone, zone) for zone in settings.COUNCIL_TIME_ZONES],
    )
    exact_time_known = models.BooleanField(_("exact time known"), default=True, editable=False)
    place = models.CharField(_("place"), max_length=250, blank=True)
    format = models.CharField(
        _("format"), max_length=10, choices=Format.choices, default=Format.IN_PERSON
    )
    link = models.URLField(_("link for taking part online"), blank=True)
    category = models.CharField(
        _("distribution"), max_length=12, choices=Category.choices, default=Category.BODY
    )
    interpretation = ArrayField(
        models.CharField(max_length=10, choices=languages),
        default=list,
        blank=True,
        verbose_name=_("interpretation"),
    )
    host = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="hosted",
        verbose_name=_("host"),
    )
    expected = models.CharField(_("expected participation"), max_length=250, blank=True)
    seats_each = models.PositiveSmallIntegerField(
        _("places for each delegation"), null=True, blank=True
    )
    answer_by = models.DateTimeField(_("answers are asked for by"), null=True, blank=True)
    status = models.CharField(
        _("state"),
        max_length=12,
        choices=MeetingStatus.choices,
        default=MeetingStatus.PLANNED,
        editable=False,
    )
    convened_at = models.DateTimeField(_("convened"), null=True, editable=False)
    convened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    agenda_adopted_at = models.DateTimeField(_("agenda adopted"), null=True, editable=False)
    rules = models.JSONField(default=dict, editable=False)
    """Frozen at the opening: {key of a body that meets: its rules (`BodyRules.for_meeting`)}; empty before."""
    sequence = models.PositiveIntegerField(default=0, editable=False)
    live = models.PositiveIntegerField(default=0, editable=False)
    organisers: models.ManyToManyField[Organisation, models.Model] = models.ManyToManyField(
        Organisation, blank=True, related_name="+", verbose_name=_("organisers")
    )
    sources = models.JSONField(_("sources"), default=list, blank=True)
    i18n = TranslationField(fields=("title", "purpose", "place", "expected"))
    title_i18n: str
    purpose_i18n: str
    place_i18n: str
    expected_i18n: str
    general_papers: list[AgendaPaper]

    objects: ClassVar = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        ordering: ClassVar = ["-starts_at", "-pk"]
        permissions: ClassVar = [
            ("read_meeting", "Read the meeting"),
            ("read_closed", "Read closed items"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["body", "number"],
                condition=~Q(series="joint"),
                name="meetings_number_in_series",
            ),
            models.UniqueConstraint(
                fields=["number"], condition=Q(series="joint"), name="meetings_joint_number"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="meetings_end_after_start",
                violation_error_message=_("The meeting must end after it begins."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=MeetingStatus.values), name="meetings_known_status"
            ),
            models.CheckConstraint(
                condition=Q(series__in=Series.values), name="meetings_known_series"
            ),
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
    def is_postponed(self) -> bool:
        return self.status == MeetingStatus.POSTPONED

    def taking_part(self) -> models.QuerySet[Organisation]:
        """The organisations that were asked and have not declined."""
        coming = self.invitations.expected()
        return Organisation.objects.filter(pk__in=coming.values("organisation_id"))

    def members_taking_part(self) -> models.QuerySet[Organisation]:
        """The members of the bodies that meet who take part: the silence on the record asks them (`Journal.asked`)."""
        members = (Q(pk__in=body.members().values("pk")) for body in self.bodies())
        return self.taking_part().filter(reduce(or_, members))

    def is_untouched(self) -> bool:
        """Was it only opened: nothing dealt with, decided, written, and nobody noted who was not let in at the door before?"""
        read = getattr(self, "_prefetched_objects_cache", {}).get("items", ())
        if any(item.state != ItemState.PENDING for item in read):  # no need to ask
            return False
        with connection.cursor() as cursor:
            cursor.execute("SELECT meetings_untouched(%s)", [self.pk])
            found: bool = cursor.fetchone()[0]
        return found

    @property
    def is_in_session(self) -> bool:
        return self.status == MeetingStatus.IN_SESSION

    @property
    def is_cancelled(self) -> bool:
        return self.status == MeetingStatus.CANCELLED

    @property
    def is_over(self) -> bool:
        """Closed or cancelled."""
        return self.is_closed or self.is_cancelled

    @property
    def is_closed(self) -> bool:
        return self.status == MeetingStatus.CLOSED

    @property
    def rules_versions(self) -> list[tuple[Body, int]]:
        """Under which version of the rules of each of its bodies it was opened, where that has set any; nothing before."""
        if not self.rules:
            return []
        found = [(body, self.rules.get(str(body.pk), {}).get("version")) for body in self.bodies()]
        return [(body, number) for body, number in found if number]

    def bodies(self) -> list[Body]:
        """The body that convenes, then those it meets with."""
        return [self.body, *(body for body in self.joint_with.all() if body.pk != self.body_id)]

    @property
    def names_of_bodies(self) -> str:
        return "; ".join(str(body) for body in self.bodies())

    @property
    def interpreted(self) -> str:
        names = dict(settings.LANGUAGES)
        return ", ".join(str(names[code]).lower() for code in self.interpretation)

    def timed_items(self, *, whole: bool = False) -> list[AgendaItem]:
        """The agenda in order, with numbers and times, as far as it is shown (`shown_to`); `whole`: all of it.

        Numbers and times are those of the whole agenda, so that they are the same for every reader; closed items are
        numbered apart (C1, C2), so that no gap tells of them.
        An item begins at its own time or when the one before it ends; an item that holds others lasts as long as they do.
        `overlaps`: it begins before the one before it has ended; `overruns`: it ends after the meeting.
        """
        items = list(self.items.all())
        children: dict[int | None, list[AgendaItem]] = {}
        for item in items:
            children.setdefault(item.parent_id, []).append(item)
        ordered: list[AgendaItem] = []
        clock = self.starts_at
        numbers = {False: 0, True: 0}
        for top in children.get(None, []):
            numbers[top.is_closed] += top.kind != ItemKind.BREAK
            number = f"{'C' if top.is_closed else ''}{numbers[top.is_closed]}"
            top.number = number if top.kind != ItemKind.BREAK else ""
            below = children.get(top.pk, [])
            clock = top.lay(clock, self.ends_at, leaf=not below)
            ordered.append(top)
            places = {False: 0, True: 0}
            for sub in below:
                closed_within = sub.is_closed and not top.is_closed
                places[closed_within] += 1
                sub.number = f"{top.number}.{'C' if closed_within else ''}{places[closed_within]}"
                clock = sub.lay(clock, self.ends_at, leaf=True)
                ordered.append(sub)
            if below:
                top.lasts = sum(sub.minutes for sub in below)
        return ordered if whole else [item for item in ordered if item.shown]


class MeetingGrant(GroupObjectPermissionBase):
    """Written by councils/grants.py alone."""

    content_object = models.ForeignKey(Meeting, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("right on a meeting")


class DateChange(models.Model):
    """When a meeting was to be before it was moved or postponed: what was announced is never lost."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="date_changes")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(max_length=40)
    place = models.CharField(_("place"), max_length=250, blank=True)
    postponed = models.BooleanField(default=False)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("changed"))

    class Meta:
        verbose_name = _("change of date")
        verbose_name_plural = _("changes of date")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.starts_at:%Y-%m-%d}"


class Waiver(models.Model):
    """The chair dispensed with a least period, and said why."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="waivers")
    period = models.CharField(_("period"), max_length=10, choices=Period.choices)
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("given"))

    class Meta:
        verbose_name = _("waiver of a period")
        verbose_name_plural = _("waivers of periods")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "period"], name="meetings_one_waiver")
        ]

    def __str__(self) -> str:
        return f"{self.meeting}: {self.get_period_display()}"
