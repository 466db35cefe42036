from celery import shared_task

from . import actions


@shared_task(name="rec_portal.mail.tasks.sweep")
def sweep() -> int:
    """Send whatever waits; safe to run twice at once, and a no-op when nothing waits."""
    return actions.send_due()
