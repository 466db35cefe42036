"""An invitation sent by mistake is withdrawn before the meeting is opened: told, rights ended, nobody named is expected."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from meetings import actions
from meetings.exports import people
from meetings.models import Invitation, Meeting
from meetings.notices import answer_token
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast


def _invited(council: Cast) -> tuple[Meeting, Invitation]:
    meeting = council.meeting()
    guest = council.organisations["guest"]
    return meeting, actions.invite_more(meeting, guest, by=council.secretariat, at=timezone.now())


def _withdrawn(council: Cast, invitation: Invitation, reason: str = "A mistake.") -> Invitation:
    return actions.withdraw_invitation(
        invitation, reason, by=council.secretariat, at=timezone.now()
    )


def test_the_organisation_is_told_and_reads_the_meeting_no_more(
    council: Cast, sign_in: Any
) -> None:
    meeting, invitation = _invited(council)
    token = answer_token(invitation, council.outsider)
    item = meeting.items.order_by("order").first()
    assert item
    speech = actions.inscribe(
        item, council.organisations["guest"], by=council.secretariat, at=timezone.now()
    )
    actions.answer(invitation, "accepted", by=council.outsider, at=timezone.now())
    delegate = actions.nominate(
        invitation, {"name": "Olim Outsider"}, by=council.outsider, at=timezone.now()
    )
    client = sign_in(council.secretariat)
    page = f"/meetings/invitations/{invitation.pk}/"
    assert f"{page}withdraw/" in client.get(page).content.decode()
    assert client.post(f"{page}withdraw/", {"reason": ""}).status_code == 422
    assert client.post(f"{page}withdraw/", {"reason": "A mistake."}).status_code == 302
    assert not Meeting.objects.visible_to(council.outsider).filter(pk=meeting.pk).exists()
    assert not meeting.invitations.filter(organisation=council.organisations["guest"]).exists()
    assert council.organisations["guest"] not in meeting.taking_part()
    delegate.refresh_from_db()
    speech.refresh_from_db()
    assert (delegate.status, speech.state) == ("withdrawn", "withdrawn")
    letter = Delivery.objects.get(letter__kind="meeting_uninvited")
    assert (letter.person, letter.calendar_method) == (council.outsider, "CANCEL")
    assert "A mistake." in letter.text
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert (event["STATUS"], int(event["SEQUENCE"])) == ("CANCELLED", 1)
    assert "METHOD:CANCEL" in letter.calendar
    (entry,) = Entry.objects.filter(action="invitation.withdrawn")
    assert (entry.data["reason"], entry.data["letters"]) == ("A mistake.", 1)
    assert Client().get(f"/meetings/answer/{token}/").status_code == 404
    assert client.get(page).status_code == 404
    assert "Olim" not in str(people.participants(meeting, "en", final=False))


def test_it_may_be_invited_anew_and_answers_anew(council: Cast) -> None:
    meeting, invitation = _invited(council)
    actions.answer(invitation, "declined", by=council.outsider, at=timezone.now())
    register = {"invited_as": "expert", "expert_name": "A. B.", "seats": 3, "note_number": "7"}
    actions.change_invitation(invitation, register, by=council.secretariat, at=timezone.now())
    _withdrawn(council, invitation)
    with pytest.raises(RuleBroken, match="withdrawn meanwhile"):
        actions.answer(invitation, "accepted", by=council.outsider, at=timezone.now())
    again = actions.invite_more(
        meeting, council.organisations["guest"], by=council.secretariat, at=timezone.now()
    )
    assert (again.pk, again.status, again.answered_at) == (invitation.pk, "sent", None)
    assert (again.invited_as, again.expert_name, again.seats, again.note_number) == (
        "participant",
        "",
        None,
        "",
    )
    assert Meeting.objects.visible_to(council.outsider).filter(pk=meeting.pk).exists()
    assert actions.answer(again, "accepted", by=council.outsider, at=timezone.now())


def test_a_member_is_not_kept_away_from_a_meeting_of_its_body(council: Cast) -> None:
    meeting = council.meeting()
    invitation = meeting.invitations.get(organisation=council.organisations["bactria"])
    for standing in ("participant", "observer"):
        actions.change_invitation(
            invitation, {"invited_as": standing}, by=council.secretariat, at=timezone.now()
        )
        with pytest.raises(RuleBroken, match="is a member of the body"):
            _withdrawn(council, invitation)
    observer = meeting.invitations.get(organisation=council.organisations["institute"])
    assert _withdrawn(council, observer).status == "withdrawn"
    assert Meeting.objects.visible_to(council.observer).filter(pk=meeting.pk).exists()  # its seat


def test_only_the_secretariat_withdraws_with_a_reason_and_before_the_opening(council: Cast) -> None:
    meeting, invitation = _invited(council)
    for role in ("chair", "outsider", "admin"):
        with pytest.raises(Refused):
            actions.withdraw_invitation(invitation, "x", by=council.people[role], at=timezone.now())
    with pytest.raises(RuleBroken, match="Say why"):
        _withdrawn(council, invitation, " ")
    actions.postpone(meeting, "The hall.", by=council.secretariat, at=timezone.now())
    _withdrawn(council, invitation)
    with pytest.raises(RuleBroken, match="withdrawn meanwhile"):
        _withdrawn(council, Invitation.kept.get(pk=invitation.pk))


def test_after_the_opening_it_stands(council: Cast) -> None:
    meeting, invitation = _invited(council)
    actions.change_status(meeting, "in_session", by=council.chair, at=timezone.now(), early=True)
    invitation.refresh_from_db()
    with pytest.raises(RuleBroken, match="before it is opened"):
        _withdrawn(council, invitation)


def test_the_database_wants_the_reason(council: Cast) -> None:
    _meeting, invitation = _invited(council)
    for change in ("status = 'withdrawn'", "withdrawn_because = 'x'"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE meetings_invitation SET {change} WHERE id = %s", [invitation.pk]
            )
