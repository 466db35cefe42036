"""When: the life of a recommendation, of a consensus round and of an amendment, and what each position means.

All of it is data; docs/consensus.md is printed from these tables by `manage.py print_lifecycles`.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import RuleBroken


class Kind(models.TextChoices):
    RECOMMENDATION = "recommendation", gettext_lazy("Recommendation")
    PROPOSED_SOLUTION = "proposed_solution", gettext_lazy("Proposed solution")


class Status(models.TextChoices):
    DRAFTING = "drafting", gettext_lazy("Drafting")
    CONSULTATION = "consultation", gettext_lazy("Consultation")
    IN_ROUND = "in_round", gettext_lazy("Consensus round")
    AGREED = "agreed", gettext_lazy("Agreed by the group")
    BEFORE_EXCOM = "before_excom", gettext_lazy("Before the Executive Committee")
    ADOPTED = "adopted", gettext_lazy("Adopted")
    PUBLISHED = "published", gettext_lazy("Published")
    SUPERSEDED = "superseded", gettext_lazy("Superseded")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


S = Status
CHANGES: dict[str, frozenset[str]] = {
    S.DRAFTING: frozenset({S.CONSULTATION, S.WITHDRAWN}),
    S.CONSULTATION: frozenset({S.IN_ROUND, S.WITHDRAWN}),
    S.IN_ROUND: frozenset({S.CONSULTATION, S.AGREED, S.BEFORE_EXCOM, S.ADOPTED, S.WITHDRAWN}),
    S.AGREED: frozenset({S.BEFORE_EXCOM, S.WITHDRAWN}),
    S.BEFORE_EXCOM: frozenset({S.IN_ROUND, S.CONSULTATION, S.WITHDRAWN}),
    S.ADOPTED: frozenset({S.PUBLISHED}),
    S.PUBLISHED: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
EDITABLE = (S.DRAFTING, S.CONSULTATION)
OPEN_TO_COMMENTS = (S.DRAFTING, S.CONSULTATION, S.IN_ROUND, S.AGREED, S.BEFORE_EXCOM)
PUBLIC = (S.PUBLISHED, S.SUPERSEDED)
FINAL = (S.ADOPTED, S.PUBLISHED, S.SUPERSEDED)
STEPS = (S.DRAFTING, S.CONSULTATION, S.IN_ROUND, S.AGREED, S.BEFORE_EXCOM, S.ADOPTED, S.PUBLISHED)


class RoundStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("round", "Open")
    CLOSED = "closed", gettext_lazy("Closed, not yet declared")
    DECLARED = "declared", gettext_lazy("Declared")


ROUND_CHANGES: dict[str, frozenset[str]] = {
    RoundStatus.OPEN: frozenset({RoundStatus.CLOSED}),
    RoundStatus.CLOSED: frozenset({RoundStatus.DECLARED}),
    RoundStatus.DECLARED: frozenset(),
}


class Closing(models.TextChoices):
    EXPIRED = "expired", gettext_lazy("Silence was not broken")
    BROKEN = "broken", gettext_lazy("Silence was broken")


class Outcome(models.TextChoices):
    CONSENSUS = "consensus", gettext_lazy("Adopted by consensus")
    WITH_STATEMENTS = "with_statements", gettext_lazy("Adopted by consensus, with statements")
    NOT_ADOPTED = "not_adopted", gettext_lazy("Not adopted")
    DEFERRED = "deferred", gettext_lazy("Deferred")


ADOPTING = (Outcome.CONSENSUS, Outcome.WITH_STATEMENTS)


class PositionKind(models.TextChoices):
    SUPPORTS = "supports", gettext_lazy("Supports")
    NO_OBJECTION = "no_objection", gettext_lazy("No objection")
    WITH_STATEMENT = "with_statement", gettext_lazy("Joins, with an interpretative statement")
    WITH_RESERVATION = "with_reservation", gettext_lazy("Joins, with a reservation")
    STANDS_ASIDE = "stands_aside", gettext_lazy("Stands aside")
    RECUSED = "recused", gettext_lazy("Recused")
    AWAITING = "awaiting", gettext_lazy("Awaiting instructions")
    OBJECTS_WITH_CHANGE = "objects_with_change", gettext_lazy("Objects, with a proposed change")
    OBJECTS = "objects", gettext_lazy("Objects")


@dataclass(frozen=True)
class Meaning:
    """What a position does and asks for. `sign` is its drawing: a shape of its own, never colour alone."""

    effect: str | Promise
    sign: str
    blocks: bool = False
    needs_text: bool = False
    needs_paragraph: bool = False
    needs_change: bool = False


P = PositionKind
MEANINGS: dict[str, Meaning] = {
    P.SUPPORTS: Meaning(gettext_lazy("joins the consensus and speaks for the text"), "join"),
    P.NO_OBJECTION: Meaning(gettext_lazy("joins the consensus; silence means the same"), "join"),
    P.WITH_STATEMENT: Meaning(
        gettext_lazy("joins; the statement is annexed to the text unchanged"), "stmt", needs_text=True
    ),
    P.WITH_RESERVATION: Meaning(
        gettext_lazy("joins, but does not associate itself with the paragraph named"), "resv", needs_text=True,
        needs_paragraph=True,
    ),
    P.STANDS_ASIDE: Meaning(gettext_lazy("takes no part in this decision and does not block it"), "aside"),
    P.RECUSED: Meaning(gettext_lazy("takes no part because of a conflict of interest"), "aside"),
    P.AWAITING: Meaning(gettext_lazy("has no instructions yet; does not stop the clock"), "wait"),
    P.OBJECTS_WITH_CHANGE: Meaning(
        gettext_lazy("breaks silence; would join if the text were changed as proposed"), "obj", blocks=True,
        needs_text=True, needs_change=True,
    ),
    P.OBJECTS: Meaning(gettext_lazy("breaks silence; reasons are required"), "obj", blocks=True, needs_text=True),
}  # fmt: skip
BLOCKING = tuple(kind for kind, meaning in MEANINGS.items() if meaning.blocks)


class AmendmentStatus(models.TextChoices):
    PROPOSED = "proposed", gettext_lazy("Proposed")
    ACCEPTED = "accepted", gettext_lazy("Accepted")
    DECLINED = "declined", gettext_lazy("Not accepted")
    WITHDRAWN = "withdrawn", pgettext_lazy("amendment", "Withdrawn")


A = AmendmentStatus
AMENDMENT_CHANGES: dict[str, frozenset[str]] = {
    A.PROPOSED: frozenset({A.ACCEPTED, A.DECLINED, A.WITHDRAWN}),
    A.ACCEPTED: frozenset(),
    A.DECLINED: frozenset(),
    A.WITHDRAWN: frozenset(),
}
_LABELS: tuple[type[models.TextChoices], ...] = (Status, RoundStatus, AmendmentStatus)


def require_change(changes: dict[str, frozenset[str]], now: str, then: str) -> None:
    """Raise `RuleBroken` unless the table allows the change; says what stands now."""
    if then not in changes[now]:
        kind = next(kind for kind in _LABELS if now in kind.values and then in kind.values)
        raise RuleBroken(
            _("This stands at «%(now)s» and cannot become «%(then)s». Reload the page to see what can be done.")
            % {"now": kind(now).label, "then": kind(then).label}
        )


def require_editable(now: str) -> None:
    if now not in EDITABLE:
        raise RuleBroken(
            _("The text stands at «%(now)s» and is frozen. It can be changed again when it returns to consultation.")
            % {"now": Status(now).label}
        )


def require_open_to_comments(now: str) -> None:
    if now not in OPEN_TO_COMMENTS:
        raise RuleBroken(_("The text is no longer open to comments: it stands at «%(now)s».") % {"now": Status(now).label})
