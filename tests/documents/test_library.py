"""The library: tray, revisions, symbols, circles, packs, scanner."""

from __future__ import annotations

import io
import socket
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from shutil import which

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils import timezone
from pypdf import PdfReader

from councils.lifecycle import LONGEST_SYMBOL, Numbered
from councils.models import BodyRules
from documents import actions, permissions, tasks
from documents.actions import Filing
from documents.exports import bundling
from documents.exports.stamping import stamped
from documents.models import Bundle, Document, DocumentFile, DocumentRevision
from rec_portal.audit.models import Entry
from rec_portal.scanner import ScannerDown, scan
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import PEOPLE, Cast, sets_rules, unguarded
from tests.documents.files import pdf, sent

SignIn = Callable[[object], Client]


def filed(
    council: Cast,
    title: str = "Note",
    *,
    category: str = "body",
    content: bytes | None = None,
    name: str = "n.pdf",
    nature: str = "other",
) -> Document:
    kind = "application/pdf" if name.endswith("pdf") else "text/plain"
    file = SimpleUploadedFile(name, pdf() if content is None else content, content_type=kind)
    return actions.upload(
        titles={"en": title, "ru": f"{title} (рус.)"},
        category=category,
        body=council.group,
        files={"en": file},
        nature=nature,
        by=council.secretariat,
        at=timezone.now(),
    )


def fetched(client: Client, address: str) -> tuple[int, bytes]:
    answer = client.get(address)
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
    return answer.status_code, content


def revised(
    council: Cast, document: Document, kind: str = "rev", category: str = "body"
) -> DocumentRevision:
    file = SimpleUploadedFile("r.pdf", pdf(2), content_type="application/pdf")
    return actions.issue_revision(
        document,
        kind,
        {"ru": file},
        {"ru": "unofficial"},
        category=category,
        reason="After the debate",
        by=council.secretariat,
        at=timezone.now(),
    )


def test_files_are_received_first_and_named_afterwards(council: Cast, sign_in: SignIn) -> None:
    client = sign_in(council.secretariat)
    files = [
        sent(b"one", "Concept_note_EN.txt"),
        sent("раз".encode(), "Concept_note_RU.txt"),
        sent(b"<html>", "bad.txt"),
    ]
    answer = client.post("/documents/add/receive/", {"sent": files}, follow=True)
    page = answer.content.decode()
    assert "bad.txt" in page  # named with its reason
    assert DocumentFile.objects.in_inbox_of(council.secretariat).count() == 2
    assert not Document.objects.exists()
    first, second = DocumentFile.objects.order_by("pk")
    assert client.post("/documents/add/", {f"document-{first.pk}": "1"}).status_code == 422
    values = {
        f"document-{first.pk}": "1",
        f"language-{first.pk}": "en",
        f"standing-{first.pk}": "original",
        f"document-{second.pk}": "1",
        f"language-{second.pk}": "ru",
        f"standing-{second.pk}": "unofficial",
        "title-1": "Concept note",
        "title_ru-1": "Концептуальная записка",
        "nature-1": "concept_note",
        "category-1": "council",
        "body-1": str(council.group.pk),
    }
    assert (
        client.post("/documents/add/", {**values, f"language-{second.pk}": "en"}).status_code == 422
    )
    assert client.post("/documents/add/", values).status_code == 302
    revision = Document.objects.get(title="Concept note").revisions.get()
    assert [(f.language, f.standing) for f in revision.files.all()] == [
        ("en", "original"),
        ("ru", "unofficial"),
    ]
    assert revision.original_language == "en"


def test_a_tray_is_its_owners_alone(council: Cast, sign_in: SignIn) -> None:
    (file,) = actions.receive([sent(b"mine")], by=council.chair, at=timezone.now())
    assert (
        sign_in(council.secretariat).post(f"/documents/files/{file.pk}/discard/").status_code == 404
    )
    with pytest.raises(Refused, match="Only who sent"):
        actions.file_from_inbox(
            Filing({"en": "a", "ru": "б"}, body=council.group),
            {"en": file},
            {},
            by=council.secretariat,
            at=timezone.now(),
        )
    for role in ("head", "observer", "outsider"):
        with pytest.raises(Refused):
            actions.receive([sent(b"x")], by=council.people[role], at=timezone.now())
    assert sign_in(council.chair).post(f"/documents/files/{file.pk}/discard/").status_code == 302
    assert not DocumentFile.objects.exists()


