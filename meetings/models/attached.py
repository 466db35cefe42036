"""Rows of upper apps under agenda items: registered there, shown here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Prefetch

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User

    from .planning import AgendaItem


@dataclass(frozen=True)
class Attached:
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


_attached: list[Attached] = []


def attach_to_items(rows: Attached) -> None:
    """Let an upper app show rows of its own under agenda items; readers who see the same share a screen."""
    _attached.append(rows)


def visible_of_upper_apps(user: User | AnonymousUser, meeting: int) -> list[Iterable[int]]:
    return [rows.visible(user, meeting) for rows in _attached]


def recorded_by_upper_apps(item: AgendaItem, language: str) -> list[str]:
    return [line for rows in _attached for line in rows.recorded(item, language)]


def laid_by_upper_apps(meeting: int) -> list[list[object]]:
    return [list(rows.laid(meeting)) for rows in _attached]
