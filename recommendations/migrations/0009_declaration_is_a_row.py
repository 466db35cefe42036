import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of_declared_rounds(apps, schema_editor):
    """What the chair declared moves from four columns of the round to a row of its own, word for word."""
    declaration = apps.get_model("recommendations", "Declaration")
    rounds = apps.get_model("recommendations", "ConsensusRound").objects.filter(status="declared")
    declaration.objects.bulk_create(
        declaration(
            round_id=each.pk,
            outcome=each.outcome,
            by_id=each.declared_by_id,
            at=each.declared_at,
            statement=each.statement,
        )
        for each in rounds.order_by("declared_at", "pk")
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0008_what_an_adoption_fixes_leaves_the_text"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Declaration",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("consensus", "Adopted by consensus"),
                            ("with_statements", "Adopted by consensus, with statements"),
                            ("not_adopted", "Not adopted"),
                            ("deferred", "Deferred"),
                            ("returned", "Returned to the working group"),
                        ],
                        max_length=15,
                        verbose_name="outcome",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="declared")),
                (
                    "statement",
                    models.JSONField(default=dict, verbose_name="the chair's consensus statement"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "round",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="declaration",
                        to="recommendations.consensusround",
                    ),
                ),
            ],
            options={"verbose_name": "declaration", "verbose_name_plural": "declarations"},
        ),
        migrations.RunPython(of_declared_rounds, migrations.RunPython.noop),
    ]
