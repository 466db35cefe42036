"""The rules of meetings that a body gives itself: periods, quorum, times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from councils.lifecycle import Quorum
from councils.models import Body

if TYPE_CHECKING:
    from .planning import Meeting


class MeetingRule(models.Model):
    """What a body has set for its meetings; without a row nothing is required. All of it is data: no rules of procedure
    of the Council were published (domain 1.6). A meeting keeps those of its opening."""

    body = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="meeting_rule", verbose_name=_("body")
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=0)
    papers_days = models.PositiveSmallIntegerField(
        _("days for the circulation of papers"), default=0
    )
    quorum = models.CharField(
        _("quorum"), max_length=12, choices=Quorum.choices, default=Quorum.NONE
    )
    speech_minutes = models.PositiveSmallIntegerField(
        _("minutes for a statement"), default=0, help_text=_("0: no limit")
    )
    correction_hours = models.PositiveSmallIntegerField(
        _("hours for corrections to a journal"), default=240
    )
    silence_hours = models.PositiveSmallIntegerField(
        _("hours of silence for adopting a journal"), default=72
    )

    class Meta:
        verbose_name = _("rules of a body's meetings")
        verbose_name_plural = _("rules of the bodies' meetings")

    def __str__(self) -> str:
        return str(self.body)

    @classmethod
    def of(cls, body: Body) -> MeetingRule:
        """What the body has set by now, or the default, not saved."""
        return cls.objects.filter(body=body).first() or cls(body=body)

    @classmethod
    def at(cls, meeting: Meeting, body: Body) -> MeetingRule:
        """The rules of a meeting: those its body had at the opening; until then those that stand."""
        frozen = meeting.rules.get(str(body.pk))
        return cls(body=body, **frozen) if frozen else cls.of(body)

    def snapshot(self) -> dict[str, Any]:
        """Everything that rules a meeting of this body, as it stands at the opening."""
        rules = (
            each.name for each in self._meta.concrete_fields if each.name not in {"id", "body"}
        )
        return {name: getattr(self, name) for name in rules}
