"""What became of an adopted text: each addressee's answers, cycles of reports, needs and offers of assistance."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from councils.access import access_of
from councils.models import Organisation, Representative

from ..lifecycle import (
    WRITABLE_REPORTS,
    Answer,
    CycleStatus,
    Implementation,
    Publication,
    ReportStatus,
)
from .recommendation import Recommendation
from .text import Paragraph

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class FollowUp(models.Model):
    """One addressee and one operative paragraph of an adopted text: the line on which both axes are kept.

    `answer` and `implementation` repeat the newest row of each history for the matrix; they are never merged.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="follow_ups")
    label = models.CharField(max_length=20)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="follow_ups"
    )
    answer = models.CharField(
        _("position"), max_length=20, choices=Answer.choices, default=Answer.NO_ANSWER
    )
    implementation = models.CharField(
        _("implementation"),
        max_length=15,
        choices=Implementation.choices,
        default=Implementation.NO_INFORMATION,
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        ordering: ClassVar = ["recommendation", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paragraph", "organisation"], name="recommendations_followed_up_once"
            ),
            models.CheckConstraint(
                condition=Q(answer__in=Answer.values), name="recommendations_known_answer"
            ),
            models.CheckConstraint(
                condition=Q(implementation__in=Implementation.values),
                name="recommendations_known_implementation",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.recommendation.symbol}, {self.label}"


class AnswerGiven(models.Model):
    """An addressee's position on a paragraph, as it was given; a later one stands, the earlier stay."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(_("position"), max_length=20, choices=Answer.choices)
    words = models.TextField(_("words"), blank=True)
    document = models.CharField(_("document (note and date)"), max_length=200, blank=True)
    source = models.CharField(_("how it reached the secretariat"), max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("answer of an addressee")
        verbose_name_plural = _("answers of addressees")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(answer="no_answer"), name="recommendations_an_answer_is_an_answer"
            )
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class CycleQuerySet(models.QuerySet["Cycle"]):
    def running(self) -> CycleQuerySet:
        return self.filter(status=CycleStatus.OPEN)


class Cycle(models.Model):
    """A reporting cycle: a period, a form (which adopted texts), a deadline."""

    title = models.CharField(_("title"), max_length=150)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    deadline = models.DateTimeField(_("reports due"))
    guidance = models.TextField(_("guidance for the reports"), blank=True)
    status = models.CharField(max_length=8, choices=CycleStatus.choices, default=CycleStatus.OPEN)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    opened_at = models.DateTimeField(_("opened"))
    closed_at = models.DateTimeField(_("closed"), null=True)
    i18n = TranslationField(fields=("title", "guidance"))
    title_i18n: str
    guidance_i18n: str

    objects: ClassVar = CycleQuerySet.as_manager()

    class Meta:
        verbose_name = _("reporting cycle")
        verbose_name_plural = _("reporting cycles")
        ordering: ClassVar = ["-period_to", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(period_to__gte=F("period_from")), name="recommendations_period_in_order"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="open"), name="recommendations_one_open_cycle"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True)
                | Q(status="closed", closed_at__isnull=False),
                name="recommendations_closed_cycle_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("recommendations:cycle", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status == CycleStatus.OPEN


def reads_follow_up(user: User | AnonymousUser) -> bool:
    """The secretariat, and who reads the papers of some body by a seat there; others see what states have authorised."""
    access = access_of(user)
    return access.is_secretariat or bool(access.bodies("read"))


class ReportQuerySet(models.QuerySet["Report"]):
    def writable(self) -> ReportQuerySet:
        """With the addressee: not in yet, or with questions to answer."""
        return self.filter(status__in=WRITABLE_REPORTS)

    def begun(self) -> ReportQuerySet:
        """Submitted at least once."""
        return self.exclude(status=ReportStatus.ASSIGNED)

    def public(self) -> ReportQuerySet:
        """Complete, and authorised by their states."""
        return self.filter(publication=Publication.AUTHORISED, status=ReportStatus.COMPLETE)

    def visible_to(self, user: User | AnonymousUser) -> ReportQuerySet:
        """The state's own; the secretariat's; who reads a body's papers, once submitted (not while it answers questions and
        writes anew); the public's once authorised."""
        access = access_of(user)
        if access.is_secretariat:
            return self.all()
        seen = Q(publication=Publication.AUTHORISED, status=ReportStatus.COMPLETE)
        if access.organisation is not None:
            seen |= Q(organisation=access.organisation)
            if access.bodies("read"):
                seen |= Q(status__in=(ReportStatus.SUBMITTED, ReportStatus.COMPLETE))
        return self.filter(seen)


