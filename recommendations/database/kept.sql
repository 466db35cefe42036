-- Rows that are never changed or deleted once they are written.

CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_adoption FOR EACH ROW EXECUTE FUNCTION keep('an adoption');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON recommendations_amendment FOR EACH ROW EXECUTE FUNCTION keep('an amendment');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_annex FOR EACH ROW EXECUTE FUNCTION keep('an annexed statement');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_answergiven FOR EACH ROW EXECUTE FUNCTION keep('an answer of an addressee');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_clause FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_clausetext FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON recommendations_comment FOR EACH ROW EXECUTE FUNCTION keep('a comment');
CREATE OR REPLACE TRIGGER round_not_deleted BEFORE DELETE ON recommendations_consensusround FOR EACH ROW EXECUTE FUNCTION keep('a round');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON recommendations_corrigendum FOR EACH ROW EXECUTE FUNCTION keep('a corrigendum');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_cosponsor FOR EACH ROW EXECUTE FUNCTION keep('a co-sponsor');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_declaration FOR EACH ROW EXECUTE FUNCTION keep('a declaration');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_disposition FOR EACH ROW EXECUTE FUNCTION keep('a disposition');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_entitlement FOR EACH ROW EXECUTE FUNCTION keep('the list of the entitled');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_evidence FOR EACH ROW EXECUTE FUNCTION keep('evidence');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_issuedcopy FOR EACH ROW EXECUTE FUNCTION keep('an issued copy');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_jointauthor FOR EACH ROW EXECUTE FUNCTION keep('a joint author');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_languageversion FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_objectionconfirmation FOR EACH ROW EXECUTE FUNCTION keep('a confirmed objection');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_objectionwithdrawal FOR EACH ROW EXECUTE FUNCTION keep('a lifted objection');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_paragraph FOR EACH ROW EXECUTE FUNCTION keep('the identity of a paragraph');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_paragraphtie FOR EACH ROW EXECUTE FUNCTION keep('a tie between paragraphs');
CREATE OR REPLACE TRIGGER position_not_deleted BEFORE DELETE ON recommendations_position FOR EACH ROW EXECUTE FUNCTION keep('a position');
CREATE OR REPLACE TRIGGER recommendation_not_deleted BEFORE DELETE ON recommendations_recommendation FOR EACH ROW EXECUTE FUNCTION keep('a recommendation');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_revision FOR EACH ROW EXECUTE FUNCTION keep('a revision');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_roundevent FOR EACH ROW EXECUTE FUNCTION keep('an act on a round');
CREATE OR REPLACE TRIGGER not_deleted BEFORE DELETE ON recommendations_statement FOR EACH ROW EXECUTE FUNCTION keep('a statement');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_submission FOR EACH ROW EXECUTE FUNCTION keep('a submission');
CREATE OR REPLACE TRIGGER kept BEFORE DELETE OR UPDATE ON recommendations_paragraphsave FOR EACH ROW EXECUTE FUNCTION keep('a save of a paragraph');

-- Who closed a thread may open it again; nothing else moves.
CREATE OR REPLACE TRIGGER kept BEFORE UPDATE ON recommendations_comment FOR EACH ROW EXECUTE FUNCTION keep_but('a comment', 'resolved_at', 'resolved_by_id');
