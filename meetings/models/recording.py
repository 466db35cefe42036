"""The record of a meeting: journal or chair's summary with its corrections; decisions; tasks."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import ExpressionWrapper, Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from councils.access import access_of
from councils.models import Body, Organisation
from documents.models import Document
from rec_portal.names import has_words, in_language, languages, said_in_each

from ..lifecycle import CorrectionStatus, JournalKind, JournalStage, JournalStatus, TaskStatus
from .agenda import AgendaItem
from .planning import Meeting

if TYPE_CHECKING:
    from accounts.models import User


class JournalQuerySet(models.QuerySet["Journal"]):
    def taking_corrections(self, at: datetime) -> JournalQuerySet:
        return self.filter(status=JournalStatus.CIRCULATED, corrections_until__gt=at)

    def under_silence(self) -> JournalQuerySet:
        return self.filter(status=JournalStatus.SILENCE)

    def unfinished(self) -> JournalQuerySet:
        return self.exclude(status=JournalStatus.FROZEN)

    def with_open_corrections(self) -> JournalQuerySet:
        """With `open_ones`: how many corrections wait for an answer."""
        proposed = Q(entries__corrections__status=CorrectionStatus.PROPOSED)
        return self.annotate(  # type: ignore[no-redef]
            open_ones=models.Count("entries__corrections", filter=proposed)
        )


class Journal(models.Model):
    """The lean official record of one meeting, or its chair's summary. Frozen once adopted: a trigger holds it."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="journals")
    kind = models.CharField(
        _("kind"), max_length=10, choices=JournalKind.choices, default=JournalKind.JOURNAL
    )
    status = models.CharField(
        _("state"), max_length=12, choices=JournalStatus.choices, default=JournalStatus.DRAFT
    )
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    begun_at = models.DateTimeField(_("begun"))
    corrections_until = models.DateTimeField(_("corrections are taken until"), null=True)
    silence_until = models.DateTimeField(_("silence ends"), null=True)
    frozen_at = models.DateTimeField(_("frozen"), null=True)
    frozen = models.JSONField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)

    open_ones: int
    """How many corrections wait for an answer, of `with_open_corrections`."""

    objects: ClassVar = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = _("record of a meeting")
        verbose_name_plural = _("records of meetings")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "kind"], name="meetings_one_record_of_a_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=JournalStatus.values), name="meetings_known_journal"
            ),
            models.CheckConstraint(
                condition=(
                    Q(status="frozen", frozen_at__isnull=False, frozen__isnull=False)
                    & ~Q(sha256="")
                )
                | (~Q(status="frozen") & Q(frozen_at__isnull=True, frozen__isnull=True, sha256="")),
                name="meetings_frozen_journal_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status="circulated") | Q(corrections_until__isnull=False),
                name="meetings_circulated_until",
            ),
            models.CheckConstraint(
                condition=~Q(status="silence") | Q(silence_until__isnull=False),
                name="meetings_silent_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.meeting}"

    def get_absolute_url(self) -> str:
        return reverse("meetings:journal", args=[self.pk])

    @property
    def is_frozen(self) -> bool:
        return self.status == JournalStatus.FROZEN

    @property
    def is_under_silence(self) -> bool:
        return self.status == JournalStatus.SILENCE

    def is_past(self, at: datetime) -> bool:
        """Is the time over that was set for the silence?"""
        return bool(self.silence_until and at >= self.silence_until)

    def silence_key(self) -> str:
        """What the letters of this very silence carry: put to silence again, a record has another one."""
        number = self.revisions.filter(what=JournalStage.SILENCE).count()
        return f"record:{self.pk}:{number}"

    @cached_property
    def asked(self) -> frozenset[int]:
        """The keys of the members who are asked by the silence on this record, and may object: those of its beginning. Before
        it, who would be asked today."""
        if self.status in {JournalStatus.SILENCE, JournalStatus.FROZEN}:
            begun = self.revisions.filter(what=JournalStage.SILENCE).order_by("-number")
            if kept := begun.values_list("asked", flat=True).first():
                return frozenset(kept)
        return frozenset(self.meeting.members_taking_part().values_list("pk", flat=True))

    @property
    def is_draft(self) -> bool:
        return self.status == JournalStatus.DRAFT

    @property
    def is_circulated(self) -> bool:
        return self.status == JournalStatus.CIRCULATED

    def takes_corrections(self, at: datetime) -> bool:
        return self.is_circulated and bool(self.corrections_until and at < self.corrections_until)


class JournalEntry(models.Model):
    """What the record says of one item (or, without one, at its beginning), in each language."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="entries")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="journal_entries"
    )
    order = models.PositiveSmallIntegerField()
    texts: Any = models.JSONField(_("text by language"), default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("entry of a record")
        verbose_name_plural = _("entries of records")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "order"], name="meetings_entry_order"),
            models.UniqueConstraint(fields=["journal", "item"], name="meetings_entry_per_item"),
        ]

    number: str = ""

    def __str__(self) -> str:
        return str(self.item or self.journal)

    def in_language(self, language: str) -> str:
        return str(self.texts.get(language, ""))

    @property
    def is_whole(self) -> bool:
        """Written in every language of the texts."""
        return said_in_each(self.texts)


class JournalRevision(models.Model):
    """The record as it was circulated, put to silence, or corrected after freezing: to be compared, never changed."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    what = models.CharField(max_length=12, choices=JournalStage.choices)
    content: Any = models.JSONField()
    asked = ArrayField(models.BigIntegerField(), default=list, blank=True, editable=False)
    """Put to silence: the keys of the members that are asked, and may object. Seats that change later change nothing in it."""
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("version of a record")
        verbose_name_plural = _("versions of records")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["journal", "number"], name="meetings_journal_revision")
        ]

    def __str__(self) -> str:
        return f"{self.journal}, {self.number}"

    def in_language(self, language: str) -> str:
        """The words of a corrigendum; of one that was issued before the Council took up this language, the first there are."""
        said = {
            code: self.content[code] for code in settings.TEXT_LANGUAGES if code in self.content
        }
        return in_language(said, language)


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def undecided(self) -> CorrectionQuerySet:
        return self.filter(status=CorrectionStatus.PROPOSED)


