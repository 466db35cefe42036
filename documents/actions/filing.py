"""Receiving and filing: a file is kept at once, in quarantine; then it becomes a language of a revision of a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max, Sum
from django.utils.translation import gettext as _

from accounts.models import User
from councils import grants
from councils.lifecycle import Numbered
from councils.models import Body
from rec_portal import audit
from rec_portal.mail import dispatch
from rec_portal.names import columns
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import COUNCIL, WIDTH, Category, Nature, RevisionKind, Scan, Standing, widens
from ..models import (
    Document,
    DocumentFile,
    DocumentRevision,
    stored_name,
)
from .distribution import narrower_kinds, require_readers, require_within_limits
from .numbering import next_symbol

TITLE = 250
"""Letters that the title of a document may have."""
SCAN = "documents.tasks.scan_waiting"


@dataclass(frozen=True)
class Filing:
    """What a document is, as the person who files it says."""

    titles: dict[str, str]
    nature: str = Nature.OTHER
    category: str = Category.BODY
    body: Body | None = None
    only_kinds: list[str] = field(default_factory=list)


@contextmanager
def _nothing_left_behind(kept: list[DocumentFile]) -> Iterator[None]:
    """When the act fails, what it had written to the store is taken away again; a full store is a sentence, not a crash."""
    try:
        with transaction.atomic():
            yield
    except BaseException as failure:
        for file in kept:
            file.file.storage.delete(file.file.name)
        if isinstance(failure, OSError):
            raise RuleBroken(
                _(
                    "The store of files takes nothing more at the moment. Nothing was changed; tell the administrator and try again."
                )
            ) from failure
        raise


def _store_file(
    file: UploadedFile, *, by: User, kept: list[DocumentFile], **fields: Any
) -> DocumentFile:
    """Write one file to the store and its row to the database; served only once the scanner has passed it."""
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    file.seek(0)
    scanned = bool(settings.CLAMD_URL)
    made = DocumentFile(
        name=(file.name or "document")[-200:],
        content_type=file.content_type or "application/octet-stream",
        size=file.size or 0,
        sha256=digest.hexdigest(),
        uploaded_by=by,
        organisation=by.organisation,
        state=Scan.QUARANTINED if scanned else Scan.UNSCANNED,
        **fields,
    )
    made.file.name = stored_name(made, made.name)
    kept.append(made)  # before the first byte: a half-written file is taken away too
    made.file.storage.save(made.file.name, file)
    made.save()
    if scanned:
        transaction.on_commit(lambda: dispatch.wake(SCAN), robust=True)
    return made


def _within_the_day(files: Iterable[UploadedFile], *, by: User, at: datetime) -> None:
    """An organisation sends so much a day, and no more (reliability: quota)."""
    since = at - timedelta(days=1)
    sent = DocumentFile.objects.filter(
        organisation=by.organisation, uploaded_at__gt=since
    ).aggregate(sum=Sum("size"))["sum"]
    if (sent or 0) + sum(file.size or 0 for file in files) > settings.DOCUMENT_DAY_BYTES:
        raise RuleBroken(
            _("Your organisation has sent as much as one day takes. Send the rest tomorrow.")
        )


def receive(files: list[UploadedFile], *, by: User, at: datetime) -> list[DocumentFile]:
    """Take several files into the sender's tray; nobody else sees them before they are filed."""
    require(availability.receive(by))
    kept: list[DocumentFile] = []
    with _nothing_left_behind(kept):
        _within_the_day(files, by=by, at=at)
        for file in files:
            _store_file(file, by=by, kept=kept)
    return kept


