"""The agenda and its papers: the secretariat's, until the meeting is over; adopted by the meeting."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.permissions import may_manage
from rec_portal.verdicts import Verdict, not_now

from .. import permissions
from ..lifecycle import ItemState, MeetingAct, may_meeting
from ..models import AgendaItem, Meeting
from ..permissions import Person


def change_agenda(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, until the meeting is over: after the adoption in the chair's name."""
    return may_manage(by) and may_meeting(MeetingAct.CHANGE_AGENDA, meeting.status)


def change_item(by: Person, item: AgendaItem) -> Verdict:
    """The secretariat, an item that has not been opened."""
    verdict = change_agenda(by, item.meeting)
    if verdict and item.state != ItemState.PENDING:
        return not_now(
            _("This item has been opened: what it is called and whether it is closed stands.")
        )
    return verdict


def remove_item(by: Person, item: AgendaItem) -> Verdict:
    """The secretariat, an item that has not been opened and does not stand in the record."""
    verdict = change_agenda(by, item.meeting)
    if not verdict:
        return verdict
    if item.state != ItemState.PENDING or item.children.exclude(state=ItemState.PENDING).exists():
        return not_now(
            _("This item has been opened and stands in the record; it is not taken off any more.")
        )
    if any(
        each.decisions.exists() or each.journal_entries.exists()
        for each in (item, *item.children.all())
    ):
        return not_now(_("This item stands in the record; it is not taken off any more."))
    return verdict


def add_paper(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat lays a document before the meeting, until it is over."""
    return may_manage(by) and may_meeting(MeetingAct.ADD_PAPER, meeting.status)


def remove_paper(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat takes it off again, until the meeting is over."""
    return may_manage(by) and may_meeting(MeetingAct.REMOVE_PAPER, meeting.status)


def issue_agenda(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat keeps the provisional agenda, until the meeting has adopted one."""
    verdict = may_manage(by) and may_meeting(MeetingAct.ISSUE_AGENDA, meeting.status)
    if verdict and meeting.agenda_adopted_at is not None:
        return not_now(_("The agenda has been adopted."))
    return verdict


def adopt_agenda(by: Person, meeting: Meeting) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, while the meeting is in session."""
    return permissions.may_open_and_close(by, meeting) and may_meeting(
        MeetingAct.ADOPT_AGENDA, meeting.status
    )
