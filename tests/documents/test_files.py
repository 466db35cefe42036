"""What is taken as a file, who may have it, and how it leaves."""

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from documents import actions
from documents.models import Document
from rec_portal.audit.models import Entry
from rec_portal.filetypes import UnsafeFile, recognise
from tests.cast import Cast

SignIn = Callable[[object], Client]
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def _zip(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


DOCX = {"[Content_Types].xml": f'<Types><Override ContentType="{WORD}"/></Types>'.encode(), "word/document.xml": b"<w/>"}
GOOD = {
    "a.pdf": b"%PDF-1.7\n%%EOF", "a.docx": _zip(**DOCX), "a.png": b"\x89PNG\r\n\x1a\n0000", "a.jpeg": b"\xff\xd8\xff\xe0",
    "a.txt": "слова".encode(), "a.csv": b"a,b\n1,2", "a.odt": _zip(mimetype=b"application/vnd.oasis.opendocument.text"),
}  # fmt: skip
BAD = {
    "a.exe": b"MZ", "a.html": b"<script>", "a.svg": b"<svg/>", "a.pdf": b"MZ%PDF-", "b.pdf": b"%PDF-1.7 /JavaScript",
    "c.pdf": b"%PDF-1.7 /Launch", "d.pdf": b"%PDF-1.7 /EmbeddedFile", "a.docx": _zip(**{"index.html": b"<html>"}),
    "b.docx": _zip(**DOCX, **{"word/vbaProject.bin": b"x"}), "c.docx": _zip(**DOCX, **{"word/embeddings/x.bin": b"x"}),
    "d.docx": _zip(**DOCX, **{"word/_rels/document.xml.rels": b'<R TargetMode="External" Target="http://x"/>'}),
    "e.docx": _zip(**DOCX, **{"../up": b"x"}), "f.docx": b"PK\x03\x04broken", "a.png": b"GIF89a", "a.jpg": b"<svg/>",
    "a.txt": b"\xff\xfe\x00\x00", "bomb.docx": _zip(**DOCX, **{"word/big.xml": b"0" * 30_000_000}), "noending": b"x",
    "a.docm": _zip(**DOCX), "a.xlsx": _zip(**DOCX), "a.zip": _zip(a=b"x"),
    "macro.docx": _zip(**{"[Content_Types].xml": f"{WORD} macroEnabled".encode()}),
}  # fmt: skip


@pytest.mark.parametrize("name", list(GOOD))
def test_good_files_are_taken(name: str) -> None:
    assert recognise(name, io.BytesIO(GOOD[name]))


@pytest.mark.parametrize("name", list(BAD))
def test_bad_files_are_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(UnsafeFile, match=r"\w+ \w+"):
        recognise(name, io.BytesIO(BAD[name]))


def _document(council: Cast, category: str) -> Document:
    file = SimpleUploadedFile("../../тайна\r\nX: y.txt", b"words", content_type="text/html")
    file.content_type = "text/plain"
    return actions.upload(
        title="Note", title_ru="Записка", category=category, body=council.group, files={"en": file},
        by=council.secretariat, at=timezone.now(),
    )  # fmt: skip


@pytest.mark.parametrize(("category", "readers"), [
    ("public", {"anonymous", "outsider", "observer", "head", "secretariat"}), ("council", {"outsider", "observer", "head", "secretariat"}),
    ("body", {"observer", "head", "secretariat"}), ("restricted", {"head", "secretariat"}), ("secretariat", {"secretariat"}),
])  # fmt: skip
def test_the_category_decides_who_reads_in_list_and_by_address(
    council: Cast, sign_in: SignIn, category: str, readers: set[str]
) -> None:
    file = _document(council, category).files.get()
    for role in ("anonymous", "outsider", "observer", "head", "secretariat"):
        client = sign_in(council.people.get(role))
        listed = f"/documents/files/{file.pk}/" in client.get("/documents/").content.decode()
        answer = client.get(f"/documents/files/{file.pk}/")
        assert (listed, answer.status_code) == ((True, 200) if role in readers else (False, 404)), role
        if answer.status_code == 200:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_leaves_as_an_attachment_under_its_own_name_and_the_reading_is_noted(council: Cast, sign_in: SignIn) -> None:
    document = _document(council, "body")
    file = document.files.get()
    assert ".." not in file.file.name
    assert "тайна" not in file.file.name
    answer = sign_in(council.head).get(f"/documents/files/{file.pk}/")
    assert b"".join(answer.streaming_content) == b"words"  # type: ignore[attr-defined]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert Entry.objects.filter(action="document.opened", actor=council.head).count() == 1


def test_a_flipped_byte_is_an_error_and_not_a_document(council: Cast, sign_in: SignIn) -> None:
    file = _document(council, "body").files.get()
    with file.file.storage.open(file.file.name, "wb") as stored:
        stored.write(b"w0rds")
    client = sign_in(council.head)
    client.raise_request_exception = False
    assert client.get(f"/documents/files/{file.pk}/").status_code == 500
