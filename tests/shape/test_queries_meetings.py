"""The pages of meetings and documents: 25 items, delegates, papers, speakers, organisations cost as many queries as 3."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from councils.actions import keep_organisation
from councils.models import Organisation, today
from documents import actions as documents
from meetings import actions
from meetings.models import AgendaItem, Meeting
from recommendations import actions as texts
from tests.cast import Cast, newest
from tests.documents.files import sent
from tests.meetings.test_room import session
from tests.shape.test_queries import cost

SignIn = Callable[[object], Client]


def filed(council: Cast, number: int) -> documents.Document:
    paper = documents.upload(
        titles={"en": f"Paper {number}", "ru": f"Документ {number}"},
        category="body",
        body=council.group,
        files={"en": sent(b"words"), "ru": sent("слова".encode())},
        by=council.secretariat,
        at=timezone.now(),
    )
    return documents.assign_symbol(paper, by=council.secretariat, at=timezone.now())


def guest(number: int) -> Organisation:
    name = {"en": f"Guest {number}", "ru": f"Гость {number}"}
    return keep_organisation({"kind": "international", "name": name, "short_name": name}, demo=True)


def grow_papers(council: Cast, items: list[AgendaItem]) -> str:
    """A paper and a text under every item; of one paper as many revisions; files in the tray. The address of that paper."""
    at = timezone.now()
    revised = filed(council, 0)
    for number, item in enumerate(items):
        actions.add_paper(item, filed(council, number), by=council.secretariat, at=at)
        text = council.text(paragraphs=1)
        texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=at)
        documents.issue_revision(
            revised,
            "rev",
            {"en": sent(f"words {number}".encode())},
            {"en": "original"},
            category="body",
            reason="Newer",
            by=council.secretariat,
            at=at,
        )
        documents.receive([sent(f"tray {number}".encode())], by=council.secretariat, at=at)
    return revised.get_absolute_url()


def grow_people(council: Cast, meeting: Meeting, rows: int, first: int) -> list[Organisation]:
    """As many more organisations, accepted and present, each with a delegate who is confirmed."""
    at, made = timezone.now(), []
    for number in range(rows):
        organisation = guest(first + number)
        invitation = actions.invite_more(meeting, organisation, by=council.secretariat, at=at)
        actions.answer(invitation, "accepted", by=council.secretariat, at=at, source="NV 1")
        details = {"passport": f"A{number}"}
        delegate = actions.nominate(
            invitation,
            {"name": f"Delegate {number}", "consents_to_listing": True},
            details=details,
            by=council.secretariat,
            at=at,
        )
        actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=at)
        made.append(organisation)
    return made


def grow(council: Cast, rows: int, first: int) -> dict[str, tuple[str, str]]:
    """Name: reader and address."""
    meeting, at = session(council, items=rows), timezone.now()
    items = list(meeting.items.order_by("order"))
    paper = grow_papers(council, items)
    own = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    for number in range(rows):
        actions.nominate(
            own,
            {"name": f"Our {number}"},
            details={"passport": f"S{number}"},
            by=council.head,
            at=at,
        )
    others = grow_people(council, meeting, rows, first)
    for organisation in others:
        actions.note_presence(meeting, organisation, "roll_call", by=council.chair, at=at)
    actions.issue_agenda(meeting, by=council.secretariat, at=at)
    actions.act_on_item(items[0], "opened", by=council.chair, at=at)
    for organisation in others:
        actions.inscribe(items[0], organisation, by=council.chair, at=at)
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=at)
    for number in range(rows):
        actions.record_decision(
            meeting,
            None,
            {"en": f"Decided {number}.", "ru": f"Решено {number}."},
            by=council.chair,
            at=at,
        )
        task = {
            "title": f"Task {number}",
            "organisation": others[number],
            "due_on": today(),
            "decision": None,
            "i18n": {},
        }
        actions.give_task(meeting, task, by=council.chair, at=at)
    begins = at + timedelta(days=30)
    options = [
        (begins + timedelta(days=n), begins + timedelta(days=n, hours=2))
        for n in range(min(rows, 10))
    ]
    poll = actions.ask_for_dates(
        council.group,
        {"en": f"Dates {first}", "ru": f"Даты {first}"},
        options,
        [*others, council.organisations["sogdiana"]],
        time_zone="Asia/Tashkent",
        answer_by=at + timedelta(days=5),
        by=council.secretariat,
        at=at,
    )
    of = f"/meetings/{meeting.pk}/"
    return {
        "meeting": ("head", of),
        "meeting for the secretariat": ("secretariat", of),
        "meeting of an observer": ("observer", of),
        "history": ("head", f"{of}history/"),
        "versions": ("head", f"{of}agenda/"),
        "papers": ("secretariat", f"{of}papers/"),
        "delegates": ("head", f"{of}delegates/"),
        "delegation": ("secretariat", f"/meetings/invitations/{own.pk}/delegation/"),
        "participants": ("head", f"{of}participants/"),
        "chair": ("chair", f"{of}live/chair/"),
        "room": ("secretariat", f"{of}live/room/"),
        "floor": ("head", f"{of}live/floor/"),
        "journal": ("secretariat", journal.get_absolute_url()),
        "tasks": ("head", "/meetings/tasks/"),
        "poll": ("secretariat", poll.get_absolute_url()),
        "answers to a poll": ("head", poll.get_absolute_url()),
        "document": ("head", paper),
        "library": ("head", "/documents/"),
        "tray": ("secretariat", "/documents/add/"),
        "desk": ("secretariat", "/desk/"),
        "desk of a member": ("head", "/desk/"),
        "search": ("head", "/search/?q=paper"),
        "invited": ("secretariat", f"/meetings/{council.meeting(convened=False).pk}/invited/"),
        "calendar": ("head", f"{of}meeting.ics"),
    }


@pytest.mark.parametrize("rows", [9, pytest.param(25, marks=pytest.mark.slow)])
def test_queries_do_not_grow_with_items_delegates_documents(
    council: Cast, sign_in: SignIn, settings: Any, rows: int
) -> None:
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }  # a screen that nobody has made yet
    few = grow(council, 3, 0)
    costs = {
        name: cost(sign_in(council.people[reader]), address)
        for name, (reader, address) in few.items()
    }
    many = grow(council, rows, 100)
    grown = {
        name: (costs[name], now)
        for name, (reader, address) in many.items()
        if (now := cost(sign_in(council.people[reader]), address)) != costs[name]
    }
    assert not grown
    print(dict(sorted(costs.items(), key=lambda pair: -pair[1])))
