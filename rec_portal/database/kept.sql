-- What the apps share: a row that is kept as it was written. The triggers stand in the app of the table.

CREATE OR REPLACE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $$;

-- Of a kept row only the columns named after its name may be set.
CREATE OR REPLACE FUNCTION keep_but() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - TG_ARGV[1:]) <> (to_jsonb(NEW) - TG_ARGV[1:]) THEN
        RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- What no list of the portal has (rec_portal/database/known.py): the trigger asks, this says it.
CREATE OR REPLACE FUNCTION unknown_value() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a value of % that is on no list of the portal', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $$;
