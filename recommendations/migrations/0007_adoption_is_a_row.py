import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def of_adopted_texts(apps, schema_editor):
    """What an adoption fixed moves from ten columns of the text to a row of its own, word for word."""
    text = apps.get_model("recommendations", "Recommendation")
    adoption = apps.get_model("recommendations", "Adoption")
    adopted = text.objects.exclude(adopted_at=None).order_by("adopted_at", "pk")
    adoption.objects.bulk_create(
        adoption(
            recommendation_id=each.pk,
            round_id=each.adopted_round_id,
            revision_id=each.adopted_revision_id,
            outcome=each.adopted_round.outcome,
            **{
                name: getattr(each, name)
                for name in (
                    "symbol",
                    "adopted_at",
                    "adopted_by_id",
                    "certified_at",
                    "certified_by_id",
                    "text_hash",
                    "snapshot",
                )
            },
        )
        for each in adopted
    )
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _by_a_person():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


def _of_one(model):
    return models.OneToOneField(
        on_delete=django.db.models.deletion.PROTECT, related_name="adoption", to=model
    )


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0006_the_step_to_the_council_is_held"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Adoption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "symbol",
                    models.CharField(max_length=40, unique=True, verbose_name="symbol"),
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
                ("adopted_at", models.DateTimeField(db_index=True, verbose_name="adopted")),
                ("certified_at", models.DateTimeField(verbose_name="certified")),
                (
                    "text_hash",
                    models.CharField(max_length=64, verbose_name="hash of the text"),
                ),
                ("snapshot", models.JSONField()),
                ("adopted_by", _by_a_person()),
                ("certified_by", _by_a_person()),
                ("recommendation", _of_one("recommendations.recommendation")),
                ("revision", _of_one("recommendations.revision")),
                ("round", _of_one("recommendations.consensusround")),
            ],
            options={"verbose_name": "adoption", "verbose_name_plural": "adoptions"},
        ),
        migrations.RunPython(of_adopted_texts, migrations.RunPython.noop),
    ]
