"""Every act on one thing, for one person, asked when a page names it."""

from __future__ import annotations

from importlib import import_module

from rec_portal.verdicts import Verdict

from ..models import Invitation, Journal, Meeting
from ..permissions import Person


class Acts:
    """`acts.move` is `availability.move(by, meeting)`: the button asks what the act will require."""

    def __init__(self, by: Person, thing: Meeting | Invitation | Journal) -> None:
        self._by, self._thing = by, thing

    def __getattr__(self, act: str) -> Verdict:
        if act.startswith("_"):
            raise AttributeError(act)
        verdict: Verdict = getattr(import_module(__package__), act)(self._by, self._thing)
        return verdict
