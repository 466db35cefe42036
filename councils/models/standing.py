"""What the Council is: bodies, organisations, who speaks for whom, who sits where, who holds which office.

Everything about the Council that no published rule fixes is data: names, seats, offices, the minimum of a silence
procedure. Mandates are dated; the database refuses two that overlap.
"""

from __future__ import annotations

import datetime
import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from accounts.models import User

from ..lifecycle import (
    ABOVE_GROUPS,
    PRESIDES,
    SPEAKS,
    BodyKind,
    OfficeKind,
    OrganisationKind,
    Role,
    SeatKind,
)

if TYPE_CHECKING:
    from collections.abc import Collection


def today() -> datetime.date:
    """The Council's day: mandates begin and end at midnight in its own city."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE))


def _same(field: str) -> tuple[Func, str]:
    """An equality that a GiST index can hold without an extension: the range [n, n] overlaps only itself."""
    return Func(
        F(field), F(field), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    ), "&&"


def _dates() -> tuple[Func, str]:
    """From the first day to the last, both included; empty where the last is the day before the first (`make_room`)."""
    after = Func(F("ends"), template="(%(expressions)s)::date + 1", output_field=models.DateField())
    dates = Func(
        F("starts"), after, Value("[)"), function="daterange", output_field=DateRangeField()
    )
    return dates, RangeOperators.OVERLAPS


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    def current(self, on: datetime.date | None = None) -> DatedQuerySet:
        """In force on a day, both ends included; today when no day is named."""
        day = on or today()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class Dated(models.Model):
    """A mandate with a first and a last day; no last day means: until further notice."""

    starts = models.DateField(_("from"), default=today)
    ends = models.DateField(pgettext_lazy("date", "to"), null=True, blank=True)

    class Meta:
        abstract = True

    def clean(self) -> None:
        try:
            wrong = self.ends is not None and self.ends < self.starts
        except TypeError:  # a first day that was not understood has its own error
            wrong = False
        if wrong:
            raise ValidationError({"ends": _("The last day cannot lie before the first.")})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As the database will ask: after those whose last day is this one's first day have made room.

        What was not understood in the form is not judged: its field has its own error.
        """
        if {"starts", "ends", "role", "kind"} & set(exclude or ()):
            return
        with transaction.atomic():
            self.predecessors().update(ends=self.eve)
            try:
                super().validate_constraints(exclude)
            finally:
                transaction.set_rollback(True)

    @property
    def eve(self) -> datetime.date:
        return max(self.starts, datetime.date(1, 1, 2)) - timedelta(days=1)

    def rivals(self) -> models.QuerySet[Any]:
        """The rows that cannot be in force on the same day as this one."""
        raise NotImplementedError

    def predecessors(self) -> models.QuerySet[Any]:
        """Rivals whose last day is this one's first: the day belongs to the successor."""
        return self.rivals().filter(ends=self.starts).exclude(pk=self.pk)

    @property
    def is_current(self) -> bool:
        return self.starts <= today() and (self.ends is None or self.ends >= today())


def _ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends__isnull=True) | Q(ends__gte=F("starts") - timedelta(days=1)),
        name=name,
        violation_error_message=_("The last day cannot lie before the first."),
    )


class Council(models.Model):
    """The Council itself, one row: its name is data, because the body may be renamed."""

    name = models.CharField(_("name"), max_length=250)
    short_name = models.CharField(_("short name"), max_length=40)
    purpose = models.TextField(_("purpose"), blank=True)
    launched_on = models.DateField(_("launched on"))
    launched_in = models.CharField(_("launched in"), max_length=100)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    i18n = TranslationField(fields=("name", "short_name", "purpose", "launched_in"))
    name_i18n: str
    purpose_i18n: str

    class Meta:
        verbose_name = _("Council")
        verbose_name_plural = _("Council")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(id=1), name="councils_one_council")
        ]

    def __str__(self) -> str:
        return self.name_i18n


