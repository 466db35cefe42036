from celery import shared_task

from . import grants


@shared_task(name="councils.tasks.regrant")
def regrant() -> int:
    """Mandates begin and end by date; the rights follow within a quarter of an hour."""
    return grants.follow_facts()