class Report(models.Model):
    """One addressee's report in one cycle: filled by responsible bodies, validated and submitted by the focal point."""

    cycle = models.ForeignKey(Cycle, on_delete=models.PROTECT, related_name="reports")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="reports")
    status = models.CharField(
        _("state"), max_length=10, choices=ReportStatus.choices, default=ReportStatus.ASSIGNED
    )
    covering_note = models.CharField(_("covering note verbale"), max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    submitted_at = models.DateTimeField(_("submitted"), null=True)
    publication = models.CharField(
        _("publication"), max_length=10, choices=Publication.choices, default=Publication.UNDECIDED
    )
    publication_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    publication_at = models.DateTimeField(null=True)

    objects: ClassVar = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering: ClassVar = ["organisation"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["cycle", "organisation"], name="recommendations_one_report_a_cycle"
            ),
            models.CheckConstraint(
                condition=Q(status="assigned")
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="recommendations_submitted_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(publication="undecided")
                | Q(publication_by__isnull=False, publication_at__isnull=False),
                name="recommendations_publication_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.cycle}"

    def get_absolute_url(self) -> str:
        return reverse("recommendations:report", args=[self.pk])

    @property
    def is_writable(self) -> bool:
        """With the addressee: not in yet, or with questions to answer."""
        return self.status in WRITABLE_REPORTS

    @property
    def is_complete(self) -> bool:
        return self.status == ReportStatus.COMPLETE

    @property
    def has_questions(self) -> bool:
        """The secretariat has asked, and the addressee has not submitted again."""
        return self.status == ReportStatus.ASKED


class ReportItem(models.Model):
    """What an addressee reports on one paragraph. `version` rises with each save; a save on an older one is a conflict."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="items")
    follow_up = models.ForeignKey(FollowUp, on_delete=models.PROTECT, related_name="items")
    responsible = models.CharField(_("responsible body"), max_length=200, blank=True)
    assigned_to = models.ForeignKey(
        Representative,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("passed to"),
    )
    implementation = models.CharField(
        _("implementation"),
        max_length=15,
        choices=Implementation.choices,
        default=Implementation.NO_INFORMATION,
    )
    measures = models.TextField(_("measures taken"), blank=True)
    results = models.TextField(_("results against the indicators"), blank=True)
    obstacles = models.TextField(_("obstacles"), blank=True)
    needs = models.TextField(_("need for assistance"), blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    saved_at = models.DateTimeField(null=True)
    before = models.CharField(
        max_length=15, choices=Implementation.choices, default=Implementation.NO_INFORMATION
    )

    class Meta:
        verbose_name = _("item of a report")
        verbose_name_plural = _("items of reports")
        ordering: ClassVar = ["follow_up"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["report", "follow_up"], name="recommendations_reported_once"
            ),
            models.CheckConstraint(
                condition=Q(implementation__in=Implementation.values),
                name="recommendations_known_item_implementation",
            ),
        ]

    def __str__(self) -> str:
        return str(self.follow_up)

    @property
    def moved(self) -> bool:
        """It stands elsewhere than after the last cycle."""
        return self.before != self.implementation


class Submission(models.Model):
    """A report as it was submitted, word for word; a later one follows questions and does not replace it."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="submissions")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    content = models.JSONField()

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.report} {self.at:%Y-%m-%d}"


class Question(models.Model):
    """What the secretariat asks back; it never rewrites. The answer is the state's."""

    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="questions")
    item = models.ForeignKey(
        ReportItem, on_delete=models.PROTECT, null=True, related_name="questions"
    )
    text = models.TextField(_("question"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:80]


def _evidence_name(evidence: Evidence, name: str) -> str:
    made = uuid.uuid4().hex
    return f"evidence/{made[:2]}/{made}"


class Evidence(models.Model):
    """A supporting document or address; public, or restricted to the state and the secretariat."""

    item = models.ForeignKey(ReportItem, on_delete=models.PROTECT, related_name="evidence")
    title = models.CharField(_("title"), max_length=200)
    link = models.URLField(_("address"), blank=True)
    file = models.FileField(_("file"), upload_to=_evidence_name, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    is_public = models.BooleanField(_("may be published"), default=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("evidence")
        verbose_name_plural = _("evidence")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(link="", file=""), name="recommendations_evidence_is_something"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Offer(models.Model):
    """What a partner offers, and the needs it is matched to."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="offers")
    words = models.TextField(_("what is offered"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    is_open = models.BooleanField(default=True)

    class Meta:
        verbose_name = _("offer of assistance")
        verbose_name_plural = _("offers of assistance")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.words[:60]}"


class Match(models.Model):
    """A need met by an offer, brought together by the secretariat."""

    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, related_name="matches")
    item = models.ForeignKey(ReportItem, on_delete=models.PROTECT, related_name="matches")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("match of a need and an offer")
        verbose_name_plural = _("matches of needs and offers")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["offer", "item"], name="recommendations_matched_once")
        ]

    def __str__(self) -> str:
        return f"{self.item} ← {self.offer}"
