from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("councils", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="representative",
            name="is_focal_point",
            field=models.BooleanField(
                default=False,
                help_text="Answers for the addressee, validates and submits its reports.",
                verbose_name="national focal point for follow-up",
            ),
        ),
    ]
