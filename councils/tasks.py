from celery import shared_task

from . import grants


@shared_task(name="councils.tasks.regrant")
def regrant() -> int:
    """Mandates begin and end by date; the rights follow within a quarter of an hour."""
    return sum(1 for _difference in grants.regrant_all())
