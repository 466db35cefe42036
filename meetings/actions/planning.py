"""Planning: one meeting, the next like the last, a whole series; whom it invites."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil import rrule
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from councils import grants
from councils.models import Body, Organisation
from documents.lifecycle import Nature, widens
from rec_portal import audit
from rec_portal.names import by_language, called, changes, columns, languages
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import (
    SERIES_OF,
    InvitedAs,
    ItemKind,
    MeetingStatus,
    Series,
)
from ..models import AgendaItem, ExpectedPaper, Invitation, Meeting, Task
from .granting import regrant_papers_of
from .ordering import settle

# What the papers of one meeting let expect of the next; a statement or a decision is of its own meeting.
RECURRING = {
    Nature.CONCEPT_NOTE,
    Nature.PROVISIONAL_AGENDA,
    Nature.ANNOTATED_AGENDA,
    Nature.LOGISTICS_NOTE,
    Nature.WORKING_PAPER,
    Nature.CONFERENCE_ROOM_PAPER,
    Nature.REPORT,
    Nature.OTHER,
}
NOT_COPIED = {"id", "meeting_id", "parent_id", "state", "starts_at"}


def locked(meeting: Meeting) -> Meeting:
    return Meeting.objects.select_for_update(of=("self",)).select_related("body").get(pk=meeting.pk)


def held_invitation(invitation: Invitation) -> Invitation:
    """The meeting first, then the invitation: everybody locks in the same order. One that was withdrawn meanwhile is none."""
    locked(invitation.meeting)
    found: Invitation = (
        Invitation.kept.select_for_update(of=("self",))
        .select_related("meeting__body", "organisation")
        .get(pk=invitation.pk)
    )
    if found.is_withdrawn:
        raise RuleBroken(_("This invitation was withdrawn meanwhile."))
    return found


def moved(meeting: Meeting) -> None:
    """The screens of the room see it at their next look."""
    Meeting.objects.filter(pk=meeting.pk).update(live=F("live") + 1)


def follow_screens(meeting: Meeting) -> None:
    """For what happens to a meeting in an upper app: after its commit, and outside its locks, the screens follow."""
    transaction.on_commit(lambda: moved(meeting), robust=True)


def _next_number(series: str, body: Body) -> int:
    """The next in its own series; the row of the body is locked by the caller (of joint meetings: of every body)."""
    taken = (
        Meeting.objects.filter(series=series)
        if series == Series.JOINT
        else Meeting.objects.filter(body=body)
    )
    if series != Series.JOINT:
        taken = taken.exclude(series=Series.JOINT)
    return (taken.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def plan(
    body: Body,
    values: dict[str, Any],
    *,
    by: User,
    at: datetime,
    joint_with: Sequence[Body] = (),
    organisers: Sequence[Organisation] = (),
) -> Meeting:
    """Open the file of the next meeting: the next number of its series, and the seats of its bodies prepared as invited."""
    require(availability.plan(by, body))
    others = [other for other in joint_with if other.pk != body.pk]
    series = Series.JOINT if others else SERIES_OF[body.kind]  # type: ignore[index]
    if others and any(each.kind != "working_group" for each in (body, *others)):
        raise RuleBroken(
            _("Only working groups meet jointly. For others plan a session of the Council.")
        )
    list(
        Body.objects.select_for_update(no_key=True)
        .filter(pk__in=Body.objects.values("pk"))
        .order_by("pk")
    )
    meeting = Meeting(body=body, series=series, number=_next_number(series, body), **values)
    meeting.full_clean(exclude=["symbol"])
    meeting.save()
    meeting.joint_with.set(others)
    meeting.organisers.set(organisers)
    seats = [each.seats_in_force().values("organisation_id") for each in (body, *others)]
    keys = {row["organisation_id"] for rows in seats for row in rows}
    seated = Organisation.objects.filter(pk__in=keys, is_active=True)
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, organisation=organisation) for organisation in seated
    )
    grants.regrant(meeting)
    _bring_up_tasks(meeting, [body, *others])
    audit.log("meeting.planned", meeting, by=by, at=at, number=meeting.number, series=series)
    return meeting


def _bring_up_tasks(meeting: Meeting, bodies: list[Body]) -> None:
    """What earlier meetings left to be done comes up by itself on the next draft agenda; what comes from a closed item, or
    from a meeting of a narrower circle, under a closed item for the same kinds of organisation."""
    groups: dict[tuple[bool, tuple[str, ...]], list[Task]] = {}
    sitting = {each.kind for body in bodies for each in body.members()}
    for task in Task.objects.open_in(bodies):
        closed, kinds = task.closed_to
        closed = closed or widens(task.meeting.category, meeting.category)
        if closed and not sitting.intersection(kinds or sitting):
            continue  # nobody who meets could read it: it waits for a meeting of those who may
        groups.setdefault((closed, tuple(kinds)), []).append(task)
    for order, ((closed, only), tasks) in enumerate(sorted(groups.items()), start=1):
        AgendaItem.objects.create(
            meeting=meeting,
            order=order,
            kind=ItemKind.TASKS,
            minutes=15,
            is_closed=closed,
            only_kinds=list(only),
            **columns(
                title=by_language(ItemKind.TASKS.label),
                annotation={code: _lines_of(tasks, code) for code, _name in languages()},
            ),
        )


def _lines_of(tasks: list[Task], language: str) -> str:
    lines = []
    for task in tasks:
        words = called(task, "title", language)
        who = called(task.organisation, "short_name", language) if task.organisation else ""
        lines.append(f"{words} – {who}" if who else words)
    return "\n".join(lines)[:3000]


@transaction.atomic
def change_plan(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    by: User,
    at: datetime,
    joint_with: Sequence[Body] | None = None,
    organisers: Sequence[Organisation] | None = None,
) -> Meeting:
    held, before = locked(meeting), Meeting.objects.get(pk=meeting.pk)
    require(availability.change_plan(by, held))
    changed = changes(held, values)
    for name, value in changed.items():
        setattr(held, name, value)
    held.full_clean(exclude=["symbol"])
    held.save()
    if organisers is not None:
        held.organisers.set(organisers)
    items_follow(held, before)
    grants.regrant(held)
    audit.log("meeting.plan_changed", held, by=by, at=at, fields=list(changed))
    return held


def items_follow(now: Meeting, before: Meeting) -> None:
    """An item with a time of its own keeps it on the wall clock when the meeting's day or zone changes."""
    old, new = ZoneInfo(before.time_zone), ZoneInfo(now.time_zone)
    shift = now.starts_at.astimezone(new).date() - before.starts_at.astimezone(old).date()
    for item in now.items.exclude(starts_at=None):
        if item.starts_at is not None:
            item.starts_at = (item.starts_at.astimezone(old) + shift).replace(tzinfo=new)
            item.save(update_fields=["starts_at"])


