-- The trail is numbered, timed, chained and protected by the database itself (docs/audit.md).

CREATE OR REPLACE FUNCTION audit_hash(prev text, seq bigint, at timestamptz, actor bigint, organisation text, action text,
                           object_type text, object_id bigint, object_name text, data jsonb)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\x1f', prev, seq::text,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(actor::text, '-'), organisation, action,
        object_type, object_id::text, object_name, data::text), 'UTF8')), 'hex')
$$;

-- An entry is written with the act, in a place behind all others, and chained when the act is committed: what goes before and after
-- is known then alone, and nobody waits for an act that still works.
CREATE OR REPLACE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.seq := nextval('audit_order');
    NEW.at := clock_timestamp();
    NEW.prev := '';
    NEW.hash := '';
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER audit_append BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append();

CREATE OR REPLACE FUNCTION audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_head; made text;
BEGIN
    INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    made := audit_hash(head.hash, head.seq + 1, NEW.at, NEW.actor_id, NEW.organisation, NEW.action, NEW.object_type,
                       NEW.object_id, NEW.object_name, NEW.data);
    UPDATE audit_entry SET seq = head.seq + 1, prev = head.hash, hash = made WHERE seq = NEW.seq;
    UPDATE audit_head SET seq = head.seq + 1, hash = made WHERE id = 1;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS audit_chain ON audit_entry;
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON audit_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();

CREATE OR REPLACE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE chained text[] := ARRAY['seq', 'prev', 'hash'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.hash = '' AND NEW.hash <> '' AND (to_jsonb(OLD) - chained) = (to_jsonb(NEW) - chained) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER audit_keep BEFORE DELETE OR UPDATE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE OR REPLACE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
