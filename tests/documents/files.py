"""Real files of every kind, made here: good ones, and those that must not come in."""

from __future__ import annotations

import io
import struct
import zipfile
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document as Word
from openpyxl import Workbook
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/x" ContentType="{}"/></Types>'
SLIDES = TYPES.format(
    "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
).encode()


def pdf(
    pages: int = 1, *, words: str = "", size: tuple[float, float] = (595, 842), rotate: int = 0
) -> bytes:
    writer = PdfWriter()
    for _number in range(pages):
        page = writer.add_blank_page(*size)
        if rotate:
            page.rotate(rotate)
    if words:
        writer.metadata = {"/Title": words}
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_that(kind: str) -> bytes:
    """A PDF that acts: a script on opening, a program, a file inside, a form that sends itself, an XFA form."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf())))
    if kind == "attachment":
        writer.add_attachment("a.txt", b"words")
    elif kind == "password":
        writer.encrypt("secret")
    elif kind == "note":
        note = {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/FileAttachment"),
        }
        writer.pages[0][NameObject("/Annots")] = ArrayObject(
            [writer._add_object(DictionaryObject(note))]
        )
    elif kind == "trailer":
        return _with_direct_root()
    elif kind == "sizes":
        for side in range(200, 240):
            writer.add_blank_page(side, side)
    else:
        action = DictionaryObject(
            {
                NameObject("/S"): NameObject(f"/{kind}"),
                NameObject("/F"): TextStringObject("calc.exe"),
            }
        )
        writer.root_object[NameObject("/OpenAction")] = writer._add_object(action)
    if kind == "Launch":
        return _compressed(writer)
    return written(writer)


def _with_direct_root() -> bytes:
    """The catalogue and its action are written into the trailer itself: no number leads to them."""
    head = (
        b"%PDF-1.7\n1 0 obj\n<</Type/Pages/Kids[2 0 R]/Count 1>>\nendobj\n"
        b"2 0 obj\n<</Type/Page/Parent 1 0 R/MediaBox[0 0 595 842]>>\nendobj\n"
    )
    first, second = head.index(b"1 0 obj"), head.index(b"2 0 obj")
    rows = b"".join(
        b"%010d %05d %s \n" % row for row in ((0, 65535, b"f"), (first, 0, b"n"), (second, 0, b"n"))
    )
    root = b"<</Type/Catalog/Pages 1 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"
    return (
        head
        + b"xref\n0 3\n"
        + rows
        + b"trailer\n<</Size 3/Root"
        + root
        + b">>\nstartxref\n%d\n%%%%EOF" % len(head)
    )


def _compressed(writer: PdfWriter) -> bytes:
    """Without a readable mark: the name is written with a hexadecimal sign, as PDF allows."""
    return (
        written(writer).replace(b"/Launch", b"/L#61unch").replace(b"/OpenAction", b"/Open#41ction")
    )


def docx(words: str = "Words") -> bytes:
    made = Word()
    made.add_paragraph(words)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def xlsx(rows: list[list[Any]] | None = None) -> bytes:
    book = Workbook()
    for row in rows or [["Words"]]:
        book.active.append(row)  # type: ignore[union-attr]
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(
    members: dict[str, bytes], *, base: bytes = b"", symlink: str = "", comment: bytes = b""
) -> bytes:
    out = io.BytesIO(base)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
        if symlink:
            info = zipfile.ZipInfo(symlink)
            info.external_attr = 0o120777 << 16
            archive.writestr(info, "/etc/passwd")
        archive.comment = comment
    return out.getvalue()


def packed_otherwise(method: int) -> bytes:
    out = io.BytesIO(docx())
    with zipfile.ZipFile(out, "a", method) as archive:
        archive.writestr("word/more.xml", b"<w/>" * 50)
    return out.getvalue()


def with_a_torn_name() -> bytes:
    """A member whose name says that it is UTF-8 and is not."""
    name = "word/документ.xml".encode()
    return zipped({name.decode(): b"<w/>"}, base=docx()).replace(
        name, b"word/" + b"\xff" * (len(name) - 9) + b".xml"
    )


def odf(kind: str, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def picture(kind: str, *, exif: bool = False, size: tuple[int, int] = (40, 30)) -> bytes:
    out = io.BytesIO()
    made = Image.new("RGB", size, "navy")
    marks = Image.Exif()
    if exif:
        marks[0x010E] = "Hall B, Tashkent"
    made.save(out, kind, exif=marks)
    return out.getvalue()


def flood() -> bytes:
    """A PNG that says it is 60,000 × 60,000 points."""
    import zlib

    head = struct.pack("!IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    parts = [(b"IHDR", head), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    body = b"".join(
        struct.pack("!I", len(d)) + t + d + struct.pack("!I", zlib.crc32(t + d)) for t, d in parts
    )
    return b"\x89PNG\r\n\x1a\n" + body


def sent(content: bytes, name: str = "note.txt", kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type=kind)


RELS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r9" Type="{}" Target="{}" TargetMode="External"/></Relationships>'
SCHEMA = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
GOOD = {
    "a.pdf": pdf(3),
    "b.pdf": pdf(words="Title"),
    "a.docx": docx(),
    "b.docx": docx("DDE is a word"),
    "a.xlsx": xlsx(),
    "a.pptx": zipped({"[Content_Types].xml": SLIDES, "ppt/presentation.xml": b"<p/>"}),
    "a.odt": odf("text", content=b"x"),
    "a.ods": odf("spreadsheet"),
    "a.png": picture("PNG"),
    "a.jpeg": picture("JPEG"),
    "b.jpg": picture("JPEG", exif=True),
    "a.txt": "слова".encode(),
    "b.txt": b"\xef\xbb\xbfwords <b>",
    "a.csv": b"a,b\n1,2",
    "UPPER.PDF": pdf(),
    "link.docx": zipped(
        {"word/_rels/x.rels": RELS.format(f"{SCHEMA}/hyperlink", "https://un.org").encode()},
        base=docx(),
    ),
}
BAD = {
    "a.exe": b"MZ",
    "a.html": b"<script>",
    "a.svg": b"<svg/>",
    "a.zip": zipped({"a": b"x"}),
    "noending": b"x",
    "a.rtf": b"{\\rtf",
    "html.txt": b"<!DOCTYPE html><script>x</script>",
    "svg.csv": b'<svg onload="x"/>',
    "utf16.txt": b"\xff\xfe\x00\x00",
    "late.pdf": b"MZ" + pdf(),
    "behind.pdf": pdf() + b"\n" * 10 + b"<script>" * 400,
    "polyglot.pdf": zipped({"a": b"x"}, base=pdf()),
    "script.pdf": pdf_that("JavaScript"),
    "program.pdf": pdf_that("Launch"),
    "inside.pdf": pdf_that("attachment"),
    "sends.pdf": pdf_that("SubmitForm"),
    "password.pdf": pdf_that("password"),
    "empty.pdf": b"%PDF-1.7\n%%EOF",
    "page.docx": zipped({"index.html": b"<html>"}),
    "xlsx.docx": xlsx(),
    "docx.xlsx": docx(),
    "old.docx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "macro.docx": zipped({"word/vbaProject.bin": b"x"}, base=docx()),
    "ole.docx": zipped({"word/embeddings/x.bin": b"x"}, base=docx()),
    "macro.odt": odf("text", Basic__Standard__x=b"Sub x"),
    "renamed.docx": zipped(
        {
            "[Content_Types].xml": TYPES.format(
                "application/vnd.ms-word.document.macroEnabled.wordprocessingml.document.main+xml"
            ).encode()
        }
    ),
    "far.docx": zipped(
        {
            "word/_rels/x.rels": RELS.format(
                f"{SCHEMA}/attachedTemplate", "http://x/t.dotm"
            ).encode()
        },
        base=docx(),
    ),
    "file.docx": zipped(
        {"word/_rels/x.rels": RELS.format(f"{SCHEMA}/hyperlink", "file:///etc/passwd").encode()},
        base=docx(),
    ),
    "xxe.docx": zipped(
        {"word/x.xml": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'},
        base=docx(),
    ),
    "xxe16.xlsx": zipped(
        {"xl/x.xml": '<?xml version="1.0"?><!DOCTYPE x><x/>'.encode("utf-16")}, base=xlsx()
    ),
    "dde.docx": zipped(
        {"word/x.xml": b"<w:instrText>DDEAUTO c:\\\\windows\\\\cmd.exe</w:instrText>"}, base=docx()
    ),
    "up.docx": zipped({"../up": b"x"}, base=docx()),
    "nested.docx": zipped({"word/media/a.bin": zipped({"b": b"x"})}, base=docx()),
    "linked.docx": zipped({}, base=docx(), symlink="word/link"),
    "behind.docx": docx() + b"MZ rest",
    "comment.docx": zipped({}, base=docx(), comment=b"x"),
    "bomb.docx": zipped({"word/big.xml": b"0" * 30_000_000}, base=docx()),
    "parts.docx": zipped({f"p{n}": b"" for n in range(1001)}, base=docx()),
    "gif.png": b"GIF89a",
    "svg.jpg": b"<svg/>",
    "torn.png": picture("PNG")[:40],
    "flood.png": flood(),
    "png.jpg": picture("PNG"),
    "broken.docx": b"PK\x03\x04broken",
    "note.pdf": pdf_that("note"),
    "trailer.pdf": pdf_that("trailer"),
    "sizes.pdf": pdf_that("sizes"),
    "field.docx": zipped(
        {"word/x.xml": b'<w:p xmlns:w="w"><w:fldSimple w:instr=" DDEAUTO c:\\cmd.exe"/></w:p>'},
        base=docx(),
    ),
    "torn.docx": zipped(
        {
            "word/x.xml": b'<w:p xmlns:w="w"><w:instrText>DDE</w:instrText><w:instrText>AUTO cmd</w:instrText></w:p>'
        },
        base=docx(),
    ),
    "FAR.docx": zipped(
        {
            "word/_rels/x.RELS": RELS.format(
                f"{SCHEMA}/attachedTemplate", "http://x/t.dotm"
            ).encode()
        },
        base=docx(),
    ),
    "dde.odt": odf(
        "text", **{"content.xml": b'<t:dde-source xmlns:t="t" t:dde-application="soffice"/>'}
    ),
    "dde.ods": odf("spreadsheet", **{"content.xml": b'<t:dde-link xmlns:t="t"/>'}),
    "far.odt": odf(
        "text",
        **{
            "content.xml": b'<t:section-source xmlns:t="t" xmlns:x="http://www.w3.org/1999/xlink" x:href="file:///etc/passwd"/>'
        },
    ),
    "lzma.docx": packed_otherwise(zipfile.ZIP_LZMA),
    "bzip.docx": packed_otherwise(zipfile.ZIP_BZIP2),
    "name.docx": with_a_torn_name(),
}
