CREATE OR REPLACE FUNCTION public.accounts_sessions_end()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.sessions_ended := greatest(NEW.sessions_ended, OLD.sessions_ended + 1);
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.audit_append()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    NEW.seq := nextval('audit_order');
    NEW.at := clock_timestamp();
    NEW.prev := '';
    NEW.hash := '';
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.audit_chain()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE head audit_head; made text;
BEGIN
    INSERT INTO audit_head (id, seq, hash) VALUES (1, 0, repeat('0', 64)) ON CONFLICT DO NOTHING;
    SELECT * INTO head FROM audit_head WHERE id = 1 FOR UPDATE;
    made := audit_hash(head.hash, head.seq + 1, NEW.at, NEW.actor_id, NEW.organisation, NEW.action, NEW.object_type,
                       NEW.object_id, NEW.object_name, NEW.data);
    UPDATE audit_entry SET seq = head.seq + 1, prev = head.hash, hash = made WHERE seq = NEW.seq;
    UPDATE audit_head SET seq = head.seq + 1, hash = made WHERE id = 1;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.audit_hash(prev text, seq bigint, at timestamp with time zone, actor bigint, organisation text, action text, object_type text, object_id bigint, object_name text, data jsonb)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT encode(sha256(convert_to(concat_ws(E'\x1f', prev, seq::text,
        to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US'), coalesce(actor::text, '-'), organisation, action,
        object_type, object_id::text, object_name, data::text), 'UTF8')), 'hex')
$function$;

CREATE OR REPLACE FUNCTION public.audit_refuse()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE chained text[] := ARRAY['seq', 'prev', 'hash'];
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.hash = '' AND NEW.hash <> '' AND (to_jsonb(OLD) - chained) = (to_jsonb(NEW) - chained) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'the audit trail is append-only' USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION public.councils_has_voice(organisation bigint, moment timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (SELECT 1 FROM councils_representative m
                   WHERE m.organisation_id = organisation AND councils_speaks(m.user_id, organisation, moment));
$function$;

CREATE OR REPLACE FUNCTION public.councils_is_member(in_body bigint, who bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    WITH held AS (
        SELECT s.body_id, s.organisation_id FROM councils_seat s JOIN councils_organisation o ON o.id = s.organisation_id AND o.is_active
        WHERE s.kind = 'member' AND s.starts <= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date
          AND (s.ends IS NULL OR s.ends >= (clock_timestamp() AT TIME ZONE 'Asia/Tashkent')::date))
    SELECT EXISTS (
        SELECT 1 FROM held h JOIN councils_body b ON b.id = in_body WHERE h.organisation_id = who AND (
            h.body_id = in_body OR (b.kind = 'plenary' AND NOT EXISTS (SELECT 1 FROM held own WHERE own.body_id = in_body))));
$function$;

CREATE OR REPLACE FUNCTION public.councils_rules_data(which bigint)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT to_jsonb(r) - ARRAY['id', 'body_id'] || jsonb_build_object('options', coalesce(
        (SELECT jsonb_agg(to_jsonb(o) - ARRAY['id', 'rules_id'] ORDER BY o."order", o.id)
         FROM councils_positionoption o WHERE o.rules_id = r.id), '[]'))
    FROM councils_bodyrules r WHERE r.id = which;
$function$;

CREATE OR REPLACE FUNCTION public.councils_rules_versioned()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE written jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        which bigint := (written ->> TG_ARGV[0])::bigint;
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF to_jsonb(OLD) = to_jsonb(NEW) THEN
            RETURN NULL;
        ELSIF to_jsonb(OLD) -> TG_ARGV[0] <> to_jsonb(NEW) -> TG_ARGV[0] THEN
            RAISE EXCEPTION 'a position stays with the rules of its body' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    IF councils_rules_data(which) IS DISTINCT FROM (
        SELECT data FROM councils_rulesversion WHERE rules_id = which ORDER BY number DESC LIMIT 1) THEN
        RAISE EXCEPTION 'rules are changed with a version of them only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.councils_speaks(person bigint, organisation bigint, moment timestamp with time zone)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (SELECT 1 FROM councils_representative m JOIN accounts_user u ON u.id = m.user_id AND u.is_active
                   JOIN councils_organisation o ON o.id = m.organisation_id AND o.is_active
                   WHERE m.user_id = person AND m.organisation_id = organisation AND m.role IN ('head', 'alternate')
                     AND m.starts <= (moment AT TIME ZONE 'Asia/Tashkent')::date
                     AND (m.ends IS NULL OR m.ends >= (moment AT TIME ZONE 'Asia/Tashkent')::date));
$function$;

CREATE OR REPLACE FUNCTION public.councils_version_made()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM 1 FROM councils_bodyrules WHERE id = NEW.rules_id FOR UPDATE;
    NEW.number := 1 + coalesce((SELECT max(number) FROM councils_rulesversion WHERE rules_id = NEW.rules_id), 0);
    NEW.since := clock_timestamp();
    NEW.data := councils_rules_data(NEW.rules_id);
    IF EXISTS (SELECT 1 FROM councils_positionoption o WHERE o.rules_id = NEW.rules_id AND o.is_offered) AND EXISTS (
        SELECT 1 FROM (VALUES ('joins'), ('objects')) AS must (effect) WHERE NOT EXISTS (
            SELECT 1 FROM councils_positionoption o WHERE o.rules_id = NEW.rules_id AND o.is_offered AND o.effect = must.effect)) THEN
        RAISE EXCEPTION 'positions that nobody could join or block with' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.documents_credentials_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'credentials are never changed' USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION public.documents_document_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.symbol IS NOT NULL AND NEW.symbol IS DISTINCT FROM OLD.symbol)
       OR OLD.uploaded_by_id <> NEW.uploaded_by_id THEN
        RAISE EXCEPTION 'a document and its symbol stay' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.documents_file_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.documents_grant_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE revision record;
BEGIN
    SELECT r.category, r.only_kinds, d.body_id, d.nature, b.kind AS body_kind INTO revision
    FROM documents_documentrevision r JOIN documents_document d ON d.id = r.document_id LEFT JOIN councils_body b ON b.id = d.body_id
    WHERE r.id = NEW.content_object_id;
    IF revision.category = 'secretariat' OR (revision.category = 'restricted' AND NOT EXISTS (
        SELECT 1 FROM councils_organisation o JOIN councils_seat s ON s.organisation_id = o.id
        WHERE o.group_id = NEW.group_id AND s.kind = 'member'
          AND (s.body_id = revision.body_id OR revision.nature = 'statement'
               OR (revision.body_kind = 'plenary' AND NOT EXISTS (
                   SELECT 1 FROM councils_seat own JOIN councils_organisation h ON h.id = own.organisation_id
                   WHERE own.body_id = revision.body_id AND own.kind = 'member' AND h.is_active
                     AND own.starts <= current_date - 1 AND coalesce(own.ends, current_date + 2) >= current_date + 1)))
          AND s.starts <= current_date + 1 AND coalesce(s.ends, current_date) >= current_date - 1
          AND (cardinality(revision.only_kinds) = 0 OR o.kind = ANY (revision.only_kinds)))) THEN
        RAISE EXCEPTION 'a restricted revision is read by the members of its body' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.documents_revision_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['category', 'only_kinds', 'pending_distribution', 'pending_by_id', 'pending_reason'];
BEGIN
    IF TG_OP = 'DELETE' OR (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) THEN
        RAISE EXCEPTION 'a revision is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.category, NEW.category) IN (('restricted', 'public'), ('restricted', 'council'), ('restricted', 'body'), ('secretariat', 'public'), ('secretariat', 'council'), ('secretariat', 'body'), ('secretariat', 'restricted'))
       AND (NEW.category = 'restricted' OR OLD.pending_by_id IS NULL OR OLD.pending_distribution <> NEW.category) THEN
        RAISE EXCEPTION 'a restricted revision is released by two persons' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.category = 'restricted' AND NEW.category = 'restricted' AND cardinality(OLD.only_kinds) > 0
       AND (cardinality(NEW.only_kinds) = 0 OR NOT NEW.only_kinds <@ OLD.only_kinds) THEN
        RAISE EXCEPTION 'the kinds of a restricted revision are only narrowed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.keep()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END $function$;

CREATE OR REPLACE FUNCTION public.keep_but()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF (to_jsonb(OLD) - TG_ARGV[1:]) <> (to_jsonb(NEW) - TG_ARGV[1:]) THEN
        RAISE EXCEPTION '% is never changed', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.mail_delivery_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE fixed text[] := ARRAY['letter_id', 'person_id', 'key', 'organisation', 'capacity', 'language', 'subject', 'text', 'html',
                              'calendar', 'calendar_method', 'message_id'];
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(fixed) f WHERE to_jsonb(OLD) -> f IS DISTINCT FROM to_jsonb(NEW) -> f)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('deferred', 'cancelled'), ('deferred', 'sending'), ('failed', 'queued'), ('queued', 'cancelled'), ('queued', 'sending'), ('sending', 'cancelled'), ('sending', 'deferred'), ('sending', 'failed'), ('sending', 'queued'), ('sending', 'sent'), ('sent', 'failed')))
       OR (OLD.status = 'sent' AND OLD.address <> NEW.address) THEN
        RAISE EXCEPTION 'a delivery is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_correction_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['status', 'answer', 'decided_by_id', 'decided_at'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.status <> 'proposed' THEN
        RAISE EXCEPTION 'a correction is decided once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_delegate_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.invitation_id <> NEW.invitation_id
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('asked', 'nominated'), ('asked', 'refused'), ('asked', 'replaced'), ('asked', 'withdrawn'), ('confirmed', 'replaced'), ('confirmed', 'withdrawn'), ('nominated', 'asked'), ('nominated', 'confirmed'), ('nominated', 'refused'), ('nominated', 'replaced'), ('nominated', 'withdrawn'))) THEN
        RAISE EXCEPTION 'a delegate is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_entry_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE stage varchar := (SELECT j.status FROM meetings_journal j WHERE j.id = coalesce(OLD.journal_id, NEW.journal_id));
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.journal_id <> OLD.journal_id THEN
        RAISE EXCEPTION 'an entry stays in its record' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF stage = 'draft' THEN
        RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
    END IF;
    IF stage = 'frozen' THEN
        RAISE EXCEPTION 'an adopted record is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP <> 'UPDATE' OR stage <> 'circulated'
       OR (to_jsonb(OLD) - ARRAY['texts', 'version']) <> (to_jsonb(NEW) - ARRAY['texts', 'version'])
       OR NOT EXISTS (
        SELECT 1 FROM meetings_correction c WHERE c.entry_id = OLD.id AND c.status = 'made'
          AND NEW.texts = OLD.texts || jsonb_build_object(c.language, replace(OLD.texts ->> c.language, c.before, c.after))) THEN
        RAISE EXCEPTION 'a circulated record is changed by its corrections alone' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_in_the_room(item bigint, moment timestamp with time zone)
 RETURNS bigint[]
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT coalesce(array_agg(DISTINCT h.organisation_id ORDER BY h.organisation_id), ARRAY[]::bigint[])
    FROM meetings_agendaitem i JOIN meetings_sitting s ON s.meeting_id = i.meeting_id JOIN meetings_presence h ON h.sitting_id = s.id
    WHERE i.id = item AND h.arrived_at <= moment AND (h.left_at IS NULL OR h.left_at > moment);
$function$;

