"""How a body comes to consensus: rounds and what was done to them, the entitled, and where all of them stand."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from councils.lifecycle import Effect, Meaning
from councils.models import Body, Organisation, from_snapshot
from meetings.models import AgendaItem, Presence
from rec_portal import clock
from rec_portal.clock import ClockTimestamp

from ..lifecycle import (
    END_OF_TIME,
    RUNNING,
    VOIDING,
    Closing,
    EndOfTime,
    EventKind,
    RecommendationStatus,
    RoundKind,
    RoundStage,
    RoundStatus,
    agreed_in,
    stage_of,
)
from .recommendation import Recommendation
from .text import Revision

if TYPE_CHECKING:
    from .declaration import Declaration
    from .positions import Position


def kinds_that_end(closing: Closing) -> list[str]:
    """The kinds of round whose time ends so."""
    return [kind for kind, end in END_OF_TIME.items() if end.closing == closing]


def _in_the_room() -> models.Func:
    """The organisations in the room in which a round was put: when it was closed, else now. The database's own function."""
    return models.Func(
        "agenda_item_id",
        Coalesce("closed_at", ClockTimestamp()),
        function="meetings_in_the_room",
        output_field=ArrayField(models.BigIntegerField()),
    )


class RoundQuerySet(models.QuerySet["ConsensusRound"]):
    def in_hand(self) -> RoundQuerySet:
        """Open or suspended in the row."""
        return self.filter(status__in=RUNNING)

    def running(self) -> RoundQuerySet:
        """Open, and not over by the database's clock."""
        return self.judged().filter(status=RoundStatus.OPEN, expires_at__gt=ClockTimestamp())

    def suspended(self) -> RoundQuerySet:
        return self.filter(status=RoundStatus.SUSPENDED)

    def due(self) -> RoundQuerySet:
        """Open in the row, over by the database's clock."""
        return self.filter(status=RoundStatus.OPEN, expires_at__lte=ClockTimestamp())

    def judged(self) -> RoundQuerySet:
        """With `over`: whether the database's clock says that the time is up, whatever any job has done; and what was declared."""
        return self.select_related("declaration").annotate(
            over=models.ExpressionWrapper(
                Q(expires_at__lte=ClockTimestamp()), output_field=models.BooleanField()
            )
        )

    def waiting_for_chair(self) -> RoundQuerySet:
        """Suspended, or what `ConsensusRound.awaits_declaration` says of one."""
        closed = Q(status=RoundStatus.CLOSED) & ~Q(closing=Closing.BROKEN)
        over = Q(status=RoundStatus.OPEN, expires_at__lte=ClockTimestamp())
        with_result = [kind for kind, end in END_OF_TIME.items() if end.closing not in VOIDING]
        ended = (closed | over) & Q(kind__in=with_result)
        return self.judged().filter(ended | Q(status=RoundStatus.SUSPENDED))

    def with_board(self) -> RoundQuerySet:
        from .positions import Position  # it stands on this module

        current = Position.objects.filter(is_current=True).select_related(
            "paragraph", "withdrawal", "confirmation", "document", "taken_by"
        )
        return (
            self.judged()
            .annotate(present=_in_the_room())
            .select_related("body", "revision", "recommendation", "opened_by", "declaration__by")
            .prefetch_related(
                Prefetch("entitlements", Entitlement.objects.select_related("organisation")),
                Prefetch(
                    "positions",
                    current.prefetch_related("statement_set"),
                    to_attr="current_positions",
                ),
                Prefetch("events", RoundEvent.objects.select_related("by")),
            )
        )


