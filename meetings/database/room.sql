-- What happened in the room is noted once: sittings, presence, items, speeches.

CREATE OR REPLACE FUNCTION meetings_sitting_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'closed_at') <> (to_jsonb(NEW) - 'closed_at') OR OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a sitting is closed once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON meetings_sitting FOR EACH ROW EXECUTE FUNCTION meetings_sitting_kept();

CREATE OR REPLACE FUNCTION meetings_presence_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - 'left_at') <> (to_jsonb(NEW) - 'left_at') OR OLD.left_at IS NOT NULL THEN
        RAISE EXCEPTION 'who was present when is noted once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON meetings_presence FOR EACH ROW EXECUTE FUNCTION meetings_presence_kept();

-- The organisations in the room of an item's meeting at a moment: arrived, and not yet left (in Python `Presence.objects.at`).
CREATE OR REPLACE FUNCTION meetings_in_the_room(item bigint, moment timestamptz) RETURNS bigint[] LANGUAGE sql STABLE AS $$
    SELECT coalesce(array_agg(DISTINCT h.organisation_id ORDER BY h.organisation_id), ARRAY[]::bigint[])
    FROM meetings_agendaitem i JOIN meetings_sitting s ON s.meeting_id = i.meeting_id JOIN meetings_presence h ON h.sitting_id = s.id
    WHERE i.id = item AND h.arrived_at <= moment AND (h.left_at IS NULL OR h.left_at > moment);
$$;

CREATE OR REPLACE FUNCTION meetings_speech_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fixed text[] := ARRAY['id', 'item_id', 'organisation_id', 'kind', 'asked_by_id', 'asked_at'];
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(fixed) f WHERE to_jsonb(OLD) -> f IS DISTINCT FROM to_jsonb(NEW) -> f)
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN {{ speech_transitions }})
       OR NEW.spoken_seconds < OLD.spoken_seconds
       OR (OLD.state IN {{ spoken }} AND (to_jsonb(OLD) - 'statement_id') <> (to_jsonb(NEW) - 'statement_id')) THEN
        RAISE EXCEPTION 'a speech is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON meetings_speech FOR EACH ROW EXECUTE FUNCTION meetings_speech_kept();
