"""A meeting is opened and closed after a check page; who presides is asked, never taken from whoever presses the button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from councils import actions as councils
from councils.models import Body, Office, today
from meetings import actions, availability
from meetings.models import Meeting, Presence, Sitting
from rec_portal.audit.models import Entry
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.pages import confirm, filled, words

SignIn = Callable[[object], Client]


def open_at(meeting: Meeting, council: Cast, *, early: bool = False, **more: str) -> Meeting:
    return actions.change_status(
        meeting, "in_session", by=council.secretariat, at=timezone.now(), early=early, **more
    )


def test_a_meeting_is_not_opened_before_its_day_unless_that_is_confirmed(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(days=60))
    with pytest.raises(RuleBroken, match="Confirm that it is opened before its day"):
        open_at(meeting, council)
    assert open_at(meeting, council, early=True).is_in_session


@pytest.mark.parametrize(("hours", "opens"), [(5, True), (49, False)])
def test_the_day_is_the_meetings_own(council: Cast, hours: int, opens: bool) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=hours))
    if opens:
        assert open_at(meeting, council).is_in_session
    else:
        with pytest.raises(RuleBroken):
            open_at(meeting, council)


@pytest.mark.parametrize(
    ("before", "opens"),
    [
        (timedelta(hours=6), True),
        (timedelta(hours=6, seconds=1), False),
        (timedelta(seconds=-1), True),
    ],
)
def test_a_meeting_at_midnight_is_opened_on_the_evening_before(
    council: Cast, before: timedelta, opens: bool
) -> None:
    meeting = council.meeting(starts_in=timedelta(days=3))
    zone = ZoneInfo(meeting.time_zone)
    meeting.starts_at = meeting.starts_at.astimezone(zone).replace(hour=0, minute=0, second=0)
    meeting.starts_at = meeting.starts_at.replace(microsecond=0)
    assert bool(availability.on_its_day(meeting, meeting.starts_at - before)) is opens


def test_a_meeting_in_the_afternoon_is_opened_from_midnight_of_its_day(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(days=3))
    begins = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    meeting.starts_at = begins.replace(hour=15, minute=0, second=0, microsecond=0)
    midnight = meeting.starts_at.replace(hour=0)
    assert availability.on_its_day(meeting, midnight)
    assert not availability.on_its_day(meeting, midnight - timedelta(seconds=1))


def test_who_presides_is_the_chair_and_not_the_clerk(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    open_at(meeting, council)
    assert Sitting.objects.get().chair_name == "Chair (Margiana)"


def test_where_the_body_has_no_chair_it_is_asked(council: Cast, sign_in: SignIn) -> None:
    Office.objects.all().delete()
    meeting = council.meeting(starts_in=timedelta(hours=1))
    with pytest.raises(RuleBroken, match="Say who presides"):
        open_at(meeting, council)
    secretary = sign_in(council.secretariat)
    address = f"/meetings/{meeting.pk}/open/"
    page = secretary.get(address)
    assert not filled(page).get("chair_name")
    refused = secretary.post(address, filled(page) | {"confirmed": "1"})
    assert refused.status_code == 422
    answer = secretary.post(
        address, filled(page) | {"chair_name": "A. Karimov (ISRS)", "confirmed": "1"}
    )
    assert answer.status_code == 302
    assert Sitting.objects.get().chair_name == "A. Karimov (ISRS)"


def test_a_session_of_the_council_is_presided_over_by_whom_it_says(council: Cast) -> None:
    plenary = Body.objects.get(kind="plenary")
    meeting = council.meeting(starts_in=timedelta(hours=1), body=plenary)
    assert meeting.invitations.count() == 6  # everybody who sits in a body of the Council
    with pytest.raises(RuleBroken, match="Say who presides"):
        open_at(meeting, council)
    open_at(meeting, council, chair_name="The Director of ISRS")
    assert Sitting.objects.get().chair_name == "The Director of ISRS"


def test_the_page_says_what_the_meeting_is_and_opens_what_it_showed(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting(starts_in=timedelta(days=60))
    chair = sign_in(council.chair)
    address = f"/meetings/{meeting.pk}/open/"
    page = chair.get(address)
    assert page.status_code == 200
    assert any("Четвёртое заседание" in each for each in words(page, "//main//dd"))
    without = chair.post(address, filled(page) | {"confirmed": "1"})
    assert without.status_code == 422  # before its day: the box is ticked, or nothing is opened
    Meeting.objects.filter(pk=meeting.pk).update(title="Renamed", i18n={})
    stale = chair.post(address, filled(page) | {"early": "on", "confirmed": "1"})
    assert (stale.status_code, Meeting.objects.get(pk=meeting.pk).is_in_session) == (200, False)
    assert words(stale, "//*[@role='alert']//ins")
    answer = chair.post(address, filled(stale) | {"early": "on", "confirmed": "1"})
    assert answer.status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).is_in_session


def test_closing_says_what_was_not_dealt_with(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1), items=2)
    open_at(meeting, council)
    chair = sign_in(council.chair)
    page = chair.get(f"/meetings/{meeting.pk}/close/")
    assert any("Пункт 1" in each and "Пункт 2" in each for each in words(page, "//main//dd"))
    assert confirm(chair, page).status_code == 302
    assert Meeting.objects.get(pk=meeting.pk).is_closed


@pytest.mark.parametrize("role", ["head", "observer", "rapporteur"])
def test_nobody_else_opens_it(council: Cast, sign_in: SignIn, role: str) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    for status in ("open", "close"):
        assert (
            sign_in(council.people[role]).get(f"/meetings/{meeting.pk}/{status}/").status_code
            == 403
        )


def test_one_seat_of_an_observer_does_not_hollow_the_council(council: Cast) -> None:
    plenary = Body.objects.get(kind="plenary")
    before = set(plenary.members())
    assert before
    councils.give_seat(
        council.organisations["agency"], plenary, "observer", starts=today(), by=None
    )
    assert set(plenary.members()) == before
    councils.give_seat(
        council.organisations["sogdiana"], plenary, "member", starts=today(), by=None
    )
    assert set(plenary.members()) == {council.organisations["sogdiana"]}


def opened(council: Cast) -> Meeting:
    """Opened by mistake: somebody was let in at the door before."""
    meeting = council.meeting(starts_in=timedelta(hours=2))
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    at = timezone.now()
    actions.answer(invitation, "accepted", by=council.head, at=at)
    delegate = actions.nominate(invitation, {"name": "Ali Valiev"}, by=council.head, at=at)
    delegate = actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=at)
    actions.check_in(delegate, by=council.secretariat, at=at)
    return open_at(meeting, council)


def test_an_opening_by_mistake_is_taken_back_while_nothing_has_happened(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = opened(council)
    assert Presence.objects.filter(sitting__meeting=meeting).count() == 1
    client = sign_in(council.chair)
    address = f"/meetings/{meeting.pk}/take-back/"
    assert address in client.get(meeting.get_absolute_url()).content.decode()
    page = client.get(address)
    assert any("Маргиана" in each for each in words(page, "//main//dd"))
    assert client.post(address, {}).status_code == 200  # asked first
    assert Meeting.objects.get(pk=meeting.pk).is_in_session
    assert confirm(client, page).status_code == 302
    meeting.refresh_from_db()
    assert meeting.is_convened
    assert not Sitting.objects.filter(meeting=meeting).exists()
    assert not Presence.objects.filter(sitting__meeting=meeting).exists()
    acts = list(Entry.objects.about(meeting).values_list("action", flat=True))
    assert acts[0] == "meeting.opening_taken_back"
    assert "meeting.in_session" in acts
    actions.postpone(meeting, "Opened by mistake.", by=council.secretariat, at=timezone.now())
    assert Meeting.objects.get(pk=meeting.pk).status == "postponed"


def test_an_opening_can_be_repeated_after_it_was_taken_back(council: Cast) -> None:
    """And nothing of another meeting goes with it."""
    other, meeting = opened(council), opened(council)
    assert other.sittings.get().presences.count() == 1
    actions.take_back_opening(meeting, by=council.secretariat, at=timezone.now())
    assert other.sittings.get().presences.count() == 1
    meeting = open_at(meeting, council)
    assert [each.number for each in meeting.sittings.all()] == [1]
    assert meeting.sittings.get().presences.count() == 1


def _arrived(council: Cast, meeting: Meeting) -> None:
    actions.note_presence(
        meeting, council.organisations["bactria"], "roll_call", by=council.chair, at=timezone.now()
    )


def _left(council: Cast, meeting: Meeting) -> None:
    actions.note_departure(
        meeting, council.organisations["sogdiana"], by=council.chair, at=timezone.now()
    )


def _item(council: Cast, meeting: Meeting) -> None:
    item = meeting.items.first()
    assert item
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())


def _journal(council: Cast, meeting: Meeting) -> None:
    actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())


def _adopted(council: Cast, meeting: Meeting) -> None:
    actions.adopt_agenda(meeting, reason="", by=council.chair, at=timezone.now())


def _decision(council: Cast, meeting: Meeting) -> None:
    actions.record_decision(
        meeting, None, {"en": "So.", "ru": "Так."}, by=council.chair, at=timezone.now()
    )


def _suspended(council: Cast, meeting: Meeting) -> None:
    actions.suspend_sitting(meeting, by=council.chair, at=timezone.now())


def _closed(council: Cast, meeting: Meeting) -> None:
    actions.change_status(meeting, "closed", by=council.chair, at=timezone.now())


@pytest.mark.parametrize(
    "happened", [_arrived, _left, _item, _adopted, _journal, _decision, _suspended, _closed]
)
def test_an_opening_stays_once_something_has_happened(
    council: Cast, sign_in: SignIn, happened: Callable[[Cast, Meeting], None]
) -> None:
    meeting = opened(council)
    happened(council, meeting)
    meeting.refresh_from_db()
    with pytest.raises(RuleBroken, match="not in session|Something has been noted"):
        actions.take_back_opening(meeting, by=council.chair, at=timezone.now())
    address = f"/meetings/{meeting.pk}/take-back/"
    client = sign_in(council.chair)
    assert address not in client.get(meeting.get_absolute_url()).content.decode()
    assert client.get(address).status_code == 409
    for statement in (
        "DELETE FROM meetings_presence WHERE sitting_id IN"
        " (SELECT id FROM meetings_sitting WHERE meeting_id = %s)",
        "DELETE FROM meetings_sitting WHERE meeting_id = %s",
        "UPDATE meetings_meeting SET status = 'convened' WHERE id = %s",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [meeting.pk])


def test_a_meeting_in_session_is_not_convened_again_with_its_sitting(council: Cast) -> None:
    meeting = opened(council)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=meeting.pk).update(status="convened")
    with pytest.raises(RuleBroken):
        actions.convene(meeting, by=council.secretariat, at=timezone.now())


@pytest.mark.parametrize("role", ["head", "member", "rapporteur", "observer", "outsider", "admin"])
def test_only_who_opens_a_meeting_takes_its_opening_back(council: Cast, role: str) -> None:
    meeting = opened(council)
    with pytest.raises(Refused):
        actions.take_back_opening(meeting, by=council.people[role], at=timezone.now())