def test_symbols_follow_the_rule_of_the_body_and_never_come_twice(council: Cast) -> None:
    first, second, third = (filed(council, str(n)) for n in range(3))
    year = timezone.localtime().year
    assert (
        actions.assign_symbol(first, by=council.secretariat, at=timezone.now()).symbol
        == f"REC/WG.B/{year}/1"
    )
    with pytest.raises(RuleBroken, match="for life"):
        actions.assign_symbol(first, by=council.secretariat, at=timezone.now())
    with pytest.raises(Refused):
        actions.assign_symbol(second, by=council.chair, at=timezone.now())
    with (
        unguarded("documents_document", "kept"),
        unguarded("documents_documentrevision", "kept"),
        unguarded("documents_documentfile", "kept"),
    ):
        Document.objects.filter(pk=first.pk).delete()
    assert (
        actions.assign_symbol(second, by=council.secretariat, at=timezone.now()).symbol
        == f"REC/WG.B/{year}/2"
    )
    sets_rules(council.group, document_symbols="B.{number}")
    assert actions.assign_symbol(third, by=council.secretariat, at=timezone.now()).symbol == "B.1"


def test_one_maker_gives_every_kind_of_symbol_and_spells_a_body_in_one_way(
    council: Cast,
) -> None:
    year, body = timezone.localtime().year, council.group
    wanted = {
        Numbered.DOCUMENT: f"REC/WG.B/{year}/",
        Numbered.MEETING: f"REC/WG.B/{year}/M.",
        Numbered.DECISION: f"REC/WG.B/{year}/DEC.",
        Numbered.TEXT: f"REC/{year}/R.",
    }
    assert set(wanted) == set(Numbered)
    for kind, begins in wanted.items():
        made = [actions.next_symbol(kind, body.code, year) for _ in range(2)]
        assert made == [f"{begins}1", f"{begins}2"]
        assert actions.symbol_of(kind, body.code, year, 9) == f"{begins}9"
        sets_rules(body, **{f"{kind}_symbols": f"{kind}/{{body}}/{{number}}"})
        assert actions.next_symbol(kind, body.code, year) == f"{kind}/WG.B/1"
        assert actions.symbol_of(kind, body.code, year, 9) == f"{kind}/WG.B/9"
        assert actions.next_symbol(kind, "EC", year).startswith("REC/")


def test_a_revision_without_a_file_is_none(council: Cast) -> None:
    document = filed(council)
    with pytest.raises(RuleBroken, match="needs a file in at least one language"):
        actions.issue_revision(
            document,
            "rev",
            {},
            {},
            category="body",
            reason="x",
            by=council.secretariat,
            at=timezone.now(),
        )
    assert document.revisions.count() == 1


def test_a_number_that_was_undone_is_given_again(council: Cast) -> None:
    with suppress(ZeroDivisionError), transaction.atomic():
        assert actions.next_symbol(Numbered.DECISION, "EC", 2031) == "REC/EC/2031/DEC.1"
        raise ZeroDivisionError
    assert actions.next_symbol(Numbered.DECISION, "EC", 2031) == "REC/EC/2031/DEC.1"


def test_a_rule_for_meetings_tells_bodies_apart(council: Cast) -> None:
    with pytest.raises(ValidationError, match="holds {body}") as refusal:
        BodyRules(body=council.group, meeting_symbols="M.{number}").full_clean()
    assert set(refusal.value.message_dict) == {"meeting_symbols"}
    BodyRules(body=council.group, document_symbols="M.{number}").full_clean()


@pytest.mark.parametrize(("more", "fits"), [(0, True), (1, False)])
def test_a_rule_makes_no_symbol_that_is_too_long(council: Cast, more: int, fits: bool) -> None:
    words = "R" * (LONGEST_SYMBOL - len("/WG.B/2026/99999") + more)
    rule = BodyRules(body=council.group, text_symbols=f"{words}/{{body}}/{{year}}/{{number}}")
    if fits:
        rule.full_clean()
    else:
        with pytest.raises(ValidationError, match="at most 40 signs"):
            rule.full_clean()


