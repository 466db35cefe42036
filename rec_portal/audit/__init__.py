"""The audit trail: one append-only table, chained by hashes, written through `log()` alone (docs/audit.md)."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from django.db import models

    from accounts.models import User


def log(
    action: str, obj: models.Model, *, by: User | None, at: datetime | None = None, **data: object
) -> None:
    """Write one act into the trail, in the transaction of the act itself.

    `action` is «thing.verb» («round.opened»); `data` holds plain JSON values, and things or lists of them, which are kept by
    their names;
    `at` is kept beside the database's own time where the act has a time of its own. `by` is empty for what the clock did.
    """
    from django.conf import settings
    from django.db.models import Model

    from rec_portal.names import by_language

    from .models import Entry

    if at is not None:
        data["at"] = at.isoformat()
    organisation = by.organisation if by is not None else None
    names = {"organisation": by_language(organisation or ""), "object_name": by_language(obj)}
    rows = {key: value if isinstance(value, list) else [value] for key, value in data.items()}
    things = {
        key: by_language(*row)
        for key, row in rows.items()
        if row and all(isinstance(each, Model) for each in row)
    }
    data |= {key: held[settings.LANGUAGE_CODE] for key, held in things.items()}
    names |= {f"data.{key}": held for key, held in things.items()}
    if named := {key: held for key, held in names.items() if len(set(held.values())) > 1}:
        data["named"] = named  # by what each reader knows them
    Entry(
        actor=by,
        organisation=str(organisation or ""),
        action=action,
        object_type=obj._meta.label_lower,
        object_id=obj.pk,
        object_name=str(obj)[:300],
        data=data,
    ).append()
