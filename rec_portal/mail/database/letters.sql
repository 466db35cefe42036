-- A letter is a formal act: what was written stays, and what became of it goes its way.

CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON mail_letter FOR EACH ROW EXECUTE FUNCTION keep('a letter');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON mail_attempt FOR EACH ROW EXECUTE FUNCTION keep('an attempt');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON mail_delivery FOR EACH ROW EXECUTE FUNCTION keep('a delivery');

CREATE OR REPLACE FUNCTION mail_delivery_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fixed text[] := ARRAY['letter_id', 'person_id', 'key', 'organisation', 'capacity', 'language', 'subject', 'text', 'html',
                              'calendar', 'calendar_method', 'message_id'];
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(fixed) f WHERE to_jsonb(OLD) -> f IS DISTINCT FROM to_jsonb(NEW) -> f)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ delivery_transitions }})
       OR (OLD.status = {{ sent }} AND OLD.address <> NEW.address) THEN
        RAISE EXCEPTION 'a delivery is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON mail_delivery FOR EACH ROW EXECUTE FUNCTION mail_delivery_kept();
