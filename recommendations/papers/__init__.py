"""What pages and files show of a text: one source for the screen, Word, Excel and PDF."""

from . import agreed, matrix, overview, standing, verify
from .amendments import applied, attribution, conflicts
from .comparison import Change, apply, comparison, lines_of, title_changes
from .discussion import (
    Discussion,
    OpenPoints,
    Said,
    brackets_of_working_text,
    open_points,
    with_what_was_said,
)
from .lineage import story
from .official import (
    adopted_pdf,
    annexes_of,
    certificate,
    certificate_pdf,
    document,
    statement_lines,
)
from .particulars import described, lines_of_particulars, with_particulars
from .sheets import Sheet, clean, compilation, redline
from .word import docx, sheet_pdf

__all__ = [
    "Change",
    "Discussion",
    "OpenPoints",
    "Said",
    "Sheet",
    "adopted_pdf",
    "agreed",
    "annexes_of",
    "applied",
    "apply",
    "attribution",
    "brackets_of_working_text",
    "certificate",
    "certificate_pdf",
    "clean",
    "comparison",
    "compilation",
    "conflicts",
    "described",
    "document",
    "docx",
    "lines_of",
    "lines_of_particulars",
    "matrix",
    "open_points",
    "overview",
    "redline",
    "sheet_pdf",
    "standing",
    "statement_lines",
    "story",
    "title_changes",
    "verify",
    "with_particulars",
    "with_what_was_said",
]
