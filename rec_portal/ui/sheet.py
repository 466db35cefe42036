"""Excel files: no formula ever leaves or enters."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from .diff import writable

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
MAX_ROWS, MAX_COLUMNS, MAX_BYTES, MAX_INFLATED = 5000, 20, 5 * 1024 * 1024, 60 * 1024 * 1024


class UnreadableSheet(ValueError):
    """Not an Excel file that the portal reads."""


def safe(value: object) -> object:
    """A cell that begins like a formula is written as words (OWASP: CSV injection)."""
    if isinstance(value, str):
        value = writable(value)
        return f"'{value}" if value.startswith(_FORMULA) else value
    return value


def unsafe(value: object) -> str:
    """What was typed in a cell, as words; the guard that `safe` puts before a formula is taken off."""
    if value is None:
        return ""
    if isinstance(value, datetime | date):
        return value.isoformat()
    words = str(value)
    return words[1:] if words.startswith("'") and words[1:].startswith(_FORMULA) else words


@dataclass(frozen=True)
class Column:
    title: str
    width: int = 20


class Book:
    """An Excel file being written; `bytes()` gives the file."""

    def __init__(self) -> None:
        self.workbook = Workbook()
        self._fresh = True

    def sheet(
        self, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Any]]
    ) -> Worksheet:
        """One sheet with a head row that stays in view."""
        sheet = self.workbook.active if self._fresh else self.workbook.create_sheet()
        self._fresh = False
        assert isinstance(sheet, Worksheet)  # noqa: S101  # neither a chart nor write-only
        sheet.title = "".join(sign for sign in title if sign not in r"[]:*?/\ "[:-1])[:31]
        sheet.append([safe(column.title) for column in columns])
        for number, column in enumerate(columns, start=1):
            cell = sheet.cell(row=1, column=number)
            cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="E8EEF8")
            sheet.column_dimensions[get_column_letter(number)].width = column.width
        for row in rows:
            sheet.append([safe(value) for value in row])
        for line in sheet.iter_rows(min_row=1, max_row=sheet.max_row):
            for cell in line:
                cell.alignment = Alignment(wrap_text=True, vertical="top")
                if cell.data_type == "f":
                    cell.data_type = "s"
        sheet.freeze_panes = "A2"
        return sheet

    def bytes(self) -> bytes:
        stream = io.BytesIO()
        self.workbook.save(stream)
        return stream.getvalue()


def read(content: bytes) -> list[tuple[int, list[str]]]:
    """The first sheet as (number of the row as Excel shows it, cells as words). Formulas are read as their text, never run."""
    if len(content) > MAX_BYTES:
        raise UnreadableSheet("too large")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if (
                sum(entry.file_size for entry in archive.infolist()) > MAX_INFLATED
                or len(archive.infolist()) > 1000
            ):
                raise UnreadableSheet("too large")
        return _rows(content)
    except UnreadableSheet:
        raise
    except Exception as failure:  # a stranger's file: whatever is wrong with it, it is not one that the portal reads
        raise UnreadableSheet("not an Excel file") from failure


def _rows(content: bytes) -> list[tuple[int, list[str]]]:
    workbook = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
    rows: list[tuple[int, list[str]]] = []
    for number, line in enumerate(
        workbook.worksheets[0].iter_rows(values_only=True, max_col=MAX_COLUMNS), start=1
    ):
        if number > MAX_ROWS:
            raise UnreadableSheet("too many rows")
        cells = [unsafe(value).strip() for value in line]
        if any(cells):
            rows.append((number, cells))
    workbook.close()
    return rows


def marked(content: bytes, wrong: Mapping[str, str]) -> bytes:
    """The same file with each wrong cell («C7») coloured and the reason as its comment; formulas become words."""
    workbook = load_workbook(io.BytesIO(content))
    sheet = workbook.worksheets[0]
    for place, words in wrong.items():
        cell = sheet[place]
        cell.fill, cell.comment = PatternFill("solid", fgColor="F9D6DA"), Comment(words, "REC")
    for line in sheet.iter_rows():
        for cell in line:
            if cell.data_type == "f":
                cell.value, cell.data_type = f"'{cell.value}", "s"
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()
