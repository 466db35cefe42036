from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.lifecycle import Effect
from rec_portal.administration.base import RecordedAdmin
from rec_portal.administration.site import site

from .models import Instrument, PositionOption, Procedure, Recommendation, ReferenceText


@admin.register(Recommendation, site=site)
class RecommendationAdmin(RecordedAdmin):
    """To look things up: what happens to a text happens by acts, on its own page."""

    list_display = ("title", "body", "bears_symbol", "status", "adopted_at")
    list_filter = ("status", "body", "kind")
    list_select_related = ("body", "adoption")
    search_fields = ("title", "adoption__symbol", "i18n")
    exclude = ("search",)

    @admin.display(description=gettext_lazy("symbol"), ordering="adoption__symbol")
    def bears_symbol(self, text: Recommendation) -> str | None:
        return text.symbol

    @admin.display(description=gettext_lazy("adopted"), ordering="adoption__adopted_at")
    def adopted_at(self, text: Recommendation) -> datetime | None:
        return text.adopted.adopted_at if text.adopted else None


class OfferedPositions(BaseInlineFormSet):  # type: ignore[type-arg]
    """A body that words its own positions offers at least one that joins and one that blocks."""

    def clean(self) -> None:
        super().clean()

        offered = {
            form.cleaned_data["effect"]
            for form in self.forms
            if form.cleaned_data.get("is_offered")
            and not form.cleaned_data.get("DELETE")
            and form.cleaned_data.get("effect")
        }
        if offered and not {Effect.JOINS, Effect.OBJECTS} <= offered:
            raise ValidationError(_("Offer at least one position that joins and one that blocks."))


class PositionOptionInline(admin.TabularInline):  # type: ignore[type-arg]
    model = PositionOption
    formset = OfferedPositions
    extra = 0
    fields = (
        "order",
        "code",
        "effect",
        "label",
        "label_ru",
        "meaning",
        "meaning_ru",
        "prompt",
        "prompt_ru",
        "needs_reason",
        "needs_paragraph",
        "needs_change",
        "is_offered",
    )


@admin.register(Procedure, site=site)
class ProcedureAdmin(RecordedAdmin):
    """How a body comes to consensus; a round that is open keeps the procedure of its opening."""

    list_display = (
        "body",
        "minimum_hours",
        "counted_in",
        "needs_agreement",
        "entitles",
        "declares",
        "council_decides",
    )
    list_select_related = ("body",)
    inlines = (PositionOptionInline,)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    "body",
                    "minimum_hours",
                    "counted_in",
                    "working_days",
                    "needs_agreement",
                    "confirmation_hours",
                    "required_languages",
                    "entitles",
                    "declares",
                    "council_decides",
                ),
                "description": gettext_lazy(
                    "A body without a procedure of its own follows the defaults: 72 hours of silence, both languages, the nine"
                    " positions of the Council. Positions listed below take the place of all nine; leave them empty to keep those."
                ),
            },
        ),
    )

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "required_languages":
            return forms.MultipleChoiceField(
                label=db_field.verbose_name,
                choices=settings.LANGUAGES,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("At least one language must be complete.")},
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class ReferenceTextInline(admin.StackedInline):  # type: ignore[type-arg]
    model = ReferenceText
    extra = 0
    fields = ("label", "text_ru", "text_en")


@admin.register(Instrument, site=site)
class InstrumentAdmin(RecordedAdmin):
    """The controlled list of instruments, with the paragraphs that drafters may search and take."""

    list_display = ("symbol", "title", "title_ru", "kind", "year", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("symbol", "title", "i18n")
    inlines = (ReferenceTextInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = ("kind", "symbol", "title", "title_ru", "year", "link", "sources", "is_active")
