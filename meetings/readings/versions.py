"""From one version of the agenda to the next: what came, went, moved, changed; without what the reader may not see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.models import AnonymousUser
from django.utils.formats import time_format
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal.names import in_columns, in_language

from ..lifecycle import ItemKind
from ..models import AgendaItem, AgendaVersion, Meeting


@dataclass
class Compared:
    version: AgendaVersion
    rows: list[dict[str, Any]]
    changes: list[str] = field(default_factory=list)


def differences(
    meeting: Meeting, user: User | AnonymousUser, *, reads: Callable[[list[str]], bool]
) -> list[Compared]:
    """All versions, the newest first, each with its changes against the one before, as the items are today.

    A row that is gone and was closed in any version is for those whom that closed item would be open to:
    `reads` says so of an item closed to all but these kinds of organisation.
    """
    items = AgendaItem.objects.filter(meeting=meeting)
    existing = set(items.values_list("pk", flat=True))
    visible = set(items.visible_to(user).values_list("pk", flat=True))
    versions = list(meeting.agenda_versions.select_related("by"))
    closed: dict[int, list[list[str]]] = {}
    for version in versions:
        for row in version.items:
            if row["closed"] and row["pk"] not in existing:
                closed.setdefault(row["pk"], []).append(row["only_kinds"])
    hidden = {key for key, kinds in closed.items() if not all(map(reads, kinds))}
    found: list[Compared] = []
    before: dict[int, dict[str, Any]] = {}
    for version in versions:
        rows = [
            _shown(row)
            for row in version.items
            if row["pk"] in visible or row["pk"] not in existing | hidden
        ]
        now = {row["pk"]: row for row in rows}
        found.append(
            Compared(
                version, rows, list(_changes(before, now, meeting.time_zone)) if before else []
            )
        )
        before = now
    return found[::-1]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "name": in_language(in_columns("title", row))}


def _changes(
    before: dict[int, dict[str, Any]], now: dict[int, dict[str, Any]], zone: str
) -> list[str]:
    lines = [
        _("added: %(item)s") % {"item": f"{row['number']} {row['name']}"}
        for key, row in now.items()
        if key not in before
    ]
    lines += [
        _("taken off: %(item)s") % {"item": f"{row['number']} {row['name']}"}
        for key, row in before.items()
        if key not in now
    ]
    for key, row in now.items():
        old = before.get(key)
        if old is None:
            continue
        if old["name"] != row["name"]:
            lines.append(
                _("renamed: «%(before)s» is now «%(after)s»")
                % {"before": old["name"], "after": row["name"]}
            )
        if old["number"] != row["number"]:
            lines.append(
                _("moved: %(item)s, before %(number)s")
                % {"item": f"{row['number']} {row['name']}", "number": old["number"]}
            )
        if (old["begins"], old["minutes"]) != (row["begins"], row["minutes"]):
            times = {
                "item": f"{row['number']} {row['name']}",
                "before": _time(old, zone),
                "after": _time(row, zone),
            }
            lines.append(_("another time: %(item)s, before %(before)s, now %(after)s") % times)
        if old["kind"] != row["kind"] and row["kind"] != ItemKind.TASKS:  # that came up by itself
            kinds = {"item": f"{row['number']} {row['name']}", "kind": ItemKind(row["kind"]).label}
            lines.append(_("another kind: %(item)s is now «%(kind)s»") % kinds)
    return lines


def _time(row: dict[str, Any], zone: str) -> str:
    begins = datetime.fromisoformat(row["begins"]).astimezone(ZoneInfo(zone))
    return f"{time_format(begins)}–{time_format(begins + timedelta(minutes=row['minutes']))}"
