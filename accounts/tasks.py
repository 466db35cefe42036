from celery import shared_task

from . import actions


@shared_task(name="accounts.tasks.clear_sessions")
def clear_sessions() -> int:
    """Sessions that have ended, and what was noted of them, are not kept."""
    return actions.clear_ended_sessions()