class ConsensusRound(models.Model):
    """A text put to a body: this revision, these organisations, under this procedure, until this moment."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="rounds"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="rounds")
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="rounds")
    kind = models.CharField(
        _("kind"), max_length=12, choices=RoundKind.choices, default=RoundKind.SILENCE
    )
    number = models.PositiveSmallIntegerField(_("round"))
    procedure = models.JSONField(default=dict)
    agenda_item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        related_name="rounds",
        verbose_name=_("agenda item"),
    )
    agreed_at_meeting = models.CharField(
        _("where the use of silence was agreed"), max_length=200, blank=True
    )
    status = models.CharField(max_length=10, choices=RoundStatus.choices, default=RoundStatus.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    on_behalf_of_chair = models.BooleanField(_("opened on the chair's behalf"), default=False)
    opened_at = models.DateTimeField(_("opened"))
    expires_at = models.DateTimeField(_("end of the round"))
    time_zone = models.CharField(_("time zone"), max_length=40)
    entitled_count = models.PositiveSmallIntegerField(_("number of the entitled"))
    suspended_at = models.DateTimeField(_("suspended"), null=True)
    closed_at = models.DateTimeField(_("closed"), null=True)
    closing = models.CharField(max_length=10, choices=Closing.choices, blank=True)
    result = models.JSONField(null=True)
    objects: ClassVar = RoundQuerySet.as_manager()

    class Meta:
        verbose_name = _("consensus round")
        verbose_name_plural = _("consensus rounds")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendations_round_number"
            ),
            models.UniqueConstraint(
                fields=["recommendation"],
                condition=Q(status__in=RUNNING),
                name="recommendations_one_open_round",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("opened_at")), name="recommendations_round_lasts"
            ),
            models.CheckConstraint(
                condition=Q(status="suspended", suspended_at__isnull=False)
                | (~Q(status="suspended") & Q(suspended_at__isnull=True)),
                name="recommendations_suspended_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=RUNNING, closed_at__isnull=True, closing="", result__isnull=True
                )
                | (
                    ~Q(status__in=RUNNING)
                    & Q(closed_at__isnull=False, result__isnull=False)
                    & ~Q(closing="")
                ),
                name="recommendations_closed_round_whole",
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(closing=closing) | Q(kind__in=kinds_that_end(closing)),
                    name=f"recommendations_{closing}_by_its_kind",
                )
                for closing in (Closing.EXPIRED, Closing.TIME_UP)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.number}"

    @property
    def minimum_hours(self) -> int:
        return int(self.procedure["minimum_hours"])

    @cached_property
    def _positions(self) -> dict[str, dict[str, Any]]:
        return {each["code"]: each for each in self.procedure["positions"]}

    @property
    def rules_version(self) -> int | None:
        """Under which version of the rules of its body it was opened; 0: under those of the Council, as none were set; nothing
        where it was opened before versions were kept."""
        number = self.procedure.get("version")
        return None if number is None else int(number)

    @property
    def meanings(self) -> dict[str, Meaning]:
        """The positions that this round offers, in the reader's language."""
        return {code: from_snapshot(each) for code, each in self._positions.items()}

    def meaning_of(self, code: str) -> Meaning:
        return from_snapshot(self._positions[code])

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
    def key(self) -> str:
        """Under which its letters are found."""
        return f"round:{self.pk}"

    @property
    def stage(self) -> RoundStage:
        """Where it is, by its row and the database's clock. Needs `judged` while the row is open."""
        is_over = self.status == RoundStatus.OPEN and self.is_over
        return stage_of(self.status, self.closing, over=is_over)

    @property
    def end(self) -> EndOfTime:
        """What the end of its time means, by its kind."""
        return END_OF_TIME[self.kind]

    @property
    def has_effect(self) -> bool:
        return self.end.closing != Closing.HEARD

    @property
    def leads_to(self) -> RecommendationStatus:
        """Where its text goes once it is declared adopted (rule 9)."""
        goes_on = bool(self.procedure.get("council_decides"))
        return agreed_in(self.body.kind, council_decides=goes_on)

    @property
    def is_last_step(self) -> bool:
        """Its declaration ends the decision; certification follows."""
        return self.leads_to == RecommendationStatus.CERTIFICATION

    @property
    def goes_to_council(self) -> bool:
        return self.leads_to == RecommendationStatus.BEFORE_COUNCIL

    @property
    def is_in_room(self) -> bool:
        return self.kind == RoundKind.IN_SESSION

    @property
    def is_heard(self) -> bool:
        """Put in a meeting that is being held: who is in the room hears the positions, its record is their document."""
        return (
            self.is_in_room
            and self.agenda_item is not None
            and self.agenda_item.meeting.is_in_session
        )

    def hears(self, organisation: Organisation) -> bool:
        """What this organisation says is heard by all: it is in the room now. Of anybody else the paper is filed."""
        item = self.agenda_item
        return (
            self.is_heard
            and item is not None
            and Presence.objects.at(clock.now())
            .filter(sitting__meeting=item.meeting_id, organisation=organisation)
            .exists()
        )

    @property
    def silence_speaks(self) -> bool:
        """Silence means consent: everywhere but in the room, where the chair asks, and in a consultation."""
        return self.end.closing == Closing.EXPIRED

    @property
    def has_ended(self) -> bool:
        """Its time is up, or it was closed: what comes now comes late."""
        return self.status not in RUNNING or (self.status == RoundStatus.OPEN and self.is_over)

    @property
    def is_running(self) -> bool:
        """Open, and its time not up by the database's clock when this row was read."""
        return self.status == RoundStatus.OPEN and not self.is_over

    @property
    def is_suspended(self) -> bool:
        return self.status == RoundStatus.SUSPENDED

    @property
    def is_in_hand(self) -> bool:
        """Running, suspended, or over and not yet declared."""
        return self.status in {*RUNNING, RoundStatus.CLOSED} and not self.is_broken

    @property
    def is_declared(self) -> bool:
        return self.status == RoundStatus.DECLARED

    @property
    def declared(self) -> Declaration | None:
        """What the chair declared of it; nothing before."""
        found: Declaration | None = getattr(self, "declaration", None)
        return found

    @property
    def outcome(self) -> str:
        return self.declared.outcome if self.declared else ""

    def get_outcome_display(self) -> str:
        return self.declared.get_outcome_display() if self.declared else ""

    @property
    def statement(self) -> dict[str, str]:
        """The chair's consensus statement."""
        return self.declared.statement if self.declared else {}

    @property
    def is_void(self) -> bool:
        return self.status == RoundStatus.VOID

    @property
    def awaits_declaration(self) -> bool:
        if not self.has_effect:
            return False
        closed = self.status == RoundStatus.CLOSED and self.closing != Closing.BROKEN
        return closed or (self.status == RoundStatus.OPEN and self.is_over)

    @property
    def is_broken(self) -> bool:
        return self.closing == Closing.BROKEN

    @property
    def remaining(self) -> timedelta:
        """What of the silence had not run when it was suspended."""
        return self.expires_at - (self.suspended_at or self.expires_at)

    def after_resuming(self, at: datetime) -> datetime:
        """The new end when a suspended silence runs on: the rest, counted from now."""
        return at + self.remaining

    def board(self) -> Board:
        """The board: every entitled organisation with its position or none. Needs `with_board`."""
        return Board(self)


