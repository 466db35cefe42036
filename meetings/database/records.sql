-- What is adopted of a meeting is not changed: the frozen record, its entries, revisions, decisions and versions of the agenda.

CREATE OR REPLACE FUNCTION meetings_frozen_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status = 'frozen' THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER meetings_journal_frozen BEFORE DELETE OR UPDATE ON meetings_journal FOR EACH ROW EXECUTE FUNCTION meetings_frozen_stands();

CREATE OR REPLACE FUNCTION meetings_entry_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_journal j WHERE j.id = OLD.journal_id AND j.status = 'frozen') THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER meetings_entry_frozen BEFORE DELETE OR UPDATE ON meetings_journalentry FOR EACH ROW EXECUTE FUNCTION meetings_entry_stands();

CREATE OR REPLACE FUNCTION meetings_entry_is_not_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM meetings_journal j WHERE j.id = NEW.journal_id AND j.status = 'frozen') THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER meetings_entry_not_added BEFORE INSERT ON meetings_journalentry FOR EACH ROW EXECUTE FUNCTION meetings_entry_is_not_added();

CREATE OR REPLACE FUNCTION meetings_never_changes() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
CREATE OR REPLACE TRIGGER meetings_agendaversion_stands BEFORE UPDATE ON meetings_agendaversion FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
CREATE OR REPLACE TRIGGER meetings_decision_stands BEFORE DELETE OR UPDATE ON meetings_decision FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
CREATE OR REPLACE TRIGGER meetings_journalrevision_stands BEFORE DELETE OR UPDATE ON meetings_journalrevision FOR EACH ROW EXECUTE FUNCTION meetings_never_changes();
