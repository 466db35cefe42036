-- The life of a meeting, of its invitations, delegates and tasks.

CREATE OR REPLACE FUNCTION meetings_meeting_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ meeting_transitions }}
       AND ((OLD.status, NEW.status) NOT IN {{ taken_back }} OR NOT meetings_untouched(OLD.id)
            OR EXISTS (SELECT 1 FROM meetings_sitting WHERE meeting_id = OLD.id)) THEN
        RAISE EXCEPTION 'a meeting does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.symbol IS NOT NULL AND NEW.symbol IS DISTINCT FROM OLD.symbol) OR NEW.sequence < OLD.sequence
       OR NEW.live < OLD.live OR (OLD.convened_at IS NOT NULL AND NEW.convened_at IS NULL) THEN
        RAISE EXCEPTION 'a symbol once given, a number of a change and the day of convening stay' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF ((OLD.status, NEW.status) IN {{ opening }} AND NEW.rules = '{}')
       OR (NEW.rules <> OLD.rules AND (OLD.status, NEW.status) NOT IN {{ opening }}
           AND ((OLD.status, NEW.status) NOT IN {{ taken_back }} OR NEW.rules <> '{}')) THEN
        RAISE EXCEPTION 'the rules of a meeting are those of its opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status IN {{ over }} AND (NEW.starts_at, NEW.ends_at, NEW.body_id, NEW.title, NEW.category)
        IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.body_id, OLD.title, OLD.category) THEN
        RAISE EXCEPTION 'a meeting that is over is not changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER meeting_kept BEFORE UPDATE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION meetings_meeting_kept();

CREATE OR REPLACE FUNCTION meetings_invitation_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> {{ prepared }} THEN
            RAISE EXCEPTION 'an invitation that was sent stays' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ invitation_transitions }})
       OR OLD.organisation_id <> NEW.organisation_id OR OLD.meeting_id <> NEW.meeting_id THEN
        RAISE EXCEPTION 'an invitation is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER invitation_kept BEFORE DELETE OR UPDATE ON meetings_invitation FOR EACH ROW EXECUTE FUNCTION meetings_invitation_kept();

CREATE OR REPLACE FUNCTION meetings_delegate_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.invitation_id <> NEW.invitation_id
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ delegate_transitions }}) THEN
        RAISE EXCEPTION 'a delegate is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER delegate_kept BEFORE DELETE OR UPDATE ON meetings_delegate FOR EACH ROW EXECUTE FUNCTION meetings_delegate_kept();

CREATE OR REPLACE FUNCTION meetings_task_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.meeting_id <> NEW.meeting_id
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ task_transitions }}) THEN
        RAISE EXCEPTION 'a task is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER task_kept BEFORE DELETE OR UPDATE ON meetings_task FOR EACH ROW EXECUTE FUNCTION meetings_task_kept();
