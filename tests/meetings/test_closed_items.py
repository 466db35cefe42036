"""What a closed item leaves behind: its tasks, its decisions, its corrections and its name; for others there is nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from redis import Redis

from councils.models import Body, Seat, today
from documents.models import Document
from meetings import actions
from meetings.models import AgendaItem, Decision, Journal, Meeting, Task
from rec_portal import clock
from rec_portal.verdicts import RuleBroken
from recommendations import actions as texts
from tests.cast import Cast, end, heard
from tests.documents.test_library import filed
from tests.meetings.test_planning import closed_item, item_values, values
from tests.meetings.test_record import begun, held
from tests.meetings.test_room import first, session

SignIn = Callable[[object], Client]
KINDS = {"government": "head", "international": "agency_head", "society": "society_head"}


def text_of(client: Client, address: str) -> str:
    client.cookies["language"] = "en"
    return client.get(address).content.decode()


def decided_in_secret(
    council: Cast, kinds: list[str] | None = None
) -> tuple[Meeting, Decision, Task]:
    meeting = session(council)
    item = closed_item(council, meeting, kinds)
    at = timezone.now()
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    decision = actions.record_decision(
        meeting, item, {"en": "Hidden decision", "ru": "Скрытое решение"}, by=council.chair, at=at
    )
    task = {
        "title": "Hidden task",
        "organisation": council.organisations["bactria"],
        "due_on": today() + timedelta(days=9),
        "decision": decision,
        "i18n": {"title_ru": "Скрытое поручение"},
    }
    return meeting, decision, actions.give_task(meeting, task, by=council.chair, at=at)


def test_a_task_of_a_closed_item_is_for_those_who_see_the_item(
    council: Cast, sign_in: SignIn
) -> None:
    _meeting, decision, task = decided_in_secret(council, ["government"])
    for role, sees in {
        "head": True,
        "other_head": True,
        "agency_head": False,
        "society_head": False,
        "observer": False,
    }.items():
        assert Task.objects.visible_to(council.people[role]).filter(pk=task.pk).exists() is sees, (
            role
        )
        page = text_of(sign_in(council.people[role]), "/meetings/tasks/")
        assert ("Hidden task" in page) is sees, role
        assert (decision.symbol in page) is sees, role


def test_on_the_next_agenda_an_open_task_of_a_closed_item_comes_up_closed(council: Cast) -> None:
    decided_in_secret(council, ["government"])
    upcoming = actions.plan(
        council.group, values(council), by=council.secretariat, at=timezone.now()
    )
    (item,) = upcoming.items.all()
    assert (item.is_closed, item.only_kinds) == (True, ["government"])
    assert "Hidden task" in item.annotation


def test_the_evidence_of_a_hidden_task_goes_no_further_than_the_task(
    council: Cast, sign_in: SignIn
) -> None:
    from tests.documents.files import sent

    _meeting, _decision, task = decided_in_secret(council, ["government"])
    answer = sign_in(council.other_head).post(
        f"/meetings/tasks/{task.pk}/report/", {"report": "Done", "file": sent(b"1,2", "f.txt")}
    )
    assert answer.status_code == 302
    task.refresh_from_db()
    seen = {
        role
        for role in KINDS.values()
        if Document.objects.visible_to(council.people[role]).filter(pk=task.evidence_id)
    }
    assert seen == {"head"}


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_version_of_the_agenda_does_not_tell_of_a_closed_item_that_was_taken_off(
    council: Cast, sign_in: SignIn, kind: str
) -> None:
    meeting = council.meeting(convened=False)
    gone = closed_item(council, meeting, [kind])
    actions.issue_agenda(meeting, by=council.secretariat, at=timezone.now())
    meeting = actions.convene(meeting, by=council.secretariat, at=timezone.now())
    address = f"/meetings/{meeting.pk}/agenda/"

    def told() -> set[str]:
        return {
            k
            for k, role in KINDS.items()
            if "Secret matter" in text_of(sign_in(council.people[role]), address)
        }

    assert told() == {kind}
    actions.remove_item(gone, by=council.secretariat, at=timezone.now())
    assert told() == {kind}


def test_the_chairs_forms_name_no_item_that_the_chair_may_not_see(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = session(council)
    item = closed_item(council, meeting, ["international"])
    assert not AgendaItem.objects.visible_to(council.chair).filter(pk=item.pk).exists()
    for page in ("decisions", "tasks"):
        assert "Secret matter" not in text_of(
            sign_in(council.chair), f"/meetings/{meeting.pk}/{page}/add/"
        )


def test_the_history_does_not_repeat_what_was_said_of_a_correction_under_a_closed_item(
    council: Cast, sign_in: SignIn
) -> None:
    journal = begun(council, held(council, closed=True))
    entry = journal.entries.get(item__is_closed=True)
    actions.save_entry(
        entry,
        {"en": "words here", "ru": "слова"},
        based_on=entry.version,
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    proposed = actions.correct(
        entry, "en", "words here", "other", reason="why", by=council.head, at=timezone.now()
    )
    actions.decide_correction(
        proposed, make=False, answer="The sanction stays", by=council.secretariat, at=timezone.now()
    )
    for address in (f"/meetings/{journal.meeting_id}/history/", journal.get_absolute_url()):
        assert "The sanction stays" not in text_of(sign_in(council.observer), address)


def test_a_corrigendum_to_the_entry_of_a_closed_item_is_for_those_who_see_the_item(
    council: Cast, sign_in: SignIn
) -> None:
    journal = begun(council, held(council, closed=True))
    at = timezone.now()
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=at
    )
    journal.refresh_from_db()
    end(journal)
    journal = actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=at
    )
    heard(journal)
    end(journal)
    assert actions.settle_journal(journal)
    entry = journal.entries.get(item__is_closed=True)
    actions.issue_journal_corrigendum(
        journal,
        {"en": "Read: X", "ru": "Читать: Х"},
        entry=entry,
        reason="Slip",
        by=council.chair,
        at=at,
    )
    journal = Journal.objects.get(pk=journal.pk)
    assert "Read: X" in text_of(sign_in(council.head), journal.get_absolute_url())
    assert "Read: X" not in text_of(sign_in(council.observer), journal.get_absolute_url())


def test_the_history_of_a_text_does_not_name_a_meeting_or_an_item_that_its_reader_may_not_see(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    planned = council.meeting(convened=False)
    texts.put_on_agenda(
        text, first(planned), text.current_revision, by=council.secretariat, at=timezone.now()
    )
    address = reverse("recommendations:history", args=[text.pk])
    assert "Fourth meeting" not in text_of(sign_in(council.observer), address)
    assert "Laid before a meeting" in text_of(sign_in(council.observer), address)
    actions.convene(planned, by=council.secretariat, at=timezone.now())
    closing = item_values("Item 1", is_closed=True, only_kinds=[])
    actions.change_item(first(planned), closing, by=council.secretariat, at=timezone.now())
    assert "Item 1" not in text_of(sign_in(council.observer), address)


def test_a_member_who_was_invited_as_an_observer_reads_neither_the_item_nor_its_paper(
    council: Cast,
) -> None:
    meeting = council.meeting(convened=False)
    actions.choose_invited(
        meeting, council.organisations.values(), by=council.secretariat, at=timezone.now()
    )
    invitation = meeting.invitations.get(organisation=council.organisations["mothers"])
    actions.change_invitation(
        invitation, {"invited_as": "observer"}, by=council.secretariat, at=timezone.now()
    )
    item = closed_item(council, meeting)
    paper = filed(council, "Sealed")
    actions.add_paper(item, paper, by=council.secretariat, at=timezone.now())
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    for role, sees in {"society_head": False, "agency_head": True}.items():
        assert (
            AgendaItem.objects.visible_to(council.people[role]).filter(pk=item.pk).exists() is sees
        ), role
        assert (
            Document.objects.visible_to(council.people[role]).filter(pk=paper.pk).exists() is sees
        ), role


def test_an_item_that_stands_in_the_record_is_not_taken_off(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="stands in the record"):
        actions.remove_item(item, by=council.secretariat, at=timezone.now())
    late = actions.add_item(meeting, item_values("Late"), by=council.secretariat, at=timezone.now())
    gone = AgendaItem.objects.select_related("meeting").get(pk=late.pk)
    actions.remove_item(late, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="taken this item off"):
        actions.remove_item(gone, by=council.secretariat, at=timezone.now())


@pytest.mark.parametrize(
    ("body", "kinds", "readers"),
    [
        ("EC", ["government"], True),
        ("EC", ["society"], False),
        ("EC", ["society", "government"], True),
        ("EC", [], True),
        ("C", ["society"], True),  # the Council is everybody who sits in its bodies
        ("WG.A", [], False),  # nobody sits there
    ],
)
def test_an_item_is_not_closed_to_everybody(
    council: Cast, body: str, kinds: list[str], readers: bool
) -> None:
    meeting = council.meeting(convened=False, body=Body.objects.get(code=body))
    if readers:
        closed_item(council, meeting, kinds)
    else:
        with pytest.raises(ValidationError, match="nobody but the secretariat"):
            closed_item(council, meeting, kinds)
        item = meeting.items.first()
        assert item
        closing = item_values("Secret matter", is_closed=True, only_kinds=kinds)
        with pytest.raises(ValidationError, match="nobody but the secretariat"):
            actions.change_item(item, closing, by=council.secretariat, at=timezone.now())


def test_the_cache_of_the_screens_holds_no_word_of_a_closed_item(
    council: Cast, sign_in: SignIn, settings: Any
) -> None:
    """What Redis keeps for a while is read by whoever reads Redis."""
    meeting = session(council)
    secret = closed_item(council, meeting)
    actions.act_on_item(secret, "opened", by=council.chair, at=timezone.now())
    address = f"/meetings/{meeting.pk}/live/chair/"
    for _look in range(2):  # made, then read from the cache
        assert "Secret matter" in sign_in(council.secretariat).get(address).content.decode()
    with Redis.from_url(settings.CACHES["default"]["LOCATION"]) as redis:
        kept = {key: redis.get(key) for key in redis.scan_iter("*live:*")}
    assert any(len(words or b"") > 2000 for words in kept.values())  # a whole screen is there
    assert not [key for key, words in kept.items() if b"Secret" in (words or b"")]
    settings.SECRET_KEY = "another, which opens nothing of before"
    assert "Secret matter" in sign_in(council.secretariat).get(address).content.decode()


def test_a_task_that_nobody_who_meets_could_read_waits_for_those_who_may(council: Cast) -> None:
    meeting, _decision, task = decided_in_secret(council, ["society"])
    actions.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    seats = Seat.objects.filter(body=council.group, organisation__kind="society", kind="member")
    seats.update(starts=today() - timedelta(days=3), ends=today() - timedelta(days=1))
    without = council.meeting(convened=False)
    assert not without.items.filter(kind="tasks").exists()
    seats.update(ends=None)
    (item,) = council.meeting(convened=False).items.filter(kind="tasks")
    assert (item.is_closed, item.only_kinds) == (True, ["society"])
    assert task.title in item.annotation
