-- A round: what was fixed at its opening stays; it closes for a reason that is true; only members' seats are entitled.

-- Does an objection stand in the way: current, and not lifted?
CREATE OR REPLACE FUNCTION recommendations_objection_stands(put bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM recommendations_position p WHERE p.round_id = put AND p.is_current AND p.blocks
                     AND NOT EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal l WHERE l.position_id = p.id));
$$;

-- A round: what was fixed at its opening stays; its end is only prolonged; it closes for a reason that is true.
CREATE OR REPLACE FUNCTION recommendations_round_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'suspended_at', 'expires_at', 'closed_at', 'closing', 'result'];
        standing boolean := recommendations_objection_stands(OLD.id);
        in_effect boolean := EXISTS (SELECT 1 FROM recommendations_position p
            WHERE p.round_id = OLD.id AND p.is_current AND p.blocks AND (p.takes_effect_at IS NULL
              OR EXISTS (SELECT 1 FROM recommendations_objectionconfirmation c WHERE c.position_id = p.id)));
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ round_transitions }})
       OR (OLD.status = NEW.status AND OLD.status <> {{ open }})
       OR NEW.expires_at < OLD.expires_at
       OR (NEW.expires_at <> OLD.expires_at AND NEW.status <> {{ open }})
       OR (OLD.status = {{ open }} AND NEW.status = {{ open }} AND NEW.expires_at = OLD.expires_at)
       OR (OLD.status = {{ open }} AND NEW.expires_at <> OLD.expires_at AND clock_timestamp() >= OLD.expires_at)
       OR (OLD.status = {{ closed }} AND (OLD.closing <> NEW.closing OR OLD.result <> NEW.result OR OLD.closed_at <> NEW.closed_at))
       OR (NEW.status = {{ closed }} AND OLD.status = {{ open }} AND NOT CASE NEW.closing
             WHEN {{ expired }} THEN clock_timestamp() >= OLD.expires_at AND OLD.kind IN {{ by_silence }} AND NOT standing
             WHEN {{ time_up }} THEN clock_timestamp() >= OLD.expires_at AND OLD.kind IN {{ in_the_room }}
             WHEN {{ broken }} THEN in_effect AND OLD.kind IN {{ by_silence }}
             WHEN {{ put }} THEN OLD.kind IN {{ in_the_room }}
             ELSE false END)
       OR (NEW.status = {{ void }} AND NOT CASE NEW.closing
             WHEN {{ heard }} THEN OLD.kind IN {{ heard_only }} AND clock_timestamp() >= OLD.expires_at
             WHEN {{ recalled }} THEN NOT EXISTS (SELECT 1 FROM recommendations_position p WHERE p.round_id = OLD.id)
                              AND NOT EXISTS (SELECT 1 FROM recommendations_statement s WHERE s.round_id = OLD.id)
             WHEN {{ lapsed }} THEN OLD.kind IN {{ heard_only }}
             ELSE NEW.closing = {{ withdrawn }} END)
       OR (NEW.status = {{ declared }} AND NOT EXISTS (SELECT 1 FROM recommendations_declaration d WHERE d.round_id = OLD.id)) THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_kept BEFORE UPDATE ON recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_kept();

-- Declared is a closed round whose time brought a result: never adopted over an objection, and by no consultation.
CREATE OR REPLACE FUNCTION recommendations_declared_as_it_ended() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id;
    IF r.closing NOT IN {{ with_a_result }}
       OR (NEW.outcome IN {{ adopting }} AND (recommendations_objection_stands(r.id) OR r.kind IN {{ heard_only }})) THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER declared_as_it_ended BEFORE INSERT ON recommendations_declaration FOR EACH ROW EXECUTE FUNCTION recommendations_declared_as_it_ended();

-- At the commit a round with a declaration is declared: its state went on with the row.
CREATE OR REPLACE FUNCTION recommendations_declared_with_its_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_consensusround r WHERE r.id = NEW.round_id AND r.status = {{ declared }}) THEN
        RAISE EXCEPTION 'a declaration is of a declared round' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS declared_with_its_state ON recommendations_declaration;