CREATE OR REPLACE FUNCTION public.meetings_invitation_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.status <> 'prepared' THEN
            RAISE EXCEPTION 'an invitation that was sent stays' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        RETURN OLD;
    END IF;
    IF (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('accepted', 'accepted'), ('accepted', 'declined'), ('accepted', 'tentative'), ('accepted', 'withdrawn'), ('declined', 'accepted'), ('declined', 'declined'), ('declined', 'tentative'), ('declined', 'withdrawn'), ('prepared', 'sent'), ('sent', 'accepted'), ('sent', 'declined'), ('sent', 'tentative'), ('sent', 'withdrawn'), ('tentative', 'accepted'), ('tentative', 'declined'), ('tentative', 'tentative'), ('tentative', 'withdrawn'), ('withdrawn', 'sent')))
       OR OLD.organisation_id <> NEW.organisation_id OR OLD.meeting_id <> NEW.meeting_id THEN
        RAISE EXCEPTION 'an invitation is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_journal_begins_as_draft()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.status <> 'draft' THEN
        RAISE EXCEPTION 'a record begins as a draft' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_journal_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['status', 'corrections_until', 'silence_until', 'frozen_at', 'frozen', 'sha256'];
BEGIN
    IF OLD.status = 'frozen' OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an adopted record is frozen, and none is deleted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('circulated', 'draft'), ('circulated', 'silence'), ('draft', 'circulated'), ('silence', 'draft'), ('silence', 'frozen'))) THEN
        RAISE EXCEPTION 'a record is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (NEW.status = 'silence' AND NEW.silence_until IS DISTINCT FROM OLD.silence_until AND NEW.silence_until <= clock_timestamp())
       OR (NEW.status = 'circulated' AND NEW.corrections_until IS DISTINCT FROM OLD.corrections_until
           AND NEW.corrections_until <= clock_timestamp()) THEN
        RAISE EXCEPTION 'a term of a record lies ahead' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'circulated' AND NEW.status = 'circulated' AND NEW.corrections_until <> OLD.corrections_until THEN
        RAISE EXCEPTION 'a record is circulated once until a day' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'silence' AND NEW.status = 'draft' AND NOT EXISTS (
        SELECT 1 FROM meetings_objection o WHERE o.journal_id = OLD.id AND o.at >= (
            SELECT max(v.at) FROM meetings_journalrevision v WHERE v.journal_id = OLD.id AND v.what = 'silence')) THEN
        RAISE EXCEPTION 'from silence an objection alone leads back' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status = 'silence' AND NEW.status = 'silence' AND NEW.silence_until < OLD.silence_until THEN
        RAISE EXCEPTION 'silence is only prolonged' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND NEW.status = 'silence' AND EXISTS (
        SELECT 1 FROM meetings_correction c JOIN meetings_journalentry e ON e.id = c.entry_id
        WHERE e.journal_id = OLD.id AND c.status = 'proposed') THEN
        RAISE EXCEPTION 'every correction is decided before silence' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.status = 'frozen' AND OLD.silence_until > clock_timestamp() THEN
        RAISE EXCEPTION 'a record is frozen when its silence has run out' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_late_message_is_late()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE stage varchar; ends timestamptz;
BEGIN
    SELECT j.status, j.silence_until INTO stage, ends FROM meetings_journal j WHERE j.id = NEW.journal_id;
    IF stage NOT IN ('silence', 'frozen') OR (stage = 'silence' AND ends > clock_timestamp()) THEN
        RAISE EXCEPTION 'a message is late when the silence is over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_meeting_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('convened', 'cancelled'), ('convened', 'in_session'), ('convened', 'postponed'), ('in_session', 'closed'), ('planned', 'cancelled'), ('planned', 'convened'), ('postponed', 'cancelled'), ('postponed', 'convened'))
       AND ((OLD.status, NEW.status) NOT IN (('in_session', 'convened')) OR NOT meetings_untouched(OLD.id)
            OR EXISTS (SELECT 1 FROM meetings_sitting WHERE meeting_id = OLD.id)) THEN
        RAISE EXCEPTION 'a meeting does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF (OLD.symbol IS NOT NULL AND NEW.symbol IS DISTINCT FROM OLD.symbol) OR NEW.sequence < OLD.sequence
       OR NEW.live < OLD.live OR (OLD.convened_at IS NOT NULL AND NEW.convened_at IS NULL) THEN
        RAISE EXCEPTION 'a symbol once given, a number of a change and the day of convening stay' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF ((OLD.status, NEW.status) IN (('convened', 'in_session')) AND NEW.rules = '{}')
       OR (NEW.rules <> OLD.rules AND (OLD.status, NEW.status) NOT IN (('convened', 'in_session'))
           AND ((OLD.status, NEW.status) NOT IN (('in_session', 'convened')) OR NEW.rules <> '{}')) THEN
        RAISE EXCEPTION 'the rules of a meeting are those of its opening' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status IN ('closed', 'cancelled') AND (NEW.starts_at, NEW.ends_at, NEW.body_id, NEW.title, NEW.category)
        IS DISTINCT FROM (OLD.starts_at, OLD.ends_at, OLD.body_id, OLD.title, OLD.category) THEN
        RAISE EXCEPTION 'a meeting that is over is not changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_paper_in_time()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF meetings_stage(NEW.meeting_id) NOT IN ('planned', 'convened', 'in_session', 'postponed') AND NOT EXISTS (
        SELECT 1 FROM meetings_speech s JOIN meetings_agendaitem i ON i.id = s.item_id
        WHERE i.meeting_id = NEW.meeting_id AND s.statement_id = NEW.document_id) THEN
        RAISE EXCEPTION 'a paper is laid before a meeting until it is over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_poll_runs()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM meetings_dateoption o JOIN meetings_datepoll p ON p.id = o.poll_id
                   WHERE o.id = NEW.option_id AND p.closed_at IS NULL) THEN
        RAISE EXCEPTION 'a poll that is closed takes no answers' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_presence_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF (to_jsonb(OLD) - 'left_at') <> (to_jsonb(NEW) - 'left_at') OR OLD.left_at IS NOT NULL THEN
        RAISE EXCEPTION 'who was present when is noted once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_presence_not_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT meetings_untouched((SELECT meeting_id FROM meetings_sitting WHERE id = OLD.sitting_id)) THEN
        RAISE EXCEPTION 'a presence stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_sitting_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF (to_jsonb(OLD) - 'closed_at') <> (to_jsonb(NEW) - 'closed_at') OR OLD.closed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a sitting is closed once' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_sitting_not_deleted()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT meetings_untouched(OLD.meeting_id) THEN
        RAISE EXCEPTION 'a sitting stays' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_speech_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE fixed text[] := ARRAY['id', 'item_id', 'organisation_id', 'kind', 'asked_by_id', 'asked_at'];
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(fixed) f WHERE to_jsonb(OLD) -> f IS DISTINCT FROM to_jsonb(NEW) -> f)
       OR (OLD.state <> NEW.state AND (OLD.state, NEW.state) NOT IN (('inscribed', 'speaking'), ('inscribed', 'withdrawn'), ('paused', 'speaking'), ('paused', 'spoken'), ('speaking', 'paused'), ('speaking', 'spoken')))
       OR NEW.spoken_seconds < OLD.spoken_seconds
       OR (OLD.state IN ('spoken', 'withdrawn') AND (to_jsonb(OLD) - 'statement_id') <> (to_jsonb(NEW) - 'statement_id')) THEN
        RAISE EXCEPTION 'a speech is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_stage(meeting bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT m.status FROM meetings_meeting m WHERE m.id = meeting;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_delegate(delegate bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT meetings_stage_of_invitation(d.invitation_id) FROM meetings_delegate d WHERE d.id = delegate;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_entry(entry bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT j.status FROM meetings_journalentry e JOIN meetings_journal j ON j.id = e.journal_id WHERE e.id = entry;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_invitation(invitation bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT m.status FROM meetings_invitation v JOIN meetings_meeting m ON m.id = v.meeting_id WHERE v.id = invitation;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_item(item bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT m.status FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id WHERE i.id = item;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_record(record bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT j.status FROM meetings_journal j WHERE j.id = record;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_stage_of_sitting(sitting bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT m.status FROM meetings_sitting s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.id = sitting AND s.closed_at IS NULL;
$function$;

