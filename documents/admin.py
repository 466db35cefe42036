from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from rec_portal.scanner import ping

from .models import Document, DocumentFile, SymbolRule


class ReadOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """To look things up; documents are filed, revised and released by acts, on their own pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Document)
class DocumentAdmin(ReadOnlyAdmin):
    list_display = ("symbol", "title", "nature", "body", "created_at")
    list_filter = ("body", "nature")
    search_fields = ("title", "i18n", "symbol")
    list_select_related = ("body",)


@admin.register(DocumentFile)
class DocumentFileAdmin(ReadOnlyAdmin):
    """Files and their quarantine; whether there is a scanner at all stands above the list."""

    list_display = (
        "name",
        "revision",
        "language",
        "state",
        "scan_note",
        "uploaded_by",
        "uploaded_at",
    )
    list_filter = ("state", "language")
    search_fields = ("name", "sha256")
    list_select_related = ("revision__document", "uploaded_by")

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not settings.CLAMD_URL:
            messages.warning(request, _("Files are not scanned for viruses: CLAMD_URL is not set."))
        elif not ping(settings.CLAMD_URL):
            messages.error(
                request, _("The virus scanner does not answer: new files stay in quarantine.")
            )
        return super().changelist_view(request, extra_context)


@admin.register(SymbolRule)
class SymbolRuleAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("body", "pattern")
