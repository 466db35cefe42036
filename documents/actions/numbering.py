"""Symbols: one maker for documents, meetings, decisions and adopted texts. What is numbered is numbered once and for life."""

from __future__ import annotations

from councils.lifecycle import Numbered
from councils.models import BodyRules

from ..models import SymbolSeries


def _stem(kind: Numbered, body: str, year: int) -> str:
    """The symbol without its number: by the rule of the body for this kind, else by the Council's usual one."""
    rules = BodyRules.objects.filter(body__code=body).first() or BodyRules()
    pattern = rules.pattern_of(kind)
    return pattern.replace("{body}", body).replace("{year}", str(year))


def symbol_of(kind: Numbered, body: str, year: int, number: int) -> str:
    """The symbol of what has its number already, as a meeting has in its series."""
    return _stem(kind, body, year).replace("{number}", str(number))


def next_symbol(kind: Numbered, body: str, year: int) -> str:
    """The next symbol of a series, within the act that gives it: undone with it, so that no number is left out.

    `body` is the code of a body; the Council's own is C.
    """
    stem = _stem(kind, body, year)
    SymbolSeries.objects.get_or_create(stem=stem)
    series = SymbolSeries.objects.select_for_update().get(stem=stem)
    series.last += 1
    series.save(update_fields=["last"])
    return stem.replace("{number}", str(series.last))
