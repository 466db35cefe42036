from __future__ import annotations

from typing import Any

from django.db import transaction

from councils.models import Body
from rec_portal import audit
from rec_portal.names import changes, columns

from .models import WorkingGroup


@transaction.atomic
def load_group(facts: dict[str, Any]) -> WorkingGroup:
    """Write a group's letter and mandate from the data file; its work plan is its own."""
    body = Body.objects.get(code=facts["code"])
    group = WorkingGroup.objects.filter(body=body).first() or WorkingGroup(body=body)
    letters = {"letter": facts["letter"]["latin"], "letter_ru": facts["letter"]["cyrillic"]}
    if changed := changes(group, letters | columns(mandate=facts["mandate"])):
        for name, value in changed.items():
            setattr(group, name, value)
        group.save()
        audit.log("working_group.loaded", group, by=None)
    return group
