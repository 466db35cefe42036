from django.db import migrations

TABLE = """
CREATE UNLOGGED TABLE cache_fallback (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX cache_fallback_expires ON cache_fallback (expires);
"""


class Migration(migrations.Migration):
    """Where limits on attempts are counted while Redis does not answer; Django's own layout of such a table."""

    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunSQL(TABLE, "DROP TABLE cache_fallback")]