class State(models.Model):
    """A state of Central Asia, in protocol order (the same in Russian and in English)."""

    code = models.CharField(_("code"), max_length=2, unique=True)
    name = models.CharField(_("official name"), max_length=100)
    order = models.PositiveSmallIntegerField(_("protocol order"), unique=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    i18n = TranslationField(fields=("name",))
    name_i18n: str

    class Meta:
        verbose_name = pgettext_lazy("country", "state")
        verbose_name_plural = _("states")
        ordering: ClassVar = ["order"]

    def __str__(self) -> str:
        return self.name_i18n


class DecreedDay(models.Model):
    """A day on which a government has decreed that its offices work, or do not, beside what the law says of every year."""

    state = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        related_name="decreed_days",
        verbose_name=pgettext_lazy("country", "state"),
    )
    day = models.DateField(pgettext_lazy("date", "day"))
    is_working = models.BooleanField(
        _("is worked"),
        default=False,
        help_text=_("A working day that was moved here; else a day off."),
    )
    decree = models.CharField(_("decree"), max_length=200)

    class Meta:
        verbose_name = _("decreed day")
        verbose_name_plural = _("decreed days")
        ordering: ClassVar = ["-day", "state"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["state", "day"],
                name="councils_one_word_on_a_day",
                violation_error_message=_("What is decreed for this day has been entered already."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state}, {self.day}"


class Organisation(models.Model):
    """One voice in the Council: a government, an international body or an organisation of civil society."""

    kind = models.CharField(_("kind"), max_length=20, choices=OrganisationKind.choices)
    state = models.ForeignKey(
        State,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        verbose_name=pgettext_lazy("country", "state"),
    )
    name = models.CharField(_("name"), max_length=250, unique=True)
    short_name = models.CharField(_("short name"), max_length=60)
    address = models.EmailField(_("official e-mail address"), blank=True)
    is_organiser = models.BooleanField(_("organiser of the Council's meetings"), default=False)
    is_active = models.BooleanField(_("takes part"), default=True)
    is_demo = models.BooleanField(_("invented for demonstration"), default=False, editable=False)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    group = models.OneToOneField(
        Group, on_delete=models.PROTECT, editable=False, related_name="organisation"
    )
    i18n = TranslationField(fields=("name", "short_name"))
    name_i18n: str
    short_name_i18n: str

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=OrganisationKind.values), name="councils_known_kind"
            ),
            models.CheckConstraint(
                condition=~Q(kind="government") | Q(state__isnull=False) | Q(is_demo=True),
                name="councils_government_has_state",
                violation_error_message=_("Name the state of a government."),
            ),
        ]

    def __str__(self) -> str:
        return self.short_name_i18n

    def has_voice(self) -> bool:
        """Is there anybody who may speak for it today, and can be told?"""
        return bool(Representative.objects.speaking_for([self.pk]).exists())

    def is_member_of(self, body: Body) -> bool:
        """Is it among the members of the body today? An observer is not."""
        return body.members().filter(pk=self.pk).exists()

    def has_focal_point(self) -> bool:
        """Has it named anybody for follow-up?"""
        return bool(
            Representative.objects.current()
            .filter(organisation=self, is_focal_point=True, user__is_active=True)
            .exists()
        )


_OF_PERSON = """
SELECT r.*, to_jsonb(o) AS held_for,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(f.body_id, f.kind, b.kind)), '[]')
     FROM councils_office f JOIN councils_body b ON b.id = f.body_id
     WHERE f.holder_id = r.id AND f.starts <= %(day)s AND (f.ends IS NULL OR f.ends >= %(day)s)) AS held_offices,
    (SELECT coalesce(jsonb_agg(jsonb_build_array(g.content_object_id, p.codename, b.kind)), '[]')
     FROM councils_bodygrant g JOIN auth_permission p ON p.id = g.permission_id
     JOIN councils_body b ON b.id = g.content_object_id WHERE g.group_id = o.group_id) AS held_rights
FROM councils_representative r JOIN councils_organisation o ON o.id = r.organisation_id
WHERE r.user_id = %(user)s AND r.starts <= %(day)s AND (r.ends IS NULL OR r.ends >= %(day)s) AND o.is_active
ORDER BY r.id LIMIT 1
"""


