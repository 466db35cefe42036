"""What the Council is: bodies, organisations, who speaks for whom, who sits where, who holds which office."""

from __future__ import annotations

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
    "Council",
    "Dated",
    "DecreedDay",
    "Office",
    "Organisation",
    "Representative",
    "Seat",
    "State",
    "today",
]
