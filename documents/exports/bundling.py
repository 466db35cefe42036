"""A pack of documents for one reader: which documents, then one ZIP and one bound PDF with bookmarks.

An upper app registers under a name how to list what a thing holds for a reader; it is asked when the job runs, so what
the reader may no longer see by then is not in it.
"""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import PurePath
from typing import IO, Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter

from accounts.models import User
from councils.models import Council
from rec_portal.ui.typeset import pdf

from ..models import DocumentFile, DocumentRevision
from .stamping import mark_of, stamp, stamped


@dataclass(frozen=True)
class Section:
    """A heading of the pack (an agenda item, say) and the revisions under it, all visible to the reader."""

    title: str
    revisions: list[DocumentRevision]


Lister = Callable[[User, int], list[Section]]
_listers: dict[str, Lister] = {}


def register(source: str, lister: Lister) -> None:
    _listers[source] = lister


def sections_of(source: str, reader: User, source_id: int) -> list[Section]:
    """What the reader may see of it now."""
    return _listers[source](reader, source_id)


def checked(file: DocumentFile) -> IO[bytes]:
    """The stored file, opened, if it is still what was sent; raises `OSError` when it is not."""
    stored: IO[bytes] = file.file.storage.open(file.file.name)
    if hashlib.file_digest(stored, "sha256").hexdigest() != file.sha256:  # type: ignore[arg-type]
        stored.close()
        raise OSError(f"document file {file.pk} is not what was uploaded")
    stored.seek(0)
    return stored


_UNWANTED = re.compile(r"[^\w\-. ()№–]+")


def _plain(name: str, length: int) -> str:
    """A name that every file system takes."""
    return " ".join(_UNWANTED.sub(" ", name).split()).strip(" .")[:length]


def file_name(file: DocumentFile) -> str:
    """«REC-WG.B-2026-3-Rev.1 (RU).pdf», or the title where there is no symbol yet."""
    revision = file.revision
    assert revision is not None  # noqa: S101  # only filed documents are served
    stem = (
        revision.symbol.replace("/", "-")
        or f"{revision.document.title_i18n} {revision.suffix}".strip()
    )
    stem = _plain(stem, 120) or "document"
    ending = PurePath(file.name).suffix.lower()
    return f"{stem} ({file.language.upper()}){ending if len(ending) <= 6 else ''}"


@dataclass
class Binder:
    """Writes both forms at once; `bound()` and `zipped` hold them when all files are in."""

    reader: User
    title: str
    language: str
    at: datetime
    zipped: IO[bytes]
    pages: list[tuple[str, list[tuple[DocumentRevision, DocumentFile, int, int]]]] = field(
        default_factory=list
    )
    loose: list[DocumentFile] = field(default_factory=list)
    broken: list[DocumentFile] = field(default_factory=list)
    unmarked: list[DocumentFile] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.archive = zipfile.ZipFile(self.zipped, "w", zipfile.ZIP_DEFLATED)
        self.writer = PdfWriter()
        self._names: set[str] = set()

    def add(self, sections: list[Section]) -> Iterator[DocumentFile]:
        """Take in each file, in order; yields it when it is in."""
        for order, section in enumerate(sections, start=1):
            folder = _plain(f"{order:02} {section.title}", 80)
            rows: list[tuple[DocumentRevision, DocumentFile, int, int]] = []
            self.pages.append((section.title, rows))
            for revision in section.revisions:
                for file in revision.files.all():
                    if not file.is_served:
                        continue
                    self._take(folder, revision, file, rows)
                    yield file

    def _take(
        self, folder: str, revision: DocumentRevision, file: DocumentFile, rows: list[Any]
    ) -> None:
        mark = mark_of(revision, self.reader, self.at) if revision.is_restricted else ""
        with checked(file) as stored:
            try:
                content = (
                    stamped(stored, mark, language=self.language)
                    if mark and file.is_pdf
                    else stored.read()
                )
            except Exception:  # noqa: BLE001  # a restricted paper that cannot be marked is named, and left out
                self.unmarked.append(file)
                return
        self.archive.writestr(self._free(f"{folder}/{file_name(file)}"), content)
        if not file.is_pdf:
            self.loose.append(file)
            return
        try:
            before = len(self.writer.pages)
            self.writer.append(PdfReader(io.BytesIO(content), strict=False), import_outline=False)
        except Exception:  # noqa: BLE001  # a PDF that a viewer mends and our binder does not: it stays in the ZIP
            self.broken.append(file)
            return
        rows.append((revision, file, before, len(self.writer.pages) - before))

    def _free(self, name: str) -> str:
        stem, ending, count = name, "", 1
        if "." in PurePath(name).name:
            stem, ending = name.rsplit(".", 1)
            ending = f".{ending}"
        while name in self._names:
            count += 1
            name = f"{stem} {count}{ending}"
        self._names.add(name)
        return name

    def bound(self) -> bytes:
        """The one PDF: contents with page numbers, then each document, with a bookmark for each."""
        front = PdfReader(io.BytesIO(self._contents(1)))
        count = len(front.pages)
        front = PdfReader(io.BytesIO(self._contents(count)))
        book = PdfWriter()
        book.append(front, import_outline=False)
        book.append(
            PdfReader(_written(self.writer)), import_outline=False
        ) if self.writer.pages else None
        book.add_outline_item(title=_("Contents"), page_number=0)
        for title, rows in self.pages:
            if rows:
                parent = book.add_outline_item(title=title, page_number=count + rows[0][2])
                for revision, file, start, _length in rows:
                    name = f"{_name_of(revision)} ({file.language.upper()})"
                    book.add_outline_item(title=name, page_number=count + start, parent=parent)
        book.metadata = {"/Title": self.title}
        if any(revision.is_restricted for _title, rows in self.pages for revision, *_rest in rows):
            local = date_format(timezone.localtime(self.at), "DATETIME_FORMAT")
            stamp(book, range(count), f"{self.reader} · {local}", language=self.language)
        return _written(book).getvalue()

    def _contents(self, front: int) -> bytes:
        parts = [
            {
                "title": title,
                "rows": [
                    [
                        revision.symbol or "–",
                        f"{revision.document.title_i18n} ({file.language.upper()})",
                        str(front + start + 1),
                    ]
                    for revision, file, start, _length in rows
                ],
            }
            for title, rows in self.pages
            if rows
        ]
        outside = [
            [file.revision.symbol or "–" if file.revision else "–", file_name(file), ""]
            for file in (*self.loose, *self.broken)
        ]
        if outside:
            parts.append({"title": _("In the ZIP only: not a PDF"), "rows": outside})
        if self.unmarked:
            left = [
                [file.revision.symbol or "–" if file.revision else "–", file_name(file), ""]
                for file in self.unmarked
            ]
            parts.append(
                {
                    "title": _("Left out: it cannot carry its reader's name; ask the secretariat"),
                    "rows": left,
                }
            )
        council = Council.objects.get(pk=1)
        made = date_format(timezone.localtime(self.at), "DATETIME_FORMAT")
        lines = [_("Put together for %(reader)s, %(when)s") % {"reader": self.reader, "when": made}]
        return pdf(
            "contents",
            {
                "title": self.title,
                "council": council.name_i18n,
                "lines": lines,
                "parts": parts,
                "made": made,
                "lang": self.language,
            },
        )


def _name_of(revision: DocumentRevision) -> str:
    return f"{revision.symbol} {revision.document.title_i18n}".strip()


def _written(writer: PdfWriter) -> io.BytesIO:
    out = io.BytesIO()
    writer.write(out)
    out.seek(0)
    return out
