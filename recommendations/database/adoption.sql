-- The life of a text; what is adopted is what was decided; corrigenda are made by one and confirmed by another.

-- The life of a text. Adopted only by two persons, on the declared round that is the last step of the ladder.
CREATE OR REPLACE FUNCTION recommendations_adopted_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'published_at', 'review_on'];
        last recommendations_consensusround;
        reached varchar;
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN {{ text_transitions }} THEN
        RAISE EXCEPTION 'a text does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id AND OLD.status = NEW.status
       OR NEW.status IN {{ laid }} AND NOT EXISTS (SELECT 1 FROM councils_body b WHERE b.id = NEW.laid_before_id
                                                   AND (b.kind, NEW.status) IN {{ laid_before }}) THEN
        RAISE EXCEPTION 'a text lies before a body above its own by an act alone' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status IN {{ final }} AND (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) THEN
        RAISE EXCEPTION 'an adopted text is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND NEW.status IN {{ final }} AND NOT EXISTS (
        SELECT 1 FROM recommendations_adoption a WHERE a.recommendation_id = NEW.id) THEN
        RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND (NEW.status IN {{ decided_by_round }} OR NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id) THEN
        SELECT * INTO last FROM recommendations_consensusround r WHERE r.recommendation_id = NEW.id ORDER BY number DESC LIMIT 1;
        IF last.status = {{ declared }} AND EXISTS (
            SELECT 1 FROM recommendations_declaration d WHERE d.round_id = last.id AND d.outcome IN {{ adopting }}) THEN
            SELECT t.stage INTO reached FROM councils_body b JOIN (VALUES {{ agreed_in }}) AS t (kind, goes_on, stage)
                ON t.kind = b.kind AND t.goes_on = coalesce(last.procedure ->> 'council_decides', 'false') WHERE b.id = last.body_id;
        END IF;
        IF reached IS NULL AND (NEW.status IN {{ decided_by_round }} OR NEW.laid_before_id IS NOT NULL)
           OR NEW.status IN ({{ agreed }}, {{ certification }}) AND NEW.status <> reached
           OR NEW.status = {{ adopted }} AND reached <> {{ certification }}
           OR NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id AND NEW.laid_before_id IS NOT NULL
              AND (OLD.status = {{ in_round }} AND NEW.status <> reached
                   OR OLD.status = {{ certification }} AND NEW.laid_before_id <> last.body_id) THEN
            RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER adopted_kept BEFORE UPDATE ON recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_kept();

-- A text is entered at the beginning of its life: all that follows is reached by acts.
CREATE OR REPLACE FUNCTION recommendations_text_begun() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.status NOT IN {{ begun }} THEN
        RAISE EXCEPTION 'a text does not begin at %', NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER text_begun BEFORE INSERT ON recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION recommendations_text_begun();

-- What is adopted is the text of the round, word for word, but for corrigenda that two persons have let pass.
CREATE OR REPLACE FUNCTION recommendations_words(revision bigint, corrected boolean)
RETURNS TABLE (place smallint, paragraph bigint, kind varchar, language varchar, words text) LANGUAGE sql STABLE AS $$
    SELECT c."order", c.paragraph_id, c.kind, t.language, coalesce(
        CASE WHEN corrected THEN (
            SELECT k.after FROM recommendations_corrigendum k
            WHERE k.revision_id = revision AND k.paragraph_id = c.paragraph_id AND k.language = t.language
              AND k.confirmed_at IS NOT NULL ORDER BY k.number DESC LIMIT 1) END, t.text)
    FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id WHERE c.revision_id = revision
$$;

CREATE OR REPLACE FUNCTION recommendations_adopted_as_decided() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last recommendations_consensusround;
BEGIN
    SELECT * INTO last FROM recommendations_consensusround r WHERE r.recommendation_id = NEW.recommendation_id ORDER BY number DESC LIMIT 1;
    IF NOT EXISTS (SELECT 1 FROM recommendations_recommendation t WHERE t.id = NEW.recommendation_id AND t.status = {{ certification }})
       OR NEW.round_id <> last.id OR last.status <> {{ declared }}
       OR NOT EXISTS (SELECT 1 FROM recommendations_declaration d WHERE d.round_id = last.id AND d.outcome IN {{ adopting }}
                      AND d.outcome = NEW.outcome AND d.by_id = NEW.adopted_by_id AND d.at = NEW.adopted_at)
       OR NOT EXISTS (SELECT 1 FROM recommendations_revision v WHERE v.id = NEW.revision_id
                      AND (v.id = last.revision_id OR v.corrects_id = last.revision_id))
       OR NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.certified_by_id AND u.is_secretariat) THEN
        RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF last.revision_id <> NEW.revision_id AND EXISTS (
        (SELECT 1::smallint, v.id, v.particulars::text, '', '' FROM recommendations_revision v
         WHERE v.id = last.revision_id AND v.particulars <> (SELECT w.particulars FROM recommendations_revision w WHERE w.id = NEW.revision_id))
        UNION ALL
        (SELECT * FROM recommendations_words(last.revision_id, true) EXCEPT SELECT * FROM recommendations_words(NEW.revision_id, false))
        UNION ALL
        (SELECT * FROM recommendations_words(NEW.revision_id, false) EXCEPT SELECT * FROM recommendations_words(last.revision_id, true))
    ) THEN
        RAISE EXCEPTION 'what is adopted is what was decided' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER adopted_as_decided BEFORE INSERT ON recommendations_adoption FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_as_decided();

-- At the commit a text that bears a symbol is adopted: its stage went on with the row.
CREATE OR REPLACE FUNCTION recommendations_adopted_with_its_stage() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_recommendation t WHERE t.id = NEW.recommendation_id AND t.status IN {{ final }}) THEN
        RAISE EXCEPTION 'a text bears its symbol once it is adopted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER IF EXISTS adopted_with_its_stage ON recommendations_adoption;
CREATE CONSTRAINT TRIGGER adopted_with_its_stage AFTER INSERT ON recommendations_adoption DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_with_its_stage();

CREATE OR REPLACE FUNCTION recommendations_corrigendum_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['confirmed_by_id', 'confirmed_at', 'withdrawn_by_id', 'withdrawn_at'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a corrigendum is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON recommendations_corrigendum FOR EACH ROW EXECUTE FUNCTION recommendations_corrigendum_kept();
