"""What the database itself holds, whatever the portal does: the life of a text and of a round, who may be counted, what never changes."""

from django.db import migrations

KEPT = {
    "recommendations_roundact": "an act on a round",
    "recommendations_lift": "a lifted objection",
    "recommendations_disposition": "a disposition",
    "recommendations_cosponsor": "a co-sponsor",
    "recommendations_jointauthor": "a joint author",
    "recommendations_corrigendum": "a corrigendum",
    "recommendations_issuedcopy": "an issued copy",
    "recommendations_paragraphtie": "a tie between paragraphs",
    "recommendations_wording": "a save of a paragraph",
    "recommendations_answergiven": "an answer of an addressee",
    "recommendations_submission": "a submission",
    "recommendations_evidence": "evidence",
}

FUNCTIONS = """
-- Of a kept row only the columns named may be set, once: who closed a thread may open it again, nothing else moves.
CREATE FUNCTION recommendations_keep_but() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) - TG_ARGV[1:]) <> (to_jsonb(NEW) - TG_ARGV[1:]) THEN
        RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

DROP TRIGGER kept ON recommendations_comment;
CREATE TRIGGER kept BEFORE UPDATE ON recommendations_comment FOR EACH ROW
    EXECUTE FUNCTION recommendations_keep_but('a comment', 'resolved_at', 'resolved_by_id');
CREATE TRIGGER not_deleted BEFORE DELETE ON recommendations_comment FOR EACH ROW
    EXECUTE FUNCTION recommendations_keep('a comment');

DROP TRIGGER kept ON recommendations_statement;
CREATE FUNCTION recommendations_statement_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['withdrawn_at', 'withdrawn_by_id'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.withdrawn_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM recommendations_annex a WHERE a.statement_id = OLD.id) THEN
        RAISE EXCEPTION 'a statement is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE ON recommendations_statement FOR EACH ROW EXECUTE FUNCTION recommendations_statement_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON recommendations_statement FOR EACH ROW
    EXECUTE FUNCTION recommendations_keep('a statement');

-- The working text and the particulars are written only while the text may be edited.
CREATE FUNCTION recommendations_while_editable(text_id bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recommendations_recommendation r
    WHERE r.id = text_id AND r.status IN ('proposed', 'drafting', 'consultation', 'certification') FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION recommendations_working_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recommendations_while_editable(CASE TG_OP WHEN 'DELETE' THEN OLD.recommendation_id ELSE NEW.recommendation_id END);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON recommendations_working FOR EACH ROW
    EXECUTE FUNCTION recommendations_working_frozen();
CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON recommendations_workingparagraph FOR EACH ROW
    EXECUTE FUNCTION recommendations_working_frozen();
CREATE FUNCTION recommendations_particulars_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM recommendations_while_editable(p.recommendation_id) FROM recommendations_paragraph p
    WHERE p.id = CASE TG_OP WHEN 'DELETE' THEN OLD.paragraph_id ELSE NEW.paragraph_id END;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;

-- A save on an older version never overwrites: the version of a paragraph only rises, by one.
CREATE FUNCTION recommendations_version_rises() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (to_jsonb(OLD) -> 'texts') IS DISTINCT FROM (to_jsonb(NEW) -> 'texts') AND NEW.version <> OLD.version + 1 THEN
        RAISE EXCEPTION 'a save raises the version by one' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.agreed_at IS NOT NULL AND NEW.agreed_at IS NOT NULL
       AND (to_jsonb(OLD) -> 'texts') IS DISTINCT FROM (to_jsonb(NEW) -> 'texts')
       AND NOT EXISTS (SELECT 1 FROM recommendations_recommendation r
                       WHERE r.id = NEW.recommendation_id AND r.status = 'certification') THEN
        RAISE EXCEPTION 'an agreed paragraph is locked' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER version_rises BEFORE UPDATE ON recommendations_workingparagraph FOR EACH ROW
    EXECUTE FUNCTION recommendations_version_rises();

-- A position: only in a round that runs by the clock, of an entitled organisation, by who speaks for it, of those offered.
CREATE OR REPLACE FUNCTION recommendations_position_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround; offered jsonb;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id FOR SHARE;
    NEW.taken_at := clock_timestamp();
    IF r.status <> 'open' OR NEW.taken_at >= r.expires_at OR NEW.taken_at < r.opened_at THEN
        RAISE EXCEPTION 'the round is not open' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    SELECT o INTO offered FROM jsonb_array_elements(r.procedure -> 'positions') o WHERE o ->> 'code' = NEW.kind;
    IF offered IS NULL THEN
        RAISE EXCEPTION 'the round does not offer this position' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    NEW.effect := offered ->> 'effect';
    NEW.blocks := NEW.effect = 'objects';
    IF NEW.source <> '' THEN
        IF NEW.document_id IS NULL THEN
            RAISE EXCEPTION 'a recorded position has its document' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.taken_by_id AND u.is_active AND u.is_secretariat) THEN
            RAISE EXCEPTION 'only the secretariat records for another' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NOT EXISTS (
        SELECT 1 FROM councils_representative m
        WHERE m.user_id = NEW.taken_by_id AND m.organisation_id = NEW.organisation_id AND m.role IN ('head', 'alternate')
          AND m.starts <= (NEW.taken_at AT TIME ZONE 'Asia/Tashkent')::date
          AND (m.ends IS NULL OR m.ends >= (NEW.taken_at AT TIME ZONE 'Asia/Tashkent')::date)) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- The entitled: members' seats at the opening, as many as the round announced; an observer is never counted.
CREATE OR REPLACE FUNCTION recommendations_entitled_at_opening() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE r recommendations_consensusround;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id;
    IF (SELECT count(*) FROM recommendations_entitlement e WHERE e.round_id = NEW.round_id) >= r.entitled_count THEN
        RAISE EXCEPTION 'the list of the entitled was fixed at the opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (
        SELECT 1 FROM councils_seat s WHERE s.body_id = r.body_id AND s.organisation_id = NEW.organisation_id
          AND s.kind = 'member' AND (s.ends IS NULL OR s.ends >= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date)
          AND s.starts <= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date) THEN
        RAISE EXCEPTION 'only members'' seats are entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- A round: what was fixed at its opening stays; its end is only prolonged; it closes for a reason that is true.
CREATE OR REPLACE FUNCTION recommendations_round_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'suspended_at', 'expires_at', 'closed_at', 'closing', 'result', 'outcome',
                             'declared_by_id', 'declared_at', 'statement'];
        standing boolean := EXISTS (SELECT 1 FROM recommendations_position p
            WHERE p.round_id = OLD.id AND p.is_current AND p.blocks
              AND NOT EXISTS (SELECT 1 FROM recommendations_lift l WHERE l.position_id = p.id));
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status, NEW.status) NOT IN (('open', 'open'), ('open', 'suspended'), ('suspended', 'open'), ('open', 'closed'),
           ('open', 'void'), ('suspended', 'void'), ('closed', 'declared'))
       OR NEW.expires_at < OLD.expires_at
       OR (NEW.expires_at <> OLD.expires_at AND NEW.status <> 'open')
       OR (OLD.status = 'open' AND NEW.status = 'open' AND NEW.expires_at = OLD.expires_at)
       OR (OLD.status = 'open' AND NEW.expires_at <> OLD.expires_at AND clock_timestamp() >= OLD.expires_at)
       OR (OLD.status = 'closed' AND (OLD.closing <> NEW.closing OR OLD.result <> NEW.result OR OLD.closed_at <> NEW.closed_at))
       OR (NEW.status = 'closed' AND OLD.status = 'open' AND NOT CASE NEW.closing
             WHEN 'expired' THEN clock_timestamp() >= OLD.expires_at AND OLD.kind <> 'consultation'
             WHEN 'broken' THEN standing AND OLD.kind NOT IN ('consultation', 'in_session')
             WHEN 'put' THEN OLD.kind = 'in_session'
             ELSE false END)
       OR (NEW.status = 'void' AND NOT CASE NEW.closing
             WHEN 'heard' THEN OLD.kind = 'consultation' AND clock_timestamp() >= OLD.expires_at
             WHEN 'recalled' THEN NOT EXISTS (SELECT 1 FROM recommendations_position p WHERE p.round_id = OLD.id)
             WHEN 'lapsed' THEN OLD.kind = 'consultation'
             ELSE NEW.closing = 'withdrawn' END)
       OR (NEW.status = 'declared' AND (OLD.closing NOT IN ('expired', 'put')
             OR (NEW.outcome IN ('consensus', 'with_statements') AND standing))) THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- The life of a text. Adopted only by two persons, on a round of the Executive Committee that was declared adopting.
CREATE OR REPLACE FUNCTION recommendations_adopted_kept() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE late text[] := ARRAY['status', 'published_at', 'review_on'];
        last recommendations_consensusround;
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (
        ('proposed', 'drafting'), ('proposed', 'not_admitted'), ('proposed', 'withdrawn'), ('drafting', 'proposed'),
        ('drafting', 'consultation'), ('drafting', 'withdrawn'), ('consultation', 'in_round'), ('consultation', 'withdrawn'),
        ('in_round', 'consultation'), ('in_round', 'agreed'), ('in_round', 'before_excom'), ('in_round', 'certification'),
        ('in_round', 'withdrawn'), ('agreed', 'before_excom'), ('agreed', 'consultation'), ('agreed', 'withdrawn'),
        ('before_excom', 'in_round'), ('before_excom', 'consultation'), ('before_excom', 'withdrawn'),
        ('certification', 'adopted'), ('certification', 'before_excom'), ('adopted', 'published'),
        ('published', 'superseded'), ('published', 'closed'), ('closed', 'superseded')) THEN
        RAISE EXCEPTION 'a text does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.adopted_at IS NOT NULL AND (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) THEN
        RAISE EXCEPTION 'an adopted text is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND NEW.status IN ('agreed', 'certification', 'adopted') THEN
        SELECT * INTO last FROM recommendations_consensusround r WHERE r.recommendation_id = NEW.id ORDER BY number DESC LIMIT 1;
        IF last.status IS DISTINCT FROM 'declared' OR last.outcome NOT IN ('consensus', 'with_statements')
           OR (NEW.status <> 'agreed') <> EXISTS (SELECT 1 FROM councils_body b
                                                  WHERE b.id = last.body_id AND b.kind = 'executive_committee') THEN
            RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF OLD.adopted_at IS NULL AND NEW.adopted_at IS NOT NULL AND (
        NEW.adopted_round_id <> last.id OR NEW.adopted_by_id <> last.declared_by_id
        OR NOT EXISTS (SELECT 1 FROM recommendations_revision v WHERE v.id = NEW.adopted_revision_id
                       AND (v.id = last.revision_id OR v.corrects_id = last.revision_id))
        OR NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.certified_by_id AND u.is_secretariat)) THEN
        RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

-- An objection is lifted by an organisation that made it, and only where it stands.
CREATE FUNCTION recommendations_lift_of_objection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM recommendations_position p JOIN councils_representative m ON m.organisation_id = p.organisation_id
        WHERE p.id = NEW.position_id AND p.blocks AND p.is_current AND m.user_id = NEW.by_id
          AND m.role IN ('head', 'alternate') AND m.starts <= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date
          AND (m.ends IS NULL OR m.ends >= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date)) THEN
        RAISE EXCEPTION 'an objection is lifted by who made it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lift_of_objection BEFORE INSERT ON recommendations_lift FOR EACH ROW
    EXECUTE FUNCTION recommendations_lift_of_objection();

-- A report that was submitted is the state's word: its items change again only when the secretariat asks back.
CREATE FUNCTION recommendations_report_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM recommendations_report r JOIN recommendations_cycle c ON c.id = r.cycle_id
    WHERE r.id = OLD.report_id AND r.status IN ('assigned', 'asked') AND c.status = 'open' FOR SHARE OF r;
    IF NOT FOUND OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a submitted report is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON recommendations_reportitem FOR EACH ROW
    EXECUTE FUNCTION recommendations_report_kept();
CREATE FUNCTION recommendations_report_life() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN
       (('assigned', 'submitted'), ('submitted', 'asked'), ('submitted', 'complete'), ('asked', 'submitted')) THEN
        RAISE EXCEPTION 'a report does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER life BEFORE UPDATE ON recommendations_report FOR EACH ROW EXECUTE FUNCTION recommendations_report_life();
"""

