"""Rule 7: no page, letter or file counts who supports: never «4 of 5», never a percentage."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from docx import Document as Word
from openpyxl import load_workbook
from pypdf import PdfReader

from meetings import actions as meetings
from rec_portal.mail.models import Delivery
from recommendations import actions, exports
from recommendations.models import ConsensusRound
from tests.cast import Cast, end
from tests.pages import tree

SignIn = Callable[[object], Client]
FIVE = ("head", "other_head", "chair", "agency_head", "society_head")
COUNTED = re.compile(
    r"\b\d+\s*(?:/|of|out of|из)\s*\d+\b(?!\.\d)|\b\d+\s*(?:%|per cent|процент)"
    r"|\b\d+\s+(?:support|object|in favour|against|положительн|поддерж|возраж|за\b|против)",
    re.IGNORECASE,
)


def test_the_pattern_finds_a_tally() -> None:
    for words in ("4 of 5 support", "4/5", "80 %", "4 из 5", "5 support", "3 возражения"):
        assert COUNTED.search(words), words
    for words in ("round 1 on Rev.2", "paragraph 3", "27 November 2024", "REC/2026/R.1"):
        assert not COUNTED.search(words), words


def pages(council: Cast, held: ConsensusRound) -> Iterator[str]:
    text = held.recommendation.get_absolute_url()
    yield from (
        text,
        f"{text}rounds/",
        f"{text}history/",
        f"{text}open/",
        "/recommendations/",
        "/desk/",
        "/recommendations/follow-up/",
    )
    if not held.is_running:
        yield f"/recommendations/rounds/{held.pk}/declare/"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("stage", ["running", "over", "declared"])
def test_no_page_counts_the_positions(
    council: Cast, sign_in: SignIn, stage: str, language: str
) -> None:
    held = council.short_round()
    for role in FIVE[:4]:
        actions.take_position(held, "supports", by=council.people[role])
    if stage != "running":
        end(held)
    if stage == "declared":
        council.declare(held, "consensus", by=council.chair)
    held = ConsensusRound.objects.with_board().get(pk=held.pk)
    for role in ("chair", "head", "secretariat"):
        client = sign_in(council.people[role])
        client.cookies["language"] = language
        for address in pages(council, held):
            answer = client.get(address)
            if answer.status_code != 200:
                assert answer.status_code in {302, 403, 404, 409}, address
                continue
            said = " ".join(tree(answer).xpath("//main")[0].text_content().split())
            found = COUNTED.search(said)
            assert found is None, (
                address,
                role,
                said[max(0, found.start() - 60) : found.end() + 60],
            )


def test_no_letter_and_no_paper_counts_them(council: Cast) -> None:
    adopted = council.adopted()
    letters = Delivery.objects.filter(letter__kind__startswith="round")
    assert letters.count() > 5
    for letter in letters:
        assert not COUNTED.search(f"{letter.subject} {letter.text}"), letter.subject
    for language in ("en", "ru"):
        with translation.override(language):
            said = str(exports.certificate(adopted))
            assert not COUNTED.search(said)


def _refuse(said: str, where: str) -> None:
    found = COUNTED.search(" ".join(said.split()))
    assert found is None, (where, found and found.group())


def _words_of(answer: Any) -> str:
    """The words of a file; of a PDF without the number at the foot of each page."""
    content, kind = io.BytesIO(answer.getvalue()), answer["Content-Type"]
    if "pdf" in kind:
        sheets = [each.extract_text() for each in PdfReader(content).pages]
        return "\n".join(
            "".join(page.rsplit(f"{at} / {len(sheets)}", 1)) for at, page in enumerate(sheets, 1)
        )
    if "sheet" in kind:
        rows = [row for sheet in load_workbook(content) for row in sheet.iter_rows()]
        return " · ".join(str(cell.value) for row in rows for cell in row if cell.value is not None)
    word = Word(content)
    cells = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in word.paragraphs), *cells])


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_screen_and_no_record_of_the_meeting_counts_them(
    council: Cast, sign_in: SignIn, language: str
) -> None:
    """In the room everybody looks at one screen: it says who objects, and not how many do not."""
    held = council.opened(kind="in_session", hours=2)
    for role in FIVE[1:]:
        actions.take_position(held, "supports", by=council.people[role])
    actions.take_position(held, "objects", by=council.head, reason="Not so.")
    assert held.agenda_item is not None
    meeting = held.agenda_item.meeting
    screens = [reverse("meetings:screen", args=[meeting.pk, each]) for each in ("chair", "room")]
    parts = [reverse("meetings:screen-part", args=[meeting.pk, each]) for each in ("chair", "room")]
    for role in (
        "chair",
        "head",
        "observer",
    ):  # the secretariat's page counts answers to the invitation
        client = sign_in(council.people[role])
        client.post("/language/", {"language": language})
        for address in (*screens, *parts, meeting.get_absolute_url(), "/desk/"):
            answer = client.get(address)
            if answer.status_code == 200:
                shown = tree(answer)
                [main] = shown.xpath("//main") or [shown]
                assert "Rev.1" in main.text_content() or address not in screens
                _refuse(main.text_content(), f"{role} {address}")
    actions.close_in_session(held, by=council.chair)
    council.declare(held, "not_adopted", by=council.chair)
    journal = meetings.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    kept = [words for entry in journal.entries.all() for words in entry.texts.values()]
    assert any("Sogdiana" in words or "Согдиана" in words for words in kept)
    for words in kept:
        _refuse(words, "record")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_no_file_counts_them(council: Cast, sign_in: SignIn, language: str) -> None:
    """What is taken out of the portal: the text in each form, the comments, the certificate and the official copy."""
    text = council.text()
    held = council.short_round(text, by=council.chair)
    for role in FIVE:
        actions.take_position(held, "supports", by=council.people[role])
    end(held)
    council.declare(held, "consensus", by=council.chair)
    text = actions.forward(council.fresh(text), by=council.chair, at=timezone.now())
    last = council.short_round(council.fresh(text), by=council.excom_chair)
    for role in ("head", "other_head", "chair"):
        actions.take_position(last, "supports", by=council.people[role])
    end(last)
    council.declare(last, "consensus", by=council.excom_chair)
    adopted = council.certified(council.fresh(text))
    client = sign_in(council.chair)
    client.post("/language/", {"language": language})
    addresses = [
        reverse("recommendations:certificate-pdf", args=[adopted.pk]),
        reverse("recommendations:pdf", args=[adopted.pk, language]),
        reverse("recommendations:matrix-export", args=[adopted.pk, "xlsx"]),
        reverse("recommendations:matrix-export", args=[adopted.pk, "docx"]),
        *(
            reverse("recommendations:export", args=[adopted.pk, view, kind])
            for view in ("clean", "redline", "compilation")
            for kind in ("docx", "pdf")
        ),
    ]
    read = 0
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said = _words_of(answer)
        read += len(said)
        _refuse(said, address)
    assert read > 2000
