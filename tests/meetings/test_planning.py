"""Planning: series and joint meetings, the next like the last, rules of dates, nested and closed items, moves, waivers, polls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation

from accounts.models import User
from councils import actions as councils
from councils import grants
from councils.lifecycle import quorum_of
from councils.models import Body, BodyGrant, Organisation, Seat, today
from documents import actions as documents
from documents.models import Document, DocumentRevision
from meetings import actions
from meetings.actions import Recurrence
from meetings.forms import MeetingForm
from meetings.models import AgendaItem, Meeting
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast
from tests.documents.files import sent
from tests.documents.test_library import filed

SignIn = Callable[[object], Client]
TASHKENT = ZoneInfo("Asia/Tashkent")


def values(council: Cast, *, in_days: int = 40, hours: int = 6) -> dict[str, object]:
    begins = (
        (timezone.now() + timedelta(days=in_days))
        .astimezone(TASHKENT)
        .replace(hour=10, minute=0, second=0, microsecond=0)
    )
    return {
        "title": "A meeting",
        "starts_at": begins,
        "ends_at": begins + timedelta(hours=hours),
        "time_zone": "Asia/Tashkent",
        "place": "Tashkent",
        "format": "in_person",
        "link": "",
        "category": "body",
        "i18n": {"title_ru": "Заседание"},
    }


def item_values(title: str, **more: object) -> dict[str, object]:
    return {
        "title": title,
        "kind": "discussion",
        "minutes": 30,
        "starts_at": None,
        "i18n": {"title_ru": title},
        **more,
    }


def closed_item(council: Cast, meeting: Meeting, kinds: list[str] | None = None) -> AgendaItem:
    return actions.add_item(
        meeting,
        item_values("Secret matter", is_closed=True, only_kinds=kinds or []),
        by=council.secretariat,
        at=timezone.now(),
    )


def test_each_series_is_numbered_by_itself(council: Cast) -> None:
    at, by = timezone.now(), council.secretariat
    others = list(Body.objects.filter(code__in=("WG.A", "WG.C")))
    group = actions.plan(council.group, values(council), by=by, at=at)
    joint = actions.plan(council.group, values(council), by=by, at=at, joint_with=others)
    again = actions.plan(others[0], values(council), by=by, at=at, joint_with=[council.group])
    second = actions.plan(council.group, values(council), by=by, at=at)
    committee = actions.plan(council.committee, values(council), by=by, at=at)
    got = [(m.series, m.number) for m in (group, joint, again, second, committee)]
    assert got == [("group", 1), ("joint", 1), ("joint", 2), ("group", 2), ("committee", 1)]
    with pytest.raises(RuleBroken, match="Only working groups meet jointly"):
        actions.plan(council.committee, values(council), by=by, at=at, joint_with=others)
    with pytest.raises(IntegrityError), transaction.atomic():
        Meeting.objects.filter(pk=again.pk).update(number=1)


def test_the_seats_of_all_bodies_are_invited_to_a_joint_meeting_and_read_it(council: Cast) -> None:
    meeting = actions.plan(
        Body.objects.get(code="WG.A"),
        values(council),
        by=council.secretariat,
        at=timezone.now(),
        joint_with=[council.group],
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=timezone.now())
    assert meeting.invitations.count() == 6
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    meeting.refresh_from_db()
    assert meeting.symbol == f"REC/WG.JT/{meeting.starts_at.year}/M.1"
    assert Meeting.objects.visible_to(council.observer).filter(pk=meeting.pk).exists()
    document = filed(council, category="body")
    Document.objects.filter(pk=document.pk).update(body=Body.objects.get(code="WG.A"))
    actions.add_paper(None, document, by=council.secretariat, at=timezone.now(), meeting=meeting)
    assert DocumentRevision.objects.visible_to(council.head).exists()
    assert not DocumentRevision.objects.visible_to(council.outsider).exists()


def test_the_next_meeting_like_the_last_has_its_agenda_and_its_invited_and_nothing_else(
    council: Cast,
) -> None:
    source = council.meeting()
    top = source.items.first()
    actions.add_item(
        source, item_values("Below", parent=top), by=council.secretariat, at=timezone.now()
    )
    invitation = source.invitations.get(organisation=council.organisations["sogdiana"])
    actions.change_invitation(invitation, {"seats": 3}, by=council.secretariat, at=timezone.now())
    actions.answer(invitation, "accepted", by=council.head, at=timezone.now())
    actions.nominate(invitation, {"name": "Ali"}, by=council.head, at=timezone.now())
    actions.add_paper(top, filed(council, "Concept"), by=council.secretariat, at=timezone.now())
    once = filed(council, "Statement", nature="statement")
    actions.add_paper(top, once, by=council.secretariat, at=timezone.now())
    made = actions.copy_meeting(
        source, values(council, in_days=80), by=council.secretariat, at=timezone.now()
    )
    assert [i.title for i in made.timed_items()] == [i.title for i in source.timed_items()]
    assert [i.number for i in made.timed_items()] == ["1", "1.1", "2"]
    copied = made.invitations.get(organisation=council.organisations["sogdiana"])
    assert (copied.status, copied.seats, copied.delegates.count()) == ("prepared", 3, 0)
    assert made.status == "planned"
    assert not made.papers.exists()
    assert [(str(p), p.item.title) for p in made.expected_papers.all()] == [("Concept", top.title)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            Recurrence("weekly", 2, (1,), None, 3),
            ["2027-03-16", "2027-03-30", "2027-04-13"],
        ),  # every second Tuesday
        (
            Recurrence("monthly", 1, (3,), -1, 3),
            ["2027-03-25", "2027-04-29", "2027-05-27"],
        ),  # the last Thursday
    ],
)
def test_a_series_follows_its_rule_on_the_wall_clock(rule: Recurrence, expected: list[str]) -> None:
    vienna = ZoneInfo("Europe/Vienna")  # the clocks go forward on 28 March 2027
    found = rule.dates(datetime(2027, 3, 16, 10, 0, tzinfo=vienna))
    assert [each.date().isoformat() for each in found] == expected
    assert {each.hour for each in found} == {10}


def test_a_series_is_planned_at_once_without_the_dates_left_out(council: Cast) -> None:
    first = values(council)
    rule = Recurrence("weekly", 1, (first["starts_at"].weekday(),), None, 4)  # type: ignore[attr-defined]
    dates = rule.dates(first["starts_at"])  # type: ignore[arg-type]
    made = actions.plan_series(
        council.group, first, rule, skip=[dates[1]], by=council.secretariat, at=timezone.now()
    )
    assert [m.starts_at for m in made] == [dates[0], dates[2], dates[3]]
    assert not Delivery.objects.exists()
    with pytest.raises(RuleBroken, match="between two and"):
        actions.plan_series(
            council.group,
            first,
            Recurrence("weekly", 1, (1,), None, 60),
            by=council.secretariat,
            at=timezone.now(),
        )


@pytest.mark.parametrize(
    ("rule", "members", "needed"),
    [
        ("none", 5, 0),
        ("half", 5, 3),
        ("half", 4, 3),
        ("two_thirds", 5, 4),
        ("two_thirds", 6, 4),
        ("all", 5, 5),
        ("half", 0, 1),
    ],
)
def test_quorum_is_counted_from_the_members(rule: str, members: int, needed: int) -> None:
    assert quorum_of(rule, members) == needed


def test_the_database_holds_what_no_form_may_break(council: Cast) -> None:
    meeting = council.meeting()
    item = meeting.items.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(only_kinds=["government"])  # type: ignore[union-attr]
    version = meeting.agenda_versions.get()
    with (
        pytest.raises(IntegrityError, match="never changed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE meetings_agendaversion SET reason = 'x' WHERE id = %s", [version.pk])
    invitation = meeting.invitations.first()
    with pytest.raises(ValidationError):
        actions.change_invitation(
            invitation, {"invited_as": "expert"}, by=council.secretariat, at=timezone.now()
        )


@pytest.mark.parametrize(("category", "reads_it"), [("restricted", False), ("body", True)])
def test_a_joint_meeting_widens_no_restricted_paper(
    council: Cast, category: str, reads_it: bool
) -> None:
    """Planning a meeting together with another group and laying the paper before it is no release by two persons."""
    other, at = Body.objects.get(code="WG.A"), timezone.now()
    councils.give_seat(council.organisations["guest"], other, "member", starts=today(), by=None)
    meeting = actions.plan(
        council.group, values(council), by=council.secretariat, at=at, joint_with=[other]
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    meeting = actions.convene(meeting, by=council.secretariat, at=at)
    paper = filed(council, category=category)
    actions.add_paper(None, paper, by=council.secretariat, at=at, meeting=meeting)
    assert Document.objects.visible_to(council.outsider).filter(pk=paper.pk).exists() is reads_it
    assert Document.objects.visible_to(council.head).filter(pk=paper.pk).exists()


def test_a_seat_that_is_moved_takes_its_rights_along_at_once(council: Cast) -> None:
    other = Body.objects.get(code="WG.A")
    paper, organisation = filed(council, category="restricted"), council.organisations["bactria"]
    reads = lambda: Document.objects.visible_to(council.other_head).filter(pk=paper.pk).exists()  # noqa: E731
    seat = organisation.seats.get(body=council.group)
    assert reads()
    Seat.objects.filter(pk=seat.pk).update(body=other)
    seat.refresh_from_db()
    councils.mandates_changed(seat, by=None, what="seat.changed", left=council.group)
    assert not reads()
    assert not BodyGrant.objects.filter(
        content_object=council.group, group=organisation.group
    ).exists()
    assert list(grants.regrant_all(check=True)) == []


@pytest.mark.parametrize("change", [{"kind": "society"}, {"is_active": False}])
def test_an_organisation_that_is_another_kind_or_asleep_loses_its_rights_at_once(
    council: Cast, change: dict[str, Any]
) -> None:
    organisation = council.organisations["bactria"]
    paper = filed(council, category="restricted")
    paper.revisions.update(only_kinds=["government"])
    grants.regrant(paper.revisions.get())
    assert Document.objects.visible_to(council.other_head).filter(pk=paper.pk).exists()
    Organisation.objects.filter(pk=organisation.pk).update(**change)
    organisation.refresh_from_db()
    councils.mandates_changed(organisation, by=None, what="organisation.changed")
    reader = User.objects.get(pk=council.other_head.pk)
    assert not Document.objects.visible_to(reader).filter(pk=paper.pk).exists()
    assert list(grants.regrant_all(check=True)) == []


def test_a_seat_that_ends_takes_the_restricted_papers_of_its_body_with_it(council: Cast) -> None:
    seat = councils.give_seat(
        council.organisations["guest"], council.group, "member", starts=today(), by=None
    )
    meeting, paper = council.meeting(), filed(council, category="restricted")
    actions.add_paper(None, paper, by=council.secretariat, at=timezone.now(), meeting=meeting)
    reads = lambda: Document.objects.visible_to(council.outsider).filter(pk=paper.pk).exists()  # noqa: E731
    assert reads()
    Seat.objects.filter(pk=seat.pk).update(
        starts=today() - timedelta(days=9), ends=today() - timedelta(days=1)
    )
    councils.mandates_changed(Seat.objects.get(pk=seat.pk), by=None, what="seat.ended")
    assert not reads()


def test_every_meeting_of_a_series_has_its_own_last_day_for_answers(council: Cast) -> None:
    planned = values(council)
    planned["answer_by"] = planned["starts_at"] - timedelta(days=5)  # type: ignore[operator]
    rule = Recurrence("weekly", 1, (planned["starts_at"].weekday(),), None, 4)  # type: ignore[attr-defined]
    made = actions.plan_series(
        council.group, planned, rule, by=council.secretariat, at=timezone.now()
    )
    assert {meeting.starts_at - meeting.answer_by for meeting in made if meeting.answer_by} == {
        timedelta(days=5)
    }
    assert len(made) == 4


def test_a_copy_keeps_the_organisers_and_not_the_tasks_that_came_up_by_themselves(
    council: Cast,
) -> None:
    source = council.meeting()
    source.organisers.add(council.organisations["agency"])
    again = actions.copy_meeting(source, values(council), by=council.secretariat, at=timezone.now())
    assert list(again.organisers.all()) == [council.organisations["agency"]]


@pytest.mark.parametrize("number", ["²", "١", "9" * 40, "-1", "x"])
def test_a_number_that_is_none_is_not_a_crash(council: Cast, sign_in: SignIn, number: str) -> None:
    client, meeting, text = sign_in(council.secretariat), council.meeting(), council.text()
    (file,) = documents.receive([sent(b"words")], by=council.secretariat, at=timezone.now())
    statuses = [
        client.get("/meetings/plan/", {"like": number}).status_code,
        client.get("/meetings/plan/", {"on": number}).status_code,
        client.post(f"/meetings/{meeting.pk}/items/arrange/", {"item": number}).status_code,
        sign_in(council.chair)
        .get(f"/recommendations/{text.pk}/round/", {"item": number})
        .status_code,
        client.post("/documents/add/", {f"document-{file.pk}": number}).status_code,
    ]
    assert statuses == [200, 200, 302, 200, 422]


def test_the_search_finds_a_meeting_and_a_document_by_their_russian_names(
    council: Cast, sign_in: SignIn
) -> None:
    council.meeting()
    filed(council, "Concept note")
    client = sign_in(council.head)
    assert "Четвёртое заседание" in client.get("/search/", {"q": "четвёртое"}).content.decode()
    assert "Concept note (рус.)" in client.get("/search/", {"q": "рус"}).content.decode()


@pytest.mark.parametrize(
    ("day", "begins", "words"),
    [
        ("2027-03-28", "02:30", "does not exist"),
        ("2027-10-31", "02:30", "comes twice"),
    ],
)
def test_a_time_that_is_none_or_two_is_told_beside_its_field(
    council: Cast, day: str, begins: str, words: str
) -> None:
    sent = {
        "body": council.group.pk,
        "title": "T",
        "title_ru": "Т",
        "starts_on": day,
        "starts_time": begins,
        "ends_time": "09:00",
        "time_zone": "Europe/Vienna",
        "format": "online",
        "category": "body",
    }
    with translation.override("en"):
        form = MeetingForm(QueryDict(urlencode(sent)))
        assert words in str(form.errors["starts_time"])


def test_a_meeting_without_its_place_is_told_so_beside_the_field(
    council: Cast, sign_in: SignIn
) -> None:
    sent = {
        "body": council.group.pk,
        "title": "T",
        "title_ru": "Т",
        "starts_on": "2027-03-01",
        "starts_time": "09:00",
        "ends_time": "10:00",
        "time_zone": "Asia/Tashkent",
        "format": "in_person",
        "category": "body",
    }
    client = sign_in(council.secretariat)
    for wrong in (sent, {**sent, "starts_on": "0001-01-01", "place": "X", "place_ru": "Х"}):
        assert client.post("/meetings/plan/", wrong).status_code == 422


def test_a_member_is_left_out_of_no_meeting_of_its_body(council: Cast) -> None:
    """Neither when the invited are chosen, nor in a copy, nor by a seat that was given since."""
    meeting = council.meeting(convened=False)
    bactria = council.organisations["bactria"]
    others = [each for each in council.group.seated() if each != bactria]
    with pytest.raises(RuleBroken, match="always invited to its meeting: Bactria"):
        actions.choose_invited(meeting, others, by=council.secretariat, at=timezone.now())
    assert meeting.invitations.filter(organisation=bactria).exists()
    institute = council.organisations["institute"]  # sits there as an observer
    without = [each for each in council.group.seated() if each != institute]
    actions.choose_invited(meeting, without, by=council.secretariat, at=timezone.now())
    assert not meeting.invitations.filter(organisation=institute).exists()
    guest = council.organisations["guest"]
    councils.give_seat(guest, council.group, "member", starts=today(), by=None)
    with pytest.raises(RuleBroken, match="always invited to its meeting: Guest"):
        actions.convene(meeting, by=council.secretariat, at=timezone.now())
    again = actions.copy_meeting(
        meeting, values(council), by=council.secretariat, at=timezone.now()
    )
    assert again.invitations.filter(organisation=guest).exists()
    assert not again.invitations.filter(organisation=institute).exists()