class RepresentativeQuerySet(DatedQuerySet):
    def speaking_for(
        self, organisations: Any, *, or_focal_point: bool = False
    ) -> RepresentativeQuerySet:
        """Who speaks today for any of the organisations: heads and alternates with an active account, each for an active one.

        `or_focal_point`: and the national focal points for follow-up.
        """
        roles = Q(role__in=SPEAKS)
        if or_focal_point:
            roles |= Q(is_focal_point=True)
        return self.current().filter(  # type: ignore[return-value]
            roles,
            organisation__in=organisations,
            user__is_active=True,
            organisation__is_active=True,
        )

    def people(self) -> models.QuerySet[User]:
        """The people of these mandates, each once."""
        found: models.QuerySet[User] = User.objects.filter(pk__in=self.values("user_id"))
        return found.filter(is_active=True).order_by("pk")

    def capacities(self) -> dict[int, tuple[int | None, str]]:
        """Person → (organisation, role)."""
        rows = self.values_list("user_id", "organisation_id", "role")
        return {user: (organisation, role) for user, organisation, role in rows}

    def of_person(self, user: int) -> Representative | None:
        """The mandate of a person that is in force today, with all that hangs on it, by one statement; or none.

        `held_offices` are (body, office, kind of body), `held_rights` (body, codename, kind of body). It is asked in every
        request, so it is written out: putting it together would take longer than the database needs for it.
        """
        for found in self.raw(_OF_PERSON, {"user": user, "day": today()}):
            fields = Organisation._meta.concrete_fields
            row = json.loads(found.held_for)  # Django leaves jsonb as it came, for its own fields
            found.organisation = Organisation.from_db(
                "default", [each.attname for each in fields], [row[each.column] for each in fields]
            )
            found.held_offices = json.loads(found.held_offices)
            found.held_rights = json.loads(found.held_rights)
            mandate: Representative = found
            return mandate
        return None


class Representative(Dated):
    """A person for an organisation: one organisation at a time, one head of delegation at a time."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="representations",
        verbose_name=_("person"),
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="representatives",
        verbose_name=_("organisation"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices)
    position = models.CharField(_("position held"), max_length=200, blank=True)
    is_focal_point = models.BooleanField(
        _("national focal point for follow-up"),
        default=False,
        help_text=_("Answers for the addressee, validates and submits its reports."),
    )
    i18n = TranslationField(fields=("position",))
    position_i18n: str

    objects: ClassVar = RepresentativeQuerySet.as_manager()
    held_for: str
    held_offices: list[tuple[int, str, str]]
    held_rights: list[tuple[int, str, str]]

    class Meta:
        verbose_name = _("representative")
        verbose_name_plural = _("representatives")
        ordering: ClassVar = ["organisation", "role", "user"]
        constraints: ClassVar = [
            _ends_after_start("councils_representative_dates"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="councils_known_role"),
            ExclusionConstraint(
                name="councils_one_organisation_at_a_time",
                expressions=[_same("user"), _dates()],
                violation_error_message=_(
                    "This person already represents an organisation at that time."
                ),
            ),
            ExclusionConstraint(
                name="councils_one_head_at_a_time",
                expressions=[_same("organisation"), _dates()],
                condition=Q(role=Role.HEAD),
                violation_error_message=_(
                    "This organisation already has a head of delegation at that time."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user}, {self.organisation}"

    def rivals(self) -> models.QuerySet[Any]:
        same = Q(user=self.user_id)
        if self.role == Role.HEAD:
            same |= Q(organisation=self.organisation_id, role=Role.HEAD)
        return Representative.objects.filter(same)

    @property
    def speaks(self) -> bool:
        """Heads and alternates speak for the organisation."""
        return self.role in SPEAKS and self.is_current


class Body(models.Model):
    """The Council in plenary, its Executive Committee, or one of its working groups."""

    kind = models.CharField(_("kind"), max_length=20, choices=BodyKind.choices)
    code = models.CharField(_("code in symbols"), max_length=10, unique=True)
    name = models.CharField(_("name"), max_length=200)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    i18n = TranslationField(fields=("name",))
    name_i18n: str

    class Meta:
        verbose_name = _("body")
        verbose_name_plural = _("bodies")
        ordering: ClassVar = ["order"]
        permissions: ClassVar = [
            ("read_body", "Read the body's drafts"),
            ("comment_body", "Comment on the body's drafts"),
            ("amend_body", "Propose amendments"),
            ("join_body", "Join the body's consensus"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=BodyKind.values), name="councils_known_body_kind"
            ),
            models.UniqueConstraint(
                fields=["kind"],
                condition=Q(kind__in=["plenary", "executive_committee"]),
                name="councils_one_of_each",
            ),
        ]

    def __str__(self) -> str:
        return self.name_i18n

    @property
    def is_executive_committee(self) -> bool:
        return self.kind == BodyKind.EXECUTIVE_COMMITTEE

    @property
    def is_plenary(self) -> bool:
        """The Council itself."""
        return self.kind == BodyKind.PLENARY

    @property
    def is_above_groups(self) -> bool:
        """The Executive Committee or the Council: texts of the working groups come before it."""
        return self.kind in ABOVE_GROUPS

    @property
    def has_chair(self) -> bool:
        """Somebody is chair or co-chair today; the Council has none and names who presides at each sitting."""
        return self.offices.presiding().exists()

    def seats_in_force(self) -> models.QuerySet[Seat]:
        """Who sits here today. The Council in plenary without a member's seat of its own is everybody who sits in its bodies."""
        current: models.QuerySet[Seat] = Seat.objects.current().filter(organisation__is_active=True)
        own = current.filter(body=self)
        if self.kind == BodyKind.PLENARY and not own.filter(kind=SeatKind.MEMBER).exists():
            return current
        return own

    def members(self) -> models.QuerySet[Organisation]:
        """The organisations that join this body's consensus today."""
        seats = self.seats_in_force().filter(kind=SeatKind.MEMBER)
        return Organisation.objects.filter(pk__in=seats.values("organisation_id"))

    def seated(self) -> models.QuerySet[Organisation]:
        """The organisations with a seat here today, of whatever kind."""
        return Organisation.objects.filter(pk__in=self.seats_in_force().values("organisation_id"))


