-- The record of a meeting: circulated, corrected by corrections alone, put to silence, frozen when silence has run out.

CREATE OR REPLACE FUNCTION meetings_journal_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'corrections_until', 'silence_until', 'frozen_at', 'frozen', 'sha256'];
BEGIN
    IF OLD.status = {{ frozen }} OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an adopted record is frozen, and none is deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ journal_transitions }}) THEN
        RAISE EXCEPTION 'a record is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.status = {{ silence }} AND NEW.silence_until IS DISTINCT FROM OLD.silence_until AND NEW.silence_until <= clock_timestamp())
       OR (NEW.status = {{ circulated }} AND NEW.corrections_until IS DISTINCT FROM OLD.corrections_until
           AND NEW.corrections_until <= clock_timestamp()) THEN
        RAISE EXCEPTION 'a term of a record lies ahead' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = {{ circulated }} AND NEW.status = {{ circulated }} AND NEW.corrections_until <> OLD.corrections_until THEN
        RAISE EXCEPTION 'a record is circulated once until a day' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = {{ silence }} AND NEW.status = {{ draft }} AND NOT EXISTS (
        SELECT 1 FROM meetings_objection o WHERE o.journal_id = OLD.id AND o.at >= (
            SELECT max(v.at) FROM meetings_journalrevision v WHERE v.journal_id = OLD.id AND v.what = {{ put_to_silence }})) THEN
        RAISE EXCEPTION 'from silence an objection alone leads back' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = {{ silence }} AND NEW.status = {{ silence }} AND NEW.silence_until < OLD.silence_until THEN
        RAISE EXCEPTION 'silence is only prolonged' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND NEW.status = {{ silence }} AND EXISTS (
        SELECT 1 FROM meetings_correction c JOIN meetings_journalentry e ON e.id = c.entry_id
        WHERE e.journal_id = OLD.id AND c.status = {{ proposed }}) THEN
        RAISE EXCEPTION 'every correction is decided before silence' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status = {{ frozen }} AND OLD.silence_until > clock_timestamp() THEN
        RAISE EXCEPTION 'a record is frozen when its silence has run out' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER journal_kept BEFORE DELETE OR UPDATE ON meetings_journal FOR EACH ROW EXECUTE FUNCTION meetings_journal_kept();

CREATE OR REPLACE FUNCTION meetings_journal_begins_as_draft() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> {{ draft }} THEN
        RAISE EXCEPTION 'a record begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER journal_begins BEFORE INSERT ON meetings_journal FOR EACH ROW EXECUTE FUNCTION meetings_journal_begins_as_draft();

-- A version of it is kept at the stage it is of; a silence begins once after each circulation, with who is asked.
CREATE OR REPLACE FUNCTION meetings_version_at_stage() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    stage varchar := (SELECT j.status FROM meetings_journal j WHERE j.id = NEW.journal_id);
    last varchar := (SELECT v.what FROM meetings_journalrevision v WHERE v.journal_id = NEW.journal_id ORDER BY v.number DESC LIMIT 1);
BEGIN
    IF (NEW.what = {{ put_to_silence }} AND (stage <> {{ silence }} OR last IS DISTINCT FROM {{ circulated_version }} OR NEW.asked = '{}'))
       OR (NEW.what <> {{ put_to_silence }} AND NEW.asked <> '{}')
       OR (NEW.what = {{ circulated_version }} AND stage <> {{ circulated }})
       OR (NEW.what = {{ frozen_version }} AND (stage <> {{ silence }} OR last IS DISTINCT FROM {{ put_to_silence }})) THEN
        RAISE EXCEPTION 'a version of a record is kept at its stage' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER version_at_stage BEFORE INSERT ON meetings_journalrevision FOR EACH ROW EXECUTE FUNCTION meetings_version_at_stage();

-- Its words: written in the draft; once circulated, changed by a correction that was made, and by nothing else.
CREATE OR REPLACE FUNCTION meetings_entry_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stage varchar := (SELECT j.status FROM meetings_journal j WHERE j.id = coalesce(OLD.journal_id, NEW.journal_id));
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.journal_id <> OLD.journal_id THEN
        RAISE EXCEPTION 'an entry stays in its record' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF stage = {{ draft }} THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF stage = {{ frozen }} THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP <> 'UPDATE' OR stage <> {{ circulated }}
       OR (to_jsonb(OLD) - ARRAY['texts', 'version']) <> (to_jsonb(NEW) - ARRAY['texts', 'version'])
       OR NOT EXISTS (
        SELECT 1 FROM meetings_correction c WHERE c.entry_id = OLD.id AND c.status = {{ made }}
          AND NEW.texts = OLD.texts || jsonb_build_object(c.language, replace(OLD.texts ->> c.language, c.before, c.after))) THEN
        RAISE EXCEPTION 'a circulated record is changed by its corrections alone' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER entry_kept BEFORE INSERT OR DELETE OR UPDATE ON meetings_journalentry FOR EACH ROW EXECUTE FUNCTION meetings_entry_kept();

CREATE OR REPLACE FUNCTION meetings_correction_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'answer', 'decided_by_id', 'decided_at'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.status <> {{ proposed }} THEN
        RAISE EXCEPTION 'a correction is decided once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON meetings_correction FOR EACH ROW EXECUTE FUNCTION meetings_correction_kept();

-- What a member says after the time of the silence is kept as late (an objection in time: stages.sql). Whether the silence goes on over
-- somebody whom no letter reached is for the act to say.
CREATE OR REPLACE FUNCTION meetings_late_message_is_late() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE stage varchar; ends timestamptz;
BEGIN
    SELECT j.status, j.silence_until INTO stage, ends FROM meetings_journal j WHERE j.id = NEW.journal_id;
    IF stage NOT IN {{ kept_late }} OR (stage = {{ silence }} AND ends > clock_timestamp()) THEN
        RAISE EXCEPTION 'a message is late when the silence is over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER is_late BEFORE INSERT ON meetings_latemessage FOR EACH ROW EXECUTE FUNCTION meetings_late_message_is_late();
