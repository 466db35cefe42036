-- Rows that are never changed or deleted once they are written.

CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_agendaversion FOR EACH ROW EXECUTE FUNCTION keep('a version of the agenda');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_datechange FOR EACH ROW EXECUTE FUNCTION keep('a change of date');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_decision FOR EACH ROW EXECUTE FUNCTION keep('a decision');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_itemevent FOR EACH ROW EXECUTE FUNCTION keep('an event of an item');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_journalrevision FOR EACH ROW EXECUTE FUNCTION keep('a version of the record');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_latemessage FOR EACH ROW EXECUTE FUNCTION keep('a late message about a record');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_objection FOR EACH ROW EXECUTE FUNCTION keep('an objection to a record');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_toldotherwise FOR EACH ROW EXECUTE FUNCTION keep('how a member was told');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON meetings_waiver FOR EACH ROW EXECUTE FUNCTION keep('a dispensation from a period');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON meetings_correction FOR EACH ROW EXECUTE FUNCTION keep('a correction');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON meetings_meeting FOR EACH ROW EXECUTE FUNCTION keep('a meeting');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON meetings_speech FOR EACH ROW EXECUTE FUNCTION keep('a speech');
