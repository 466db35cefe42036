-- A position is taken in time, by who may speak, whole as the procedure asks; the old one stays; objections are lifted by their organisation.

-- A position: only in a round that runs by the clock, of an entitled organisation, by who speaks for it, of those offered.
CREATE OR REPLACE FUNCTION recommendations_position_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround; offered jsonb;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id FOR SHARE;
    NEW.taken_at := clock_timestamp();
    IF r.status <> {{ open }} OR NEW.taken_at >= r.expires_at OR NEW.taken_at < r.opened_at THEN
        RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT o INTO offered FROM jsonb_array_elements(r.procedure -> 'positions') o WHERE o ->> 'code' = NEW.kind;
    IF offered IS NULL THEN
        RAISE EXCEPTION 'the round does not offer this position' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.effect := offered ->> 'effect';
    NEW.blocks := NEW.effect = {{ objects }};
    -- An objection that the secretariat records waits for the organisation's word, and silence with it (rule 3).
    NEW.takes_effect_at := CASE WHEN NEW.blocks AND NEW.source <> '' AND r.kind IN {{ by_silence }}
        THEN NEW.taken_at + make_interval(hours => (r.procedure ->> 'confirmation_hours')::int) END;
    IF NEW.takes_effect_at > r.expires_at THEN
        RAISE EXCEPTION 'silence is prolonged until a recorded objection takes effect' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source <> '' AND EXISTS (
        SELECT 1 FROM recommendations_position p WHERE p.round_id = NEW.round_id
          AND p.organisation_id = NEW.organisation_id AND p.source = '') THEN
        RAISE EXCEPTION 'nothing is recorded over a position that the organisation took itself' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Who recorded an objection does not take it back: its organisation corrects it, or a second person where nobody speaks for it.
    IF NEW.source <> '' AND EXISTS (
        SELECT 1 FROM (SELECT * FROM recommendations_position p WHERE p.round_id = NEW.round_id
                         AND p.organisation_id = NEW.organisation_id ORDER BY p.id DESC LIMIT 1) last
        WHERE last.takes_effect_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal w WHERE w.position_id = last.id)
          AND (last.taken_by_id = NEW.taken_by_id OR councils_has_voice(NEW.organisation_id, NEW.taken_at))) THEN
        RAISE EXCEPTION 'a recorded objection is corrected by its organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source <> '' THEN
        IF NEW.document_id IS NULL
        AND NOT (r.kind = {{ in_session }} AND EXISTS (
            SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
            WHERE i.id = r.agenda_item_id AND m.status = {{ meeting_in_session }}
              AND NEW.organisation_id = ANY (meetings_in_the_room(i.id, NEW.taken_at)))) THEN
            RAISE EXCEPTION 'a recorded position has its document' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.taken_by_id AND u.is_active AND u.is_secretariat) THEN
            RAISE EXCEPTION 'only the secretariat records for another' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NOT councils_speaks(NEW.taken_by_id, NEW.organisation_id, NEW.taken_at) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER position_in_time BEFORE INSERT ON recommendations_position FOR EACH ROW EXECUTE FUNCTION recommendations_position_in_time();

-- Of a stored position only one thing may change: it ceases to be the current one, while the round is open.
CREATE OR REPLACE FUNCTION recommendations_position_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE then_ jsonb := to_jsonb(OLD) - 'is_current'; now_ jsonb := to_jsonb(NEW) - 'is_current';
BEGIN
    IF then_ <> now_ OR NOT OLD.is_current OR NEW.is_current
       OR NOT EXISTS (SELECT 1 FROM recommendations_consensusround r WHERE r.id = OLD.round_id AND r.status = {{ open }}
                      AND clock_timestamp() < r.expires_at) THEN
        RAISE EXCEPTION 'a position is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER position_kept BEFORE UPDATE ON recommendations_position FOR EACH ROW EXECUTE FUNCTION recommendations_position_kept();

-- A position ceases to be the current one only for another of the same organisation: an objection cannot be wiped out.
CREATE OR REPLACE FUNCTION recommendations_position_followed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT NEW.is_current AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p
        WHERE p.round_id = NEW.round_id AND p.organisation_id = NEW.organisation_id AND p.is_current) THEN
        RAISE EXCEPTION 'a position is followed by another' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS position_followed ON recommendations_position;
CREATE CONSTRAINT TRIGGER position_followed AFTER UPDATE ON recommendations_position DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recommendations_position_followed();

-- An objection is lifted by an organisation that made it, and only where it stands.
CREATE OR REPLACE FUNCTION recommendations_withdrawal_of_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM recommendations_position p
        WHERE p.id = NEW.position_id AND p.blocks AND p.is_current
          AND councils_speaks(NEW.by_id, p.organisation_id, clock_timestamp())) THEN
        RAISE EXCEPTION 'an objection is lifted by who made it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER withdrawal_of_objection BEFORE INSERT ON recommendations_objectionwithdrawal FOR EACH ROW EXECUTE FUNCTION recommendations_withdrawal_of_objection();

-- A recorded objection takes effect by the organisation's word, by a second person where nobody speaks for it, or by the clock.
CREATE OR REPLACE FUNCTION recommendations_confirmation_of_objection() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE p recommendations_position;
BEGIN
    SELECT * INTO p FROM recommendations_position WHERE id = NEW.position_id;
    NEW.at := clock_timestamp();
    IF p.takes_effect_at IS NULL OR NOT p.is_current
       OR EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal w WHERE w.position_id = p.id) THEN
        RAISE EXCEPTION 'only a recorded objection in force is confirmed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.by_id IS NULL AND NEW.at < p.takes_effect_at THEN
        RAISE EXCEPTION 'a recorded objection waits for its time' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.by_id IS NOT NULL AND NOT councils_speaks(NEW.by_id, p.organisation_id, NEW.at)
       AND NOT (NEW.by_id <> p.taken_by_id
                AND EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.by_id AND u.is_active AND u.is_secretariat)
                AND NOT councils_has_voice(p.organisation_id, NEW.at)) THEN
        RAISE EXCEPTION 'an objection is confirmed by who speaks for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER confirmation_of_objection BEFORE INSERT ON recommendations_objectionconfirmation FOR EACH ROW EXECUTE FUNCTION recommendations_confirmation_of_objection();
