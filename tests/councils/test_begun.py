"""Whoever begins to speak for an organisation is told of what waits for its word: at once, or on the day it begins."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import User
from councils import actions, tasks
from councils.models import BodyGrant, Organisation, Representative, today
from rec_portal.mail.models import Delivery
from tests.cast import Cast
from tests.meetings.test_silence_of_record import under_silence

CALLS = {"round_opened", "journal_silence"}


def _person(email: str) -> User:
    made: User = User.objects.create_user(email, "x", name="New Speaker")
    return made


def _told(person: User) -> list[str]:
    """The letters that call for the word of this person's organisation."""
    letters = Delivery.objects.filter(person=person, letter__kind__in=CALLS)
    return sorted(letters.values_list("letter__kind", flat=True))


def test_a_new_alternate_is_told_at_once_of_rounds_and_of_records(council: Cast) -> None:
    council.opened()
    under_silence(council)
    newcomer = _person("alternate@rec.example")
    bactria = council.organisations["bactria"]
    actions.give_mandate(newcomer, bactria, "alternate", starts=today(), by=council.secretariat)
    assert _told(newcomer) == ["journal_silence", "round_opened"]
    letter = Delivery.objects.get(person=newcomer, letter__kind="journal_silence")
    assert letter.organisation == bactria.pk


def test_one_who_does_not_speak_or_is_not_asked_is_not_told(council: Cast) -> None:
    council.opened()
    under_silence(council)
    member, guest = _person("member2@rec.example"), _person("guest2@rec.example")
    actions.give_mandate(
        member, council.organisations["bactria"], "member", starts=today(), by=council.secretariat
    )
    actions.give_mandate(
        guest, council.organisations["guest"], "alternate", starts=today(), by=council.secretariat
    )
    assert _told(member) == _told(guest) == []


@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=2)])
def test_one_whose_mandate_begins_later_is_told_on_that_day(council: Cast, late: timedelta) -> None:
    council.opened(hours=300)
    under_silence(council)
    newcomer = _person("alternate@rec.example")
    begins = today() + timedelta(days=4)
    actions.give_mandate(
        newcomer,
        council.organisations["bactria"],
        "alternate",
        starts=begins,
        by=council.secretariat,
    )
    tasks.turn_of_day()
    assert _told(newcomer) == []
    with time_machine.travel(timezone.now() + timedelta(days=3)):
        tasks.turn_of_day()
        assert _told(newcomer) == []
    with time_machine.travel(timezone.now() + timedelta(days=4) + late):
        tasks.turn_of_day()
        assert _told(newcomer) == ["journal_silence", "round_opened"]
        tasks.turn_of_day()
        assert len(_told(newcomer)) == 2


def test_one_that_cannot_be_told_does_not_stop_the_rest(
    council: Cast, caplog: pytest.LogCaptureFixture
) -> None:
    council.opened(hours=300)
    first, second = _person("one@rec.example"), _person("two@rec.example")
    begins = today() + timedelta(days=1)
    for person, name in ((first, "bactria"), (second, "sogdiana")):
        organisation = council.organisations[name]
        actions.give_mandate(
            person, organisation, "alternate", starts=begins, by=council.secretariat
        )

    def fails(mandate: Representative, *, by: User | None) -> int:
        if mandate.user_id == first.pk:
            raise RuntimeError("no words")
        return 0

    actions.tell_of_mandates(fails)
    try:
        with time_machine.travel(timezone.now() + timedelta(days=1)):
            tasks.turn_of_day()
    finally:
        actions._told_of_mandates.remove(fails)
    assert _told(second) == ["round_opened"]
    assert "its holder could not be told" in caplog.text


def test_rights_follow_in_the_first_minutes_of_the_day(council: Cast) -> None:
    """Elsewhere they follow within a quarter of an hour (`regrant`); at midnight nobody waits for it."""
    bactria = council.organisations["bactria"]
    seat = bactria.seats.get(body=council.group)
    tomorrow = (timezone.localtime() + timedelta(days=1)).replace(hour=0, minute=0, second=30)
    actions.end(seat, today(), reason="It leaves.", by=council.secretariat, at=timezone.now())
    held = BodyGrant.objects.filter(content_object=council.group, group=bactria.group)
    assert held.exists()
    with time_machine.travel(tomorrow.replace(hour=23) - timedelta(days=1)):
        tasks.turn_of_day()
        assert held.exists()
    with time_machine.travel(tomorrow + timedelta(minutes=6)):
        tasks.turn_of_day()
        assert held.exists()
    with time_machine.travel(tomorrow):
        tasks.turn_of_day()
        assert not held.exists()


def test_one_whose_organisation_takes_part_no_more_is_not_written_to(council: Cast) -> None:
    """Nobody speaks for it, and no letter would bear its name: it is not sent again each minute."""
    council.opened(hours=300)
    under_silence(council)
    newcomer, bactria = _person("alternate@rec.example"), council.organisations["bactria"]
    begins = today() + timedelta(days=1)
    actions.give_mandate(newcomer, bactria, "alternate", starts=begins, by=council.secretariat)
    Organisation.objects.filter(pk=bactria.pk).update(is_active=False)
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        for _minute in range(3):
            tasks.turn_of_day()
    assert _told(newcomer) == []
