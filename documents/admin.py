from typing import Any

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from rec_portal.administration.base import RecordedAdmin
from rec_portal.administration.site import site
from rec_portal.scanner import ping

from .models import Document, DocumentFile, DocumentRevision


@admin.register(Document, site=site)
class DocumentAdmin(RecordedAdmin):
    """To look things up; documents are filed, revised and released by acts, on their own pages."""

    list_display = ("symbol", "title", "nature", "body", "created_at")
    list_filter = ("body", "nature")
    search_fields = ("title", "i18n", "symbol")
    list_select_related = ("body",)


@admin.register(DocumentFile, site=site)
class DocumentFileAdmin(RecordedAdmin):
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        read = DocumentRevision.objects.visible_to(request.user)
        return super().get_queryset(request).filter(revision__in=read)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not settings.CLAMD_URL:
            messages.warning(request, _("Files are not scanned for viruses: CLAMD_URL is not set."))
        elif not ping(settings.CLAMD_URL):
            messages.error(
                request, _("The virus scanner does not answer: new files stay in quarantine.")
            )
        if waiting := DocumentFile.objects.quarantined().count():
            words = ngettext("%d file is in quarantine.", "%d files are in quarantine.", waiting)
            messages.info(request, words % waiting)
        return super().changelist_view(request, extra_context)