@transaction.atomic
def discard(file: DocumentFile, *, by: User, at: datetime) -> None:
    """Take a file out of one's tray; it was never a document."""
    file = DocumentFile.objects.select_for_update().get(pk=file.pk)
    require(availability.use_inbox(by, file))
    storage, name = file.file.storage, file.file.name
    file.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def file_from_inbox(
    filing: Filing,
    files: dict[str, DocumentFile],
    standings: dict[str, str],
    *,
    by: User,
    at: datetime,
) -> Document:
    """Make a document of files in one's tray: `files` and `standings` by language."""
    require(availability.file_document(by, filing.body))
    if not files:
        raise RuleBroken(_("A document needs a file in at least one language."))
    locked = {
        file.pk: file
        for file in DocumentFile.objects.select_for_update().filter(
            pk__in=[f.pk for f in files.values()]
        )
    }
    for file in files.values():
        if file.pk not in locked:
            raise RuleBroken(_("This file lies in the tray no more. Reload the page."))
        require(availability.use_inbox(by, locked[file.pk]))
    document, revision = _made(filing, by=by, at=at, original=_original(standings))
    for language, file in files.items():
        chosen = locked[file.pk]
        chosen.revision, chosen.language = revision, language
        chosen.standing = standings.get(language, Standing.ORIGINAL)
        chosen.save(update_fields=["revision", "language", "standing"])
    _filed(document, revision, sorted(files), by=by, at=at)
    return document


def _original(standings: dict[str, str]) -> str:
    return next(
        (language for language, standing in standings.items() if standing == Standing.ORIGINAL), ""
    )


def upload(
    *,
    titles: dict[str, str],
    category: str,
    body: Body,
    files: dict[str, UploadedFile],
    by: User,
    at: datetime,
    nature: str = Nature.OTHER,
    only_kinds: list[str] | None = None,
    right: bool = False,
) -> Document:
    """File a document straight away, in the languages given. `right`: the calling act has already asked who may."""
    if not right:
        require(availability.file_document(by, body))
    if not files:
        raise RuleBroken(_("A document needs a file in at least one language."))
    kept: list[DocumentFile] = []
    with _nothing_left_behind(kept):
        _within_the_day(files.values(), by=by, at=at)
        filing = Filing(
            titles,
            nature=nature,
            category=category,
            body=body,
            only_kinds=sorted(only_kinds or []),
        )
        original = next(iter(files)) if len(files) == 1 else ""
        document, revision = _made(filing, by=by, at=at, original=original)
        for language, file in files.items():
            standing = Standing.ORIGINAL if original == language else Standing.AUTHENTIC
            _store_file(
                file, by=by, kept=kept, revision=revision, language=language, standing=standing
            )
        _filed(document, revision, sorted(files), by=by, at=at)
    return document


def _made(
    filing: Filing, *, by: User, at: datetime, original: str
) -> tuple[Document, DocumentRevision]:
    if filing.category in {Category.BODY, Category.RESTRICTED} and filing.body is None:
        raise RuleBroken(_("Name the body whose seats may read this document."))
    kinds = sorted(filing.only_kinds) if filing.category == Category.RESTRICTED else []
    require_readers(filing.body, filing.nature, kinds)
    document = Document.objects.create(
        nature=filing.nature,
        body=filing.body,
        uploaded_by=by,
        **columns(TITLE, title=filing.titles),
    )
    revision = DocumentRevision.objects.create(
        document=document,
        category=filing.category,
        only_kinds=kinds,
        original_language=original,
        issued_by=by,
        issued_at=at,
    )
    return document, revision


def _filed(
    document: Document, revision: DocumentRevision, languages: list[str], *, by: User, at: datetime
) -> None:
    grants.regrant(revision)
    audit.log(
        "document.uploaded", document, by=by, at=at, category=revision.category, languages=languages
    )


