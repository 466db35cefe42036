"""When: what becomes of amendments and comments."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy


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


A = AmendmentStatus
AMENDMENT_TRANSITIONS: dict[str, frozenset[str]] = {
    A.PROPOSED: frozenset({A.BRACKETED, A.ACCEPTED, A.DECLINED, A.WITHDRAWN}),
    A.BRACKETED: frozenset({A.ACCEPTED, A.DECLINED, A.WITHDRAWN}),
    A.ACCEPTED: frozenset(),
    A.DECLINED: frozenset(),
    A.WITHDRAWN: frozenset(),
}
OPEN_AMENDMENTS = (A.PROPOSED, A.BRACKETED)
DECIDED = (A.ACCEPTED, A.DECLINED, A.WITHDRAWN)


class DispositionKind(models.TextChoices):
    """What was made of a comment (anchors: ISO comment templates, Codex): always with the reason where it was not taken."""

    ACCEPTED = "accepted", pgettext_lazy("comment", "Accepted")
    MODIFIED = "modified", gettext_lazy("Accepted with modification")
    NOTED = "noted", pgettext_lazy("comment", "Noted")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("comment", "Not accepted")


NEEDS_RESPONSE = (DispositionKind.MODIFIED, DispositionKind.NOT_ACCEPTED)
