-- What the apps share: a row that is written only while what it hangs on is at one of some stages.

-- Arguments: the function that says the stage, the column with the key that it is asked of, what is written, the stages by commas.
CREATE OR REPLACE FUNCTION only_at() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE written jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END; stage varchar;
BEGIN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) INTO stage USING (written ->> TG_ARGV[1])::bigint;
    IF stage IS NULL OR stage <> ALL (string_to_array(TG_ARGV[3], ',')) THEN
        RAISE EXCEPTION 'at the stage % there is no %', stage, TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
