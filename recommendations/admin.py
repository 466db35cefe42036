from __future__ import annotations

from datetime import datetime

from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy

from rec_portal.administration.base import RecordedAdmin
from rec_portal.administration.site import site

from .models import Instrument, Recommendation, ReferenceText


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
