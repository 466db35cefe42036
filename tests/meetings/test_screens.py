"""The screens of the room: told of each change once, made for who may see it, the clock of an item, the text in hand."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from documents.actions import change_category, upload
from meetings import actions
from meetings import screens as live
from meetings.models import Meeting
from rec_portal import clock
from rec_portal.verdicts import RuleBroken
from recommendations import actions as texts
from recommendations.models import TextOnAgenda
from tests.cast import Cast, newest, undone
from tests.meetings.test_planning import closed_item, item_values
from tests.meetings.test_room import first, session

SignIn = Callable[[object], Client]


def test_a_screen_is_told_once_of_each_change_and_only_of_what_it_may_see(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = session(council, items=1)
    secret = closed_item(council, meeting)
    chair, observer = sign_in(council.chair), sign_in(council.observer)
    address = f"/meetings/{meeting.pk}/live/floor/part/"

    def looked(seconds: float, known: str) -> tuple[int, str, str]:
        """The answer so many seconds after a turn of the screens began: its status, its key and its words."""
        with time_machine.travel(turn + seconds, tick=False):
            answer = chair.get(address, headers={"If-None-Match": known})
        return answer.status_code, answer.headers["ETag"], answer.content.decode()

    turn = time.time() // live.AGE * live.AGE
    _status, known, _page = looked(0, "")
    assert looked(live.AGE - 0.01, known)[:2] == (304, known)
    status, newer, _page = looked(live.AGE, known)  # made anew although nobody did anything
    assert (status, newer != known) == (200, True)
    assert looked(live.AGE, newer)[0] == 304
    actions.act_on_item(secret, "opened", by=council.chair, at=timezone.now())
    status, _key, page = looked(live.AGE, newer)
    assert status == 200
    assert "Secret matter" in page
    theirs = observer.get(address).content.decode()
    assert "Secret matter" not in theirs
    assert "Сейчас" in theirs or "Now" in theirs
    assert sign_in(council.outsider).get(address).status_code == 404
    assert observer.get(f"/meetings/{meeting.pk}/live/chair/").status_code == 403
    for mode in ("chair", "room", "floor"):
        assert chair.get(f"/meetings/{meeting.pk}/live/{mode}/").status_code == 200


def test_a_screen_made_for_one_is_not_shown_to_who_sees_less(
    council: Cast, sign_in: SignIn
) -> None:
    """A paper restricted to governments lies under the item: the screen made for a government is not an agency's."""
    meeting = session(council, items=1)
    files = {"en": SimpleUploadedFile("a.txt", b"words", "text/plain")}
    paper = upload(
        titles={"en": "For governments", "ru": ""},
        category="restricted",
        body=council.group,
        files=files,
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.add_paper(first(meeting), paper, by=council.secretariat, at=timezone.now())
    change_category(
        paper.revisions.get(),
        "restricted",
        only_kinds=["government"],
        reason="Sensitive",
        by=council.secretariat,
        at=timezone.now(),
    )
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    address = f"/meetings/{meeting.pk}/live/floor/part/"
    shown = {
        role: "For governments"
        in sign_in(council.people[role])
        .get(address, headers={"Accept-Language": "en"})
        .content.decode()
        for role in ("head", "agency_head", "other_head", "observer")
    }
    assert shown == {"head": True, "agency_head": False, "other_head": True, "observer": False}


def test_the_clock_of_an_item_stands_still_while_it_is_suspended(council: Cast) -> None:
    meeting = session(council, items=1)
    at = timezone.now()
    for minutes, act in ((0, "opened"), (10, "suspended"), (30, "resumed")):
        actions.act_on_item(
            first(meeting), act, by=council.chair, at=at + timedelta(minutes=minutes)
        )
    full = Meeting.objects.with_agenda(council.chair).get(pk=meeting.pk)
    for minutes, said, over in ((35, "15:00", False), (50, "0:00", False), (51, "1:00", True)):
        timer = live.state(full, council.chair, at + timedelta(minutes=minutes))["timer"]
        assert (str(timer), timer.is_over) == (said, over)


def test_the_room_goes_from_item_to_declaration(council: Cast, sign_in: SignIn) -> None:
    """The chair puts the pinned revision, positions are taken and recorded, the screen shows them, the chair declares."""
    text = council.text()
    meeting = session(council)
    item = first(meeting)
    texts.put_on_agenda(text, item, newest(text), by=council.secretariat, at=timezone.now())
    for key in ("sogdiana", "bactria", "margiana", "agency", "mothers"):
        actions.note_presence(
            meeting, council.organisations[key], "roll_call", by=council.chair, at=timezone.now()
        )
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    chair = sign_in(council.chair)
    page = chair.get(f"/recommendations/{text.pk}/round/?item={item.pk}").content.decode()
    assert f'name="agenda_item" value="{item.pk}"' in page
    assert "In the room now:" in page or "Сейчас в зале:" in page
    text = council.fresh(text)
    opened = texts.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=1),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=texts.Terms("in_session", "", item, undone(text)),
    )
    texts.take_position(opened, "supports", by=council.head)
    for role in ("other_head", "chair", "agency_head", "society_head"):
        texts.take_position(opened, "supports", by=council.people[role])
    place = TextOnAgenda.objects.get()
    with pytest.raises(RuleBroken, match="A round was held"):
        texts.take_off_agenda(place, by=council.secretariat, at=timezone.now())
    screen = chair.get(f"/meetings/{meeting.pk}/live/chair/part/").content.decode()
    assert str(newest(text).name) in screen
    opened = texts.close_in_session(opened, by=council.chair)
    declared = council.declare(opened, "consensus", by=council.chair)
    assert declared.outcome == "consensus"
    assert council.fresh(text).status == "agreed"


def test_the_text_under_discussion_stands_on_every_screen(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    meeting = session(council, items=1)
    texts.put_on_agenda(
        text, first(meeting), newest(text), by=council.secretariat, at=timezone.now()
    )
    actions.act_on_item(first(meeting), "opened", by=council.chair, at=timezone.now())
    client = sign_in(council.chair)
    for mode in ("chair", "room", "floor"):
        page = client.get(f"/meetings/{meeting.pk}/live/{mode}/").content.decode()
        assert "Paragraph number 1." in page, mode
        assert "Пункт номер 1." in page, mode


def test_a_place_on_the_list_of_an_item_that_was_closed_is_not_shown(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    item = first(meeting)
    actions.inscribe(
        item, council.organisations["institute"], by=council.observer, at=timezone.now()
    )
    closing = item_values("Secret matter", is_closed=True, only_kinds=[])
    actions.change_item(item, closing, by=council.secretariat, at=timezone.now())
    page = sign_in(council.observer).get(f"/meetings/{meeting.pk}/live/floor/").content.decode()
    assert "Secret matter" not in page
