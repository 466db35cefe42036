import django.contrib.postgres.fields
from django.db import migrations, models

import councils.models.rules
import rec_portal.names


class Migration(migrations.Migration):
    dependencies = [
        ("councils", "0005_the_three_rows_become_one"),
    ]

    operations = [
        migrations.AlterField(
            model_name="bodyrules",
            name="required_languages",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(choices=rec_portal.names.languages, max_length=10),
                default=councils.models.rules.both_languages,
                size=None,
                verbose_name="languages that must be complete",
            ),
        ),
    ]