@transaction.atomic
def copy_meeting(
    source: Meeting,
    values: dict[str, Any],
    *,
    organisers: Sequence[Organisation] | None = None,
    by: User,
    at: datetime,
) -> Meeting:
    """The next meeting like an earlier one: agenda, invited organisations with their places, host and organisers; of the
    papers which are to come, and under which item.

    Never answers, people, the papers themselves or the record.
    """
    require(availability.plan(by, source.body))
    made = plan(
        source.body,
        {
            "interpretation": source.interpretation,
            "seats_each": source.seats_each,
            "host": source.host,
            **values,
        },
        by=by,
        at=at,
        joint_with=list(source.joint_with.all()),
        organisers=list(source.organisers.all()) if organisers is None else organisers,
    )
    new = ZoneInfo(made.time_zone)
    shift = (
        made.starts_at.astimezone(new).date()
        - source.starts_at.astimezone(ZoneInfo(source.time_zone)).date()
    )
    copies: dict[int, AgendaItem] = {}
    last = made.items.count()  # tasks that have come up by themselves
    for item in source.items.exclude(kind=ItemKind.TASKS).order_by("order"):
        fields = {
            f.attname: getattr(item, f.attname)
            for f in AgendaItem._meta.concrete_fields
            if f.attname not in NOT_COPIED
        }
        own_time = None
        if item.starts_at is not None:
            own_time = (item.starts_at.astimezone(ZoneInfo(source.time_zone)) + shift).replace(
                tzinfo=new
            )
        parent = copies.get(item.parent_id) if item.parent_id else None
        fields["order"] += last
        copies[item.pk] = AgendaItem.objects.create(
            meeting=made, parent=parent, starts_at=own_time, **fields
        )
    for brought_up in made.items.filter(kind=ItemKind.TASKS):
        settle(made, brought_up)
    ExpectedPaper.objects.bulk_create(
        ExpectedPaper(
            meeting=made,
            item=copies[paper.item_id] if paper.item_id else None,
            nature=paper.document.nature,
            title=paper.document.title,
            i18n=paper.document.i18n,
        )
        for paper in source.papers.select_related("document")
        if paper.document.nature in RECURRING and (paper.item_id is None or paper.item_id in copies)
    )
    invited = {
        i.organisation_id: i
        for i in source.invitations.select_related("organisation").filter(
            organisation__is_active=True
        )
    }
    kept = {*invited, *(each.pk for body in made.bodies() for each in body.members())}
    made.invitations.exclude(organisation_id__in=kept).delete()
    for key, old in invited.items():
        seats = None if old.invited_as == InvitedAs.EXPERT else old.seats
        as_ = InvitedAs.PARTICIPANT if old.invited_as == InvitedAs.EXPERT else old.invited_as
        Invitation.objects.update_or_create(
            meeting=made, organisation_id=key, defaults={"seats": seats, "invited_as": as_}
        )
    grants.regrant(made)
    audit.log(
        "meeting.copied",
        made,
        by=by,
        at=at,
        source=source,
        items=len(copies),
        invited=len(invited),
    )
    return made


