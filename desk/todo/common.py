"""One thing a person has to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class ActionItem:
    """Verb first; one link that leads to where it is done."""

    what: str
    about: str
    link: str
    button: str
    due: datetime | None = None
    zone: str = ""
