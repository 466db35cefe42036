"""The text: a recommendation, its revisions, its paragraphs with an identity that stays, its wordings per language."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import Exists, F, Prefetch, Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.lifecycle import BodyKind
from councils.models import Body

from ..lifecycle import (
    FINAL,
    PUBLIC,
    Kind,
    Outcome,
    RoundStatus,
    Status,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

LANGUAGES = ("ru", "en")


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User | AnonymousUser) -> RecommendationQuerySet:
        """Published: everybody. Before that: who reads the body's drafts; the Executive Committee once it is before it."""
        if is_secretariat(user):
            return self.all()
        seen = Q(status__in=PUBLIC)
        if user.is_authenticated and user.is_active:
            readable = Body.objects.where(user, "read")
            seen |= Q(body__in=readable)
            seen |= Q(forwarded_at__isnull=False) & Q(Exists(readable.filter(kind=BodyKind.EXECUTIVE_COMMITTEE).values("pk")))
            if user.organisation is not None:
                asked = self.model._default_manager.filter(
                    rounds__status=RoundStatus.OPEN, rounds__entitlements__organisation=user.organisation
                )
                seen |= Q(status__in=FINAL) | Q(pk__in=asked.values("pk"))
        return self.filter(seen)

    def search(self, words: str) -> RecommendationQuerySet:
        """Full text in Russian and English, over title and text, the best first; ё and е are one letter; symbols exactly."""
        plain = words.replace("ё", "е").replace("Ё", "Е")
        query = SearchQuery(plain, config="russian", search_type="websearch") | SearchQuery(
            plain, config="english", search_type="websearch"
        )
        found = self.filter(Q(search=query) | Q(symbol__iexact=words.strip()))
        return found.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-pk")

    def with_body(self) -> RecommendationQuerySet:
        return self.select_related("body", "current_revision")


class Recommendation(models.Model):
    """A text of a body on its way to the whole Council. Its symbol comes with adoption, never before."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.RECOMMENDATION)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("body"))
    title = models.CharField(_("title"), max_length=300)
    original_language = models.CharField(_("original language"), max_length=10, choices=settings.LANGUAGES, default="ru")
    status = models.CharField(_("state"), max_length=15, choices=Status.choices, default=Status.DRAFTING, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False)
    created_at = models.DateTimeField(_("begun"), editable=False)
    current_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    forwarded_at = models.DateTimeField(_("before the Executive Committee since"), null=True, editable=False)
    symbol = models.CharField(  # noqa: DJ001  # none before adoption, and unique after it
        _("symbol"), max_length=40, unique=True, null=True, editable=False
    )
    adopted_revision = models.ForeignKey("Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    adopted_round = models.ForeignKey("ConsensusRound", on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    adopted_at = models.DateTimeField(_("adopted"), null=True, editable=False)
    adopted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    text_hash = models.CharField(_("hash of the text"), max_length=64, blank=True, editable=False)
    snapshot = models.JSONField(null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    search = SearchVectorField(null=True, editable=False)
    i18n = TranslationField(fields=("title",))
    title_i18n: str
    title_ru: str | None

    objects: ClassVar = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering: ClassVar = ["-adopted_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(status__in=Status.values), name="recommendations_known_status"),
            models.CheckConstraint(
                condition=Q(
                    status__in=FINAL, symbol__isnull=False, adopted_at__isnull=False, adopted_by__isnull=False,
                    adopted_revision__isnull=False, adopted_round__isnull=False, snapshot__isnull=False,
                )
                & ~Q(text_hash="")
                | (
                    ~Q(status__in=FINAL)
                    & Q(
                        symbol__isnull=True, adopted_at__isnull=True, adopted_by__isnull=True,
                        adopted_revision__isnull=True, adopted_round__isnull=True, text_hash="",
                    )
                ),
                name="recommendations_adopted_whole_or_not",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PUBLIC, published_at__isnull=False)
                | (~Q(status__in=PUBLIC) & Q(published_at__isnull=True)),
                name="recommendations_published_has_its_time",
            ),
        ]  # fmt: skip
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="recommendations_search"),
            models.Index(fields=["status", "-adopted_at"], name="recommendations_by_status"),
        ]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("recommendations:detail", args=[self.pk])

    def deciding_body(self) -> Body:
        """Who decides next: the body itself, or the Executive Committee once the text is before it."""
        if self.forwarded_at is None or self.status == Status.CONSULTATION:
            return self.body
        committee: Body = Body.objects.get(kind=BodyKind.EXECUTIVE_COMMITTEE)
        return committee

    @property
    def standing_revision(self) -> int:
        """The key of the revision that stands; a text has one from its first save on."""
        key = self.current_revision_id
        if key is None:
            raise ValueError("this text has not been saved yet")
        return key

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def with_statements(self) -> bool:
        return self.adopted_round is not None and self.adopted_round.outcome == Outcome.WITH_STATEMENTS


class RevisionQuerySet(models.QuerySet["Revision"]):
    def with_text(self) -> RevisionQuerySet:
        """The whole text in a fixed number of queries."""
        clauses = Clause.objects.select_related("paragraph").prefetch_related("texts")
        return self.prefetch_related("versions", Prefetch("clauses", clauses))


class Revision(models.Model):
    """The text as it stood at one save; never changed afterwards (the database refuses)."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField(_("revision"))
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("saved"))
    reason = models.CharField(_("why"), max_length=300, blank=True)

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["recommendation", "number"], name="recommendations_revision_number")
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.number}"

    def titles(self) -> dict[str, str]:
        return {version.language: version.title for version in self.versions.all()}

    @property
    def title_i18n(self) -> str:
        titles = self.titles()
        return titles.get(translation.get_language() or "en") or titles.get("en") or titles.get("ru") or ""

    def numbered(self) -> list[Clause]:
        """The paragraphs in order with their numbers: preambular P1, P2 …; operative 1, 2 …. Numbers are never typed."""
        preambular = operative = 0
        clauses = list(self.clauses.all())
        for clause in clauses:
            if clause.kind == ClauseKind.PREAMBULAR:
                preambular += 1
                clause.ordinal = preambular
            else:
                operative += 1
                clause.ordinal = operative
        return clauses

    def canonical(self) -> dict[str, object]:
        """The text as data: what is hashed, compared and set."""
        return {
            "titles": {language: self.titles().get(language, "") for language in LANGUAGES},
            "paragraphs": [
                {
                    "id": str(clause.paragraph.identity), "kind": clause.kind,
                    "texts": {language: clause.in_language(language) for language in LANGUAGES},
                }
                for clause in self.clauses.all()
            ],
        }  # fmt: skip

    def sha256(self) -> str:
        """sha256 of the canonical JSON (UTF-8, keys sorted, no spaces), hexadecimal."""
        canonical = json.dumps(self.canonical(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()

    def missing_languages(self) -> list[str]:
        """Languages in which the title or any paragraph has no words yet."""
        titles = self.titles()
        clauses = list(self.clauses.all())
        return [
            language
            for language in LANGUAGES
            if not titles.get(language) or not clauses or any(not clause.in_language(language) for clause in clauses)
        ]


class LanguageVersion(models.Model):
    """One language of a revision: its title and its standing."""

    class State(models.TextChoices):
        ORIGINAL = "original", _("Original")
        TRANSLATION = "translation", _("Translation")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(max_length=12, choices=State.choices)

    class Meta:
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "language"], name="recommendations_one_version_per_language")
        ]

    def __str__(self) -> str:
        return self.title


