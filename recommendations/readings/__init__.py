"""What pages and files show of a text: one source for the screen, Word, Excel and PDF."""

from . import agreed, next_step, overview
from .amendments import applied, attribution, conflicts
from .comparison import Change, apply, comparison, corrected, lines_of, title_changes
from .discussion import (
    Discussion,
    OpenPoints,
    Said,
    brackets_of_working_text,
    open_points,
    with_what_was_said,
)
from .lineage import story
from .particulars import described, lines_of_particulars, with_particulars

__all__ = [
    "Change",
    "Discussion",
    "OpenPoints",
    "Said",
    "agreed",
    "applied",
    "apply",
    "attribution",
    "brackets_of_working_text",
    "comparison",
    "conflicts",
    "corrected",
    "described",
    "lines_of",
    "lines_of_particulars",
    "next_step",
    "open_points",
    "overview",
    "story",
    "title_changes",
    "with_particulars",
    "with_what_was_said",
]
