"""Telling Celery that a letter or another job waits, without ever making a page wait: 0.2 seconds at most, and never a failure.

A stopped or hung Redis costs the wake-up, not the letter: the sweep takes it up within 15 seconds.
"""

import logging
import threading
from collections import defaultdict

from celery import current_app

logger = logging.getLogger(__name__)
SENDER = "rec_portal.mail.tasks.sweep"
_one_at_a_time: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
PATIENCE = 0.2


def wake(task: str = SENDER) -> None:
    """Name the task that has something to do; what there is to do stands in the database."""
    if not _one_at_a_time[task].acquire(blocking=False):
        return
    thread = threading.Thread(target=_publish, args=(task,), name=f"wake {task}", daemon=True)
    thread.start()
    thread.join(PATIENCE)


def _publish(task: str) -> None:
    try:
        current_app.send_task(task, retry=False, expires=60)
    except Exception as failure:  # noqa: BLE001  # whatever the broker says, the sweep will do it
        logger.warning("%s could not be woken: %s", task, failure)
    finally:
        _one_at_a_time[task].release()
