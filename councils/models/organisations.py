"""The Council itself, its states and organisations, and who represents whom.

Everything about the Council that no published rule fixes is data: names, seats, offices, the minimum of a silence
procedure. Mandates are dated; the database refuses two that overlap.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltrans.fields import TranslationField

from accounts.models import User

from ..lifecycle import SPEAKS, OrganisationKind, Role
from .dates import Dated, DatedQuerySet, ends_after_start, on_the_same, overlapping, today

if TYPE_CHECKING:
    from .bodies import Body


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
            ends_after_start("councils_representative_dates"),
            models.CheckConstraint(condition=Q(role__in=Role.values), name="councils_known_role"),
            ExclusionConstraint(
                name="councils_one_organisation_at_a_time",
                expressions=[on_the_same("user"), overlapping()],
                violation_error_message=_(
                    "This person already represents an organisation at that time."
                ),
            ),
            ExclusionConstraint(
                name="councils_one_head_at_a_time",
                expressions=[on_the_same("organisation"), overlapping()],
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
