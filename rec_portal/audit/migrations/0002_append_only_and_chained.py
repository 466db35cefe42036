"""The trail is numbered, timed, chained and protected by the database itself."""

from django.db import migrations

FORWARD = """
CREATE TABLE audit_head (
    id smallint PRIMARY KEY CHECK (id = 1),
    seq bigint NOT NULL,
    hash varchar(64) NOT NULL
);
ALTER TABLE audit_entry ALTER COLUMN seq SET DEFAULT 0;
ALTER TABLE audit_entry ALTER COLUMN at SET DEFAULT clock_timestamp();
ALTER TABLE audit_entry ALTER COLUMN prev SET DEFAULT '';
ALTER TABLE audit_entry ALTER COLUMN hash SET DEFAULT '';

CREATE FUNCTION audit_hash(prev text, seq bigint, at timestamptz, actor bigint, organisation text, action text,
                           object_type text, object_id bigint, object_name text, data jsonb)
RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT encode(sha256(convert_to(concat_ws(E'\\x1f', prev, seq::text,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(actor::text, '-'), organisation, action,
        object_type, object_id::text, object_name, data::text), 'UTF8')), 'hex')
$$;

CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE head audit_head;
BEGIN
    INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    NEW.seq := head.seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev := head.hash;
    NEW.hash := audit_hash(NEW.prev, NEW.seq, NEW.at, NEW.actor_id, NEW.organisation, NEW.action, NEW.object_type,
                           NEW.object_id, NEW.object_name, NEW.data);
    UPDATE audit_head SET seq = NEW.seq, hash = NEW.hash WHERE id = 1;
    RETURN NEW;
END $$;
CREATE TRIGGER audit_append BEFORE INSERT ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append();

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER audit_keep BEFORE UPDATE OR DELETE ON audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
"""
BACK = """
DROP TRIGGER audit_keep_all ON audit_entry; DROP TRIGGER audit_keep ON audit_entry; DROP TRIGGER audit_append ON audit_entry;
DROP FUNCTION audit_refuse(); DROP FUNCTION audit_append();
DROP FUNCTION audit_hash(text, bigint, timestamptz, bigint, text, text, text, bigint, text, jsonb);
DROP TABLE audit_head;
ALTER TABLE audit_entry ALTER COLUMN seq DROP DEFAULT, ALTER COLUMN at DROP DEFAULT,
    ALTER COLUMN prev DROP DEFAULT, ALTER COLUMN hash DROP DEFAULT;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACK)]
