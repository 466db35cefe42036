"""What organisations say of a paragraph: comments with their dispositions, and amendments that are decided with a reason."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation
from rec_portal.names import has_words, in_language, text_languages

from ..lifecycle import OPEN_AMENDMENTS, AmendmentKind, AmendmentStatus, ClauseKind, DispositionKind
from .recommendation import Recommendation
from .text import LANGUAGES, Paragraph, Revision


class CommentQuerySet(models.QuerySet["Comment"]):
    def with_threads(self) -> CommentQuerySet:
        """With author, organisation and dispositions, in a fixed number of queries."""
        return self.select_related(
            "organisation", "author", "revision", "resolved_by"
        ).prefetch_related(
            models.Prefetch("dispositions", Disposition.objects.select_related("by"))
        )


class Comment(models.Model):
    """What an organisation says of a paragraph, or an answer to that; never edited, its thread may be resolved."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="comments"
    )
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="comments")
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="answers")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    about = models.CharField(
        _("wording it is about"),
        max_length=10,
        blank=True,
        choices=text_languages,
    )
    text = models.TextField(_("comment"))
    source = models.CharField(_("how it reached the secretariat"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("written"))
    resolved_at = models.DateTimeField(_("resolved"), null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by__isnull=True)
                | Q(resolved_at__isnull=False, resolved_by__isnull=False),
                name="recommendations_resolved_has_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def disposition(self) -> Disposition | None:
        """What was made of it last. Needs `with_threads` where there are many."""
        return next(iter(self.dispositions.all()), None)


class Disposition(models.Model):
    """What was made of a comment, with the reason; a later one stands, the earlier stay."""

    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, related_name="dispositions")
    kind = models.CharField(max_length=12, choices=DispositionKind.choices)
    response = models.TextField(_("response"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("disposition")
        verbose_name_plural = _("dispositions")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(kind__in=("modified", "not_accepted")) | ~Q(response=""),
                name="recommendations_disposition_has_reason",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class AmendmentQuerySet(models.QuerySet["Amendment"]):
    def undecided(self) -> AmendmentQuerySet:
        return self.filter(status__in=OPEN_AMENDMENTS)

    def proposed(self) -> AmendmentQuerySet:
        return self.filter(status=AmendmentStatus.PROPOSED)

    def bracketed(self) -> AmendmentQuerySet:
        return self.filter(status=AmendmentStatus.BRACKETED)

    def accepted(self) -> AmendmentQuerySet:
        return self.filter(status=AmendmentStatus.ACCEPTED)

    def with_parties(self) -> AmendmentQuerySet:
        return self.select_related(
            "organisation", "author", "decided_by", "result", "paragraph", "revision"
        ).prefetch_related(
            models.Prefetch("sponsors", CoSponsor.objects.select_related("organisation"))
        )


class Amendment(models.Model):
    """An organisation's proposal to replace, delete or move a paragraph, or to insert one after it; decided with a reason.

    `base` holds the wordings it was written against: whether it still applies is judged from them, word by word.
    Where it stands in brackets is told by its `brackets`, the rows of the working text.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="amendments"
    )
    kind = models.CharField(
        _("kind"), max_length=8, choices=AmendmentKind.choices, default=AmendmentKind.REPLACE
    )
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="amendments")
    after = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="+")
    clause_kind = models.CharField(max_length=12, choices=ClauseKind.choices, blank=True)
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    base = models.JSONField(default=dict)
    texts = models.JSONField(_("proposed wordings"), default=dict, blank=True)
    """{language: wording}; a language left as it is does not appear. Read as `words`, in the order of the languages."""
    reason = models.TextField(_("reason"))
    objection = models.ForeignKey(
        "Position", on_delete=models.PROTECT, null=True, related_name="amendments"
    )
    created_at = models.DateTimeField(_("proposed"))
    status = models.CharField(
        _("state"), max_length=10, choices=AmendmentStatus.choices, default=AmendmentStatus.PROPOSED
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    result = models.ForeignKey(
        Revision, on_delete=models.PROTECT, null=True, related_name="from_amendments"
    )

    objects: ClassVar = AmendmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("amendment")
        verbose_name_plural = _("amendments")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind__in=("delete", "move")) | Q(has_words("texts")),
                name="recommendations_amendment_has_words",
            ),
            models.CheckConstraint(
                condition=~Q(kind="move") | ~Q(after=F("paragraph")),
                name="recommendations_not_moved_after_itself",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=("proposed", "bracketed"),
                    decided_at__isnull=True,
                    decided_by__isnull=True,
                )
                | (
                    ~Q(status__in=("proposed", "bracketed"))
                    & Q(decided_at__isnull=False, decided_by__isnull=False)
                ),
                name="recommendations_decision_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("accepted", "declined")) | ~Q(decision_reason=""),
                name="recommendations_decision_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.text_i18n[:60] or self.get_kind_display()}"

    @property
    def text_i18n(self) -> str:
        return in_language(self.words)

    @property
    def is_accepted(self) -> bool:
        return self.status == AmendmentStatus.ACCEPTED

    @property
    def is_bracketed(self) -> bool:
        return self.status == AmendmentStatus.BRACKETED

    @property
    def may_be_bracketed(self) -> bool:
        """Proposed, and not the move of a paragraph: a move has no words that could stand in brackets."""
        return self.status == AmendmentStatus.PROPOSED and self.kind != AmendmentKind.MOVE

    @property
    def is_open(self) -> bool:
        """Not yet decided."""
        return self.status in OPEN_AMENDMENTS

    @property
    def words(self) -> dict[str, str]:
        """The proposed wordings; a language left as it is does not appear."""
        return {code: self.texts[code] for code in LANGUAGES if self.texts.get(code)}

    def parties(self) -> list[Organisation]:
        """The proposer and the co-sponsors. Needs `with_parties`."""
        return [
            org
            for org in (self.organisation, *(each.organisation for each in self.sponsors.all()))
            if org
        ]


class CoSponsor(models.Model):
    """An organisation that proposes an amendment together with its author."""

    amendment = models.ForeignKey(Amendment, on_delete=models.PROTECT, related_name="sponsors")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("co-sponsor")
        verbose_name_plural = _("co-sponsors")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["amendment", "organisation"], name="recommendations_sponsored_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)
