"""What organisations say of a paragraph: comments, and amendments that are decided with a reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation

from ..lifecycle import (
    AmendmentStatus,
)

if TYPE_CHECKING:
    pass

from .text import Paragraph, Recommendation, Revision


class Comment(models.Model):
    """What an organisation says of a paragraph."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="comments")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("comment"))
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["created_at"]

    def __str__(self) -> str:
        return self.text[:80]


class Amendment(models.Model):
    """An organisation's proposal to replace the wording of one paragraph; decided with a reason."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="amendments")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="amendments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text_ru = models.TextField(_("wording in Russian"), blank=True)
    text_en = models.TextField(_("wording in English"), blank=True)
    reason = models.TextField(_("reason"))
    created_at = models.DateTimeField(_("proposed"))
    status = models.CharField(_("state"), max_length=10, choices=AmendmentStatus.choices, default=AmendmentStatus.PROPOSED)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    result = models.ForeignKey(Revision, on_delete=models.PROTECT, null=True, related_name="from_amendments")

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering: ClassVar = ["created_at"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(text_ru="", text_en=""), name="recommendations_amendment_has_words"),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at__isnull=True, decided_by__isnull=True)
                | (~Q(status="proposed") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="recommendations_decision_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("accepted", "declined")) | ~Q(decision_reason=""),
                name="recommendations_decision_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text_i18n[:60]}"

    @property
    def text_i18n(self) -> str:
        wanted = translation.get_language()
        return (self.text_ru or self.text_en) if wanted == "ru" else (self.text_en or self.text_ru)
