import django.db.models.deletion
from django.db import migrations, models


def lay_what_was_forwarded(apps, schema_editor):
    """Which body a text lies before was told by its kind alone; the Executive Committee was the only one."""
    text = apps.get_model("recommendations", "Recommendation")
    body = apps.get_model("councils", "Body")
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        # What is adopted is never changed: `migrate` puts the rules in again when it has ended.
        cursor.execute("DROP TRIGGER IF EXISTS adopted_kept ON recommendations_recommendation")
    committee = body.objects.filter(kind="executive_committee").first()
    if committee is None:
        return
    of_the_group = ["proposed", "not_admitted", "drafting", "consultation", "agreed"]
    text.objects.filter(status="before_excom", laid_at=None).update(laid_at=models.F("created_at"))
    text.objects.filter(status__in=of_the_group).update(laid_at=None)
    # Silence broken in the Committee left the time behind; a round that the group has put since is the group's.
    for each in text.objects.filter(status="in_round").exclude(laid_at=None):
        last = each.rounds.exclude(kind="consultation").order_by("-number").first()
        if last is not None and last.body_id != committee.pk:
            text.objects.filter(pk=each.pk).update(laid_at=None)
    text.objects.exclude(laid_at=None).update(laid_before=committee)


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0001_initial"),
        ("recommendations", "0004_symbols_by_one_maker"),
    ]

    operations = [
        migrations.AddField(
            model_name="procedure",
            name="council_decides",
            field=models.BooleanField(
                default=False,
                help_text="For the Executive Committee: what it agrees on is laid before the Council, which decides in a round of its own.",
                verbose_name="its texts go on to the Council",
            ),
        ),
        migrations.RenameField("recommendation", "forwarded_at", "laid_at"),
        migrations.AlterField(
            model_name="recommendation",
            name="laid_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="laid before it"),
        ),
        migrations.AddField(
            model_name="recommendation",
            name="laid_before",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="councils.body",
                verbose_name="laid before",
            ),
        ),
        migrations.RunPython(lay_what_was_forwarded, migrations.RunPython.noop),
    ]
