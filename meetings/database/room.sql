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

-- Has nothing happened in a meeting since it was opened (in Python `Meeting.is_untouched`)? Its first sitting is open, and nobody
-- is noted in it but those who were let in at the door before. Only then is an opening by mistake taken back.
CREATE OR REPLACE FUNCTION meetings_untouched(meeting bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = meeting AND m.status = {{ in_session }}
                   AND m.agenda_adopted_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM meetings_sitting s WHERE s.meeting_id = meeting AND (s.number > 1 OR s.closed_at IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM meetings_presence h JOIN meetings_sitting s ON s.id = h.sitting_id
                        WHERE s.meeting_id = meeting AND (h.arrived_at <> s.opened_at OR h.left_at IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM meetings_itemevent e JOIN meetings_agendaitem i ON i.id = e.item_id WHERE i.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_decision d WHERE d.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_task t WHERE t.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_journal j WHERE j.meeting_id = meeting);
$$;

CREATE OR REPLACE FUNCTION meetings_sitting_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT meetings_untouched(OLD.meeting_id) THEN
        RAISE EXCEPTION 'a sitting stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON meetings_sitting FOR EACH ROW EXECUTE FUNCTION meetings_sitting_not_deleted();

CREATE OR REPLACE FUNCTION meetings_presence_not_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT meetings_untouched((SELECT meeting_id FROM meetings_sitting WHERE id = OLD.sitting_id)) THEN
        RAISE EXCEPTION 'a presence stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $$;
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON meetings_presence FOR EACH ROW EXECUTE FUNCTION meetings_presence_not_deleted();

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
