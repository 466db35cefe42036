"""What people read for the codes that the trail and the ledger of letters hold: each app registers its own words."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from .names import in_language

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


def worded(code: str, **values: Any) -> str:
    """A reason that an act gives by itself, as it is kept: the code, and what stands in its words. A value is plain, or a
    name in every language (`names.by_language`)."""
    return f"{code} {json.dumps(values, ensure_ascii=False)}" if values else code


def said(words: str) -> str:
    """A reason as its reader reads it: what an act gave as a code in words, what a person typed as it was typed."""
    code, _blank, packed = words.partition(" ")
    if code not in WORDS:
        return words
    try:
        read = {
            name: in_language(value) if isinstance(value, dict) else value
            for name, value in json.loads(packed or "{}").items()
        }
        return WORDS.of(code) % read
    except (AttributeError, KeyError, TypeError, ValueError):
        return words  # somebody has typed what only looks like a code
