"""The page before a formal act: the object as it now is, what follows, who is written to, and a stamp of what was shown.

The stamp travels with the button. When it comes back and the object is no longer as it was shown, nothing is done: the
page comes again and says what has changed in between.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core import signing

_SALT = "rec.confirm"
BUTTON, STAMP = "confirmed", "shown"
"""The names under which the press of the button and the stamp of what was shown are sent."""


@dataclass(frozen=True)
class Changed:
    """A fact that is another than the page showed."""

    label: str
    was: str
    now: str


@dataclass(frozen=True)
class Shown:
    """What a person is shown before a formal act.

    `facts` are what the object is now, each a label and its words: they make the stamp. `follows` are sentences on what the
    act does and that it cannot be undone; `told` are those who are written to.
    """

    facts: dict[str, str]
    follows: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    is_grave: bool = False
    """It cannot be taken back: what follows is set apart."""
    changes: list[Changed] = field(default_factory=list)

    @property
    def stamp(self) -> str:
        """The facts, signed: they come back with the button and nobody writes them."""
        return signing.dumps(self.facts, salt=_SALT, compress=True)

    def is_confirmed(self, posted: Mapping[str, str]) -> bool:
        """The button of this very page was pressed, and everything is as it showed. Else `changes` says what is not."""
        if BUTTON not in posted:
            return False
        try:
            was: dict[str, str] = signing.loads(posted.get(STAMP, ""), salt=_SALT)
        except signing.BadSignature:
            return False  # pressed without having been shown the page
        self.changes[:] = [
            Changed(label, was.get(label, "–"), self.facts.get(label, "–"))
            for label in dict.fromkeys((*was, *self.facts))
            if was.get(label) != self.facts.get(label)
        ]
        return not self.changes


def sent_again(posted: Any) -> list[tuple[str, str]]:
    """What was typed before the page, to travel on with its button."""
    left_out = {"csrfmiddlewaretoken", BUTTON, STAMP}
    return [
        (name, value) for name, values in posted.lists() if name not in left_out for value in values
    ]
