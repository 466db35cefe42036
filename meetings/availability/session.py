"""In the room: opened, sat, items taken up, speakers heard, presence noted, decided, closed."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Organisation
from councils.permissions import may_manage
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .. import permissions
from ..lifecycle import (
    DelegateStatus,
    InvitationStatus,
    ItemAct,
    ItemState,
    MeetingAct,
    SpeechState,
    item_takes,
    may_meeting,
    speech_becomes,
)
from ..models import AgendaItem, Delegate, Invitation, Meeting, Speech, in_hand_at
from ..permissions import Person

EVE = timedelta(hours=6)
"""A meeting that begins after midnight is opened on the evening before."""


def preside(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, while the meeting is in session."""
    return permissions.may_open_and_close(by, meeting) and may_meeting(
        MeetingAct.SIT, meeting.status
    )


def open_meeting(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, opens a meeting that is convened."""
    return permissions.may_open_and_close(by, meeting) and may_meeting(
        MeetingAct.OPEN, meeting.status
    )


def on_its_day(meeting: Meeting, at: datetime) -> Verdict:
    """A meeting is opened on its day; before that only when that was confirmed."""
    starts = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone))
    if at >= meeting.starts_at - EVE or at.astimezone(starts.tzinfo).date() >= starts.date():
        return ALLOWED
    return not_now(
        _("This meeting is convened for %(day)s. Confirm that it is opened before its day.")
        % {"day": date_format(starts, "DATE_FORMAT")}
    )


def take_back_opening(by: Person, meeting: Meeting) -> Verdict:
    """Who may open it takes an opening by mistake back, while nothing has happened in the meeting."""
    verdict = preside(by, meeting)
    if verdict and not meeting.is_untouched():
        return not_now(
            _(
                "Something has been noted in this meeting already. Its opening stays; close it instead."
            )
        )
    return verdict


def close_meeting(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf; not while something is being decided at an item."""
    verdict = permissions.may_open_and_close(by, meeting) and may_meeting(
        MeetingAct.CLOSE, meeting.status
    )
    if not verdict:
        return verdict
    sentences = [
        each
        for item in AgendaItem.objects.in_session().filter(meeting=meeting)
        for each in in_hand_at(item)
    ]
    return not_now(" ".join(sentences)) if sentences else ALLOWED


def _sits(by: Person, meeting: Meeting) -> Verdict:
    """As `preside`, and a sitting is open."""
    verdict = preside(by, meeting)
    if verdict and not meeting.sittings.filter(closed_at=None).exists():
        return not_now(_("No sitting is open: open the next sitting first."))
    return verdict


def resume_sitting(by: Person, meeting: Meeting) -> Verdict:
    """The chair opens the next sitting of a meeting in session, where none is open."""
    verdict = preside(by, meeting)
    if verdict and meeting.sittings.filter(closed_at=None).exists():
        return not_now(_("A sitting is open already."))
    return verdict


def suspend_sitting(by: Person, meeting: Meeting) -> Verdict:
    """The chair ends the sitting that is open."""
    verdict = preside(by, meeting)
    if verdict and not meeting.sittings.filter(closed_at=None).exists():
        return not_now(_("No sitting is open."))
    return verdict


def act_on_item(by: Person, item: AgendaItem, act: str) -> Verdict:
    """The chair opens, suspends, resumes or closes an item in a sitting; not while something is being decided at it."""
    verdict = _sits(by, item.meeting) and item_takes(act, item.state)
    if verdict and act in {ItemAct.CLOSED, ItemAct.SUSPENDED}:
        for sentence in in_hand_at(item):
            return not_now(sentence)
    return verdict


def inscribe(by: User, item: AgendaItem, organisation: Organisation) -> Verdict:
    """A delegation that takes part, chair or secretariat, until the item is closed."""
    verdict = permissions.may_inscribe(by, item.meeting, organisation) and may_meeting(
        MeetingAct.INSCRIBE, item.meeting.status
    )
    if verdict and item.state == ItemState.CLOSED:
        return not_now(_("The list of speakers of this item is closed."))
    return verdict


def withdraw_speech(by: User, speech: Speech) -> Verdict:
    """Who may put the organisation on the list takes it off, before it has had the floor and until the meeting is over."""
    meeting = speech.item.meeting
    return (
        permissions.may_inscribe(by, meeting, speech.organisation)
        and may_meeting(MeetingAct.INSCRIBE, meeting.status)
        and speech_becomes(SpeechState.WITHDRAWN, speech.state)
    )


def give_floor(by: Person, speech: Speech) -> Verdict:
    """The chair, while the item is open."""
    verdict = permissions.may_open_and_close(by, speech.item.meeting)
    if verdict and speech.item.state != ItemState.OPEN:
        return not_now(_("Open the item before giving the floor."))
    return verdict and speech_becomes(SpeechState.SPEAKING, speech.state)


def end_speech(by: Person, speech: Speech) -> Verdict:
    """The chair, of who has the floor or was interrupted."""
    return permissions.may_open_and_close(by, speech.item.meeting) and speech_becomes(
        SpeechState.SPOKEN, speech.state
    )


def order_speakers(by: Person, item: AgendaItem) -> Verdict:
    """The chair, until the meeting is over."""
    return permissions.may_open_and_close(by, item.meeting) and may_meeting(
        MeetingAct.INSCRIBE, item.meeting.status
    )


def file_statement(by: User, speech: Speech) -> Verdict:
    """Who may put the organisation on the list, also after the meeting, unless the place was taken back."""
    verdict = permissions.may_inscribe(by, speech.item.meeting, speech.organisation)
    if verdict and speech.state == SpeechState.WITHDRAWN:
        return not_now(_("This place on the list was taken back."))
    return verdict


def note_presence(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, in a sitting."""
    return _sits(by, meeting)


def comes(invitation: Invitation) -> Verdict:
    """An organisation that has declined gives another answer before it is noted as present."""
    if invitation.status == InvitationStatus.DECLINED:
        return not_now(_("This organisation has declined. Record its new answer first."))
    return ALLOWED


def check_in(by: Person, delegate: Delegate) -> Verdict:
    """The secretariat lets in who is confirmed, from the convening to the end of the meeting."""
    verdict = may_manage(by)
    if verdict and delegate.status != DelegateStatus.CONFIRMED:
        return not_now(_("This person is not confirmed: ask the secretariat's desk."))
    return (
        verdict
        and comes(delegate.invitation)
        and may_meeting(MeetingAct.CHECK_IN, delegate.invitation.meeting.status)
    )


def decide(by: Person, meeting: Meeting) -> Verdict:
    """Decisions are recorded and tasks given by the chair, or on the chair's behalf, from the opening of the meeting on."""
    return permissions.may_open_and_close(by, meeting) and may_meeting(
        MeetingAct.DECIDE, meeting.status
    )
