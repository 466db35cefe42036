"""The real Council, from a data file: what spans several apps is put together here, each row by its own app's action."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from councils import actions as councils
from councils.models import Body, Organisation
from meetings import actions as meetings
from rec_portal.names import columns
from recommendations import actions as recommendations
from working_groups import actions as working_groups

HERE = ZoneInfo(settings.TIME_ZONE)
"""The Council's own city."""


@transaction.atomic
def load_council(facts: dict[str, Any]) -> dict[str, int]:
    """Write the public facts about the Council and its past meetings. Run again it changes only what the file changed."""
    counts = councils.load_council(facts)
    for group in facts["groups"]:
        working_groups.load_group(group)
    for meeting in facts["meetings"]:
        _load_meeting(meeting)
    for instrument in facts["instruments"]:
        recommendations.load_instrument(instrument)
    return {**counts, "groups": len(facts["groups"]), "meetings": len(facts["meetings"])}


def _load_meeting(facts: dict[str, Any]) -> None:
    day = date.fromisoformat(facts["day"])
    texts = ("title", "place", "purpose", "expected")
    values: dict[str, Any] = {
        "starts_at": datetime.combine(day, time(0), HERE),
        "ends_at": datetime.combine(day, time(0), HERE) + timedelta(hours=23, minutes=59),
        "exact_time_known": False,
        "sources": facts["sources"],
        **columns(**{name: facts[name] for name in texts}),
    }
    organisers = list(Organisation.objects.filter(name__in=facts["organisers"]))
    meetings.load_past_meeting(
        Body.objects.get(code=facts["body"]), facts["number"], values, organisers
    )