def test_a_revision_replaces_what_was_and_what_was_stays_readable(
    council: Cast, sign_in: SignIn
) -> None:
    document = filed(council)
    actions.assign_symbol(document, by=council.secretariat, at=timezone.now())
    revision, corrigendum = revised(council, document), revised(council, document, "corr")
    shown = Document.objects.with_files(council.head).get(pk=document.pk)
    assert [r.suffix for r in shown.current_revisions] == ["Corr.1", "Rev.1"]
    assert [r.suffix for r in shown.superseded_revisions] == [""]
    assert revision.symbol.endswith("/1/Rev.1")
    assert corrigendum.number == 1
    page = sign_in(council.head).get(document.get_absolute_url()).content.decode()
    assert page.count("/documents/files/") == 3
    old = document.revisions.get(kind="base").files.get()
    assert fetched(sign_in(council.head), f"/documents/files/{old.pk}/")[0] == 200


def test_each_revision_has_its_own_circle(council: Cast, sign_in: SignIn) -> None:
    document = filed(council, category="body")
    narrow = revised(council, document, category="restricted").files.get()
    reader = sign_in(council.observer)
    assert reader.get(f"/documents/files/{narrow.pk}/").status_code == 404
    page = reader.get(document.get_absolute_url()).content.decode()
    assert "Rev.1" not in page
    assert sign_in(council.outsider).get(document.get_absolute_url()).status_code == 404


def test_governments_only_means_governments_only(council: Cast) -> None:
    revision = filed(council, category="body").revisions.get()
    actions.change_category(
        revision,
        "restricted",
        only_kinds=["government"],
        reason="Sensitive",
        by=council.secretariat,
        at=timezone.now(),
    )
    seen = {
        role: DocumentRevision.objects.visible_to(council.people[role]).exists()
        for role in ("head", "agency_head", "society_head")
    }
    assert seen == {"head": True, "agency_head": False, "society_head": False}


def test_a_restricted_document_is_released_by_two_persons(council: Cast) -> None:
    revision = filed(council, category="restricted").revisions.get()
    at = timezone.now()
    asked = actions.change_category(
        revision, "council", reason="Agreed", by=council.secretariat, at=at
    )
    assert (asked.category, asked.pending_distribution) == ("restricted", "council")
    assert not DocumentRevision.objects.visible_to(council.outsider).exists()
    with pytest.raises(Refused, match="second person"):
        actions.confirm_distribution(revision, by=council.secretariat, at=at)
    with pytest.raises(Refused, match="releases"):
        actions.confirm_distribution(revision, by=council.head, at=at)
    actions.confirm_distribution(revision, by=council.chair, at=at)
    assert DocumentRevision.objects.visible_to(council.outsider).exists()
    with pytest.raises(RuleBroken, match="Nobody has asked"):
        actions.confirm_distribution(revision, by=council.chair, at=at)


def test_a_restricted_pdf_carries_its_reader_on_every_page(council: Cast, sign_in: SignIn) -> None:
    file = DocumentFile.objects.get(
        revision__document=filed(council, category="restricted", content=pdf(3))
    )
    answer = sign_in(council.head).get(f"/documents/files/{file.pk}/")
    pages = PdfReader(io.BytesIO(answer.content)).pages
    assert len(pages) == 3
    for page in pages:
        assert "Head" in page.extract_text()
        assert "UTC+5" in page.extract_text()
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert Entry.objects.get(action="document.opened").data["category"] == "restricted"


@pytest.mark.parametrize(("size", "rotate"), [((842, 595), 0), ((595, 842), 90), ((300, 200), 270)])
def test_the_stamp_stands_upright_on_pages_of_any_size(
    size: tuple[float, float], rotate: int
) -> None:
    out = PdfReader(
        io.BytesIO(
            stamped(io.BytesIO(pdf(1, size=size, rotate=rotate)), "REC · A reader", language="en")
        )
    )
    assert "A reader" in out.pages[0].extract_text()
    assert out.pages[0].rotation == 0


def _bundle(council: Cast, reader: object, documents: list[Document]) -> Bundle:
    def lister(user: object, _key: int) -> list[bundling.Section]:
        found = DocumentRevision.objects.visible_to(user).filter(document__in=documents)  # type: ignore[arg-type]
        return [
            bundling.Section(
                "1. Opening / first",
                list(found.select_related("document").prefetch_related("files")),
            )
        ]

    bundling.register("test", lister)  # type: ignore[arg-type]
    return actions.ask_for_bundle(
        source="test", source_id=1, title="Fourth meeting", back="/", by=reader, at=timezone.now()
    )  # type: ignore[arg-type]


