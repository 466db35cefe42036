"""What proves that somebody represents an organisation: a note, a letter or a decree, with its days."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import one_line
from councils.models import Representative

from .library import Document


class Credentials(models.Model):
    """One paper for one mandate. It is never changed: a new paper is a row of its own beside it."""

    mandate = models.ForeignKey(
        Representative,
        on_delete=models.PROTECT,
        related_name="credentials",
        verbose_name=_("mandate"),
    )
    reference = models.CharField(
        _("kind and number of the paper"), max_length=200, validators=[one_line]
    )
    dated = models.DateField(_("date of the paper"), null=True)
    document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("the paper itself"),
    )
    starts = models.DateField(pgettext_lazy("credentials", "valid from"))
    ends = models.DateField(pgettext_lazy("credentials", "valid to"), null=True, blank=True)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    entered_at = models.DateTimeField(_("entered"))

    class Meta:
        verbose_name = _("credentials")
        verbose_name_plural = _("credentials")
        ordering: ClassVar = ["mandate", "-starts", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts") - timedelta(days=1)),
                name="documents_credentials_dates",
                violation_error_message=_("The last day cannot lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return self.reference
