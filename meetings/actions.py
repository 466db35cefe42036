"""What happens to a meeting: planned, convened, answered, reminded, opened, closed, cancelled.

Every act: lock, may, can, change, record, tell (house style). Steps are those of a secretariat's work on a meeting.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils import grants
from councils.models import Body, Organisation
from documents.models import Document, DocumentRevision
from rec_portal.audit.models import record
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken, require

from . import lifecycle, notices, permissions
from .lifecycle import DelegateStatus, InvitationStatus, MeetingStatus
from .models import AgendaItem, AgendaPaper, Delegate, Invitation, Meeting


def _locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)


@transaction.atomic
def plan(body: Body, values: dict[str, Any], *, by: User, at: datetime) -> Meeting:
    """Open the file of the next meeting of a body: the next number of its series, and its seats prepared as invited."""
    require(permissions.may_manage(by))
    body = Body.objects.select_for_update(no_key=True).get(pk=body.pk)
    last = Meeting.objects.filter(body=body).aggregate(last=Max("number"))["last"] or 0
    meeting = Meeting(body=body, number=last + 1, **values)
    meeting.full_clean(exclude=["symbol"])
    meeting.save()
    seated = Organisation.objects.filter(pk__in=body.seats.current().values("organisation_id"), is_active=True)
    Invitation.objects.bulk_create(Invitation(meeting=meeting, organisation=organisation) for organisation in seated)
    grants.regrant(meeting)
    record("meeting.planned", meeting, by=by, at=at, number=meeting.number)
    return meeting


@transaction.atomic
def change_plan(meeting: Meeting, values: dict[str, Any], *, by: User, at: datetime) -> Meeting:
    locked, meeting = _locked(meeting), Meeting.objects.get(pk=meeting.pk)
    require(permissions.may_manage(by))
    lifecycle.require_planned(locked.status)
    changed = [name for name, value in values.items() if getattr(locked, name) != value]
    for name in changed:
        setattr(locked, name, values[name])
    locked.full_clean(exclude=["symbol"])
    locked.save()
    _items_follow(locked, meeting)
    grants.regrant(locked)
    record("meeting.plan_changed", locked, by=by, at=at, fields=changed)
    return locked


def _items_follow(now: Meeting, before: Meeting) -> None:
    """An item with a time of its own keeps it on the wall clock when the meeting's day or zone changes."""
    old, new = ZoneInfo(before.time_zone), ZoneInfo(now.time_zone)
    shift = now.starts_at.astimezone(new).date() - before.starts_at.astimezone(old).date()
    for item in now.items.exclude(starts_at=None):
        if item.starts_at is not None:
            item.starts_at = (item.starts_at.astimezone(old) + shift).replace(tzinfo=new)
            item.save(update_fields=["starts_at"])


@transaction.atomic
def add_item(meeting: Meeting, values: dict[str, Any], *, by: User, at: datetime) -> AgendaItem:
    meeting = _locked(meeting)
    require(permissions.may_manage(by))
    lifecycle.require_planned(meeting.status)
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem(meeting=meeting, order=last + 1, **values)
    item.full_clean()
    item.save()
    record("agenda.item_added", meeting, by=by, at=at, item=str(item))
    return item


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User, at: datetime) -> None:
    meeting = _locked(item.meeting)
    require(permissions.may_manage(by))
    lifecycle.require_planned(meeting.status)
    papers = [paper.document for paper in item.papers.select_related("document")]
    title = str(item)
    item.delete()
    _regrant_papers(papers)
    record("agenda.item_removed", meeting, by=by, at=at, item=title)


@transaction.atomic
def move_item(item: AgendaItem, step: int, *, by: User, at: datetime) -> None:
    """Swap an item with its neighbour: -1 up, +1 down."""
    meeting = _locked(item.meeting)
    require(permissions.may_manage(by))
    lifecycle.require_planned(meeting.status)
    items = list(meeting.items.select_for_update())
    here = next(index for index, other in enumerate(items) if other.pk == item.pk)
    there = here + step
    if not 0 <= there < len(items):
        return
    items[here].order, items[there].order = items[there].order, items[here].order
    AgendaItem.objects.bulk_update([items[here], items[there]], ["order"])
    record("agenda.item_moved", meeting, by=by, at=at, item=str(item), step=step)


def _regrant_papers(documents: Iterable[Document]) -> None:
    """Who reads a paper follows from where it lies: asked anew for every revision of it."""
    for revision in DocumentRevision.objects.filter(document__in=[document.pk for document in documents]):
        grants.regrant(revision)


