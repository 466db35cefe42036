from __future__ import annotations

from typing import Any

from django.db import transaction

from councils.models import Body
from rec_portal import audit
from rec_portal.names import beside

from .models import WorkingGroup


@transaction.atomic
def load_group(facts: dict[str, Any]) -> WorkingGroup:
    """Write a group's letter and mandate from the data file; its work plan is its own."""
    body = Body.objects.get(code=facts["code"])
    group = WorkingGroup.objects.filter(body=body).first() or WorkingGroup(body=body)
    new = (
        facts["letter"]["en"],
        facts["letter"]["ru"],
        facts["mandate"]["en"],
        facts["mandate"]["ru"],
    )
    old = (group.letter, group.letter_ru, group.mandate, (group.i18n or {}).get("mandate_ru"))
    if old != new:
        group.letter, group.letter_ru, group.mandate = new[:3]
        group.i18n = beside(group.i18n, {"mandate_ru": new[3]})
        group.save()
        audit.log("working_group.loaded", group, by=None)
    return group
