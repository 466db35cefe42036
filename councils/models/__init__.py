"""What the Council is, and the rules that each of its bodies has set."""

from __future__ import annotations

from .rules import BodyRules, PositionOption, RulesVersion, from_snapshot
from .standing import (
    Body,
    BodyGrant,
    Council,
    Dated,
    DecreedDay,
    Office,
    Organisation,
    Representative,
    Seat,
    State,
    today,
)

__all__ = [
    "Body",
    "BodyGrant",
    "BodyRules",
    "Council",
    "Dated",
    "DecreedDay",
    "Office",
    "Organisation",
    "PositionOption",
    "Representative",
    "RulesVersion",
    "Seat",
    "State",
    "from_snapshot",
    "today",
]
