from django.db import migrations, models

GATHER = """
    ALTER TABLE recommendations_amendment DISABLE TRIGGER USER;
    UPDATE recommendations_amendment SET texts = jsonb_strip_nulls(
        jsonb_build_object('ru', nullif(text_ru, ''), 'en', nullif(text_en, '')));
    ALTER TABLE recommendations_amendment ENABLE TRIGGER USER;
"""
SPREAD = """
    ALTER TABLE recommendations_amendment DISABLE TRIGGER USER;
    UPDATE recommendations_amendment SET text_ru = coalesce(texts ->> 'ru', ''), text_en = coalesce(texts ->> 'en', '');
    ALTER TABLE recommendations_amendment ENABLE TRIGGER USER;
"""
"""What was proposed stays as it was proposed; the rule that it is never changed steps aside for the change of its place."""


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0014_rules_are_one_row"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="amendment",
            name="recommendations_amendment_has_words",
        ),
        migrations.AddField(
            model_name="amendment",
            name="texts",
            field=models.JSONField(blank=True, default=dict, verbose_name="proposed wordings"),
        ),
        migrations.RunSQL(GATHER, SPREAD),
        migrations.RemoveField(
            model_name="amendment",
            name="text_en",
        ),
        migrations.RemoveField(
            model_name="amendment",
            name="text_ru",
        ),
        migrations.AddConstraint(
            model_name="amendment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ("delete", "move")),
                    models.Func(
                        models.F("texts"),
                        output_field=models.BooleanField(),
                        template="jsonb_path_exists(%(expressions)s, '$.* ? (@ != \"\")')",
                    ),
                    _connector="OR",
                ),
                name="recommendations_amendment_has_words",
            ),
        ),
    ]