CREATE OR REPLACE FUNCTION public.meetings_task_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.meeting_id <> NEW.meeting_id
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('done', 'closed'), ('done', 'open'), ('open', 'closed'), ('open', 'done'), ('open', 'dropped'))) THEN
        RAISE EXCEPTION 'a task is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.meetings_untouched(meeting bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (SELECT 1 FROM meetings_meeting m WHERE m.id = meeting AND m.status = 'in_session'
                   AND m.agenda_adopted_at IS NULL)
        AND NOT EXISTS (SELECT 1 FROM meetings_sitting s WHERE s.meeting_id = meeting AND (s.number > 1 OR s.closed_at IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM meetings_presence h JOIN meetings_sitting s ON s.id = h.sitting_id
                        WHERE s.meeting_id = meeting AND (h.arrived_at <> s.opened_at OR h.left_at IS NOT NULL))
        AND NOT EXISTS (SELECT 1 FROM meetings_itemevent e JOIN meetings_agendaitem i ON i.id = e.item_id WHERE i.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_decision d WHERE d.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_task t WHERE t.meeting_id = meeting)
        AND NOT EXISTS (SELECT 1 FROM meetings_journal j WHERE j.meeting_id = meeting);
$function$;

CREATE OR REPLACE FUNCTION public.meetings_version_at_stage()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE
    stage varchar := (SELECT j.status FROM meetings_journal j WHERE j.id = NEW.journal_id);
    last varchar := (SELECT v.what FROM meetings_journalrevision v WHERE v.journal_id = NEW.journal_id ORDER BY v.number DESC LIMIT 1);
BEGIN
    IF (NEW.what = 'silence' AND (stage <> 'silence' OR last IS DISTINCT FROM 'circulated' OR NEW.asked = '{}'))
       OR (NEW.what <> 'silence' AND NEW.asked <> '{}')
       OR (NEW.what = 'circulated' AND stage <> 'circulated')
       OR (NEW.what = 'frozen' AND (stage <> 'silence' OR last IS DISTINCT FROM 'silence')) THEN
        RAISE EXCEPTION 'a version of a record is kept at its stage' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.only_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE written jsonb := CASE TG_OP WHEN 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END; stage varchar;
BEGIN
    EXECUTE format('SELECT %I($1)', TG_ARGV[0]) INTO stage USING (written ->> TG_ARGV[1])::bigint;
    IF stage IS NULL OR stage <> ALL (string_to_array(TG_ARGV[3], ',')) THEN
        RAISE EXCEPTION 'at the stage % there is no %', stage, TG_ARGV[2] USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_adopted_as_decided()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE last recommendations_consensusround;
BEGIN
    SELECT * INTO last FROM recommendations_consensusround r WHERE r.recommendation_id = NEW.recommendation_id ORDER BY number DESC LIMIT 1;
    IF NOT EXISTS (SELECT 1 FROM recommendations_recommendation t WHERE t.id = NEW.recommendation_id AND t.status = 'certification')
       OR NEW.round_id <> last.id OR last.status <> 'declared'
       OR NOT EXISTS (SELECT 1 FROM recommendations_declaration d WHERE d.round_id = last.id AND d.outcome IN ('consensus', 'with_statements')
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
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_adopted_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['status', 'published_at', 'review_on'];
        last recommendations_consensusround;
        reached varchar;
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('adopted', 'published'), ('agreed', 'before_excom'), ('agreed', 'consultation'), ('agreed', 'withdrawn'), ('before_council', 'consultation'), ('before_council', 'in_round'), ('before_council', 'withdrawn'), ('before_excom', 'consultation'), ('before_excom', 'in_round'), ('before_excom', 'withdrawn'), ('certification', 'adopted'), ('certification', 'before_council'), ('certification', 'before_excom'), ('closed', 'superseded'), ('consultation', 'in_round'), ('consultation', 'withdrawn'), ('drafting', 'consultation'), ('drafting', 'withdrawn'), ('in_round', 'agreed'), ('in_round', 'before_council'), ('in_round', 'before_excom'), ('in_round', 'certification'), ('in_round', 'consultation'), ('proposed', 'drafting'), ('proposed', 'not_admitted'), ('proposed', 'withdrawn'), ('published', 'closed'), ('published', 'superseded')) THEN
        RAISE EXCEPTION 'a text does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id AND OLD.status = NEW.status
       OR NEW.status IN ('before_excom', 'before_council') AND NOT EXISTS (SELECT 1 FROM councils_body b WHERE b.id = NEW.laid_before_id
                                                   AND (b.kind, NEW.status) IN (('executive_committee', 'before_excom'), ('plenary', 'before_council'))) THEN
        RAISE EXCEPTION 'a text lies before a body above its own by an act alone' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status IN ('adopted', 'published', 'superseded', 'closed') AND (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) THEN
        RAISE EXCEPTION 'an adopted text is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND NEW.status IN ('adopted', 'published', 'superseded', 'closed') AND NOT EXISTS (
        SELECT 1 FROM recommendations_adoption a WHERE a.recommendation_id = NEW.id) THEN
        RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF OLD.status <> NEW.status AND (NEW.status IN ('agreed', 'certification', 'adopted') OR NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id) THEN
        SELECT * INTO last FROM recommendations_consensusround r WHERE r.recommendation_id = NEW.id ORDER BY number DESC LIMIT 1;
        IF last.status = 'declared' AND EXISTS (
            SELECT 1 FROM recommendations_declaration d WHERE d.round_id = last.id AND d.outcome IN ('consensus', 'with_statements')) THEN
            SELECT t.stage INTO reached FROM councils_body b JOIN (VALUES ('plenary', 'false', 'certification'), ('plenary', 'true', 'certification'), ('executive_committee', 'false', 'certification'), ('executive_committee', 'true', 'before_council'), ('working_group', 'false', 'agreed'), ('working_group', 'true', 'agreed')) AS t (kind, goes_on, stage)
                ON t.kind = b.kind AND t.goes_on = coalesce(last.procedure ->> 'council_decides', 'false') WHERE b.id = last.body_id;
        END IF;
        IF reached IS NULL AND (NEW.status IN ('agreed', 'certification', 'adopted') OR NEW.laid_before_id IS NOT NULL)
           OR NEW.status IN ('agreed', 'certification') AND NEW.status <> reached
           OR NEW.status = 'adopted' AND reached <> 'certification'
           OR NEW.laid_before_id IS DISTINCT FROM OLD.laid_before_id AND NEW.laid_before_id IS NOT NULL
              AND (OLD.status = 'in_round' AND NEW.status <> reached
                   OR OLD.status = 'certification' AND NEW.laid_before_id <> last.body_id) THEN
            RAISE EXCEPTION 'a text is adopted by a declared round only' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_adopted_with_its_stage()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_recommendation t WHERE t.id = NEW.recommendation_id AND t.status IN ('adopted', 'published', 'superseded', 'closed')) THEN
        RAISE EXCEPTION 'a text bears its symbol once it is adopted' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_amendment_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['status', 'decided_by_id', 'decided_at', 'decision_reason', 'result_id'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('bracketed', 'accepted'), ('bracketed', 'declined'), ('bracketed', 'withdrawn'), ('proposed', 'accepted'), ('proposed', 'bracketed'), ('proposed', 'declined'), ('proposed', 'withdrawn')))
       OR (OLD.status NOT IN ('proposed', 'bracketed') AND (to_jsonb(OLD) - 'result_id') <> (to_jsonb(NEW) - 'result_id'))
       OR (OLD.result_id IS NOT NULL AND OLD.result_id IS DISTINCT FROM NEW.result_id) THEN
        RAISE EXCEPTION 'an amendment is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_bracket_stands()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF TG_OP = 'UPDATE' OR NOT EXISTS (
           SELECT 1 FROM recommendations_workingparagraph w
           LEFT JOIN recommendations_amendment a ON a.id = NEW.amendment_id
           WHERE w.id = NEW.working_id
             AND (a.id IS NULL OR a.recommendation_id = w.recommendation_id)
             AND substr(w.texts ->> NEW.language, NEW.start + 1, 1) = '['
             AND substr(w.texts ->> NEW.language, NEW."end", 1) = ']') THEN
        RAISE EXCEPTION 'there are no such brackets in the text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_confirmation_of_objection()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE p recommendations_position;
BEGIN
    SELECT * INTO p FROM recommendations_position WHERE id = NEW.position_id;
    NEW.at := clock_timestamp();
    IF p.takes_effect_at IS NULL OR NOT p.is_current
       OR EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal w WHERE w.position_id = p.id) THEN
        RAISE EXCEPTION 'only a recorded objection in force is confirmed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.by_id IS NULL AND NEW.at < p.takes_effect_at THEN
        RAISE EXCEPTION 'a recorded objection waits for its time' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.by_id IS NOT NULL AND NOT councils_speaks(NEW.by_id, p.organisation_id, NEW.at)
       AND NOT (NEW.by_id <> p.taken_by_id
                AND EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.by_id AND u.is_active AND u.is_secretariat)
                AND NOT councils_has_voice(p.organisation_id, NEW.at)) THEN
        RAISE EXCEPTION 'an objection is confirmed by who speaks for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_corrigendum_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['confirmed_by_id', 'confirmed_at', 'withdrawn_by_id', 'withdrawn_at'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.confirmed_at IS NOT NULL OR OLD.withdrawn_at IS NOT NULL THEN
        RAISE EXCEPTION 'a corrigendum is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_cycle_runs()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_cycle c WHERE c.id = NEW.cycle_id AND c.status = 'open') THEN
        RAISE EXCEPTION 'the cycle is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_declared_as_it_ended()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE r recommendations_consensusround;
BEGIN
    SELECT * INTO r FROM recommendations_consensusround WHERE id = NEW.round_id;
    IF r.closing NOT IN ('expired', 'put', 'time_up')
       OR (NEW.outcome IN ('consensus', 'with_statements') AND (recommendations_objection_stands(r.id) OR r.kind IN ('consultation'))) THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_declared_with_its_state()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_consensusround r WHERE r.id = NEW.round_id AND r.status = 'declared') THEN
        RAISE EXCEPTION 'a declaration is of a declared round' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_entitled_at_opening()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_objection_stands(put bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT EXISTS (SELECT 1 FROM recommendations_position p WHERE p.round_id = put AND p.is_current AND p.blocks
                     AND NOT EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal l WHERE l.position_id = p.id));
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_particulars_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM recommendations_while_editable(p.recommendation_id) FROM recommendations_paragraph p
    WHERE p.id = CASE TG_OP WHEN 'DELETE' THEN OLD.paragraph_id ELSE NEW.paragraph_id END;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_position_followed()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT NEW.is_current AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p
        WHERE p.round_id = NEW.round_id AND p.organisation_id = NEW.organisation_id AND p.is_current) THEN
        RAISE EXCEPTION 'a position is followed by another' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_position_in_time()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
    -- An objection that the secretariat records waits for the organisation's word, and silence with it (rule 3).
    NEW.takes_effect_at := CASE WHEN NEW.blocks AND NEW.source <> '' AND r.kind IN ('silence', 'endorsement', 'renewal')
        THEN NEW.taken_at + make_interval(hours => (r.procedure ->> 'confirmation_hours')::int) END;
    IF NEW.takes_effect_at > r.expires_at THEN
        RAISE EXCEPTION 'silence is prolonged until a recorded objection takes effect' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source <> '' AND EXISTS (
        SELECT 1 FROM recommendations_position p WHERE p.round_id = NEW.round_id
          AND p.organisation_id = NEW.organisation_id AND p.source = '') THEN
        RAISE EXCEPTION 'nothing is recorded over a position that the organisation took itself' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    -- Who recorded an objection does not take it back: its organisation corrects it, or a second person where nobody speaks for it.
    IF NEW.source <> '' AND EXISTS (
        SELECT 1 FROM (SELECT * FROM recommendations_position p WHERE p.round_id = NEW.round_id
                         AND p.organisation_id = NEW.organisation_id ORDER BY p.id DESC LIMIT 1) last
        WHERE last.takes_effect_at IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM recommendations_objectionwithdrawal w WHERE w.position_id = last.id)
          AND (last.taken_by_id = NEW.taken_by_id OR councils_has_voice(NEW.organisation_id, NEW.taken_at))) THEN
        RAISE EXCEPTION 'a recorded objection is corrected by its organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.source <> '' THEN
        IF NEW.document_id IS NULL
        AND NOT (r.kind = 'in_session' AND EXISTS (
            SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
            WHERE i.id = r.agenda_item_id AND m.status = 'in_session'
              AND NEW.organisation_id = ANY (meetings_in_the_room(i.id, NEW.taken_at)))) THEN
            RAISE EXCEPTION 'a recorded position has its document' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
        IF NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.taken_by_id AND u.is_active AND u.is_secretariat) THEN
            RAISE EXCEPTION 'only the secretariat records for another' USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    ELSIF NOT councils_speaks(NEW.taken_by_id, NEW.organisation_id, NEW.taken_at) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_position_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE then_ jsonb := to_jsonb(OLD) - 'is_current'; now_ jsonb := to_jsonb(NEW) - 'is_current';
