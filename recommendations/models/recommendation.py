"""A recommendation: a text of a body on its way from a proposal to the whole Council, and how it stands to other texts."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVectorField
from django.db import models
from django.db.models import Exists, F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.access import access_of
from councils.lifecycle import BodyKind
from councils.models import Body, BodyRules, Organisation, Representative
from rec_portal.names import languages, search_configurations

from ..lifecycle import (
    ADOPTING,
    EDITABLE,
    ENDED,
    FINAL,
    LAID,
    OF_THE_GROUP,
    PUBLIC,
    RUNNING,
    TEXT_ACTS,
    Closing,
    LinkKind,
    Outcome,
    RecommendationKind,
    RecommendationStatus,
    TextAct,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    from .adoption import Adoption
    from .consensus import ConsensusRound


class RecommendationQuerySet(models.QuerySet["Recommendation"]):
    def visible_to(self, user: User | AnonymousUser) -> RecommendationQuerySet:
        """Published: everybody. Before that: who reads the body's drafts, and those of a body before which the text was laid;
        who is asked in a round that runs; and those of a body in which silence was broken."""
        if is_secretariat(user):
            return self.all()
        seen = Q(status__in=PUBLIC)
        access = access_of(user)
        if readable := access.bodies("read"):
            together = self.model._default_manager.filter(associated__in=readable)
            seen |= Q(body__in=readable) | Q(laid_before__in=readable)
            seen |= Q(pk__in=together.values("pk"))
        if access.organisation is not None:
            own = Q(
                rounds__status__in=RUNNING, rounds__entitlements__organisation=access.organisation
            )
            broken = Q(rounds__closing=Closing.BROKEN, rounds__body__in=readable)
            put = self.model._default_manager.filter(own | broken)
            seen |= (
                Q(status__in=FINAL)
                | Q(pk__in=put.values("pk"))
                | Q(proposed_by=access.organisation)
            )
        return self.filter(seen)

    def at_stage(self, *stages: str) -> RecommendationQuerySet:
        return self.filter(status__in=stages)

    def admitting(self, act: TextAct) -> RecommendationQuerySet:
        """The texts at a stage at which the act is possible, whoever may do it."""
        return self.filter(status__in=TEXT_ACTS[act].at)

    def final(self) -> RecommendationQuerySet:
        """Adopted, whatever became of them since."""
        return self.filter(status__in=FINAL)

    def public(self) -> RecommendationQuerySet:
        return self.filter(status__in=PUBLIC)

    def in_force(self) -> RecommendationQuerySet:
        """All but those that a later text has replaced."""
        return self.exclude(status=RecommendationStatus.SUPERSEDED)

    def with_rounds(self) -> RecommendationQuerySet:
        """With the rounds, as `judged_rounds` reads them, and the corrigenda that they rest on."""
        from .consensus import ConsensusRound  # it stands on this module

        rounds = ConsensusRound.objects.judged().select_related("revision", "body")
        rounds = rounds.prefetch_related("revision__corrigenda")
        return self.prefetch_related(Prefetch("rounds", rounds))

    def with_ladder(self) -> RecommendationQuerySet:
        """With `council_decides`: whether what the Executive Committee agrees on goes on to the Council today."""
        goes_on = BodyRules.objects.filter(
            body__kind=BodyKind.EXECUTIVE_COMMITTEE, council_decides=True
        )
        return self.select_related("laid_before").annotate(council_decides=Exists(goes_on))

    def followed(self) -> RecommendationQuerySet:
        """Adopted texts whose implementation is followed: published, and not closed or superseded."""
        return self.admitting(TextAct.FOLLOW_UP)

    def search(self, words: str) -> RecommendationQuerySet:
        """Full text in every language, over title and text, the best first; ё and е are one letter; symbols exactly."""
        plain = words.replace("ё", "е").replace("Ё", "Е")
        query = reduce(
            or_,
            (
                SearchQuery(plain, config=config, search_type="websearch")
                for _code, config in search_configurations()
            ),
        )
        found = self.filter(Q(search=query) | Q(adoption__symbol__iexact=words.strip()))
        return found.annotate(rank=SearchRank(F("search"), query)).order_by("-rank", "-pk")

    def with_body(self) -> RecommendationQuerySet:
        return self.select_related("body", "current_revision")

    def with_adoption(self) -> RecommendationQuerySet:
        """With what the adoption fixed, but for its long record."""
        return self.select_related("adoption").defer("adoption__snapshot", "search")

    def last_adopted_first(self) -> RecommendationQuerySet:
        """What is not adopted yet comes before all, the newest first."""
        return self.order_by(F("adoption__adopted_at").desc(nulls_first=True), "-pk")


class Recommendation(models.Model):
    """A text of a body on its way to the whole Council. What its adoption fixes is a row of its own (`Adoption`)."""

    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=RecommendationKind.choices,
        default=RecommendationKind.RECOMMENDATION,
    )
    body = models.ForeignKey(
        Body, on_delete=models.PROTECT, related_name="recommendations", verbose_name=_("body")
    )
    title = models.CharField(_("title"), max_length=300)
    original_language = models.CharField(
        _("original language"),
        max_length=10,
        choices=languages,
        default=settings.WORKING_LANGUAGE,
    )
    problem = models.TextField(_("problem to be solved"), blank=True)
    source = models.CharField(_("where the proposal comes from"), max_length=300, blank=True)
    proposed_by = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        null=True,
        related_name="proposals",
        editable=False,
        verbose_name=_("proposed by"),
    )
    associated: models.ManyToManyField[Body, models.Model] = models.ManyToManyField(
        Body,
        related_name="associated_recommendations",
        verbose_name=_("associated groups"),
        editable=False,
    )
    rapporteur = models.ForeignKey(
        Representative,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("rapporteur"),
    )
    drafters: models.ManyToManyField[Representative, models.Model] = models.ManyToManyField(
        Representative, related_name="+", verbose_name=_("drafting group"), editable=False
    )
    status = models.CharField(
        _("state"),
        max_length=15,
        choices=RecommendationStatus.choices,
        default=RecommendationStatus.DRAFTING,
        editable=False,
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )
    created_at = models.DateTimeField(_("begun"), editable=False)
    current_revision = models.ForeignKey(
        "Revision", on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    laid_before = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("laid before"),
    )
    laid_at = models.DateTimeField(_("laid before it"), null=True, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    review_on = models.DateField(_("to be reviewed on"), null=True, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    search = SearchVectorField(null=True, editable=False)
    i18n = TranslationField(fields=("title",))
    title_i18n: str
    title_ru: str | None

    objects: ClassVar = RecommendationQuerySet.as_manager()

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=RecommendationStatus.values),
                name="recommendations_known_status",
            ),
            models.CheckConstraint(
                condition=Q(status__in=PUBLIC, published_at__isnull=False)
                | (~Q(status__in=PUBLIC) & Q(published_at__isnull=True)),
                name="recommendations_published_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(laid_before__isnull=True, laid_at__isnull=True) & ~Q(status__in=LAID)
                | Q(laid_before__isnull=False, laid_at__isnull=False) & ~Q(status__in=OF_THE_GROUP),
                name="recommendations_laid_before_a_body_or_not",
            ),
        ]
        indexes: ClassVar = [
            GinIndex(fields=["search"], name="recommendations_search"),
            models.Index(fields=["status"], name="recommendations_by_status"),
        ]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("recommendations:detail", args=[self.pk])

    def deciding_body(self) -> Body:
        """Who decides next: the body itself, or the one above it before which the text was laid (rule 9)."""
        return self.laid_before or self.body

    def judged_rounds(self) -> list[ConsensusRound]:
        """The rounds on this text, judged by the database's clock; without a statement where they are prefetched."""
        held = getattr(self, "_prefetched_objects_cache", {}).get("rounds")
        return list(self.rounds.judged() if held is None else held)

    def adopting_round(self) -> ConsensusRound | None:
        """The declared round that a text awaiting certification rests on."""
        rounds = self.judged_rounds()
        return rounds[0] if rounds and rounds[0].outcome in ADOPTING else None

    @property
    def goes_to_council(self) -> bool:
        """The Council's step is one of its life. Needs `with_ladder`."""
        if self.laid_before is not None and self.laid_before.kind == BodyKind.PLENARY:
            return True
        decided = self.status == RecommendationStatus.CERTIFICATION or self.is_final
        own = self.body.is_plenary
        return bool(vars(self)["council_decides"]) and not decided and not own

    @property
    def current_revision_pk(self) -> int:
        """The key of the revision that stands; a text has one from its first save on."""
        key = self.current_revision_id
        if key is None:
            raise ValueError("this text has not been saved yet")
        return key

    @property
    def standing_revision_pk(self) -> int:
        """The key of the revision that was adopted, or before adoption of the one that stands."""
        return self.adopted.revision_id if self.adopted else self.current_revision_pk

    @property
    def is_public(self) -> bool:
        return self.status in PUBLIC

    @property
    def is_editable(self) -> bool:
        """The working text may be written."""
        return self.status in EDITABLE

    @property
    def is_agreed(self) -> bool:
        """Agreed by the group, and not yet before the Executive Committee."""
        return self.status == RecommendationStatus.AGREED

    @property
    def is_not_admitted(self) -> bool:
        return self.status == RecommendationStatus.NOT_ADMITTED

    @property
    def is_ended(self) -> bool:
        """Off the table for good: withdrawn or not admitted."""
        return self.status in ENDED

    @property
    def is_final(self) -> bool:
        return self.status in FINAL

    @property
    def adopted(self) -> Adoption | None:
        """What its adoption fixed; nothing before."""
        found: Adoption | None = getattr(self, "adoption", None)
        return found

    @property
    def symbol(self) -> str | None:
        """It comes with adoption, never before."""
        return self.adopted.symbol if self.adopted else None

    @property
    def with_statements(self) -> bool:
        return self.adopted is not None and self.adopted.outcome == Outcome.WITH_STATEMENTS


class Link(models.Model):
    """How a text stands to an earlier one: lineage from the idea to the latest report."""

    later = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links_back")
    earlier = models.ForeignKey(Recommendation, on_delete=models.PROTECT, related_name="links_on")
    kind = models.CharField(max_length=12, choices=LinkKind.choices)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("link between texts")
        verbose_name_plural = _("links between texts")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["later", "earlier", "kind"], name="recommendations_linked_once"
            ),
            models.CheckConstraint(
                condition=~Q(later=F("earlier")), name="recommendations_not_linked_to_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.later} {self.get_kind_display()} {self.earlier}"


class Follower(models.Model):
    """A person who asked to be told when this text moves."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="followers"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "user"], name="recommendations_followed_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)
