from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, cast

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Case, Q, QuerySet, When
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from rec_portal.administration.base import Changes, RecordedAdmin
from rec_portal.administration.site import site
from rec_portal.audit.models import Entry
from rec_portal.verdicts import Refused, RuleBroken

from . import actions, availability, permissions
from .models import User


@admin.register(User, site=site)
class PersonAdmin(RecordedAdmin):
    """Accounts. A new one has no password: its owner chooses it through the invitation.

    No password, address or factor of somebody else is set here: what there is are acts, each told to the owner.
    """

    list_display = ("name", "email", "is_active", "is_secretariat", "is_staff", "language")
    list_filter = ("is_active", "is_secretariat", "is_staff", "language")
    search_fields = ("name", "name_ru", "email")
    ordering = ("name",)
    fieldsets = (
        (None, {"fields": ("email", "name", "name_ru", "language", "time_zone")}),
        (_("Rights"), {"fields": actions.RIGHTS}),
        (_("Times"), {"fields": ("last_login", "date_joined", "is_demo")}),
    )
    actions = ["invite", "start_reset", "remove_second_factor", "end_sessions"]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> list[str]:
        fixed: list[str] = ["last_login", "date_joined", "is_demo"]
        by = cast("User", request.user)
        if obj is None:
            if not by.is_superuser:
                fixed += actions.RIGHTS
            return fixed
        if not availability.give_rights(by, obj):
            fixed += actions.RIGHTS
        if not availability.change_address(obj):
            fixed.append("email")
        return fixed

    def save_model(
        self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool
    ) -> None:
        obj.email = obj.email.lower()
        if not change:
            obj.set_unusable_password()
        super().save_model(request, obj, form, change)

    def record(self, request: HttpRequest, obj: User, act: str, changes: Changes) -> None:
        actions.account_written(obj, act, by=cast("User", request.user), changes=changes)

    def _each(
        self, request: HttpRequest, queryset: QuerySet[User], act: Callable[..., Any]
    ) -> list[Any]:
        """Do one act to every person chosen; what cannot be done to one is said and leaves the others."""
        done = []
        for user in queryset:
            try:
                done.append(act(user, by=cast("User", request.user), at=timezone.now()))
            except (Refused, RuleBroken) as refusal:
                self.message_user(request, f"{user}: {refusal.reason}", messages.ERROR)
        return done

    @admin.action(description=_("Send the invitation to choose a password"), permissions=["change"])
    def invite(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if count := len(self._each(request, queryset, actions.invite)):
            words = ngettext("%d invitation was queued.", "%d invitations were queued.", count)
            self.message_user(request, words % count, messages.SUCCESS)

    @admin.action(
        description=_("Start a reset: the owner is sent the link to a new password"),
        permissions=["change"],
    )
    def start_reset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if count := len(self._each(request, queryset, actions.start_reset)):
            words = ngettext("%d reset was started.", "%d resets were started.", count)
            self.message_user(request, words % count, messages.SUCCESS)

    @admin.action(
        description=_("Take away the second factor of somebody who has lost the device"),
        permissions=["change"],
    )
    def remove_second_factor(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        if count := len(self._each(request, queryset, actions.remove_second_factor)):
            words = ngettext(
                "The second factor of %d person was taken away.",
                "The second factors of %d people were taken away.",
                count,
            )
            self.message_user(request, words % count, messages.SUCCESS)

    @admin.action(description=_("End all sessions"), permissions=["change"])
    def end_sessions(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        ended = self._each(request, queryset, actions.end_sessions)
        if ended:
            count = sum(ended)
            self.message_user(
                request, ngettext("%d session was ended.", "%d sessions were ended.", count) % count
            )


@admin.register(Entry, site=site)
class TrailAdmin(RecordedAdmin):
    """The audit trail, to be read only.

    Who is not of the secretariat reads of the Council's texts that something happened to them, not what they are called.
    """

    list_display = ("seq", "at", "action", "about", "actor", "for_organisation")
    list_filter = ("action", "object_type")
    fields = ("seq", "at", "actor", "for_organisation", "action", "about", "what", "prev", "hash")
    list_select_related = ("actor",)
    show_full_result_count = False

    def get_search_fields(self, request: HttpRequest) -> tuple[str, ...]:
        known = ("action", "organisation", "actor__name", "actor__email")
        secretariat = permissions.is_secretariat(cast("User", request.user))
        return (*known, "object_name") if secretariat else known

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        of_the_administration = [label for label, acts in settings.ADMINISTERED.items() if acts]
        named = Q(object_type__in=of_the_administration)
        if permissions.is_secretariat(cast("User", request.user)):
            named |= Q(seq__isnull=False)
        annotated: QuerySet[Any] = rows.annotate(
            is_named=Case(When(named, then=True), default=False)
        )
        return annotated

    @admin.display(description=_("about"))
    def about(self, entry: Any) -> str:
        return (
            entry.named("object_name")
            if entry.is_named
            else f"{entry.object_type} {entry.object_id}"
        )

    @admin.display(description=_("organisation"), ordering="organisation")
    def for_organisation(self, entry: Any) -> str:
        return entry.named("organisation")  # type: ignore[no-any-return]

    @admin.display(description=_("data"))
    def what(self, entry: Any) -> str:
        return json.dumps(entry.data, ensure_ascii=False, indent=1) if entry.is_named else "–"
