"""What recommendations cite: resolutions, key principles, plans of action; and reference texts to draw agreed language from."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models.fields.json import KeyTextTransform
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from rec_portal.names import has_words, in_language


class Instrument(models.Model):
    """An instrument of the controlled list. Earlier recommendations of the Council need no entry: they are linked as texts."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Resolution")
        PRINCIPLES = "principles", _("Principles and guidance")
        PLAN = "plan", _("Plan of action")
        TREATY = "treaty", _("Treaty")
        OTHER = "other", _("Other instrument")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    symbol = models.CharField(_("symbol"), max_length=60, unique=True)
    title = models.CharField(_("title"), max_length=300)
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    link = models.URLField(_("address"), blank=True)
    is_active = models.BooleanField(_("offered"), default=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    class Meta:
        verbose_name = _("instrument")
        verbose_name_plural = _("instruments")
        ordering: ClassVar = ["kind", "symbol"]

    def __str__(self) -> str:
        return f"{self.symbol}: {self.title_i18n}"


class ReferenceText(models.Model):
    """A paragraph of an instrument, loaded for the search of agreed language while drafting."""

    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, related_name="texts", verbose_name=_("instrument")
    )
    label = models.CharField(_("paragraph"), max_length=40)
    texts: Any = models.JSONField(_("wording by language"), default=dict)

    class Meta:
        verbose_name = _("reference text")
        verbose_name_plural = _("reference texts")
        ordering: ClassVar = ["instrument", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["instrument", "label"], name="recommendations_reference_once"
            ),
            models.CheckConstraint(
                condition=has_words("texts"),
                name="recommendations_reference_has_words",
            ),
        ]

        indexes: ClassVar = [
            GinIndex(
                SearchVector(KeyTextTransform(code, "texts"), config=config),
                name=f"recommendations_reference_{code}",
            )
            for code, config in settings.SEARCHED_AS.items()
        ]

    def __str__(self) -> str:
        return f"{self.instrument.symbol}, {self.label}"

    @property
    def text_i18n(self) -> str:
        return in_language(self.texts)
