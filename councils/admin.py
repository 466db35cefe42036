from __future__ import annotations

from typing import Any, cast

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from rec_portal.administration.base import Changes, RecordedAdmin, difference
from rec_portal.administration.site import site
from rec_portal.names import columns_of

from . import actions, grants
from .lifecycle import MUST_OFFER
from .models import (
    Body,
    BodyRules,
    Council,
    Dated,
    DecreedDay,
    Office,
    Organisation,
    PositionOption,
    Representative,
    Seat,
    State,
)
from .models.rules import OF_MEETINGS, OF_ROUNDS, OF_SYMBOLS


class MandateAdmin(RecordedAdmin):
    """Rights follow each change. Nothing of the Council's history is deleted: a mandate ends by its last day."""

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        if isinstance(obj, Dated):
            actions.make_room(obj, by=cast("User", request.user))  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)

    def record(self, request: HttpRequest, obj: Any, act: str, changes: Changes) -> None:
        what, by = f"{obj._meta.model_name}.{act}", cast("User", request.user)
        left = Body.objects.filter(pk__in=changes.get("body_id", [])[:1]).first()
        actions.mandates_changed(obj, by=by, what=what, left=left, changes=changes)


@admin.register(Council, site=site)
class CouncilAdmin(MandateAdmin):
    fields = (
        *columns_of("name").values(),
        *columns_of("short_name").values(),
        *columns_of("purpose").values(),
        "launched_on",
        "sources",
    )


@admin.register(State, site=site)
class StateAdmin(MandateAdmin):
    list_display = (*columns_of("name").values(), "code", "order")
    search_fields = ("name", "code")
    fields = ("code", *columns_of("name").values(), "order", "sources")


@admin.register(DecreedDay, site=site)
class DecreedDayAdmin(RecordedAdmin):
    """Working days moved and days off given: they count in the rounds that are opened from then on."""

    list_display = ("day", "state", "is_working", "decree")
    list_filter = ("state", "is_working")
    list_select_related = ("state",)
    date_hierarchy = "day"
    fields = ("state", "day", "is_working", "decree")


@admin.register(Organisation, site=site)
class OrganisationAdmin(MandateAdmin):
    list_display = ("name", "short_name", "kind", "state", "is_organiser", "is_active", "is_demo")
    list_filter = ("kind", "state", "is_active", "is_organiser")
    list_select_related = ("state",)
    search_fields = ("name", "short_name", "i18n")
    autocomplete_fields = ("state",)
    readonly_fields = ("is_demo",)
    fields = (
        "kind",
        "state",
        *columns_of("name").values(),
        *columns_of("short_name").values(),
        "address",
        "is_organiser",
        "is_active",
        "is_demo",
        "sources",
    )

    def save_model(
        self, request: HttpRequest, obj: Organisation, form: ModelForm[Any], change: bool
    ) -> None:
        if not change:
            obj.group = grants.group_for(obj.name)
        super().save_model(request, obj, form, change)


