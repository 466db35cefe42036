"""A meeting from plan to answers: works, wrong person, wrong moment, trail, letters."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from meetings import actions
from meetings.models import Invitation, Meeting
from meetings.notices import answer_token
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, unguarded


def _invitation(council: Cast, meeting: Meeting, key: str = "sogdiana") -> Invitation:
    return meeting.invitations.get(organisation=council.organisations[key])


def test_planning_prepares_the_seats_and_tells_nobody(council: Cast) -> None:
    meeting = council.meeting(convened=False)
    assert meeting.number == 1
    assert meeting.invitations.count() == 6
    assert not Delivery.objects.exists()
    assert not Meeting.objects.visible_to(council.head).filter(pk=meeting.pk).exists()


def test_convening_sets_state_symbol_invitations_and_letters_together(council: Cast) -> None:
    meeting = council.meeting()
    assert meeting.symbol == f"REC/WG.B/{meeting.starts_at.year}/M.1"
    assert set(meeting.invitations.values_list("status", flat=True)) == {"sent"}
    assert Delivery.objects.filter(letter__kind="meeting_invitation").count() == 7
    assert Entry.objects.get(action="meeting.convened").data["letters"] == 7
    assert Meeting.objects.visible_to(council.head).filter(pk=meeting.pk).exists()


@pytest.mark.parametrize("role", ["chair", "head", "rapporteur", "observer", "outsider", "admin"])
def test_only_the_secretariat_plans_and_convenes(council: Cast, role: str) -> None:
    meeting = council.meeting(convened=False)
    with pytest.raises(Refused):
        actions.convene(meeting, by=council.people[role], at=timezone.now())


def test_what_is_missing_stops_the_convening_and_is_named(council: Cast) -> None:
    with pytest.raises(RuleBroken, match="agenda is empty"):
        council.meeting(items=0)
    late = council.meeting(convened=False)
    with pytest.raises(RuleBroken, match="in the past"):
        actions.convene(late, by=council.secretariat, at=timezone.now() + timedelta(days=30))
    with pytest.raises(RuleBroken, match="Convened"):
        actions.convene(council.meeting(), by=council.secretariat, at=timezone.now())


def test_nothing_announced_is_changed_by_a_form(council: Cast) -> None:
    meeting = council.meeting()
    for act in (
        lambda: actions.change_plan(
            meeting, {"place": "Elsewhere"}, by=council.secretariat, at=timezone.now()
        ),
        lambda: actions.choose_invited(meeting, [], by=council.secretariat, at=timezone.now()),
    ):
        with pytest.raises(RuleBroken, match="has been convened"):
            act()


def test_items_move_and_their_times_follow(council: Cast) -> None:
    meeting = council.meeting(convened=False, items=3)
    second = meeting.items.all()[1]
    actions.move_item(second, -1, by=council.secretariat, at=timezone.now())
    items = Meeting.objects.get(pk=meeting.pk).timed_items()
    assert [item.title for item in items] == ["Item 2", "Item 1", "Item 3"]
    assert [(item.begins - meeting.starts_at).seconds // 60 for item in items] == [0, 30, 60]


def test_the_head_answers_and_may_change_the_answer(council: Cast) -> None:
    invitation = _invitation(council, council.meeting())
    actions.answer(invitation, "tentative", by=council.head, at=timezone.now(), source="portal")
    answered = actions.answer(
        invitation, "accepted", by=council.excom_chair, at=timezone.now(), source="portal"
    )
    assert (answered.status, answered.answered_by) == ("accepted", council.excom_chair)
    assert Entry.objects.filter(action="invitation.answered").count() == 2


@pytest.mark.parametrize("role", ["member", "other_head", "rapporteur", "observer", "outsider"])
def test_nobody_else_answers_for_an_organisation(council: Cast, role: str) -> None:
    invitation = _invitation(council, council.meeting())
    with pytest.raises(Refused, match="Only the head of delegation"):
        actions.answer(invitation, "accepted", by=council.people[role], at=timezone.now())


def test_the_secretariat_records_an_answer_only_with_its_source(council: Cast) -> None:
    invitation = _invitation(council, council.meeting())
    with pytest.raises(RuleBroken, match="Name where the answer came from"):
        actions.answer(invitation, "accepted", by=council.secretariat, at=timezone.now())
    actions.answer(
        invitation, "accepted", by=council.secretariat, at=timezone.now(), source="NV 214"
    )


def test_reminders_go_to_exactly_those_who_have_not_answered(council: Cast) -> None:
    meeting = council.meeting()
    for key, role in (("sogdiana", "head"), ("bactria", "other_head")):
        actions.answer(
            _invitation(council, meeting, key),
            "accepted",
            by=council.people[role],
            at=timezone.now(),
        )
    assert actions.remind(meeting, by=council.secretariat, at=timezone.now()) == 4
    told = set(
        Delivery.objects.filter(letter__kind="meeting_reminder").values_list(
            "person__email", flat=True
        )
    )
    assert told == {
        council.people[role].email for role in ("chair", "agency_head", "society_head", "observer")
    }
    with pytest.raises(RuleBroken, match="less than 24 hours"):
        actions.remind(meeting, by=council.secretariat, at=timezone.now())


def test_delegates_are_named_confirmed_and_withdrawn(council: Cast) -> None:
    invitation = _invitation(council, council.meeting())
    values = {"name": "Ali Valiev", "position": "Expert"}
    delegate = actions.nominate(invitation, values, by=council.head, at=timezone.now())
    with pytest.raises(ValidationError, match="already named"):
        actions.nominate(invitation, values, by=council.head, at=timezone.now())
    with pytest.raises(Refused):
        actions.change_delegate(delegate, "confirmed", by=council.head, at=timezone.now())
    actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
    actions.change_delegate(delegate, "withdrawn", by=council.head, at=timezone.now())
    with pytest.raises(RuleBroken):
        actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())


def test_who_declined_names_nobody(council: Cast) -> None:
    invitation = _invitation(council, council.meeting())
    actions.answer(invitation, "declined", by=council.head, at=timezone.now())
    with pytest.raises(RuleBroken, match="does not take part"):
        actions.nominate(invitation, {"name": "Ali Valiev"}, by=council.head, at=timezone.now())


def test_a_cancellation_tells_everybody_with_a_higher_sequence(council: Cast) -> None:
    meeting = council.meeting()
    with pytest.raises(RuleBroken, match="Say why"):
        actions.change_status(meeting, "cancelled", by=council.secretariat, at=timezone.now())
    meeting = actions.change_status(
        meeting, "cancelled", by=council.secretariat, at=timezone.now(), reason="moved"
    )
    calendars = Delivery.objects.filter(letter__kind="meeting_cancelled").values_list(
        "calendar", flat=True
    )
    assert len(calendars) == 7
    assert all(
        "METHOD:CANCEL" in text and "SEQUENCE:1" in text and "STATUS:CANCELLED" in text
        for text in calendars
    )


def test_only_the_chair_opens_and_closes(council: Cast) -> None:
    meeting = council.meeting()
    with pytest.raises(Refused):
        actions.change_status(meeting, "in_session", by=council.head, at=timezone.now())
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now(), early=True)
    assert (
        actions.change_status(meeting, "closed", by=council.chair, at=timezone.now()).status
        == "closed"
    )


def _by_link(council: Cast, answer: str) -> tuple[Any, Meeting]:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    address = f"/meetings/answer/{answer_token(invitation, council.head)}/"
    return lambda: Client().post(address, {"answer": answer}), meeting


def test_one_answer_by_a_link_pressed_ten_times_is_one_answer(council: Cast) -> None:
    press, meeting = _by_link(council, "accepted")
    answered = Entry.objects.about(meeting).filter(action="invitation.answered")
    for _press in range(10):
        assert press().status_code == 200
    assert answered.count() == 1
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    actions.answer(invitation, "tentative", by=council.head, at=timezone.now())
    assert answered.count() == 2  # another answer, or from another source, is one of its own


def test_the_link_ends_with_the_meeting_and_its_page_stays_in_no_cache(council: Cast) -> None:
    press, meeting = _by_link(council, "accepted")
    assert press().headers["Cache-Control"] == "private, no-store"
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(
            starts_at=timezone.now() - timedelta(hours=3),
            ends_at=timezone.now() - timedelta(seconds=1),
        )
    late = press()
    assert late.status_code == 409
    assert meeting.title not in late.content.decode()
