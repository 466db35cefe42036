"""What everybody is told: convened, papers circulated, reminded, moved, postponed, opened, closed, cancelled."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from councils import grants
from councils.lifecycle import Numbered
from councils.models import BodyRules, Organisation
from documents import actions as documents
from documents.lifecycle import JOINT
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import changes
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import (
    DelegateStatus,
    InvitationStatus,
    InvitedAs,
    MeetingAct,
    MeetingStatus,
    Period,
    Series,
    SpeechState,
    invitation_becomes,
    may_meeting,
)
from ..models import (
    AgendaPaper,
    DateChange,
    Delegate,
    Invitation,
    Meeting,
    Speech,
    Waiver,
    rules_of,
)
from .agenda import keep_agenda
from .granting import date_details, regrant_papers_of
from .planning import asked_as_early, held_invitation, items_follow, locked, moved
from .sitting import begin_sitting, close_all_items, drop_sitting, end_sitting


@dataclass(frozen=True)
class Shortfall:
    """A least period that is not kept: so many days are asked for, so many are left."""

    period: str
    needed: int
    left: int
    waiver: Waiver | None

    @property
    def stops(self) -> bool:
        return self.waiver is None

    @property
    def sentence(self) -> str:
        what = Period(self.period).label
        words = ngettext(
            "%(what)s: the rule is %(needed)d day, %(left)d are left.",
            "%(what)s: the rule is %(needed)d days, %(left)d are left.",
            self.needed,
        )
        return words % {"what": what, "needed": self.needed, "left": max(0, self.left)}


def least_days(meeting: Meeting, period: str) -> int:
    """By the rule of the body; at a joint meeting the longest of the rules of all that meet."""
    rules = [rules_of(meeting, body) for body in meeting.bodies()]
    return max(rule.notice_days if period == Period.NOTICE else rule.papers_days for rule in rules)


def shortfall(
    meeting: Meeting, period: str, at: datetime, *, starts_at: datetime | None = None
) -> Shortfall | None:
    """Whether a least period of the body is kept, counted in days of the meeting's own zone; nothing when it is."""
    needed = least_days(meeting, period)
    zone = ZoneInfo(meeting.time_zone)
    left = (
        (starts_at or meeting.starts_at).astimezone(zone).date() - at.astimezone(zone).date()
    ).days
    if left >= needed:
        return None
    return Shortfall(period, needed, left, meeting.waivers.filter(period=period).first())


def _require_period(
    meeting: Meeting, period: str, at: datetime, *, starts_at: datetime | None = None
) -> None:
    short = shortfall(meeting, period, at, starts_at=starts_at)
    if short is not None and short.stops:
        raise RuleBroken(f"{short.sentence} {_only_the_chair()}")


def _only_the_chair() -> str:
    return _("The chair may dispense with it and say why, on the page of the meeting.")


@transaction.atomic
def waive(meeting: Meeting, period: str, reason: str, *, by: User, at: datetime) -> Waiver:
    """The chair dispenses with a least period for this meeting; with that of notice also ahead of a move that will need it."""
    meeting = locked(meeting)
    require(availability.waive(by, meeting))
    may_move = period == Period.NOTICE and bool(may_meeting(MeetingAct.MOVE, meeting.status))
    if shortfall(meeting, period, at) is None and not (
        may_move and least_days(meeting, Period.NOTICE)
    ):
        raise RuleBroken(_("The period is kept; there is nothing to dispense with."))
    if not reason.strip():
        raise RuleBroken(_("Say why; the delegations will read it."))
    if meeting.waivers.filter(period=period).exists():
        raise RuleBroken(_("The chair has dispensed with this period already."))
    waiver = Waiver.objects.create(meeting=meeting, period=period, reason=reason, by=by, at=at)
    audit.log("meeting.waived", meeting, by=by, at=at, period=period, reason=reason)
    return waiver


def symbol_of(meeting: Meeting) -> str:
    """Made of the number that the meeting has in its series."""
    code = JOINT if meeting.series == Series.JOINT else meeting.body.code
    year = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone)).year
    return documents.symbol_of(Numbered.MEETING, code, year, meeting.number)


