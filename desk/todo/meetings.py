"""What meetings wait for: answers, names, dates, papers, the record, tasks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from councils.lifecycle import PRESIDES
from councils.models import Office, Representative
from documents.models import DocumentFile, DocumentRevision, DocumentRevisionQuerySet
from meetings.models import DatePoll, Delegate, Invitation, Journal, Meeting, Task

from .common import ActionItem


def of_speaker(own: Representative, at: datetime) -> Iterator[ActionItem]:
    """Who speaks for an organisation: its answer, its people, the dates that suit it, its word on the record."""
    invitations = Invitation.objects.filter(
        organisation=own.organisation, meeting__in=Meeting.objects.open_to_answers(at)
    ).select_related("meeting")
    named = Exists(Delegate.objects.coming().filter(invitation=OuterRef("pk")))
    for invitation in invitations.annotate(named=named):  # type: ignore[no-redef]
        meeting = invitation.meeting
        if invitation.awaits_answer:
            yield ActionItem(
                _("Answer the invitation"),
                str(meeting),
                f"{meeting.get_absolute_url()}#answer",
                _("Answer"),
                meeting.starts_at,
                meeting.time_zone,
            )
        elif invitation.is_accepted and not invitation.named:
            link = reverse("meetings:delegates", args=[meeting.pk])
            yield ActionItem(
                _("Name your delegates"),
                str(meeting),
                link,
                _("Name people"),
                meeting.starts_at,
                meeting.time_zone,
            )
    polls = DatePoll.objects.filter(
        closed_at=None, answer_by__gt=at, organisations=own.organisation
    )
    for poll in polls.exclude(options__answers__organisation=own.organisation):
        yield ActionItem(
            _("Say which dates suit"),
            str(poll),
            poll.get_absolute_url(),
            _("Answer"),
            poll.answer_by,
            poll.time_zone,
        )
    yield from _of_record(own, at)


def of_nominator(own: Representative, at: datetime) -> Iterator[ActionItem]:
    """Who may name people: what the secretariat asks back about one of them."""
    if not (own.speaks or own.is_focal_point):
        return
    asked = Delegate.objects.asked().filter(
        invitation__organisation=own.organisation,
        invitation__meeting__in=Meeting.objects.open_to_answers(at),
    )
    for delegate in asked.select_related("invitation__meeting"):
        meeting = delegate.invitation.meeting
        yield ActionItem(
            _("Complete what is asked about %(name)s") % {"name": delegate},
            str(meeting),
            reverse("meetings:delegates", args=[meeting.pk]),
            _("Open"),
            meeting.starts_at,
            meeting.time_zone,
        )


def _of_record(own: Representative, at: datetime) -> Iterator[ActionItem]:
    came = Invitation.objects.expected().filter(organisation=own.organisation)
    records = Journal.objects.filter(meeting__in=came.values("meeting")).select_related("meeting")
    for record in records.taking_corrections(at):
        yield ActionItem(
            _("Read the record, correct your statement"),
            str(record),
            record.get_absolute_url(),
            _("Read"),
            record.corrections_until,
            record.meeting.time_zone,
        )
    for record in records.under_silence().filter(silence_until__gt=at):
        yield ActionItem(
            _("The record is adopted unless a member objects"),
            str(record),
            record.get_absolute_url(),
            _("Read"),
            record.silence_until,
            record.meeting.time_zone,
        )


def of_organisation(own: Representative) -> Iterator[ActionItem]:
    """Everybody of an organisation: its tasks."""
    for task in Task.objects.open().filter(organisation=own.organisation).select_related("meeting"):
        yield ActionItem(
            _("Do the task and report"),
            str(task),
            reverse("meetings:task-report", args=[task.pk]),
            _("Report"),
            _end_of(task),
            task.meeting.time_zone,
        )


def _end_of(task: Task) -> datetime:
    return datetime.combine(task.due_on, time(23, 59), ZoneInfo(task.meeting.time_zone)).astimezone(
        UTC
    )


def of_chair(own: Representative, at: datetime) -> Iterator[ActionItem]:
    """Who presides: the meeting of the day, from two hours before it begins."""
    chaired = Office.objects.current().filter(holder=own, kind__in=PRESIDES).values("body")
    for meeting in Meeting.objects.to_be_led(at).filter(body__in=chaired):
        link = reverse("meetings:screen", args=[meeting.pk, "chair"])
        yield ActionItem(
            _("Lead the meeting"),
            str(meeting),
            link,
            _("Open"),
            meeting.starts_at,
            meeting.time_zone,
        )
    yield from _of_pending_distribution(
        DocumentRevision.objects.filter(document__body__in=chaired).exclude(pending_by=own.user)
    )


def of_secretariat(user: User, at: datetime) -> Iterator[ActionItem]:
    for meeting in Meeting.objects.being_planned():
        yield ActionItem(
            _("Finish and convene the meeting"),
            str(meeting),
            meeting.get_absolute_url(),
            _("Open"),
            meeting.starts_at,
            meeting.time_zone,
        )
    for meeting in Meeting.objects.asking(at).with_silent():
        if meeting.silent:
            what = ngettext(
                "%d organisation has not answered",
                "%d organisations have not answered",
                meeting.silent,
            )
            yield ActionItem(
                what % meeting.silent,
                str(meeting),
                meeting.get_absolute_url(),
                _("See who"),
                meeting.starts_at,
                meeting.time_zone,
            )
    for meeting in Meeting.objects.open_to_answers(at).with_undecided().filter(new__gt=0):
        what = (
            ngettext("%d named person to confirm", "%d named people to confirm", meeting.new)
            % meeting.new
        )
        link = f"{meeting.get_absolute_url()}#who"
        yield ActionItem(what, str(meeting), link, _("Open"), meeting.starts_at, meeting.time_zone)
    for poll in DatePoll.objects.filter(closed_at=None, answer_by__lte=at):
        yield ActionItem(
            _("Choose a date"),
            str(poll),
            poll.get_absolute_url(),
            _("Open"),
            poll.answer_by,
            poll.time_zone,
        )
    yield from _of_papers(user)
    yield from _of_records(at)
    overdue = Task.objects.open().filter(due_on__lt=timezone.localdate(at)).count()
    done = Task.objects.reported().count()
    if overdue:
        what = ngettext("%d task is overdue", "%d tasks are overdue", overdue) % overdue
        yield ActionItem(what, _("Tasks of the meetings"), reverse("meetings:tasks"), _("See them"))
    if done:
        what = ngettext("%d task is reported done", "%d tasks are reported done", done) % done
        yield ActionItem(what, _("Tasks of the meetings"), reverse("meetings:tasks"), _("See them"))


def _of_papers(user: User) -> Iterator[ActionItem]:
    inbox = DocumentFile.objects.in_inbox_of(user).count()
    if inbox:
        what = ngettext("%d file waits in your tray", "%d files wait in your tray", inbox) % inbox
        yield ActionItem(what, _("Documents"), reverse("documents:inbox"), _("File them"))
    yield from _of_pending_distribution(DocumentRevision.objects.exclude(pending_by=user))


def _of_pending_distribution(revisions: DocumentRevisionQuerySet) -> Iterator[ActionItem]:
    """A restricted revision is released by a second person."""
    for revision in revisions.exclude(pending_distribution="").select_related("document"):
        link = revision.document.get_absolute_url()
        yield ActionItem(_("Confirm or drop a wider distribution"), str(revision), link, _("Open"))


def _of_records(at: datetime) -> Iterator[ActionItem]:
    """From the end of a meeting to the frozen record: always one step that is waited for."""
    begun = Journal.objects.filter(kind="journal").values("meeting")
    held = Meeting.objects.held().filter(ends_at__gte=at - timedelta(days=365))
    for meeting in held.exclude(pk__in=begun):
        yield ActionItem(
            _("Begin the journal"), str(meeting), f"{meeting.get_absolute_url()}#record", _("Open")
        )
    for record in Journal.objects.unfinished().with_open_corrections().select_related("meeting"):
        if record.open_ones:
            what = (
                ngettext("Answer %d correction", "Answer %d corrections", record.open_ones)
                % record.open_ones
            )
            yield ActionItem(what, str(record), record.get_absolute_url(), _("Open"))
        elif record.is_draft and record.meeting.is_closed:
            yield ActionItem(
                _("Finish and circulate the record"),
                str(record),
                record.get_absolute_url(),
                _("Open"),
            )
        elif record.is_circulated and record.corrections_until and record.corrections_until <= at:
            yield ActionItem(
                _("Put the record to silence"), str(record), record.get_absolute_url(), _("Open")
            )
