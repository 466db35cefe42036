"""The rules of a meeting are those that its bodies had when it was opened: a change concerns the next one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from councils.models import Body, BodyRules
from meetings import actions, screens
from meetings.models import Meeting
from rec_portal import clock
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast, end, sets_rules
from tests.meetings.test_planning import item_values, values
from tests.meetings.test_record import whole
from tests.meetings.test_room import first, session
from tests.pages import filled, stamp_of

SignIn = Callable[[object], Client]

STRICT = {"quorum": "all", "speech_minutes": 1, "correction_hours": 100, "silence_hours": 90}
MILD = {"quorum": "half", "speech_minutes": 7, "correction_hours": 20, "silence_hours": 10}


def sets(body: Body, rules: dict[str, Any]) -> BodyRules:
    return sets_rules(body, **rules)


def quorum(meeting: Meeting) -> list[str]:
    return [line.rule for line in screens.quorum(Meeting.objects.get(pk=meeting.pk), set())]


def test_a_meeting_and_its_record_keep_the_rules_of_the_opening(council: Cast) -> None:
    sets(council.group, MILD)
    meeting = session(council)
    sets(council.group, STRICT)
    at = timezone.now()
    assert quorum(meeting) == ["half"]
    actions.note_presence(
        meeting, council.organisations["sogdiana"], "roll_call", by=council.chair, at=at
    )
    item = first(meeting)
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    speech = actions.inscribe(item, council.organisations["sogdiana"], by=council.head, at=at)
    assert speech.limit_seconds == 7 * 60
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=at)
    whole(council, journal)
    actions.change_status(meeting, "closed", by=council.chair, at=at)
    journal.refresh_from_db()
    circulate, silence = actions.circulate_journal, actions.put_journal_to_silence
    with pytest.raises(RuleBroken, match="at least 20 hours"):
        circulate(journal, at + timedelta(hours=19), by=council.secretariat, at=at)
    circulate(journal, at + timedelta(hours=21), by=council.secretariat, at=at)
    end(journal)
    with pytest.raises(RuleBroken, match="at least 10 hours"):
        silence(journal, clock.now() + timedelta(hours=9), by=council.chair, at=at)
    silence(journal, clock.now() + timedelta(hours=11), by=council.chair, at=at)


def test_the_next_meeting_is_held_under_the_new_rules(council: Cast) -> None:
    sets(council.group, MILD)
    coming = council.meeting(starts_in=timedelta(hours=2))
    sets(council.group, STRICT)
    assert quorum(coming) == ["all"]
    actions.change_status(coming, "in_session", by=council.chair, at=timezone.now())
    sets(council.group, MILD)
    assert quorum(coming) == ["all"]


def test_a_body_without_rules_has_none_for_that_meeting_either(council: Cast) -> None:
    meeting = session(council)
    sets(council.group, STRICT)
    assert quorum(meeting) == ["none"]


def test_an_opening_taken_back_takes_its_rules_back(council: Cast) -> None:
    sets(council.group, MILD)
    meeting = session(council)
    sets(council.group, STRICT)
    actions.take_back_opening(meeting, by=council.chair, at=timezone.now())
    assert Meeting.objects.get(pk=meeting.pk).rules == {}
    assert quorum(meeting) == ["all"]


def test_a_joint_meeting_keeps_the_rules_of_each_body(council: Cast) -> None:
    other = Body.objects.get(code="WG.A")
    sets(council.group, MILD)
    sets(other, STRICT)
    at = timezone.now()
    soon = values(council) | {
        "starts_at": at + timedelta(hours=2),
        "ends_at": at + timedelta(hours=5),
    }
    meeting = actions.plan(council.group, soon, by=council.secretariat, at=at, joint_with=[other])
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    actions.convene(meeting, by=council.secretariat, at=at)
    actions.change_status(meeting, "in_session", by=council.chair, at=at, early=True)
    sets(council.group, STRICT)
    sets(other, MILD)
    assert quorum(meeting) == ["half", "all"]


def test_the_page_before_the_opening_names_the_quorum_and_a_change_of_it_brings_the_page_back(
    council: Cast, sign_in: SignIn
) -> None:
    sets(council.group, MILD)
    meeting = council.meeting(starts_in=timedelta(hours=2))
    chair, url = sign_in(council.chair), reverse("meetings:status", args=[meeting.pk, "open"])
    page = chair.get(url)
    assert "Более половины членов" in page.content.decode()
    sets(council.group, STRICT)
    answer = chair.post(url, filled(page) | {"shown": stamp_of(page), "confirmed": "1"})
    assert "Все члены органа" in answer.content.decode()
    assert not Meeting.objects.get(pk=meeting.pk).is_in_session
    sent = filled(answer) | {"shown": stamp_of(answer), "confirmed": "1"}
    assert chair.post(url, sent).status_code == 302
    assert quorum(meeting) == ["all"]
