"""Rows of upper apps under agenda items: registered there, shown here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    from .agenda import AgendaItem


@dataclass(frozen=True)
class AgendaContent:
    """Rows of an upper app under agenda items. Each row says in `template` which page part draws it."""

    prefetch: Callable[
        [User | AnonymousUser], Prefetch[str]
    ]  # for a reader; read by `AgendaItem.texts_shown`
    visible: Callable[
        [User | AnonymousUser, int], Iterable[int]
    ]  # ids of those that a reader may see at one meeting
    laid: Callable[
        [int], Iterable[object]
    ]  # all of one meeting, with whatever decides who sees them
    recorded: Callable[
        [AgendaItem, str], list[str]
    ]  # what the journal says of them at an item, in a language
    in_hand: Callable[
        [AgendaItem], Iterable[str]
    ]  # what must be ended before the item is left: a sentence for each


_registered: list[AgendaContent] = []


def register_agenda_content(rows: AgendaContent) -> None:
    """Let an upper app show rows of its own under agenda items; readers who see the same share a screen."""
    _registered.append(rows)


def visible_agenda_content(user: User | AnonymousUser, meeting: int) -> list[Iterable[int]]:
    return [rows.visible(user, meeting) for rows in _registered]


def recorded_agenda_content(item: AgendaItem, language: str) -> list[str]:
    return [line for rows in _registered for line in rows.recorded(item, language)]


def in_hand_at(item: AgendaItem) -> list[str]:
    """Why the item cannot be left yet; nothing where it can."""
    return [sentence for rows in _registered for sentence in rows.in_hand(item)]


def agenda_content_rows(meeting: int) -> list[list[object]]:
    return [list(rows.laid(meeting)) for rows in _registered]
