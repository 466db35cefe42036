"""Silence binds whom it reached: one rule for a round and for the record of a meeting (rule 6 of consensus, docs/consensus.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from rec_portal.mail.models import DeliveryQuerySet
from rec_portal.verdicts import RuleBroken

from .models import Organisation

LEAST_REST = timedelta(hours=24)
"""What is left at least for an answer when a silence goes on after it had stopped, or after somebody was reached late."""

MOST_LATE = 5
"""So many messages of one person that come after the end of a silence are kept."""


def still_keeps(kept: int) -> None:
    """Refuse one more late message of who has sent `kept` of them already."""
    if kept >= MOST_LATE:
        raise RuleBroken(
            _("%(most)d late messages of yours are kept. Write to the secretariat.")
            % {"most": MOST_LATE}
        )


@dataclass(frozen=True)
class Silence:
    """Whose word is waited for, and the letters that call for it."""

    silent: QuerySet[Organisation]
    """Who could still break the silence: entitled, and without an answer."""
    calls: DeliveryQuerySet
    """The letters of this very silence to those who speak for an organisation, each with its organisation."""

    def unreached(self) -> list[Organisation]:
        """The silent to whom no letter was handed over.

        What still waits to be sent has reached nobody, and an organisation to which nothing was written is not reached.
        """
        reached = self.calls.sent().filter(organisation=OuterRef("pk"))
        return list(self.silent.exclude(Exists(reached)).order_by("pk"))

    def refused(self) -> list[Organisation]:
        """The silent whose every letter was refused for good."""
        own = self.calls.filter(organisation=OuterRef("pk"))
        found = self.silent.filter(Exists(own), ~Exists(own.not_refused())).order_by("pk")
        return list(found)
