# Contract, and what no hand changes any more: a frozen record, its versions, a decision.

import django.db.models.deletion
from django.db import migrations, models

FROZEN = """
CREATE FUNCTION meetings_frozen_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'frozen' THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_journal_frozen BEFORE UPDATE OR DELETE ON meetings_journal
    FOR EACH ROW EXECUTE FUNCTION meetings_frozen_stands();
CREATE FUNCTION meetings_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_journal j WHERE j.id = OLD.journal_id AND j.status = 'frozen') THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER meetings_entry_frozen BEFORE UPDATE OR DELETE ON meetings_journalentry
    FOR EACH ROW EXECUTE FUNCTION meetings_entry_stands();
CREATE FUNCTION meetings_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER meetings_journalrevision_stands BEFORE UPDATE OR DELETE ON meetings_journalrevision
    FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
CREATE TRIGGER meetings_decision_stands BEFORE UPDATE OR DELETE ON meetings_decision
    FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
CREATE TRIGGER meetings_agendaversion_stands BEFORE UPDATE ON meetings_agendaversion
    FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
"""
THAWED = """
DROP TRIGGER meetings_agendaversion_stands ON meetings_agendaversion;
DROP TRIGGER meetings_decision_stands ON meetings_decision;
DROP TRIGGER meetings_journalrevision_stands ON meetings_journalrevision;
DROP TRIGGER meetings_entry_frozen ON meetings_journalentry;
DROP TRIGGER meetings_journal_frozen ON meetings_journal;
DROP FUNCTION meetings_never_changes();
DROP FUNCTION meetings_entry_stands();
DROP FUNCTION meetings_frozen_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0003_series_and_papers_of_before")]

    operations = [
        migrations.AlterField(
            model_name="agendapaper",
            name="meeting",
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="papers", to="meetings.meeting"),
        ),
        migrations.AddConstraint(
            model_name="agendapaper",
            constraint=models.UniqueConstraint(
                fields=("meeting", "item", "document"), name="meetings_paper_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series", "joint"), _negated=True),
                fields=("body", "number"),
                name="meetings_number_in_series",
            ),
        ),
        migrations.AddConstraint(
            model_name="meeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("series", "joint")), fields=("number",), name="meetings_joint_number"
            ),
        ),
        migrations.RunSQL(FROZEN, THAWED),
    ]