class BodyGrant(GroupObjectPermissionBase):
    """A right of an organisation's group in a body; written by councils/grants.py alone."""

    content_object = models.ForeignKey(Body, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("right in a body")


class Seat(Dated):
    """An organisation in a body, as member or as observer."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="seats", verbose_name=_("body")
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="seats", verbose_name=_("organisation")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=SeatKind.choices, default=SeatKind.MEMBER
    )

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = _("seat")
        verbose_name_plural = _("seats")
        ordering: ClassVar = ["body", "organisation"]
        constraints: ClassVar = [
            _ends_after_start("councils_seat_dates"),
            models.CheckConstraint(
                condition=Q(kind__in=SeatKind.values), name="councils_known_seat"
            ),
            ExclusionConstraint(
                name="councils_one_seat_at_a_time",
                expressions=[_same("body"), _same("organisation"), _dates()],
                violation_error_message=_(
                    "This organisation already has a seat in this body at that time."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.body}"

    def rivals(self) -> models.QuerySet[Any]:
        return Seat.objects.filter(body=self.body_id, organisation=self.organisation_id)


class OfficeQuerySet(DatedQuerySet):
    def presiding(self) -> OfficeQuerySet:
        """Chairs and co-chairs in office."""
        found: OfficeQuerySet = self.current().filter(kind__in=PRESIDES)  # type: ignore[assignment]
        return found


class Office(Dated):
    """Chair, co-chair, rapporteur or secretary of a body, held by a representative."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="offices", verbose_name=_("body")
    )
    kind = models.CharField(_("office"), max_length=10, choices=OfficeKind.choices)
    holder = models.ForeignKey(
        Representative, on_delete=models.PROTECT, related_name="offices", verbose_name=_("held by")
    )

    objects: ClassVar = OfficeQuerySet.as_manager()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering: ClassVar = ["body", "kind"]
        constraints: ClassVar = [
            _ends_after_start("councils_office_dates"),
            models.CheckConstraint(
                condition=Q(kind__in=OfficeKind.values), name="councils_known_office"
            ),
            ExclusionConstraint(
                name="councils_one_chair_at_a_time",
                expressions=[_same("body"), _dates()],
                condition=Q(kind=OfficeKind.CHAIR),
                violation_error_message=_("This body already has a chair at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.body}"

    def rivals(self) -> models.QuerySet[Any]:
        chairs = Office.objects.filter(body=self.body_id, kind=OfficeKind.CHAIR)
        return chairs if self.kind == OfficeKind.CHAIR else Office.objects.none()
