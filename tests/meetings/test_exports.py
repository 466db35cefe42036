"""What leaves the portal on paper: Word and Excel open in LibreOffice, PDF is PDF/UA-1, and each says what the page says."""

from __future__ import annotations

import csv
import io
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from shutil import which

import pytest
from django.test import Client
from django.utils import timezone, translation
from pypdf import PdfReader

from meetings import actions
from meetings.exports import journal as records
from meetings.models import Journal, Meeting
from tests.cast import Cast, unguarded
from tests.meetings.test_delegations import invitation_of, named
from tests.meetings.test_record import begun, held

SignIn = Callable[[object], Client]


def recorded(council: Cast) -> Journal:
    """A meeting that was held, with people named, an agenda of three levels of kinds, a journal in both languages."""
    meeting = held(council)
    for key, by in (("sogdiana", "head"), ("agency", "agency_head")):
        invitation = invitation_of(council, meeting, key)
        with unguarded("meetings_meeting", "meeting_kept"):
            Meeting.objects.filter(pk=meeting.pk).update(status="convened")
        delegate = named(
            council,
            invitation,
            f"{key.title()} Person",
            by=by,
            role="head",
            name_ru=f"Лицо {key}",
            position="Expert",
            consents_to_listing=True,
            details={"passport": "AB 123"},
        )
        actions.change_delegate(delegate, "confirmed", by=council.secretariat, at=timezone.now())
        with unguarded("meetings_meeting", "meeting_kept"):
            Meeting.objects.filter(pk=meeting.pk).update(status="closed")
    return begun(council, Meeting.objects.get(pk=meeting.pk))


def exports(journal: Journal) -> dict[str, str]:
    """Name of the file: address."""
    of = f"/meetings/{journal.meeting_id}/"
    found = {
        "delegates.xlsx": f"{of}delegates/export.xlsx",
        "template.xlsx": f"{of}delegates/template.xlsx",
    }
    for language in ("en", "ru"):
        for kind in ("docx", "pdf"):
            found[f"participants-{language}.{kind}"] = f"{of}participants/final-{language}.{kind}"
            found[f"journal-{language}.{kind}"] = f"{journal.get_absolute_url()}{language}.{kind}"
    for form in ("annotated", "programme"):
        for which_one in ("en", "ru", "both"):
            for kind in ("docx", "pdf"):
                found[f"{form}-{which_one}.{kind}"] = f"{of}agenda/{form}-{which_one}.{kind}"
    found |= {"badges.pdf": f"{of}badges.pdf", "plates.pdf": f"{of}name-plates.pdf"}
    invitation = journal.meeting.invitations.order_by("pk")[0].pk
    return found | {
        f"letter-{lang}.pdf": f"/meetings/invitations/{invitation}/letter-{lang}.pdf"
        for lang in ("en", "ru")
    }


def fetched(client: Client, journal: Journal, folder: Path) -> list[str]:
    for name, address in exports(journal).items():
        answer = client.get(address)
        assert answer.status_code == 200, (name, answer.status_code)
        (folder / name).write_bytes(b"".join(answer) if answer.streaming else answer.content)  # type: ignore[arg-type]
    return list(exports(journal))


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("\u00ad", ""))


def lines_of(journal: Journal, council: Cast, language: str) -> list[str]:
    """What the page of the record says, line by line."""
    entries = records.visible_entries(journal, council.secretariat)
    return [
        line
        for entry in entries
        for line in entry.in_language(language).splitlines()
        if line.strip()
    ]


def expected(journal: Journal, council: Cast, name: str) -> list[str]:
    """Words of the page that the file must hold."""
    language = "en" if "-en" in name else "ru"
    if name.startswith("journal"):
        return lines_of(journal, council, language)
    if name.startswith(("annotated", "programme")):
        both = name.split("-")[1].startswith("both")
        return [w for w, lang in (("Item 1", "en"), ("Пункт 1", "ru")) if both or lang == language]
    if name.startswith("participants"):
        return (
            ["Sogdiana Person", "Agency Person"]
            if language == "en"
            else ["Лицо sogdiana", "Лицо agency"]
        )
    if name.startswith("badges"):
        return ["Sogdiana Person", "Agency Person"]
    return []


@pytest.mark.slow
def test_every_pdf_is_tagged_and_says_what_the_page_says(
    council: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    journal = recorded(council)
    for name in fetched(sign_in(council.secretariat), journal, tmp_path):
        if not name.endswith("pdf"):
            continue
        reader = PdfReader(tmp_path / name)
        root = reader.trailer["/Root"]
        assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data(), name
        assert root["/MarkInfo"]["/Marked"], name
        assert root["/Lang"], name
        text = words(" ".join(page.extract_text() for page in reader.pages))
        missing = [line for line in expected(journal, council, name) if words(line) not in text]
        assert not missing, (name, missing, text)


@pytest.mark.slow
@pytest.mark.skipif(which("soffice") is None, reason="NO LIBREOFFICE: the conversion is skipped")
def test_word_and_excel_open_in_libreoffice_and_say_what_the_page_says(
    council: Cast, sign_in: SignIn, tmp_path: Path
) -> None:
    journal = recorded(council)
    names = [
        name
        for name in fetched(sign_in(council.secretariat), journal, tmp_path)
        if not name.endswith("pdf")
    ]
    for kind, filter_name in (
        ("docx", "txt:Text (encoded):UTF8"),
        ("xlsx", "csv:Text - txt - csv (StarCalc):44,34,76"),
    ):
        given = [str(tmp_path / name) for name in names if name.endswith(kind)]
        subprocess.run(
            [
                "soffice",
                "--headless",
                f"-env:UserInstallation=file://{tmp_path}/profile",
                "--convert-to",
                filter_name,
                "--outdir",
                str(tmp_path),
                *given,
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    for name in names:
        if name.endswith("docx"):
            text = words((tmp_path / name).with_suffix(".txt").read_text())
            missing = [line for line in expected(journal, council, name) if words(line) not in text]
            assert not missing, (name, missing, text[:2000])
    rows = list(csv.reader(io.StringIO((tmp_path / "delegates.csv").read_text())))
    with translation.override("ru"):
        assert [row[0] for row in rows[:1]] == ["Организация"]
    flat = {cell for row in rows for cell in row}
    assert {"Sogdiana Person", "Лицо sogdiana", "AB 123"} <= flat
    assert (tmp_path / "template.csv").read_text().count("\n") >= 1
