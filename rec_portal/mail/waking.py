"""Telling Celery that a letter waits, without ever making a page wait: 0.2 seconds at most, and never a failure.

A stopped or hung Redis costs the wake-up, not the letter: the sweep takes it up within 15 seconds.
"""

import logging
import threading

from celery import current_app

logger = logging.getLogger(__name__)
_one_at_a_time = threading.Lock()
PATIENCE = 0.2


def wake() -> None:
    if not _one_at_a_time.acquire(blocking=False):
        return
    thread = threading.Thread(target=_publish, name="wake-the-sender", daemon=True)
    thread.start()
    thread.join(PATIENCE)


def _publish() -> None:
    try:
        current_app.send_task("rec_portal.mail.tasks.sweep", retry=False, expires=60)
    except Exception as failure:  # noqa: BLE001  # whatever the broker says, the sweep will do it
        logger.warning("the sender could not be woken: %s", failure)
    finally:
        _one_at_a_time.release()
