"""By the clock: what waits for the scanner, packs that were asked for, packs that have served."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from .actions import build_bundle, clear_bundles, scan_file
from .lifecycle import Scan
from .models import Bundle, DocumentFile

PATIENCE = 3
logger = logging.getLogger(__name__)


@shared_task(name="documents.tasks.scan_waiting")
def scan_waiting() -> int:
    """Ask about each file in quarantine, the least tried first.

    One file that the scanner will not take does not hold up the others; a scanner that does not answer at all is asked
    again at the next turn, not hammered.
    """
    done = failed = 0
    if not settings.CLAMD_URL:
        return done
    for file in DocumentFile.objects.waiting_for_scan()[:50]:
        if scan_file(file, at=timezone.now()) == Scan.QUARANTINED:
            failed += 1
            if failed == PATIENCE:
                break
        else:
            done += 1
    return done


@shared_task(name="documents.tasks.build_bundles")
def build_bundles() -> int:
    """Put together what was asked for; one that fails does not stop the rest."""
    done = 0
    for bundle in Bundle.objects.in_hand().order_by("pk")[:20]:
        try:
            done += build_bundle(bundle, at=timezone.now())
        except Exception:
            logger.exception("pack %s failed", bundle.pk)
    return done


@shared_task(name="documents.tasks.clear_old_bundles")
def clear_old_bundles() -> int:
    return clear_bundles(at=timezone.now())
