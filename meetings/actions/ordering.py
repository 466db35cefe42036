"""The order of an agenda: main items, each followed by what lies under it."""

from __future__ import annotations

from ..lifecycle import ItemKind
from ..models import AgendaItem, Meeting

RANK = {ItemKind.OPENING.value: 0, ItemKind.ADOPTION.value: 1, ItemKind.CLOSING.value: 3}


def _rank(item: AgendaItem) -> int:
    return RANK.get(item.kind, 2)


def settle(meeting: Meeting, item: AgendaItem) -> None:
    """A new main item without a time of its own stands where its kind belongs: the opening first, then the adoption of the
    agenda, the closing last, all else between them, behind what is there."""
    if item.parent_id is not None or item.starts_at is not None:
        return
    rows = list(meeting.items.select_for_update())
    tops = [row for row in rows if row.parent_id is None and row.pk != item.pk]
    behind = max(
        (place for place, row in enumerate(tops, start=1) if _rank(row) <= _rank(item)), default=0
    )
    tops.insert(behind, item)
    write_order(rows, {None: tops})


def write_order(rows: list[AgendaItem], levels: dict[int | None, list[AgendaItem]]) -> None:
    """Number all items anew; `levels` are the levels whose order changes, by the key of the item above them."""
    children: dict[int | None, list[AgendaItem]] = {}
    for row in rows:
        children.setdefault(row.parent_id, []).append(row)
    children.update(levels)
    ordered = [each for top in children.get(None, []) for each in (top, *children.get(top.pk, []))]
    for place, row in enumerate(ordered, start=1):
        row.order = place
    AgendaItem.objects.bulk_update(ordered, ["order"])