@transaction.atomic
def add_paper(item: AgendaItem, document: Document, *, by: User, at: datetime) -> AgendaPaper:
    """Put a document before the meeting; possible until the meeting closes."""
    meeting = _locked(item.meeting)
    require(permissions.may_manage(by))
    if meeting.status in {MeetingStatus.CLOSED, MeetingStatus.CANCELLED}:
        raise RuleBroken(_("The meeting is over; no paper can be put before it any more."))
    paper = AgendaPaper.objects.create(item=item, document=document)
    _regrant_papers([document])
    record("agenda.paper_added", meeting, by=by, at=at, document=str(document))
    return paper


@transaction.atomic
def choose_invited(meeting: Meeting, organisations: Iterable[Organisation], *, by: User, at: datetime) -> Meeting:
    """Set whom the meeting invites, before it is convened."""
    meeting = _locked(meeting)
    require(permissions.may_manage(by))
    lifecycle.require_planned(meeting.status)
    chosen = {organisation.pk for organisation in organisations}
    known = set(meeting.invitations.values_list("organisation_id", flat=True))
    meeting.invitations.filter(organisation_id__in=known - chosen).delete()
    Invitation.objects.bulk_create(Invitation(meeting=meeting, organisation_id=key) for key in sorted(chosen - known))
    grants.regrant(meeting)
    record("meeting.invited_chosen", meeting, by=by, at=at, count=len(chosen))
    return meeting


@transaction.atomic
def convene(meeting: Meeting, *, by: User, at: datetime) -> Meeting:
    """Convene: state, symbol, invitations, letters and deliveries in one transaction."""
    meeting = _locked(meeting)
    require(permissions.may_manage(by))
    lifecycle.require_change(lifecycle.MEETING_CHANGES, meeting.status, MeetingStatus.CONVENED)
    if meeting.starts_at <= at:
        raise RuleBroken(_("The meeting would begin in the past. Correct its dates first."))
    if not meeting.items.exists():
        raise RuleBroken(_("The agenda is empty. Add at least one item before convening."))
    if not meeting.invitations.exists():
        raise RuleBroken(_("Nobody is invited. Choose the organisations before convening."))
    meeting.status, meeting.convened_at, meeting.convened_by = MeetingStatus.CONVENED, at, by
    meeting.symbol = f"REC/{meeting.body.code}/{meeting.starts_at.year}/M.{meeting.number}"
    meeting.save(update_fields=["status", "convened_at", "convened_by", "symbol"])
    for prepared in meeting.invitations.filter(status=InvitationStatus.PREPARED):
        lifecycle.require_change(lifecycle.INVITATION_CHANGES, prepared.status, InvitationStatus.SENT)
    meeting.invitations.filter(status=InvitationStatus.PREPARED).update(status=InvitationStatus.SENT, sent_at=at)
    grants.regrant(meeting)
    _regrant_papers(Document.objects.filter(agenda_papers__item__meeting=meeting))
    letter = mail.queue(notices.invitation(meeting, meeting.invitations.all()), by=by)
    record("meeting.convened", meeting, by=by, at=at, symbol=meeting.symbol, letters=letter.deliveries.count())
    return meeting


@transaction.atomic
def answer(invitation: Invitation, status: str, *, by: User, at: datetime, source: str = "") -> Invitation:
    """The organisation takes part, does not, or will answer later. The secretariat must name where an answer came from."""
    _locked(invitation.meeting)
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("meeting", "organisation").get(pk=invitation.pk)
    )
    require(permissions.may_answer(by, invitation))
    lifecycle.require_open_to_answers(invitation.meeting.status)
    lifecycle.require_change(lifecycle.INVITATION_CHANGES, invitation.status, status)
    if is_secretariat(by) and not source.strip():
        raise RuleBroken(_("Name where the answer came from: note verbale, e-mail or telephone, with its date."))
    invitation.status, invitation.answered_at, invitation.answered_by = status, at, by
    invitation.answer_source = source
    invitation.save(update_fields=["status", "answered_at", "answered_by", "answer_source"])
    record(
        "invitation.answered", invitation.meeting, by=by, at=at,
        organisation=str(invitation.organisation), answer=status, source=source,
    )  # fmt: skip
    return invitation


