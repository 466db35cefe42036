from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .actions.granting import date_details
from .models import Meeting, MeetingRule, Retention


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look things up: what happens to a meeting happens by acts, on its own page."""

    list_display = ("title", "body", "symbol", "starts_at", "status")
    list_filter = ("body", "status", "format")
    list_select_related = ("body",)
    search_fields = ("title", "symbol", "i18n")
    date_hierarchy = "starts_at"
    exclude = ("link",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(MeetingRule)
class MeetingRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """The periods, the quorum and the speaking time of each body; a body without a row has set nothing."""

    list_display = (
        "body",
        "notice_days",
        "papers_days",
        "quorum",
        "speech_minutes",
        "correction_hours",
        "silence_hours",
    )
    list_select_related = ("body",)


@admin.register(Retention)
class RetentionAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """How long after a meeting each kind of personal detail is kept; without a row the usual number of days."""

    list_display = ("detail", "days")

    def save_model(self, request: HttpRequest, obj: Retention, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        self._dates_follow()

    def delete_model(self, request: HttpRequest, obj: Retention) -> None:
        super().delete_model(request, obj)
        self._dates_follow()

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        super().delete_queryset(request, queryset)
        self._dates_follow()

    def _dates_follow(self) -> None:
        for meeting in Meeting.objects.filter(
            invitations__delegates__details__isnull=False
        ).distinct():
            date_details(meeting)
