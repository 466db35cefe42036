"""What the screens of a meeting show now: the item, the list of speakers, who is present, whether there is a quorum.

A screen asks every second and a half; what it gets is made once for everybody of the same audience and language, and
kept under the number that rises with every act (`Meeting.live`).
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.cache import cache

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.lifecycle import Quorum, quorum_of
from councils.models import Body, Organisation
from documents.models import DocumentRevision
from rec_portal import clock
from rec_portal.names import reader_language

from .lifecycle import ItemAct, MeetingAct, may_meeting
from .models import (
    AgendaItem,
    Meeting,
    Presence,
    Sitting,
    Speech,
    agenda_content_rows,
    rules_of,
    visible_agenda_content,
)

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
        rule = rules_of(meeting, body).quorum
        here = [each for each in members if each.pk in present]
        gone = [each for each in members if each.pk not in present]
        lines.append(QuorumLine(body, here, gone, quorum_of(rule, len(members)), rule))
    return lines


def lacks_quorum(meeting: Meeting) -> bool:
    """A body that meets has set a quorum, and fewer of its members are present now."""
    here = Presence.objects.at(clock.now()).filter(sitting__meeting=meeting)
    keys = set(here.values_list("organisation_id", flat=True))
    return any(line.is_set and not line.is_reached for line in quorum(meeting, keys))


@dataclass(frozen=True)
class Timer:
    """Seconds allowed (None: no limit) and spent until `since`; from then on the clock runs, when it is not None."""

    allowed: int | None
    spent: int
    since: datetime | None
    at: datetime

    @property
    def total(self) -> int:
        running = (self.at - self.since) // timedelta(seconds=1) if self.since else 0
        return self.spent + max(0, running)

    @property
    def is_over(self) -> bool:
        return self.allowed is not None and self.total > self.allowed

    def __str__(self) -> str:
        """Minutes and seconds: left, or over, or without a limit spent."""
        seconds = self.total if self.allowed is None else abs(self.allowed - self.total)
        return f"{seconds // 60}:{seconds % 60:02}"


def timer_of(item: AgendaItem, at: datetime) -> Timer:
    """How long an item has been open against the minutes planned for it; its suspensions do not count."""
    spent, since = timedelta(), None
    for event in item.events.order_by("pk"):
        if event.act in {ItemAct.OPENED, ItemAct.RESUMED}:
            since = event.at
        elif since is not None:
            spent, since = spent + (event.at - since), None
    return Timer(item.lasts * 60, spent // timedelta(seconds=1), since, at)


@dataclass(frozen=True)
class Moment:
    """Which state of which meeting a screen is asked about, and when (seconds since 1970)."""

    meeting: int
    live: int
    status: str
    at: float

    @classmethod
    def of(cls, meeting: int) -> Moment | None:
        found = Meeting.objects.filter(pk=meeting).values_list("live", "status").first()
        return cls(meeting, *found, time.time()) if found else None

    def laid(self) -> str:
        """Digest of what lies before the meeting and to whom it is open, the same for every reader; made anew with every act."""

        def make() -> str:
            items = AgendaItem.objects.filter(meeting=self.meeting).values_list(
                "pk", "is_closed", "only_kinds"
            )
            papers = DocumentRevision.objects.filter(document__agenda_papers__meeting=self.meeting)
            seen = [
                list(items),
                sorted(papers.values_list("pk", "category", "only_kinds")),
                agenda_content_rows(self.meeting),
            ]
            return _digest(repr(seen))

        return cached(f"laid:{self.meeting}:{self.live}", make)

    def version(self, mode: str, audience: str) -> str:
        """The ETag: rises with every act, and by itself after a while."""
        language = reader_language()
        return _digest(
            f"{self.meeting}:{self.live}:{self.status}:{mode}:{audience}:{language}:{int(self.at / AGE)}"
        )


def _digest(words: str) -> str:
    return hashlib.sha256(words.encode()).hexdigest()[:20]


def ticket(moment: Moment, mode: str, user: User, admit: Callable[[], str]) -> str:
    """What `admit` says, asked at most once in `AGE` seconds of a reader, and at once when other things lie before the
    meeting. It raises when the reader may not look, and else names the audience. Two hundred screens do not ask the
    rights at every look; who loses a right sees what is said in the room for `AGE` seconds more at most.
    """
    turn = int((moment.at + user.pk % AGE) / AGE)  # not all of them in the same second
    return cached(
        f"ticket:{moment.meeting}:{moment.status}:{moment.laid()}:{mode}:{user.pk}:{turn}", admit
    )


def audience(meeting: Meeting, user: User) -> str:
    """Readers of one audience see the same screen: the same items, papers, texts, none of them a thing of their own."""
    if is_secretariat(user):
        return "all"
    papers = DocumentRevision.objects.visible_to(user).filter(
        document__agenda_papers__meeting=meeting
    )
    seen: list[Iterable[int]] = [
        AgendaItem.objects.visible_to(user).filter(meeting=meeting).values_list("pk", flat=True),
        papers.values_list("pk", flat=True),
        *visible_agenda_content(user, meeting.pk),
    ]
    return _digest(repr([sorted(set(ids)) for ids in seen]))


NONCE = 12  # bytes, before what is sealed


@lru_cache(maxsize=2)
def _seal(secret: str) -> AESGCM:
    return AESGCM(hashlib.sha256(f"screens:{secret}".encode()).digest())


def _kept(name: str) -> str | None:
    """What the cache holds, opened where it is sealed; nothing where it holds none, or one of another key."""
    found: str | bytes | None = cache.get(name)
    if not isinstance(found, bytes):
        return found
    try:
        opened = _seal(settings.SECRET_KEY).decrypt(found[:NONCE], found[NONCE:], None)
    except InvalidTag:
        return None
    return str(opened, "utf-8")


def _sealed(words: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + _seal(settings.SECRET_KEY).encrypt(nonce, words.encode(), None)


def cached(key: str, make: Callable[[], str], *, sealed: bool = False) -> str:
    """One making for everybody; a cache that is down costs time, never the answer. While one process makes it the others
    wait for it, a second at most.

    `sealed`: the words of a screen name what is said at a closed item, and a cache is nobody's archive. A digest needs no seal.
    """
    name = f"live:{key}"
    try:
        found = _kept(name)
        if found is None and not cache.add(f"{name}:making", 1, 2):
            for _look in range(40):
                time.sleep(0.025)
                if (found := _kept(name)) is not None:
                    break
    except Exception:  # noqa: BLE001  # whatever the cache says, the screen is made
        return make()
    if found is None:
        try:
            found = make()
            with suppress(Exception):  # made anew next time
                cache.set(name, _sealed(found) if sealed else found, 2 * AGE)
        finally:
            with suppress(Exception):
                cache.set(f"{name}:making", 0, 0)  # gone: the next who finds nothing makes it
    return found


def state(meeting: Meeting, user: User, at: datetime) -> dict[str, Any]:
    """Everything a screen shows. `meeting` was read with its agenda for this reader."""
    items = meeting.timed_items()
    current = next((item for item in items if item.is_open), None)
    current = current or next((item for item in items if item.is_suspended), None)
    upcoming = [item for item in items if item.is_pending and item.kind != "break"]
    sitting = Sitting.objects.filter(meeting=meeting, closed_at=None).first()
    presences = (
        list(sitting.presences.filter(left_at=None).select_related("organisation"))
        if sitting
        else []
    )
    here = {each.organisation_id for each in presences}
    return {
        "meeting": meeting,
        "items": items,
        "current": current,
        "next": upcoming[0] if upcoming else None,
        "sitting": sitting,
        "presences": presences,
        "quorum": quorum(meeting, here) if sitting else [],
        "now": at,
        "timer": timer_of(current, at) if current else None,
        "takes_speakers": bool(may_meeting(MeetingAct.INSCRIBE, meeting.status)),
        **(speakers(current, at) if current else {"speaking": None, "waiting": [], "spoken": []}),
    }


def speakers(item: AgendaItem, at: datetime) -> dict[str, Any]:
    """The list of one item: who has the floor, who waits, who spoke and how long, by organisation."""
    speeches = list(
        Speech.objects.filter(item=item)
        .not_withdrawn()
        .select_related("organisation", "delegate", "statement")
    )
    for speech in speeches:
        speech.timer = Timer(speech.limit_seconds, speech.spoken_seconds, speech.running_since, at)
    spoken: dict[str, int] = {}
    for speech in speeches:
        if speech.is_spoken:
            name = str(speech.organisation)
            spoken[name] = spoken.get(name, 0) + speech.seconds(at)
    return {
        "speaking": next((each for each in speeches if each.is_speaking), None),
        "waiting": [each for each in speeches if each.is_waiting],
        "paused": [each for each in speeches if each.is_paused],
        "done": [each for each in speeches if each.is_spoken],
        "spoken": [(name, divmod(seconds, 60)) for name, seconds in spoken.items()],
    }
