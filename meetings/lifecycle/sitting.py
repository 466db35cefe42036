"""What happens in the room: sittings, items, speeches, presence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import ALLOWED, Verdict, not_now


class ItemState(models.TextChoices):
    PENDING = "pending", pgettext_lazy("agenda item", "Not yet opened")
    OPEN = "open", pgettext_lazy("agenda item", "Open")
    SUSPENDED = "suspended", pgettext_lazy("agenda item", "Suspended")
    CLOSED = "closed", pgettext_lazy("agenda item", "Closed")


class ItemAct(models.TextChoices):
    OPENED = "opened", pgettext_lazy("agenda item", "opened")
    SUSPENDED = "suspended", pgettext_lazy("agenda item", "suspended")
    RESUMED = "resumed", pgettext_lazy("agenda item", "resumed")
    CLOSED = "closed", pgettext_lazy("agenda item", "closed")


ITEM_ACTS: dict[str, tuple[frozenset[str], str]] = {
    ItemAct.OPENED: (frozenset({ItemState.PENDING, ItemState.CLOSED}), ItemState.OPEN),
    ItemAct.SUSPENDED: (frozenset({ItemState.OPEN}), ItemState.SUSPENDED),
    ItemAct.RESUMED: (frozenset({ItemState.SUSPENDED}), ItemState.OPEN),
    ItemAct.CLOSED: (frozenset({ItemState.OPEN, ItemState.SUSPENDED}), ItemState.CLOSED),
}


def item_takes(act: str, now: str) -> Verdict:
    """Whether the act fits the state of the item."""
    fits, _then = ITEM_ACTS[act]
    if now in fits:
        return ALLOWED
    return not_now(
        _("This item stands at «%(now)s». Reload the page to see what can be done.")
        % {"now": ItemState(now).label}
    )


def item_after(act: str) -> str:
    """The state of an item after an act that fits."""
    return ITEM_ACTS[act][1]


class SpeechKind(models.TextChoices):
    STATEMENT = "statement", pgettext_lazy("in the room", "Statement")
    REPLY = "reply", gettext_lazy("Right of reply")
    POINT_OF_ORDER = "order", gettext_lazy("Point of order")


class SpeechState(models.TextChoices):
    INSCRIBED = "inscribed", gettext_lazy("On the list")
    SPEAKING = "speaking", gettext_lazy("Has the floor")
    PAUSED = "paused", pgettext_lazy("speech", "Interrupted")
    SPOKEN = "spoken", gettext_lazy("Has spoken")
    WITHDRAWN = "withdrawn", pgettext_lazy("speech", "Taken off the list")


S = SpeechState
SPEECH_TRANSITIONS: dict[str, frozenset[str]] = {
    S.INSCRIBED: frozenset({S.SPEAKING, S.WITHDRAWN}),
    S.SPEAKING: frozenset({S.PAUSED, S.SPOKEN}),
    S.PAUSED: frozenset({S.SPEAKING, S.SPOKEN}),
    S.SPOKEN: frozenset(),
    S.WITHDRAWN: frozenset(),
}


def speech_becomes(then: str, now: str) -> Verdict:
    """Whether a place on the list of speakers may go from one state to the other."""
    if then in SPEECH_TRANSITIONS[now]:
        return ALLOWED
    return not_now(_("The list of speakers has moved on. Reload the page to see what can be done."))


class PresenceMeans(models.TextChoices):
    CHECK_IN = "check_in", gettext_lazy("Checked in at the door")
    ROLL_CALL = "roll_call", gettext_lazy("Roll-call")
    REMOTE = "remote", gettext_lazy("Takes part online")
