from django.db import migrations

ORDER = """
CREATE SEQUENCE audit_order MINVALUE 4611686018427387904 START 4611686018427387904 OWNED BY audit_entry.seq
"""


class Migration(migrations.Migration):
    """Entries that are not yet chained stand behind all that are, in the order in which they were written."""

    dependencies = [("audit", "0002_append_only_and_chained")]

    operations = [migrations.RunSQL(ORDER, "DROP SEQUENCE audit_order")]
