"""Words of the Council: its standing, which changes by dates and not by acts, and what a body may set in its rules."""

from __future__ import annotations

from .rules import (
    ANNEXED,
    LONGEST_SYMBOL,
    MEANINGS,
    MUST_OFFER,
    SIGNS,
    SYMBOL_PATTERNS,
    CountedIn,
    Declares,
    Effect,
    Entitles,
    Meaning,
    Numbered,
    PositionKind,
    Quorum,
    quorum_of,
)
from .standing import (
    ABOVE_GROUPS,
    PRESIDES,
    SPEAKS,
    BodyKind,
    OfficeKind,
    OrganisationKind,
    Role,
    SeatKind,
)

__all__ = [
    "ABOVE_GROUPS",
    "ANNEXED",
    "LONGEST_SYMBOL",
    "MEANINGS",
    "MUST_OFFER",
    "PRESIDES",
    "SIGNS",
    "SPEAKS",
    "SYMBOL_PATTERNS",
    "BodyKind",
    "CountedIn",
    "Declares",
    "Effect",
    "Entitles",
    "Meaning",
    "Numbered",
    "OfficeKind",
    "OrganisationKind",
    "PositionKind",
    "Quorum",
    "Role",
    "SeatKind",
    "quorum_of",
]
