"""A text as a file: Word, Excel, PDF; from the same readings as the page."""

from . import matrix, verify
from .official import (
    adopted_pdf,
    annexes_of,
    certificate,
    certificate_pdf,
    document,
    statement_lines,
)
from .sheets import Sheet, clean, compilation, redline
from .word import docx, sheet_pdf

__all__ = [
    "Sheet",
    "adopted_pdf",
    "annexes_of",
    "certificate",
    "certificate_pdf",
    "clean",
    "compilation",
    "document",
    "docx",
    "matrix",
    "redline",
    "sheet_pdf",
    "statement_lines",
    "verify",
]