class Correction(models.Model):
    """What a delegation asks to correct: in its own statement it is made, elsewhere it is a proposal."""

    entry = models.ForeignKey(JournalEntry, on_delete=models.CASCADE, related_name="corrections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=languages)
    before = models.TextField(_("words as they stand"))
    after = models.TextField(_("words as they should be"), blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    own_statement = models.BooleanField(_("in the organisation's own statement"), default=False)
    status = models.CharField(
        max_length=10, choices=CorrectionStatus.choices, default=CorrectionStatus.PROPOSED
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=500, blank=True)

    objects: ClassVar = CorrectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=CorrectionStatus.values), name="meetings_known_correction"
            ),
            models.CheckConstraint(
                condition=Q(status="proposed", decided_at__isnull=True)
                | (~Q(status="proposed") & Q(decided_at__isnull=False)),
                name="meetings_decided_correction_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.entry}"

    @property
    def is_made(self) -> bool:
        return self.status == CorrectionStatus.MADE

    @property
    def is_proposed(self) -> bool:
        return self.status == CorrectionStatus.PROPOSED


class Objection(models.Model):
    """A member's word against adopting the record under silence."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="objections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("objection to a record")
        verbose_name_plural = _("objections to records")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.journal}"


class LateMessage(models.Model):
    """An objection that came when the silence on a record was over: it is kept and shown, and changes nothing."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="late_messages")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("late message about a record")
        verbose_name_plural = _("late messages about records")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~Q(reason=""), name="meetings_late_message_says_why"),
            models.UniqueConstraint(
                fields=["journal", "by", "reason"], name="meetings_late_message_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.journal}"


class ToldOtherwise(models.Model):
    """How a member whom no letter reached was told of the silence on a record."""

    journal = models.ForeignKey(Journal, on_delete=models.CASCADE, related_name="told_otherwise")
    key = models.CharField(max_length=60, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("organisation")
    )
    source = models.CharField(_("how it was told"), max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("telling by another way")
        verbose_name_plural = _("tellings by another way")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "organisation"], name="meetings_told_otherwise_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.source}"


class Decision(models.Model):
    """A decision of a meeting, numbered within it and in its body's year."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    number = models.PositiveSmallIntegerField()
    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    texts: Any = models.JSONField(_("text by language"), default=dict)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(_("made"))

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        ordering: ClassVar = ["meeting", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["meeting", "number"], name="meetings_decision_number"),
            models.CheckConstraint(
                condition=has_words("texts"), name="meetings_decision_has_words"
            ),
        ]

    def __str__(self) -> str:
        return self.symbol

    def in_language(self, language: str) -> str:
        return str(self.texts.get(language, ""))

    @property
    def text_i18n(self) -> str:
        return in_language(self.texts)


class TaskQuerySet(models.QuerySet["Task"]):
    def open(self) -> TaskQuerySet:
        return self.filter(status=TaskStatus.OPEN)

    def reported(self) -> TaskQuerySet:
        """Said to be done, and not closed yet."""
        return self.filter(status=TaskStatus.DONE)

    def unfinished(self) -> TaskQuerySet:
        return self.filter(status__in=(TaskStatus.OPEN, TaskStatus.DONE))

    def open_in(self, bodies: list[Body]) -> TaskQuerySet:
        """What earlier meetings of these bodies left to be done."""
        of = Q(meeting__body__in=bodies) | Q(meeting__joint_with__in=bodies)
        found = self.unfinished().filter(of).distinct()
        return found.select_related("organisation", "meeting", "decision__item")

    def visible_to(self, user: User) -> TaskQuerySet:
        """The tasks of the meetings that a person may see, without those under decisions of items that the person may
        not; and those of the person's own organisation. `shows_decision`: may the person read of the decision itself?"""
        open_ = (
            Q(decision=None)
            | Q(decision__item=None)
            | Q(decision__item__in=AgendaItem.objects.visible_to(user))
        )
        own = Q(organisation=access_of(user).organisation, organisation__isnull=False)
        found = self.filter(Q(open_, meeting__in=Meeting.objects.visible_to(user)) | own)
        return found.annotate(
            shows_decision=ExpressionWrapper(open_, output_field=models.BooleanField())
        )


class Task(models.Model):
    """What somebody is to do by when, after a meeting."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="tasks")
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    title = models.CharField(_("what is to be done"), max_length=300)
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="tasks",
        verbose_name=_("responsible"),
    )
    due_on = models.DateField(_("due on"))
    status = models.CharField(
        _("state"), max_length=10, choices=TaskStatus.choices, default=TaskStatus.OPEN
    )
    report = models.CharField(_("what was done"), max_length=500, blank=True)
    evidence = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, related_name="+")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    reminded_on = models.DateField(null=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    objects: ClassVar = TaskQuerySet.as_manager()

    class Meta:
        verbose_name = _("task")
        verbose_name_plural = _("tasks")
        ordering: ClassVar = ["due_on", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=TaskStatus.values), name="meetings_known_task"
            )
        ]

    def __str__(self) -> str:
        return self.title_i18n

    @property
    def is_open(self) -> bool:
        return self.status == TaskStatus.OPEN

    @property
    def is_dropped(self) -> bool:
        return self.status == TaskStatus.DROPPED

    @property
    def is_done(self) -> bool:
        """Reported done, and not closed yet."""
        return self.status == TaskStatus.DONE

    @property
    def closed_to(self) -> tuple[bool, list[str]]:
        """Whether it comes from a closed item, and for which kinds of organisation that is."""
        item = self.decision.item if self.decision else None
        return (item.is_closed, item.only_kinds) if item else (False, [])
