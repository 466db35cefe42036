"""The least hours of silence stand in the body's procedure (recommendations), with everything else that rules a round."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("councils", "0002_focal_points"), ("recommendations", "0004_what_stood_before")]
    operations = [
        migrations.RemoveConstraint(model_name="body", name="councils_some_silence"),
        migrations.RemoveField(model_name="body", name="minimum_silence_hours"),
    ]
