from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.utils.translation import gettext, gettext_lazy

from rec_portal.administration.base import RecordedAdmin
from rec_portal.administration.site import site
from rec_portal.names import beside, columns_of, text_languages
from rec_portal.ui.forms import by_field, in_the_language

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


class WordedReferenceForm(forms.ModelForm):  # type: ignore[type-arg]
    """A reference text with a field for its wording in each language (`text_ru`, `text_en`)."""

    class Meta:
        model = ReferenceText
        fields = ("label",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {**by_field("text", self.instance.texts), **self.initial}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        typed = {code: values.get(f"text_{code}", "") for code, _name in text_languages()}
        if not any(typed.values()):
            self.add_error(None, gettext("Write the wording in at least one language."))
        self.instance.texts = beside(self.instance.texts, typed)
        return values


ReferenceTextForm = type(
    "ReferenceTextForm",
    (WordedReferenceForm,),
    {
        f"text_{code}": forms.CharField(
            label=in_the_language(gettext_lazy("wording"), code),
            required=False,
            widget=AdminTextareaWidget(attrs={"lang": code}),
        )
        for code, _name in text_languages()
    },
)


class ReferenceTextInline(admin.StackedInline):  # type: ignore[type-arg]
    model = ReferenceText
    form = ReferenceTextForm
    extra = 0
    fields = ("label", *(f"text_{code}" for code, _name in text_languages()))


@admin.register(Instrument, site=site)
class InstrumentAdmin(RecordedAdmin):
    """The controlled list of instruments, with the paragraphs that drafters may search and take."""

    list_display = ("symbol", *columns_of("title").values(), "kind", "year", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("symbol", "title", "i18n")
    inlines = (ReferenceTextInline,)
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fields = (
        "kind",
        "symbol",
        *columns_of("title").values(),
        "year",
        "link",
        "sources",
        "is_active",
    )
