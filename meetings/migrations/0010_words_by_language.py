import django.contrib.postgres.fields
from django.conf import settings
from django.db import migrations, models

import rec_portal.names

GATHER = """
    ALTER TABLE meetings_journalentry DISABLE TRIGGER USER;
    ALTER TABLE meetings_decision DISABLE TRIGGER USER;
    UPDATE meetings_journalentry SET texts = jsonb_build_object('ru', text_ru, 'en', text);
    UPDATE meetings_decision SET texts = jsonb_build_object('ru', text_ru, 'en', text);
    ALTER TABLE meetings_journalentry ENABLE TRIGGER USER;
    ALTER TABLE meetings_decision ENABLE TRIGGER USER;
"""
SPREAD = """
    ALTER TABLE meetings_journalentry DISABLE TRIGGER USER;
    ALTER TABLE meetings_decision DISABLE TRIGGER USER;
    UPDATE meetings_journalentry SET text_ru = coalesce(texts ->> 'ru', ''), text = coalesce(texts ->> 'en', '');
    UPDATE meetings_decision SET text_ru = coalesce(texts ->> 'ru', ''), text = coalesce(texts ->> 'en', '');
    ALTER TABLE meetings_journalentry ENABLE TRIGGER USER;
    ALTER TABLE meetings_decision ENABLE TRIGGER USER;
"""
"""What stands in a record, or stood when a round was opened, stays as it is: the rules that it is never changed step aside for the
change of its place."""


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0009_rules_are_one_row"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="decision",
            name="texts",
            field=models.JSONField(default=dict, verbose_name="text by language"),
        ),
        migrations.AddField(
            model_name="journalentry",
            name="texts",
            field=models.JSONField(default=dict, verbose_name="text by language"),
        ),
        migrations.AlterField(
            model_name="decision",
            name="text",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="decision",
            name="text_ru",
            field=models.TextField(blank=True),
        ),
        migrations.RunSQL(GATHER, SPREAD),
        migrations.RemoveField(
            model_name="decision",
            name="text",
        ),
        migrations.RemoveField(
            model_name="decision",
            name="text_ru",
        ),
        migrations.RemoveField(
            model_name="journalentry",
            name="text",
        ),
        migrations.RemoveField(
            model_name="journalentry",
            name="text_ru",
        ),
        migrations.AlterField(
            model_name="correction",
            name="language",
            field=models.CharField(
                choices=rec_portal.names.languages, max_length=10, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="delegate",
            name="language",
            field=models.CharField(
                choices=rec_portal.names.languages,
                default="ru",
                max_length=10,
                verbose_name="working language",
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="interpretation",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=rec_portal.names.languages, max_length=10),
                blank=True,
                default=list,
                size=None,
                verbose_name="interpretation",
            ),
        ),
        migrations.AlterField(
            model_name="sitting",
            name="chair_name_ru",
            field=models.CharField(
                blank=True, max_length=200, verbose_name="in the chair, in Cyrillic letters"
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Func(
                    models.F("texts"),
                    output_field=models.BooleanField(),
                    template="jsonb_path_exists(%(expressions)s, '$.* ? (@ != \"\")')",
                ),
                name="meetings_decision_has_words",
            ),
        ),
    ]