BEGIN
    IF then_ <> now_ OR NOT OLD.is_current OR NEW.is_current
       OR NOT EXISTS (SELECT 1 FROM recommendations_consensusround r WHERE r.id = OLD.round_id AND r.status = 'open'
                      AND clock_timestamp() < r.expires_at) THEN
        RAISE EXCEPTION 'a position is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_questions_answered()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF EXISTS (SELECT 1 FROM recommendations_question q WHERE q.report_id = NEW.id AND q.answered_at IS NULL) THEN
        RAISE EXCEPTION 'a question waits for its answer' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_report_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM 1 FROM recommendations_report r JOIN recommendations_cycle c ON c.id = r.cycle_id
    WHERE r.id = OLD.report_id AND r.status IN ('assigned', 'asked') AND c.status = 'open' FOR SHARE OF r;
    IF NOT FOUND OR TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a submitted report is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_report_life()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN
       (('asked', 'submitted'), ('assigned', 'submitted'), ('submitted', 'asked'), ('submitted', 'complete')) THEN
        RAISE EXCEPTION 'a report does not go from % to %', OLD.status, NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_room_of_a_closed_question()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM 1 FROM recommendations_consensusround r JOIN meetings_agendaitem i ON i.id = r.agenda_item_id
        JOIN meetings_sitting s ON s.meeting_id = i.meeting_id
        WHERE s.id = NEW.sitting_id AND r.kind IN ('in_session') FOR SHARE OF r;  -- one that is being closed at this moment
    IF EXISTS (
        SELECT 1 FROM recommendations_consensusround r JOIN meetings_agendaitem i ON i.id = r.agenda_item_id
        JOIN meetings_sitting s ON s.meeting_id = i.meeting_id
        WHERE s.id = NEW.sitting_id AND r.kind IN ('in_session')
          AND r.closed_at >= CASE TG_OP WHEN 'INSERT' THEN NEW.arrived_at ELSE NEW.left_at END) THEN
        RAISE EXCEPTION 'a question was closed since: who was in the room is settled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_round_in_session()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.kind = 'in_session' AND NOT EXISTS (
        SELECT 1 FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id
        JOIN recommendations_textonagenda t ON t.item_id = i.id AND t.recommendation_id = NEW.recommendation_id
        WHERE i.id = NEW.agenda_item_id AND i.state = 'open' AND m.status = 'in_session'
          AND (m.body_id = NEW.body_id OR EXISTS (SELECT 1 FROM meetings_meeting_joint_with j
                                                  WHERE j.meeting_id = m.id AND j.body_id = NEW.body_id))) THEN
        RAISE EXCEPTION 'a round in session is put at an open item of a meeting in session'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_round_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['status', 'suspended_at', 'expires_at', 'closed_at', 'closing', 'result'];
        standing boolean := recommendations_objection_stands(OLD.id);
        in_effect boolean := EXISTS (SELECT 1 FROM recommendations_position p
            WHERE p.round_id = OLD.id AND p.is_current AND p.blocks AND (p.takes_effect_at IS NULL
              OR EXISTS (SELECT 1 FROM recommendations_objectionconfirmation c WHERE c.position_id = p.id)));
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late)
       OR (OLD.status <> NEW.status AND (OLD.status, NEW.status) NOT IN (('closed', 'declared'), ('open', 'closed'), ('open', 'suspended'), ('open', 'void'), ('suspended', 'open'), ('suspended', 'void')))
       OR (OLD.status = NEW.status AND OLD.status <> 'open')
       OR NEW.expires_at < OLD.expires_at
       OR (NEW.expires_at <> OLD.expires_at AND NEW.status <> 'open')
       OR (OLD.status = 'open' AND NEW.status = 'open' AND NEW.expires_at = OLD.expires_at)
       OR (OLD.status = 'open' AND NEW.expires_at <> OLD.expires_at AND clock_timestamp() >= OLD.expires_at)
       OR (OLD.status = 'closed' AND (OLD.closing <> NEW.closing OR OLD.result <> NEW.result OR OLD.closed_at <> NEW.closed_at))
       OR (NEW.status = 'closed' AND OLD.status = 'open' AND NOT CASE NEW.closing
             WHEN 'expired' THEN clock_timestamp() >= OLD.expires_at AND OLD.kind IN ('silence', 'endorsement', 'renewal') AND NOT standing
             WHEN 'time_up' THEN clock_timestamp() >= OLD.expires_at AND OLD.kind IN ('in_session')
             WHEN 'broken' THEN in_effect AND OLD.kind IN ('silence', 'endorsement', 'renewal')
             WHEN 'put' THEN OLD.kind IN ('in_session')
             ELSE false END)
       OR (NEW.status = 'void' AND NOT CASE NEW.closing
             WHEN 'heard' THEN OLD.kind IN ('consultation') AND clock_timestamp() >= OLD.expires_at
             WHEN 'recalled' THEN NOT EXISTS (SELECT 1 FROM recommendations_position p WHERE p.round_id = OLD.id)
                              AND NOT EXISTS (SELECT 1 FROM recommendations_statement s WHERE s.round_id = OLD.id)
             WHEN 'lapsed' THEN OLD.kind IN ('consultation')
             ELSE NEW.closing = 'withdrawn' END)
       OR (NEW.status = 'declared' AND NOT EXISTS (SELECT 1 FROM recommendations_declaration d WHERE d.round_id = OLD.id)) THEN
        RAISE EXCEPTION 'a round is not changed this way' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_round_opened()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.status <> 'open' THEN
        RAISE EXCEPTION 'a round does not begin %', NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.kind IN ('silence', 'endorsement', 'renewal') AND NEW.expires_at < NEW.opened_at + make_interval(hours => coalesce(
        (SELECT r.minimum_hours::int FROM councils_bodyrules r WHERE r.body_id = NEW.body_id), 72)) THEN
        RAISE EXCEPTION 'the silence is shorter than the rules of the body allow' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NOT EXISTS (SELECT 1 FROM recommendations_revision v
                   WHERE v.id = NEW.revision_id AND v.recommendation_id = NEW.recommendation_id) THEN
        RAISE EXCEPTION 'a round is put on a revision of its text' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage(text_id bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT r.status FROM recommendations_recommendation r WHERE r.id = text_id;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_amendment(amendment bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT a.status FROM recommendations_amendment a WHERE a.id = amendment;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_comment(comment bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT r.status FROM recommendations_comment c JOIN recommendations_recommendation r ON r.id = c.recommendation_id
    WHERE c.id = comment;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_follow_up(follow_up bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT r.status FROM recommendations_followup f JOIN recommendations_recommendation r ON r.id = f.recommendation_id
    WHERE f.id = follow_up;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_report_item(item bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT r.status FROM recommendations_reportitem i JOIN recommendations_report r ON r.id = i.report_id
    JOIN recommendations_cycle c ON c.id = r.cycle_id WHERE i.id = item AND c.status = 'open';
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_round(round_id bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT CASE WHEN r.status = 'open' AND r.expires_at > clock_timestamp() THEN 'running'
                WHEN r.status = 'open' THEN 'over'
                WHEN r.status = 'closed' AND r.closing = 'broken' THEN 'broken'
                ELSE r.status END
    FROM recommendations_consensusround r WHERE r.id = round_id;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_stage_of_statement(statement bigint)
 RETURNS character varying
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT recommendations_stage_of_round(s.round_id) FROM recommendations_statement s WHERE s.id = statement;
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_statement_kept()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE late text[] := ARRAY['withdrawn_at', 'withdrawn_by_id'];
BEGIN
    IF (to_jsonb(OLD) - late) <> (to_jsonb(NEW) - late) OR OLD.withdrawn_at IS NOT NULL
       OR EXISTS (SELECT 1 FROM recommendations_annex a WHERE a.statement_id = OLD.id) THEN
        RAISE EXCEPTION 'a statement is never changed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_statement_of_entitled()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_entitlement e
                   WHERE e.round_id = NEW.round_id AND e.organisation_id = NEW.organisation_id) THEN
        RAISE EXCEPTION 'the organisation is not entitled' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NULL AND NOT councils_speaks(NEW.made_by_id, NEW.organisation_id, clock_timestamp()) THEN
        RAISE EXCEPTION 'this person does not speak for the organisation' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF NEW.position_id IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM recommendations_position p WHERE p.id = NEW.position_id AND p.round_id = NEW.round_id
          AND p.organisation_id = NEW.organisation_id AND p.reason = NEW.text) THEN
        RAISE EXCEPTION 'a statement says what its position says' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_text_begun()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NEW.status NOT IN ('proposed', 'drafting', 'consultation') THEN
        RAISE EXCEPTION 'a text does not begin at %', NEW.status USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_version_rises()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_while_editable(text_id bigint)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM 1 FROM recommendations_recommendation r
    WHERE r.id = text_id AND r.status IN ('proposed', 'drafting', 'consultation', 'certification') FOR SHARE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'the text is frozen' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_withdrawal_of_objection()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM recommendations_position p
        WHERE p.id = NEW.position_id AND p.blocks AND p.is_current
          AND councils_speaks(NEW.by_id, p.organisation_id, clock_timestamp())) THEN
        RAISE EXCEPTION 'an objection is lifted by who made it' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $function$;

CREATE OR REPLACE FUNCTION public.recommendations_words(revision bigint, corrected boolean)
 RETURNS TABLE(place smallint, paragraph bigint, kind character varying, language character varying, words text)
 LANGUAGE sql
 STABLE
 SET search_path TO 'public', 'pg_temp'
AS $function$
    SELECT c."order", c.paragraph_id, c.kind, t.language, coalesce(
        CASE WHEN corrected THEN (
            SELECT k.after FROM recommendations_corrigendum k
            WHERE k.revision_id = revision AND k.paragraph_id = c.paragraph_id AND k.language = t.language
              AND k.confirmed_at IS NOT NULL ORDER BY k.number DESC LIMIT 1) END, t.text)
    FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id WHERE c.revision_id = revision
$function$;

CREATE OR REPLACE FUNCTION public.recommendations_working_frozen()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    PERFORM recommendations_while_editable(CASE TG_OP WHEN 'DELETE' THEN OLD.recommendation_id ELSE NEW.recommendation_id END);
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $function$;

CREATE OR REPLACE FUNCTION public.unknown_value()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO 'public', 'pg_temp'
AS $function$
BEGIN
    RAISE EXCEPTION 'a value of % that is on no list of the portal', TG_TABLE_NAME USING ERRCODE = 'check_violation';
END $function$;

CREATE TRIGGER accounts_sessions_end BEFORE UPDATE OF is_active ON public.accounts_user FOR EACH ROW WHEN ((old.is_active AND (NOT new.is_active))) EXECUTE FUNCTION accounts_sessions_end();
CREATE TRIGGER known_values BEFORE INSERT ON public.accounts_user FOR EACH ROW WHEN ((((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])) OR ((new.time_zone)::text <> ALL ((ARRAY['Asia/Tashkent'::character varying, 'Asia/Almaty'::character varying, 'Asia/Bishkek'::character varying, 'Asia/Dushanbe'::character varying, 'Asia/Ashgabat'::character varying, 'Europe/Vienna'::character varying, 'America/New_York'::character varying, 'UTC'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language, time_zone ON public.accounts_user FOR EACH ROW WHEN (((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) OR (((new.time_zone)::text IS DISTINCT FROM (old.time_zone)::text) AND ((new.time_zone)::text <> ALL ((ARRAY['Asia/Tashkent'::character varying, 'Asia/Almaty'::character varying, 'Asia/Bishkek'::character varying, 'Asia/Dushanbe'::character varying, 'Asia/Ashgabat'::character varying, 'Europe/Vienna'::character varying, 'America/New_York'::character varying, 'UTC'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER audit_append BEFORE INSERT ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE CONSTRAINT TRIGGER audit_chain AFTER INSERT ON public.audit_entry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION audit_chain();
CREATE TRIGGER audit_keep BEFORE DELETE OR UPDATE ON public.audit_entry FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_all BEFORE TRUNCATE ON public.audit_entry FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER known_values BEFORE INSERT ON public.councils_bodyrules FOR EACH ROW WHEN ((((new.quorum)::text <> ALL ((ARRAY['none'::character varying, 'half'::character varying, 'two_thirds'::character varying, 'all'::character varying])::text[])) OR ((new.counted_in)::text <> ALL ((ARRAY['hours'::character varying, 'working_days'::character varying])::text[])) OR (NOT (new.required_languages <@ ARRAY['en'::character varying, 'ru'::character varying])) OR ((new.entitles)::text <> ALL ((ARRAY['members'::character varying, 'governments'::character varying])::text[])) OR ((new.declares)::text <> ALL ((ARRAY['chair'::character varying, 'chair_or_secretariat'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF quorum, counted_in, required_languages, entitles, declares ON public.councils_bodyrules FOR EACH ROW WHEN (((((new.quorum)::text IS DISTINCT FROM (old.quorum)::text) AND ((new.quorum)::text <> ALL ((ARRAY['none'::character varying, 'half'::character varying, 'two_thirds'::character varying, 'all'::character varying])::text[]))) OR (((new.counted_in)::text IS DISTINCT FROM (old.counted_in)::text) AND ((new.counted_in)::text <> ALL ((ARRAY['hours'::character varying, 'working_days'::character varying])::text[]))) OR ((new.required_languages IS DISTINCT FROM old.required_languages) AND (NOT (new.required_languages <@ ARRAY['en'::character varying, 'ru'::character varying]))) OR (((new.entitles)::text IS DISTINCT FROM (old.entitles)::text) AND ((new.entitles)::text <> ALL ((ARRAY['members'::character varying, 'governments'::character varying])::text[]))) OR (((new.declares)::text IS DISTINCT FROM (old.declares)::text) AND ((new.declares)::text <> ALL ((ARRAY['chair'::character varying, 'chair_or_secretariat'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE CONSTRAINT TRIGGER rules_versioned AFTER INSERT OR UPDATE ON public.councils_bodyrules DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION councils_rules_versioned('id');
CREATE TRIGGER known_values BEFORE INSERT ON public.councils_positionoption FOR EACH ROW WHEN (((new.effect)::text <> ALL ((ARRAY['joins'::character varying, 'statement'::character varying, 'reservation'::character varying, 'aside'::character varying, 'awaiting'::character varying, 'objects'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF effect ON public.councils_positionoption FOR EACH ROW WHEN ((((new.effect)::text IS DISTINCT FROM (old.effect)::text) AND ((new.effect)::text <> ALL ((ARRAY['joins'::character varying, 'statement'::character varying, 'reservation'::character varying, 'aside'::character varying, 'awaiting'::character varying, 'objects'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE CONSTRAINT TRIGGER positions_versioned AFTER INSERT OR DELETE OR UPDATE ON public.councils_positionoption DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION councils_rules_versioned('rules_id');
CREATE TRIGGER version_kept BEFORE DELETE OR UPDATE ON public.councils_rulesversion FOR EACH ROW EXECUTE FUNCTION keep('a version of the rules');
CREATE TRIGGER version_made BEFORE INSERT ON public.councils_rulesversion FOR EACH ROW EXECUTE FUNCTION councils_version_made();
CREATE TRIGGER known_values BEFORE INSERT ON public.documents_bundle FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.documents_bundle FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.documents_credentials FOR EACH ROW EXECUTE FUNCTION documents_credentials_kept();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.documents_document FOR EACH ROW EXECUTE FUNCTION documents_document_kept();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.documents_documentfile FOR EACH ROW EXECUTE FUNCTION documents_file_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.documents_documentfile FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying, ''::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.documents_documentfile FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.documents_documentrevision FOR EACH ROW EXECUTE FUNCTION documents_revision_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.documents_documentrevision FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['base'::character varying, 'rev'::character varying, 'add'::character varying, 'corr'::character varying])::text[])) OR (NOT (new.only_kinds <@ ARRAY['government'::character varying, 'international'::character varying, 'society'::character varying])) OR ((new.original_language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying, ''::character varying])::text[])) OR ((new.pending_distribution)::text <> ALL ((ARRAY['public'::character varying, 'council'::character varying, 'body'::character varying, 'restricted'::character varying, 'secretariat'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, only_kinds, original_language, pending_distribution ON public.documents_documentrevision FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['base'::character varying, 'rev'::character varying, 'add'::character varying, 'corr'::character varying])::text[]))) OR ((new.only_kinds IS DISTINCT FROM old.only_kinds) AND (NOT (new.only_kinds <@ ARRAY['government'::character varying, 'international'::character varying, 'society'::character varying]))) OR (((new.original_language)::text IS DISTINCT FROM (old.original_language)::text) AND ((new.original_language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying, ''::character varying])::text[]))) OR (((new.pending_distribution)::text IS DISTINCT FROM (old.pending_distribution)::text) AND ((new.pending_distribution)::text <> ALL ((ARRAY['public'::character varying, 'council'::character varying, 'body'::character varying, 'restricted'::character varying, 'secretariat'::character varying, ''::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE INSERT OR UPDATE ON public.documents_revisiongrant FOR EACH ROW EXECUTE FUNCTION documents_grant_kept();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.mail_attempt FOR EACH ROW EXECUTE FUNCTION keep('an attempt');
CREATE TRIGGER known_values BEFORE INSERT ON public.mail_attempt FOR EACH ROW WHEN (((new.outcome)::text <> ALL ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'deferred'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF outcome ON public.mail_attempt FOR EACH ROW WHEN ((((new.outcome)::text IS DISTINCT FROM (old.outcome)::text) AND ((new.outcome)::text <> ALL ((ARRAY['queued'::character varying, 'sending'::character varying, 'sent'::character varying, 'deferred'::character varying, 'failed'::character varying, 'cancelled'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE UPDATE ON public.mail_delivery FOR EACH ROW EXECUTE FUNCTION mail_delivery_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.mail_delivery FOR EACH ROW EXECUTE FUNCTION keep('a delivery');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.mail_letter FOR EACH ROW EXECUTE FUNCTION keep('a letter');
CREATE TRIGGER at_stage BEFORE INSERT OR DELETE ON public.meetings_agendaitem FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'change of the agenda', 'planned,convened,in_session,postponed');
CREATE TRIGGER changed_at_stage BEFORE UPDATE ON public.meetings_agendaitem FOR EACH ROW WHEN (((to_jsonb(old.*) - 'state'::text) IS DISTINCT FROM (to_jsonb(new.*) - 'state'::text))) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'change of the agenda', 'planned,convened,in_session,postponed');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_agendaitem FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['opening'::character varying, 'adoption'::character varying, 'discussion'::character varying, 'decision'::character varying, 'break'::character varying, 'other'::character varying, 'tasks'::character varying, 'closing'::character varying])::text[])) OR (NOT (new.only_kinds <@ ARRAY['government'::character varying, 'international'::character varying, 'society'::character varying])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, only_kinds ON public.meetings_agendaitem FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['opening'::character varying, 'adoption'::character varying, 'discussion'::character varying, 'decision'::character varying, 'break'::character varying, 'other'::character varying, 'tasks'::character varying, 'closing'::character varying])::text[]))) OR ((new.only_kinds IS DISTINCT FROM old.only_kinds) AND (NOT (new.only_kinds <@ ARRAY['government'::character varying, 'international'::character varying, 'society'::character varying]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER taken_up_at_stage BEFORE UPDATE ON public.meetings_agendaitem FOR EACH ROW WHEN (((old.state)::text IS DISTINCT FROM (new.state)::text)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'item taken up', 'in_session');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_agendapaper FOR EACH ROW EXECUTE FUNCTION meetings_paper_in_time();
CREATE TRIGGER circulated_at_stage BEFORE UPDATE ON public.meetings_agendapaper FOR EACH ROW WHEN ((old.circulated_at IS DISTINCT FROM new.circulated_at)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper circulated', 'convened,in_session');
CREATE TRIGGER not_deleted_later BEFORE DELETE ON public.meetings_agendapaper FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper taken off', 'planned,convened,in_session,postponed');
CREATE TRIGGER adopted_at_stage BEFORE INSERT ON public.meetings_agendaversion FOR EACH ROW WHEN (new.adopted) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'adoption of the agenda', 'in_session');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_agendaversion FOR EACH ROW WHEN ((NOT new.adopted)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'issue of the agenda', 'planned,convened,in_session,postponed');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_agendaversion FOR EACH ROW EXECUTE FUNCTION keep('a version of the agenda');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_correction FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_entry', 'entry_id', 'correction', 'circulated');
CREATE TRIGGER kept BEFORE UPDATE ON public.meetings_correction FOR EACH ROW EXECUTE FUNCTION meetings_correction_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_correction FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.meetings_correction FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.meetings_correction FOR EACH ROW EXECUTE FUNCTION keep('a correction');
CREATE TRIGGER poll_runs BEFORE INSERT OR UPDATE ON public.meetings_dateanswer FOR EACH ROW EXECUTE FUNCTION meetings_poll_runs();
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_datechange FOR EACH ROW WHEN ((NOT new.postponed)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'other date', 'convened,postponed');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_datechange FOR EACH ROW EXECUTE FUNCTION keep('a change of date');
CREATE TRIGGER postponed_at_stage BEFORE INSERT ON public.meetings_datechange FOR EACH ROW WHEN (new.postponed) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'postponement', 'convened');
CREATE TRIGGER closed_once BEFORE UPDATE ON public.meetings_datepoll FOR EACH ROW WHEN ((old.closed_at IS NOT NULL)) EXECUTE FUNCTION keep('a poll that is closed');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_decision FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'decision', 'in_session,closed');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_decision FOR EACH ROW EXECUTE FUNCTION keep('a decision');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_delegate FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate named', 'convened,in_session');
CREATE TRIGGER changed_at_stage BEFORE UPDATE ON public.meetings_delegate FOR EACH ROW WHEN (((((((((((((old.role)::text IS DISTINCT FROM (new.role)::text) OR ((old.salutation)::text IS DISTINCT FROM (new.salutation)::text)) OR ((old.name)::text IS DISTINCT FROM (new.name)::text)) OR ((old.name_ru)::text IS DISTINCT FROM (new.name_ru)::text)) OR ((old."position")::text IS DISTINCT FROM (new."position")::text)) OR ((old.language)::text IS DISTINCT FROM (new.language)::text)) OR (old.wants_visa_letter IS DISTINCT FROM new.wants_visa_letter)) OR (old.online IS DISTINCT FROM new.online)) OR (old.consents_to_listing IS DISTINCT FROM new.consents_to_listing)) OR (old.i18n IS DISTINCT FROM new.i18n)) OR ((old.status_reason)::text IS DISTINCT FROM (new.status_reason)::text))) EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate named', 'convened,in_session');
CREATE TRIGGER decided_at_stage BEFORE UPDATE ON public.meetings_delegate FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND ((new.status)::text <> 'withdrawn'::text))) EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'decision on a delegate', 'convened,in_session');
CREATE TRIGGER delegate_kept BEFORE DELETE OR UPDATE ON public.meetings_delegate FOR EACH ROW EXECUTE FUNCTION meetings_delegate_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_delegate FOR EACH ROW WHEN ((((new.salutation)::text <> ALL ((ARRAY['mr'::character varying, 'ms'::character varying, 'dr'::character varying, 'prof'::character varying, 'he'::character varying, ''::character varying])::text[])) OR ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF salutation, language ON public.meetings_delegate FOR EACH ROW WHEN (((((new.salutation)::text IS DISTINCT FROM (old.salutation)::text) AND ((new.salutation)::text <> ALL ((ARRAY['mr'::character varying, 'ms'::character varying, 'dr'::character varying, 'prof'::character varying, 'he'::character varying, ''::character varying])::text[]))) OR (((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER let_in_at_stage BEFORE UPDATE ON public.meetings_delegate FOR EACH ROW WHEN ((old.checked_in_at IS DISTINCT FROM new.checked_in_at)) EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate let in', 'convened,in_session');
CREATE TRIGGER withdrawn_at_stage BEFORE UPDATE ON public.meetings_delegate FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND ((new.status)::text = 'withdrawn'::text))) EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate withdrawn', 'convened,in_session,postponed');
CREATE TRIGGER at_stage BEFORE INSERT OR DELETE ON public.meetings_expectedpaper FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper asked for', 'planned,convened,in_session,postponed');
CREATE TRIGGER answered_at_stage BEFORE UPDATE ON public.meetings_invitation FOR EACH ROW WHEN ((((((((old.answered_at IS DISTINCT FROM new.answered_at) OR (old.answered_by_id IS DISTINCT FROM new.answered_by_id)) OR ((old.answer_source)::text IS DISTINCT FROM (new.answer_source)::text)) OR ((old.answer_means)::text IS DISTINCT FROM (new.answer_means)::text)) OR (old.answer_document_id IS DISTINCT FROM new.answer_document_id)) OR (old.nomination_id IS DISTINCT FROM new.nomination_id)) OR (((old.status)::text <> (new.status)::text) AND ((new.status)::text = ANY ((ARRAY['accepted'::character varying, 'tentative'::character varying, 'declined'::character varying])::text[]))))) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'answer', 'convened,in_session');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_invitation FOR EACH ROW WHEN (((new.status)::text = 'prepared'::text)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'choice of the invited', 'planned');
CREATE TRIGGER invitation_kept BEFORE DELETE OR UPDATE ON public.meetings_invitation FOR EACH ROW EXECUTE FUNCTION meetings_invitation_kept();
CREATE TRIGGER invited_as_at_stage BEFORE UPDATE ON public.meetings_invitation FOR EACH ROW WHEN ((((old.invited_as)::text IS DISTINCT FROM (new.invited_as)::text) OR ((old.expert_name)::text IS DISTINCT FROM (new.expert_name)::text))) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'other capacity', 'planned,convened,postponed,in_session');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_invitation FOR EACH ROW WHEN ((((new.note_means)::text <> ALL ((ARRAY['note'::character varying, 'letter'::character varying, 'email'::character varying, 'phone'::character varying, 'portal'::character varying, 'in_person'::character varying, ''::character varying])::text[])) OR ((new.answer_means)::text <> ALL ((ARRAY['note'::character varying, 'letter'::character varying, 'email'::character varying, 'phone'::character varying, 'portal'::character varying, 'in_person'::character varying, 'link'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF note_means, answer_means ON public.meetings_invitation FOR EACH ROW WHEN (((((new.note_means)::text IS DISTINCT FROM (old.note_means)::text) AND ((new.note_means)::text <> ALL ((ARRAY['note'::character varying, 'letter'::character varying, 'email'::character varying, 'phone'::character varying, 'portal'::character varying, 'in_person'::character varying, ''::character varying])::text[]))) OR (((new.answer_means)::text IS DISTINCT FROM (old.answer_means)::text) AND ((new.answer_means)::text <> ALL ((ARRAY['note'::character varying, 'letter'::character varying, 'email'::character varying, 'phone'::character varying, 'portal'::character varying, 'in_person'::character varying, 'link'::character varying, ''::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER reminded_at_stage BEFORE UPDATE ON public.meetings_invitation FOR EACH ROW WHEN ((old.reminded_at IS DISTINCT FROM new.reminded_at)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'reminder', 'convened,in_session');
CREATE TRIGGER sent_again_at_stage BEFORE UPDATE ON public.meetings_invitation FOR EACH ROW WHEN ((((old.status)::text = 'withdrawn'::text) AND ((new.status)::text <> 'withdrawn'::text))) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation', 'convened,in_session');
CREATE TRIGGER sent_at_stage BEFORE INSERT ON public.meetings_invitation FOR EACH ROW WHEN (((new.status)::text <> 'prepared'::text)) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation', 'convened,in_session');
CREATE TRIGGER withdrawn_at_stage BEFORE UPDATE ON public.meetings_invitation FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND ((new.status)::text = 'withdrawn'::text))) EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation withdrawn', 'convened,postponed');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_itemevent FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'item taken up', 'in_session');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_itemevent FOR EACH ROW EXECUTE FUNCTION keep('an event of an item');
CREATE TRIGGER at_stage BEFORE INSERT OR DELETE OR UPDATE ON public.meetings_itemrole FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'change of the agenda', 'planned,convened,in_session,postponed');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_itemrole FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['speaker'::character varying, 'moderator'::character varying, 'rapporteur'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.meetings_itemrole FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['speaker'::character varying, 'moderator'::character varying, 'rapporteur'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_journal FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'record', 'in_session,closed');
CREATE TRIGGER journal_begins BEFORE INSERT ON public.meetings_journal FOR EACH ROW EXECUTE FUNCTION meetings_journal_begins_as_draft();
CREATE TRIGGER journal_kept BEFORE DELETE OR UPDATE ON public.meetings_journal FOR EACH ROW EXECUTE FUNCTION meetings_journal_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_journal FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['journal'::character varying, 'summary'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.meetings_journal FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['journal'::character varying, 'summary'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER entry_kept BEFORE INSERT OR DELETE OR UPDATE ON public.meetings_journalentry FOR EACH ROW EXECUTE FUNCTION meetings_entry_kept();
CREATE TRIGGER corrected_at_stage BEFORE INSERT ON public.meetings_journalrevision FOR EACH ROW WHEN (((new.what)::text = 'corrigendum'::text)) EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'corrigendum', 'frozen');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_journalrevision FOR EACH ROW EXECUTE FUNCTION keep('a version of the record');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_journalrevision FOR EACH ROW WHEN (((new.what)::text <> ALL ((ARRAY['circulated'::character varying, 'silence'::character varying, 'frozen'::character varying, 'corrigendum'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF what ON public.meetings_journalrevision FOR EACH ROW WHEN ((((new.what)::text IS DISTINCT FROM (old.what)::text) AND ((new.what)::text <> ALL ((ARRAY['circulated'::character varying, 'silence'::character varying, 'frozen'::character varying, 'corrigendum'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER version_at_stage BEFORE INSERT ON public.meetings_journalrevision FOR EACH ROW EXECUTE FUNCTION meetings_version_at_stage();
CREATE TRIGGER is_late BEFORE INSERT ON public.meetings_latemessage FOR EACH ROW EXECUTE FUNCTION meetings_late_message_is_late();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_latemessage FOR EACH ROW EXECUTE FUNCTION keep('a late message about a record');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_meeting FOR EACH ROW WHEN ((((new.time_zone)::text <> ALL ((ARRAY['Asia/Tashkent'::character varying, 'Asia/Almaty'::character varying, 'Asia/Bishkek'::character varying, 'Asia/Dushanbe'::character varying, 'Asia/Ashgabat'::character varying, 'Europe/Vienna'::character varying, 'America/New_York'::character varying, 'UTC'::character varying])::text[])) OR ((new.format)::text <> ALL ((ARRAY['in_person'::character varying, 'online'::character varying, 'hybrid'::character varying])::text[])) OR ((new.category)::text <> ALL ((ARRAY['public'::character varying, 'council'::character varying, 'body'::character varying, 'restricted'::character varying, 'secretariat'::character varying])::text[])) OR (NOT (new.interpretation <@ ARRAY['en'::character varying, 'ru'::character varying])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF time_zone, format, category, interpretation ON public.meetings_meeting FOR EACH ROW WHEN (((((new.time_zone)::text IS DISTINCT FROM (old.time_zone)::text) AND ((new.time_zone)::text <> ALL ((ARRAY['Asia/Tashkent'::character varying, 'Asia/Almaty'::character varying, 'Asia/Bishkek'::character varying, 'Asia/Dushanbe'::character varying, 'Asia/Ashgabat'::character varying, 'Europe/Vienna'::character varying, 'America/New_York'::character varying, 'UTC'::character varying])::text[]))) OR (((new.format)::text IS DISTINCT FROM (old.format)::text) AND ((new.format)::text <> ALL ((ARRAY['in_person'::character varying, 'online'::character varying, 'hybrid'::character varying])::text[]))) OR (((new.category)::text IS DISTINCT FROM (old.category)::text) AND ((new.category)::text <> ALL ((ARRAY['public'::character varying, 'council'::character varying, 'body'::character varying, 'restricted'::character varying, 'secretariat'::character varying])::text[]))) OR ((new.interpretation IS DISTINCT FROM old.interpretation) AND (NOT (new.interpretation <@ ARRAY['en'::character varying, 'ru'::character varying]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER meeting_kept BEFORE UPDATE ON public.meetings_meeting FOR EACH ROW EXECUTE FUNCTION meetings_meeting_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.meetings_meeting FOR EACH ROW EXECUTE FUNCTION keep('a meeting');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_objection FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'objection', 'silence');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_objection FOR EACH ROW EXECUTE FUNCTION keep('an objection to a record');
CREATE TRIGGER at_stage BEFORE INSERT OR UPDATE OF value ON public.meetings_personaldetail FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_delegate', 'delegate_id', 'detail of a delegate', 'convened,in_session');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_presence FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_sitting', 'sitting_id', 'presence', 'convened,in_session');
CREATE TRIGGER kept BEFORE UPDATE ON public.meetings_presence FOR EACH ROW EXECUTE FUNCTION meetings_presence_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.meetings_presence FOR EACH ROW EXECUTE FUNCTION meetings_presence_not_deleted();
CREATE TRIGGER room_of_a_closed_question BEFORE INSERT OR UPDATE OF left_at ON public.meetings_presence FOR EACH ROW EXECUTE FUNCTION recommendations_room_of_a_closed_question();
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_sitting FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'sitting', 'convened,in_session');
CREATE TRIGGER kept BEFORE UPDATE ON public.meetings_sitting FOR EACH ROW EXECUTE FUNCTION meetings_sitting_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.meetings_sitting FOR EACH ROW EXECUTE FUNCTION meetings_sitting_not_deleted();
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_speech FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'place on the list of speakers', 'convened,in_session');
CREATE TRIGGER floor_at_stage BEFORE UPDATE ON public.meetings_speech FOR EACH ROW WHEN ((((old.state)::text <> (new.state)::text) AND ((new.state)::text = 'speaking'::text))) EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'floor', 'in_session');
CREATE TRIGGER kept BEFORE UPDATE ON public.meetings_speech FOR EACH ROW EXECUTE FUNCTION meetings_speech_kept();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.meetings_speech FOR EACH ROW EXECUTE FUNCTION keep('a speech');
CREATE TRIGGER withdrawn_at_stage BEFORE UPDATE ON public.meetings_speech FOR EACH ROW WHEN ((((old.state)::text <> (new.state)::text) AND ((new.state)::text = 'withdrawn'::text))) EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'place given back', 'convened,in_session,postponed');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_task FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'task given', 'in_session,closed');
CREATE TRIGGER reported_once BEFORE UPDATE ON public.meetings_task FOR EACH ROW WHEN (((((old.report)::text IS DISTINCT FROM (new.report)::text) OR (old.evidence_id IS DISTINCT FROM new.evidence_id)) AND ((old.status)::text <> 'open'::text))) EXECUTE FUNCTION keep('what was reported of a task');
CREATE TRIGGER task_kept BEFORE DELETE OR UPDATE ON public.meetings_task FOR EACH ROW EXECUTE FUNCTION meetings_task_kept();
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_toldotherwise FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'telling of a silence', 'silence');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_toldotherwise FOR EACH ROW EXECUTE FUNCTION keep('how a member was told');
CREATE TRIGGER at_stage BEFORE INSERT ON public.meetings_waiver FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'dispensation', 'planned,convened,in_session,postponed');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.meetings_waiver FOR EACH ROW EXECUTE FUNCTION keep('a dispensation from a period');
CREATE TRIGGER known_values BEFORE INSERT ON public.meetings_waiver FOR EACH ROW WHEN (((new.period)::text <> ALL ((ARRAY['notice'::character varying, 'papers'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF period ON public.meetings_waiver FOR EACH ROW WHEN ((((new.period)::text IS DISTINCT FROM (old.period)::text) AND ((new.period)::text <> ALL ((ARRAY['notice'::character varying, 'papers'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_addressee FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_addressee FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['all_states'::character varying, 'state'::character varying, 'body_kind'::character varying, 'council'::character varying])::text[])) OR ((new.body_type)::text <> ALL ((ARRAY['ministry'::character varying, 'court'::character varying, 'school'::character varying, 'health'::character varying, 'local'::character varying, 'society'::character varying, 'international'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, body_type ON public.recommendations_addressee FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['all_states'::character varying, 'state'::character varying, 'body_kind'::character varying, 'council'::character varying])::text[]))) OR (((new.body_type)::text IS DISTINCT FROM (old.body_type)::text) AND ((new.body_type)::text <> ALL ((ARRAY['ministry'::character varying, 'court'::character varying, 'school'::character varying, 'health'::character varying, 'local'::character varying, 'society'::character varying, 'international'::character varying, ''::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER adopted_as_decided BEFORE INSERT ON public.recommendations_adoption FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_as_decided();
CREATE CONSTRAINT TRIGGER adopted_with_its_stage AFTER INSERT ON public.recommendations_adoption DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_with_its_stage();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_adoption FOR EACH ROW EXECUTE FUNCTION keep('an adoption');
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_amendment FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'amendment', 'drafting,consultation');
CREATE TRIGGER kept BEFORE UPDATE ON public.recommendations_amendment FOR EACH ROW EXECUTE FUNCTION recommendations_amendment_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_amendment FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['replace'::character varying, 'insert'::character varying, 'delete'::character varying, 'move'::character varying])::text[])) OR ((new.clause_kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying, ''::character varying])::text[])) OR ((new.status)::text <> ALL ((ARRAY['proposed'::character varying, 'bracketed'::character varying, 'accepted'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, clause_kind, status ON public.recommendations_amendment FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['replace'::character varying, 'insert'::character varying, 'delete'::character varying, 'move'::character varying])::text[]))) OR (((new.clause_kind)::text IS DISTINCT FROM (old.clause_kind)::text) AND ((new.clause_kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying, ''::character varying])::text[]))) OR (((new.status)::text IS DISTINCT FROM (old.status)::text) AND ((new.status)::text <> ALL ((ARRAY['proposed'::character varying, 'bracketed'::character varying, 'accepted'::character varying, 'declined'::character varying, 'withdrawn'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.recommendations_amendment FOR EACH ROW EXECUTE FUNCTION keep('an amendment');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_annex FOR EACH ROW EXECUTE FUNCTION keep('an annexed statement');
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_answergiven FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_follow_up', 'follow_up_id', 'answer of an addressee', 'published');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_answergiven FOR EACH ROW EXECUTE FUNCTION keep('an answer of an addressee');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_answergiven FOR EACH ROW WHEN (((new.answer)::text <> ALL ((ARRAY['no_answer'::character varying, 'under_consideration'::character varying, 'accepted'::character varying, 'in_part'::character varying, 'noted'::character varying, 'not_accepted'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF answer ON public.recommendations_answergiven FOR EACH ROW WHEN ((((new.answer)::text IS DISTINCT FROM (old.answer)::text) AND ((new.answer)::text <> ALL ((ARRAY['no_answer'::character varying, 'under_consideration'::character varying, 'accepted'::character varying, 'in_part'::character varying, 'noted'::character varying, 'not_accepted'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_clause FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_clause FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_clause FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_clausetext FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_clausetext FOR EACH ROW WHEN ((((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])) OR ((new.state)::text <> ALL ((ARRAY['original'::character varying, 'in_step'::character varying, 'behind'::character varying, 'missing'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language, state ON public.recommendations_clausetext FOR EACH ROW WHEN (((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) OR (((new.state)::text IS DISTINCT FROM (old.state)::text) AND ((new.state)::text <> ALL ((ARRAY['original'::character varying, 'in_step'::character varying, 'behind'::character varying, 'missing'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_comment FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'comment', 'drafting,consultation,in_round,agreed,before_excom,before_council');
CREATE TRIGGER kept BEFORE UPDATE ON public.recommendations_comment FOR EACH ROW EXECUTE FUNCTION keep_but('a comment', 'resolved_at', 'resolved_by_id');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_comment FOR EACH ROW WHEN (((new.about)::text <> ALL ((ARRAY['ru'::character varying, 'en'::character varying, ''::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF about ON public.recommendations_comment FOR EACH ROW WHEN ((((new.about)::text IS DISTINCT FROM (old.about)::text) AND ((new.about)::text <> ALL ((ARRAY['ru'::character varying, 'en'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.recommendations_comment FOR EACH ROW EXECUTE FUNCTION keep('a comment');
CREATE TRIGGER resolved_at_its_head BEFORE UPDATE ON public.recommendations_comment FOR EACH ROW WHEN (((old.resolved_at IS DISTINCT FROM new.resolved_at) AND (new.parent_id IS NOT NULL))) EXECUTE FUNCTION keep('an answer in a thread');
CREATE TRIGGER resolved_at_stage BEFORE UPDATE ON public.recommendations_comment FOR EACH ROW WHEN ((old.resolved_at IS DISTINCT FROM new.resolved_at)) EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'thread resolved', 'drafting,consultation,in_round,agreed,before_excom,before_council');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_consensusround FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['consultation'::character varying, 'in_session'::character varying, 'silence'::character varying, 'endorsement'::character varying, 'renewal'::character varying])::text[])) OR ((new.status)::text <> ALL ((ARRAY['open'::character varying, 'suspended'::character varying, 'closed'::character varying, 'declared'::character varying, 'void'::character varying])::text[])) OR ((new.closing)::text <> ALL ((ARRAY['expired'::character varying, 'broken'::character varying, 'time_up'::character varying, 'put'::character varying, 'heard'::character varying, 'recalled'::character varying, 'withdrawn'::character varying, 'lapsed'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, status, closing ON public.recommendations_consensusround FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['consultation'::character varying, 'in_session'::character varying, 'silence'::character varying, 'endorsement'::character varying, 'renewal'::character varying])::text[]))) OR (((new.status)::text IS DISTINCT FROM (old.status)::text) AND ((new.status)::text <> ALL ((ARRAY['open'::character varying, 'suspended'::character varying, 'closed'::character varying, 'declared'::character varying, 'void'::character varying])::text[]))) OR (((new.closing)::text IS DISTINCT FROM (old.closing)::text) AND ((new.closing)::text <> ALL ((ARRAY['expired'::character varying, 'broken'::character varying, 'time_up'::character varying, 'put'::character varying, 'heard'::character varying, 'recalled'::character varying, 'withdrawn'::character varying, 'lapsed'::character varying, ''::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER over_by_the_clock BEFORE UPDATE ON public.recommendations_consensusround FOR EACH ROW WHEN ((((old.status)::text = 'open'::text) AND ((new.status)::text = 'void'::text) AND ((new.closing)::text = ANY ((ARRAY['recalled'::character varying, 'withdrawn'::character varying])::text[])))) EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'id', 'end by hand', 'running,suspended');
CREATE TRIGGER round_in_session BEFORE INSERT ON public.recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_in_session();
CREATE TRIGGER round_kept BEFORE UPDATE ON public.recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_kept();
CREATE TRIGGER round_not_deleted BEFORE DELETE ON public.recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION keep('a round');
CREATE TRIGGER round_opened BEFORE INSERT ON public.recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION recommendations_round_opened();
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_corrigendum FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'corrigendum', 'in_round,agreed,before_excom,before_council,certification,adopted,published,superseded,closed');
CREATE TRIGGER kept BEFORE UPDATE ON public.recommendations_corrigendum FOR EACH ROW EXECUTE FUNCTION recommendations_corrigendum_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_corrigendum FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.recommendations_corrigendum FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.recommendations_corrigendum FOR EACH ROW EXECUTE FUNCTION keep('a corrigendum');
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_cosponsor FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_amendment', 'amendment_id', 'co-sponsor', 'proposed,bracketed');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_cosponsor FOR EACH ROW EXECUTE FUNCTION keep('a co-sponsor');
CREATE TRIGGER closed_once BEFORE UPDATE ON public.recommendations_cycle FOR EACH ROW WHEN (((old.status)::text <> 'open'::text)) EXECUTE FUNCTION keep('a closed cycle');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_cycle FOR EACH ROW WHEN (((new.status)::text <> ALL ((ARRAY['open'::character varying, 'closed'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF status ON public.recommendations_cycle FOR EACH ROW WHEN ((((new.status)::text IS DISTINCT FROM (old.status)::text) AND ((new.status)::text <> ALL ((ARRAY['open'::character varying, 'closed'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER declared_as_it_ended BEFORE INSERT ON public.recommendations_declaration FOR EACH ROW EXECUTE FUNCTION recommendations_declared_as_it_ended();
CREATE CONSTRAINT TRIGGER declared_with_its_state AFTER INSERT ON public.recommendations_declaration DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recommendations_declared_with_its_state();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_declaration FOR EACH ROW EXECUTE FUNCTION keep('a declaration');
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_disposition FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_comment', 'comment_id', 'disposition', 'drafting,consultation,in_round,agreed,before_excom,before_council,certification,adopted,published');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_disposition FOR EACH ROW EXECUTE FUNCTION keep('a disposition');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_disposition FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['accepted'::character varying, 'modified'::character varying, 'noted'::character varying, 'not_accepted'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_disposition FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['accepted'::character varying, 'modified'::character varying, 'noted'::character varying, 'not_accepted'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER entitled_at_opening BEFORE INSERT ON public.recommendations_entitlement FOR EACH ROW EXECUTE FUNCTION recommendations_entitled_at_opening();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_entitlement FOR EACH ROW EXECUTE FUNCTION keep('the list of the entitled');
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_evidence FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_report_item', 'item_id', 'evidence', 'assigned,asked');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_evidence FOR EACH ROW EXECUTE FUNCTION keep('evidence');
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_indicator FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_instrument FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['resolution'::character varying, 'principles'::character varying, 'plan'::character varying, 'treaty'::character varying, 'other'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_instrument FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['resolution'::character varying, 'principles'::character varying, 'plan'::character varying, 'treaty'::character varying, 'other'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_issuedcopy FOR EACH ROW EXECUTE FUNCTION keep('an issued copy');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_issuedcopy FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.recommendations_issuedcopy FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_jointauthor FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_statement', 'statement_id', 'joint author', 'running,suspended,over,closed,declared');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_jointauthor FOR EACH ROW EXECUTE FUNCTION keep('a joint author');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_languageversion FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_languageversion FOR EACH ROW WHEN ((((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])) OR ((new.state)::text <> ALL ((ARRAY['original'::character varying, 'translation'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language, state ON public.recommendations_languageversion FOR EACH ROW WHEN (((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) OR (((new.state)::text IS DISTINCT FROM (old.state)::text) AND ((new.state)::text <> ALL ((ARRAY['original'::character varying, 'translation'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_link FOR EACH ROW WHEN (((new.kind)::text = ANY ((ARRAY['updates'::character varying, 'merges'::character varying, 'supersedes'::character varying])::text[]))) EXECUTE FUNCTION only_at('recommendations_stage', 'earlier_id', 'later text', 'published,superseded,closed');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_link FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['duplicates'::character varying, 'related'::character varying, 'updates'::character varying, 'merges'::character varying, 'supersedes'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_link FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['duplicates'::character varying, 'related'::character varying, 'updates'::character varying, 'merges'::character varying, 'supersedes'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER confirmation_of_objection BEFORE INSERT ON public.recommendations_objectionconfirmation FOR EACH ROW EXECUTE FUNCTION recommendations_confirmation_of_objection();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_objectionconfirmation FOR EACH ROW EXECUTE FUNCTION keep('a confirmed objection');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_objectionwithdrawal FOR EACH ROW EXECUTE FUNCTION keep('a lifted objection');
CREATE TRIGGER withdrawal_of_objection BEFORE INSERT ON public.recommendations_objectionwithdrawal FOR EACH ROW EXECUTE FUNCTION recommendations_withdrawal_of_objection();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_paragraph FOR EACH ROW EXECUTE FUNCTION keep('the identity of a paragraph');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_paragraphsave FOR EACH ROW EXECUTE FUNCTION keep('a save of a paragraph');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_paragraphsave FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_paragraphsave FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_paragraphtie FOR EACH ROW EXECUTE FUNCTION keep('a tie between paragraphs');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_paragraphtie FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['split'::character varying, 'merged'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_paragraphtie FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['split'::character varying, 'merged'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_particulars FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_particulars FOR EACH ROW WHEN (((NOT (new.target_groups <@ ARRAY['children'::character varying, 'women'::character varying, 'custody'::character varying, 'families'::character varying, 'hosts'::character varying, 'professionals'::character varying])) OR (NOT (new.phases <@ ARRAY['repatriation'::character varying, 'prosecution'::character varying, 'rehabilitation'::character varying, 'reintegration'::character varying, 'prevention'::character varying])) OR ((new.time_frame)::text <> ALL ((ARRAY['short'::character varying, 'medium'::character varying, 'long'::character varying, 'date'::character varying, ''::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF target_groups, phases, time_frame ON public.recommendations_particulars FOR EACH ROW WHEN ((((new.target_groups IS DISTINCT FROM old.target_groups) AND (NOT (new.target_groups <@ ARRAY['children'::character varying, 'women'::character varying, 'custody'::character varying, 'families'::character varying, 'hosts'::character varying, 'professionals'::character varying]))) OR ((new.phases IS DISTINCT FROM old.phases) AND (NOT (new.phases <@ ARRAY['repatriation'::character varying, 'prosecution'::character varying, 'rehabilitation'::character varying, 'reintegration'::character varying, 'prevention'::character varying]))) OR (((new.time_frame)::text IS DISTINCT FROM (old.time_frame)::text) AND ((new.time_frame)::text <> ALL ((ARRAY['short'::character varying, 'medium'::character varying, 'long'::character varying, 'date'::character varying, ''::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE CONSTRAINT TRIGGER position_followed AFTER UPDATE ON public.recommendations_position DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recommendations_position_followed();
CREATE TRIGGER position_in_time BEFORE INSERT ON public.recommendations_position FOR EACH ROW EXECUTE FUNCTION recommendations_position_in_time();
CREATE TRIGGER position_kept BEFORE UPDATE ON public.recommendations_position FOR EACH ROW EXECUTE FUNCTION recommendations_position_kept();
CREATE TRIGGER position_not_deleted BEFORE DELETE ON public.recommendations_position FOR EACH ROW EXECUTE FUNCTION keep('a position');
CREATE TRIGGER at_stage BEFORE INSERT OR UPDATE ON public.recommendations_positiondraft FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'position prepared', 'running');
CREATE TRIGGER adopted_kept BEFORE UPDATE ON public.recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION recommendations_adopted_kept();
CREATE TRIGGER assigned_at_stage BEFORE UPDATE ON public.recommendations_recommendation FOR EACH ROW WHEN (((old.rapporteur_id IS DISTINCT FROM new.rapporteur_id) AND ((new.status)::text <> ALL ((ARRAY['drafting'::character varying, 'consultation'::character varying])::text[])))) EXECUTE FUNCTION keep('the rapporteur at this stage');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_recommendation FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['recommendation'::character varying, 'proposed_solution'::character varying])::text[])) OR ((new.original_language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, original_language ON public.recommendations_recommendation FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['recommendation'::character varying, 'proposed_solution'::character varying])::text[]))) OR (((new.original_language)::text IS DISTINCT FROM (old.original_language)::text) AND ((new.original_language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER published_once BEFORE UPDATE ON public.recommendations_recommendation FOR EACH ROW WHEN (((old.published_at IS NOT NULL) AND (old.published_at IS DISTINCT FROM new.published_at))) EXECUTE FUNCTION keep('the day of publication');
CREATE TRIGGER recommendation_not_deleted BEFORE DELETE ON public.recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION keep('a recommendation');
CREATE TRIGGER reviewed_at_stage BEFORE UPDATE ON public.recommendations_recommendation FOR EACH ROW WHEN (((old.review_on IS DISTINCT FROM new.review_on) AND ((old.status)::text <> ALL ((ARRAY['adopted'::character varying, 'published'::character varying])::text[])))) EXECUTE FUNCTION keep('the day of review at this stage');
CREATE TRIGGER text_begun BEFORE INSERT ON public.recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION recommendations_text_begun();
CREATE TRIGGER at_stage BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_recommendation_drafters FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'drafter', 'proposed,drafting,consultation');
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_reference FOR EACH ROW EXECUTE FUNCTION recommendations_particulars_frozen();
CREATE TRIGGER answers_first BEFORE UPDATE ON public.recommendations_report FOR EACH ROW WHEN ((old.submitted_at IS DISTINCT FROM new.submitted_at)) EXECUTE FUNCTION recommendations_questions_answered();
CREATE TRIGGER cycle_runs BEFORE UPDATE ON public.recommendations_report FOR EACH ROW WHEN ((((old.status)::text <> (new.status)::text) AND ((new.status)::text <> 'complete'::text))) EXECUTE FUNCTION recommendations_cycle_runs();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_report FOR EACH ROW WHEN ((((new.status)::text <> ALL ((ARRAY['assigned'::character varying, 'submitted'::character varying, 'asked'::character varying, 'complete'::character varying])::text[])) OR ((new.publication)::text <> ALL ((ARRAY['undecided'::character varying, 'authorised'::character varying, 'withheld'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF status, publication ON public.recommendations_report FOR EACH ROW WHEN (((((new.status)::text IS DISTINCT FROM (old.status)::text) AND ((new.status)::text <> ALL ((ARRAY['assigned'::character varying, 'submitted'::character varying, 'asked'::character varying, 'complete'::character varying])::text[]))) OR (((new.publication)::text IS DISTINCT FROM (old.publication)::text) AND ((new.publication)::text <> ALL ((ARRAY['undecided'::character varying, 'authorised'::character varying, 'withheld'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER life BEFORE UPDATE ON public.recommendations_report FOR EACH ROW EXECUTE FUNCTION recommendations_report_life();
CREATE TRIGGER submitted_at_stage BEFORE UPDATE ON public.recommendations_report FOR EACH ROW WHEN (((old.submitted_at IS DISTINCT FROM new.submitted_at) AND ((old.status)::text <> ALL ((ARRAY['assigned'::character varying, 'asked'::character varying])::text[])))) EXECUTE FUNCTION keep('a submitted report');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_reportitem FOR EACH ROW EXECUTE FUNCTION recommendations_report_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_reportitem FOR EACH ROW WHEN (((new.before)::text <> ALL ((ARRAY['no_information'::character varying, 'not_started'::character varying, 'planned'::character varying, 'in_progress'::character varying, 'partly'::character varying, 'implemented'::character varying, 'continuous'::character varying, 'not_applicable'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF before ON public.recommendations_reportitem FOR EACH ROW WHEN ((((new.before)::text IS DISTINCT FROM (old.before)::text) AND ((new.before)::text <> ALL ((ARRAY['no_information'::character varying, 'not_started'::character varying, 'planned'::character varying, 'in_progress'::character varying, 'partly'::character varying, 'implemented'::character varying, 'continuous'::character varying, 'not_applicable'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_revision FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_roundevent FOR EACH ROW EXECUTE FUNCTION keep('an act on a round');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_roundevent FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['opened'::character varying, 'recalled'::character varying, 'suspended'::character varying, 'resumed'::character varying, 'extended'::character varying, 'ended'::character varying, 'reminded'::character varying, 'late'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_roundevent FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['opened'::character varying, 'recalled'::character varying, 'suspended'::character varying, 'resumed'::character varying, 'extended'::character varying, 'ended'::character varying, 'reminded'::character varying, 'late'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER at_stage BEFORE INSERT ON public.recommendations_statement FOR EACH ROW WHEN ((new.position_id IS NULL)) EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'statement', 'running,suspended,over,closed,declared');
CREATE TRIGGER kept BEFORE UPDATE ON public.recommendations_statement FOR EACH ROW EXECUTE FUNCTION recommendations_statement_kept();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_statement FOR EACH ROW WHEN ((((new.kind)::text <> ALL ((ARRAY['interpretative'::character varying, 'reservation'::character varying, 'explanation'::character varying, 'disassociation'::character varying, 'record'::character varying])::text[])) OR ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind, language ON public.recommendations_statement FOR EACH ROW WHEN (((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['interpretative'::character varying, 'reservation'::character varying, 'explanation'::character varying, 'disassociation'::character varying, 'record'::character varying])::text[]))) OR (((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER not_deleted BEFORE DELETE ON public.recommendations_statement FOR EACH ROW EXECUTE FUNCTION keep('a statement');
CREATE TRIGGER of_entitled BEFORE INSERT ON public.recommendations_statement FOR EACH ROW EXECUTE FUNCTION recommendations_statement_of_entitled();
CREATE TRIGGER withdrawn_at_stage BEFORE UPDATE ON public.recommendations_statement FOR EACH ROW WHEN ((old.withdrawn_at IS DISTINCT FROM new.withdrawn_at)) EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'statement withdrawn', 'running,suspended,over,closed,declared');
CREATE TRIGGER kept BEFORE DELETE OR UPDATE ON public.recommendations_submission FOR EACH ROW EXECUTE FUNCTION keep('a submission');
CREATE TRIGGER at_stage BEFORE INSERT OR UPDATE ON public.recommendations_textonagenda FOR EACH ROW EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'text laid before a meeting', 'drafting,consultation,in_round,agreed,before_excom,before_council,certification,adopted,published');
CREATE TRIGGER laid_while_the_meeting_is_not_over BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_textonagenda FOR EACH ROW EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'text laid before a meeting', 'planned,convened,in_session,postponed');
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_workingbracket FOR EACH ROW WHEN (((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF language ON public.recommendations_workingbracket FOR EACH ROW WHEN ((((new.language)::text IS DISTINCT FROM (old.language)::text) AND ((new.language)::text <> ALL ((ARRAY['en'::character varying, 'ru'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER stands BEFORE INSERT OR UPDATE ON public.recommendations_workingbracket FOR EACH ROW EXECUTE FUNCTION recommendations_bracket_stands();
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_workingparagraph FOR EACH ROW EXECUTE FUNCTION recommendations_working_frozen();
CREATE TRIGGER known_values BEFORE INSERT ON public.recommendations_workingparagraph FOR EACH ROW WHEN (((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[]))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER known_values_again BEFORE UPDATE OF kind ON public.recommendations_workingparagraph FOR EACH ROW WHEN ((((new.kind)::text IS DISTINCT FROM (old.kind)::text) AND ((new.kind)::text <> ALL ((ARRAY['heading'::character varying, 'preambular'::character varying, 'operative'::character varying, 'sub'::character varying])::text[])))) EXECUTE FUNCTION unknown_value();
CREATE TRIGGER version_rises BEFORE UPDATE ON public.recommendations_workingparagraph FOR EACH ROW EXECUTE FUNCTION recommendations_version_rises();
CREATE TRIGGER frozen BEFORE INSERT OR DELETE OR UPDATE ON public.recommendations_workingtext FOR EACH ROW EXECUTE FUNCTION recommendations_working_frozen();