@transaction.atomic
def convene(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Convene: state, symbol, provisional agenda, invitations, letters and deliveries in one transaction."""
    meeting = locked(meeting)
    require(availability.convene(by, meeting))
    if meeting.starts_at <= at:
        raise RuleBroken(_("The meeting would begin in the past. Correct its dates first."))
    if not meeting.items.exists():
        raise RuleBroken(_("The agenda is empty. Add at least one item before convening."))
    if not meeting.invitations.exists():
        raise RuleBroken(_("Nobody is invited. Choose the organisations before convening."))
    asked = set(meeting.invitations.values_list("organisation_id", flat=True))
    require(availability.invites_the_members(meeting, asked))
    _require_period(meeting, Period.NOTICE, at)
    meeting.status, meeting.convened_at, meeting.convened_by = MeetingStatus.CONVENED, at, by
    meeting.symbol = symbol_of(meeting)
    meeting.save(update_fields=["status", "convened_at", "convened_by", "symbol"])
    keep_agenda(meeting, adopted=False, reason="", by=by, at=at)
    meeting.invitations.prepared().update(status=InvitationStatus.SENT, sent_at=at)
    grants.regrant(meeting)
    regrant_papers_of(meeting)
    letter = mail.queue(notices.invitation(meeting, meeting.invitations.all()), by=by)
    audit.log(
        "meeting.convened",
        meeting,
        by=by,
        at=at,
        symbol=meeting.symbol,
        letters=letter.deliveries.count(),
    )
    return meeting


@transaction.atomic
def invite_more(
    meeting: Meeting, organisation: Organisation, *, by: User, at: datetime
) -> Invitation:
    """One more organisation, after the meeting was convened: it alone is told."""
    meeting = locked(meeting)
    require(availability.invite_more(by, meeting))
    if meeting.invitations.filter(organisation=organisation).exists():
        raise RuleBroken(_("This organisation is invited already."))
    made, _new = Invitation.kept.update_or_create(  # one that was withdrawn is sent again
        meeting=meeting,
        organisation=organisation,
        defaults=_AS_NEW | {"status": InvitationStatus.SENT, "sent_at": at},
    )
    grants.regrant(meeting)
    regrant_papers_of(meeting)
    mail.queue(notices.invitation(meeting, meeting.invitations.filter(pk=made.pk)), by=by)
    audit.log("invitation.added", meeting, by=by, at=at, organisation=organisation)
    return made


_AS_NEW = {
    "invited_as": InvitedAs.PARTICIPANT,
    "expert_name": "",
    "seats": None,
    "note_number": "",
    "note_means": "",
    "note_on": None,
    "acknowledged_on": None,
    "nomination": None,
    "withdrawn_because": "",
    "answered_at": None,
    "answered_by": None,
    "answer_source": "",
    "answer_means": "",
    "answer_document": None,
    "answer_stale": False,
    "reminded_at": None,
}


@transaction.atomic
def withdraw_invitation(
    invitation: Invitation, reason: str, *, by: User, at: datetime
) -> Invitation:
    """Take back what was sent by mistake.

    Rights end, the people named and its places on the lists of speakers are withdrawn, the organisation is told and its
    calendars drop the meeting.
    """
    invitation = held_invitation(invitation)
    meeting = invitation.meeting
    require(availability.withdraw_invitation(by, invitation))
    require(invitation_becomes(InvitationStatus.WITHDRAWN, invitation.status))
    if not reason.strip():
        raise RuleBroken(_("Say why the invitation is withdrawn; the organisation will read it."))
    meeting.sequence += 1
    meeting.save(update_fields=["sequence"])
    letter = mail.queue(
        notices.uninvited(meeting, meeting.invitations.filter(pk=invitation.pk), reason), by=by
    )
    coming = Delegate.objects.coming().filter(invitation=invitation)
    coming.update(status=DelegateStatus.WITHDRAWN)
    waiting = Speech.objects.waiting().filter(
        item__meeting=meeting, organisation=invitation.organisation
    )
    waiting.update(state=SpeechState.WITHDRAWN)
    invitation.status, invitation.withdrawn_because = InvitationStatus.WITHDRAWN, reason
    invitation.save(update_fields=["status", "withdrawn_because"])
    grants.regrant(meeting)
    regrant_papers_of(meeting)
    moved(meeting)
    audit.log(
        "invitation.withdrawn",
        meeting,
        by=by,
        at=at,
        organisation=invitation.organisation,
        reason=reason,
        letters=letter.deliveries.count(),
    )
    return invitation


@transaction.atomic
def circulate_papers(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Tell those invited which papers are there since they were last told; returns how many letters were queued."""
    meeting = locked(meeting)
    require(availability.circulate(by, meeting))
    fresh = list(meeting.papers.fresh())
    if not fresh:
        raise RuleBroken(_("There is no paper that the delegations were not told of."))
    if meeting.is_convened:
        _require_period(meeting, Period.PAPERS, at)
    letter = mail.queue(notices.papers(meeting, fresh), by=by)
    AgendaPaper.objects.filter(pk__in=[paper.pk for paper in fresh]).update(circulated_at=at)
    count = letter.deliveries.count()
    audit.log("meeting.papers_circulated", meeting, by=by, at=at, letters=count, papers=len(fresh))
    return count


REMIND_AGAIN_AFTER = timedelta(hours=24)


@transaction.atomic
def remind(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Remind exactly those organisations that have not answered; returns how many letters were queued."""
    meeting = locked(meeting)
    require(availability.remind(by, meeting))
    silent = meeting.invitations.unanswered()
    if not silent.exists():
        raise RuleBroken(_("Every organisation has answered; there is nobody to remind."))
    if silent.filter(reminded_at__gt=at - REMIND_AGAIN_AFTER).exists():
        raise RuleBroken(
            _("They were reminded less than 24 hours ago. Wait a day before you remind again.")
        )
    letter = mail.queue(notices.reminder(meeting, silent), by=by)
    silent.update(reminded_at=at)
    count = letter.deliveries.count()
    audit.log("meeting.reminded", meeting, by=by, at=at, letters=count)
    return count


def _keep_date(meeting: Meeting, reason: str, *, postponed: bool, by: User, at: datetime) -> None:
    DateChange.objects.create(
        meeting=meeting,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        time_zone=meeting.time_zone,
        place=meeting.place,
        postponed=postponed,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def move(
    meeting: Meeting, values: dict[str, Any], reason: str, *, by: User, at: datetime
) -> Meeting:
    """Another time or place for what was announced: the old one is kept, everybody is told, calendars follow.

    An answer given before the date changed stays and is marked as such: the organisation may give it anew.
    """
    meeting = locked(meeting)
    before = Meeting.objects.get(pk=meeting.pk)
    require(availability.move(by, meeting))
    if not reason.strip():
        raise RuleBroken(_("Say why the meeting is moved; everybody invited will read it."))
    was_postponed = meeting.is_postponed
    changed = changes(meeting, values)
    if not changed and not was_postponed:
        raise RuleBroken(_("Nothing has changed: choose another time or place."))
    if values["starts_at"] <= at:
        raise RuleBroken(_("The meeting would begin in the past. Correct its dates first."))
    new_time = bool({"starts_at", "ends_at", "time_zone"} & changed.keys())
    if new_time:
        _require_period(meeting, Period.NOTICE, at, starts_at=values["starts_at"])
    if not was_postponed:
        _keep_date(meeting, reason, postponed=False, by=by, at=at)
    for name, value in changed.items():
        setattr(meeting, name, value)
    if (
        meeting.answer_by is not None and new_time
    ):  # asked for as long before the new date, and not for a day gone by
        meeting.answer_by = max(
            asked_as_early(
                meeting.answer_by,
                before.starts_at,
                before.time_zone,
                meeting.starts_at,
                meeting.time_zone,
            ),
            at,
        )
    meeting.status = MeetingStatus.CONVENED
    meeting.sequence += 1
    meeting.full_clean(exclude=["symbol"])
    meeting.save()
    items_follow(meeting, before)
    if new_time:
        meeting.invitations.exclude(answered_at=None).update(answer_stale=True)
        date_details(meeting)
    letter = mail.queue(notices.moved(meeting, before, reason), by=by)
    audit.log(
        "meeting.moved",
        meeting,
        by=by,
        at=at,
        fields=list(changed),
        reason=reason,
        letters=letter.deliveries.count(),
    )
    return meeting


@transaction.atomic
def correct_announcement(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    organisers: Sequence[Organisation] | None = None,
    tell: bool = True,
    by: User,
    at: datetime,
) -> Meeting:
    """What was announced beside time and place: name, purpose, interpretation, places, the day for answers. Everybody invited is
    told what changed, unless it is a slip of the pen (`tell`); a new name goes into the calendars."""
    meeting = locked(meeting)
    require(availability.correct_announcement(by, meeting))
    typed = changes(meeting, values)
    changed = list(typed)
    if organisers is not None and {each.pk for each in organisers} != set(
        meeting.organisers.values_list("pk", flat=True)
    ):
        meeting.organisers.set(organisers)
        changed.append("organisers")
    if not changed:
        raise RuleBroken(_("Nothing has changed."))
    for name, value in typed.items():
        setattr(meeting, name, value)
    meeting.sequence += 1
    meeting.full_clean(exclude=["symbol"])
    meeting.save()
    letters = mail.queue(notices.corrected(meeting), by=by).deliveries.count() if tell else 0
    moved(meeting)
    audit.log(
        "meeting.announcement_corrected", meeting, by=by, at=at, fields=changed, letters=letters
    )
    return meeting


@transaction.atomic
def postpone(meeting: Meeting, reason: str, *, by: User, at: datetime) -> Meeting:
    """Not on its day, and no other day yet: told to everybody, and calendars drop it until the new date is set."""
    meeting = locked(meeting)
    require(availability.postpone(by, meeting))
    if not reason.strip():
        raise RuleBroken(_("Say why the meeting is postponed; everybody invited will read it."))
    _keep_date(meeting, reason, postponed=True, by=by, at=at)
    meeting.status = MeetingStatus.POSTPONED
    meeting.sequence += 1
    meeting.save(update_fields=["status", "sequence"])
    letter = mail.queue(notices.postponed(meeting, reason), by=by)
    audit.log(
        "meeting.postponed", meeting, by=by, at=at, reason=reason, letters=letter.deliveries.count()
    )
    return meeting


@transaction.atomic
def change_status(
    meeting: Meeting,
    status: str,
    *,
    by: User,
    at: datetime,
    reason: str = "",
    chair_name: str = "",
    early: bool = False,
) -> Meeting:
    """Open, close or cancel. The opening freezes the rules of the bodies that meet; a cancellation is told to everybody
    invited, and calendars drop the meeting.

    `chair_name` is who presides, where the body has no chair or somebody else does; `early`: it was confirmed that the
    meeting is opened before its day.
    """
    meeting = locked(meeting)
    if status == MeetingStatus.IN_SESSION:
        require(availability.open_meeting(by, meeting))
        if not early:
            require(availability.on_its_day(meeting, at))
    elif status == MeetingStatus.CLOSED:
        require(availability.close_meeting(by, meeting))
    else:
        require(availability.cancel(by, meeting))
    if status == MeetingStatus.CANCELLED and not reason.strip():
        raise RuleBroken(_("Say why the meeting is cancelled; everybody invited will read it."))
    told = meeting.convened_at is not None
    if status == MeetingStatus.IN_SESSION:
        meeting.rules = {
            str(body.pk): BodyRules.held(body).for_meeting() for body in meeting.bodies()
        }
        begin_sitting(meeting, chair_name=chair_name, by=by, at=at)
    if status == MeetingStatus.CLOSED:
        close_all_items(meeting, by=by, at=at)
        end_sitting(meeting, by=by, at=at)
    meeting.status = status
    meeting.live += 1
    meeting.sequence += status == MeetingStatus.CANCELLED
    meeting.save(update_fields=["status", "sequence", "live", "rules"])
    if status == MeetingStatus.CANCELLED and told:
        mail.queue(notices.cancellation(meeting, meeting.invitations.all()), by=by)
    audit.log(f"meeting.{status}", meeting, by=by, at=at, reason=reason)
    return meeting


@transaction.atomic
def take_back_opening(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """A meeting that was opened by mistake is convened again, as it was; the trail keeps who opened it and when."""
    meeting = locked(meeting)
    require(availability.take_back_opening(by, meeting))
    drop_sitting(meeting)
    meeting.status, meeting.rules = MeetingStatus.CONVENED, {}
    meeting.live += 1
    meeting.save(update_fields=["status", "live", "rules"])
    audit.log("meeting.opening_taken_back", meeting, by=by, at=at)
    return meeting
