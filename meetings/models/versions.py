"""Versions of an agenda as they were issued and adopted: plain values, never changed."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from rec_portal.names import labels_of

from .agenda import AgendaItem
from .planning import Meeting


class AgendaVersion(models.Model):
    """The agenda as it stood: provisional when convened and when issued anew, then as the meeting adopted it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda_versions")
    adopted = models.BooleanField(_("adopted"), default=False)
    number = models.PositiveSmallIntegerField()
    items = models.JSONField(default=list)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("issued"))

    class Meta:
        verbose_name = _("version of an agenda")
        verbose_name_plural = _("versions of agendas")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_agenda_version")
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"


def snapshot(items: list[AgendaItem]) -> list[dict[str, Any]]:
    """The agenda as plain values, one row an item, as `AgendaVersion.items` keeps it."""
    return [
        {
            "pk": item.pk,
            "number": item.number,
            "kind": item.kind,
            **labels_of(item, "title"),
            "begins": item.begins.isoformat(),
            "minutes": item.lasts,
            "closed": item.is_closed,
            "only_kinds": item.only_kinds,
        }
        for item in items
    ]
