"""Mandates by date: the Council's day, what is in force on it, and what the database holds of two that would overlap."""

from __future__ import annotations

import datetime
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Func, Q, Value
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Collection


def today() -> datetime.date:
    """The Council's day: mandates begin and end at midnight in its own city."""
    return timezone.localdate(timezone=ZoneInfo(settings.TIME_ZONE))


def on_the_same(field: str) -> tuple[Func, str]:
    """An equality that a GiST index can hold without an extension: the range [n, n] overlaps only itself."""
    return Func(
        F(field), F(field), Value("[]"), function="int8range", output_field=BigIntegerRangeField()
    ), "&&"


def overlapping() -> tuple[Func, str]:
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


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(ends__isnull=True) | Q(ends__gte=F("starts") - timedelta(days=1)),
        name=name,
        violation_error_message=_("The last day cannot lie before the first."),
    )
