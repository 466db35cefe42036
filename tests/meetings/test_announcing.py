"""What everybody is told: least periods and their waivers, papers, moves, postponements, corrections of the announcement."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import Body
from meetings import actions
from meetings.models import Meeting
from meetings.notices.inviting import still_speaks
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, sets_rules, unguarded
from tests.documents.test_library import filed
from tests.meetings.test_planning import TASHKENT, item_values, values

SignIn = Callable[[object], Client]


def test_a_short_notice_stops_the_convening_until_the_chair_dispenses_with_it(
    council: Cast,
) -> None:
    sets_rules(council.group, notice_days=30)
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
    sets_rules(council.group, notice_days=10)
    meeting = council.meeting(convened=False)
    with pytest.raises(RuleBroken, match="nothing to dispense"):
        actions.waive(meeting, "notice", "x", by=council.chair, at=timezone.now())


def test_moving_keeps_the_old_date_tells_everybody_and_calendars_follow(council: Cast) -> None:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    actions.answer(invitation, "accepted", by=council.head, at=timezone.now())
    old, later = meeting.starts_at, meeting.starts_at + timedelta(days=7)
    changes = {
        "starts_at": later,
        "ends_at": later + timedelta(hours=6),
        "time_zone": "Asia/Tashkent",
    }
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


def test_a_postponed_meeting_leaves_the_calendars_and_comes_back_under_the_same_uid(
    council: Cast,
) -> None:
    meeting = council.meeting()
    actions.postpone(meeting, "Elections", by=council.secretariat, at=timezone.now())
    cancel = Delivery.objects.filter(letter__kind="meeting_postponed").first()
    assert cancel is not None
    assert "METHOD:CANCEL" in cancel.calendar
    assert "SEQUENCE:1" in cancel.calendar
    assert not Meeting.objects.upcoming(timezone.now()).filter(pk=meeting.pk).exists()
    with pytest.raises(RuleBroken):
        actions.answer(
            meeting.invitations.first(),
            "accepted",
            by=council.secretariat,
            at=timezone.now(),
            source="x",
        )
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
    open_, narrow = (
        filed(council, "Open paper"),
        filed(council, "Narrow paper", category="restricted"),
    )
    type(open_).objects.filter(pk=open_.pk).update(symbol="REC/WG.B/1")
    for document in (open_, narrow):
        actions.add_paper(item, document, by=council.secretariat, at=timezone.now())
    assert actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now()) == 7
    texts = {d.person.email: d.text for d in Delivery.objects.filter(letter__kind="meeting_papers")}
    assert "Open paper" in texts[council.other_head.email]
    assert "REC/WG.B/1  Open paper" in texts[council.other_head.email]
    assert "1 restricted document" in texts[council.other_head.email]
    assert "restricted" not in texts[council.observer.email]
    assert not [words for words in texts.values() if "Narrow paper" in words]
    with pytest.raises(RuleBroken, match="not told of"):
        actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now())
    sets_rules(council.group, papers_days=30)
    actions.add_paper(item, filed(council, "Late paper"), by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="Circulation of papers: the rule is 30 days"):
        actions.circulate_papers(meeting, by=council.secretariat, at=timezone.now())


def test_one_more_organisation_is_told_alone(council: Cast) -> None:
    meeting = council.meeting()
    before = Delivery.objects.count()
    actions.invite_more(
        meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now()
    )
    assert Delivery.objects.count() == before + 1
    assert Meeting.objects.visible_to(council.outsider).filter(pk=meeting.pk).exists()
    with pytest.raises(RuleBroken, match="invited already"):
        actions.invite_more(
            meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now()
        )


def test_the_chair_finds_how_to_dispense_with_a_period_and_nobody_else_does(
    council: Cast, sign_in: SignIn
) -> None:
    sets_rules(council.group, notice_days=60)
    meeting = council.meeting(convened=False)
    link = f"/meetings/{meeting.pk}/waive/notice/"
    assert link in sign_in(council.chair).get(meeting.get_absolute_url()).content.decode()
    assert link not in sign_in(council.secretariat).get(meeting.get_absolute_url()).content.decode()
    assert sign_in(council.secretariat).post(link, {"reason": "Urgent"}).status_code == 403


def test_the_announcement_is_corrected_and_told_once(council: Cast, sign_in: SignIn) -> None:
    meeting = council.meeting()
    client, address = sign_in(council.secretariat), f"/meetings/{meeting.pk}/announcement/"
    page = client.get(address)
    sent = {
        "title": "Fourth meeting, new name",
        "title_ru": "Четвёртое заседание, новое название",
        "purpose": "To agree",
        "purpose_ru": "",
        "interpretation": ["en"],
        "seats_each": "3",
        "tell": "on",
    }
    assert page.status_code == 200
    assert client.post(address, sent).status_code == 422  # the purpose in one language
    before = meeting.sequence
    assert client.post(address, {**sent, "purpose_ru": "Согласовать"}).status_code == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.seats_each, meeting.interpretation) == (
        "Fourth meeting, new name",
        3,
        ["en"],
    )
    assert meeting.sequence == before + 1
    letters = Delivery.objects.filter(letter__kind="meeting_corrected")
    assert council.head in {d.person for d in letters}
    assert "новое название" in letters.get(person=council.head).text
    assert (
        Entry.objects.get(action="meeting.announcement_corrected").data["letters"]
        == letters.count()
    )
    assert (
        client.post(address, {**sent, "purpose_ru": "Согласовать"}).status_code == 409
    )  # nothing has changed
    slip = {**sent, "purpose_ru": "Согласовать текст", "tell": ""}
    assert client.post(address, slip).status_code == 302
    assert Delivery.objects.filter(letter__kind="meeting_corrected").count() == letters.count()
    for role in ("chair", "head"):
        assert sign_in(council.people[role]).post(address, slip).status_code == 403
    actions.change_status(
        meeting, "cancelled", by=council.secretariat, at=timezone.now(), reason="No room"
    )
    assert client.post(address, {**slip, "title": "Other"}).status_code == 409


def test_the_invitation_says_what_for_and_until_when(council: Cast) -> None:
    meeting = council.meeting(convened=False)
    plan = {"purpose": "To agree", "answer_by": meeting.starts_at - timedelta(days=3)}
    actions.change_plan(meeting, plan, by=council.secretariat, at=timezone.now())
    actions.convene(Meeting.objects.get(pk=meeting.pk), by=council.secretariat, at=timezone.now())
    letter = Delivery.objects.get(letter__kind="meeting_invitation", person=council.other_head)
    assert "To agree" in letter.text
    assert "Please answer for your organisation by" in letter.text


def test_the_day_for_answers_that_nobody_touched_stays_to_the_minute(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = council.meeting()
    asked = meeting.starts_at - timedelta(hours=3)  # of the same day, as a move may leave it
    Meeting.objects.filter(pk=meeting.pk).update(answer_by=asked)
    day = asked.astimezone(TASHKENT).date().isoformat()
    sent = {"title": "Other", "title_ru": "Другое", "answer_on": day, "tell": "on"}
    assert (
        sign_in(council.secretariat).post(f"/meetings/{meeting.pk}/announcement/", sent).status_code
        == 302
    )
    meeting.refresh_from_db()
    assert (meeting.title, meeting.answer_by) == ("Other", asked)


def test_who_declined_is_not_told_of_a_corrected_announcement_and_a_postponed_meeting_has_no_day(
    council: Cast,
) -> None:
    meeting = council.meeting()
    actions.answer(
        meeting.invitations.get(organisation=council.organisations["sogdiana"]),
        "declined",
        by=council.head,
        at=timezone.now(),
    )
    actions.postpone(meeting, "The hall", by=council.secretariat, at=timezone.now())
    actions.correct_announcement(
        Meeting.objects.get(pk=meeting.pk),
        {"title": "Renamed"},
        by=council.secretariat,
        at=timezone.now(),
    )
    told = Delivery.objects.filter(letter__kind="meeting_corrected")
    assert council.head not in {each.person for each in told}
    letter = told.get(person=council.other_head)
    assert "the new date will be told" in letter.text
    assert str(meeting.starts_at.year) not in letter.text
    assert still_speaks(letter)


def test_a_joint_meeting_keeps_the_longest_of_the_periods(council: Cast) -> None:
    other, at = Body.objects.get(code="WG.A"), timezone.now()
    sets_rules(council.group, notice_days=10)
    sets_rules(other, notice_days=60)
    meeting = actions.plan(
        council.group, values(council), by=council.secretariat, at=at, joint_with=[other]
    )
    actions.add_item(meeting, item_values("One"), by=council.secretariat, at=at)
    with pytest.raises(RuleBroken, match="the rule is 60 days"):
        actions.convene(meeting, by=council.secretariat, at=at)
    actions.waive(meeting, "notice", "Agreed by both", by=council.chair, at=at)
    assert actions.convene(meeting, by=council.secretariat, at=at).status == "convened"


@pytest.mark.parametrize(
    ("status", "is_open"),
    [
        ("planned", True),
        ("convened", True),
        ("postponed", True),
        ("closed", False),
        ("cancelled", False),
    ],
)
def test_the_agenda_is_worked_on_until_the_meeting_is_over(
    council: Cast, status: str, is_open: bool
) -> None:
    meeting = council.meeting()
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(status=status)
    meeting.refresh_from_db()
    if is_open:
        item = actions.add_item(
            meeting, item_values("One more"), by=council.secretariat, at=timezone.now()
        )
        assert item.pk
    else:
        with pytest.raises(RuleBroken):
            actions.add_item(
                meeting, item_values("One more"), by=council.secretariat, at=timezone.now()
            )
