"""By the clock: personal details whose day has come, records whose silence has ended, tasks that fall due."""

import logging

from celery import shared_task

from councils.models import today

from . import actions
from .lifecycle import JournalStatus, TaskStatus
from .models import Journal, Task

logger = logging.getLogger(__name__)


@shared_task(name="meetings.tasks.erase_details")
def erase_details() -> int:
    """Personal details whose day has come; safe to run twice."""
    return actions.erase_details(today())


@shared_task(name="meetings.tasks.settle_journals")
def settle_journals() -> int:
    """Adopt and freeze what nobody objected to; one that fails does not stop the rest."""
    done = 0
    for journal in Journal.objects.filter(status=JournalStatus.SILENCE).select_related("meeting"):
        try:
            done += actions.settle_journal(journal)
        except Exception:
            logger.exception("record %s could not be settled", journal.pk)
    return done


@shared_task(name="meetings.tasks.remind_journals")
def remind_journals() -> int:
    """Tell whoever may object that a silence ends in a day; one record that fails does not stop the rest."""
    told = 0
    for journal in Journal.objects.filter(status=JournalStatus.SILENCE).select_related("meeting"):
        try:
            told += actions.remind_journal(journal)
        except Exception:
            logger.exception("nobody could be reminded of record %s", journal.pk)
    return told


@shared_task(name="meetings.tasks.remind_tasks")
def remind_tasks() -> int:
    """Tell the responsible organisations of what falls due; one task that fails does not stop the rest."""
    day, told = today(), 0
    for task in Task.objects.filter(status=TaskStatus.OPEN).select_related("meeting"):
        try:
            told += actions.remind_task(task, day)
        except Exception:
            logger.exception("nobody could be reminded of task %s", task.pk)
    return told