def test_a_pack_that_stood_still_is_begun_anew_when_its_two_minutes_are_over(council: Cast) -> None:
    bundle = _bundle(council, council.head, [filed(council)])
    at = timezone.now()
    lease = at + timedelta(minutes=2)
    Bundle.objects.filter(pk=bundle.pk).update(
        status="building", done=7, total=7, leased_until=lease
    )
    assert not actions.build_bundle(bundle, at=lease - timedelta(seconds=1))
    seen: list[tuple[int, timedelta]] = []

    def lister(_user: object, _key: int) -> list[bundling.Section]:
        now = Bundle.objects.get(pk=bundle.pk)
        assert now.leased_until is not None
        seen.append((now.done, now.leased_until - lease))
        return []

    bundling.register("test", lister)  # type: ignore[arg-type]
    assert actions.build_bundle(bundle, at=lease)
    assert seen == [(0, timedelta(minutes=2))]


def test_the_pack_holds_what_its_reader_may_see_when_it_is_built(
    council: Cast, sign_in: SignIn
) -> None:
    documents = [
        filed(council, "Open", category="body", content=pdf(2)),
        filed(council, "Narrow", category="restricted", content=pdf(3)),
        filed(council, "Text", content=b"words", name="t.txt"),
    ]
    bundle = _bundle(council, council.head, documents)
    assert _bundle(council, council.head, documents).pk == bundle.pk  # not twice at once
    assert tasks.build_bundles() == 1
    bundle.refresh_from_db()
    assert (bundle.status, bundle.done, bundle.total) == ("ready", 3, 3)
    client = sign_in(council.head)
    archive = zipfile.ZipFile(io.BytesIO(fetched(client, f"/documents/packs/{bundle.pk}/zip/")[1]))
    assert sorted(archive.namelist()) == [
        "01 1. Opening first/Narrow (EN).pdf",
        "01 1. Opening first/Open (EN).pdf",
        "01 1. Opening first/Text (EN).txt",
    ]
    narrow = PdfReader(io.BytesIO(archive.read("01 1. Opening first/Narrow (EN).pdf")))
    assert "Head" in narrow.pages[2].extract_text()
    book = PdfReader(io.BytesIO(fetched(client, f"/documents/packs/{bundle.pk}/pdf/")[1]))
    assert len(book.pages) == 6
    contents = book.pages[0].extract_text()
    assert "Open" in contents
    assert "Text (EN).txt" in contents
    titles = [item["/Title"] for item in book.outline if not isinstance(item, list)]
    assert titles == ["Contents", "1. Opening / first"]
    assert sign_in(council.other_head).get(f"/documents/packs/{bundle.pk}/zip/").status_code == 404


def test_a_right_lost_before_the_job_runs_or_before_the_fetching_is_lost(
    council: Cast, sign_in: SignIn
) -> None:
    documents = [filed(council, "Open"), filed(council, "Narrow")]
    bundle = _bundle(council, council.observer, documents)
    narrow = documents[1].revisions.get()
    actions.change_category(
        narrow, "restricted", reason="Mistake", by=council.secretariat, at=timezone.now()
    )
    tasks.build_bundles()
    bundle.refresh_from_db()
    assert bundle.holds == [documents[0].revisions.get().pk]
    actions.change_category(
        documents[0].revisions.get(),
        "secretariat",
        reason="Mistake",
        by=council.secretariat,
        at=timezone.now(),
    )
    assert sign_in(council.observer).get(f"/documents/packs/{bundle.pk}/zip/").status_code == 409


def test_packs_are_taken_away_after_a_day(council: Cast) -> None:
    bundle = _bundle(council, council.head, [filed(council)])
    tasks.build_bundles()
    bundle.refresh_from_db()
    storage, name = bundle.archive.storage, bundle.archive.name
    assert storage.exists(name)
    assert actions.clear_bundles(at=timezone.now() + timedelta(hours=25)) == 1
    assert not storage.exists(name)


