"""May this person do this act on this meeting now, and if not, why: one function an act, who before when."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rec_portal.verdicts import ALLOWED, Verdict, not_now

from . import permissions
from .lifecycle import UNINVITES, InvitedAs, MeetingStatus, meeting_becomes
from .models import AgendaItem, Invitation, Meeting, in_hand_at
from .permissions import Person

EVE = timedelta(hours=6)
"""A meeting that begins after midnight is opened on the evening before."""


def open_meeting(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, opens a meeting that is convened."""
    return permissions.may_open_and_close(by, meeting) and meeting_becomes(
        MeetingStatus.IN_SESSION, meeting.status
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
    verdict = permissions.may_open_and_close(by, meeting)
    if verdict and not meeting.is_in_session:
        return not_now(_("The meeting is not in session."))
    if verdict and not meeting.is_untouched():
        return not_now(
            _(
                "Something has been noted in this meeting already. Its opening stays; close it instead."
            )
        )
    return verdict


def close_meeting(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf; not while something is being decided at an item."""
    verdict = permissions.may_open_and_close(by, meeting) and meeting_becomes(
        MeetingStatus.CLOSED, meeting.status
    )
    if not verdict:
        return verdict
    sentences = [
        each
        for item in AgendaItem.objects.in_session().filter(meeting=meeting)
        for each in in_hand_at(item)
    ]
    return not_now(" ".join(sentences)) if sentences else ALLOWED


def withdraw_invitation(by: Person, invitation: Invitation) -> Verdict:
    """The secretariat, before the meeting is opened; a member is not kept away from a meeting of its own body."""
    meeting = invitation.meeting
    verdict = permissions.may_manage(by)
    if verdict and meeting.status not in UNINVITES:
        return not_now(
            _("An invitation is withdrawn after the meeting was convened and before it is opened.")
        )
    if verdict and invitation.invited_as == InvitedAs.PARTICIPANT:
        for body in meeting.bodies():
            if invitation.organisation.is_member_of(body):
                return not_now(
                    _(
                        "%(organisation)s is a member of the body and is not kept away from its meeting: end its seat first."
                    )
                    % {"organisation": invitation.organisation}
                )
    return verdict
