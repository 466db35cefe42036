"""Dates asked for before a meeting is planned: options, and who can come when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from councils.models import Body, Organisation

from ..lifecycle import (
    Fits,
)


class DatePoll(models.Model):
    """Which of several dates suits the organisations of a body, before a meeting is planned."""

    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="date_polls", verbose_name=_("body")
    )
    title = models.CharField(_("title"), max_length=250)
    time_zone = models.CharField(_("time zone"), max_length=40)
    answer_by = models.DateTimeField(_("answers are asked for by"))
    organisations = models.ManyToManyField(
        Organisation, related_name="+", verbose_name=_("organisations")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("asked"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    class Meta:
        verbose_name = _("poll of dates")
        verbose_name_plural = _("polls of dates")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("meetings:poll", args=[self.pk])


class DateOption(models.Model):
    """One proposed time."""

    poll = models.ForeignKey(DatePoll, on_delete=models.CASCADE, related_name="options")
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))

    answers_by: dict[int, DateAnswer]

    class Meta:
        verbose_name = _("proposed date")
        verbose_name_plural = _("proposed dates")
        ordering: ClassVar = ["starts_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "starts_at"], name="meetings_option_once"),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="meetings_option_lasts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.starts_at:%Y-%m-%d %H:%M}"


class DateAnswer(models.Model):
    """What one organisation says of one date; the newest word stands."""

    option = models.ForeignKey(DateOption, on_delete=models.CASCADE, related_name="answers")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    fits = models.CharField(_("answer"), max_length=10, choices=Fits.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("answered"))

    class Meta:
        verbose_name = _("answer about a date")
        verbose_name_plural = _("answers about dates")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["option", "organisation"], name="meetings_one_answer_per_date"
            ),
            models.CheckConstraint(condition=Q(fits__in=Fits.values), name="meetings_known_fit"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_fits_display()}"
