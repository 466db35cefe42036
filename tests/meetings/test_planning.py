"""Planning: series and joint meetings, the next like the last, rules of dates, nested and closed items, moves, waivers, polls."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test import Client
from django.utils import timezone, translation
from docx import Document as Word

from councils import actions as councils
from councils.models import Body, Seat, today
from documents import actions as documents
from documents.models import Document, DocumentRevision
from documents.papers.packing import sections_of
from meetings import actions
from meetings.actions import Recurrence
from meetings.forms import MeetingForm
from meetings.lifecycle import quorum_of
from meetings.models import AgendaItem, DateAnswer, Meeting, MeetingRule
from meetings.notices.inviting import still_speaks
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast
from tests.documents.files import sent
from tests.documents.test_library import filed

SignIn = Callable[[object], Client]
TASHKENT = ZoneInfo("Asia/Tashkent")


def values(council: Cast, *, in_days: int = 40, hours: int = 6) -> dict[str, object]:
    begins = (
        (timezone.now() + timedelta(days=in_days)).astimezone(TASHKENT).replace(hour=10, minute=0, second=0, microsecond=0)
    )
    return {
        "title": "A meeting", "starts_at": begins, "ends_at": begins + timedelta(hours=hours), "time_zone": "Asia/Tashkent",
        "place": "Tashkent", "format": "in_person", "link": "", "category": "body", "i18n": {"title_ru": "Заседание"},
    }  # fmt: skip


def item_values(title: str, **more: object) -> dict[str, object]:
    return {"title": title, "kind": "discussion", "minutes": 30, "starts_at": None, "i18n": {"title_ru": title}, **more}


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
        Body.objects.get(code="WG.A"), values(council), by=council.secretariat, at=timezone.now(), joint_with=[council.group]
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=timezone.now())
    assert meeting.invitations.count() == 6
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    meeting.refresh_from_db()
    assert meeting.symbol == f"REC/WG.JT/{meeting.starts_at.year}/M.1"
    assert Meeting.objects.visible_to(council.observer).filter(pk=meeting.pk).exists()
    document = filed(council, category="restricted")
    document.body = Body.objects.get(code="WG.A")
    document.save()
    actions.add_paper(None, document, by=council.secretariat, at=timezone.now(), meeting=meeting)
    assert DocumentRevision.objects.visible_to(council.head).exists()
    assert not DocumentRevision.objects.visible_to(council.observer).exists()


def test_the_next_meeting_like_the_last_has_its_agenda_and_its_invited_and_nothing_else(council: Cast) -> None:
    source = council.meeting()
    top = source.items.first()
    actions.add_item(source, item_values("Below", parent=top), by=council.secretariat, at=timezone.now())
    invitation = source.invitations.get(organisation=council.organisations["sogdiana"])
    actions.change_invitation(invitation, {"seats": 3}, by=council.secretariat, at=timezone.now())
    actions.answer(invitation, "accepted", by=council.head, at=timezone.now())
    actions.nominate(invitation, {"name": "Ali"}, by=council.head, at=timezone.now())
    actions.add_paper(top, filed(council, "Concept"), by=council.secretariat, at=timezone.now())
    made = actions.copy_meeting(source, values(council, in_days=80), by=council.secretariat, at=timezone.now())
    assert [i.title for i in made.timed_items()] == [i.title for i in source.timed_items()]
    assert [i.number for i in made.timed_items()] == ["1", "1.1", "2"]
    copied = made.invitations.get(organisation=council.organisations["sogdiana"])
    assert (copied.status, copied.seats, copied.delegates.count()) == ("prepared", 3, 0)
    assert made.status == "planned"
    assert not made.papers.exists()
    assert [(str(p), p.item.title) for p in made.expected_papers.all()] == [("Concept", top.title)]


def test_a_paper_still_to_come_goes_when_it_is_laid_in_its_place(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    first, second = meeting.items.order_by("order")
    client, address = sign_in(council.secretariat), f"/meetings/{meeting.pk}/papers/expect/"
    sent = {"nature": "other", "title": "Figures", "title_ru": "Данные", "place": str(first.pk)}
    assert client.post(address, {**sent, "title_ru": ""}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert "Данные" in client.get(f"/meetings/{meeting.pk}/papers/").content.decode()
    assert sign_in(council.chair).post(address, sent).status_code == 403
    actions.add_paper(second, filed(council, "Elsewhere"), by=council.secretariat, at=timezone.now())
    assert meeting.expected_papers.count() == 1
    actions.add_paper(first, filed(council, "Figures of May"), by=council.secretariat, at=timezone.now())
    assert not meeting.expected_papers.exists()
    expected = actions.expect_paper(meeting, None, "report", "Report", "Доклад", by=council.secretariat, at=timezone.now())
    assert client.post(f"/meetings/papers/expected/{expected.pk}/drop/").status_code == 302
    assert not meeting.expected_papers.exists()


@pytest.mark.parametrize(("rule", "expected"), [
    (Recurrence("weekly", 2, (1,), None, 3), ["2027-03-16", "2027-03-30", "2027-04-13"]),  # every second Tuesday
    (Recurrence("monthly", 1, (3,), -1, 3), ["2027-03-25", "2027-04-29", "2027-05-27"]),  # the last Thursday
])  # fmt: skip
def test_a_series_follows_its_rule_on_the_wall_clock(rule: Recurrence, expected: list[str]) -> None:
    vienna = ZoneInfo("Europe/Vienna")  # the clocks go forward on 28 March 2027
    found = rule.dates(datetime(2027, 3, 16, 10, 0, tzinfo=vienna))
    assert [each.date().isoformat() for each in found] == expected
    assert {each.hour for each in found} == {10}


def test_a_series_is_planned_at_once_without_the_dates_left_out(council: Cast) -> None:
    first = values(council)
    rule = Recurrence("weekly", 1, (first["starts_at"].weekday(),), None, 4)  # type: ignore[attr-defined]
    dates = rule.dates(first["starts_at"])  # type: ignore[arg-type]
    made = actions.plan_series(council.group, first, rule, skip=[dates[1]], by=council.secretariat, at=timezone.now())
    assert [m.starts_at for m in made] == [dates[0], dates[2], dates[3]]
    assert not Delivery.objects.exists()
    with pytest.raises(RuleBroken, match="between two and"):
        actions.plan_series(
            council.group, first, Recurrence("weekly", 1, (1,), None, 60), by=council.secretariat, at=timezone.now()
        )


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
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == ["Second", "First", "A", "B"]
    actions.arrange_items(meeting, [first.pk, second.pk], by=by, at=at)
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == ["First", "A", "B", "Second"]
    with pytest.raises(RuleBroken, match="one level deep"):
        actions.add_item(meeting, item_values("Deep", parent=AgendaItem.objects.get(title="A")), by=by, at=at)
    with pytest.raises(RuleBroken, match="holds others"):
        actions.change_item(AgendaItem.objects.get(title="First"), {"parent": second}, by=by, at=at)


def test_overlaps_and_overruns_are_seen(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=0)
    by, at = council.secretariat, timezone.now()
    actions.add_item(meeting, item_values("Long", minutes=300), by=by, at=at)
    actions.add_item(
        meeting, item_values("Early", starts_at=meeting.starts_at + timedelta(minutes=60), minutes=320), by=by, at=at
    )
    long, early = Meeting.objects.get(pk=meeting.pk).timed_items()
    assert (long.overlaps, early.overlaps, long.overruns, early.overruns) == (False, True, False, True)


# --- Closed items: for those who may not see them they do not exist -------------------------------------------------------
SEES = {"secretariat", "chair", "head", "other_head", "member"}
DOES_NOT = {"agency_head", "society_head", "observer", "outsider"}


def test_a_closed_item_does_not_exist_for_others(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(convened=False, items=1)
    item = closed_item(council, meeting, ["government"])
    actions.add_item(meeting, item_values("Last"), by=council.secretariat, at=timezone.now())
    paper = filed(council, "Secret paper", category="body")
    actions.add_paper(item, paper, by=council.secretariat, at=timezone.now())
    actions.choose_invited(meeting, council.organisations.values(), by=council.secretariat, at=timezone.now())
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
        text = "\n".join(cell.text for table in Word(io.BytesIO(word)).tables for row in table.rows for cell in row.cells)
        assert ("Secret matter" in text) is sees, role
    letters = {d.person.email: d.text for d in Delivery.objects.filter(letter__kind="meeting_invitation")}
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
            (i.number, i.begins) for i in Meeting.objects.with_agenda(council.people[role]).get(pk=meeting.pk).timed_items()
        ]
        for role in ("head", "observer")
    }
    assert [number for number, _begins in seen["head"]] == ["1", "C1", "2"]
    assert seen["observer"] == [seen["head"][0], seen["head"][2]]
    assert [i.title for i in Meeting.objects.get(pk=meeting.pk).timed_items()] == ["Item 1", "Last"]  # nobody asked for


def test_closing_an_item_narrows_what_lies_under_it(council: Cast) -> None:
    meeting = council.meeting()
    item = meeting.items.first()
    assert item is not None
    below = actions.add_item(meeting, item_values("Below", parent=item), by=council.secretariat, at=timezone.now())
    paper = filed(council, category="council")
    actions.add_paper(below, paper, by=council.secretariat, at=timezone.now())
    assert DocumentRevision.objects.visible_to(council.outsider).exists()
    actions.change_item(item, {"is_closed": True, "only_kinds": ["government"]}, by=council.secretariat, at=timezone.now())
    below.refresh_from_db()
    assert (below.is_closed, below.only_kinds) == (True, ["government"])
    for role, sees in {"outsider": False, "observer": False, "society_head": False, "head": True}.items():
        assert DocumentRevision.objects.visible_to(council.people[role]).exists() is sees, role


def test_the_adopted_agenda_tells_what_changed_since_the_provisional_one(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting(starts_in=timedelta(days=1))
    first, second = meeting.items.all()
    by, at = council.secretariat, timezone.now()
    actions.change_item(first, {"title": "Renamed", "i18n": {"title_ru": "Иначе"}}, by=by, at=at)
    actions.remove_item(second, by=by, at=at)
    actions.add_item(meeting, item_values("New"), by=by, at=at)
    with pytest.raises(RuleBroken, match="in session"):
        actions.adopt_agenda(meeting, by=council.chair, at=at)
    actions.change_status(meeting, "in_session", by=council.chair, at=at)
    with pytest.raises(Refused):
        actions.adopt_agenda(meeting, by=council.head, at=at)
    actions.adopt_agenda(meeting, by=council.chair, at=at)
    page = sign_in(council.other_head).get(f"/meetings/{meeting.pk}/agenda/").content.decode()
    for words in ("added: 2 New", "taken off: 2 Item 2", "renamed: «Item 1» is now «Renamed»"):
        assert words in page, words
    with pytest.raises(RuleBroken, match="Say why the meeting changes it"):
        actions.adopt_agenda(meeting, by=council.chair, at=at)


# --- Periods, moves -------------------------------------------------------------------------------------------------------
def test_a_short_notice_stops_the_convening_until_the_chair_dispenses_with_it(council: Cast) -> None:
    MeetingRule.objects.create(body=council.group, notice_days=30)
    meeting = council.meeting(convened=False)
    with pytest.raises(RuleBroken, match="the rule is 30 days, 21 are left"):
        actions.convene(meeting, by=council.secretariat, at=timezone.now())
    for role in ("secretariat", "head", "excom_chair"):
        with pytest.raises(Refused):
            actions.waive(meeting, "notice", "Urgent", by=council.people[role], at=timezone.now())
    with pytest.raises(RuleBroken, match="Say why"):
        actions.waive(meeting, "notice", " ", by=council.chair, at=timezone.now())
    actions.waive(meeting, "notice", "Urgent", by=council.chair, at=timezone.now())
    actions.convene(meeting, by=council.secretariat, at=timezone.now())
    assert Entry.objects.get(action="meeting.waived").data["reason"] == "Urgent"


def test_a_kept_period_is_not_dispensed_with(council: Cast) -> None:
    MeetingRule.objects.create(body=council.group, notice_days=10)
    meeting = council.meeting(convened=False)
    with pytest.raises(RuleBroken, match="nothing to dispense"):
        actions.waive(meeting, "notice", "x", by=council.chair, at=timezone.now())


def test_moving_keeps_the_old_date_tells_everybody_and_calendars_follow(council: Cast) -> None:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    actions.answer(invitation, "accepted", by=council.head, at=timezone.now())
    old, later = meeting.starts_at, meeting.starts_at + timedelta(days=7)
    changes = {"starts_at": later, "ends_at": later + timedelta(hours=6), "time_zone": "Asia/Tashkent"}
    with pytest.raises(RuleBroken, match="Say why"):
        actions.move(meeting, changes, "", by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="Nothing has changed"):
        actions.move(meeting, {"starts_at": old}, "x", by=council.secretariat, at=timezone.now())
    actions.move(meeting, changes, "The hall is taken", by=council.secretariat, at=timezone.now())
    meeting.refresh_from_db()
    invitation.refresh_from_db()
    assert (meeting.status, meeting.starts_at, meeting.sequence) == ("convened", later, 1)
    assert meeting.date_changes.get().starts_at == old
    assert (invitation.status, invitation.answer_stale) == ("accepted", True)
    letter = Delivery.objects.get(letter__kind="meeting_moved", person=council.other_head)
    assert "SEQUENCE:1" in letter.calendar
    assert f"UID:{meeting.uid}" in letter.calendar
    assert letter.calendar_method == "REQUEST"
    assert "The hall is taken" in letter.text


def test_a_postponed_meeting_leaves_the_calendars_and_comes_back_under_the_same_uid(council: Cast) -> None:
    meeting = council.meeting()
    actions.postpone(meeting, "Elections", by=council.secretariat, at=timezone.now())
    cancel = Delivery.objects.filter(letter__kind="meeting_postponed").first()
    assert cancel is not None
    assert "METHOD:CANCEL" in cancel.calendar
    assert "SEQUENCE:1" in cancel.calendar
    assert not Meeting.objects.upcoming(timezone.now()).filter(pk=meeting.pk).exists()
    with pytest.raises(RuleBroken):
        actions.answer(meeting.invitations.first(), "accepted", by=council.secretariat, at=timezone.now(), source="x")
    with pytest.raises(RuleBroken, match="is postponed"):
        actions.convene(meeting, by=council.secretariat, at=timezone.now())
    new = values(council, in_days=60)
    when = {name: new[name] for name in ("starts_at", "ends_at", "time_zone")}
    actions.move(meeting, when, "New date", by=council.secretariat, at=timezone.now())
    meeting.refresh_from_db()
    assert (meeting.status, meeting.sequence) == ("convened", 2)
    back = Delivery.objects.filter(letter__kind="meeting_moved").first()
    assert back is not None
    assert "METHOD:REQUEST" in back.calendar
    assert "SEQUENCE:2" in back.calendar


def test_papers_are_told_to_each_as_far_as_each_may_read_them(council: Cast) -> None:
    meeting = council.meeting()
    item = meeting.items.first()
    open_, narrow = filed(council, "Open paper"), filed(council, "Narrow paper", category="restricted")
    for document in (open_, narrow):
        actions.add_paper(item, document, by=council.secretariat, at=timezone.now())
    assert actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now()) == 7
    texts = {d.person.email: d.text for d in Delivery.objects.filter(letter__kind="meeting_papers")}
    assert "Open paper" in texts[council.other_head.email]
    assert "1 restricted document" in texts[council.other_head.email]
    assert "restricted" not in texts[council.observer.email]
    assert not [words for words in texts.values() if "Narrow paper" in words]
    with pytest.raises(RuleBroken, match="not told of"):
        actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now())
    MeetingRule.objects.create(body=council.group, papers_days=30)
    actions.add_paper(item, filed(council, "Late paper"), by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="Circulation of papers: the rule is 30 days"):
        actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now())


def test_one_more_organisation_is_told_alone(council: Cast) -> None:
    meeting = council.meeting()
    before = Delivery.objects.count()
    actions.invite_more(meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now())
    assert Delivery.objects.count() == before + 1
    assert Meeting.objects.visible_to(council.outsider).filter(pk=meeting.pk).exists()
    with pytest.raises(RuleBroken, match="invited already"):
        actions.invite_more(meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now())


# --- Polls of dates -------------------------------------------------------------------------------------------------------
def test_a_date_is_found_among_those_who_were_asked(council: Cast, sign_in: SignIn) -> None:
    begins = values(council)["starts_at"]
    options = [(begins + timedelta(days=n), begins + timedelta(days=n, hours=6)) for n in (0, 7)]  # type: ignore[operator]
    asked = [council.organisations["sogdiana"], council.organisations["bactria"]]
    poll = actions.ask_for_dates(
        council.group, {"en": "Fifth meeting", "ru": "Пятое заседание"}, options, asked, time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=5), by=council.secretariat, at=timezone.now(),
    )  # fmt: skip
    assert {d.person for d in Delivery.objects.filter(letter__kind="date_poll")} == {
        council.excom_chair,
        council.head,
        council.other_head,
    }
    assert sign_in(council.observer).get(poll.get_absolute_url()).status_code == 404
    first, second = poll.options.all()
    client = sign_in(council.head)
    assert client.post(poll.get_absolute_url(), {f"fits_{first.pk}": "yes"}).status_code == 422
    assert client.post(poll.get_absolute_url(), {f"fits_{first.pk}": "yes", f"fits_{second.pk}": "no"}).status_code == 302
    assert DateAnswer.objects.filter(organisation=council.organisations["sogdiana"]).count() == 2
    assert sign_in(council.member).post(poll.get_absolute_url(), {f"fits_{first.pk}": "yes"}).status_code == 403
    board = sign_in(council.secretariat).get(poll.get_absolute_url()).content.decode()
    assert "Бактрия" in board  # it has not answered
    actions.close_poll(poll, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="no answers any more"):
        actions.answer_dates(poll, {first.pk: "no"}, by=council.head, at=timezone.now())


@pytest.mark.parametrize(("rule", "members", "needed"), [
    ("none", 5, 0), ("half", 5, 3), ("half", 4, 3), ("two_thirds", 5, 4), ("two_thirds", 6, 4), ("all", 5, 5), ("half", 0, 1),
])  # fmt: skip
def test_quorum_is_counted_from_the_members(rule: str, members: int, needed: int) -> None:
    assert quorum_of(rule, members) == needed


def test_the_database_holds_what_no_form_may_break(council: Cast) -> None:
    meeting = council.meeting()
    item = meeting.items.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.filter(pk=item.pk).update(only_kinds=["government"])  # type: ignore[union-attr]
    version = meeting.agenda_versions.get()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE meetings_agendaversion SET reason = 'x' WHERE id = %s", [version.pk])
    invitation = meeting.invitations.first()
    with pytest.raises(ValidationError):
        actions.change_invitation(invitation, {"invited_as": "expert"}, by=council.secretariat, at=timezone.now())


def test_a_seat_that_ends_takes_the_papers_of_a_joint_meeting_with_it(council: Cast) -> None:
    other, at = Body.objects.get(code="WG.A"), timezone.now()
    seat = councils.give_seat(council.organisations["guest"], other, "member", starts=today(), by=None)
    meeting = actions.plan(council.group, values(council), by=council.secretariat, at=at, joint_with=[other])
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    meeting = actions.convene(meeting, by=council.secretariat, at=at)
    paper = filed(council, category="restricted")
    actions.add_paper(None, paper, by=council.secretariat, at=at, meeting=meeting)
    reads = lambda: Document.objects.visible_to(council.outsider).filter(pk=paper.pk).exists()  # noqa: E731
    assert reads()
    Seat.objects.filter(pk=seat.pk).update(starts=today() - timedelta(days=9), ends=today() - timedelta(days=1))
    councils.mandates_changed(Seat.objects.get(pk=seat.pk), by=None, what="seat.ended")
    assert not reads()


def test_every_meeting_of_a_series_has_its_own_last_day_for_answers(council: Cast) -> None:
    planned = values(council)
    planned["answer_by"] = planned["starts_at"] - timedelta(days=5)  # type: ignore[operator]
    rule = Recurrence("weekly", 1, (planned["starts_at"].weekday(),), None, 4)  # type: ignore[attr-defined]
    made = actions.plan_series(council.group, planned, rule, by=council.secretariat, at=timezone.now())
    assert {meeting.starts_at - meeting.answer_by for meeting in made if meeting.answer_by} == {timedelta(days=5)}
    assert len(made) == 4


def test_a_copy_keeps_the_organisers_and_not_the_tasks_that_came_up_by_themselves(council: Cast) -> None:
    source = council.meeting()
    source.organisers.add(council.organisations["agency"])
    again = actions.copy_meeting(source, values(council), by=council.secretariat, at=timezone.now())
    assert list(again.organisers.all()) == [council.organisations["agency"]]


def test_the_chair_finds_how_to_dispense_with_a_period_and_nobody_else_does(council: Cast, sign_in: SignIn) -> None:
    MeetingRule.objects.create(body=council.group, notice_days=60)
    meeting = council.meeting(convened=False)
    link = f"/meetings/{meeting.pk}/waive/notice/"
    assert link in sign_in(council.chair).get(meeting.get_absolute_url()).content.decode()
    assert link not in sign_in(council.secretariat).get(meeting.get_absolute_url()).content.decode()
    assert sign_in(council.secretariat).post(link, {"reason": "Urgent"}).status_code == 403


@pytest.mark.parametrize("number", ["²", "١", "9" * 40, "-1", "x"])
def test_a_number_that_is_none_is_not_a_crash(council: Cast, sign_in: SignIn, number: str) -> None:
    client, meeting, text = sign_in(council.secretariat), council.meeting(), council.text()
    (file,) = documents.receive([sent(b"words")], by=council.secretariat, at=timezone.now())
    statuses = [
        client.get("/meetings/plan/", {"like": number}).status_code,
        client.get("/meetings/plan/", {"on": number}).status_code,
        client.post(f"/meetings/{meeting.pk}/items/arrange/", {"item": number}).status_code,
        sign_in(council.chair).get(f"/recommendations/{text.pk}/round/", {"item": number}).status_code,
        client.post("/documents/add/", {f"document-{file.pk}": number}).status_code,
    ]
    assert statuses == [200, 200, 302, 200, 422]


def test_the_search_finds_a_meeting_and_a_document_by_their_russian_names(council: Cast, sign_in: SignIn) -> None:
    council.meeting()
    filed(council, "Concept note")
    client = sign_in(council.head)
    assert "Четвёртое заседание" in client.get("/search/", {"q": "четвёртое"}).content.decode()
    assert "Concept note (рус.)" in client.get("/search/", {"q": "рус"}).content.decode()


def test_the_pack_of_a_meeting_begins_with_what_lies_before_the_whole(council: Cast) -> None:
    meeting = council.meeting()
    whole, under = filed(council, "Concept note"), filed(council, "Working paper")
    actions.add_paper(None, whole, by=council.secretariat, at=timezone.now(), meeting=meeting)
    actions.add_paper(meeting.items.first(), under, by=council.secretariat, at=timezone.now())
    sections = sections_of("meeting", council.head, meeting.pk)
    assert [[str(r.document) for r in s.revisions] for s in sections] == [[str(whole)], [str(under)]]
    assert sections_of("meeting", council.outsider, meeting.pk) == []


def test_the_announcement_is_corrected_and_told_once(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    client, address = sign_in(council.secretariat), f"/meetings/{meeting.pk}/announcement/"
    page = client.get(address)
    sent = {
        "title": "Fourth meeting, new name", "title_ru": "Четвёртое заседание, новое название", "purpose": "To agree",
        "purpose_ru": "", "interpretation": ["en"], "seats_each": "3", "tell": "on",
    }  # fmt: skip
    assert page.status_code == 200
    assert client.post(address, sent).status_code == 422  # the purpose in one language
    before = meeting.sequence
    assert client.post(address, {**sent, "purpose_ru": "Согласовать"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.seats_each, meeting.interpretation) == ("Fourth meeting, new name", 3, ["en"])
    assert meeting.sequence == before + 1
    letters = Delivery.objects.filter(letter__kind="meeting_corrected")
    assert council.head in {d.person for d in letters}
    assert "новое название" in letters.get(person=council.head).text
    assert Entry.objects.get(action="meeting.announcement_corrected").data["letters"] == letters.count()
    assert client.post(address, {**sent, "purpose_ru": "Согласовать"}).status_code == 409  # nothing has changed
    slip = {**sent, "purpose_ru": "Согласовать текст", "tell": ""}
    assert client.post(address, slip).status_code == 302
    assert Delivery.objects.filter(letter__kind="meeting_corrected").count() == letters.count()
    for role in ("chair", "head"):
        assert sign_in(council.people[role]).post(address, slip).status_code == 403
    actions.change_status(meeting, "cancelled", by=council.secretariat, at=timezone.now(), reason="No room")
    assert client.post(address, {**slip, "title": "Other"}).status_code == 409


def test_the_secretariat_records_an_answer_about_dates_with_its_source(council: Cast, sign_in: SignIn) -> None:
    starts = timezone.now() + timedelta(days=40)
    options = [(starts + timedelta(days=n), starts + timedelta(days=n, hours=3)) for n in range(2)]
    poll = actions.ask_for_dates(
        council.group, {"en": "P", "ru": "П"}, options, [council.organisations["bactria"]], time_zone="Asia/Tashkent",
        answer_by=timezone.now() + timedelta(days=5), by=council.secretariat, at=timezone.now(),
    )  # fmt: skip
    address = f"/meetings/dates/{poll.pk}/record/{council.organisations['bactria'].pk}/"
    answers = {f"fits_{option.pk}": "yes" for option in poll.options.all()}
    client = sign_in(council.secretariat)
    assert client.post(address, answers).status_code == 422
    assert client.post(address, {**answers, "source": "NV 7 of 3 May"}).status_code == 302
    assert set(DateAnswer.objects.values_list("organisation", "fits")) == {(council.organisations["bactria"].pk, "yes")}
    assert Entry.objects.get(action="poll.answered").data["source"] == "NV 7 of 3 May"
    assert client.get(f"/meetings/dates/{poll.pk}/record/{council.organisations['guest'].pk}/").status_code == 404
    assert sign_in(council.other_head).post(address, {**answers, "source": "x"}).status_code == 403
    actions.close_poll(poll, by=council.secretariat, at=timezone.now())
    assert {d.person for d in Delivery.objects.filter(letter__kind="date_poll_closed")} == {council.other_head}


@pytest.mark.parametrize(("day", "begins", "words"), [
    ("2027-03-28", "02:30", "does not exist"), ("2027-10-31", "02:30", "comes twice"),
])  # fmt: skip
def test_a_time_that_is_none_or_two_is_told_beside_its_field(council: Cast, day: str, begins: str, words: str) -> None:
    sent = {
        "body": council.group.pk, "title": "T", "title_ru": "Т", "starts_on": day, "starts_time": begins, "ends_time": "09:00",
        "time_zone": "Europe/Vienna", "format": "online", "category": "body",
    }  # fmt: skip
    with translation.override("en"):
        form = MeetingForm(QueryDict(urlencode(sent)))
        assert words in str(form.errors["starts_time"])


def test_the_invitation_says_what_for_and_until_when(council: Cast) -> None:
    meeting = council.meeting(convened=False)
    plan = {"purpose": "To agree", "answer_by": meeting.starts_at - timedelta(days=3)}
    actions.change_plan(meeting, plan, by=council.secretariat, at=timezone.now())
    actions.convene(Meeting.objects.get(pk=meeting.pk), by=council.secretariat, at=timezone.now())
    letter = Delivery.objects.get(letter__kind="meeting_invitation", person=council.other_head)
    assert "To agree" in letter.text
    assert "Please answer for your organisation by" in letter.text


def test_the_day_for_answers_that_nobody_touched_stays_to_the_minute(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    asked = meeting.starts_at - timedelta(hours=3)  # of the same day, as a move may leave it
    Meeting.objects.filter(pk=meeting.pk).update(answer_by=asked)
    day = asked.astimezone(TASHKENT).date().isoformat()
    sent = {"title": "Other", "title_ru": "Другое", "answer_on": day, "tell": "on"}
    assert sign_in(council.secretariat).post(f"/meetings/{meeting.pk}/announcement/", sent).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.answer_by) == ("Other", asked)


def test_who_declined_is_not_told_of_a_corrected_announcement_and_a_postponed_meeting_has_no_day(council: Cast) -> None:
    meeting = council.meeting()
    actions.answer(
        meeting.invitations.get(organisation=council.organisations["sogdiana"]), "declined", by=council.head, at=timezone.now()
    )
    actions.postpone(meeting, "The hall", by=council.secretariat, at=timezone.now())
    actions.correct_announcement(
        Meeting.objects.get(pk=meeting.pk), {"title": "Renamed"}, by=council.secretariat, at=timezone.now()
    )
    told = Delivery.objects.filter(letter__kind="meeting_corrected")
    assert council.head not in {each.person for each in told}
    letter = told.get(person=council.other_head)
    assert "the new date will be told" in letter.text
    assert str(meeting.starts_at.year) not in letter.text
    assert still_speaks(letter)


def test_a_meeting_without_its_place_is_told_so_beside_the_field(council: Cast, sign_in: SignIn) -> None:
    sent = {
        "body": council.group.pk, "title": "T", "title_ru": "Т", "starts_on": "2027-03-01", "starts_time": "09:00",
        "ends_time": "10:00", "time_zone": "Asia/Tashkent", "format": "in_person", "category": "body",
    }  # fmt: skip
    client = sign_in(council.secretariat)
    for wrong in (sent, {**sent, "starts_on": "0001-01-01", "place": "X", "place_ru": "Х"}):
        assert client.post("/meetings/plan/", wrong).status_code == 422


def test_a_new_item_stands_where_its_kind_belongs(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=0)
    for title, kind in (("Talk", "discussion"), ("Close", "closing"), ("Adopt", "adoption"), ("Open", "opening"),
                        ("Decide", "decision"), ("Lunch", "break")):  # fmt: skip
        item = actions.add_item(meeting, item_values(title, kind=kind), by=council.secretariat, at=timezone.now())
        if title == "Talk":
            actions.add_item(meeting, item_values("Below", parent=item), by=council.secretariat, at=timezone.now())
    order = ["Open", "Adopt", "Talk", "Below", "Decide", "Lunch", "Close"]
    assert list(meeting.items.order_by("order").values_list("title", flat=True)) == order
    evening = meeting.starts_at + timedelta(hours=5)
    actions.add_item(
        meeting, item_values("Dinner", kind="other", starts_at=evening), by=council.secretariat, at=timezone.now()
    )
    last = meeting.items.order_by("-order").first()
    assert last is not None
    assert last.title == "Dinner"  # whoever gives it a time places it


def test_a_joint_meeting_keeps_the_longest_of_the_periods(council: Cast) -> None:
    other, at = Body.objects.get(code="WG.A"), timezone.now()
    MeetingRule.objects.create(body=council.group, notice_days=10)
    MeetingRule.objects.create(body=other, notice_days=60)
    meeting = actions.plan(council.group, values(council), by=council.secretariat, at=at, joint_with=[other])
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    with pytest.raises(RuleBroken, match="the rule is 60 days"):
        actions.convene(meeting, by=council.secretariat, at=at)
    actions.waive(meeting, "notice", "Agreed by both", by=council.chair, at=at)
    assert actions.convene(meeting, by=council.secretariat, at=at).status == "convened"