def issue_revision(
    document: Document,
    kind: str,
    files: dict[str, UploadedFile],
    standings: dict[str, str],
    *,
    category: str,
    reason: str,
    by: User,
    at: datetime,
) -> DocumentRevision:
    """Issue Rev.n, Add.n or Corr.n under the same symbol. What it replaces stays readable for those who could read it.

    A circle wider than that of the restricted text before is not had by way of a revision: two persons release it.
    """
    kept: list[DocumentFile] = []
    with _nothing_left_behind(kept):
        document = Document.objects.select_for_update().get(pk=document.pk)
        require(availability.issue_revision(by, document))
        if kind == RevisionKind.BASE or kind not in RevisionKind.values:
            raise RuleBroken(_("Choose whether this replaces, adds to or corrects the document."))
        if not files:
            raise RuleBroken(_("A revision needs a file in at least one language."))
        if category in {Category.BODY, Category.RESTRICTED} and document.body_id is None:
            raise RuleBroken(_("Name the body whose seats may read this document."))
        _within_the_day(files.values(), by=by, at=at)
        number = (
            document.revisions.filter(kind=kind).aggregate(last=Max("number"))["last"] or 0
        ) + 1
        distribution, asked = _distribution_of_next(document, category)
        kinds = (
            narrower_kinds(*(r.only_kinds for r in standing_revisions(document)))
            if distribution == Category.RESTRICTED
            else []
        )
        require_within_limits(document, distribution, kinds)
        revision = DocumentRevision.objects.create(
            document=document,
            kind=kind,
            number=number,
            category=distribution,
            only_kinds=kinds,
            reason=reason,
            issued_by=by,
            issued_at=at,
            original_language=_original(standings),
            pending_distribution=asked,
            pending_by=by if asked else None,
            pending_reason=reason if asked else "",
        )
        for language, file in files.items():
            _store_file(
                file,
                by=by,
                kept=kept,
                revision=revision,
                language=language,
                standing=standings.get(language, Standing.AUTHENTIC),
            )
        grants.regrant(revision)
        audit.log(
            "document.revised",
            document,
            by=by,
            at=at,
            revision=revision.suffix,
            symbol=revision.symbol,
            reason=reason,
            category=distribution,
            languages=sorted(files),
        )
        if asked:
            audit.log(
                "document.wider_asked",
                document,
                by=by,
                at=at,
                revision=revision.suffix,
                category=asked,
                reason=reason,
            )
    return revision


def standing_revisions(document: Document) -> list[DocumentRevision]:
    """What stands now, whoever reads: the newest text with the addenda and corrigenda that came after it."""
    rows = list(document.revisions.order_by("-issued_at", "-pk"))
    texts = (row for row in rows if row.kind in {RevisionKind.BASE, RevisionKind.REVISION})
    standing = next(texts, None)
    return [row for row in rows if standing is None or row.issued_at >= standing.issued_at]


def current_text(document: Document) -> DocumentRevision:
    """The newest text itself, without addenda and corrigenda."""
    return next(
        row
        for row in standing_revisions(document)
        if row.kind in {RevisionKind.BASE, RevisionKind.REVISION}
    )


def _distribution_of_next(document: Document, category: str) -> tuple[str, str]:
    """The circle in which the next revision is issued, and the wider one that a second person has to confirm."""
    closed = [row for row in standing_revisions(document) if row.is_restricted]
    narrowest = min(closed, key=lambda row: WIDTH[row.category], default=None)
    if narrowest is not None and widens(narrowest.category, category):
        return narrowest.category, category
    return category, ""


def add_language(
    revision: DocumentRevision,
    language: str,
    file: UploadedFile,
    standing: str,
    *,
    by: User,
    at: datetime,
    right: bool = False,
) -> DocumentFile:
    """Put a translation beside the original, under the same symbol; it says whether it is authentic.

    `right`: the calling act has already asked who may.
    """
    kept: list[DocumentFile] = []
    with _nothing_left_behind(kept):
        document = Document.objects.select_for_update().get(pk=revision.document_id)
        if not right:
            require(availability.add_language(by, revision))
        if revision.files.filter(language=language).exists():
            raise RuleBroken(
                _(
                    "This language is filed already. Issue a revision or a corrigendum to replace it."
                )
            )
        _within_the_day([file], by=by, at=at)
        made = _store_file(
            file, by=by, kept=kept, revision=revision, language=language, standing=standing
        )
        audit.log(
            "document.language_added",
            document,
            by=by,
            at=at,
            revision=revision.suffix,
            language=language,
        )
    return made


@transaction.atomic
def assign_symbol(document: Document, *, by: User, at: datetime, right: bool = False) -> Document:
    """Give the next symbol of the body's series. The series' row is locked: no number is given twice, none is reused.

    `right`: the calling act has already asked who may (a statement made in the room).
    """
    document = (
        Document.objects.select_for_update(of=("self",)).select_related("body").get(pk=document.pk)
    )
    require(
        availability.unnumbered(document) if right else availability.assign_symbol(by, document)
    )
    body = document.body
    year = at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    document.symbol = next_symbol(Numbered.DOCUMENT, body.code if body else COUNCIL, year)
    document.save(update_fields=["symbol"])
    audit.log("document.symbol_assigned", document, by=by, at=at, symbol=document.symbol)
    return document
