"""What an adoption fixed: one row, written once by two persons."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..lifecycle import ADOPTING, Outcome
from .consensus import ConsensusRound
from .recommendation import Recommendation
from .text import Revision


class Adoption(models.Model):
    """The chair declared, the secretariat certified both languages (rule 10): from now on the text bears a symbol.

    The row is never changed, and the database compares it with the round on which it rests.
    """

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.PROTECT, related_name="adoption"
    )
    round = models.OneToOneField(ConsensusRound, on_delete=models.PROTECT, related_name="adoption")
    revision = models.OneToOneField(Revision, on_delete=models.PROTECT, related_name="adoption")
    symbol = models.CharField(_("symbol"), max_length=40, unique=True)
    outcome = models.CharField(_("outcome"), max_length=15, choices=Outcome.choices)
    """As declared: by consensus, or with statements."""
    adopted_at = models.DateTimeField(_("adopted"), db_index=True)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    certified_at = models.DateTimeField(_("certified"))
    certified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    text_hash = models.CharField(_("hash of the text"), max_length=64)
    snapshot = models.JSONField()
    """The text, the board, the statements and the addressees as they stood."""

    class Meta:
        verbose_name = _("adoption")
        verbose_name_plural = _("adoptions")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(adopted_by=F("certified_by")), name="recommendations_two_persons_adopt"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=ADOPTING), name="recommendations_adopting_outcome"
            ),
            models.CheckConstraint(
                condition=~Q(symbol="") & ~Q(text_hash=""),
                name="recommendations_adopted_with_symbol_and_hash",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol
