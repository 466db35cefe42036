"""What the screens of a meeting show now: the item, the list of speakers, who is present, whether there is a quorum.

A screen asks every second and a half; what it gets is made once for everybody of the same audience and language, and
kept under the number that rises with every act (`Meeting.live`).
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.utils import translation

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.models import Body, Organisation

from ..lifecycle import ItemState, Quorum, SpeechState, quorum_of
from ..models import AgendaItem, Meeting, MeetingGrant, MeetingRule, Sitting, Speech

AGE = 20  # seconds after which a screen is made anew although no act was told of


@dataclass(frozen=True)
class QuorumLine:
    """One body: how many of its members are here, how many must be. Never computed from who merely answered."""

    body: Body
    present: list[Organisation]
    absent: list[Organisation]
    needed: int
    rule: str

    @property
    def is_reached(self) -> bool:
        return len(self.present) >= self.needed

    @property
    def is_set(self) -> bool:
        return self.rule != Quorum.NONE


def quorum(meeting: Meeting, present: set[int]) -> list[QuorumLine]:
    lines = []
    for body in meeting.bodies():
        members = list(body.members())
        rule = MeetingRule.of(body).quorum
        here = [each for each in members if each.pk in present]
        gone = [each for each in members if each.pk not in present]
        lines.append(QuorumLine(body, here, gone, quorum_of(rule, len(members)), rule))
    return lines


def audience(meeting: Meeting, user: User) -> str:
    """Readers of one audience see the same screen: who sees all, who sees closed items of which kind, who sees the rest."""
    if is_secretariat(user):
        return "all"
    held = MeetingGrant.objects.filter(group__user=user, permission__codename="read_closed", content_object=meeting)
    if user.organisation is not None and held.exists():
        return f"closed-{user.organisation.kind}"
    return "open"


def version(meeting: Meeting, mode: str, who: str, at: float) -> str:
    """The ETag: rises with every act, and by itself after a while."""
    language = translation.get_language() or "en"
    made = f"{meeting.pk}:{meeting.live}:{meeting.status}:{mode}:{who}:{language}:{int(at / AGE)}"
    return hashlib.sha256(made.encode()).hexdigest()[:20]


def kept(key: str, make: Callable[[], str]) -> str:
    """One rendering for everybody; a cache that is down costs time, never the answer."""
    try:
        found: str | None = cache.get(f"live:{key}")
    except Exception:  # noqa: BLE001  # whatever the cache says, the screen is made
        return make()
    if found is None:
        found = make()
        with suppress(Exception):  # made anew next time
            cache.set(f"live:{key}", found, 2 * AGE)
    return found


def now() -> float:
    return time.time()


def state(meeting: Meeting, user: User, at: datetime) -> dict[str, Any]:
    """Everything a screen shows. `meeting` was read with its agenda for this reader."""
    items = meeting.timed_items()
    current = next((item for item in items if item.state == ItemState.OPEN), None)
    current = current or next((item for item in items if item.state == ItemState.SUSPENDED), None)
    upcoming = [item for item in items if item.state == ItemState.PENDING and item.kind != "break"]
    sitting = Sitting.objects.filter(meeting=meeting, closed_at=None).first()
    presences = list(sitting.presences.filter(left_at=None).select_related("organisation")) if sitting else []
    here = {each.organisation_id for each in presences}
    return {
        "meeting": meeting, "items": items, "current": current, "next": upcoming[0] if upcoming else None, "sitting": sitting,
        "presences": presences, "quorum": quorum(meeting, here) if sitting else [], "now": at,
        **(speakers(current, at) if current else {"speaking": None, "waiting": [], "spoken": []}),
    }  # fmt: skip


def speakers(item: AgendaItem, at: datetime) -> dict[str, Any]:
    """The list of one item: who has the floor, who waits, who spoke and how long, by organisation."""
    speeches = list(
        Speech.objects.filter(item=item)
        .exclude(state=SpeechState.WITHDRAWN)
        .select_related("organisation", "delegate", "statement")
    )
    for speech in speeches:
        speech.lasted = speech.seconds(at)
        speech.left = (speech.limit_seconds or 0) - speech.lasted
    spoken: dict[str, int] = {}
    for speech in speeches:
        if speech.state == SpeechState.SPOKEN:
            name = str(speech.organisation)
            spoken[name] = spoken.get(name, 0) + speech.lasted
    return {
        "speaking": next((each for each in speeches if each.state in {SpeechState.SPEAKING}), None),
        "waiting": [each for each in speeches if each.state == SpeechState.INSCRIBED],
        "paused": [each for each in speeches if each.state == SpeechState.PAUSED],
        "done": [each for each in speeches if each.state == SpeechState.SPOKEN],
        "spoken": [(name, divmod(seconds, 60)) for name, seconds in spoken.items()],
    }  # fmt: skip
