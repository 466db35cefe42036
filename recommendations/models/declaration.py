"""What the chair declared of a round: one row, written once."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..lifecycle import Outcome
from .consensus import ConsensusRound


class Declaration(models.Model):
    """The outcome of a closed round, with the chair's consensus statement (rule 11). Never changed.

    `statement` answers breadth, issues, addressed and remains, each in words; the database refuses an outcome that the board
    of the round does not bear.
    """

    round = models.OneToOneField(
        ConsensusRound, on_delete=models.PROTECT, related_name="declaration"
    )
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("declared"))
    statement = models.JSONField(_("the chair's consensus statement"), default=dict)

    class Meta:
        verbose_name = _("declaration")
        verbose_name_plural = _("declarations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values), name="recommendations_known_outcome"
            )
        ]

    def __str__(self) -> str:
        return self.get_outcome_display()
