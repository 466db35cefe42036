"""The bodies of the Council: who sits in them, and who holds which office."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from ..lifecycle import ABOVE_GROUPS, PRESIDES, BodyKind, OfficeKind, SeatKind
from .dates import Dated, DatedQuerySet, ends_after_start, on_the_same, overlapping
from .organisations import Organisation, Representative


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
            ends_after_start("councils_seat_dates"),
            models.CheckConstraint(
                condition=Q(kind__in=SeatKind.values), name="councils_known_seat"
            ),
            ExclusionConstraint(
                name="councils_one_seat_at_a_time",
                expressions=[on_the_same("body"), on_the_same("organisation"), overlapping()],
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
            ends_after_start("councils_office_dates"),
            models.CheckConstraint(
                condition=Q(kind__in=OfficeKind.values), name="councils_known_office"
            ),
            ExclusionConstraint(
                name="councils_one_chair_at_a_time",
                expressions=[on_the_same("body"), overlapping()],
                condition=Q(kind=OfficeKind.CHAIR),
                violation_error_message=_("This body already has a chair at that time."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.body}"

    def rivals(self) -> models.QuerySet[Any]:
        chairs = Office.objects.filter(body=self.body_id, kind=OfficeKind.CHAIR)
        return chairs if self.kind == OfficeKind.CHAIR else Office.objects.none()
