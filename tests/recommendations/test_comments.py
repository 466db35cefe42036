"""Comments: threads, resolved, dispositions shown to the commenter; the matrix to Excel and Word and back, through LibreOffice."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from docx import Document
from openpyxl import load_workbook

from rec_portal.mail.models import Delivery
from rec_portal.ui.sheet import UnreadableSheet, read
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.exports.matrix import to_excel, to_word
from recommendations.models import Comment, Recommendation
from tests.cast import Cast, newest
from tests.pages import filled, words

SignIn = Callable[[object], Client]
OFFICE = shutil.which("soffice")


@pytest.fixture
def text(council: Cast) -> Recommendation:
    made = council.text()
    one, two = (clause.paragraph for clause in newest(made).clauses.all()[:2])
    actions.comment(
        made, one, "=HYPERLINK(1) не формула", by=council.head, at=timezone.now(), about="ru"
    )
    actions.comment(made, two, "Which days?", by=council.observer, at=timezone.now())
    return made


@pytest.mark.parametrize("role", ["head", "chair", "rapporteur", "observer"])
def test_nobody_but_the_secretariat_speaks_for_another_organisation(
    council: Cast, text: Recommendation, role: str
) -> None:
    """And the secretariat says how it came: a comment stands under the name of the organisation."""
    paragraph = newest(text).clauses.all()[0].paragraph
    other = council.organisations["bactria"]
    said = {"organisation": other, "at": timezone.now()}
    with pytest.raises(Refused):
        actions.comment(
            text, paragraph, "We agree.", by=council.people[role], source="NV 1", **said
        )
    with pytest.raises(RuleBroken, match="how the comment reached"):
        actions.comment(text, paragraph, "We agree.", by=council.secretariat, source=" ", **said)
    made = actions.comment(
        text, paragraph, "We agree.", by=council.secretariat, source="NV 1", **said
    )
    assert (made.organisation, made.author) == (other, council.secretariat)


def test_a_thread_is_answered_and_resolved(council: Cast, text: Recommendation) -> None:
    comment = text.comments.first()
    assert comment is not None
    answer = actions.comment(
        text,
        comment.paragraph,
        "Working days.",
        parent=comment,
        by=council.rapporteur,
        at=timezone.now(),
    )
    with pytest.raises(RuleBroken, match="answer is given"):
        actions.comment(
            text, comment.paragraph, "x", parent=answer, by=council.head, at=timezone.now()
        )
    with pytest.raises(Refused):
        actions.resolve(comment, on=True, by=council.other_head, at=timezone.now())
    assert actions.resolve(comment, on=True, by=council.head, at=timezone.now()).resolved_at
    assert (
        actions.resolve(comment, on=False, by=council.rapporteur, at=timezone.now()).resolved_at
        is None
    )


def test_a_disposition_needs_its_reason_and_is_told(council: Cast, text: Recommendation) -> None:
    comment = text.comments.get(organisation=council.organisations["sogdiana"])
    draft = actions.DispositionDraft(comment, "not_accepted")
    with pytest.raises(RuleBroken, match="needs a reason"):
        actions.dispose(text, [draft], by=council.rapporteur, at=timezone.now())
    draft = actions.DispositionDraft(comment, "not_accepted", "Outside the mandate.")
    assert actions.dispose(text, [draft], by=council.rapporteur, at=timezone.now()) == 1
    assert actions.dispose(text, [draft], by=council.rapporteur, at=timezone.now()) == 0
    letter = Delivery.objects.get(letter__kind="comments_disposed")
    assert letter.person == council.head
    assert "Outside" not in letter.text


def test_the_matrix_in_excel_and_word_says_what_the_page_says(
    council: Cast, text: Recommendation, sign_in: SignIn
) -> None:
    page = sign_in(council.rapporteur).get(f"{text.get_absolute_url()}comments/").content.decode()
    with translation.override("ru"):
        book = load_workbook(io.BytesIO(to_excel(text, newest(text))))
        cells = [
            str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value
        ]
        words = [
            c.text
            for t in Document(io.BytesIO(to_word(text, newest(text)))).tables
            for r in t.rows
            for c in r.cells
        ]
    for said in ("Which days?", "не формула", "Согдиана", "Институт"):
        assert any(said in cell for cell in cells)
        assert any(said in each for each in words)
        assert said in page
    assert not [
        cell for row in book.worksheets[0].iter_rows() for cell in row if cell.data_type == "f"
    ]


def _filled(
    content: bytes, rows: list[list[Any]], disposition: tuple[int, str, str] | None = None
) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    if disposition:
        for row in sheet.iter_rows(min_row=2):
            if row[0].value == disposition[0]:
                row[5].value, row[6].value = disposition[1:]
    start = next(n for n in range(2, sheet.max_row + 2) if not sheet.cell(row=n, column=5).value)
    for offset, values in enumerate(rows):
        for column, value in enumerate(values, start=1):
            sheet.cell(row=start + offset, column=column, value=value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _through_libreoffice(content: bytes, folder: Path) -> bytes:
    """Saved once by LibreOffice, as a delegation would."""
    assert OFFICE
    source = folder / "in" / "matrix.xlsx"
    source.parent.mkdir()
    source.write_bytes(content)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [
        OFFICE,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder),
        str(source),
    ]
    subprocess.run(
        command,
        check=True,
        timeout=180,
        capture_output=True,
        env=os.environ | {"HOME": str(folder)},
    )
    return (folder / "matrix.xlsx").read_bytes()


def _send(client: Client, text: Recommendation, content: bytes) -> Any:
    file = SimpleUploadedFile("m.xlsx", content)
    return client.post(f"{text.get_absolute_url()}comments/import/", {"file": file})


@pytest.mark.slow
def test_the_matrix_comes_back_through_libreoffice(
    council: Cast, text: Recommendation, sign_in: SignIn, tmp_path: Path
) -> None:
    if OFFICE is None:
        pytest.skip("NO LIBREOFFICE: the round trip is skipped")
    comment = text.comments.get(organisation=council.organisations["sogdiana"])
    with translation.override("en"):
        content = to_excel(text, newest(text))
    rows = [
        ["", "2", "English", "Agency", "A new remark\nin two lines", "", ""],
        ["", "99", "", "", "Nowhere", "", ""],
        ["", "1", "", "Agency", "=1+1", "", ""],
    ]
    content = _filled(
        content, rows, (comment.pk, "Accepted with modification", "Days are counted.")
    )
    returned = _through_libreoffice(content, tmp_path)
    pen = sign_in(council.rapporteur)
    preview = _send(pen, text, returned)
    page = preview.content.decode()
    assert preview.status_code == 200
    assert Comment.objects.count() == 2
    assert "A new remark" in page
    packed = filled(preview)["packed"]
    assert len(words(preview, "//main//section[1]//li")) == 1
    done = pen.post(
        f"{text.get_absolute_url()}comments/import/", {"packed": packed, "confirmed": "1"}
    )
    assert done.status_code == 302
    made = Comment.objects.filter(organisation=council.organisations["agency"])
    assert sorted(made.values_list("text", flat=True))[-1] == "A new remark\nin two lines"
    assert made.filter(about="en").count() == 1
    disposition = comment.dispositions.get()
    assert (disposition.kind, disposition.response) == ("modified", "Days are counted.")


def test_a_delegation_comments_for_itself_only_and_disposes_of_nothing(
    council: Cast, text: Recommendation, sign_in: SignIn
) -> None:
    comment = text.comments.get(organisation=council.organisations["sogdiana"])
    with translation.override("ru"):
        content = to_excel(text, newest(text))
    content = _filled(
        content,
        [["", "1", "", "Бактрия", "Чужое", "", ""], ["", "П1", "", "", "Своё", "", ""]],
        (comment.pk, "Принято", ""),
    )
    preview = _send(sign_in(council.head), text, content)
    skipped, comments = (words(preview, f"//main//section[{n}]//li") for n in (1, 2))
    assert len(skipped) == 2
    assert len(comments) == 1
    assert ": Своё" in comments[0]
    assert len(words(preview, "//main//section")) == 2, "no disposition is offered"


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04broken"])
def test_what_is_no_excel_file_is_refused(
    council: Cast, text: Recommendation, sign_in: SignIn, content: bytes
) -> None:
    with pytest.raises(UnreadableSheet):
        read(content)
    assert _send(sign_in(council.head), text, content).status_code == 422