@transaction.atomic
def nominate(invitation: Invitation, values: dict[str, Any], *, by: User, at: datetime) -> Delegate:
    """Name a person of the delegation; a later change of mind is a new row, never an overwrite."""
    _locked(invitation.meeting)
    invitation = (
        Invitation.objects.select_for_update(of=("self",)).select_related("meeting", "organisation").get(pk=invitation.pk)
    )
    require(permissions.may_nominate(by, invitation))
    lifecycle.require_open_to_answers(invitation.meeting.status)
    if invitation.status == InvitationStatus.DECLINED:
        raise RuleBroken(_("Your organisation does not take part. Change that answer before naming delegates."))
    delegate = Delegate(invitation=invitation, nominated_by=by, nominated_at=at, **values)
    delegate.full_clean()
    delegate.save()
    record(
        "delegate.nominated", invitation.meeting, by=by, at=at,
        organisation=str(invitation.organisation), delegate=delegate.name,
    )  # fmt: skip
    return delegate


@transaction.atomic
def change_delegate(delegate: Delegate, status: str, *, by: User, at: datetime) -> Delegate:
    """Confirm (the secretariat) or withdraw (those who may nominate)."""
    _locked(delegate.invitation.meeting)
    delegate = (
        Delegate.objects.select_for_update(of=("self",))
        .select_related("invitation__meeting", "invitation__organisation")
        .get(pk=delegate.pk)
    )
    confirming = status == DelegateStatus.CONFIRMED
    require(permissions.may_manage(by) if confirming else permissions.may_nominate(by, delegate.invitation))
    lifecycle.require_open_to_answers(delegate.invitation.meeting.status)
    lifecycle.require_change(lifecycle.DELEGATE_CHANGES, delegate.status, status)
    delegate.status = status
    delegate.save(update_fields=["status"])
    record(f"delegate.{status}", delegate.invitation.meeting, by=by, at=at, delegate=delegate.name)
    return delegate


REMIND_AGAIN_AFTER = timedelta(hours=24)


@transaction.atomic
def remind(meeting: Meeting, *, by: User, at: datetime) -> int:
    """Remind exactly those organisations that have not answered; returns how many letters were queued."""
    meeting = _locked(meeting)
    require(permissions.may_manage(by))
    lifecycle.require_open_to_answers(meeting.status)
    silent = meeting.invitations.unanswered()
    if not silent.exists():
        raise RuleBroken(_("Every organisation has answered; there is nobody to remind."))
    if silent.filter(reminded_at__gt=at - REMIND_AGAIN_AFTER).exists():
        raise RuleBroken(_("They were reminded less than 24 hours ago. Wait a day before you remind again."))
    letter = mail.queue(notices.reminder(meeting, silent), by=by)
    silent.update(reminded_at=at)
    count = letter.deliveries.count()
    record("meeting.reminded", meeting, by=by, at=at, letters=count)
    return count


@transaction.atomic
def change_status(meeting: Meeting, status: str, *, by: User, at: datetime, reason: str = "") -> Meeting:
    """Open, close or cancel. A cancellation is told to everybody invited, and calendars drop the meeting."""
    meeting = _locked(meeting)
    if status == MeetingStatus.CANCELLED:
        require(permissions.may_manage(by))
    else:
        require(permissions.may_open_and_close(by, meeting))
    lifecycle.require_change(lifecycle.MEETING_CHANGES, meeting.status, status)
    if status == MeetingStatus.CANCELLED and not reason.strip():
        raise RuleBroken(_("Say why the meeting is cancelled; everybody invited will read it."))
    told = meeting.convened_at is not None
    meeting.status = status
    meeting.sequence += status == MeetingStatus.CANCELLED
    meeting.save(update_fields=["status", "sequence"])
    if status == MeetingStatus.CANCELLED and told:
        mail.queue(notices.cancellation(meeting, meeting.invitations.all()), by=by)
    record(f"meeting.{status}", meeting, by=by, at=at, reason=reason)
    return meeting


@transaction.atomic
def load_past_meeting(body: Body, number: int, values: dict[str, Any], organisers: list[Organisation]) -> Meeting:
    """A meeting of before the portal, from public sources: closed, public, nobody is told anything."""
    meeting = Meeting.objects.filter(body=body, number=number).first()
    fields = {"status": MeetingStatus.CLOSED, "convened_at": values["starts_at"], "category": "public", **values}
    if meeting is None:
        meeting = Meeting(body=body, number=number)
    changed = [name for name, value in fields.items() if getattr(meeting, name) != value]
    if changed:
        for name in changed:
            setattr(meeting, name, fields[name])
        meeting.save()
        record("meeting.loaded", meeting, by=None, fields=changed)
    meeting.organisers.set(organisers)
    return meeting
