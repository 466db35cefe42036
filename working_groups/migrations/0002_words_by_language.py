from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("working_groups", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="workinggroup",
            name="letter_ru",
            field=models.CharField(max_length=1, unique=True, verbose_name="letter in Cyrillic"),
        ),
    ]
