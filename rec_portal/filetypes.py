"""What a file is, told by its content and structure, never by its name alone (OWASP ASVS 5.2).

Allowed: pdf, docx, xlsx, pptx, odt, ods, png, jpg, txt, csv. Refused: macros, scripts, embedded objects, entities and
targets outside, files that are two kinds at once, archives inside archives and archives that unpack to more than they
should. Pictures are written anew: what a camera or a stranger put beside the picture does not stay.
"""

from __future__ import annotations

import io
import re
import stat
import zipfile
from collections.abc import Iterator
from pathlib import PurePath
from typing import IO, Any

from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]
from PIL import Image, ImageOps
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject, StreamObject

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
_MAIN_PARTS = {
    "docx": "wordprocessingml.document.main",
    "xlsx": "spreadsheetml.sheet.main",
    "pptx": "presentationml.presentation.main",
}
_MAX_MEMBERS, _MAX_BYTES, _MAX_RATIO = 1000, 200 * 1024 * 1024, 100
_MAX_PIXELS, _MAX_OBJECTS, _MAX_PAGES = 60_000_000, 300_000, 3000
_ARCHIVES = (
    b"PK\x03\x04",
    b"Rar!\x1a\x07",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b\x08",
    b"\xd0\xcf\x11\xe0",
    b"MZ",
    b"\x7fELF",
)
_MARKUP = re.compile(
    rb"\A\s*(<!doctype|<\?xml|<html|<svg|<script|<head|<body|<iframe|%!ps|\{\\rtf)", re.IGNORECASE
)
_FIELDS = re.compile(
    r"\s*[\"=]*\s*(DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE
)
_REACHING = {
    "ddelink",
    "ddeitems",
    "dde-source",
    "dde-link",
    "dde-connection-decl",
    "dde-connection-decls",
    "event-listener",
    "section-source",
    "table-source",
    "applet",
    "plugin",
    "oleobject",
    "object-ole",
}
_HREF = "{http://www.w3.org/1999/xlink}href"
_ENTITIES = (b"<!DOCTYPE", b"<!ENTITY")
_PDF_ACTIONS = {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE"}
_PDF_PARTS = {
    "/JavaScript",
    "/JS",
    "/EmbeddedFiles",
    "/EmbeddedFile",
    "/EF",
    "/XFA",
    "/RichMediaContent",
}
_PDF_NOTES = {"/FileAttachment", "/RichMedia", "/Movie", "/Screen", "/Sound", "/3D"}
_MAX_SIZES = (
    20  # of pages: each is a stamp of its own to be made for whoever fetches a restricted paper
)


class UnsafeFile(ValueError):
    """Why a file is not taken, in a sentence for the person who sent it."""


def recognise(name: str, file: IO[bytes]) -> str:
    """The media type of an allowed file; raises `UnsafeFile`. Leaves the file at its beginning."""
    ending = ending_of(name)
    if ending not in TYPES:
        raise UnsafeFile(
            _("This kind of file is not taken. Allowed: %(kinds)s.") % {"kinds": ", ".join(TYPES)}
        )
    file.seek(0)
    head = file.read(8)
    file.seek(0)
    if not _looks_like(ending, head, file):
        raise UnsafeFile(
            _("The content of this file is not what its name says (%(kind)s).") % {"kind": ending}
        )
    file.seek(0)
    return TYPES[ending]


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().lstrip(".").replace("jpeg", "jpg")


def rewritten(content_type: str, file: IO[bytes]) -> bytes | None:
    """A picture written anew, without what stood beside it (place, camera, thumbnails); nothing for other kinds."""
    if content_type not in {TYPES["png"], TYPES["jpg"]}:
        return None
    file.seek(0)
    out = io.BytesIO()
    with Image.open(file) as picture:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        plain = upright if upright.mode in {"RGB", "RGBA", "L", "LA"} else upright.convert("RGBA")
        if content_type == TYPES["jpg"]:
            plain.convert("RGB").save(out, "JPEG", quality=90, exif=b"")
        else:
            plain.save(out, "PNG")
    file.seek(0)
    return out.getvalue()


def _looks_like(ending: str, head: bytes, file: IO[bytes]) -> bool:
    if ending == "pdf":
        return head.startswith(b"%PDF-") and _harmless_pdf(file)
    if ending == "png":
        return head == b"\x89PNG\r\n\x1a\n" and _is_picture("PNG", file)
    if ending == "jpg":
        return head.startswith(b"\xff\xd8\xff") and _is_picture("JPEG", file)
    if ending in {"txt", "csv"}:
        return _is_text(file)
    return head.startswith(b"PK\x03\x04") and _is_office(ending, file)


def _is_picture(kind: str, file: IO[bytes]) -> bool:
    try:
        with Image.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise UnsafeFile(
                    _("This picture has far more points than a document needs. Save it smaller.")
                )
            picture.load()
    except UnsafeFile:
        raise
    except Exception:  # noqa: BLE001  # a stranger's file: whatever the reader says of it, it is no picture
        return False
    return True


def _harmless_pdf(file: IO[bytes]) -> bool:
    content = file.read()
    end = content.rfind(b"%%EOF")
    if end < 0 or len(content) - end > 1024 or zipfile.is_zipfile(io.BytesIO(content)):
        raise UnsafeFile(
            _(
                "This PDF is broken or carries something else behind its end. Print it to a new PDF and send that."
            )
        )
    try:
        reader = PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted:
            raise UnsafeFile(_("This PDF is protected by a password. Send it without one."))
        if not 0 < len(reader.pages) <= _MAX_PAGES:
            return False
        sizes = {
            (round(float(p.cropbox.width)), round(float(p.cropbox.height)), int(p.rotation))
            for p in reader.pages
        }
        if len(sizes) > _MAX_SIZES or any(
            not 0 < side < 20_000 for width, height, _turn in sizes for side in (width, height)
        ):
            raise UnsafeFile(
                _("The pages of this PDF have too many sizes. Print it to a new PDF and send that.")
            )
        active = _active(reader)
    except UnsafeFile:
        raise
    except Exception:  # noqa: BLE001  # a stranger's file: whatever the reader says of it, it is no PDF that we serve
        return False
    if active:
        raise UnsafeFile(
            _(
                "This PDF carries scripts, programs or other files. Print it to a new PDF and send that."
            )
        )
    return True


def _active(reader: PdfReader) -> bool:
    """Whether any object of the file acts: looked for in every object, the compressed ones too."""
    numbers = {number for table in reader.xref.values() for number in table} | set(
        reader.xref_objStm
    )
    if len(numbers) > _MAX_OBJECTS:
        raise UnsafeFile(_("This PDF holds too many parts. Print it to a new PDF and send that."))
    if _acts(reader.trailer) or _acts(reader.trailer["/Root"].get_object()):
        return True  # written into the trailer they have no number
    return any(
        _acts(reader.get_object(IndirectObject(number, 0, reader))) for number in sorted(numbers)
    )


def _acts(thing: Any, depth: int = 0) -> bool:
    if depth > 40:
        return True
    if isinstance(thing, IndirectObject):
        return False  # looked at under its own number
    if isinstance(thing, DictionaryObject | StreamObject):
        if (
            _PDF_PARTS & set(thing)
            or str(thing.get("/S", "")) in _PDF_ACTIONS
            or str(thing.get("/Type", "")) == "/EmbeddedFile"
            or str(thing.get("/Subtype", "")) in _PDF_NOTES
        ):
            return True
        return any(_acts(value, depth + 1) for value in thing.values())
    return isinstance(thing, ArrayObject) and any(_acts(value, depth + 1) for value in thing)


def _is_text(file: IO[bytes]) -> bool:
    content = file.read()
    if _MARKUP.match(content[:512].removeprefix(b"\xef\xbb\xbf")):
        return False
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnsafeFile(_("Save the text in UTF-8 and send it again.")) from None
    return "\x00" not in text


def _is_office(ending: str, file: IO[bytes]) -> bool:
    try:
        file.seek(-22, io.SEEK_END)
        if file.read(4) != b"PK\x05\x06":
            raise UnsafeFile(
                _("This file carries something else behind its end. Save it anew and send that.")
            )
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _refuse_bombs(archive, members)
            names = {member.filename for member in members}
            _refuse_active_parts(archive, members)
            if ending in {"odt", "ods"}:
                return (
                    "mimetype" in names
                    and archive.read("mimetype").decode("ascii", "replace") == TYPES[ending]
                )
            kinds = (
                archive.read("[Content_Types].xml").decode("utf-8", "replace")
                if "[Content_Types].xml" in names
                else ""
            )
            return _MAIN_PARTS[ending] in kinds and "macroEnabled" not in kinds
    except UnsafeFile:
        raise
    except Exception:  # noqa: BLE001  # a stranger's file: whatever the reader says of it, it is no office file
        return False


def _refuse_bombs(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    """By the bytes that really come out, not by what the archive says of itself."""
    total = 0
    if len(members) > _MAX_MEMBERS:
        raise UnsafeFile(_("This file holds too many parts."))
    for member in members:
        out = 0
        if member.flag_bits & 1:
            raise UnsafeFile(_("This file is protected by a password. Send it without one."))
        if member.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}:
            raise UnsafeFile(
                _("This file is packed in an unusual way. Save it anew and send that.")
            )
        for chunk in _chunks(archive, member):
            if not out and chunk.startswith(_ARCHIVES):
                raise UnsafeFile(_("This file carries another file inside. Save it without."))
            out += len(chunk)
            total += len(chunk)
            if total > _MAX_BYTES or out > max(member.compress_size, 1024) * _MAX_RATIO:
                raise UnsafeFile(_("This file unpacks to far more than its size."))


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 20):
            yield chunk


