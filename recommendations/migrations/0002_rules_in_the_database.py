from django.db import migrations

from rec_portal.database import rules


class Migration(migrations.Migration):
    """The rules of this app that the database holds: recommendations/database/*.sql."""

    dependencies = [("recommendations", "0001_initial")]

    operations = [rules("recommendations")]
