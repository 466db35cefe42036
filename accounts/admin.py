from __future__ import annotations

from typing import Any, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rec_portal import audit
from rec_portal.audit.models import Entry

from . import actions
from .models import User


@admin.register(User)
class PersonAdmin(UserAdmin):  # type: ignore[type-arg]
    """Accounts. A new one has no password: its owner chooses it through the invitation."""

    list_display = ("name", "email", "is_active", "is_secretariat", "is_staff", "language")
    list_filter = ("is_active", "is_secretariat", "is_staff", "language")
    search_fields = ("name", "name_ru", "email")
    ordering = ("name",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined", "is_demo")
    fieldsets = (
        (None, {"fields": ("email", "name", "name_ru", "language", "time_zone")}),
        (_("Rights"), {"fields": ("is_active", "is_secretariat", "is_staff", "is_superuser")}),
        (_("Times"), {"fields": ("last_login", "date_joined", "is_demo")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "name", "name_ru", "language", "time_zone", "is_secretariat")}),
    )
    add_form = None
    actions = ["invite", "end_sessions"]

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        return admin.ModelAdmin.get_form(self, request, obj, change=change, **kwargs)

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)
        actions.confirm_address(obj)
        audit.log(
            "account.changed" if change else "account.made",
            obj,
            by=cast("User", request.user),
            fields=form.changed_data,
        )

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False

    @admin.action(description=_("Send the invitation to choose a password"))
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            actions.invite(user, by=cast("User", request.user), at=timezone.now())
        count = len(queryset)
        self.message_user(
            request,
            ngettext("%d invitation was queued.", "%d invitations were queued.", count) % count,
            messages.SUCCESS,
        )

    @admin.action(description=_("End all sessions"))
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        count = sum(
            actions.end_sessions(user, by=cast("User", request.user), at=timezone.now())
            for user in queryset
        )
        self.message_user(
            request, ngettext("%d session was ended.", "%d sessions were ended.", count) % count
        )


@admin.register(Entry)
class TrailAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The audit trail, to be read only."""

    list_display = ("seq", "at", "action", "object_name", "actor", "organisation")
    list_filter = ("action", "object_type")
    search_fields = ("action", "object_name", "organisation", "actor__name", "actor__email")
    list_select_related = ("actor",)
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Entry | None = None) -> bool:
        return False
