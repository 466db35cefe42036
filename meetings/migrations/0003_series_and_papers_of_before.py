# Data: what series a meeting is of follows from its body; a paper knows its meeting.

from typing import Any

from django.db import migrations
from django.db.models import F, OuterRef, Subquery

SERIES = {"plenary": "session", "executive_committee": "committee", "working_group": "group"}


def fill(apps: Any, schema_editor: Any) -> None:
    Meeting = apps.get_model("meetings", "Meeting")
    Paper = apps.get_model("meetings", "AgendaPaper")  # noqa: N806
    Item = apps.get_model("meetings", "AgendaItem")  # noqa: N806
    for kind, series in SERIES.items():
        Meeting.objects.filter(body__kind=kind).update(series=series)
    items = Item.objects.filter(pk=OuterRef("item_id")).values("meeting_id")[:1]
    Paper.objects.filter(meeting=None).update(meeting_id=Subquery(items), circulated_at=F("circulated_at"))


class Migration(migrations.Migration):
    dependencies = [("meetings", "0002_meetings_in_full")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
