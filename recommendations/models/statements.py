"""What goes into the record with a text: statements, their joint authors, annexes, corrigenda, issued copies."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation
from rec_portal.names import languages

from ..lifecycle import NAMES_A_PARAGRAPH, StatementKind
from .consensus import ConsensusRound
from .positions import Position
from .recommendation import Recommendation
from .text import Paragraph, Revision


class StatementQuerySet(models.QuerySet["Statement"]):
    def active(self) -> StatementQuerySet:
        """Not withdrawn, and (where it came with a position) that position still stands."""
        return self.filter(
            Q(position__isnull=True) | Q(position__is_current=True), withdrawn_at__isnull=True
        )

    def with_authors(self) -> StatementQuerySet:
        authors = JointAuthor.objects.select_related("organisation")
        return self.select_related("organisation", "paragraph", "round").prefetch_related(
            models.Prefetch("joint", authors)
        )


class Statement(models.Model):
    """What an organisation puts on the record; edited by nobody, annexed as it was received, withdrawn only by act."""

    round = models.ForeignKey(ConsensusRound, on_delete=models.PROTECT, related_name="statements")
    position = models.ForeignKey(Position, on_delete=models.PROTECT, null=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=15, choices=StatementKind.choices)
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, null=True, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=languages)
    text = models.TextField(_("statement"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    received_at = models.DateTimeField(_("received"))
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects: ClassVar = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["position"],
                condition=Q(position__isnull=False),
                name="recommendations_one_statement_a_position",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=tuple(each.value for each in NAMES_A_PARAGRAPH))
                | Q(paragraph__isnull=False),
                name="recommendations_reservation_names_paragraph",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
                name="recommendations_withdrawn_has_who_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.get_kind_display()}"

    def authors(self) -> list[Organisation]:
        """Who made it and who joined it, in that order. Needs `with_authors` where there are many."""
        return [self.organisation, *(each.organisation for each in self.joint.all())]


class JointAuthor(models.Model):
    """An organisation that joined a statement of another."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="joint")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("joint author")
        verbose_name_plural = _("joint authors")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["statement", "organisation"], name="recommendations_joined_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class Annex(models.Model):
    """A statement annexed to an adopted text, in order."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="annexes"
    )
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="annex")
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("annex")
        verbose_name_plural = _("annexes")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "order"], name="recommendations_annex_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.statement)


class Corrigendum(models.Model):
    """An editorial correction of one language of one paragraph: listed, and lapsing nothing (rule 4).

    The chair of the deciding body confirms that it is editorial; only then is it worked in and shown to the public.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="corrigenda"
    )
    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="corrigenda")
    number = models.PositiveSmallIntegerField()
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(_("language"), max_length=10, choices=languages)
    before = models.TextField(_("reads"))
    after = models.TextField(_("should read"))
    reason = models.CharField(_("reason"), max_length=300)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    confirmed_at = models.DateTimeField(_("confirmed"), null=True)
    withdrawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True)

    class Meta:
        verbose_name = _("corrigendum")
        verbose_name_plural = _("corrigenda")
        ordering: ClassVar = ["number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendations_corrigendum_number"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | (
                    Q(confirmed_at__isnull=False, confirmed_by__isnull=False)
                    & ~Q(confirmed_by=F("made_by"))
                ),
                name="recommendations_corrigendum_of_two",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(
                    withdrawn_at__isnull=False,
                    withdrawn_by__isnull=False,
                    confirmed_at__isnull=True,
                ),
                name="recommendations_corrigendum_withdrawn_or_confirmed",
            ),
        ]

    def __str__(self) -> str:
        return f"Corr.{self.number}"


def _private_name(copy: IssuedCopy, name: str) -> str:
    made = uuid.uuid4().hex
    return f"issued/{made[:2]}/{made}"


class IssuedCopy(models.Model):
    """An official file of an adopted text as it left the portal: byte for byte, with its digest."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="issued_copies"
    )
    language = models.CharField(max_length=10, choices=languages)
    file = models.FileField(upload_to=_private_name)
    sha256 = models.CharField(max_length=64, db_index=True)
    sealed = models.BooleanField(_("sealed with a signature"), default=False)
    issued_at = models.DateTimeField()

    class Meta:
        verbose_name = _("issued copy")
        verbose_name_plural = _("issued copies")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "language"], name="recommendations_one_copy_a_language"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation.symbol} {self.language}"
