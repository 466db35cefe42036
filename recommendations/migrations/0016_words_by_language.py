import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.fields.json
import modeltrans.fields
from django.db import migrations, models

import rec_portal.names

GATHER = """
    ALTER TABLE recommendations_entitlement DISABLE TRIGGER USER;
    ALTER TABLE recommendations_indicator DISABLE TRIGGER USER;
    ALTER TABLE recommendations_particulars DISABLE TRIGGER USER;
    ALTER TABLE recommendations_referencetext DISABLE TRIGGER USER;
    UPDATE recommendations_entitlement SET i18n = jsonb_build_object('name_ru', name_ru);
    UPDATE recommendations_indicator SET names = jsonb_build_object('ru', name_ru, 'en', name_en);
    UPDATE recommendations_particulars SET rationale = jsonb_build_object('ru', rationale_ru, 'en', rationale_en);
    UPDATE recommendations_referencetext SET texts = jsonb_build_object('ru', text_ru, 'en', text_en);
    ALTER TABLE recommendations_entitlement ENABLE TRIGGER USER;
    ALTER TABLE recommendations_indicator ENABLE TRIGGER USER;
    ALTER TABLE recommendations_particulars ENABLE TRIGGER USER;
    ALTER TABLE recommendations_referencetext ENABLE TRIGGER USER;
"""
SPREAD = """
    ALTER TABLE recommendations_entitlement DISABLE TRIGGER USER;
    ALTER TABLE recommendations_indicator DISABLE TRIGGER USER;
    ALTER TABLE recommendations_particulars DISABLE TRIGGER USER;
    ALTER TABLE recommendations_referencetext DISABLE TRIGGER USER;
    UPDATE recommendations_entitlement SET name_ru = coalesce(i18n ->> 'name_ru', name);
    UPDATE recommendations_indicator SET name_ru = coalesce(names ->> 'ru', ''), name_en = coalesce(names ->> 'en', '');
    UPDATE recommendations_particulars SET rationale_ru = coalesce(rationale ->> 'ru', ''), rationale_en = coalesce(rationale ->> 'en', '');
    UPDATE recommendations_referencetext SET text_ru = coalesce(texts ->> 'ru', ''), text_en = coalesce(texts ->> 'en', '');
    ALTER TABLE recommendations_entitlement ENABLE TRIGGER USER;
    ALTER TABLE recommendations_indicator ENABLE TRIGGER USER;
    ALTER TABLE recommendations_particulars ENABLE TRIGGER USER;
    ALTER TABLE recommendations_referencetext ENABLE TRIGGER USER;
"""
"""What stands in a record, or stood when a round was opened, stays as it is: the rules that it is never changed step aside for the
change of its place."""


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0015_amendments_in_any_language"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="indicator",
            name="recommendations_indicator_has_name",
        ),
        migrations.RemoveConstraint(
            model_name="referencetext",
            name="recommendations_reference_has_words",
        ),
        migrations.RemoveIndex(
            model_name="referencetext",
            name="recommendations_reference_ru",
        ),
        migrations.RemoveIndex(
            model_name="referencetext",
            name="recommendations_reference_en",
        ),
        migrations.AddField(
            model_name="entitlement",
            name="i18n",
            field=modeltrans.fields.TranslationField(
                fields=("name",), required_languages=(), virtual_fields=True
            ),
        ),
        migrations.AddField(
            model_name="indicator",
            name="names",
            field=models.JSONField(default=dict, verbose_name="name by language"),
        ),
        migrations.AddField(
            model_name="particulars",
            name="rationale",
            field=models.JSONField(blank=True, default=dict, verbose_name="rationale and evidence"),
        ),
        migrations.AddField(
            model_name="referencetext",
            name="texts",
            field=models.JSONField(default=dict, verbose_name="wording by language"),
        ),
        migrations.AlterField(
            model_name="entitlement",
            name="name_ru",
            field=models.CharField(blank=True, max_length=250),
        ),
        migrations.RunSQL(GATHER, SPREAD),
        migrations.RemoveField(
            model_name="entitlement",
            name="name_ru",
        ),
        migrations.RemoveField(
            model_name="indicator",
            name="name_en",
        ),
        migrations.RemoveField(
            model_name="indicator",
            name="name_ru",
        ),
        migrations.RemoveField(
            model_name="particulars",
            name="rationale_en",
        ),
        migrations.RemoveField(
            model_name="particulars",
            name="rationale_ru",
        ),
        migrations.RemoveField(
            model_name="referencetext",
            name="text_en",
        ),
        migrations.RemoveField(
            model_name="referencetext",
            name="text_ru",
        ),
        migrations.AlterField(
            model_name="clausetext",
            name="language",
            field=models.CharField(choices=rec_portal.names.languages, max_length=10),
        ),
        migrations.AlterField(
            model_name="comment",
            name="about",
            field=models.CharField(
                blank=True,
                choices=rec_portal.names.text_languages,
                max_length=10,
                verbose_name="wording it is about",
            ),
        ),
        migrations.AlterField(
            model_name="corrigendum",
            name="language",
            field=models.CharField(
                choices=rec_portal.names.languages, max_length=10, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="issuedcopy",
            name="language",
            field=models.CharField(choices=rec_portal.names.languages, max_length=10),
        ),
        migrations.AlterField(
            model_name="languageversion",
            name="language",
            field=models.CharField(choices=rec_portal.names.languages, max_length=10),
        ),
        migrations.AlterField(
            model_name="recommendation",
            name="original_language",
            field=models.CharField(
                choices=rec_portal.names.languages,
                default="ru",
                max_length=10,
                verbose_name="original language",
            ),
        ),
        migrations.AlterField(
            model_name="statement",
            name="language",
            field=models.CharField(
                choices=rec_portal.names.languages, max_length=10, verbose_name="language"
            ),
        ),
        migrations.AlterField(
            model_name="workingbracket",
            name="language",
            field=models.CharField(choices=rec_portal.names.languages, max_length=10),
        ),
        migrations.AddIndex(
            model_name="referencetext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    django.db.models.fields.json.KeyTextTransform("ru", "texts"), config="russian"
                ),
                name="recommendations_reference_ru",
            ),
        ),
        migrations.AddIndex(
            model_name="referencetext",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    django.db.models.fields.json.KeyTextTransform("en", "texts"), config="english"
                ),
                name="recommendations_reference_en",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Func(
                    models.F("names"),
                    output_field=models.BooleanField(),
                    template="jsonb_path_exists(%(expressions)s, '$.* ? (@ != \"\")')",
                ),
                name="recommendations_indicator_has_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="referencetext",
            constraint=models.CheckConstraint(
                condition=models.Func(
                    models.F("texts"),
                    output_field=models.BooleanField(),
                    template="jsonb_path_exists(%(expressions)s, '$.* ? (@ != \"\")')",
                ),
                name="recommendations_reference_has_words",
            ),
        ),
    ]