class RoundEvent(models.Model):
    """What was done to a round: who, when, why, and how its end moved. Never changed."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="events")
    kind = models.CharField(max_length=10, choices=EventKind.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()
    reason = models.TextField(_("reason"), blank=True)
    expires_at = models.DateTimeField(_("new end of the round"), null=True)
    key = models.CharField(max_length=20, blank=True)

    class Meta:
        verbose_name = _("act on a round")
        verbose_name_plural = _("acts on rounds")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "key"], condition=~Q(key=""), name="recommendations_reminded_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=("opened", "reminded")) | ~Q(reason=""),
                name="recommendations_act_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class Board:
    """Where the entitled stand: what is in the way, who is outstanding. Never a count of who supports (rule 7)."""

    def __init__(self, consensus_round: ConsensusRound) -> None:
        here: set[int] = set(vars(consensus_round)["present"])
        taken = {position.organisation_id: position for position in consensus_round.taken}
        self.rows = [
            (entitled, taken.get(entitled.organisation_id))
            for entitled in consensus_round.entitlements.all()
        ]
        for entitled, _position in self.rows:
            entitled.present = entitled.organisation_id in here

    @property
    def outstanding(self) -> list[Entitlement]:
        return [entitled for entitled, position in self.rows if position is None]

    @property
    def awaiting(self) -> list[Entitlement]:
        return [
            entitled
            for entitled, position in self.rows
            if position and position.effect == Effect.AWAITING
        ]

    @property
    def objecting(self) -> list[tuple[Entitlement, Position]]:
        return [
            (entitled, position)
            for entitled, position in self.rows
            if position and position.blocks and not position.is_withdrawn
        ]

    @property
    def pending(self) -> list[tuple[Entitlement, Position]]:
        """Objections that were recorded for an organisation and wait for its word."""
        return [(e, p) for e, p in self.rows if p is not None and p.is_pending]

    @property
    def noted(self) -> list[tuple[Entitlement, Position]]:
        """Positions with a statement or a reservation: they go into the record."""
        return [
            (e, p) for e, p in self.rows if p and p.effect in {Effect.STATEMENT, Effect.RESERVATION}
        ]

    @property
    def answered(self) -> bool:
        return any(position for _entitled, position in self.rows)

    @property
    def absent(self) -> list[Entitlement]:
        """Neither in the room when the question was closed, nor heard in any other way (rule 12)."""
        return [
            entitled
            for entitled, position in self.rows
            if position is None and not entitled.present
        ]


class Entitlement(models.Model):
    """Who may take a position in this round: the member seats at its opening, by name as they then were."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="entitlements")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=20)
    i18n = TranslationField(fields=("name",))
    name_i18n: str

    present: bool
    """In the room in which the round was put, as the sitting says (`Board`)."""

    class Meta:
        verbose_name = _("entitled organisation")
        verbose_name_plural = _("entitled organisations")
        ordering: ClassVar = ["kind", "name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["round", "organisation"], name="recommendations_entitled_once"
            )
        ]

    def __str__(self) -> str:
        return self.name_i18n
