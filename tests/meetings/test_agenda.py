"""The agenda: nested, timed and closed items, their order, papers still to come, what was adopted beside what was provisional."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone
from docx import Document as Word

from documents.exports.bundling import sections_of
from documents.models import DocumentRevision
from meetings import actions
from meetings.models import AgendaItem, Meeting
from meetings.permissions import reads_closed
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.documents.test_library import filed
from tests.meetings.test_planning import closed_item, item_values

SignIn = Callable[[object], Client]


def test_a_paper_still_to_come_goes_when_it_is_laid_in_its_place(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    first, second = meeting.items.order_by("order")
    client, address = sign_in(council.secretariat), f"/meetings/{meeting.pk}/papers/expect/"
    sent = {"nature": "other", "title": "Figures", "title_ru": "Данные", "place": str(first.pk)}
    assert client.post(address, {**sent, "title_ru": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "Данные" in client.get(f"/meetings/{meeting.pk}/papers/").content.decode()
    assert sign_in(council.chair).post(address, sent).status_code == 403
    actions.add_paper(
        second, filed(council, "Elsewhere"), by=council.secretariat, at=timezone.now()
    )
    assert meeting.expected_papers.count() == 1
    actions.add_paper(
        first, filed(council, "Report", nature="report"), by=council.secretariat, at=timezone.now()
    )
    assert meeting.expected_papers.count() == 1  # a paper of another nature is not the one
    actions.add_paper(
        first, filed(council, "Figures of May"), by=council.secretariat, at=timezone.now()
    )
    assert not meeting.expected_papers.exists()
    expected = actions.expect_paper(
        meeting,
        None,
        "report",
        {"en": "Report", "ru": "Доклад"},
        by=council.secretariat,
        at=timezone.now(),
    )
    assert client.post(f"/meetings/papers/expected/{expected.pk}/drop/").status_code == 302
    assert not meeting.expected_papers.exists()


def test_nested_items_are_timed_numbered_and_moved_with_their_own(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=0)
    by, at = council.secretariat, timezone.now()
    first = actions.add_item(meeting, item_values("First", minutes=10), by=by, at=at)
    second = actions.add_item(meeting, item_values("Second"), by=by, at=at)
    actions.add_item(meeting, item_values("A", parent=first, minutes=20), by=by, at=at)
    actions.add_item(meeting, item_values("B", parent=first, minutes=40), by=by, at=at)
    laid = Meeting.objects.get(pk=meeting.pk).timed_items()
    assert [(i.number, i.title, i.lasts) for i in laid] == [
        ("1", "First", 60),
        ("1.1", "A", 20),
        ("1.2", "B", 40),
        ("2", "Second", 30),
    ]
    assert laid[3].begins == meeting.starts_at + timedelta(minutes=60)
    actions.move_item(second, -1, by=by, at=at)
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == [
        "Second",
        "First",
        "A",
        "B",
    ]
    actions.arrange_items(meeting, [first.pk, second.pk], by=by, at=at)
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == [
        "First",
        "A",
        "B",
        "Second",
    ]
    with pytest.raises(RuleBroken, match="one level deep"):
        actions.add_item(
            meeting, item_values("Deep", parent=AgendaItem.objects.get(title="A")), by=by, at=at
        )
    with pytest.raises(RuleBroken, match="holds others"):
        actions.change_item(AgendaItem.objects.get(title="First"), {"parent": second}, by=by, at=at)


def test_overlaps_and_overruns_are_seen(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=0)
    by, at = council.secretariat, timezone.now()
    actions.add_item(meeting, item_values("Long", minutes=300), by=by, at=at)
    actions.add_item(
        meeting,
        item_values("Early", starts_at=meeting.starts_at + timedelta(minutes=60), minutes=320),
        by=by,
        at=at,
    )
    long, early = Meeting.objects.get(pk=meeting.pk).timed_items()
    assert (long.overlaps, early.overlaps, long.overruns, early.overruns) == (
        False,
        True,
        False,
        True,
    )


# --- Closed items: for those who may not see them they do not exist -------------------------------------------------------
SEES = {"secretariat", "chair", "head", "other_head", "member"}
DOES_NOT = {"agency_head", "society_head", "observer", "outsider"}


def test_a_closed_item_does_not_exist_for_others(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(convened=False, items=1)
    item = closed_item(council, meeting, ["government"])
    actions.add_item(meeting, item_values("Last"), by=council.secretariat, at=timezone.now())
    paper = filed(council, "Secret paper", category="body")
    actions.add_paper(item, paper, by=council.secretariat, at=timezone.now())
    actions.choose_invited(
        meeting, council.organisations.values(), by=council.secretariat, at=timezone.now()
    )
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    actions.issue_agenda(meeting, by=council.secretariat, at=timezone.now())
    file = paper.revisions.get().files.get()
    base = f"/meetings/{meeting.pk}/"
    for role in SEES | DOES_NOT:
        client = sign_in(council.people[role])
        pages = "".join(
            client.get(address, headers={"Accept-Language": "en"}).content.decode()
            for address in (
                base,
                f"{base}agenda/",
                f"{base}history/",
                f"{base}meeting.ics",
                "/documents/",
                "/search/?q=secret",
                "/desk/",
            )
        )
        sees = role in SEES
        assert ("Secret matter" in pages) is sees, role
        assert ("Secret paper" in pages) is sees, role
        assert ('<span class="n">C1</span>' in pages) is sees, role
        assert (client.get(f"/documents/files/{file.pk}/").status_code == 200) is sees, role
        assert (client.post(f"/meetings/items/{item.pk}/pack/").status_code == 302) is sees, role
        word = client.get(f"{base}agenda/programme-en.docx").content
        text = "\n".join(
            cell.text
            for table in Word(io.BytesIO(word)).tables
            for row in table.rows
            for cell in row.cells
        )
        assert ("Secret matter" in text) is sees, role
    letters = {
        d.person.email: d.text for d in Delivery.objects.filter(letter__kind="meeting_invitation")
    }
    assert "Secret matter" in letters[council.head.email]
    for role in ("agency_head", "society_head", "observer", "outsider"):
        assert "Secret matter" not in letters[council.people[role].email]
        assert "Last" in letters[council.people[role].email]


def test_numbers_and_times_are_the_same_whoever_reads(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=1)
    closed_item(council, meeting)
    actions.add_item(meeting, item_values("Last"), by=council.secretariat, at=timezone.now())
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    seen = {
        role: [
            (i.number, i.begins)
            for i in Meeting.objects.with_agenda(council.people[role])
            .get(pk=meeting.pk)
            .timed_items()
        ]
        for role in ("head", "observer")
    }
    assert [number for number, _begins in seen["head"]] == ["1", "C1", "2"]
    assert seen["observer"] == [seen["head"][0], seen["head"][2]]
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == [
        "Item 1",
        "Last",
    ]  # nobody asked for


def test_closing_an_item_narrows_what_lies_under_it(council: Cast) -> None:
    meeting = council.meeting()
    item = meeting.items.first()
    assert item is not None
    below = actions.add_item(
        meeting, item_values("Below", parent=item), by=council.secretariat, at=timezone.now()
    )
    paper = filed(council, category="council")
    actions.add_paper(below, paper, by=council.secretariat, at=timezone.now())
    assert DocumentRevision.objects.visible_to(council.outsider).exists()
    actions.change_item(
        item,
        {"is_closed": True, "only_kinds": ["government"]},
        by=council.secretariat,
        at=timezone.now(),
    )
    below.refresh_from_db()
    assert (below.is_closed, below.only_kinds) == (True, ["government"])
    for role, sees in {
        "outsider": False,
        "observer": False,
        "society_head": False,
        "head": True,
    }.items():
        assert DocumentRevision.objects.visible_to(council.people[role]).exists() is sees, role


def test_the_adopted_agenda_tells_what_changed_since_the_provisional_one(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting(starts_in=timedelta(days=1))
    first, second = meeting.items.all()
    by, at = council.secretariat, timezone.now()
    actions.change_item(first, {"title": "Renamed", "i18n": {"title_ru": "Иначе"}}, by=by, at=at)
    actions.remove_item(second, by=by, at=at)
    actions.add_item(meeting, item_values("New"), by=by, at=at)
    with pytest.raises(RuleBroken, match="in session"):
        actions.adopt_agenda(meeting, by=council.chair, at=at)
    actions.change_status(meeting, "in_session", by=council.chair, at=at, early=True)
    with pytest.raises(Refused):
        actions.adopt_agenda(meeting, by=council.head, at=at)
    actions.adopt_agenda(meeting, by=council.chair, at=at)
    page = sign_in(council.other_head).get(f"/meetings/{meeting.pk}/agenda/").content.decode()
    for words in ("added: 2 New", "taken off: 2 Item 2", "renamed: «Item 1» is now «Renamed»"):
        assert words in page, words
    with pytest.raises(RuleBroken, match="Say why the meeting changes it"):
        actions.adopt_agenda(meeting, by=council.chair, at=at)


def test_the_pack_of_a_meeting_begins_with_what_lies_before_the_whole(council: Cast) -> None:
    meeting = council.meeting()
    whole, under = filed(council, "Concept note"), filed(council, "Working paper")
    actions.add_paper(None, whole, by=council.secretariat, at=timezone.now(), meeting=meeting)
    actions.add_paper(meeting.items.first(), under, by=council.secretariat, at=timezone.now())
    sections = sections_of("meeting", council.head, meeting.pk)
    assert [[str(r.document) for r in s.revisions] for s in sections] == [
        [str(whole)],
        [str(under)],
    ]
    assert sections_of("meeting", council.outsider, meeting.pk) == []


def test_a_new_item_stands_where_its_kind_belongs(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=0)
    for title, kind in (
        ("Talk", "discussion"),
        ("Close", "closing"),
        ("Adopt", "adoption"),
        ("Open", "opening"),
        ("Decide", "decision"),
        ("Lunch", "break"),
    ):
        item = actions.add_item(
            meeting, item_values(title, kind=kind), by=council.secretariat, at=timezone.now()
        )
        if title == "Talk":
            actions.add_item(
                meeting,
                item_values("Below", parent=item),
                by=council.secretariat,
                at=timezone.now(),
            )
    order = ["Open", "Adopt", "Talk", "Below", "Decide", "Lunch", "Close"]
    assert list(meeting.items.order_by("order").values_list("title", flat=True)) == order
    evening = meeting.starts_at + timedelta(hours=5)
    actions.add_item(
        meeting,
        item_values("Dinner", kind="other", starts_at=evening),
        by=council.secretariat,
        at=timezone.now(),
    )
    last = meeting.items.order_by("-order").first()
    assert last is not None
    assert last.title == "Dinner"  # whoever gives it a time places it


def test_a_closed_item_is_read_by_the_members_that_it_names_and_by_nobody_without_an_organisation(
    council: Cast,
) -> None:
    """Of an issued agenda too: whoever represents nobody, and the public, read no closed item of it."""
    meeting = council.meeting()
    actions.add_item(
        meeting,
        item_values("Arrivals", is_closed=True, only_kinds=["government"]),
        by=council.secretariat,
        at=timezone.now(),
    )
    reads = {
        name: reads_closed(reader, Meeting.objects.get(pk=meeting.pk), ["government"])
        for name, reader in {**council.people, "public": AnonymousUser()}.items()
    }
    assert not reads["public"]
    assert not reads["admin"]
    assert (reads["secretariat"], reads["head"], reads["agency_head"]) == (True, True, False)
