from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from accounts.models import User

from . import actions, grants
from .models import Body, Council, Dated, Office, Organisation, Representative, Seat, State


class UndeletableAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Nothing of the Council's history is deleted: a mandate ends by its last day."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class MandateAdmin(UndeletableAdmin):
    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        if isinstance(obj, Dated):
            actions.make_room(obj, by=cast("User", request.user))  # type: ignore[arg-type]
        super().save_model(request, obj, form, change)
        what = f"{obj._meta.model_name}.{'changed' if change else 'made'}"
        actions.mandates_changed(obj, by=cast("User", request.user), what=what)


@admin.register(Council)
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

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False


@admin.register(State)
class StateAdmin(MandateAdmin):
    list_display = ("name", "name_ru", "code", "order")
    search_fields = ("name", "code")
    fields = ("code", "name", "name_ru", "order", "sources")


@admin.register(Organisation)
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


@admin.register(Representative)
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
        "credentials",
        "is_focal_point",
        "starts",
        "ends",
    )


@admin.register(Body)
class BodyAdmin(MandateAdmin):
    list_display = ("name", "name_ru", "code", "kind")
    search_fields = ("name", "code")
    fields = ("kind", "code", "name", "name_ru", "order", "sources")


@admin.register(Seat)
class SeatAdmin(MandateAdmin):
    list_display = ("organisation", "body", "kind", "starts", "ends")
    list_filter = ("body", "kind")
    list_select_related = ("organisation", "body")
    search_fields = ("organisation__name", "organisation__short_name")
    autocomplete_fields = ("organisation", "body")
    fields = ("body", "organisation", "kind", "starts", "ends")


@admin.register(Office)
class OfficeAdmin(MandateAdmin):
    list_display = ("body", "kind", "holder", "starts", "ends")
    list_filter = ("body", "kind")
    list_select_related = ("body", "holder__user", "holder__organisation")
    search_fields = ("holder__user__name", "holder__organisation__name")
    autocomplete_fields = ("body", "holder")
    fields = ("body", "kind", "holder", "starts", "ends")
