"""What was read: a restricted paper's readers stand in the trail."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from rec_portal import audit

from ..models import DocumentFile, DocumentRevision


@transaction.atomic
def note_download(file: DocumentFile, *, by: User | None, at: datetime) -> None:
    """Who opened which document that is not for everybody."""
    assert file.revision is not None  # noqa: S101  # only filed documents are served
    audit.log(
        "document.opened",
        file.revision.document,
        by=by,
        at=at,
        language=file.language,
        revision=file.revision.suffix,
        category=file.revision.category,
    )


@transaction.atomic
def note_bundle(revisions: list[DocumentRevision], *, by: User, at: datetime) -> None:
    """A pack fetched is each of its restricted documents opened."""
    for revision in revisions:
        if revision.is_restricted or revision.category == "body":
            audit.log(
                "document.opened",
                revision.document,
                by=by,
                at=at,
                revision=revision.suffix,
                category=revision.category,
                bundle=True,
            )
