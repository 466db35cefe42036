"""Word files: text with real tracked insertions and deletions, so that a delegation may take them up in Word itself."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from .diff import Piece, emphasised, writable

SERIF = "Source Serif 4"


class WordFile:
    """A Word document being written; `bytes()` gives the file."""

    def __init__(
        self, title: str, *, author: str = "", at: datetime | None = None, wide: bool = False
    ) -> None:
        self.document = Document()
        self.author, self.at = author or "REC", (at or datetime.now(tz=UTC)).astimezone(UTC)
        self._changes = 0
        self.document.core_properties.title = writable(title)[:250]
        self.document.core_properties.author = self.author
        section = self.document.sections[0]
        section.page_width, section.page_height = (Cm(29.7), Cm(21)) if wide else (Cm(21), Cm(29.7))
        section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
        section.left_margin = section.right_margin = Cm(2)
        normal = self.document.styles["Normal"]
        normal.font.name, normal.font.size = SERIF, Pt(11)

    def heading(self, words: str, level: int = 1) -> None:
        self.document.add_heading(writable(words), level)

    def line(self, words: str, *, small: bool = False, bold: bool = False) -> None:
        run = self.document.add_paragraph().add_run(writable(words))
        run.bold = bold
        if small:
            run.font.size, run.font.color.rgb = Pt(9), RGBColor(0x43, 0x50, 0x5E)

    def table(self, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """A grid with a head row that is repeated on each page."""
        table = self.document.add_table(rows=1, cols=len(head))
        table.style = "Table Grid"
        for cell, words in zip(table.rows[0].cells, head, strict=True):
            cell.paragraphs[0].add_run(writable(words)).bold = True
        repeated = OxmlElement("w:tblHeader")
        table.rows[0]._tr.get_or_add_trPr().append(repeated)
        for row in rows:
            for cell, words in zip(table.add_row().cells, row, strict=True):
                cell.paragraphs[0].add_run(writable(str(words))).font.size = Pt(9)

    def pair(
        self, mark: str, columns: Sequence[tuple[str, list[Piece]]], *, bold: bool = False
    ) -> None:
        """One paragraph, its number and its languages side by side (one language: across the page)."""
        table = self.document.add_table(rows=1, cols=1 + len(columns))
        cells = table.rows[0].cells
        cells[0].width = Cm(1.4)
        cells[0].paragraphs[0].add_run(mark).bold = bold
        for cell, (language, pieces) in zip(cells[1:], columns, strict=True):
            cell.width = Cm(15.6 / len(columns))
            self.pieces(cell.paragraphs[0], pieces, language=language, bold=bold)

    def pieces(
        self, paragraph: Paragraph, pieces: list[Piece], *, language: str = "", bold: bool = False
    ) -> None:
        """Runs of words; what was added or deleted becomes w:ins and w:del with author and date."""
        for piece in pieces:
            if piece.sign == " ":
                for style, words in emphasised(piece.text):
                    run = self._run(
                        Piece(" ", words),
                        language,
                        bold=bold or style == "strong",
                        italic=style == "em",
                    )
                    paragraph._p.append(run)
                continue
            run = self._run(piece, language, bold=bold)
            change = OxmlElement("w:ins" if piece.sign == "+" else "w:del")
            self._changes += 1
            change.set(qn("w:id"), str(self._changes))
            change.set(qn("w:author"), self.author[:60])
            change.set(qn("w:date"), self.at.strftime("%Y-%m-%dT%H:%M:%SZ"))
            change.append(run)
            paragraph._p.append(change)

    def _run(self, piece: Piece, language: str, *, bold: bool, italic: bool = False) -> Any:
        run = OxmlElement("w:r")
        properties = OxmlElement("w:rPr")
        if bold:
            properties.append(OxmlElement("w:b"))
        if italic:
            properties.append(OxmlElement("w:i"))
        if language:
            marked = OxmlElement("w:lang")
            marked.set(qn("w:val"), settings.LOCALES.get(language, language))
            properties.append(marked)
        run.append(properties)
        lines = piece.text.split("\n")
        for index, words in enumerate(lines):
            if index:
                run.append(OxmlElement("w:br"))
            text = OxmlElement("w:delText" if piece.sign == "-" else "w:t")
            text.text = writable(words)
            text.set(qn("xml:space"), "preserve")
            run.append(text)
        return run

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()
