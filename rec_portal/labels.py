"""What people read for the codes that the trail and the ledger of letters hold: each app registers its own words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ImproperlyConfigured

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class Labels:
    """Code → words, in the reader's language when they are read."""

    def __init__(self) -> None:
        self._words: dict[str, _StrPromise] = {}

    def register(self, words: Mapping[str, _StrPromise]) -> None:
        """Raises ImproperlyConfigured where another app has named one of the codes."""
        if twice := self._words.keys() & words.keys():
            raise ImproperlyConfigured(f"named by two apps: {', '.join(sorted(twice))}")
        self._words.update(words)

    def of(self, code: str) -> str:
        """The words; the code itself where an older release left one that nobody names any more."""
        return str(self._words.get(code, code))

    def __contains__(self, code: object) -> bool:
        return code in self._words


ACTS = Labels()
"""Of the audit trail: «thing.verb»."""
LETTERS = Labels()
"""Of the ledger: the kind of a letter."""
WORDS = Labels()
"""Of a reason that an act gives by itself, where people type theirs: «#split»."""


def said(words: str) -> str:
    """A reason as its reader reads it: what an act gave as a code in words, what a person typed as it was typed."""
    return WORDS.of(words) if words.startswith("#") else words
