from django.contrib import admin
from django.http import HttpRequest

from rec_portal.administration.base import Changes, RecordedAdmin
from rec_portal.administration.site import site

from .actions.granting import date_details
from .models import Meeting, Retention


@admin.register(Meeting, site=site)
class MeetingAdmin(RecordedAdmin):
    """To look things up: what happens to a meeting happens by acts, on its own page."""

    list_display = ("title", "body", "symbol", "starts_at", "status")
    list_filter = ("body", "status", "format")
    list_select_related = ("body",)
    search_fields = ("title", "symbol", "i18n")
    date_hierarchy = "starts_at"
    exclude = ("link",)


@admin.register(Retention, site=site)
class RetentionAdmin(RecordedAdmin):
    """How long after a meeting each kind of personal detail is kept; without a row the usual number of days."""

    list_display = ("detail", "days")

    def record(self, request: HttpRequest, obj: Retention, act: str, changes: Changes) -> None:
        super().record(request, obj, act, changes)
        if act != "deleted":
            self._dates_follow()

    def delete_model(self, request: HttpRequest, obj: Retention) -> None:
        super().delete_model(request, obj)
        self._dates_follow()

    def _dates_follow(self) -> None:
        for meeting in Meeting.objects.filter(
            invitations__delegates__details__isnull=False
        ).distinct():
            date_details(meeting)
