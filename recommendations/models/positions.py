"""Positions in a round, and what becomes of an objection: its confirmation, its withdrawal; what a delegation prepares."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.lifecycle import Effect, Meaning
from councils.models import Organisation
from documents.models import Document
from rec_portal.clock import ClockTimestamp

from .consensus import ConsensusRound
from .text import Paragraph


class Position(models.Model):
    """An organisation's position in a round. One is current; a change is a new row and the old one stays.

    `effect` and `blocks` are written by the database from the round's frozen procedure. What the secretariat records for
    an absent organisation carries its source, its date and its document (rule 3).
    """

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="positions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("position"), max_length=20)
    effect = models.CharField(max_length=12, choices=Effect.choices, default="", editable=False)
    blocks = models.BooleanField(default=False, editable=False)
    reason = models.TextField(_("reason or statement"), blank=True)
    proposed_change = models.TextField(_("proposed change"), blank=True)
    paragraph = models.ForeignKey(
        Paragraph, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    expected_on = models.DateField(_("instructions expected on"), null=True, blank=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(_("taken"), db_default=ClockTimestamp())
    source = models.CharField(_("how it reached the secretariat"), max_length=200, blank=True)
    source_date = models.DateField(_("date of the source"), null=True, blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("document")
    )
    renewed_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    takes_effect_at = models.DateTimeField(
        _("takes effect unless it is corrected"), null=True, editable=False
    )
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(is_current=True),
                name="recommendations_one_current_position",
            ),
            models.CheckConstraint(
                condition=Q(effect__in=Effect.values), name="recommendations_known_position"
            ),
            models.CheckConstraint(
                condition=Q(blocks=True, effect="objects")
                | (Q(blocks=False) & ~Q(effect="objects")),
                name="recommendations_objection_blocks",
            ),
            models.CheckConstraint(
                condition=Q(blocks=False) | ~Q(reason=""),
                name="recommendations_objection_has_reason",
            ),
            models.CheckConstraint(
                condition=~Q(effect="reservation") | Q(paragraph__isnull=False),
                name="recommendations_reservation_has_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(source="", source_date__isnull=True, document__isnull=True)
                | (~Q(source="") & Q(source_date__isnull=False)),
                name="recommendations_recorded_with_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.kind}"

    @property
    def meaning(self) -> Meaning:
        return self.round.meaning_of(self.kind)

    @property
    def is_withdrawn(self) -> bool:
        return hasattr(self, "withdrawal")

    @property
    def is_pending(self) -> bool:
        """An objection that the secretariat recorded, and that its organisation has neither confirmed, corrected nor lifted."""
        return (
            self.is_current
            and self.takes_effect_at is not None
            and not hasattr(self, "confirmation")
            and not self.is_withdrawn
        )


class ObjectionConfirmation(models.Model):
    """A recorded objection takes effect: confirmed by who speaks for the organisation, or by the clock (`by` is empty).

    Where the organisation has nobody who can sign in, a second person of the secretariat confirms it from the document.
    """

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="confirmation")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(db_default=ClockTimestamp())

    class Meta:
        verbose_name = _("confirmed objection")
        verbose_name_plural = _("confirmed objections")

    def __str__(self) -> str:
        return str(self.position)


class PositionDraft(models.Model):
    """What somebody of the delegation prepares for its head (rule 2): seen by the delegation alone, without effect."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="drafts")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField(default=dict)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("prepared"))

    class Meta:
        verbose_name = _("prepared position")
        verbose_name_plural = _("prepared positions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="recommendations_one_prepared_position"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ObjectionWithdrawal(models.Model):
    """The objector lifts the objection: a new agreement, on which the same revision may be put again (rule 6)."""

    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="withdrawal")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    words = models.TextField(blank=True)

    class Meta:
        verbose_name = _("lifted objection")
        verbose_name_plural = _("lifted objections")

    def __str__(self) -> str:
        return str(self.position)
