"""Planning, convening, telling: by the secretariat, each at its own stage of the meeting."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from councils.models import Body
from councils.permissions import may_manage
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .. import permissions
from ..lifecycle import MeetingAct, may_meeting
from ..models import Invitation, Meeting
from ..permissions import Person


def _managed(by: Person, act: MeetingAct, meeting: Meeting) -> Verdict:
    return may_manage(by) and may_meeting(act, meeting.status)


def plan(by: Person, body: Body | None = None) -> Verdict:
    """The secretariat, for any body."""
    return may_manage(by)


def change_plan(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, until the meeting is convened."""
    return _managed(by, MeetingAct.CHANGE_PLAN, meeting)


def choose_invited(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, until the meeting is convened."""
    return _managed(by, MeetingAct.CHOOSE_INVITED, meeting)


def change_invitation(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, at any time: places, and the register of the note."""
    return may_manage(by)


def invite_as(by: Person, meeting: Meeting) -> Verdict:
    """As what an organisation is invited: until the meeting begins."""
    return _managed(by, MeetingAct.INVITE_AS, meeting)


def convene(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, a meeting that is planned; one that was postponed is given its new date instead."""
    if may_manage(by) and meeting.is_postponed:
        return not_now(_("This meeting is postponed: give it its new date, and everybody is told."))
    return _managed(by, MeetingAct.CONVENE, meeting)


def invite_more(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, after the meeting was convened and before it is over."""
    return _managed(by, MeetingAct.INVITE_MORE, meeting)


def withdraw_invitation(by: Person, invitation: Invitation) -> Verdict:
    """The secretariat, before the meeting is opened; a member is not kept away from a meeting of its own body."""
    meeting = invitation.meeting
    verdict = _managed(by, MeetingAct.WITHDRAW_INVITATION, meeting)
    if verdict and any(invitation.organisation.is_member_of(body) for body in meeting.bodies()):
        return not_now(
            _(
                "%(organisation)s is a member of the body and is not kept away from its meeting: end its seat first."
            )
            % {"organisation": invitation.organisation}
        )
    return verdict


def invites_the_members(meeting: Meeting, invited: Collection[int]) -> Verdict:
    """No member is left out of a meeting of its own body; `invited` are the keys of those who are asked."""
    members = {each for body in meeting.bodies() for each in body.members()}
    left_out = sorted(str(each) for each in members if each.pk not in invited)
    if left_out:
        return not_now(
            _("Members of the body are always invited to its meeting: %(names)s.")
            % {"names": ", ".join(left_out)}
        )
    return ALLOWED


def circulate(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat tells of new papers while delegations prepare or sit."""
    return _managed(by, MeetingAct.CIRCULATE, meeting)


def remind(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat reminds while answers are taken."""
    return _managed(by, MeetingAct.REMIND, meeting)


def move(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat gives another time or place to what was announced and has not begun."""
    return _managed(by, MeetingAct.MOVE, meeting)


def correct_announcement(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, of what was announced, until the meeting is over."""
    return _managed(by, MeetingAct.CORRECT, meeting)


def postpone(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, of a meeting that is convened."""
    return _managed(by, MeetingAct.POSTPONE, meeting)


def cancel(by: Person, meeting: Meeting) -> Verdict:
    """The secretariat, of a meeting that has not begun."""
    return _managed(by, MeetingAct.CANCEL, meeting)


def waive(by: Person, meeting: Meeting) -> Verdict:
    """The chair of the body alone, until the meeting is over."""
    return permissions.may_waive(by, meeting) and may_meeting(MeetingAct.WAIVE, meeting.status)
