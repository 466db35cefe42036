from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0006_nothing_is_added_to_what_is_frozen"),
    ]

    operations = [
        migrations.AddField(
            model_name="sitting",
            name="chair_name_ru",
            field=models.CharField(blank=True, max_length=200, verbose_name="in the chair, in Russian"),
        ),
    ]
