from django.db import migrations


def by_their_kind(apps, schema_editor):
    """The item of earlier tasks was known by its English title."""
    items = apps.get_model("meetings", "AgendaItem")
    items.objects.filter(kind="other", title="Tasks from earlier meetings").update(kind="tasks")


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0003_tasks_are_a_kind_of_item"),
    ]

    operations = [
        migrations.RunPython(by_their_kind, migrations.RunPython.noop),
    ]
