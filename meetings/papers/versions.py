"""From one version of the agenda to the next: what came, went, moved, changed; without what the reader may not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from ..models import AgendaVersion, Meeting


@dataclass
class Compared:
    version: AgendaVersion
    rows: list[dict[str, Any]]
    changes: list[str] = field(default_factory=list)


def differences(meeting: Meeting, visible: set[int], *, closed: bool) -> list[Compared]:
    """All versions, the newest first, each with its changes against the one before.

    A row that was closed then and is gone now is shown only to those who see closed items (`closed`).
    """
    existing = set(meeting.items.values_list("pk", flat=True))
    found: list[Compared] = []
    before: dict[int, dict[str, Any]] = {}
    for version in meeting.agenda_versions.select_related("by"):
        rows = [_shown(row) for row in version.items if _open_to(row, existing, visible, closed=closed)]
        now = {row["pk"]: row for row in rows}
        found.append(Compared(version, rows, list(_changes(before, now)) if before else []))
        before = now
    return found[::-1]


def _open_to(row: dict[str, Any], existing: set[int], visible: set[int], *, closed: bool) -> bool:
    """As the item is today; one that is gone, as it was then."""
    return row["pk"] in visible if row["pk"] in existing else closed or not row["closed"]


def _shown(row: dict[str, Any]) -> dict[str, Any]:
    russian = translation.get_language() == "ru"
    return {**row, "name": (row["title_ru"] if russian else "") or row["title"]}


def _changes(before: dict[int, dict[str, Any]], now: dict[int, dict[str, Any]]) -> list[str]:
    lines = [
        _("added: %(item)s") % {"item": f"{row['number']} {row['name']}"} for key, row in now.items() if key not in before
    ]
    lines += [
        _("taken off: %(item)s") % {"item": f"{row['number']} {row['name']}"} for key, row in before.items() if key not in now
    ]
    for key, row in now.items():
        old = before.get(key)
        if old is None:
            continue
        if old["name"] != row["name"]:
            lines.append(_("renamed: «%(before)s» is now «%(after)s»") % {"before": old["name"], "after": row["name"]})
        if old["number"] != row["number"]:
            lines.append(
                _("moved: %(item)s, before %(number)s") % {"item": f"{row['number']} {row['name']}", "number": old["number"]}
            )
    return lines
