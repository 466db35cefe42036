"""Files: told by content and structure, kept under names of our own, served through the rights check."""

from __future__ import annotations

import io
import resource
import time
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from PIL import Image

from documents import actions
from documents.models import Document, DocumentFile
from rec_portal.audit.models import Entry
from rec_portal.filetypes import UnsafeFile, recognise, rewritten
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast
from tests.documents.files import BAD, GOOD, picture, sent

SignIn = Callable[[object], Client]


@pytest.mark.parametrize("name", list(GOOD))
def test_good_files_are_taken(name: str) -> None:
    assert recognise(name, io.BytesIO(GOOD[name]))


@pytest.mark.parametrize("name", list(BAD))
def test_bad_files_are_refused_with_a_sentence(name: str) -> None:
    began = time.process_time()
    with pytest.raises(UnsafeFile, match=r"\w+ \w+"):
        recognise(name, io.BytesIO(BAD[name]))
    assert time.process_time() - began < 5


def test_a_picture_is_written_anew_without_what_stood_beside_it() -> None:
    content = picture("JPEG", exif=True) + b"<script>behind</script>"
    plain = rewritten(recognise("a.jpg", io.BytesIO(content)), io.BytesIO(content))
    assert plain is not None
    assert b"Tashkent" in content
    assert b"Tashkent" not in plain
    assert b"script" not in plain
    assert Image.open(io.BytesIO(plain)).size == (40, 30)


def test_a_full_store_loses_nothing_and_leaves_nothing_behind(
    council: Cast, settings: object
) -> None:
    """The operating system itself refuses to write: as a full disk does."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(RuleBroken, match="takes nothing more"):
            actions.receive(
                [sent(b"small"), sent(b"w" * 5000)], by=council.secretariat, at=timezone.now()
            )
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert not DocumentFile.objects.exists()
    stored = DocumentFile._meta.get_field("file").storage  # type: ignore[union-attr]
    assert not [name for folder in _folders(stored) for name in stored.listdir(folder)[1]]


def _folders(storage: object) -> list[str]:
    try:
        return [f"documents/{name}" for name in storage.listdir("documents")[0]]  # type: ignore[attr-defined]
    except FileNotFoundError:
        return []


def test_an_organisation_sends_so_much_a_day(council: Cast, settings: object) -> None:
    settings.DOCUMENT_DAY_BYTES = 10  # type: ignore[attr-defined]
    actions.receive([sent(b"12345678")], by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="as much as one day"):
        actions.receive([sent(b"123")], by=council.secretariat, at=timezone.now())
    actions.receive([sent(b"12345678")], by=council.chair, at=timezone.now())


def _document(council: Cast, category: str) -> Document:
    file = SimpleUploadedFile("../../тайна\r\nX: y.txt", b"words", content_type="text/html")
    file.content_type = "text/plain"
    return actions.upload(
        titles={"en": "Note", "ru": "Записка"},
        category=category,
        body=council.group,
        files={"en": file},
        by=council.secretariat,
        at=timezone.now(),
    )


def _file(document: Document) -> DocumentFile:
    return DocumentFile.objects.get(revision__document=document)


@pytest.mark.parametrize(
    ("category", "readers"),
    [
        ("public", {"anonymous", "outsider", "observer", "head", "secretariat"}),
        ("council", {"outsider", "observer", "head", "secretariat"}),
        ("body", {"observer", "head", "secretariat"}),
        ("restricted", {"head", "secretariat"}),
        ("secretariat", {"secretariat"}),
    ],
)
def test_the_category_decides_who_reads_in_list_and_by_address(
    council: Cast, sign_in: SignIn, category: str, readers: set[str]
) -> None:
    file = _file(_document(council, category))
    for role in ("anonymous", "outsider", "observer", "head", "secretariat"):
        client = sign_in(council.people.get(role))
        listed = f"/documents/files/{file.pk}/" in client.get("/documents/").content.decode()
        answer = client.get(f"/documents/files/{file.pk}/")
        assert (listed, answer.status_code) == ((True, 200) if role in readers else (False, 404)), (
            role
        )
        if answer.status_code == 200:
            b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_a_file_leaves_as_an_attachment_under_its_own_name_and_the_reading_is_noted(
    council: Cast, sign_in: SignIn
) -> None:
    document = _document(council, "body")
    file = _file(document)
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
    file = _file(_document(council, "body"))
    with file.file.storage.open(file.file.name, "wb") as stored:
        stored.write(b"w0rds")
    client = sign_in(council.head)
    client.raise_request_exception = False
    assert client.get(f"/documents/files/{file.pk}/").status_code == 500
