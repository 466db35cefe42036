"""The documents of a meeting or of one item, as far as a reader may see them."""

from __future__ import annotations

from accounts.models import User
from documents.models import DocumentRevision
from documents.papers import packing
from documents.papers.packing import Section

from ..models import AgendaItem, Meeting


def of_meeting(user: User, pk: int) -> list[Section]:
    """One section per item of the agenda that has papers open to this reader."""
    meeting = Meeting.objects.visible_to(user).with_agenda(user).filter(pk=pk).first()
    return [section for item in meeting.timed_items() if (section := _section(item))] if meeting else []


def of_item(user: User, pk: int) -> list[Section]:
    meeting = Meeting.objects.visible_to(user).with_agenda(user).filter(items=pk).first()
    found = [item for item in meeting.timed_items() if item.pk == pk] if meeting else []
    return [section for item in found if (section := _section(item))]


def _section(item: AgendaItem) -> Section | None:
    revisions: list[DocumentRevision] = []
    for paper in item.papers.all():
        for revision in reversed(paper.document.current_revisions):
            revision.document = paper.document
            revisions.append(revision)
    number = f"{item.number}. " if item.number else ""
    return Section(f"{number}{item}", revisions) if revisions else None


def register() -> None:
    packing.register("meeting", of_meeting)
    packing.register("item", of_item)