_ACTIVE = (
    "vbaproject.bin",
    "vbadata.xml",
    ".exe",
    ".dll",
    ".js",
    ".vbs",
    ".html",
    ".htm",
    ".svg",
    ".hta",
)
_ACTIVE_FOLDERS = (
    "/embeddings/",
    "/activex/",
    "/macrosheets/",
    "/externallinks/",
    "basic/",
    "scripts/",
    "object ",
)


def _refuse_active_parts(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    outside = any(
        ".." in PurePath(name).parts or name.startswith("/") or "\\" in name or "\x00" in name
        for name in names
    )
    linked = any(stat.S_ISLNK(member.external_attr >> 16) for member in members)
    twice = len({name.lower() for name in names}) != len(names)
    lowered = [name.lower() for name in names]
    active = any(name.endswith(_ACTIVE) for name in lowered) or any(
        folder in f"/{name}" if folder.startswith("/") else name.startswith(folder)
        for folder in _ACTIVE_FOLDERS
        for name in lowered
    )
    if outside or linked or twice or active or any(_reaches_out(archive, name) for name in names):
        raise UnsafeFile(
            _(
                "This file carries macros, embedded objects or links to outside. Save it without them."
            )
        )


def _reaches_out(archive: zipfile.ZipFile, name: str) -> bool:
    """Entities, dynamic data exchange, included files, and whatever points outside other than a link that a reader may follow."""
    if not name.lower().endswith((".xml", ".rels", ".rdf")):
        return False
    content = archive.read(name)
    plain = (
        content.decode("utf-16", "replace").encode()
        if content[:2] in {b"\xff\xfe", b"\xfe\xff"}
        else content
    )
    if any(mark in plain.upper() for mark in _ENTITIES):
        return True
    field = ""
    events = etree.iterparse(
        io.BytesIO(content),
        events=("start", "end"),
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
    )
    for event, element in events:
        if not isinstance(element.tag, str):
            continue
        local = etree.QName(element).localname.lower()
        if event == "start":
            if local in _REACHING or _points_outside(local, element):
                return True
            instruction = next(
                (
                    value
                    for key, value in element.attrib.items()
                    if etree.QName(key).localname == "instr"
                ),
                "",
            )
            if local == "fldchar" and "begin" in element.attrib.values():
                field = ""
            if _FIELDS.match(str(instruction)):
                return True
        elif local == "instrtext":
            field += element.text or ""
            if _FIELDS.match(field):
                return True
        if event == "end":
            element.clear()
    return False


def _points_outside(local: str, element: Any) -> bool:
    """A relation of Office or a reference of OpenDocument that leaves the file, and is not a link in the text."""
    if local == "relationship":
        link = (element.get("Type") or "").endswith("/hyperlink")
        return element.get("TargetMode") == "External" and not (
            link and _may_be_followed(element.get("Target") or "")
        )
    target = element.get(_HREF)
    if target is None:
        return False
    if local == "a":
        return not (target.startswith("#") or _may_be_followed(target))
    return ":" in target or target.startswith(("/", "\\", "..")) or "/../" in target


def _may_be_followed(target: str) -> bool:
    return target.lower().startswith(("http://", "https://", "mailto:"))
