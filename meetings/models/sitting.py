"""In the room: sittings, who is present, how items run, who speaks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation
from documents.models import Document
from rec_portal.names import spelled

from ..lifecycle import ItemAct, PresenceMeans, SpeechKind, SpeechState
from .agenda import AgendaItem
from .inviting import Delegate
from .planning import Meeting


class Sitting(models.Model):
    """From the chair's opening to the next pause: a day, or half of one."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="sittings")
    number = models.PositiveSmallIntegerField(_("number"))
    chair_name = models.CharField(_("in the chair"), max_length=200)
    chair_name_ru = models.CharField(
        _("in the chair, in Cyrillic letters"), max_length=200, blank=True
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)

    class Meta:
        verbose_name = _("sitting")
        verbose_name_plural = _("sittings")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_sitting_number"),
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(closed_at__isnull=True),
                name="meetings_one_open_sitting",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")),
                name="meetings_sitting_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting}, {self.number}"

    @property
    def chair(self) -> str:
        """Who presided, in the reader's letters."""
        return spelled(self.chair_name, self.chair_name_ru)


class PresenceQuerySet(models.QuerySet["Presence"]):
    def at(self, moment: Any) -> PresenceQuerySet:
        """Who was in the room at a moment, which may be an expression of the database."""
        not_yet_left = Q(left_at__isnull=True) | Q(left_at__gt=moment)
        return self.filter(not_yet_left, arrived_at__lte=moment)


class Presence(models.Model):
    """An organisation in a sitting, from its arrival to its departure; coming back is a new row."""

    sitting = models.ForeignKey(Sitting, on_delete=models.CASCADE, related_name="presences")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    means = models.CharField(_("how"), max_length=10, choices=PresenceMeans.choices)
    arrived_at = models.DateTimeField(_("arrived"))
    left_at = models.DateTimeField(_("left"), null=True)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects: ClassVar = PresenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presences")
        ordering: ClassVar = ["arrived_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sitting", "organisation"],
                condition=Q(left_at__isnull=True),
                name="meetings_present_once",
            ),
            models.CheckConstraint(
                condition=Q(left_at__isnull=True) | Q(left_at__gte=F("arrived_at")),
                name="meetings_left_after_arriving",
            ),
            models.CheckConstraint(
                condition=Q(means__in=PresenceMeans.values), name="meetings_known_presence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.sitting}"


class ItemEvent(models.Model):
    """An item opened, suspended, resumed, closed: who, when."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=ItemAct.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("event of an item")
        verbose_name_plural = _("events of items")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(act__in=ItemAct.values), name="meetings_known_item_act"
            )
        ]

    def __str__(self) -> str:
        return f"{self.item}: {self.act}"


class SpeechQuerySet(models.QuerySet["Speech"]):
    def waiting(self) -> SpeechQuerySet:
        """On the list, and has not had the floor."""
        return self.filter(state=SpeechState.INSCRIBED)

    def speaking(self) -> SpeechQuerySet:
        return self.filter(state=SpeechState.SPEAKING)

    def paused(self) -> SpeechQuerySet:
        """Broken off by a point of order."""
        return self.filter(state=SpeechState.PAUSED)

    def begun(self) -> SpeechQuerySet:
        """Has or had the floor, and has not ended."""
        return self.filter(state__in=(SpeechState.SPEAKING, SpeechState.PAUSED))

    def spoken(self) -> SpeechQuerySet:
        return self.filter(state=SpeechState.SPOKEN)

    def heard(self) -> SpeechQuerySet:
        """Somebody has said something that may be answered."""
        return self.filter(state__in=(SpeechState.SPOKEN, SpeechState.SPEAKING))

    def not_withdrawn(self) -> SpeechQuerySet:
        return self.exclude(state=SpeechState.WITHDRAWN)


class Speech(models.Model):
    """A place on the list of speakers of an item, taken by an organisation; a person speaks for it."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="speeches")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    delegate = models.ForeignKey(
        Delegate,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("speaker"),
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=SpeechKind.choices, default=SpeechKind.STATEMENT
    )
    order = models.PositiveIntegerField()
    state = models.CharField(
        max_length=10, choices=SpeechState.choices, default=SpeechState.INSCRIBED
    )
    limit_seconds = models.PositiveIntegerField(null=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("inscribed"))
    started_at = models.DateTimeField(null=True)
    running_since = models.DateTimeField(null=True)
    spoken_seconds = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)
    statement = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("statement"),
    )

    objects: ClassVar = SpeechQuerySet.as_manager()

    timer: Any  # screens.Timer, set for the screens

    class Meta:
        verbose_name = _("place on a list of speakers")
        verbose_name_plural = _("lists of speakers")
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=SpeechKind.values), name="meetings_known_speech"
            ),
            models.CheckConstraint(
                condition=Q(state__in=SpeechState.values), name="meetings_known_speech_state"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="speaking"), name="meetings_one_has_the_floor"
            ),
            models.UniqueConstraint(
                fields=["item", "organisation", "kind"],
                condition=Q(state="inscribed"),
                name="meetings_inscribed_once",
            ),
            models.CheckConstraint(
                condition=Q(state="speaking", running_since__isnull=False)
                | (~Q(state="speaking") & Q(running_since__isnull=True)),
                name="meetings_clock_runs_while_speaking",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.item}"

    @property
    def is_waiting(self) -> bool:
        """On the list, and has not had the floor."""
        return self.state == SpeechState.INSCRIBED

    @property
    def is_speaking(self) -> bool:
        return self.state == SpeechState.SPEAKING

    @property
    def is_paused(self) -> bool:
        return self.state == SpeechState.PAUSED

    @property
    def is_spoken(self) -> bool:
        return self.state == SpeechState.SPOKEN

    def languages_to_come(self) -> list[tuple[str, str]]:
        """The portal's languages in which its words have not been handed in."""
        revisions = self.statement.revisions.all() if self.statement else []
        filed = {file.language for revision in revisions for file in revision.files.all()}
        return [(code, str(name)) for code, name in settings.LANGUAGES if code not in filed]

    def seconds(self, at: datetime) -> int:
        """How long it has lasted so far, without interruptions."""
        running = (at - self.running_since) // timedelta(seconds=1) if self.running_since else 0
        return self.spoken_seconds + max(0, running)
