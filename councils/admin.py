from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import User
from rec_portal.administration.base import Changes, RecordedAdmin
from rec_portal.administration.site import site

from . import actions, grants
from .models import (
    Body,
    Council,
    Dated,
    DecreedDay,
    Office,
    Organisation,
    Representative,
    Seat,
    State,
)


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
        "name",
        "name_ru",
        "short_name",
        "short_name_ru",
        "purpose",
        "purpose_ru",
        "launched_on",
        "sources",
    )


@admin.register(State, site=site)
class StateAdmin(MandateAdmin):
    list_display = ("name", "name_ru", "code", "order")
    search_fields = ("name", "code")
    fields = ("code", "name", "name_ru", "order", "sources")


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
        "name",
        "name_ru",
        "short_name",
        "short_name_ru",
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
        "position",
        "position_ru",
        "is_focal_point",
        "starts",
        "ends",
    )


@admin.register(Body, site=site)
class BodyAdmin(MandateAdmin):
    list_display = ("name", "name_ru", "code", "kind")
    search_fields = ("name", "code")
    fields = ("kind", "code", "name", "name_ru", "order", "sources")


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
