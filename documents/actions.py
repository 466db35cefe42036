from __future__ import annotations

import hashlib
from datetime import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils import grants
from councils.models import Body
from councils.permissions import may_manage
from rec_portal.audit.models import record
from rec_portal.verdicts import RuleBroken, require

from .models import Document, DocumentFile


@transaction.atomic
def upload(
    *, title: str, title_ru: str, category: str, body: Body, files: dict[str, UploadedFile], by: User, at: datetime
) -> Document:
    """File a document under a body, in the languages given; its readers follow from its category."""
    require(may_manage(by))
    if not files:
        raise RuleBroken(_("A document needs a file in at least one language."))
    document = Document.objects.create(title=title, category=category, body=body, uploaded_by=by, i18n={"title_ru": title_ru})
    for language, file in files.items():
        _keep(document, language, file)
    grants.regrant(document)
    record("document.uploaded", document, by=by, at=at, category=category, languages=sorted(files))
    return document


def _keep(document: Document, language: str, file: UploadedFile) -> None:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    DocumentFile.objects.create(
        document=document,
        language=language,
        file=file,
        name=(file.name or "document")[-200:],
        content_type=file.content_type or "application/octet-stream",
        size=file.size or 0,
        sha256=digest.hexdigest(),
    )


@transaction.atomic
def note_download(file: DocumentFile, *, by: User | None, at: datetime) -> None:
    """Who opened which restricted document."""
    record("document.opened", file.document, by=by, at=at, language=file.language, revision=file.revision)
