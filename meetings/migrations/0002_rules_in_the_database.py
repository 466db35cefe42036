from django.db import migrations

from rec_portal.database import rules


class Migration(migrations.Migration):
    """The rules of this app that the database holds: meetings/database/*.sql."""

    dependencies = [("meetings", "0001_initial")]

    operations = [rules("meetings")]
