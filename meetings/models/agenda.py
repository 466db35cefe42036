"""The agenda of a meeting: its items, who has a part in them, and their papers, laid or still to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.access import access_of
from councils.lifecycle import OrganisationKind
from councils.models import Organisation
from documents.lifecycle import Nature
from documents.models import Document

from ..lifecycle import ItemKind, ItemRoleKind, ItemState, MeetingStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

from .planning import Meeting, MeetingGrant


class ItemQuerySet(models.QuerySet["AgendaItem"]):
    def visible_to(self, user: User | AnonymousUser) -> ItemQuerySet:
        """A closed item is for the members of the bodies that meet, of the kinds named; to others it does not exist."""
        return self.filter(_shown(user))

    def not_reached(self) -> ItemQuerySet:
        """Never opened, breaks apart."""
        return self.filter(state=ItemState.PENDING).exclude(kind=ItemKind.BREAK)

    def open(self) -> ItemQuerySet:
        return self.filter(state=ItemState.OPEN)

    def begun(self) -> ItemQuerySet:
        """Opened, and not closed yet."""
        return self.filter(state__in=(ItemState.OPEN, ItemState.SUSPENDED))

    def in_session(self) -> ItemQuerySet:
        """Open now, in a meeting that is in session."""
        return self.open().filter(meeting__status=MeetingStatus.IN_SESSION)

    def shown_to(self, user: User | AnonymousUser) -> ItemQuerySet:
        """All items, each knowing whether this reader is shown it: to lay out times that are the same for everybody."""
        return self.annotate(
            seen=models.ExpressionWrapper(_shown(user), output_field=models.BooleanField())
        )


def _shown(user: User | AnonymousUser) -> Q:
    if is_secretariat(user):
        return Q(pk__isnull=False)
    access = access_of(user)
    seen = Q(is_closed=False)
    if access.organisation is not None:
        held = MeetingGrant.objects.filter(group=access.group, permission__codename="read_closed")
        own = Q(only_kinds=[]) | Q(only_kinds__contains=[access.organisation.kind])
        seen |= own & Q(meeting__in=held.values("content_object_id"))
    return seen


class AgendaItem(models.Model):
    """One item, or one under another; what lies under a closed item is closed to the same people."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="items", verbose_name=_("meeting")
    )
    parent = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("under"),
    )
    order = models.PositiveSmallIntegerField(_("order"))
    kind = models.CharField(
        _("kind"), max_length=10, choices=ItemKind.choices, default=ItemKind.DISCUSSION
    )
    title = models.CharField(_("title"), max_length=250)
    annotation = models.TextField(_("annotation"), blank=True)
    minutes = models.PositiveSmallIntegerField(
        _("minutes"), default=30, validators=[MinValueValidator(1)]
    )
    starts_at = models.DateTimeField(_("begins"), null=True, blank=True)
    is_closed = models.BooleanField(_("closed item"), default=False)
    only_kinds = ArrayField(
        models.CharField(max_length=20, choices=OrganisationKind.choices),
        default=list,
        blank=True,
        verbose_name=_("only organisations of these kinds"),
    )
    speech_minutes = models.PositiveSmallIntegerField(
        _("minutes for a statement"), null=True, blank=True
    )
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=ItemState.choices,
        default=ItemState.PENDING,
        editable=False,
    )
    i18n = TranslationField(fields=("title", "annotation"))
    title_i18n: str
    annotation_i18n: str

    begins: datetime
    ends: datetime
    lasts: int
    overruns: bool
    overlaps: bool
    number: str

    objects: ClassVar = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "order"],
                name="meetings_item_order",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="meetings_item_takes_time"),
            models.CheckConstraint(
                condition=Q(only_kinds=[]) | Q(is_closed=True),
                name="meetings_kinds_only_when_closed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ItemState.values), name="meetings_known_item_state"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(state="open"), name="meetings_one_item_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return self.title_i18n

    def lay(self, clock: datetime, ends_at: datetime, *, leaf: bool) -> datetime:
        """Give it its time after `clock`; returns when it ends (of one that holds others: when it begins)."""
        self.begins = self.starts_at or clock
        self.overlaps = self.begins < clock
        self.lasts = self.minutes
        self.ends = self.begins + timedelta(minutes=self.minutes)
        self.overruns = leaf and self.ends > ends_at
        return self.ends if leaf else self.begins

    @property
    def shown(self) -> bool:
        """Without having asked for whom (`shown_to`), a closed item is not shown."""
        return bool(getattr(self, "seen", not self.is_closed))

    @property
    def texts_shown(self) -> list[Any]:
        """What an upper app has attached for this reader."""
        return list(getattr(self, "shown_texts", []))

    @property
    def is_pending(self) -> bool:
        """Not taken up yet."""
        return self.state == ItemState.PENDING

    @property
    def is_suspended(self) -> bool:
        return self.state == ItemState.SUSPENDED

    @property
    def is_done(self) -> bool:
        return self.state == ItemState.CLOSED

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN


class ItemRole(models.Model):
    """Who introduces, moderates or sums up an item."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="roles")
    kind = models.CharField(
        _("role"), max_length=10, choices=ItemRoleKind.choices, default=ItemRoleKind.SPEAKER
    )
    name = models.CharField(_("name"), max_length=150)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("organisation"),
    )
    i18n = TranslationField(fields=("name",))
    name_i18n: str

    class Meta:
        verbose_name = _("role at an item")
        verbose_name_plural = _("roles at an item")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.name_i18n}, {self.organisation}" if self.organisation else self.name_i18n


class PaperQuerySet(models.QuerySet["AgendaPaper"]):
    def fresh(self) -> PaperQuerySet:
        """Papers that nobody was told of, or that were revised since."""
        return self.filter(
            Q(circulated_at=None) | Q(document__revisions__issued_at__gt=F("circulated_at"))
        ).distinct()


class AgendaPaper(models.Model):
    """A document before the meeting: under one agenda item, or of the meeting as a whole."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="papers")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.CASCADE, null=True, blank=True, related_name="papers"
    )
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="agenda_papers")
    circulated_at = models.DateTimeField(_("circulated"), null=True, editable=False)

    objects: ClassVar = PaperQuerySet.as_manager()

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "item", "document"],
                name="meetings_paper_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        return str(self.document)


class ExpectedPaper(models.Model):
    """A paper that is still to come: of which kind, called how, under which item. It goes when such a paper is laid there."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="expected_papers")
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="expected_papers",
        verbose_name=_("agenda item"),
    )
    nature = models.CharField(
        _("kind"), max_length=20, choices=Nature.choices, default=Nature.OTHER
    )
    title = models.CharField(_("title"), max_length=250)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    class Meta:
        verbose_name = _("paper still to come")
        verbose_name_plural = _("papers still to come")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nature__in=Nature.values), name="meetings_known_expected"
            )
        ]

    def __str__(self) -> str:
        return self.title_i18n