@dataclass(frozen=True)
class Recurrence:
    """«Every second Tuesday», «the last Thursday of every month»: RFC 5545, by dateutil."""

    frequency: str  # weekly or monthly
    interval: int
    weekdays: tuple[int, ...]  # 0 is Monday
    position: int | None  # of the month: 1 the first … -1 the last
    count: int

    def dates(self, first: datetime) -> list[datetime]:
        """The beginnings, on the wall clock of the first one's own zone (a change of the clocks does not move them)."""
        zone = first.tzinfo
        days = (
            [rrule.weekday(day, self.position) for day in self.weekdays]
            if self.position
            else list(self.weekdays)
        )
        rule = rrule.rrule(
            rrule.MONTHLY if self.frequency == "monthly" else rrule.WEEKLY,
            interval=self.interval,
            count=self.count,
            byweekday=days or None,
            dtstart=first.replace(tzinfo=None),
        )
        return [moment.replace(tzinfo=zone) for moment in rule]


LONGEST_SERIES = 26


@transaction.atomic
def plan_series(
    body: Body,
    values: dict[str, Any],
    recurrence: Recurrence,
    *,
    skip: Iterable[datetime] = (),
    by: User,
    at: datetime,
    joint_with: Sequence[Body] = (),
    organisers: Sequence[Organisation] = (),
) -> list[Meeting]:
    """Plan a meeting on each date of a rule, with answers asked for as long before each of them; nobody is told before each
    of them is convened."""
    if not 1 < recurrence.count <= LONGEST_SERIES:
        raise RuleBroken(
            _("A series has between two and %(most)d meetings.") % {"most": LONGEST_SERIES}
        )
    lasts: timedelta = values["ends_at"] - values["starts_at"]
    left_out = set(skip)
    chosen = [begins for begins in recurrence.dates(values["starts_at"]) if begins not in left_out]
    made = []
    for begins in chosen:
        own = {**values, "starts_at": begins, "ends_at": begins + lasts}
        if values.get("answer_by") is not None:
            zone = values["time_zone"]
            own["answer_by"] = asked_as_early(
                values["answer_by"], values["starts_at"], zone, begins, zone
            )
        made.append(plan(body, own, by=by, at=at, joint_with=joint_with, organisers=organisers))
    return made


def asked_as_early(
    asked: datetime, before: datetime, zone_before: str, after: datetime, zone_after: str
) -> datetime:
    """The time until which answers are asked for as many days before another beginning, at the same time of the wall clock."""
    asked = asked.astimezone(ZoneInfo(zone_before))
    early = before.astimezone(asked.tzinfo).date() - asked.date()
    new = ZoneInfo(zone_after)
    return datetime.combine(after.astimezone(new).date() - early, asked.time(), new)


@transaction.atomic
def choose_invited(
    meeting: Meeting, organisations: Iterable[Organisation], *, by: User, at: datetime
) -> Meeting:
    """Set whom the meeting invites, before it is convened."""
    meeting = locked(meeting)
    require(availability.choose_invited(by, meeting))
    chosen = {organisation.pk for organisation in organisations}
    require(availability.invites_the_members(meeting, chosen))
    known = set(meeting.invitations.values_list("organisation_id", flat=True))
    meeting.invitations.filter(organisation_id__in=known - chosen).delete()
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, organisation_id=key) for key in sorted(chosen - known)
    )
    grants.regrant(meeting)
    audit.log("meeting.invited_chosen", meeting, by=by, at=at, count=len(chosen))
    return meeting


@transaction.atomic
def change_invitation(
    invitation: Invitation, values: dict[str, Any], *, by: User, at: datetime
) -> Invitation:
    """Places, standing, and the register of its note: number, means, date, acknowledgement."""
    invitation = held_invitation(invitation)
    meeting = invitation.meeting
    require(availability.change_invitation(by, meeting))
    changed = changes(invitation, values)
    if {"invited_as", "expert_name"} & changed.keys():
        require(availability.invite_as(by, meeting))
    for name, value in changed.items():
        setattr(invitation, name, value)
    invitation.full_clean()
    invitation.save()
    grants.regrant(meeting)
    regrant_papers_of(meeting)
    audit.log(
        "invitation.changed",
        meeting,
        by=by,
        at=at,
        organisation=invitation.organisation,
        fields=list(changed),
        note=invitation.note_number,
    )
    return invitation


@transaction.atomic
def load_past_meeting(
    body: Body, number: int, values: dict[str, Any], organisers: list[Organisation]
) -> Meeting:
    """A meeting of before the portal, from public sources: closed, public, nobody is told anything."""
    meeting = Meeting.objects.filter(body=body, number=number).exclude(series=Series.JOINT).first()
    fields = {
        "status": MeetingStatus.CLOSED,
        "convened_at": values["starts_at"],
        "category": "public",
        **values,
    }
    if meeting is None:
        meeting = Meeting(body=body, number=number, series=SERIES_OF[body.kind])  # type: ignore[index]
    if changed := changes(meeting, fields):
        for name, value in changed.items():
            setattr(meeting, name, value)
        meeting.save()
        audit.log("meeting.loaded", meeting, by=None, fields=list(changed))
    meeting.organisers.set(organisers)
    return meeting
