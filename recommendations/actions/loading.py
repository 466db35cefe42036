"""What is loaded from the data file: the controlled list of instruments."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from rec_portal import audit
from rec_portal.names import changes, columns

from ..models import Instrument


@transaction.atomic
def load_instrument(facts: dict[str, Any]) -> Instrument:
    """Write one instrument of the list; run again it changes only what the file has changed."""
    fields = {
        "kind": facts["kind"],
        **columns(title=facts["title"]),
        "year": facts.get("year"),
        "sources": facts["sources"],
    }
    row = Instrument.objects.filter(symbol=facts["symbol"]).first()
    if row is None:
        row = Instrument.objects.create(symbol=facts["symbol"], **fields)
        audit.log("council.loaded", row, by=None)
    elif changed := changes(row, fields):
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        audit.log("council.loaded", row, by=None, fields=list(changed))
    return row
