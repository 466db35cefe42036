import re

from django.db import migrations


def series_of_adopted_texts(apps, schema_editor):
    """The numbers of adopted texts were found by looking at all symbols; from now on a series keeps the last one."""
    series = apps.get_model("documents", "SymbolSeries")
    last = {}
    texts = apps.get_model("recommendations", "Recommendation").objects.exclude(symbol=None)
    for symbol in texts.values_list("symbol", flat=True):
        found = re.fullmatch(r"REC/(\d{4})/R\.(\d+)", symbol)
        if found:
            last[found[1]] = max(last.get(found[1], 0), int(found[2]))
    for year, number in last.items():
        series.objects.update_or_create(stem=f"REC/{year}/R.{{number}}", defaults={"last": number})


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_symbols_by_one_maker"),
        ("recommendations", "0003_recorded_objections_wait_for_their_confirmation"),
    ]

    operations = [
        migrations.RunPython(series_of_adopted_texts, migrations.RunPython.noop),
    ]
