"""Recommendations: a text in revisions, what was said of it, and how the Council came to consensus on it."""

from .consensus import Annex, ConsensusRound, Entitlement, Position, Standing, Statement
from .discussion import Amendment, Comment
from .text import LANGUAGES, Clause, ClauseKind, ClauseText, LanguageVersion, Paragraph, Recommendation, Revision

__all__ = [
    "LANGUAGES", "Amendment", "Annex", "Clause", "ClauseKind", "ClauseText", "Comment", "ConsensusRound", "Entitlement",
    "LanguageVersion", "Paragraph", "Position", "Recommendation", "Revision", "Standing", "Statement",
]  # fmt: skip
