"""How a body comes to consensus: rounds, the entitled, positions, statements, annexes."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from councils.models import Body, Organisation
from rec_portal.clock import ClockTimestamp

from ..lifecycle import (
    ADOPTING,
    BLOCKING,
    MEANINGS,
    Closing,
    Meaning,
    Outcome,
    PositionKind,
    RoundStatus,
)

if TYPE_CHECKING:
    pass

from .text import Paragraph, Recommendation, Revision


class RoundQuerySet(models.QuerySet["ConsensusRound"]):
    def due(self) -> RoundQuerySet:
        """Open in the row, over by the database's clock."""
        return self.filter(status=RoundStatus.OPEN, expires_at__lte=ClockTimestamp())

    def judged(self) -> RoundQuerySet:
        """With `over`: whether the database's clock says that the time is up, whatever any job has done."""
        return self.annotate(
            over=models.ExpressionWrapper(Q(expires_at__lte=ClockTimestamp()), output_field=models.BooleanField())
        )

    def with_board(self) -> RoundQuerySet:
        current = Position.objects.filter(is_current=True).select_related("statement", "paragraph")
        return (
            self.judged()
            .select_related("body", "revision", "recommendation", "opened_by", "declared_by")
            .prefetch_related(
                Prefetch("entitlements", Entitlement.objects.select_related("organisation")),
                Prefetch("positions", current, to_attr="current_positions"),
            )
        )


class ConsensusRound(models.Model):
    """A text put to a body under the silence procedure: this revision, these organisations, until this moment."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="rounds")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="rounds")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("round"))
    status = models.CharField(max_length=10, choices=RoundStatus.choices, default=RoundStatus.OPEN)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    on_behalf_of_chair = models.BooleanField(_("opened on the chair's behalf"), default=False)
    opened_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("silence ends"))
    time_zone = models.CharField(_("time zone"), max_length=40)
    minimum_hours = models.PositiveSmallIntegerField(_("least hours in force at opening"))
    entitled_count = models.PositiveSmallIntegerField(_("number of the entitled"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    closing = models.CharField(max_length=10, choices=Closing.choices, blank=True)
    result = models.JSONField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome.choices, blank=True)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    declared_at = models.DateTimeField(_("declared"), null=True)
    declaration = models.TextField(_("the chair's statement"), blank=True)

    objects: ClassVar = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("consensus round")
        verbose_name_plural = _("consensus rounds")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendations_round_number"),
            models.UniqueConstraint(
                fields=["recommendation"], condition=Q(status="open"), name="recommendations_one_open_round"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("opened_at")), name="recommendations_round_lasts"),
            models.CheckConstraint(condition=Q(minimum_hours__gte=1), name="recommendations_round_has_minimum"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True, closing="", result__isnull=True)
                | (~Q(status="open") & Q(closed_at__isnull=False, result__isnull=False) & ~Q(closing="")),
                name="recommendations_closed_round_whole",
            ),
            models.CheckConstraint(
                condition=(Q(status="declared", declared_at__isnull=False, declared_by__isnull=False) & ~Q(outcome=""))
                | (~Q(status="declared") & Q(outcome="", declared_at__isnull=True, declared_by__isnull=True)),
                name="recommendations_declared_round_whole",
            ),
            models.CheckConstraint(
                condition=~Q(closing="broken", outcome__in=ADOPTING), name="recommendations_never_over_an_objection"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.number}"

    @property
    def is_over(self) -> bool:
        """Its time is up by the database's clock. Needs `judged`."""
        return bool(vars(self)["over"])

    @property
    def taken(self) -> list[Position]:
        """The current positions. Needs `with_board`."""
        positions: list[Position] = vars(self)["current_positions"]
        return positions

    @property
    def is_running(self) -> bool:
        """Open, and its time not up by the database's clock when this row was read."""
        return self.status == RoundStatus.OPEN and not self.is_over

    @property
    def awaits_declaration(self) -> bool:
        closed = self.status == RoundStatus.CLOSED and self.closing != Closing.BROKEN
        return closed or (self.status == RoundStatus.OPEN and self.is_over)

    @property
    def is_broken(self) -> bool:
        return self.closing == Closing.BROKEN

    def standing(self) -> Standing:
        """The board: every entitled organisation with its position or none. Needs `with_board`."""
        return Standing(self)


class Standing:
    """Where the entitled stand: what is in the way, who is outstanding. Never a count of who supports (rule 7)."""

    def __init__(self, consensus_round: ConsensusRound) -> None:
        taken = {position.organisation_id: position for position in consensus_round.taken}
        self.rows = [(entitled, taken.get(entitled.organisation_id)) for entitled in consensus_round.entitlements.all()]

    @property
    def outstanding(self) -> list[Entitlement]:
        return [entitled for entitled, position in self.rows if position is None]

    @property
    def awaiting(self) -> list[Entitlement]:
        return [entitled for entitled, position in self.rows if position and position.kind == PositionKind.AWAITING]

    @property
    def objecting(self) -> list[tuple[Entitlement, Position]]:
        return [(entitled, position) for entitled, position in self.rows if position and position.kind in BLOCKING]

    @property
    def noted(self) -> list[tuple[Entitlement, Position]]:
        """Positions with a statement or a reservation: they go into the record."""
        return [(e, p) for e, p in self.rows if p and hasattr(p, "statement")]


class Entitlement(models.Model):
    """Who may take a position in this round: the member seats at its opening, by name as they then were."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="entitlements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    name_ru = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)

    class Meta:
        verbose_name = _("entitled organisation")
        verbose_name_plural = _("entitled organisations")
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["round", "organisation"], name="recommendations_entitled_once")
        ]

    def __str__(self) -> str:
        return self.name_ru if translation.get_language() == "ru" else self.name


class Position(models.Model):
    """An organisation's position in a round. One is current; a change is a new row and the old one stays."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="positions")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("position"), max_length=20, choices=PositionKind.choices)
    reason = models.TextField(_("reason or statement"), blank=True)
    proposed_change = models.TextField(_("proposed change"), blank=True)
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    taken_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(_("taken"), db_default=ClockTimestamp())
    source = models.CharField(_("how it reached the secretariat"), max_length=200, blank=True)
    is_current = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("position")
        verbose_name_plural = _("positions")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"], condition=Q(is_current=True), name="recommendations_one_current_position"
            ),
            models.CheckConstraint(condition=Q(kind__in=PositionKind.values), name="recommendations_known_position"),
            models.CheckConstraint(
                condition=~Q(kind__in=BLOCKING) | ~Q(reason=""), name="recommendations_objection_has_reason"
            ),
            models.CheckConstraint(
                condition=~Q(kind="with_reservation") | Q(paragraph__isnull=False),
                name="recommendations_reservation_has_paragraph",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"

    @property
    def meaning(self) -> Meaning:
        return MEANINGS[self.kind]


class Statement(models.Model):
    """What an organisation puts on the record with its position; edited by nobody, annexed as it was received."""

    class Kind(models.TextChoices):
        INTERPRETATIVE = "interpretative", _("Interpretative statement")
        RESERVATION = "reservation", _("Reservation")

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="statements")
    position = models.OneToOneField(Position, on_delete=models.PROTECT, related_name="statement")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=15, choices=Kind.choices)
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField()
    received_at = models.DateTimeField()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"


class Annex(models.Model):
    """A statement annexed to an adopted text, in order."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="annexes")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="annex")
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "order"], name="recommendations_annex_order")
        ]

    def __str__(self) -> str:
        return str(self.statement)
