"""What the database itself holds: texts, statements and adopted results never change; positions only in time."""

from django.db import migrations

KEPT = {
    "recommendations_revision": "a revision",
    "recommendations_languageversion": "a revision",
    "recommendations_clause": "a revision",
    "recommendations_clausetext": "a revision",
    "recommendations_paragraph": "the identity of a paragraph",
    "recommendations_entitlement": "the list of the entitled",
    "recommendations_statement": "a statement",
    "recommendations_annex": "an annexed statement",
    "recommendations_comment": "a comment",
}

FUNCTIONS = """
CREATE FUNCTION recommendations_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- A position: only in a round that runs by the clock, only of an entitled organisation, only by who speaks for it.
CREATE FUNCTION recommendations_position_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround;
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
    IF NEW.source <> '' THEN
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
CREATE TRIGGER position_in_time BEFORE INSERT ON recommendations_position
    FOR EACH ROW EXECUTE FUNCTION recommendations_position_in_time();

-- Of a stored position only one thing may change: it ceases to be the current one, while the round is open.
CREATE FUNCTION recommendations_position_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE then_ jsonb := to_jsonb(OLD) - 'is_current'; now_ jsonb := to_jsonb(NEW) - 'is_current';
BEGIN
    IF then_ <> now_ OR NOT OLD.is_current OR NEW.is_current
       OR NOT EXISTS (SELECT 1 FROM recommendations_consensusround r WHERE r.id = OLD.round_id AND r.status = 'open'
                      AND clock_timestamp() < r.expires_at) THEN
        RAISE EXCEPTION 'a position is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER position_kept BEFORE UPDATE ON recommendations_position
    FOR EACH ROW EXECUTE FUNCTION recommendations_position_kept();
CREATE TRIGGER position_not_deleted BEFORE DELETE ON recommendations_position
    FOR EACH ROW EXECUTE FUNCTION recommendations_keep('a position');

-- A round goes open → closed → declared; what was fixed at its opening stays; it opens on a text that is not final.
CREATE FUNCTION recommendations_round_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['status', 'closed_at', 'closing', 'result', 'outcome', 'declared_by_id', 'declared_at',
                              'declaration'];
BEGIN
    IF (to_jsonb(OLD) - later) <> (to_jsonb(NEW) - later)
       OR NOT ((OLD.status, NEW.status) IN (('open', 'closed'), ('closed', 'declared')))
       OR (OLD.status = 'closed' AND (OLD.closing <> NEW.closing OR OLD.result <> NEW.result
                                      OR OLD.closed_at <> NEW.closed_at))
       OR (NEW.status = 'closed' AND NEW.closing = 'expired' AND clock_timestamp() < OLD.expires_at)
       OR (NEW.status = 'declared' AND OLD.closing = 'broken') THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER round_kept BEFORE UPDATE ON recommendations_consensusround
    FOR EACH ROW EXECUTE FUNCTION recommendations_round_kept();
CREATE TRIGGER round_not_deleted BEFORE DELETE ON recommendations_consensusround
    FOR EACH ROW EXECUTE FUNCTION recommendations_keep('a round');

-- The list of the entitled is as long as the round announced at its opening: none joins later.
CREATE FUNCTION recommendations_entitled_at_opening() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (SELECT count(*) FROM recommendations_entitlement e WHERE e.round_id = NEW.round_id)
       >= (SELECT r.entitled_count FROM recommendations_consensusround r WHERE r.id = NEW.round_id) THEN
        RAISE EXCEPTION 'the list of the entitled was fixed at the opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER entitled_at_opening BEFORE INSERT ON recommendations_entitlement
    FOR EACH ROW EXECUTE FUNCTION recommendations_entitled_at_opening();

-- An adopted recommendation: only published and superseded may still come; adopted only by the round that adopted it.
CREATE FUNCTION recommendations_adopted_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE later text[] := ARRAY['status', 'published_at'];
BEGIN
    IF OLD.adopted_at IS NOT NULL THEN
        IF (to_jsonb(OLD) - later) <> (to_jsonb(NEW) - later) OR (OLD.status <> NEW.status
            AND NOT ((OLD.status, NEW.status) IN (('adopted', 'published'), ('published', 'superseded')))) THEN
            RAISE EXCEPTION 'an adopted text is never changed' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NEW.adopted_at IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM recommendations_consensusround r
        WHERE r.id = NEW.adopted_round_id AND r.recommendation_id = NEW.id AND r.status = 'declared'
          AND r.outcome IN ('consensus', 'with_statements') AND r.revision_id = NEW.adopted_revision_id) THEN
        RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER adopted_kept BEFORE UPDATE ON recommendations_recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_kept();
CREATE TRIGGER recommendation_not_deleted BEFORE DELETE ON recommendations_recommendation
    FOR EACH ROW EXECUTE FUNCTION recommendations_keep('a recommendation');
"""

BACK = """
DROP FUNCTION recommendations_keep() CASCADE;
DROP FUNCTION recommendations_position_in_time() CASCADE;
DROP FUNCTION recommendations_position_kept() CASCADE;
DROP FUNCTION recommendations_round_kept() CASCADE;
DROP FUNCTION recommendations_entitled_at_opening() CASCADE;
DROP FUNCTION recommendations_adopted_kept() CASCADE;
"""

TRIGGERS = "\n".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION recommendations_keep('{what}');"
    for table, what in KEPT.items()
)


class Migration(migrations.Migration):
    dependencies = [("recommendations", "0001_initial"), ("accounts", "0001_initial"), ("councils", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS + TRIGGERS, BACK)]
