-- What hangs on a meeting is written while the meeting is at the stages of the act that writes it: the table of acts says which.

CREATE OR REPLACE FUNCTION meetings_stage(meeting bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT m.status FROM meetings_meeting m WHERE m.id = meeting;
$$;
CREATE OR REPLACE FUNCTION meetings_stage_of_item(item bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT m.status FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id WHERE i.id = item;
$$;
CREATE OR REPLACE FUNCTION meetings_stage_of_invitation(invitation bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT m.status FROM meetings_invitation v JOIN meetings_meeting m ON m.id = v.meeting_id WHERE v.id = invitation;
$$;
CREATE OR REPLACE FUNCTION meetings_stage_of_delegate(delegate bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT meetings_stage_of_invitation(d.invitation_id) FROM meetings_delegate d WHERE d.id = delegate;
$$;
CREATE OR REPLACE FUNCTION meetings_stage_of_record(record bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT j.status FROM meetings_journal j WHERE j.id = record;
$$;
CREATE OR REPLACE FUNCTION meetings_stage_of_entry(entry bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT j.status FROM meetings_journalentry e JOIN meetings_journal j ON j.id = e.journal_id WHERE e.id = entry;
$$;

-- Where a meeting is whose sitting is open; a sitting that was closed is nowhere any more.
CREATE OR REPLACE FUNCTION meetings_stage_of_sitting(sitting bigint) RETURNS varchar LANGUAGE sql STABLE AS $$
    SELECT m.status FROM meetings_sitting s JOIN meetings_meeting m ON m.id = s.meeting_id WHERE s.id = sitting AND s.closed_at IS NULL;
$$;

-- The agenda and what lies before the meeting.
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR DELETE ON meetings_agendaitem FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'change of the agenda', {{ at_change_agenda }});
CREATE OR REPLACE TRIGGER changed_at_stage BEFORE UPDATE ON meetings_agendaitem FOR EACH ROW WHEN (to_jsonb(OLD) - 'state' IS DISTINCT FROM to_jsonb(NEW) - 'state')
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'change of the agenda', {{ at_change_agenda }});
CREATE OR REPLACE TRIGGER taken_up_at_stage BEFORE UPDATE ON meetings_agendaitem FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'item taken up', {{ at_sit }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_itemevent FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'item taken up', {{ at_sit }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR DELETE OR UPDATE ON meetings_itemrole FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'change of the agenda', {{ at_change_agenda }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR DELETE ON meetings_expectedpaper FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper asked for', {{ at_change_agenda }});
CREATE OR REPLACE TRIGGER not_deleted_later BEFORE DELETE ON meetings_agendapaper FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper taken off', {{ at_remove_paper }});
CREATE OR REPLACE TRIGGER circulated_at_stage BEFORE UPDATE ON meetings_agendapaper FOR EACH ROW WHEN (OLD.circulated_at IS DISTINCT FROM NEW.circulated_at)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'paper circulated', {{ at_circulate }});
CREATE OR REPLACE TRIGGER adopted_at_stage BEFORE INSERT ON meetings_agendaversion FOR EACH ROW WHEN (NEW.adopted)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'adoption of the agenda', {{ at_adopt_agenda }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_agendaversion FOR EACH ROW WHEN (NOT NEW.adopted)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'issue of the agenda', {{ at_issue_agenda }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_waiver FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'dispensation', {{ at_waive }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_datechange FOR EACH ROW WHEN (NOT NEW.postponed)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'other date', {{ at_move }});
CREATE OR REPLACE TRIGGER postponed_at_stage BEFORE INSERT ON meetings_datechange FOR EACH ROW WHEN (NEW.postponed)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'postponement', {{ at_postpone }});

-- A paper is laid before a meeting until it is over; a statement that was made in it is filed also after its end.
CREATE OR REPLACE FUNCTION meetings_paper_in_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF meetings_stage(NEW.meeting_id) NOT IN {{ takes_papers }} AND NOT EXISTS (
        SELECT 1 FROM meetings_speech s JOIN meetings_agendaitem i ON i.id = s.item_id
        WHERE i.meeting_id = NEW.meeting_id AND s.statement_id = NEW.document_id) THEN
        RAISE EXCEPTION 'a paper is laid before a meeting until it is over' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_agendapaper FOR EACH ROW EXECUTE FUNCTION meetings_paper_in_time();

-- Who is invited, answers and comes.
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_invitation FOR EACH ROW WHEN (NEW.status = {{ prepared }})
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'choice of the invited', {{ at_choose_invited }});
CREATE OR REPLACE TRIGGER sent_at_stage BEFORE INSERT ON meetings_invitation FOR EACH ROW WHEN (NEW.status <> {{ prepared }})
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation', {{ at_invite_more }});
CREATE OR REPLACE TRIGGER sent_again_at_stage BEFORE UPDATE ON meetings_invitation FOR EACH ROW
    WHEN (OLD.status = {{ invitation_withdrawn }} AND NEW.status <> {{ invitation_withdrawn }})
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation', {{ at_invite_more }});
CREATE OR REPLACE TRIGGER invited_as_at_stage BEFORE UPDATE ON meetings_invitation FOR EACH ROW
    WHEN ((OLD.invited_as, OLD.expert_name) IS DISTINCT FROM (NEW.invited_as, NEW.expert_name))
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'other capacity', {{ at_inviting_as }});
CREATE OR REPLACE TRIGGER answered_at_stage BEFORE UPDATE ON meetings_invitation FOR EACH ROW WHEN ((OLD.answered_at, OLD.answered_by_id, OLD.answer_source, OLD.answer_means, OLD.answer_document_id, OLD.nomination_id)
          IS DISTINCT FROM (NEW.answered_at, NEW.answered_by_id, NEW.answer_source, NEW.answer_means, NEW.answer_document_id, NEW.nomination_id)
          OR (OLD.status <> NEW.status AND NEW.status IN {{ answers }}))
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'answer', {{ at_answer }});
CREATE OR REPLACE TRIGGER reminded_at_stage BEFORE UPDATE ON meetings_invitation FOR EACH ROW WHEN (OLD.reminded_at IS DISTINCT FROM NEW.reminded_at)
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'reminder', {{ at_remind }});
CREATE OR REPLACE TRIGGER withdrawn_at_stage BEFORE UPDATE ON meetings_invitation FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status = {{ invitation_withdrawn }})
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'invitation withdrawn', {{ at_withdraw_invitation }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_delegate FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate named', {{ at_answer }});
CREATE OR REPLACE TRIGGER changed_at_stage BEFORE UPDATE ON meetings_delegate FOR EACH ROW WHEN ((OLD.role, OLD.salutation, OLD.name, OLD.name_ru, OLD.position, OLD.language, OLD.wants_visa_letter, OLD.online, OLD.consents_to_listing, OLD.i18n, OLD.status_reason) IS DISTINCT FROM (NEW.role, NEW.salutation, NEW.name, NEW.name_ru, NEW.position, NEW.language, NEW.wants_visa_letter, NEW.online, NEW.consents_to_listing, NEW.i18n, NEW.status_reason))
    EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate named', {{ at_answer }});
CREATE OR REPLACE TRIGGER decided_at_stage BEFORE UPDATE ON meetings_delegate FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status <> {{ delegate_withdrawn }})
    EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'decision on a delegate', {{ at_answer }});
CREATE OR REPLACE TRIGGER withdrawn_at_stage BEFORE UPDATE ON meetings_delegate FOR EACH ROW WHEN (OLD.status <> NEW.status AND NEW.status = {{ delegate_withdrawn }})
    EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate withdrawn', {{ at_withdrawing_people }});
CREATE OR REPLACE TRIGGER let_in_at_stage BEFORE UPDATE ON meetings_delegate FOR EACH ROW WHEN (OLD.checked_in_at IS DISTINCT FROM NEW.checked_in_at)
    EXECUTE FUNCTION only_at('meetings_stage_of_invitation', 'invitation_id', 'delegate let in', {{ at_check_in }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT OR UPDATE OF value ON meetings_personaldetail FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_delegate', 'delegate_id', 'detail of a delegate', {{ at_answer }});

-- In the room, and what is recorded of it.
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_sitting FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'sitting', {{ at_sitting }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_presence FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_sitting', 'sitting_id', 'presence', {{ at_sitting }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_speech FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'place on the list of speakers', {{ at_inscribe }});
CREATE OR REPLACE TRIGGER floor_at_stage BEFORE UPDATE ON meetings_speech FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.state = {{ speaking }})
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'floor', {{ at_sit }});
CREATE OR REPLACE TRIGGER withdrawn_at_stage BEFORE UPDATE ON meetings_speech FOR EACH ROW WHEN (OLD.state <> NEW.state AND NEW.state = {{ speech_withdrawn }})
    EXECUTE FUNCTION only_at('meetings_stage_of_item', 'item_id', 'place given back', {{ at_leaving_the_list }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_decision FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'decision', {{ at_decide }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_task FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'task given', {{ at_decide }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_journal FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage', 'meeting_id', 'record', {{ at_begin_record }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_objection FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'objection', {{ record_object }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_correction FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_entry', 'entry_id', 'correction', {{ record_correct }});
CREATE OR REPLACE TRIGGER at_stage BEFORE INSERT ON meetings_toldotherwise FOR EACH ROW
    EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'telling of a silence', {{ record_note_told }});
CREATE OR REPLACE TRIGGER corrected_at_stage BEFORE INSERT ON meetings_journalrevision FOR EACH ROW WHEN (NEW.what = {{ corrigendum }})
    EXECUTE FUNCTION only_at('meetings_stage_of_record', 'journal_id', 'corrigendum', {{ record_issue_corrigendum }});
CREATE OR REPLACE TRIGGER reported_once BEFORE UPDATE ON meetings_task FOR EACH ROW
    WHEN ((OLD.report, OLD.evidence_id) IS DISTINCT FROM (NEW.report, NEW.evidence_id) AND OLD.status NOT IN {{ reportable }})
    EXECUTE FUNCTION keep('what was reported of a task');

-- Dates are asked about until the poll is closed.
CREATE OR REPLACE FUNCTION meetings_poll_runs() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM meetings_dateoption o JOIN meetings_datepoll p ON p.id = o.poll_id
                   WHERE o.id = NEW.option_id AND p.closed_at IS NULL) THEN
        RAISE EXCEPTION 'a poll that is closed takes no answers' USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER poll_runs BEFORE INSERT OR UPDATE ON meetings_dateanswer FOR EACH ROW EXECUTE FUNCTION meetings_poll_runs();
CREATE OR REPLACE TRIGGER closed_once BEFORE UPDATE ON meetings_datepoll FOR EACH ROW WHEN (OLD.closed_at IS NOT NULL)
    EXECUTE FUNCTION keep('a poll that is closed');
