from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Recommendation


@admin.register(Recommendation)
class RecommendationAdmin(admin.ModelAdmin[Recommendation]):
    """To look things up: what happens to a text happens by acts, on its own page."""

    list_display = ("title", "body", "symbol", "status", "adopted_at")
    list_filter = ("status", "body", "kind")
    list_select_related = ("body",)
    search_fields = ("title", "symbol", "i18n")
    exclude = ("search", "snapshot")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
