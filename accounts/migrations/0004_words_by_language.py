from django.db import migrations, models

import rec_portal.names


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_all_sessions_can_be_ended"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="accounts_known_language",
        ),
        migrations.AlterField(
            model_name="user",
            name="language",
            field=models.CharField(
                choices=rec_portal.names.languages,
                default="ru",
                max_length=10,
                verbose_name="language",
            ),
        ),
    ]
