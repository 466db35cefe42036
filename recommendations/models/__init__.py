"""Recommendations: a text in revisions, what was said of it, how the Council came to consensus on it, what became of it."""

from ..lifecycle import ClauseKind
from .adoption import Adoption
from .agenda import TEXTS_ON_AGENDA, TextOnAgenda
from .brackets import WorkingBracket
from .consensus import Board, ConsensusRound, Entitlement, RoundEvent
from .declaration import Declaration
from .discussion import Amendment, Comment, CoSponsor, Disposition
from .followup import (
    AnswerGiven,
    Cycle,
    Evidence,
    FollowUp,
    Match,
    Offer,
    Question,
    Report,
    ReportItem,
    Submission,
)
from .instruments import Instrument, ReferenceText
from .particulars import Addressee, Indicator, Particulars, Reference
from .positions import ObjectionConfirmation, ObjectionWithdrawal, Position, PositionDraft
from .recommendation import Follower, Link, Recommendation
from .statements import Annex, Corrigendum, IssuedCopy, JointAuthor, Statement
from .text import (
    LANGUAGES,
    Clause,
    ClauseText,
    LanguageVersion,
    Paragraph,
    ParagraphSave,
    ParagraphTie,
    Revision,
    WorkingParagraph,
    WorkingText,
)

__all__ = [
    "LANGUAGES",
    "TEXTS_ON_AGENDA",
    "Addressee",
    "Adoption",
    "Amendment",
    "Annex",
    "AnswerGiven",
    "Board",
    "Clause",
    "ClauseKind",
    "ClauseText",
    "CoSponsor",
    "Comment",
    "ConsensusRound",
    "Corrigendum",
    "Cycle",
    "Declaration",
    "Disposition",
    "Entitlement",
    "Evidence",
    "FollowUp",
    "Follower",
    "Indicator",
    "Instrument",
    "IssuedCopy",
    "JointAuthor",
    "LanguageVersion",
    "Link",
    "Match",
    "ObjectionConfirmation",
    "ObjectionWithdrawal",
    "Offer",
    "Paragraph",
    "ParagraphSave",
    "ParagraphTie",
    "Particulars",
    "Position",
    "PositionDraft",
    "Question",
    "Recommendation",
    "Reference",
    "ReferenceText",
    "Report",
    "ReportItem",
    "Revision",
    "RoundEvent",
    "Statement",
    "Submission",
    "TextOnAgenda",
    "WorkingBracket",
    "WorkingParagraph",
    "WorkingText",
]
