"""Decisions of a meeting and the tasks that follow from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import Numbered
from councils.models import today
from documents import actions as documents
from documents.lifecycle import Category, Nature
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import in_each_language, said_in_each
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import TaskStatus
from ..models import (
    AgendaItem,
    Decision,
    Meeting,
    Task,
)
from .planning import locked
from .recording import REMIND_DAYS


# --- Decisions and tasks --------------------------------------------------------------------------------------------------
@transaction.atomic
def record_decision(
    meeting: Meeting, item: AgendaItem | None, texts: dict[str, str], *, by: User, at: datetime
) -> Decision:
    """A decision of the meeting, numbered; its words stand from then on."""
    meeting = locked(meeting)
    require(availability.decide(by, meeting))
    if not said_in_each(texts):
        raise RuleBroken(_("A decision needs its words in every language."))
    year = meeting.starts_at.astimezone(ZoneInfo(meeting.time_zone)).year
    number = (meeting.decisions.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Decision.objects.create(
        meeting=meeting,
        item=item,
        number=number,
        symbol=documents.next_symbol(Numbered.DECISION, meeting.body.code, year),
        texts={code: words.strip() for code, words in texts.items()},
        made_by=by,
        made_at=at,
    )
    closed = "closed_" if item is not None and item.is_closed else ""
    audit.log(
        f"agenda.{closed}decision",
        meeting,
        by=by,
        at=at,
        symbol=made.symbol,
        item_id=item.pk if item else None,
    )
    return made


@transaction.atomic
def give_task(meeting: Meeting, values: dict[str, Any], *, by: User, at: datetime) -> Task:
    """Who does what by when; the responsible organisation is told."""
    meeting = locked(meeting)
    require(availability.decide(by, meeting))
    made = Task(meeting=meeting, made_by=by, made_at=at, **values)
    made.full_clean(exclude=["evidence", "reminded_on"])
    if made.due_on < today():
        raise ValidationError(
            {"due_on": _("This day has passed: nobody could do the task in time.")}
        )
    made.save()
    if made.organisation_id is not None:
        mail.queue(notices.task("task_given", made), by=by)
    audit.log(
        "task.given",
        meeting,
        by=by,
        at=at,
        organisation=made.organisation or "",
        due=made.due_on.isoformat(),
    )
    return made


@transaction.atomic
def report_task(
    task: Task, report: str, file: UploadedFile | None, *, by: User, at: datetime
) -> Task:
    """The responsible organisation says that it is done, with evidence where there is any."""
    locked(task.meeting)
    task = (
        Task.objects.select_for_update(of=("self",))
        .select_related("meeting__body", "organisation")
        .get(pk=task.pk)
    )
    require(availability.report_task(by, task))
    if not report.strip():
        raise RuleBroken(_("Say what was done."))
    if file is not None:
        closed, kinds = task.closed_to
        task.evidence = documents.upload(
            titles=in_each_language(lambda: task.title_i18n),
            body=task.meeting.body,
            category=Category.RESTRICTED if closed else Category.BODY,
            only_kinds=kinds,
            files={by.language: file},
            nature=Nature.REPORT,
            by=by,
            at=at,
            right=True,
        )
    task.status, task.report = TaskStatus.DONE, report.strip()[:500]
    task.save(update_fields=["status", "report", "evidence"])
    audit.log("task.reported", task.meeting, by=by, at=at, organisation=task.organisation or "")
    return task


@transaction.atomic
def change_task(task: Task, status: str, *, by: User, at: datetime) -> Task:
    """The secretariat or the chair closes, opens again or drops a task."""
    meeting = locked(task.meeting)
    task = Task.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=task.pk)
    require(availability.change_task(by, task, status))
    task.status = status
    task.save(update_fields=["status"])
    if task.organisation_id is not None:
        mail.queue(notices.task("task_changed", task), by=by)
    audit.log(f"task.{status}", meeting, by=by, at=at, task=task.pk)
    return task


@transaction.atomic
def remind_task(task: Task, day: date) -> bool:
    """A week before the day and when it has come: once each, to the responsible organisation."""
    locked(task.meeting)
    task = Task.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=task.pk)
    due = next(
        (
            task.due_on - timedelta(days=n)
            for n in reversed(REMIND_DAYS)
            if task.due_on - timedelta(days=n) <= day
        ),
        None,
    )
    if (
        not task.is_open
        or task.organisation_id is None
        or due is None
        or (task.reminded_on and task.reminded_on >= due)
    ):
        return False
    task.reminded_on = day
    task.save(update_fields=["reminded_on"])
    mail.queue(notices.task("task_due", task), by=None)
    audit.log("task.reminded", task.meeting, by=None, task=task.pk)
    return True
