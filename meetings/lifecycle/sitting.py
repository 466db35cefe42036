"""What happens in the room: sittings, items, speeches, presence."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import RuleBroken


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


def item_after(act: str, now: str) -> str:
    """The state of an item after an act; raises `RuleBroken` when the act does not fit."""
    fits, then = ITEM_ACTS[act]
    if now not in fits:
        raise RuleBroken(
            _("This item stands at «%(now)s». Reload the page to see what can be done.")
            % {"now": ItemState(now).label}
        )
    return then


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


def require_speech_change(now: str, then: str) -> None:
    if then not in SPEECH_TRANSITIONS[now]:
        raise RuleBroken(
            _("The list of speakers has moved on. Reload the page to see what can be done.")
        )


class PresenceMeans(models.TextChoices):
    CHECK_IN = "check_in", gettext_lazy("Checked in at the door")
    ROLL_CALL = "roll_call", gettext_lazy("Roll-call")
    REMOTE = "remote", gettext_lazy("Takes part online")
