"""What a file is, told by its content and structure, never by its name alone.

Allowed: pdf, docx, xlsx, pptx, odt, ods, png, jpg, txt, csv. Refused: macros, embedded objects, external targets,
archives that unpack to more than they should.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from django.utils.translation import gettext as _

TYPES = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "png": "image/png",
    "jpg": "image/jpeg",
    "txt": "text/plain",
    "csv": "text/csv",
}
_MAIN_PARTS = {"docx": "wordprocessingml.document.main", "xlsx": "spreadsheetml.sheet.main",
               "pptx": "presentationml.presentation.main"}  # fmt: skip
_MAX_MEMBERS, _MAX_BYTES, _MAX_RATIO = 1000, 200 * 1024 * 1024, 100


class UnsafeFile(ValueError):
    """Why a file is not taken, in a sentence for the person who sent it."""


def recognise(name: str, file: IO[bytes]) -> str:
    """The media type of an allowed file; raises `UnsafeFile`. Leaves the file at its beginning."""
    ending = PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")
    if ending not in TYPES:
        raise UnsafeFile(_("This kind of file is not taken. Allowed: %(kinds)s.") % {"kinds": ", ".join(TYPES)})
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not _looks_like(ending, head, file):
        raise UnsafeFile(_("The content of this file is not what its name says (%(kind)s).") % {"kind": ending})
    file.seek(0)
    return TYPES[ending]


def _looks_like(ending: str, head: bytes, file: IO[bytes]) -> bool:
    if ending == "pdf":
        return head.startswith(b"%PDF-") and _harmless_pdf(file)
    if ending == "png":
        return head == b"\x89PNG\r\n\x1a\n"
    if ending == "jpg":
        return head.startswith(b"\xff\xd8\xff")
    if ending in {"txt", "csv"}:
        return _is_text(file)
    return head.startswith(b"PK\x03\x04") and _is_office(ending, file)


def _harmless_pdf(file: IO[bytes]) -> bool:
    content = file.read()
    for mark in (b"/JavaScript", b"/Launch", b"/EmbeddedFile"):
        if mark in content:
            raise UnsafeFile(_("This PDF carries scripts, programs or other files. Print it to a new PDF and send that."))
    return True


def _is_text(file: IO[bytes]) -> bool:
    try:
        text = file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return "\x00" not in text


def _is_office(ending: str, file: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_bombs(archive, members)
            names = {member.filename for member in members}
            _refuse_active_parts(archive, names)
            if ending in {"odt", "ods"}:
                return "mimetype" in names and archive.read("mimetype").decode("ascii", "replace") == TYPES[ending]
            kinds = archive.read("[Content_Types].xml").decode("utf-8", "replace") if "[Content_Types].xml" in names else ""
            return _MAIN_PARTS[ending] in kinds and "macroEnabled" not in kinds
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError):
        return False


def _refuse_bombs(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """By the bytes that really come out, not by what the archive says of itself."""
    total = 0
    if len(members) > _MAX_MEMBERS:
        raise UnsafeFile(_("This file holds too many parts."))
    for member in members:
        out = 0
        for chunk in _chunks(archive, member):
            out += len(chunk)
            total += len(chunk)
            if total > _MAX_BYTES or out > max(member.compress_size, 1024) * _MAX_RATIO:
                raise UnsafeFile(_("This file unpacks to far more than its size."))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


def _refuse_active_parts(archive: zipfile.ZipFile, names: set[str]) -> None:
    lowered = {name.lower() for name in names}
    active = any(name.endswith(("vbaproject.bin", ".exe", ".dll", ".js")) or "/embeddings/" in name for name in lowered)
    outward = any(
        b'TargetMode="External"' in (content := archive.read(name)) and b"/hyperlink" not in content
        for name in names
        if name.endswith(".rels")
    )
    if active or outward or any(".." in name or name.startswith("/") for name in names):
        raise UnsafeFile(_("This file carries macros, embedded objects or links to outside. Save it without them."))
