-- A report goes its way; what was submitted is kept.

CREATE OR REPLACE FUNCTION recommendations_report_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN
       {{ report_transitions }} THEN
        RAISE EXCEPTION 'a report does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER life BEFORE UPDATE ON recommendations_report FOR EACH ROW EXECUTE FUNCTION recommendations_report_life();

-- A report that was submitted is the state's word: its items change again only when the secretariat asks back.
CREATE OR REPLACE FUNCTION recommendations_report_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recommendations_report r JOIN recommendations_cycle c ON c.id = r.cycle_id
    WHERE r.id = OLD.report_id AND r.status IN {{ writable_reports }} AND c.status = {{ cycle_open }} FOR SHARE OF r;
    IF NOT FOUND OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a submitted report is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_reportitem FOR EACH ROW EXECUTE FUNCTION recommendations_report_kept();
