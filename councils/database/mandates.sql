-- Who speaks for an organisation, for the rules of every app.

-- Does this person speak for the organisation at that moment: head or alternate that day, with an account that may sign in, of an
-- organisation that is active (in Python `Representative.objects.speaking_for`)?
CREATE FUNCTION councils_speaks(person bigint, organisation bigint, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM councils_representative m JOIN accounts_user u ON u.id = m.user_id AND u.is_active
                   JOIN councils_organisation o ON o.id = m.organisation_id AND o.is_active
                   WHERE m.user_id = person AND m.organisation_id = organisation AND m.role IN {{ speaks }}
                     AND m.starts <= (moment AT TIME ZONE {{ zone }})::date
                     AND (m.ends IS NULL OR m.ends >= (moment AT TIME ZONE {{ zone }})::date));
$$;

-- Does anybody?
CREATE FUNCTION councils_has_voice(organisation bigint, moment timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM councils_representative m
                   WHERE m.organisation_id = organisation AND councils_speaks(m.user_id, organisation, moment));
$$;
