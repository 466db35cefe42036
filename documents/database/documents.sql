-- A document keeps its symbol, a revision its circle, a filed file its bytes.

CREATE OR REPLACE FUNCTION documents_document_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.symbol IS NOT NULL AND NEW.symbol IS DISTINCT FROM OLD.symbol)
       OR OLD.uploaded_by_id <> NEW.uploaded_by_id THEN
        RAISE EXCEPTION 'a document and its symbol stay' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON documents_document FOR EACH ROW EXECUTE FUNCTION documents_document_kept();

-- A restricted revision is opened no wider than was asked for before, and to nobody within the restricted circle; that
-- another person confirms is asked by the act, since no column names who.
CREATE OR REPLACE FUNCTION documents_revision_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['category', 'only_kinds', 'pending_distribution', 'pending_by_id', 'pending_reason'];
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) THEN
        RAISE EXCEPTION 'a revision is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.category, NEW.category) IN {{ wider }}
       AND (NEW.category = {{ only_restricted }} OR OLD.pending_by_id IS NULL OR OLD.pending_distribution <> NEW.category) THEN
        RAISE EXCEPTION 'a restricted revision is released by two persons' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.category = {{ only_restricted }} AND NEW.category = {{ only_restricted }} AND cardinality(OLD.only_kinds) > 0
       AND (cardinality(NEW.only_kinds) = 0 OR NOT NEW.only_kinds <@ OLD.only_kinds) THEN
        RAISE EXCEPTION 'the kinds of a restricted revision are only narrowed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON documents_documentrevision FOR EACH ROW EXECUTE FUNCTION documents_revision_kept();

-- A right to read a restricted revision is a member's of its body, of the kinds it names (in Python `rights_on_revision`); of a
-- statement, which may have been made at a closed item of a joint meeting, a member's of any body. The secretariat's own papers
-- are read by no organisation. A day on either side: the Council's day is not the server's.
CREATE OR REPLACE FUNCTION documents_grant_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE revision record;
BEGIN
    SELECT r.category, r.only_kinds, d.body_id, d.nature, b.kind AS body_kind INTO revision
    FROM documents_documentrevision r JOIN documents_document d ON d.id = r.document_id LEFT JOIN councils_body b ON b.id = d.body_id
    WHERE r.id = NEW.content_object_id;
    IF revision.category = {{ only_secretariat }} OR (revision.category = {{ only_restricted }} AND NOT EXISTS (
        SELECT 1 FROM councils_organisation o JOIN councils_seat s ON s.organisation_id = o.id
        WHERE o.group_id = NEW.group_id AND s.kind = {{ member }}
          AND (s.body_id = revision.body_id OR revision.nature = {{ statement }}
               OR (revision.body_kind = {{ plenary }} AND NOT EXISTS (
                   SELECT 1 FROM councils_seat own JOIN councils_organisation h ON h.id = own.organisation_id
                   WHERE own.body_id = revision.body_id AND own.kind = {{ member }} AND h.is_active
                     AND own.starts <= current_date - 1 AND coalesce(own.ends, current_date + 2) >= current_date + 1)))
          AND s.starts <= current_date + 1 AND coalesce(s.ends, current_date) >= current_date - 1
          AND (cardinality(revision.only_kinds) = 0 OR o.kind = ANY (revision.only_kinds)))) THEN
        RAISE EXCEPTION 'a restricted revision is read by the members of its body' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE INSERT OR UPDATE ON documents_revisiongrant FOR EACH ROW EXECUTE FUNCTION documents_grant_kept();

CREATE OR REPLACE FUNCTION documents_file_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE fixed text[] := ARRAY['file', 'name', 'content_type', 'size', 'sha256', 'uploaded_by_id', 'uploaded_at'];
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.revision_id IS NOT NULL THEN
            RAISE EXCEPTION 'a filed file is never deleted' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF EXISTS (SELECT 1 FROM unnest(fixed) f WHERE to_jsonb(OLD) -> f IS DISTINCT FROM to_jsonb(NEW) -> f)
       OR (OLD.revision_id IS NOT NULL AND (OLD.revision_id, OLD.language, OLD.standing) IS DISTINCT FROM
           (NEW.revision_id, NEW.language, NEW.standing)) THEN
        RAISE EXCEPTION 'a filed file is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON documents_documentfile FOR EACH ROW EXECUTE FUNCTION documents_file_kept();

-- A paper that proves a mandate is never changed: another one is a row of its own.
CREATE OR REPLACE FUNCTION documents_credentials_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'credentials are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON documents_credentials FOR EACH ROW EXECUTE FUNCTION documents_credentials_kept();
