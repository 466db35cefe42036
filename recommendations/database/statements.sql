-- A statement is made by an entitled organisation and is kept.

-- A statement is made for an entitled organisation, by who speaks for it, or by the secretariat with a recorded position.
CREATE OR REPLACE FUNCTION recommendations_statement_of_entitled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NULL AND NOT councils_speaks(NEW.made_by_id, NEW.organisation_id, clock_timestamp()) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p WHERE p.id = NEW.position_id AND p.round_id = NEW.round_id
          AND p.organisation_id = NEW.organisation_id AND p.reason = NEW.text) THEN
        RAISE EXCEPTION 'a statement says what its position says' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER of_entitled BEFORE INSERT ON recommendations_statement FOR EACH ROW EXECUTE FUNCTION recommendations_statement_of_entitled();

CREATE OR REPLACE FUNCTION recommendations_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['withdrawn_at', 'withdrawn_by_id'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.withdrawn_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM recommendations_annex a WHERE a.statement_id = OLD.id) THEN
        RAISE EXCEPTION 'a statement is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON recommendations_statement FOR EACH ROW EXECUTE FUNCTION recommendations_statement_kept();
