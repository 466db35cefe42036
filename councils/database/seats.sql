-- Who joins a body's consensus, for the rules of every app.

-- The organisations with a member's seat in the body today; the Council without seats of its own is every member of its bodies
-- (in Python `Body.members`).
CREATE FUNCTION councils_is_member(in_body bigint, who bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    WITH held AS (
        SELECT s.body_id, s.organisation_id FROM councils_seat s JOIN councils_organisation o ON o.id = s.organisation_id AND o.is_active
        WHERE s.kind = {{ member }} AND s.starts <= (clock_timestamp() AT TIME ZONE {{ zone }})::date
          AND (s.ends IS NULL OR s.ends >= (clock_timestamp() AT TIME ZONE {{ zone }})::date))
    SELECT EXISTS (
        SELECT 1 FROM held h JOIN councils_body b ON b.id = in_body WHERE h.organisation_id = who AND (
            h.body_id = in_body OR (b.kind = {{ plenary }} AND NOT EXISTS (SELECT 1 FROM held own WHERE own.body_id = in_body))));
$$;
