from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [
        migrations.AddField(
            "user",
            "visited_before",
            models.DateTimeField(editable=False, null=True, verbose_name="visit before the present one"),
        )
    ]
