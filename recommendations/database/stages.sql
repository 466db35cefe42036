-- What hangs on a text, a round or a report is written while that is at the stages of the act that writes it: the tables of acts
-- say which. The words themselves: drafting.sql.

CREATE OR REPLACE FUNCTION recommendations_stage(text_id bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT r.status FROM recommendations_recommendation r WHERE r.id = text_id;
$$;
CREATE OR REPLACE FUNCTION recommendations_stage_of_amendment(amendment bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT a.status FROM recommendations_amendment a WHERE a.id = amendment;
$$;
CREATE OR REPLACE FUNCTION recommendations_stage_of_comment(comment bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT r.status FROM recommendations_comment c JOIN recommendations_recommendation r ON r.id = c.recommendation_id
    WHERE c.id = comment;
$$;
CREATE OR REPLACE FUNCTION recommendations_stage_of_follow_up(follow_up bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT r.status FROM recommendations_followup f JOIN recommendations_recommendation r ON r.id = f.recommendation_id
    WHERE f.id = follow_up;
$$;

-- Where a round is, by its row and the clock together (in Python `stage_of`).
CREATE OR REPLACE FUNCTION recommendations_stage_of_round(round_id bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.status = {{ open }} AND r.expires_at > clock_timestamp() THEN {{ running }}
                WHEN r.status = {{ open }} THEN {{ over }}
                WHEN r.status = {{ closed }} AND r.closing = {{ broken }} THEN {{ round_broken }}
                ELSE r.status END
    FROM recommendations_consensusround r WHERE r.id = round_id;
$$;
CREATE OR REPLACE FUNCTION recommendations_stage_of_statement(statement bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT recommendations_stage_of_round(s.round_id) FROM recommendations_statement s WHERE s.id = statement;
$$;

-- Where a report is; in a cycle that is closed it is nowhere any more.
CREATE OR REPLACE FUNCTION recommendations_stage_of_report_item(item bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT r.status FROM recommendations_reportitem i JOIN recommendations_report r ON r.id = i.report_id
    JOIN recommendations_cycle c ON c.id = r.cycle_id WHERE i.id = item AND c.status = {{ cycle_open }};
$$;

CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_amendment FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'amendment', {{ at_amend }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_cosponsor FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_amendment', 'amendment_id', 'co-sponsor', {{ amendment_sponsor }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_comment FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'comment', {{ at_comment }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_disposition FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_comment', 'comment_id', 'disposition', {{ at_dispose }});
CREATE OR REPLACE TRIGGER resolved_at_stage BEFORE UPDATE ON recommendations_comment FOR EACH ROW WHEN (OLD.resolved_at IS DISTINCT FROM NEW.resolved_at)
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'thread resolved', {{ at_comment }});
CREATE OR REPLACE TRIGGER resolved_at_its_head BEFORE UPDATE ON recommendations_comment FOR EACH ROW
    WHEN (OLD.resolved_at IS DISTINCT FROM NEW.resolved_at AND NEW.parent_id IS NOT NULL)
    EXECUTE FUNCTION keep('an answer in a thread');
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_corrigendum FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'corrigendum', {{ at_correct }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR UPDATE ON recommendations_textonagenda FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'text laid before a meeting', {{ at_lay_before_meeting }});
CREATE OR REPLACE TRIGGER laid_while_the_meeting_is_not_over BEFORE INSERT OR DELETE OR UPDATE ON recommendations_textonagenda FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'text laid before a meeting', {{ agenda_changes }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR UPDATE ON recommendations_positiondraft FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'position prepared', {{ round_take_position }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_statement FOR EACH ROW WHEN (NEW.position_id IS NULL)
    EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'statement', {{ round_state }});
CREATE OR REPLACE TRIGGER withdrawn_at_stage BEFORE UPDATE ON recommendations_statement FOR EACH ROW WHEN (OLD.withdrawn_at IS DISTINCT FROM NEW.withdrawn_at)
    EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'round_id', 'statement withdrawn', {{ round_state }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_jointauthor FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_statement', 'statement_id', 'joint author', {{ round_state }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_evidence FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_report_item', 'item_id', 'evidence', {{ report_write }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_answergiven FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage_of_follow_up', 'follow_up_id', 'answer of an addressee', {{ at_follow_up }});

-- Who drafts a text is named with its rapporteur.
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR DELETE OR UPDATE ON recommendations_recommendation_drafters FOR EACH ROW
    EXECUTE FUNCTION only_at('recommendations_stage', 'recommendation_id', 'drafter', {{ at_naming_drafters }});

-- A later text stands to an earlier one that is public; duplicates and relatives are noted of any.
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON recommendations_link FOR EACH ROW WHEN (NEW.kind IN {{ of_public_texts }})
    EXECUTE FUNCTION only_at('recommendations_stage', 'earlier_id', 'later text', {{ at_update }});

-- Of a text: who writes it while it is written, its review while it is followed up, and the day of publication once.
CREATE OR REPLACE TRIGGER assigned_at_stage BEFORE UPDATE ON recommendations_recommendation FOR EACH ROW
    WHEN (OLD.rapporteur_id IS DISTINCT FROM NEW.rapporteur_id AND NEW.status NOT IN {{ assigned_at }})
    EXECUTE FUNCTION keep('the rapporteur at this stage');
CREATE OR REPLACE TRIGGER reviewed_at_stage BEFORE UPDATE ON recommendations_recommendation FOR EACH ROW
    WHEN (OLD.review_on IS DISTINCT FROM NEW.review_on AND OLD.status NOT IN {{ reviewed_at }})
    EXECUTE FUNCTION keep('the day of review at this stage');
CREATE OR REPLACE TRIGGER published_once BEFORE UPDATE ON recommendations_recommendation FOR EACH ROW
    WHEN (OLD.published_at IS NOT NULL AND OLD.published_at IS DISTINCT FROM NEW.published_at)
    EXECUTE FUNCTION keep('the day of publication');

-- A round whose time is up ends as the clock says, and is not suspended, recalled or ended any more.
CREATE OR REPLACE TRIGGER over_by_the_clock BEFORE UPDATE ON recommendations_consensusround FOR EACH ROW
    WHEN (OLD.status = {{ open }} AND NEW.status = {{ void }} AND NEW.closing IN {{ ended_by_hand }})
    EXECUTE FUNCTION only_at('recommendations_stage_of_round', 'id', 'end by hand', {{ round_end }});

-- A report is submitted in a cycle that is open, from a stage at which it is written; a closed cycle stays as it
-- was closed, and a report that was submitted in it is found complete also later.
CREATE OR REPLACE TRIGGER submitted_at_stage BEFORE UPDATE ON recommendations_report FOR EACH ROW
    WHEN (OLD.submitted_at IS DISTINCT FROM NEW.submitted_at AND OLD.status NOT IN {{ writable_reports }})
    EXECUTE FUNCTION keep('a submitted report');
CREATE OR REPLACE FUNCTION recommendations_questions_answered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM recommendations_question q WHERE q.report_id = NEW.id AND q.answered_at IS NULL) THEN
        RAISE EXCEPTION 'a question waits for its answer' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER answers_first BEFORE UPDATE ON recommendations_report FOR EACH ROW
    WHEN (OLD.submitted_at IS DISTINCT FROM NEW.submitted_at) EXECUTE FUNCTION recommendations_questions_answered();
CREATE OR REPLACE FUNCTION recommendations_cycle_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM recommendations_cycle c WHERE c.id = NEW.cycle_id AND c.status = {{ cycle_open }}) THEN
        RAISE EXCEPTION 'the cycle is closed' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER cycle_runs BEFORE UPDATE ON recommendations_report FOR EACH ROW
    WHEN (OLD.status <> NEW.status AND NEW.status <> {{ report_complete_stage }})
    EXECUTE FUNCTION recommendations_cycle_runs();
CREATE OR REPLACE TRIGGER closed_once BEFORE UPDATE ON recommendations_cycle FOR EACH ROW WHEN (OLD.status <> {{ cycle_open }})
    EXECUTE FUNCTION keep('a closed cycle');
