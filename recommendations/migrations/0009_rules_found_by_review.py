"""What the database itself holds, after a second look: no position vanishes, no correction passes for editorial by one person's word."""

from django.db import migrations

FUNCTIONS = """
-- A position ceases to be the current one only for another of the same organisation: an objection cannot be wiped out.
CREATE FUNCTION recommendations_position_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.is_current AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p
        WHERE p.round_id = NEW.round_id AND p.organisation_id = NEW.organisation_id AND p.is_current) THEN
        RAISE EXCEPTION 'a position is followed by another' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER position_followed AFTER UPDATE ON recommendations_position DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION recommendations_position_followed();

-- Of a corrigendum only its confirmation may come, once.
DROP TRIGGER kept ON recommendations_corrigendum;
CREATE FUNCTION recommendations_corrigendum_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['confirmed_by_id', 'confirmed_at', 'withdrawn_by_id', 'withdrawn_at'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a corrigendum is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE ON recommendations_corrigendum FOR EACH ROW
    EXECUTE FUNCTION recommendations_corrigendum_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON recommendations_corrigendum FOR EACH ROW
    EXECUTE FUNCTION recommendations_keep('a corrigendum');

-- What is adopted is the text of the round, word for word, but for corrigenda that two persons have let pass.
CREATE FUNCTION recommendations_words(revision bigint, corrected boolean)
RETURNS TABLE (place smallint, paragraph bigint, kind varchar, language varchar, words text) LANGUAGE sql STABLE AS $$
    SELECT c."order", c.paragraph_id, c.kind, t.language, coalesce(
        CASE WHEN corrected THEN (
            SELECT k.after FROM recommendations_corrigendum k
            WHERE k.revision_id = revision AND k.paragraph_id = c.paragraph_id AND k.language = t.language
              AND k.confirmed_at IS NOT NULL ORDER BY k.number DESC LIMIT 1) END, t.text)
    FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id WHERE c.revision_id = revision
$$;
CREATE FUNCTION recommendations_adopted_as_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE decided bigint;
BEGIN
    SELECT r.revision_id INTO decided FROM recommendations_consensusround r WHERE r.id = NEW.adopted_round_id;
    IF OLD.adopted_at IS NULL AND NEW.adopted_at IS NOT NULL AND decided <> NEW.adopted_revision_id AND EXISTS (
        (SELECT 1::smallint, v.id, v.particulars::text, '', '' FROM recommendations_revision v
         WHERE v.id = decided AND v.particulars <> (SELECT w.particulars FROM recommendations_revision w WHERE w.id = NEW.adopted_revision_id))
        UNION ALL
        (SELECT * FROM recommendations_words(decided, true) EXCEPT SELECT * FROM recommendations_words(NEW.adopted_revision_id, false))
        UNION ALL
        (SELECT * FROM recommendations_words(NEW.adopted_revision_id, false) EXCEPT SELECT * FROM recommendations_words(decided, true))
    ) THEN
        RAISE EXCEPTION 'what is adopted is what was decided' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adopted_text_as_decided BEFORE UPDATE ON recommendations_recommendation FOR EACH ROW
    EXECUTE FUNCTION recommendations_adopted_as_decided();

-- A statement is made for an entitled organisation, by who speaks for it, or by the secretariat with a recorded position.
CREATE FUNCTION recommendations_statement_of_entitled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NULL AND NOT EXISTS (
        SELECT 1 FROM councils_representative m
        WHERE m.user_id = NEW.made_by_id AND m.organisation_id = NEW.organisation_id AND m.role IN ('head', 'alternate')
          AND m.starts <= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date
          AND (m.ends IS NULL OR m.ends >= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date)) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p WHERE p.id = NEW.position_id AND p.round_id = NEW.round_id
          AND p.organisation_id = NEW.organisation_id AND p.reason = NEW.text) THEN
        RAISE EXCEPTION 'a statement says what its position says' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER of_entitled BEFORE INSERT ON recommendations_statement FOR EACH ROW
    EXECUTE FUNCTION recommendations_statement_of_entitled();
"""
BACK = """
DROP FUNCTION recommendations_position_followed() CASCADE;
DROP FUNCTION recommendations_corrigendum_kept() CASCADE;
DROP TRIGGER not_deleted ON recommendations_corrigendum;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON recommendations_corrigendum FOR EACH ROW
    EXECUTE FUNCTION recommendations_keep('a corrigendum');
DROP FUNCTION recommendations_adopted_as_decided() CASCADE;
DROP FUNCTION recommendations_words(bigint, boolean);
DROP FUNCTION recommendations_statement_of_entitled() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0008_two_persons_correct")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
