from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from .models import Document


@admin.register(Document)
class DocumentAdmin(admin.ModelAdmin[Document]):
    """To look things up; documents are filed on the meeting's page."""

    list_display = ("title", "category", "body", "created_at")
    list_filter = ("category", "body")
    search_fields = ("title", "i18n")
    list_select_related = ("body",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