CREATE CONSTRAINT TRIGGER declared_with_its_state AFTER INSERT ON recommendations_declaration DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION recommendations_declared_with_its_state();

-- The entitled: members' seats at the opening, as many as the round announced; an observer is never counted.
CREATE OR REPLACE FUNCTION recommendations_entitled_at_opening() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id;
    IF (SELECT count(*) FROM recommendations_entitlement e WHERE e.round_id = NEW.round_id) >= r.entitled_count THEN
        RAISE EXCEPTION 'the list of the entitled was fixed at the opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT councils_is_member(r.body_id, NEW.organisation_id) THEN
        RAISE EXCEPTION 'only members'' seats are entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER entitled_at_opening BEFORE INSERT ON recommendations_entitlement FOR EACH ROW EXECUTE FUNCTION recommendations_entitled_at_opening();

-- A round is opened: it ends, and is declared, by acts.
CREATE OR REPLACE FUNCTION recommendations_round_opened() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status <> {{ open }} THEN
        RAISE EXCEPTION 'a round does not begin %', NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind IN {{ by_silence }} AND NEW.expires_at < NEW.opened_at + make_interval(hours => coalesce(
        (SELECT r.minimum_hours::int FROM councils_bodyrules r WHERE r.body_id = NEW.body_id), {{ usual_hours }})) THEN
        RAISE EXCEPTION 'the silence is shorter than the rules of the body allow' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM recommendations_revision v
                   WHERE v.id = NEW.revision_id AND v.recommendation_id = NEW.recommendation_id) THEN
        RAISE EXCEPTION 'a round is put on a revision of its text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_opened BEFORE INSERT ON recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_opened();

-- In session means in a session: the item is open, its meeting is in session and is one of the body that decides.
CREATE OR REPLACE FUNCTION recommendations_round_in_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.kind = {{ in_session }} AND NOT EXISTS (
        SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
        JOIN recommendations_textonagenda t ON t.item_id = i.id AND t.recommendation_id = NEW.recommendation_id
        WHERE i.id = NEW.agenda_item_id AND i.state = {{ item_open }} AND m.status = {{ meeting_in_session }}
          AND (m.body_id = NEW.body_id OR EXISTS (SELECT 1 FROM meetings_meeting_joint_with j
                                                  WHERE j.meeting_id = m.id AND j.body_id = NEW.body_id))) THEN
        RAISE EXCEPTION 'a round in session is put at an open item of a meeting in session'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER round_in_session BEFORE INSERT ON recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_in_session();

-- Who was in the room when a question was closed is settled with it: nobody is noted there afterwards, nobody has left before.
CREATE OR REPLACE FUNCTION recommendations_room_of_a_closed_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recommendations_consensusround r JOIN meetings_agendaitem i ON i.id = r.agenda_item_id
        JOIN meetings_sitting s ON s.meeting_id = i.meeting_id
        WHERE s.id = NEW.sitting_id AND r.kind IN {{ in_the_room }} FOR SHARE OF r;  -- one that is being closed at this moment
    IF EXISTS (
        SELECT 1 FROM recommendations_consensusround r JOIN meetings_agendaitem i ON i.id = r.agenda_item_id
        JOIN meetings_sitting s ON s.meeting_id = i.meeting_id
        WHERE s.id = NEW.sitting_id AND r.kind IN {{ in_the_room }}
          AND r.closed_at >= CASE TG_OP WHEN 'INSERT' THEN NEW.arrived_at ELSE NEW.left_at END) THEN
        RAISE EXCEPTION 'a question was closed since: who was in the room is settled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER room_of_a_closed_question BEFORE INSERT OR UPDATE OF left_at ON meetings_presence
    FOR EACH ROW EXECUTE FUNCTION recommendations_room_of_a_closed_question();
