"""When: what becomes of amendments and comments."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.lifecycles import Act, possible, transitions
from rec_portal.verdicts import Verdict


class AmendmentKind(models.TextChoices):
    REPLACE = "replace", gettext_lazy("Replace the wording")
    INSERT = "insert", gettext_lazy("Insert a paragraph after it")
    DELETE = "delete", gettext_lazy("Delete the paragraph")
    MOVE = "move", gettext_lazy("Move the paragraph")


class AmendmentStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("amendment", "Proposed")
    BRACKETED = "bracketed", gettext_lazy("In square brackets")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    DECLINED = "declined", gettext_lazy("Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")


class AmendmentAct(StrEnum):
    SPONSOR = "sponsor"
    BRACKET = "bracket"
    ACCEPT = "accept"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


A = AmendmentStatus
OPEN_AMENDMENTS = (A.PROPOSED, A.BRACKETED)
DECIDED = (A.ACCEPTED, A.DECLINED, A.WITHDRAWN)
_IS_DECIDED = gettext_lazy("This amendment has been decided already: «%(now)s».")
AMENDMENT_ACTS: dict[str, Act] = {
    AmendmentAct.SPONSOR: Act(OPEN_AMENDMENTS, otherwise=_IS_DECIDED),
    AmendmentAct.BRACKET: Act((A.PROPOSED,), (A.BRACKETED,)),
    AmendmentAct.ACCEPT: Act(OPEN_AMENDMENTS, (A.ACCEPTED,), _IS_DECIDED),
    AmendmentAct.DECLINE: Act(OPEN_AMENDMENTS, (A.DECLINED,), _IS_DECIDED),
    AmendmentAct.WITHDRAW: Act(OPEN_AMENDMENTS, (A.WITHDRAWN,), _IS_DECIDED),
}
AMENDMENT_TRANSITIONS = transitions(A, AMENDMENT_ACTS)


def may_amendment(act: AmendmentAct, now: str) -> Verdict:
    """Whether an amendment in this state admits the act."""
    return possible(A, AMENDMENT_ACTS, act, now)


class DispositionKind(models.TextChoices):
    """What was made of a comment (anchors: ISO comment templates, Codex): always with the reason where it was not taken."""

    ACCEPTED = "accepted", pgettext_lazy("comment", "Accepted")
    MODIFIED = "modified", gettext_lazy("Accepted with modification")
    NOTED = "noted", pgettext_lazy("comment", "Noted")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("comment", "Not accepted")


NEEDS_RESPONSE = (DispositionKind.MODIFIED, DispositionKind.NOT_ACCEPTED)
