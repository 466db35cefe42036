"""When a meeting, an invitation and a delegate may change; as data, and the diagram in docs is printed from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import RuleBroken


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", gettext_lazy("Being planned")
    CONVENED = "convened", gettext_lazy("Convened")
    IN_SESSION = "in_session", gettext_lazy("In session")
    CLOSED = "closed", gettext_lazy("Closed")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


class InvitationStatus(models.TextChoices):
    PREPARED = "prepared", gettext_lazy("Prepared")
    SENT = "sent", gettext_lazy("Not answered yet")
    ACCEPTED = "accepted", gettext_lazy("Takes part")
    DECLINED = "declined", gettext_lazy("Does not take part")
    TENTATIVE = "tentative", gettext_lazy("Answer to follow")


class DelegateStatus(models.TextChoices):
    NOMINATED = "nominated", gettext_lazy("Nominated")
    CONFIRMED = "confirmed", gettext_lazy("Confirmed")
    REPLACED = "replaced", gettext_lazy("Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("delegate", "Withdrawn")


class Format(models.TextChoices):
    IN_PERSON = "in_person", gettext_lazy("In person")
    ONLINE = "online", gettext_lazy("Online")
    HYBRID = "hybrid", gettext_lazy("In person and online")


class ItemKind(models.TextChoices):
    OPENING = "opening", gettext_lazy("Opening")
    ADOPTION = "adoption", gettext_lazy("Adoption of the agenda")
    DISCUSSION = "discussion", gettext_lazy("Discussion")
    DECISION = "decision", gettext_lazy("Decision")
    BREAK = "break", gettext_lazy("Break")
    OTHER = "other", gettext_lazy("Other business")
    CLOSING = "closing", gettext_lazy("Closing")


M, A, D = MeetingStatus, InvitationStatus, DelegateStatus
ANSWERS = (A.ACCEPTED, A.TENTATIVE, A.DECLINED)
OPEN_TO_ANSWERS = (M.CONVENED, M.IN_SESSION)

MEETING_CHANGES: dict[str, frozenset[str]] = {
    M.PLANNED: frozenset({M.CONVENED, M.CANCELLED}),
    M.CONVENED: frozenset({M.IN_SESSION, M.CANCELLED}),
    M.IN_SESSION: frozenset({M.CLOSED}),
    M.CLOSED: frozenset(),
    M.CANCELLED: frozenset(),
}
INVITATION_CHANGES: dict[str, frozenset[str]] = {
    A.PREPARED: frozenset({A.SENT}),
    A.SENT: frozenset(ANSWERS),
    A.ACCEPTED: frozenset(ANSWERS),
    A.TENTATIVE: frozenset(ANSWERS),
    A.DECLINED: frozenset(ANSWERS),
}
DELEGATE_CHANGES: dict[str, frozenset[str]] = {
    D.NOMINATED: frozenset({D.CONFIRMED, D.REPLACED, D.WITHDRAWN}),
    D.CONFIRMED: frozenset({D.REPLACED, D.WITHDRAWN}),
    D.REPLACED: frozenset(),
    D.WITHDRAWN: frozenset(),
}


def require_change(changes: dict[str, frozenset[str]], now: str, then: str) -> None:
    """Raise `RuleBroken` unless the table allows the change; says what stands now."""
    if then not in changes[now]:
        kinds: tuple[type[models.TextChoices], ...] = (MeetingStatus, InvitationStatus, DelegateStatus)
        labels = {value: kind(value).label for kind in kinds for value in kind.values}
        raise RuleBroken(
            _("This stands at «%(now)s» and cannot become «%(then)s». Reload the page to see what can be done.")
            % {"now": labels[now], "then": labels[then]}
        )


def require_planned(now: str) -> None:
    if now != M.PLANNED:
        raise RuleBroken(_("The meeting has been convened: what was announced is no longer changed by a form."))


def require_open_to_answers(now: str) -> None:
    if now not in OPEN_TO_ANSWERS:
        raise RuleBroken(_("This meeting takes no answers now. Write to the secretariat."))
