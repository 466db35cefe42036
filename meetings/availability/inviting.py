"""Answers and people: by who speaks for the organisation, or its focal point; decided on by the secretariat."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.permissions import may_manage
from rec_portal import clock
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .. import permissions
from ..lifecycle import (
    DelegateStatus,
    InvitationStatus,
    MeetingAct,
    delegate_becomes,
    may_meeting,
)
from ..models import DatePoll, Delegate, Invitation, Meeting
from ..permissions import Person


def answer(by: User, invitation: Invitation) -> Verdict:
    """Head or alternate, or the secretariat with a source, while the meeting takes answers."""
    return permissions.may_answer(by, invitation) and may_meeting(
        MeetingAct.ANSWER, invitation.meeting.status
    )


def record_answers(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat records answers that came another way, while the meeting takes any."""
    return may_manage(by) and may_meeting(MeetingAct.ANSWER, meeting.status)


def import_delegates(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, from a list, while the meeting takes answers."""
    return record_answers(by, meeting)


def file_nomination(by: User, invitation: Invitation) -> Verdict:
    """Who may name people, while the meeting takes answers."""
    return permissions.may_nominate(by, invitation) and may_meeting(
        MeetingAct.ANSWER, invitation.meeting.status
    )


def nominate(by: User, invitation: Invitation) -> Verdict:
    """As for the letter that names them; an organisation that has declined changes its answer first."""
    verdict = file_nomination(by, invitation)
    if verdict and invitation.status == InvitationStatus.DECLINED:
        return not_now(
            _("Your organisation does not take part. Change that answer before naming delegates.")
        )
    return verdict


def replace(by: User, delegate: Delegate) -> Verdict:
    """Who may name people, a person who comes or was not decided on yet."""
    return nominate(by, delegate.invitation) and delegate_becomes(
        DelegateStatus.REPLACED, delegate.status
    )


def complete(by: User, delegate: Delegate) -> Verdict:
    """Who may name people: what is known of somebody, or what was asked for; not of somebody who is off the list."""
    verdict = nominate(by, delegate.invitation)
    if delegate.status in {DelegateStatus.CONFIRMED, DelegateStatus.NOMINATED}:
        return verdict
    return verdict and delegate_becomes(DelegateStatus.NOMINATED, delegate.status)


def correct_confirmed(by: User, delegate: Delegate) -> Verdict:
    """What a confirmed person is called or is: the secretariat alone."""
    if delegate.status == DelegateStatus.CONFIRMED and not is_secretariat(by):
        return not_now(
            _(
                "This person is confirmed: ask the secretariat to correct it, or name another person instead."
            )
        )
    return complete(by, delegate)


def decide_delegate(by: User, delegate: Delegate, status: str) -> Verdict:
    """The secretariat confirms, asks back or refuses."""
    return (
        may_manage(by)
        and may_meeting(MeetingAct.ANSWER, delegate.invitation.meeting.status)
        and delegate_becomes(status, delegate.status)
    )


def withdraw_delegate(by: User, delegate: Delegate) -> Verdict:
    """Who may name people takes a name back."""
    return file_nomination(by, delegate.invitation) and delegate_becomes(
        DelegateStatus.WITHDRAWN, delegate.status
    )


def confirm_all(by: User, invitation: Invitation) -> Verdict:
    """The secretariat, while the meeting takes answers."""
    return record_answers(by, invitation.meeting)


def visa_letter(by: User, delegate: Delegate) -> Verdict:
    """The secretariat, for who has asked for one."""
    verdict = may_manage(by)
    if verdict and not delegate.wants_visa_letter:
        return not_now(_("This delegate has not asked for a letter for a visa."))
    return verdict


def ask_for_dates(by: User) -> Verdict:
    """The secretariat."""
    return may_manage(by)


def answer_dates(by: User, poll: DatePoll) -> Verdict:
    """Who speaks for an organisation that was asked, until the day that was named."""
    verdict = permissions.may_answer_poll(by, poll) and _poll_open(poll)
    if verdict and clock.now() >= poll.answer_by:
        return _no_more_dates()
    return verdict


def record_dates(by: User, poll: DatePoll) -> Verdict:
    """The secretariat records what came another way, until the poll is closed."""
    return may_manage(by) and _poll_open(poll)


def close_poll(by: User, poll: DatePoll) -> Verdict:
    """The secretariat, once."""
    verdict = may_manage(by)
    if verdict and poll.closed_at is not None:
        return not_now(_("This poll is closed already."))
    return verdict


def _poll_open(poll: DatePoll) -> Verdict:
    return _no_more_dates() if poll.closed_at is not None else ALLOWED


def _no_more_dates() -> Verdict:
    return not_now(_("This poll takes no answers any more."))
