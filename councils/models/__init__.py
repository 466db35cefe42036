"""What the Council is, and the rules that each of its bodies has set."""

from __future__ import annotations

from .bodies import Body, BodyGrant, Office, Seat
from .dates import Dated, today
from .organisations import Council, DecreedDay, Organisation, Representative, State
from .rules import BodyRules, PositionOption, RulesVersion, from_snapshot

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