class Paragraph(models.Model):
    """A paragraph's identity, the same through all revisions: comments and amendments hang on it."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="paragraphs")
    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")

    def __str__(self) -> str:
        return str(self.identity)


class ClauseKind(models.TextChoices):
    PREAMBULAR = "preambular", _("Preambular paragraph")
    OPERATIVE = "operative", _("Operative paragraph")


class Clause(models.Model):
    """A paragraph as it stands in one revision."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clauses")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="clauses")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ClauseKind.choices)

    ordinal: int

    class Meta:
        verbose_name = _("paragraph of a revision")
        verbose_name_plural = _("paragraphs of a revision")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["revision", "order"], name="recommendations_clause_order"),
            models.UniqueConstraint(fields=["revision", "paragraph"], name="recommendations_clause_once"),
        ]

    def __str__(self) -> str:
        return self.text_i18n[:80]

    def in_language(self, language: str) -> str:
        return next((text.text for text in self.texts.all() if text.language == language), "")

    @property
    def text_i18n(self) -> str:
        return self.in_language(translation.get_language() or "en") or self.in_language("en") or self.in_language("ru")

    @property
    def text_ru(self) -> str:
        return self.in_language("ru")

    @property
    def text_en(self) -> str:
        return self.in_language("en")

    @property
    def is_operative(self) -> bool:
        return self.kind == ClauseKind.OPERATIVE

    @property
    def label(self) -> str:
        """«3» for an operative paragraph, «P3» for a preambular one («П3» in Russian)."""
        sign = "П" if translation.get_language() == "ru" else "P"
        return str(self.ordinal) if self.is_operative else f"{sign}{self.ordinal}"


class ClauseText(models.Model):
    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = models.TextField()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["clause", "language"], name="recommendations_one_wording_per_language")
        ]

    def __str__(self) -> str:
        return self.text[:80]
