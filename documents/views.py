import hashlib
from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User

from . import actions
from .lifecycle import Category
from .models import Document, DocumentFile


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents this reader may see, the newest first."""
    documents = Document.objects.visible_to(request.user).with_files()
    page = Paginator(documents, 30).get_page(request.GET.get("page"))
    return render(request, "documents/document_list.html", {"page": page})


@login_not_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """One file, after the rights check, always as an attachment; a flipped byte is an error, never a document."""
    visible = Document.objects.visible_to(request.user)
    file = get_object_or_404(DocumentFile.objects.select_related("document"), pk=pk, document__in=visible)
    stored = file.file.storage.open(file.file.name)
    if hashlib.file_digest(stored, "sha256").hexdigest() != file.sha256:
        stored.close()
        raise OSError(f"document file {file.pk} is not what was uploaded")
    stored.seek(0)
    if file.document.category not in {Category.PUBLIC, Category.COUNCIL} and request.method == "GET":
        actions.note_download(file, by=cast("User", request.user), at=timezone.now())
    response = FileResponse(stored, as_attachment=True, filename=file.name, content_type=file.content_type)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response
