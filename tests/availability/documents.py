"""The table of what is done to documents, and a document at each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions
from documents.models import Document, DocumentFile, DocumentRevision
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import CHAIR, PEN, SECRETARIAT
from tests.cast import Cast

STAGES = ("filed", "complete", "restricted", "release_asked")
HAVE_A_TRAY = PEN | {"excom_chair"}  # she files in the Executive Committee


def _file() -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", b"words", content_type="text/plain")


@dataclass
class Held:
    """A document of the working group, its first issue, and what lies in the trays of those who file in the group."""

    document: Document
    revision: DocumentRevision
    trays: dict[str, DocumentFile]


def document_at(council: Cast, stage: str) -> Held:
    at, secretariat = timezone.now(), council.secretariat
    complete = stage == "complete"
    document = actions.upload(
        titles={"en": "Note", "ru": "Записка"},
        category="restricted" if stage in {"restricted", "release_asked"} else "body",
        body=council.group,
        files={"en": _file()} | ({"ru": _file()} if complete else {}),
        by=secretariat,
        at=at,
    )
    revision = document.revisions.get()
    if complete:
        document = actions.assign_symbol(document, by=secretariat, at=at)
    if stage == "release_asked":
        actions.change_category(revision, "body", reason="To all.", by=secretariat, at=at)
    trays = {
        role: actions.receive([_file()], by=council.people[role], at=at)[0]
        for role in sorted(HAVE_A_TRAY)
    }
    return Held(document, revision, trays)


def _filing(held: Held) -> Address:
    """Each of those who have a tray finds a file of their own in the form."""
    data = {"title-1": "Paper", "title_ru-1": "Бумага", "nature-1": "other", "category-1": "body"}
    for file in held.trays.values():
        data |= {
            f"document-{file.pk}": "1",
            f"language-{file.pk}": "en",
            f"standing-{file.pk}": "original",
            "body-1": str(held.document.body_id),
        }
    return "documents:inbox", (), data


def _on_revision(name: str, data: Callable[[], dict[str, Any]], *more: Any) -> Any:
    return lambda held: (f"documents:{name}", (held.revision.pk, *more), data())


ROWS = [
    Row(
        "receive",
        "documents: who files in a body has a tray",
        lambda held: ("documents:receive", (), {"sent": _file()}),
        everywhere(STAGES, HAVE_A_TRAY),
        unlocked="a new row",
        unrecorded="nobody but its sender sees it before it is filed",
    ),
    Row(
        "discard",
        "documents: what lies in a tray is its sender's",
        lambda held: ("documents:discard", (held.trays["rapporteur"].pk,), {}),
        everywhere(STAGES, frozenset({"rapporteur"})),
        unrecorded="it was never a document",
    ),
    Row(
        "file_from_inbox",
        "documents: filed by who sent it, in a body where they file",
        _filing,
        everywhere(STAGES, HAVE_A_TRAY),
    ),
    Row(
        "issue_revision",
        "documents: a revision, addendum or corrigendum by who files in the body",
        lambda held: (
            "documents:revise",
            (held.document.pk,),
            {"kind": "corr", "category": "secretariat", "reason": "Spelling.", "file_en": _file()}
            | {"standing_en": "authentic", "standing_ru": "authentic"},
        ),
        everywhere(STAGES, PEN),
    ),
    Row(
        "add_language",
        "documents: a translation, while a language is missing",
        _on_revision("language-add", lambda: {"file_ru": _file(), "standing_ru": "unofficial"}),
        everywhere(("filed", "restricted", "release_asked"), PEN),
    ),
    Row(
        "assign_symbol",
        "documents: a symbol is given once, by the secretariat",
        lambda held: ("documents:symbol", (held.document.pk,), {}),
        everywhere(("filed", "restricted", "release_asked"), SECRETARIAT),
    ),
    Row(
        "change_category",
        "documents: narrowed by who files in the body",
        _on_revision("category", lambda: {"category": "secretariat", "reason": "Not yet."}),
        everywhere(STAGES, PEN),
    ),
    Row(
        "confirm_distribution",
        "documents: a restricted one is released by a second person",
        _on_revision("wider", dict, "confirm"),
        {"release_asked": frozenset({"chair"})},
        CHAIR,
    ),
    Row(
        "drop_distribution",
        "documents: or not, by who asked or who would confirm",
        _on_revision("wider", dict, "drop"),
        {"release_asked": CHAIR},
    ),
]
