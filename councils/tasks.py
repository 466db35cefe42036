from zoneinfo import ZoneInfo

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from . import actions, grants

_FIRST_MINUTES = 5


@shared_task(name="councils.tasks.regrant")
def regrant() -> int:
    """Mandates begin and end by date; the rights follow within a quarter of an hour."""
    return grants.follow_facts()


@shared_task(name="councils.tasks.turn_of_day")
def turn_of_day() -> int:
    """A mandate begins and ends at midnight: in the first minutes of the Council's day rights follow at once, and whoever
    begins to speak for an organisation is told of what waits for its word."""
    now = timezone.localtime(timezone=ZoneInfo(settings.TIME_ZONE))
    told = actions.tell_of_begun_mandates(now.date())
    return told + (grants.follow_facts() if now.hour == 0 and now.minute < _FIRST_MINUTES else 0)
