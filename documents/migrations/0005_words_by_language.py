from django.db import migrations, models

import rec_portal.names


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0004_rules_are_one_row"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bundle",
            name="language",
            field=models.CharField(choices=rec_portal.names.languages, max_length=10),
        ),
        migrations.AlterField(
            model_name="documentfile",
            name="language",
            field=models.CharField(
                blank=True,
                choices=rec_portal.names.languages,
                max_length=10,
                verbose_name="language",
            ),
        ),
        migrations.AlterField(
            model_name="documentrevision",
            name="original_language",
            field=models.CharField(
                blank=True,
                choices=rec_portal.names.languages,
                max_length=10,
                verbose_name="original language",
            ),
        ),
    ]
