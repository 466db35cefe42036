-- The rules of a body: every change of them is a version, which says since when they stand and is never changed.

-- All that a body has set, the positions offered included, as data.
CREATE FUNCTION councils_rules_data(which bigint) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT to_jsonb(r) - ARRAY['id', 'body_id'] || jsonb_build_object('options', coalesce(
        (SELECT jsonb_agg(to_jsonb(o) - ARRAY['id', 'rules_id'] ORDER BY o."order", o.id)
         FROM councils_positionoption o WHERE o.rules_id = r.id), '[]'))
    FROM councils_bodyrules r WHERE r.id = which;
$$;

-- A body that words its own positions offers at least one that joins and one that blocks.
CREATE FUNCTION councils_version_made() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM councils_bodyrules WHERE id = NEW.rules_id FOR UPDATE;
    NEW.number := 1 + coalesce((SELECT max(number) FROM councils_rulesversion WHERE rules_id = NEW.rules_id), 0);
    NEW.since := clock_timestamp();
    NEW.data := councils_rules_data(NEW.rules_id);
    IF EXISTS (SELECT 1 FROM councils_positionoption o WHERE o.rules_id = NEW.rules_id AND o.is_offered) AND EXISTS (
        SELECT 1 FROM (VALUES {{ must_offer }}) AS must (effect) WHERE NOT EXISTS (
            SELECT 1 FROM councils_positionoption o WHERE o.rules_id = NEW.rules_id AND o.is_offered AND o.effect = must.effect)) THEN
        RAISE EXCEPTION 'positions that nobody could join or block with' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_made BEFORE INSERT ON councils_rulesversion FOR EACH ROW EXECUTE FUNCTION councils_version_made();
CREATE TRIGGER version_kept BEFORE UPDATE OR DELETE ON councils_rulesversion FOR EACH ROW EXECUTE FUNCTION keep('a version of the rules');

-- Argument: the column with the key of the rules. What was saved as it stood is no change; a position stays with its body.
CREATE FUNCTION councils_rules_versioned() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE written jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        which bigint := (written ->> TG_ARGV[0])::bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) = to_jsonb(NEW) THEN
            RETURN NULL;
        ELSIF to_jsonb(OLD) -> TG_ARGV[0] <> to_jsonb(NEW) -> TG_ARGV[0] THEN
            RAISE EXCEPTION 'a position stays with the rules of its body' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF councils_rules_data(which) IS DISTINCT FROM (
        SELECT data FROM councils_rulesversion WHERE rules_id = which ORDER BY number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'rules are changed with a version of them only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER rules_versioned AFTER INSERT OR UPDATE ON councils_bodyrules DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION councils_rules_versioned('id');
CREATE CONSTRAINT TRIGGER positions_versioned AFTER INSERT OR UPDATE OR DELETE ON councils_positionoption DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION councils_rules_versioned('rules_id');
