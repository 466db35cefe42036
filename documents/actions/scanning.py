"""Out of quarantine, or never."""

from __future__ import annotations

import logging
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.db.models import F

from rec_portal import audit
from rec_portal.scanner import ScannerDown, scan

from ..lifecycle import Scan
from ..models import DocumentFile

logger = logging.getLogger(__name__)


def scan_file(file: DocumentFile, *, at: datetime) -> str:
    """Ask the scanner about one file in quarantine; returns its state. Without a trustworthy answer it stays there."""
    with transaction.atomic():
        locked = (
            DocumentFile.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(pk=file.pk)
            .first()
        )
        if locked is None or not locked.is_quarantined:
            return locked.state if locked else Scan.QUARANTINED
        try:
            with locked.file.storage.open(locked.file.name) as stored:
                finding = scan(stored.file, settings.CLAMD_URL)
        except (ScannerDown, OSError) as failure:
            DocumentFile.objects.filter(pk=locked.pk).update(
                scan_tries=F("scan_tries") + 1, scan_note=str(failure)[:200]
            )
            logger.warning("file %s stays in quarantine: %s", locked.pk, failure)
            return Scan.QUARANTINED
        locked.state = Scan.CLEAN if finding.is_clean else Scan.INFECTED
        locked.scanned_at, locked.scan_note = at, finding.found[:200]
        locked.save(update_fields=["state", "scanned_at", "scan_note"])
        if not finding.is_clean and locked.revision is not None:
            audit.log(
                "document.infected",
                locked.revision.document,
                by=None,
                at=at,
                language=locked.language,
                found=finding.found,
            )
        return locked.state
