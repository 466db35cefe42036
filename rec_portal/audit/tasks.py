"""By the clock: the head of the trail goes into its file."""

from pathlib import Path

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from . import anchors


@shared_task(name="rec_portal.audit.tasks.write_anchor")
def write_anchor() -> bool:
    """Once a day; safe to run twice."""
    return anchors.write(Path(settings.AUDIT_ANCHORS), timezone.now())
