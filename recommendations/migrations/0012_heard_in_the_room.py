"""What is said in a meeting that is being held has the record of the meeting for its document; all else has one of its own."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION recommendations_position_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround; offered jsonb;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id FOR SHARE;
    NEW.taken_at := clock_timestamp();
    IF r.status <> 'open' OR NEW.taken_at >= r.expires_at OR NEW.taken_at < r.opened_at THEN
        RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT o INTO offered FROM jsonb_array_elements(r.procedure -> 'positions') o WHERE o ->> 'code' = NEW.kind;
    IF offered IS NULL THEN
        RAISE EXCEPTION 'the round does not offer this position' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.effect := offered ->> 'effect';
    NEW.blocks := NEW.effect = 'objects';
    IF NEW.source <> '' THEN
        IF NEW.document_id IS NULL__HEARD THEN
            RAISE EXCEPTION 'a recorded position has its document' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.taken_by_id AND u.is_active AND u.is_secretariat) THEN
            RAISE EXCEPTION 'only the secretariat records for another' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NOT EXISTS (
        SELECT 1 FROM councils_representative m
        WHERE m.user_id = NEW.taken_by_id AND m.organisation_id = NEW.organisation_id AND m.role IN ('head', 'alternate')
          AND m.starts <= (NEW.taken_at AT TIME ZONE 'Asia/Tashkent')::date
          AND (m.ends IS NULL OR m.ends >= (NEW.taken_at AT TIME ZONE 'Asia/Tashkent')::date)) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""
IN_SESSION = """
        AND NOT (r.kind = 'in_session' AND EXISTS (
            SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
            WHERE i.id = r.agenda_item_id AND m.status = 'in_session'))"""


class Migration(migrations.Migration):
    dependencies = [("meetings", "0007_chair_in_both_languages"), ("recommendations", "0011_texts_on_agendas")]
    operations = [migrations.RunSQL(FUNCTION.replace("__HEARD", IN_SESSION), FUNCTION.replace("__HEARD", ""))]
