# An adopted record gets no entry more either.

from django.db import migrations

ADDED = """
CREATE FUNCTION meetings_entry_is_not_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_journal j WHERE j.id = NEW.journal_id AND j.status = 'frozen') THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_entry_not_added BEFORE INSERT ON meetings_journalentry
    FOR EACH ROW EXECUTE FUNCTION meetings_entry_is_not_added();
"""
REMOVED = """
DROP TRIGGER meetings_entry_not_added ON meetings_journalentry;
DROP FUNCTION meetings_entry_is_not_added();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0005_papers_still_to_come")]

    operations = [migrations.RunSQL(ADDED, REMOVED)]