# --- The scanner --------------------------------------------------------------------------------------------------------
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@pytest.fixture(scope="module")
def clamd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real clamd with one signature of our own: no network, no download."""
    program = which("clamd") or ("/usr/sbin/clamd" if Path("/usr/sbin/clamd").exists() else None)
    if program is None:
        pytest.skip("NO CLAMAV: the scanner's tests are skipped")
    folder = tmp_path_factory.mktemp("clam")
    database = folder / "db"
    database.mkdir()
    (database / "own.ndb").write_text(f"Eicar-Test:0:*:{EICAR[:40].hex()}\n")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "clamd.conf"
    config.write_text(
        f"Foreground yes\nDatabaseDirectory {database}\nTCPSocket {port}\nTCPAddr 127.0.0.1\nStreamMaxLength 1M\n"
        f"LogFile {folder / 'log'}\nTemporaryDirectory {folder}\n"
    )
    for path in (folder, database, *folder.parents[:2]):
        path.chmod(0o755)
    process = subprocess.Popen(
        [program, "-c", str(config)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    url = f"tcp://127.0.0.1:{port}"
    for _ in range(100):
        try:
            scan(io.BytesIO(b"x"), url)
            break
        except ScannerDown:
            time.sleep(0.1)
    yield url
    process.kill()
    process.wait()


def test_nothing_leaves_quarantine_before_the_scanner_has_passed_it(
    council: Cast, sign_in: SignIn, clamd: str, settings: object
) -> None:
    settings.CLAMD_URL = clamd  # type: ignore[attr-defined]
    clean, eicar = (
        filed(council, "Clean"),
        filed(council, "Sick", content=b"words " + EICAR, name="x.txt"),
    )
    files = {d.title: DocumentFile.objects.get(revision__document=d) for d in (clean, eicar)}
    client = sign_in(council.head)
    assert client.get(f"/documents/files/{files['Clean'].pk}/").status_code == 409
    assert tasks.scan_waiting() == 2
    assert fetched(client, f"/documents/files/{files['Clean'].pk}/")[0] == 200
    assert client.get(f"/documents/files/{files['Sick'].pk}/").status_code == 409
    assert DocumentFile.objects.get(pk=files["Sick"].pk).state == "infected"
    assert Entry.objects.get(action="document.infected").data["found"].startswith("Eicar-Test")


def test_a_scanner_that_is_down_or_hangs_up_lets_nothing_through(
    council: Cast, clamd: str, settings: object
) -> None:
    settings.CLAMD_URL = "tcp://127.0.0.1:9"  # type: ignore[attr-defined]
    document = filed(council)
    file = DocumentFile.objects.get(revision__document=document)
    assert tasks.scan_waiting() == 0
    file.refresh_from_db()
    assert (file.state, file.scan_tries) == ("quarantined", 1)
    assert file.scan_note
    settings.CLAMD_URL = clamd  # type: ignore[attr-defined]
    big = filed(
        council, "Big", content=b"w" * 2_000_000, name="b.txt"
    )  # above StreamMaxLength: reset, not answered
    tasks.scan_waiting()
    states = dict(DocumentFile.objects.values_list("revision__document__title", "state"))
    assert states == {"Note": "clean", big.title: "quarantined"}


def test_a_scanner_that_breaks_off_in_the_middle_is_no_answer() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        thread = threading.Thread(target=lambda: server.accept()[0].close(), daemon=True)
        thread.start()
        with pytest.raises(ScannerDown):
            scan(io.BytesIO(b"words"), f"tcp://127.0.0.1:{server.getsockname()[1]}")
        thread.join(2)


def test_without_a_scanner_the_administration_says_so(
    council: Cast, sign_in: SignIn, settings: object
) -> None:
    settings.CLAMD_URL = ""  # type: ignore[attr-defined]
    page = sign_in(council.admin).get("/admin/documents/documentfile/").content.decode()
    assert "not scanned for viruses" in page


@pytest.mark.parametrize("role", PEOPLE)
def test_who_opened_a_document_is_for_the_secretariat_and_the_chair_of_its_body(
    council: Cast, role: str
) -> None:
    person = council.people[role]
    assert permissions.sees_readers(person, Document()) == (role == "secretariat")
    of_the_group = Document(body=council.group)
    assert permissions.sees_readers(person, of_the_group) == (role in {"secretariat", "chair"})


def test_a_document_is_not_for_kinds_of_which_the_body_has_no_member(council: Cast) -> None:
    with pytest.raises(RuleBroken, match="No member of"):
        actions.upload(
            titles={"en": "Note", "ru": "Записка"},
            category="restricted",
            only_kinds=["society"],
            body=council.committee,
            files={"en": SimpleUploadedFile("n.txt", b"words", content_type="text/plain")},
            by=council.secretariat,
            at=timezone.now(),
        )
    revision = filed(council, category="body").revisions.get()
    Document.objects.filter(pk=revision.document_id).update(body=council.committee)
    with pytest.raises(RuleBroken, match="No member of"):
        actions.change_category(
            revision,
            "restricted",
            only_kinds=["society"],
            reason="x",
            by=council.secretariat,
            at=timezone.now(),
        )
    assert DocumentRevision.objects.get(pk=revision.pk).category == "body"
