from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Meeting


@admin.register(Meeting)
class MeetingAdmin(admin.ModelAdmin[Meeting]):
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