FROZEN = "\n".join(
    f"CREATE TRIGGER frozen BEFORE INSERT OR UPDATE OR DELETE ON recommendations_{table} FOR EACH ROW"
    " EXECUTE FUNCTION recommendations_particulars_frozen();"
    for table in ("particulars", "addressee", "indicator", "reference")
)
TRIGGERS = "\n".join(
    f"CREATE TRIGGER kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION recommendations_keep('{what}');"
    for table, what in KEPT.items()
)
BACK = """
DROP FUNCTION recommendations_keep_but() CASCADE;
DROP FUNCTION recommendations_statement_kept() CASCADE;
DROP FUNCTION recommendations_working_frozen() CASCADE;
DROP FUNCTION recommendations_particulars_frozen() CASCADE;
DROP FUNCTION recommendations_while_editable(bigint) CASCADE;
DROP FUNCTION recommendations_version_rises() CASCADE;
DROP FUNCTION recommendations_lift_of_objection() CASCADE;
DROP FUNCTION recommendations_report_kept() CASCADE;
DROP FUNCTION recommendations_report_life() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("recommendations", "0006_working_texts_of_what_stood"), ("councils", "0003_silence_moves_to_the_procedure"),
        ("accounts", "0001_initial"),
    ]  # fmt: skip
    operations = [migrations.RunSQL(FUNCTIONS + FROZEN + TRIGGERS, BACK)]
