"""The documents of a meeting or of one item, as far as a reader may see them."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts.models import User
from documents.exports import bundling
from documents.exports.bundling import Section
from documents.models import DocumentRevision

from ..models import AgendaItem, AgendaPaper, Meeting


def of_meeting(user: User, pk: int) -> list[Section]:
    """The papers of the meeting as a whole, then a section per item of the agenda that has papers open to this reader."""
    meeting = Meeting.objects.visible_to(user).with_agenda(user).filter(pk=pk).first()
    if meeting is None:
        return []
    whole = _revisions(meeting.general_papers)
    first = [Section(_("The meeting as a whole"), whole)] if whole else []
    return first + [section for item in meeting.timed_items() if (section := _section(item))]


def of_item(user: User, pk: int) -> list[Section]:
    meeting = Meeting.objects.visible_to(user).with_agenda(user).filter(items=pk).first()
    found = [item for item in meeting.timed_items() if item.pk == pk] if meeting else []
    return [section for item in found if (section := _section(item))]


def _section(item: AgendaItem) -> Section | None:
    number = f"{item.number}. " if item.number else ""
    revisions = _revisions(item.papers.all())
    return Section(f"{number}{item}", revisions) if revisions else None


def _revisions(papers: Iterable[AgendaPaper]) -> list[DocumentRevision]:
    revisions: list[DocumentRevision] = []
    for paper in papers:
        for revision in reversed(paper.document.current_revisions):
            revision.document = paper.document
            revisions.append(revision)
    return revisions


def register() -> None:
    bundling.register("meeting", of_meeting)
    bundling.register("item", of_item)
