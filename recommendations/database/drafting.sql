-- The working text is written only while the text may be edited, and its version rises.

-- The working text and the particulars are written only while the text may be edited.
CREATE OR REPLACE FUNCTION recommendations_while_editable(text_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recommendations_recommendation r
    WHERE r.id = text_id AND r.status IN {{ written_by_acts }} FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;

CREATE OR REPLACE FUNCTION recommendations_working_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recommendations_while_editable(CASE TG_OP WHEN 'DELETE' THEN OLD.recommendation_id ELSE NEW.recommendation_id END);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_workingtext FOR EACH ROW EXECUTE FUNCTION recommendations_working_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_workingparagraph FOR EACH ROW EXECUTE FUNCTION recommendations_working_frozen();

CREATE OR REPLACE FUNCTION recommendations_particulars_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recommendations_while_editable(p.recommendation_id) FROM recommendations_paragraph p
    WHERE p.id = CASE TG_OP WHEN 'DELETE' THEN OLD.paragraph_id ELSE NEW.paragraph_id END;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_addressee FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_indicator FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_particulars FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE OR REPLACE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON recommendations_reference FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();

-- A save on an older version never overwrites: the version of a paragraph only rises, by one.
CREATE OR REPLACE FUNCTION recommendations_version_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) -> 'texts') IS DISTINCT FROM (to_jsonb(NEW) -> 'texts') AND NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a save raises the version by one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.agreed_at IS NOT NULL AND NEW.agreed_at IS NOT NULL
       AND (to_jsonb(OLD) -> 'texts') IS DISTINCT FROM (to_jsonb(NEW) -> 'texts')
       AND NOT EXISTS (SELECT 1 FROM recommendations_recommendation r
                       WHERE r.id = NEW.recommendation_id AND r.status = {{ certification }}) THEN
        RAISE EXCEPTION 'an agreed paragraph is locked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER version_rises BEFORE UPDATE ON recommendations_workingparagraph FOR EACH ROW EXECUTE FUNCTION recommendations_version_rises();

-- An amendment is decided once, along the table; what was proposed stays as it was proposed.
CREATE OR REPLACE FUNCTION recommendations_amendment_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'decision_reason', 'result_id'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ amendment_transitions }})
       OR (OLD.status NOT IN {{ open_amendments }} AND (to_jsonb(OLD) - 'result_id') <> (to_jsonb(NEW) - 'result_id'))
       OR (OLD.result_id IS NOT NULL AND OLD.result_id IS DISTINCT FROM NEW.result_id) THEN
        RAISE EXCEPTION 'an amendment is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON recommendations_amendment FOR EACH ROW EXECUTE FUNCTION recommendations_amendment_kept();

-- Brackets stand where their row says; whose they are is never rewritten, only laid out anew with the wording.
CREATE OR REPLACE FUNCTION recommendations_bracket_stands() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
           SELECT 1 FROM recommendations_workingparagraph w
           LEFT JOIN recommendations_amendment a ON a.id = NEW.amendment_id
           WHERE w.id = NEW.working_id
             AND (a.id IS NULL OR a.recommendation_id = w.recommendation_id)
             AND substr(w.texts ->> NEW.language, NEW.start + 1, 1) = '['
             AND substr(w.texts ->> NEW.language, NEW."end", 1) = ']') THEN
        RAISE EXCEPTION 'there are no such brackets in the text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER stands BEFORE INSERT OR UPDATE ON recommendations_workingbracket FOR EACH ROW EXECUTE FUNCTION recommendations_bracket_stands();
