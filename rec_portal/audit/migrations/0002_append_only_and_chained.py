from django.db import migrations

from rec_portal.database import BEGINNING

HEAD = """
CREATE TABLE audit_head (
    id smallint PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL,
    hash varchar(64) NOT NULL
);
ALTER TABLE audit_entry ALTER COLUMN seq SET DEFAULT 0, ALTER COLUMN at SET DEFAULT clock_timestamp(),
    ALTER COLUMN prev SET DEFAULT '', ALTER COLUMN hash SET DEFAULT '';
"""
NO_HEAD = """
DROP TABLE audit_head;
ALTER TABLE audit_entry ALTER COLUMN seq DROP DEFAULT, ALTER COLUMN at DROP DEFAULT,
    ALTER COLUMN prev DROP DEFAULT, ALTER COLUMN hash DROP DEFAULT;
"""


class Migration(migrations.Migration):
    """The trail is numbered, timed, chained and protected by the database itself; and the schema says its beginning."""

    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.RunSQL(HEAD, NO_HEAD),
        migrations.RunSQL(
            f"COMMENT ON TABLE django_migrations IS '{BEGINNING}'", migrations.RunSQL.noop
        ),
    ]
