"""The list of speakers and what they hand in: by inscription or protocol, once an organisation, a symbol a statement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from councils import actions as councils
from councils import grants
from councils.models import Body, today
from documents.models import Document
from meetings import actions
from meetings.models import Speech
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.meetings.test_planning import closed_item, item_values, values
from tests.meetings.test_room import first, session

SignIn = Callable[[object], Client]


def fresh(thing: Speech) -> Speech:
    return Speech.objects.get(pk=thing.pk)


def test_the_list_of_speakers_is_of_organisations(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    sogdiana, bactria = council.organisations["sogdiana"], council.organisations["bactria"]
    at = timezone.now()
    speech = actions.inscribe(item, sogdiana, by=council.head, at=at)
    with pytest.raises(RuleBroken, match="on the list already"):
        actions.inscribe(item, sogdiana, by=council.chair, at=at)
    with pytest.raises(Refused):
        actions.inscribe(item, bactria, by=council.head, at=at)
    with pytest.raises(Refused):
        actions.inscribe(item, council.organisations["guest"], by=council.outsider, at=at)
    with pytest.raises(RuleBroken, match="while the item is open"):
        actions.inscribe(item, bactria, "order", by=council.member, at=at)
    with pytest.raises(RuleBroken, match="Open the item"):
        actions.give_floor(speech, by=council.chair, at=at)
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    with pytest.raises(RuleBroken, match="nobody has spoken"):
        actions.inscribe(item, bactria, "reply", by=council.member, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    point = actions.inscribe(item, bactria, "order", by=council.member, at=at)
    other = actions.inscribe(item, council.organisations["institute"], by=council.observer, at=at)
    assert list(item.speeches.filter(state="inscribed")) == [point, other]
    actions.give_floor(point, by=council.chair, at=at + timedelta(seconds=40))
    assert (fresh(speech).state, fresh(speech).spoken_seconds) == ("paused", 40)
    actions.end_speech(point, by=council.chair, at=at + timedelta(seconds=50))
    assert fresh(speech).state == "speaking"
    actions.end_speech(speech, by=council.chair, at=at + timedelta(seconds=80))
    assert fresh(speech).spoken_seconds == 70  # the interruption does not count
    with pytest.raises(RuleBroken, match="moved on"):
        actions.give_floor(speech, by=council.chair, at=at)
    reply = actions.inscribe(item, bactria, "reply", by=council.member, at=at)
    assert reply.order > other.order


def test_speakers_come_by_inscription_or_by_protocol(council: Cast) -> None:
    meeting = session(council)
    item = first(meeting)
    at = timezone.now()
    order = ["mothers", "agency", "sogdiana", "bactria"]
    for place, key in enumerate(order):
        actions.inscribe(
            item,
            council.organisations[key],
            by=council.secretariat,
            at=at + timedelta(seconds=place),
        )
    names = lambda: [s.organisation.short_name for s in item.speeches.filter(state="inscribed")]  # noqa: E731
    actions.order_speakers(item, "protocol", by=council.chair, at=at)
    assert names()[-2:] == ["Agency", "Mothers' Network"]
    actions.order_speakers(item, "inscription", by=council.chair, at=at)
    assert names() == ["Mothers' Network", "Agency", "Sogdiana", "Bactria"]
    last = item.speeches.get(organisation=council.organisations["bactria"])
    actions.move_speaker(last, -1, by=council.chair, at=at)
    assert names() == ["Mothers' Network", "Agency", "Bactria", "Sogdiana"]


def test_a_statement_is_filed_with_its_symbol_as_far_as_its_item_is_open(council: Cast) -> None:
    meeting = session(council, items=1)
    item = first(meeting)
    speech = actions.inscribe(
        item, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
    with pytest.raises(Refused):
        actions.file_statement(speech, file, "en", by=council.other_head, at=timezone.now())
    filed = actions.file_statement(speech, file, "en", by=council.head, at=timezone.now()).statement
    assert filed is not None
    assert filed.symbol.startswith("REC/WG.B/")  # type: ignore[union-attr]
    assert item.papers.get().document == filed
    assert Document.objects.visible_to(council.observer).filter(pk=filed.pk).exists()
    secret = closed_item(council, meeting)
    hidden = actions.inscribe(
        secret, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    file.seek(0)
    words = actions.file_statement(hidden, file, "en", by=council.head, at=timezone.now()).statement
    assert words is not None
    assert not Document.objects.visible_to(council.observer).filter(pk=words.pk).exists()
    assert Document.objects.visible_to(council.other_head).filter(pk=words.pk).exists()


def test_asking_for_the_floor_twice_is_asking_once(council: Cast, sign_in: SignIn) -> None:
    meeting = session(council)
    item = first(meeting)
    actions.act_on_item(item, "opened", by=council.chair, at=timezone.now())
    client = sign_in(council.head)
    for _time in range(2):
        assert client.post(f"/meetings/items/{item.pk}/inscribe/statement/").status_code == 302
    assert item.speeches.count() == 1


def test_a_statement_in_another_language_has_the_same_symbol(council: Cast) -> None:
    meeting = session(council, items=1)
    speech = actions.inscribe(
        first(meeting), council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    for language in ("en", "ru"):
        file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
        actions.file_statement(speech, file, language, by=council.head, at=timezone.now())
    (statement,) = Document.objects.filter(nature="statement")
    standings = {f.language: f.standing for f in statement.revisions.get().files.all()}
    assert standings == {"en": "original", "ru": "unofficial"}
    file = SimpleUploadedFile("s.txt", b"Again", content_type="text/plain")
    with pytest.raises(RuleBroken, match="filed already"):
        actions.file_statement(speech, file, "ru", by=council.head, at=timezone.now())


def test_the_floor_is_asked_for_ahead_on_the_phone(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    client = sign_in(council.head)
    later = meeting.items.order_by("order")[1]
    address = f"/meetings/items/{later.pk}/inscribe/statement/"
    assert address in client.get(f"/meetings/{meeting.pk}/live/floor/").content.decode()
    assert client.post(address).status_code == 302
    assert [s.organisation for s in later.speeches.all()] == [council.organisations["sogdiana"]]


def test_a_statement_at_a_closed_item_of_a_joint_meeting_is_read_by_who_sat_there(
    council: Cast,
) -> None:
    """Also by its own delegation, which has a seat in the second body alone."""
    other, guest = Body.objects.get(code="WG.A"), council.organisations["guest"]
    councils.give_seat(guest, other, "member", starts=today(), by=None)
    at = timezone.now()
    meeting = actions.plan(
        council.group,
        values(council),
        by=council.secretariat,
        at=at,
        joint_with=[other],
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    secret = closed_item(council, meeting)
    meeting = actions.convene(meeting, by=council.secretariat, at=at)
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now(), early=True)
    secret.refresh_from_db()
    speech = actions.inscribe(secret, guest, by=council.outsider, at=timezone.now())
    file = SimpleUploadedFile("s.txt", b"We welcome", content_type="text/plain")
    words = actions.file_statement(
        speech, file, "en", by=council.outsider, at=timezone.now()
    ).statement
    assert words is not None
    reads = {
        role
        for role in ("outsider", "head", "observer", "admin")
        if Document.objects.visible_to(council.people[role]).filter(pk=words.pk).exists()
    }
    assert reads == {"outsider", "head"}
    assert list(grants.regrant_all(check=True)) == []


@pytest.mark.parametrize("ended_by", ["closed", "suspended", "next item", "meeting"])
def test_whoever_speaks_has_spoken_when_the_item_ends(council: Cast, ended_by: str) -> None:
    meeting = session(council)
    one, two = meeting.items.order_by("order")
    at = timezone.now()
    actions.act_on_item(one, "opened", by=council.chair, at=at)
    speech = actions.inscribe(one, council.organisations["sogdiana"], by=council.head, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    later = at + timedelta(minutes=3)
    if ended_by == "next item":
        actions.act_on_item(two, "opened", by=council.chair, at=later)
    elif ended_by == "meeting":
        actions.change_status(meeting, "closed", by=council.chair, at=later)
    else:
        actions.act_on_item(one, ended_by, by=council.chair, at=later)
    assert fresh(speech).state == "spoken"
    assert fresh(speech).spoken_seconds == 180
    assert fresh(speech).ended_at == later
