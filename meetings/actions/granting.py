"""What follows from a meeting: who reads its papers, and when the details of its delegates are erased."""

from __future__ import annotations

from collections.abc import Iterable

from councils import grants
from documents.models import Document, DocumentRevision

from ..models import Meeting, PersonalDetail, erase_days, erase_on


def regrant_documents(documents: Iterable[Document]) -> None:
    """Asked anew for every revision of them."""
    for revision in DocumentRevision.objects.filter(
        document__in=[document.pk for document in documents]
    ):
        grants.regrant(revision)


def regrant_papers_of(meeting: Meeting) -> None:
    regrant_documents(Document.objects.filter(agenda_papers__meeting=meeting))


def date_details(meeting: Meeting) -> None:
    """The days of erasure follow a meeting that was moved, and a term that was changed."""
    days = erase_days()
    kept = PersonalDetail.objects.filter(delegate__invitation__meeting=meeting)
    for kind in set(kept.values_list("kind", flat=True)):
        kept.filter(kind=kind).update(erase_on=erase_on(meeting, kind, days))
