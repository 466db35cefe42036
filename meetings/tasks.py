"""By the clock: personal details whose day has come, records whose silence has ended, tasks that fall due."""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import shared_task
from django.db.models import QuerySet

from councils.models import today

from . import actions
from .models import Journal, Task

logger = logging.getLogger(__name__)


@shared_task(name="meetings.tasks.erase_details")
def erase_details() -> int:
    """Personal details whose day has come; safe to run twice."""
    return actions.erase_details(today())


def _each(rows: QuerySet[Any], act: Callable[[Any], bool], trouble: str) -> int:
    """Do an act to each; one that fails is told in the log and does not stop the rest."""
    done = 0
    for row in rows.select_related("meeting"):
        try:
            done += act(row)
        except Exception:
            logger.exception(trouble, row.pk)
    return done


@shared_task(name="meetings.tasks.settle_journals")
def settle_journals() -> int:
    """Adopt and freeze what nobody objected to."""
    silent = Journal.objects.under_silence()
    return _each(silent, actions.settle_journal, "record %s could not be settled")


@shared_task(name="meetings.tasks.remind_journals")
def remind_journals() -> int:
    """Tell whoever may object that a silence ends in a day."""
    silent = Journal.objects.under_silence()
    return _each(silent, actions.remind_journal, "nobody could be reminded of record %s")


@shared_task(name="meetings.tasks.remind_tasks")
def remind_tasks() -> int:
    """Tell the responsible organisations of what falls due."""
    remind = partial(actions.remind_task, day=today())
    open_ = Task.objects.open()
    return _each(open_, remind, "nobody could be reminded of task %s")
