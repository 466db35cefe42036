"""The job that puts a pack together: asked for on the page, built by a worker, fetched for a day."""

from __future__ import annotations

import logging
import tempfile
from datetime import datetime, timedelta

from django.core.files import File
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal.mail import dispatch
from rec_portal.names import reader_language
from rec_portal.verdicts import RuleBroken

from ..exports.bundling import Binder, sections_of
from ..lifecycle import BundleStatus
from ..models import Bundle

logger = logging.getLogger(__name__)
LEASE, KEPT, MAX_BYTES = timedelta(minutes=2), timedelta(hours=24), 400 * 1024 * 1024
BUILD = "documents.tasks.build_bundles"


@transaction.atomic
def ask_for_bundle(
    *, source: str, source_id: int, title: str, back: str, by: User, at: datetime
) -> Bundle:
    """Ask for the documents of a thing as ZIP and as one PDF. One that is still being built is not asked for twice."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    waiting = Bundle.objects.in_hand().filter(reader=by, source=source, source_id=source_id).first()
    if waiting is not None:
        return waiting
    if not any(section.revisions for section in sections_of(source, by, source_id)):
        raise RuleBroken(_("There is no document here that you could take with you."))
    language = reader_language()
    bundle = Bundle.objects.create(
        reader=by,
        source=source,
        source_id=source_id,
        title=title[:250],
        back=back,
        language=language,
        asked_at=at,
    )
    transaction.on_commit(lambda: dispatch.wake(BUILD), robust=True)
    return bundle


def build_bundle(bundle: Bundle, *, at: datetime) -> bool:
    """Build one pack with the rights its reader has now; True when it was this worker's and is done."""
    with transaction.atomic():
        mine = (
            Bundle.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("reader")
            .filter(pk=bundle.pk)
            .first()
        )
        if (
            mine is None
            or mine.is_over
            or (mine.leased_until is not None and mine.leased_until > at)
        ):
            return False
        mine.status, mine.leased_until, mine.done = BundleStatus.BUILDING, at + LEASE, 0
        mine.save(update_fields=["status", "leased_until", "done"])
    reader = mine.reader
    try:
        with (
            translation.override(mine.language),
            timezone.override(reader.time_zone),
            tempfile.TemporaryFile() as spool,
        ):
            sections = sections_of(mine.source, reader, mine.source_id) if reader.is_active else []
            files = [
                file
                for section in sections
                for revision in section.revisions
                for file in revision.files.all()
            ]
            if sum(file.size for file in files) > MAX_BYTES:
                raise ValueError("too large to be put together")
            Bundle.objects.filter(pk=mine.pk).update(total=len(files))
            binder = Binder(reader, mine.title, mine.language, at, spool)
            for count, _file in enumerate(binder.add(sections), start=1):
                lease = timezone.now() + LEASE
                if not Bundle.objects.filter(pk=mine.pk, leased_until=mine.leased_until).update(
                    done=count, leased_until=lease
                ):
                    return False  # another worker has taken over
                mine.leased_until = lease
            binder.archive.close()
            spool.seek(0)
            mine.archive.save("pack.zip", File(spool), save=False)
            mine.book.save("pack.pdf", ContentFile(binder.bound()), save=False)
    except Exception:
        _delete_files(mine)
        Bundle.objects.filter(pk=mine.pk, leased_until=mine.leased_until).update(
            status=BundleStatus.FAILED, leased_until=None
        )
        raise
    holds = sorted({revision.pk for section in sections for revision in section.revisions})
    finished = Bundle.objects.filter(pk=mine.pk, leased_until=mine.leased_until).update(
        holds=holds,
        status=BundleStatus.READY,
        built_at=timezone.now(),
        leased_until=None,
        total=len(files),
        done=len(files),
        archive=mine.archive.name,
        book=mine.book.name,
    )
    if not finished:  # the lease had run out and another worker has built it: its files stand
        _delete_files(mine)
    return bool(finished)


def clear_bundles(*, at: datetime) -> int:
    """Packs are taken away a day after they were asked for."""
    old = list(Bundle.objects.filter(asked_at__lt=at - KEPT))
    for bundle in old:
        _delete_files(bundle)
        bundle.delete()
    return len(old)


def _delete_files(bundle: Bundle) -> None:
    for file in (bundle.archive, bundle.book):
        if file:
            file.storage.delete(file.name)
