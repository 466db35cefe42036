"""One meeting with a closed item and papers of every circle, walked by a government, an international body, civil society,
an observer and a stranger: page, calendar, pack, search, old links."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pytest
from django.utils import timezone

from documents import tasks as documents
from documents.models import Bundle, Document
from meetings import actions
from meetings.models import AgendaItem, Meeting
from tests.browser.conftest import Arrival, Visitor
from tests.cast import Cast
from tests.documents.test_library import filed
from tests.meetings.test_planning import item_values

PAPERS = {
    "Open note": "public",
    "Council note": "council",
    "Group paper": "body",
    "Members paper": "restricted",
    "Sealed paper": "body",
}
CLOSED = "Secret matter"
# reader: the papers seen, whether the closed item is
READERS = {
    "head": (["Open note", "Council note", "Group paper", "Members paper", "Sealed paper"], True),
    "agency_head": (["Open note", "Council note", "Group paper", "Members paper"], False),
    "society_head": (["Open note", "Council note", "Group paper", "Members paper"], False),
    "observer": (["Open note", "Council note", "Group paper"], False),
    "stranger": (["Open note"], False),
}


@dataclass
class Laid:
    meeting: Meeting
    closed: AgendaItem
    papers: dict[str, Document]
    files: dict[str, int]


def laid(council: Cast) -> Laid:
    """The item was open first, and everybody has the old links; then it was closed, for governments alone."""
    meeting = council.meeting(convened=False, items=1)
    Meeting.objects.filter(pk=meeting.pk).update(category="public")
    meeting = Meeting.objects.get(pk=meeting.pk)
    first, at = meeting.items.get(), timezone.now()
    sealed = actions.add_item(meeting, item_values(CLOSED), by=council.secretariat, at=at)
    papers = {title: filed(council, title, category=category) for title, category in PAPERS.items()}
    for title, paper in papers.items():
        actions.add_paper(
            sealed if title == "Sealed paper" else first, paper, by=council.secretariat, at=at
        )
    actions.convene(meeting, by=council.secretariat, at=at)
    values = {"is_closed": True, "only_kinds": ["government"]}
    actions.change_item(sealed, values, by=council.secretariat, at=at)
    files = {title: paper.revisions.get().files.get().pk for title, paper in papers.items()}
    return Laid(meeting, sealed, papers, files)


def status(visitor: Visitor, path: str) -> int:
    return visitor.page.request.get(visitor.address + path, max_redirects=0).status


@pytest.mark.parametrize("reader", READERS)
def test_a_closed_item_and_narrow_papers_do_not_exist_for_who_may_not_see_them(
    council: Cast, arrives: Arrival, reader: str
) -> None:
    there = laid(council)
    seen, sees_item = READERS[reader]
    hidden = [title for title in PAPERS if title not in seen]
    hidden += [] if sees_item else [CLOSED, "C1"]
    visitor = arrives(council.people.get(reader), "en")
    base = there.meeting.get_absolute_url()
    # the page, the library, the search
    visitor.goes(base).looks_closely(f"closed-{reader}").sees(
        *seen, *([CLOSED] if sees_item else [])
    ).misses(*hidden)
    visitor.goes("/documents/").sees(*seen).misses(*hidden)
    for word in ("paper", "note", "secret", "sealed"):
        visitor.goes(f"/search/?q={word}").misses(*hidden)
    # the calendar and the programme
    calendar = visitor.page.request.get(f"{visitor.address}{base}meeting.ics").text()
    assert (CLOSED in calendar.replace("\r\n ", "")) is (sees_item and CLOSED in calendar)
    assert not [title for title in hidden if title in calendar.replace("\r\n ", "")]
    # old links: the document, its file, its item
    for title, paper in there.papers.items():
        assert (status(visitor, paper.get_absolute_url()) == 200) is (title in seen), title
        assert (status(visitor, f"/documents/files/{there.files[title]}/") == 200) is (
            title in seen
        ), title
    pages = visitor.page.request
    if reader == "stranger":
        assert status(visitor, f"{base}history/") == 302  # to sign in
        assert not pages.get(f"{visitor.address}{base}").text().count("/pack/")
        return
    # the pack
    visitor.goes(base).presses("All documents in one")
    documents.build_bundles()
    bundle = Bundle.objects.get()
    archive = zipfile.ZipFile(
        io.BytesIO(pages.get(f"{visitor.address}/documents/packs/{bundle.pk}/zip/").body())
    )
    names = "\n".join(archive.namelist())
    assert all(title in names for title in seen)
    assert not [title for title in hidden if title in names]
    visitor.goes(f"{base}history/").misses(*hidden)
    visitor.goes(f"{base}agenda/").misses(*hidden)
