"""What a position and a statement need to be whole: asked by the form beside its fields, by the action once more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from councils.lifecycle import Effect, Meaning

from ..lifecycle import NAMES_A_PARAGRAPH


def lacking(meaning: Meaning, words: Mapping[str, Any]) -> dict[str, str]:
    """{field: sentence} of what a position still lacks by the rules of its body; nothing where it is whole.

    `words` are `reason`, `proposed_change`, `paragraph` and `expected_on`; what is empty or left out is not there.
    """
    needed = {
        "reason": (
            meaning.needs_reason,
            _("This position needs words: the reason of an objection, or the statement itself."),
        ),
        "proposed_change": (
            meaning.needs_change,
            _("Write the change that would let your organisation join."),
        ),
        "paragraph": (
            meaning.needs_paragraph or meaning.needs_change,
            _("Name the paragraph that is meant."),
        ),
        "expected_on": (
            meaning.effect == Effect.AWAITING,
            _("Say by which day instructions are expected; your delegation is reminded then."),
        ),
    }
    return {
        field: sentence
        for field, (is_needed, sentence) in needed.items()
        if is_needed and not words.get(field)
    }


def lacking_of_statement(kind: str, words: Mapping[str, Any]) -> dict[str, str]:
    """The same of a statement for the record: `text` and `paragraph`."""
    missing = {}
    if not str(words.get("text", "")).strip():
        missing["text"] = _("Write the statement as it is to be annexed.")
    if kind in NAMES_A_PARAGRAPH and not words.get("paragraph"):
        missing["paragraph"] = _("Name the paragraph to which the reservation is made.")
    return missing