@admin.register(Representative, site=site)
class RepresentativeAdmin(MandateAdmin):
    list_display = ("user", "organisation", "role", "is_focal_point", "starts", "ends")
    list_filter = ("role", "is_focal_point", "organisation__kind")
    list_select_related = ("user", "organisation")
    search_fields = ("user__name", "user__name_ru", "user__email", "organisation__name")
    autocomplete_fields = ("user", "organisation")
    date_hierarchy = "starts"
    fields = (
        "user",
        "organisation",
        "role",
        *columns_of("position").values(),
        "is_focal_point",
        "starts",
        "ends",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Whose mandate it is, and for whom, is not changed: one ends, another is entered, and both people are told."""
        return ("user", "organisation") if obj else ()


@admin.register(Body, site=site)
class BodyAdmin(MandateAdmin):
    list_display = (*columns_of("name").values(), "code", "kind")
    search_fields = ("name", "code")
    fields = ("kind", "code", *columns_of("name").values(), "order", "sources")


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
        if offered and not offered.issuperset(MUST_OFFER):
            raise ValidationError(_("Offer at least one position that joins and one that blocks."))


class PositionOptionInline(admin.StackedInline):  # type: ignore[type-arg]
    model = PositionOption
    formset = OfferedPositions
    extra = 0
    fields = (
        ("code", "effect", "order"),
        tuple(columns_of("label").values()),
        tuple(columns_of("meaning").values()),
        tuple(columns_of("prompt").values()),
        ("needs_reason", "needs_paragraph", "needs_change", "is_offered"),
    )


@admin.register(BodyRules, site=site)
class BodyRulesAdmin(RecordedAdmin):
    """The rules of a body; what is open keeps those of its opening. Each change is a version, and the versions stand below."""

    list_display = (
        "body",
        "quorum",
        "minimum_hours",
        "counted_in",
        "needs_agreement",
        "entitles",
        "declares",
        "council_decides",
    )
    list_select_related = ("body",)
    inlines = (PositionOptionInline,)
    readonly_fields = ("history",)
    fieldsets = (
        (
            None,
            {
                "fields": ("body",),
                "description": gettext_lazy(
                    "A body without rules of its own follows the defaults: no periods and no quorum for meetings, 72 hours of"
                    " silence, both languages, the nine positions and the usual symbols of the Council."
                ),
            },
        ),
        (gettext_lazy("Meetings and their records"), {"fields": OF_MEETINGS}),
        (
            gettext_lazy("Consensus"),
            {
                "fields": OF_ROUNDS,
                "description": gettext_lazy(
                    "Positions listed below take the place of all nine; leave them empty to keep those."
                ),
            },
        ),
        (
            gettext_lazy("Symbols"),
            {
                "fields": OF_SYMBOLS,
                "description": gettext_lazy(
                    "{body}, {year} and {number} are filled in; revisions add /Rev.1, /Add.1, /Corr.1. Left empty, the rule"
                    " under the field stands."
                ),
            },
        ),
        (gettext_lazy("Versions"), {"fields": ("history",)}),
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A version tells of its body: the body of rules is not changed."""
        return (*self.readonly_fields, "body") if obj else self.readonly_fields

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "required_languages":
            names = dict(settings.LANGUAGES)
            return forms.MultipleChoiceField(
                label=capfirst(db_field.verbose_name),
                choices=[(code, names[code]) for code in settings.TEXT_LANGUAGES],
                initial=db_field.get_default,
                widget=forms.CheckboxSelectMultiple,
                error_messages={"required": _("At least one language must be complete.")},
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def record(self, request: HttpRequest, obj: BodyRules, act: str, changes: Changes) -> None:
        """The version goes with the change; a form that was saved as it stood makes none."""
        if changes:
            actions.keep_version(obj, by=cast("User", request.user))
        super().record(request, obj, act, changes)

    @admin.display(description=gettext_lazy("versions"))
    def history(self, rules: BodyRules) -> str:
        """Each version with its moment, who set it, and what it changed; the newest first."""
        rows = list(rules.versions.select_related("set_by")) if rules.pk else []
        if not rows:
            return _("None yet.")
        said = [
            (
                version.number,
                date_format(timezone.localtime(version.since), "DATETIME_FORMAT"),
                version.set_by or "–",
                _told_apart(before.data, version.data) if before is not None else "",
            )
            for version, before in zip(rows, [*rows[1:], None], strict=True)
        ]
        return format_html(
            "<ol reversed>{}</ol>",
            format_html_join("", "<li value={}>{}, {}<br>{}</li>", said),
        )


def _told_apart(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What one version says otherwise than the one before it: «least hours: 72 → 96»."""
    words = []
    for name, (old, new) in difference(before, after).items():
        if name == "options":
            words.append(str(PositionOption._meta.verbose_name_plural))
        elif name in OF_MEETINGS + OF_ROUNDS + OF_SYMBOLS:  # a column of today
            column = BodyRules._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            words.append(f"{column}: {_said(name, old)} → {_said(name, new)}")
    return "; ".join(words)


def _said(name: str, value: Any) -> str:
    """A value of the rules in the reader's language."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None:
        return "–"
    choices = dict(BodyRules._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
    if isinstance(value, list):
        languages = dict(settings.LANGUAGES)
        return ", ".join(str(languages.get(each, each)) for each in value)
    return str(choices.get(value, value)) or "–"


@admin.register(Seat, site=site)
class SeatAdmin(MandateAdmin):
    list_display = ("organisation", "body", "kind", "starts", "ends")
    list_filter = ("body", "kind")
    list_select_related = ("organisation", "body")
    search_fields = ("organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation", "body")
    fields = ("body", "organisation", "kind", "starts", "ends")


@admin.register(Office, site=site)
class OfficeAdmin(MandateAdmin):
    list_display = ("body", "kind", "holder", "starts", "ends")
    list_filter = ("body", "kind")
    list_select_related = ("body", "holder__user", "holder__organisation")
    search_fields = ("holder__user__name", "holder__organisation__name")
    autocomplete_fields = ("body", "holder")
    fields = ("body", "kind", "holder", "starts", "ends")
