"""A text on its way: proposed, admitted, written, consulted, laid before a meeting, forwarded, withdrawn."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.access import access_of
from councils.models import Body
from councils.permissions import may_draft, may_manage, may_preside
from meetings.lifecycle import MeetingAct, may_meeting
from meetings.models import AgendaItem
from rec_portal.verdicts import ALLOWED, Verdict, not_now, signed_in

from .. import permissions
from ..lifecycle import RoundStage, TextAct, may_text
from ..models import Recommendation, TextOnAgenda
from ..permissions import Person


def begin(by: Person, body: Body | None = None) -> Verdict:
    """Begin a text in drafting: whoever holds the pen in the body (in some body, where none is named)."""
    return permissions.may_begin(by) if body is None else may_draft(by, body)


def propose(by: Person, body: Body | None = None) -> Verdict:
    """Propose a text for admission: an organisation with a seat, and the secretariat."""
    return permissions.may_propose(by, body)


def admit(by: Person, text: Recommendation) -> Verdict:
    """The secretariat, while the proposal waits."""
    return may_manage(by) and may_text(TextAct.ADMIT, text.status)


def turn_down(by: Person, text: Recommendation) -> Verdict:
    """The secretariat, while the proposal waits."""
    return may_manage(by) and may_text(TextAct.TURN_DOWN, text.status)


def assign(by: Person, text: Recommendation) -> Verdict:
    """The chair names rapporteur and drafters, while there is something to draft."""
    return may_preside(by, text.body) and may_text(TextAct.ASSIGN, text.status)


def write(by: Person, text: Recommendation) -> Verdict:
    """Write the working text and its particulars, and issue a revision: the drafters, while the text is not frozen."""
    return permissions.may_edit(by, text) and may_text(TextAct.WRITE, text.status)


def consult(by: Person, text: Recommendation) -> Verdict:
    """Put the draft to the body: the drafters, once."""
    return permissions.may_edit(by, text) and may_text(TextAct.CONSULT, text.status)


def agree_paragraph(by: Person, text: Recommendation) -> Verdict:
    """Mark a paragraph agreed ad referendum, or reopen it: the chair alone, while the text is written.

    That the body agrees is for its chair to say, never for the secretariat on the chair's behalf.
    """
    return permissions.may_agree(by, text.body) and may_text(TextAct.WRITE, text.status)


def follow(by: Person, _text: Recommendation) -> Verdict:
    """Be told when the text moves: whoever has an account and reads the text."""
    return signed_in(by)


def lay_before_meeting(
    by: Person, text: Recommendation | None = None, item: AgendaItem | None = None
) -> Verdict:
    """The secretariat lays a text before a meeting whose agenda is still open."""
    return (
        may_manage(by)
        and (ALLOWED if text is None else may_text(TextAct.LAY_BEFORE_MEETING, text.status))
        and (ALLOWED if item is None else _agenda_open(item))
    )


def take_off_agenda(by: Person, place: TextOnAgenda) -> Verdict:
    """The secretariat, until a round was held on the text at this item."""
    if not (verdict := may_manage(by) and _agenda_open(place.item)):
        return verdict
    if place.recommendation.rounds.filter(agenda_item=place.item).exists():
        return not_now(_("A round was held on this text at this item: it stays in the record."))
    return ALLOWED


def _agenda_open(item: AgendaItem) -> Verdict:
    if may_meeting(MeetingAct.CHANGE_AGENDA, item.meeting.status):
        return ALLOWED
    return not_now(_("The meeting is over; what lay before it can no longer be changed."))


_TO_BE_DECLARED = (RoundStage.OVER, RoundStage.CLOSED)


def withdraw(by: Person, text: Recommendation) -> Verdict:
    """Take a text off the table: the chair; the proposer, until it is admitted. Never while a round runs or waits."""
    verdict = may_preside(by, text.body)
    if not verdict and access_of(by).is_of(text.proposed_by_id) and admit_open(text):
        verdict = ALLOWED
    return verdict and may_text(TextAct.WITHDRAW, text.status) and no_round_in_hand(text)


def admit_open(text: Recommendation) -> Verdict:
    """The proposal still waits for the secretariat's decision."""
    return may_text(TextAct.ADMIT, text.status)


def no_round_in_hand(text: Recommendation) -> Verdict:
    """No round runs, and none that is over waits for its declaration."""
    rounds = text.judged_rounds()
    stages = {held.stage for held in rounds}
    if stages & {RoundStage.RUNNING, RoundStage.SUSPENDED}:
        return not_now(_("A round is running on this text. Wait until it is over, or end it."))
    if any(held.has_effect and held.stage in _TO_BE_DECLARED for held in rounds):
        return not_now(_("A round on this text is over; its result must be declared first."))
    return ALLOWED


def forward(by: Person, text: Recommendation) -> Verdict:
    """The chair of the group lays the agreed text before the Executive Committee."""
    return may_preside(by, text.body) and may_text(TextAct.FORWARD, text.status)


def send_back(by: Person, text: Recommendation) -> Verdict:
    """The chair of the body that would decide returns the text to the group."""
    return may_preside(by, text.deciding_body()) and may_text(TextAct.SEND_BACK, text.status)
