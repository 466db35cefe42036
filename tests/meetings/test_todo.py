"""My work: each step of a meeting stands there for the person it waits for, and goes when it is done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from html import unescape

from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import User
from desk import todo
from documents.actions import change_category, upload
from meetings import actions
from meetings.models import DateOption
from rec_portal import clock
from tests.cast import Cast, end
from tests.documents.files import sent
from tests.meetings.test_delegations import invitation_of, named
from tests.meetings.test_planning import values
from tests.meetings.test_record import circulated, held
from tests.meetings.test_room import session
from tests.meetings.test_tasks import given

SignIn = Callable[[object], Client]


def waits(user: User, at: datetime | None = None) -> set[str]:
    return {duty.what for duty in todo.action_items(user, at or clock.now())}


def test_the_desk_says_how_much_waits_and_names_each(council: Cast, sign_in: SignIn) -> None:
    council.meeting()
    council.opened()
    waiting = waits(council.head)
    assert len(waiting) > 1
    client = sign_in(council.head)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get("/desk/").content.decode()
    assert f"{len(waiting)} things to do" in page
    assert not [what for what in waiting if what not in unescape(page)]


def test_a_poll_waits_for_those_asked_and_then_for_the_secretariat(council: Cast) -> None:
    begins = values(council)["starts_at"]
    poll = actions.ask_for_dates(
        council.group,
        {"en": "Fifth", "ru": "Пятое"},
        [(begins + timedelta(days=n), begins + timedelta(days=n, hours=2)) for n in (0, 1)],  # type: ignore[operator]
        [council.organisations["sogdiana"]],
        time_zone="Asia/Tashkent",
        answer_by=clock.now() + timedelta(days=1),
        by=council.secretariat,
        at=timezone.now(),
    )
    assert "Say which dates suit" in waits(council.head)
    assert "Say which dates suit" not in waits(council.other_head) | waits(council.member)
    actions.answer_dates(
        poll,
        {option.pk: "yes" for option in DateOption.objects.all()},
        by=council.head,
        at=timezone.now(),
    )
    assert "Say which dates suit" not in waits(council.head)
    assert "Choose a date" not in waits(council.secretariat)
    assert "Choose a date" in waits(council.secretariat, poll.answer_by)


def test_a_named_person_waits_for_the_secretariat_and_a_question_for_the_delegation(
    council: Cast,
) -> None:
    delegate = named(council, invitation_of(council, council.meeting()))
    assert "1 named person to confirm" in waits(council.secretariat)
    actions.change_delegate(
        delegate, "asked", by=council.secretariat, at=timezone.now(), reason="Which ministry?"
    )
    assert "1 named person to confirm" not in waits(council.secretariat)
    assert "Complete what is asked about Ali Valiev" in waits(council.head)
    assert "Complete what is asked about Ali Valiev" not in waits(council.other_head)


def test_the_chair_finds_the_meeting_of_the_day(council: Cast) -> None:
    session(council)
    assert "Lead the meeting" in waits(council.chair)
    assert "Lead the meeting" not in waits(council.head)


def test_from_the_end_of_a_meeting_to_the_frozen_record_one_step_always_waits(
    council: Cast,
) -> None:
    meeting = held(council)
    assert "Begin the journal" in waits(council.secretariat)
    actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    assert "Begin the journal" not in waits(council.secretariat)
    assert "Finish and circulate the record" in waits(council.secretariat)


def test_a_circulated_record_waits_for_who_took_part(council: Cast) -> None:
    journal = circulated(council)
    assert "Read the record, correct your statement" in waits(council.head)
    assert "Read the record, correct your statement" not in waits(council.outsider)
    entry = journal.entries.get(item__isnull=False, item__state="closed")
    actions.correct(
        entry,
        "en",
        "Agreed to go on.",
        "Agreed to continue.",
        reason="As said",
        by=council.agency_head,
        at=timezone.now(),
    )
    assert "Answer 1 correction" in waits(council.secretariat)
    actions.decide_correction(
        entry.corrections.get(), make=True, by=council.secretariat, at=timezone.now()
    )
    end(journal)
    assert "Put the record to silence" in waits(council.secretariat)
    actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
    )
    assert "The record is adopted unless a member objects" in waits(council.head)


def test_a_task_waits_for_its_organisation_until_it_is_reported(council: Cast) -> None:
    task = given(council, held(council))
    assert "Do the task and report" in waits(council.other_head) & waits(council.member)
    assert "Do the task and report" not in waits(council.head)
    actions.report_task(task, "Sent", None, by=council.member, at=timezone.now())
    assert "Do the task and report" not in waits(council.member)
    assert "1 task is reported done" in waits(council.secretariat)


def test_a_wider_circle_waits_for_the_second_person(council: Cast) -> None:
    paper = upload(
        titles={"en": "Secret", "ru": ""},
        category="restricted",
        body=council.group,
        files={"en": sent(b"words")},
        by=council.secretariat,
        at=timezone.now(),
    )
    change_category(
        paper.revisions.get(),
        "public",
        reason="It is out",
        by=council.secretariat,
        at=timezone.now(),
    )
    assert "Confirm or drop a wider distribution" not in waits(council.secretariat) | waits(
        council.head
    )
    assert "Confirm or drop a wider distribution" in waits(council.chair)
