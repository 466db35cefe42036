"""Sixty things that no act of the Council does, tried by SQL as the application's own role: the database refuses each."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.utils import timezone

from councils.models import today
from documents import actions as documents
from meetings import actions as meetings
from meetings.models import Journal
from rec_portal import clock
from rec_portal.mail.models import Delivery
from recommendations import actions
from tests.cast import Cast, end, heard, newest, reached, sets_rules


def _note(cast: Cast, category: str = "body") -> Any:
    return documents.upload(
        titles={"en": "Note", "ru": "Записка"},
        category=category,
        body=cast.group,
        files={"en": SimpleUploadedFile("n.txt", b"words", content_type="text/plain")},
        by=cast.secretariat,
        at=timezone.now(),
    )


def world(council: Cast) -> dict[str, Any]:
    """A meeting held, with its record circulated; one in session; a text with amendments and a round; papers; letters."""
    at, chair, secretary = timezone.now(), council.chair, council.secretariat
    sets_rules(council.group, confirmation_hours=24)
    held = council.meeting(starts_in=timedelta(hours=2), items=1)
    meetings.change_status(held, "in_session", by=chair, at=at)
    sogdiana, bactria = council.organisations["sogdiana"], council.organisations["bactria"]
    meetings.note_presence(held, sogdiana, "roll_call", by=chair, at=at)
    item = held.items.get()
    meetings.act_on_item(item, "opened", by=chair, at=at)
    speech = meetings.inscribe(item, sogdiana, by=council.head, at=at)
    meetings.give_floor(speech, by=chair, at=at)
    meetings.end_speech(speech, by=chair, at=at)
    decision = meetings.record_decision(held, item, {"en": "So.", "ru": "Так."}, by=chair, at=at)
    values = {
        "title": "Do",
        "organisation": sogdiana,
        "due_on": today(),
        "decision": None,
        "i18n": {},
    }
    task = meetings.give_task(held, values, by=chair, at=at)
    meetings.change_status(held, "closed", by=chair, at=at)
    journal = meetings.begin_journal(held, "journal", by=secretary, at=at)
    for entry in journal.entries.all():
        meetings.save_entry(
            entry, {"en": "Words.", "ru": "Слова."}, based_on=1, by=secretary, at=at
        )
    meetings.circulate_journal(journal, clock.now() + timedelta(days=30), by=secretary, at=at)
    entry = journal.entries.first()
    assert entry is not None
    correction = meetings.correct(
        entry, "en", "Words.", "Other.", reason="x", by=council.head, at=at
    )
    coming = council.meeting()
    invitation = coming.invitations.get(organisation=sogdiana)
    delegate = meetings.nominate(invitation, {"name": "Ali"}, by=council.head, at=at)
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.save_paragraph(
        paragraph,
        {"en": "Enrol [all] [Bactria: some] children."},
        kind="operative",
        based_on=1,
        by=council.rapporteur,
        at=at,
    )
    amendment = actions.propose_amendment(
        text, paragraph, {"en": "Mine."}, "x", by=council.head, at=at
    )
    actions.decline_amendment(amendment, "No.", by=chair, at=at)
    running = council.opened(council.text())
    reached(running)
    public, restricted = _note(council), _note(council, "restricted")
    secret = _note(council, "secretariat")
    documents.assign_symbol(public, by=secretary, at=at)
    sent = Delivery.objects.of_act(running.key).sent().first()
    assert sent is not None
    return {
        "held": held.pk,
        "item": item.pk,
        "speech": speech.pk,
        "decision": decision.pk,
        "task": task.pk,
        "journal": journal.pk,
        "entry": entry.pk,
        "correction": correction.pk,
        "coming": coming.pk,
        "invitation": invitation.pk,
        "delegate": delegate.pk,
        "text": text.pk,
        "amendment": amendment.pk,
        "round": running.pk,
        "document": public.pk,
        "revision": restricted.revisions.get().pk,
        "secret": secret.revisions.get().pk,
        "file": public.revisions.get().files.get().pk,
        "credentials": documents.file_credentials(
            council.head.representations.get(),
            "Note 1",
            dated=today(),
            starts=today(),
            file=None,
            by=secretary,
            at=at,
        ).pk,
        "delivery": sent.pk,
        "letter": sent.letter_id,
        "bactria": bactria.pk,
        "guests": council.organisations["guest"].group_id,
        "members": bactria.group_id,
        "body": council.group.pk,
        "secretary": secretary.pk,
        "now": "clock_timestamp()",
    }


STATEMENTS = [
    # a meeting
    "UPDATE meetings_meeting SET status = 'planned' WHERE id = {held}",
    "UPDATE meetings_meeting SET status = 'in_session' WHERE id = {held}",
    "UPDATE meetings_meeting SET status = 'closed' WHERE id = {coming}",
    "UPDATE meetings_meeting SET status = 'planned' WHERE id = {coming}",
    "UPDATE meetings_meeting SET symbol = 'REC/1' WHERE id = {coming}",
    "UPDATE meetings_meeting SET symbol = NULL WHERE id = {coming}",
    "UPDATE meetings_meeting SET convened_at = NULL WHERE id = {coming}",
    "UPDATE meetings_meeting SET starts_at = now() WHERE id = {held}",
    "UPDATE meetings_meeting SET category = 'public' WHERE id = {held}",
    "UPDATE meetings_meeting SET live = 0 WHERE id = {held}",
    "UPDATE meetings_meeting SET rules = '{{}}' WHERE id = {held}",
    "UPDATE meetings_meeting SET rules = '{{\"1\": {{}}}}' WHERE id = {coming}",
    "UPDATE meetings_meeting SET status = 'in_session' WHERE id = {coming}",
    "DELETE FROM meetings_meeting WHERE id = {held}",
    # who was invited and named
    "DELETE FROM meetings_invitation WHERE id = {invitation}",
    "UPDATE meetings_invitation SET status = 'prepared' WHERE id = {invitation}",
    "UPDATE meetings_invitation SET organisation_id = {bactria} WHERE id = {invitation}",
    "UPDATE meetings_delegate SET status = 'replaced', invitation_id = invitation_id + 1 WHERE id = {delegate}",
    "DELETE FROM meetings_delegate WHERE id = {delegate}",
    # in the room
    "UPDATE meetings_presence SET left_at = NULL",
    "UPDATE meetings_presence SET arrived_at = arrived_at - interval '1 hour'",
    "UPDATE meetings_presence SET organisation_id = {bactria}",
    "DELETE FROM meetings_presence",
    "UPDATE meetings_itemevent SET at = at - interval '1 hour'",
    "DELETE FROM meetings_itemevent",
    "UPDATE meetings_speech SET organisation_id = {bactria} WHERE id = {speech}",
    "UPDATE meetings_speech SET state = 'inscribed' WHERE id = {speech}",
    "UPDATE meetings_speech SET spoken_seconds = 0, ended_at = NULL WHERE id = {speech}",
    "DELETE FROM meetings_speech WHERE id = {speech}",
    "UPDATE meetings_sitting SET chair_name = 'Another'",
    "DELETE FROM meetings_sitting",
    "DELETE FROM meetings_agendaversion",
    "UPDATE meetings_agendaversion SET number = number + 10",
    # the record
    "UPDATE meetings_journal SET status = 'frozen', frozen_at = now(), frozen = '{{}}', sha256 = 'x' WHERE id = {journal}",
    "UPDATE meetings_journal SET status = 'silence', silence_until = now() - interval '1 hour' WHERE id = {journal}",
    "UPDATE meetings_journal SET corrections_until = now() - interval '1 hour' WHERE id = {journal}",
    "UPDATE meetings_journal SET meeting_id = {coming} WHERE id = {journal}",
    "DELETE FROM meetings_journal WHERE id = {journal}",
    "UPDATE meetings_meeting SET category = 'nobody' WHERE id = {coming}",
    "UPDATE meetings_meeting SET interpretation = ARRAY['fr'] WHERE id = {coming}",
    "UPDATE meetings_journalentry SET texts = jsonb_build_object('en', 'Invented.') WHERE id = {entry}",
    "UPDATE meetings_journalentry SET texts = texts || jsonb_build_object('ru', 'Выдумано.') WHERE id = {entry}",
    "UPDATE meetings_journalentry SET texts = texts || jsonb_build_object('en', 'Other.'), version = 9 WHERE id = {entry}",
    "UPDATE meetings_journalentry SET texts = texts || jsonb_build_object('kk', 'Басқа.') WHERE id = {entry}",
    "DELETE FROM meetings_journalentry WHERE id = {entry}",
    "UPDATE meetings_journalentry SET journal_id = journal_id + 1 WHERE id = {entry}",
    "UPDATE meetings_invitation SET status = 'declined', answered_at = now() WHERE meeting_id = {held}",
    "UPDATE meetings_invitation SET answer_source = 'NV 99' WHERE meeting_id = {held}",
    "UPDATE meetings_invitation SET invited_as = 'expert', expert_name = 'Nobody' WHERE meeting_id = {held}",
    "INSERT INTO meetings_presence (sitting_id, organisation_id, means, arrived_at, noted_by_id)"
    " SELECT id, {bactria}, 'roll_call', opened_at, {secretary} FROM meetings_sitting WHERE meeting_id = {held}",
    "INSERT INTO meetings_toldotherwise (journal_id, key, organisation_id, source, by_id, at)"
    " VALUES ({journal}, 'x', {bactria}, 'NV 1', {secretary}, now())",
    "INSERT INTO recommendations_textonagenda (item_id, recommendation_id, revision_id, put_by_id, put_at)"
    " SELECT {item}, {text}, id, {secretary}, now() FROM recommendations_revision WHERE recommendation_id = {text} LIMIT 1",
    "INSERT INTO recommendations_amendment (recommendation_id, revision_id, organisation_id, author_id, base, texts, kind,"
    " clause_kind, paragraph_id, reason, status, created_at, decision_reason) SELECT r.recommendation_id, r.revision_id, {bactria},"
    " {secretary}, '{{}}', '{{\"en\": \"More.\"}}', 'replace', '', p.id, 'x', 'proposed', now(), ''"
    " FROM recommendations_consensusround r JOIN recommendations_paragraph p USING (recommendation_id) WHERE r.id = {round} LIMIT 1",
    "INSERT INTO meetings_objection (journal_id, organisation_id, reason, by_id, at)"
    " SELECT {journal}, {bactria}, 'No.', begun_by_id, now() FROM meetings_journal",
    "INSERT INTO meetings_latemessage (journal_id, organisation_id, reason, by_id, at)"
    " SELECT {journal}, {bactria}, 'No.', begun_by_id, now() FROM meetings_journal",
    "UPDATE meetings_journalrevision SET content = '{{}}'",
    "UPDATE meetings_correction SET after = 'Invented.' WHERE id = {correction}",
    "DELETE FROM meetings_correction WHERE id = {correction}",
    "UPDATE meetings_decision SET text = 'Otherwise.' WHERE id = {decision}",
    "DELETE FROM meetings_task WHERE id = {task}",
    "UPDATE meetings_task SET meeting_id = {coming} WHERE id = {task}",
    # documents
    "UPDATE documents_documentrevision SET category = 'public' WHERE id = {revision}",
    "UPDATE documents_documentrevision SET issued_at = now() WHERE id = {revision}",
    "UPDATE documents_documentrevision SET category = 'restricted' WHERE id = {secret}",
    "UPDATE documents_documentrevision SET category = 'body' WHERE id = {secret}",
    "DELETE FROM documents_documentrevision WHERE id = {revision}",
    "UPDATE documents_documentfile SET sha256 = repeat('0', 64) WHERE id = {file}",
    "UPDATE documents_documentfile SET file = 'documents/xx/y' WHERE id = {file}",
    "UPDATE documents_documentfile SET revision_id = {revision} WHERE id = {file}",
    "DELETE FROM documents_documentfile WHERE id = {file}",
    "UPDATE documents_document SET symbol = 'REC/9' WHERE id = {document}",
    "UPDATE documents_document SET symbol = NULL WHERE id = {document}",
    "DELETE FROM documents_document WHERE id = {document}",
    "UPDATE documents_credentials SET reference = 'Another' WHERE id = {credentials}",
    "DELETE FROM documents_credentials WHERE id = {credentials}",
    "INSERT INTO documents_revisiongrant (content_object_id, group_id, permission_id) SELECT {revision}, {guests}, id"
    " FROM auth_permission WHERE codename = 'read_documentrevision'",
    "INSERT INTO documents_revisiongrant (content_object_id, group_id, permission_id) SELECT {secret}, {members}, id"
    " FROM auth_permission WHERE codename = 'read_documentrevision'",
    # letters
    "UPDATE mail_delivery SET text = 'Other words.' WHERE id = {delivery}",
    "UPDATE mail_delivery SET status = 'queued', sent_at = NULL WHERE id = {delivery}",
    "UPDATE mail_delivery SET organisation = {bactria} + 1 WHERE id = {delivery}",
    "DELETE FROM mail_delivery WHERE id = {delivery}",
    "UPDATE mail_letter SET kind = 'other' WHERE id = {letter}",
    "DELETE FROM mail_letter WHERE id = {letter}",
    # rules of a body
    "UPDATE councils_bodyrules SET minimum_hours = 24",
    "UPDATE councils_rulesversion SET data = '{{}}'",
    "DELETE FROM councils_rulesversion",
    # texts
    "UPDATE recommendations_amendment SET status = 'proposed', decided_at = NULL, decided_by_id = NULL WHERE id = {amendment}",
    'UPDATE recommendations_amendment SET texts = \'{{"en": "Invented."}}\' WHERE id = {amendment}',
    "DELETE FROM recommendations_amendment WHERE id = {amendment}",
    "UPDATE recommendations_workingbracket SET amendment_id = {amendment}",
    'INSERT INTO recommendations_workingbracket (working_id, language, start, "end")'
    " SELECT working_id, 'ru', start, \"end\" FROM recommendations_workingbracket",
    "UPDATE recommendations_paragraphsave SET brackets = '[]'",
    "UPDATE recommendations_consensusround SET expires_at = opened_at + interval '1 minute' WHERE id = {round}",
    "UPDATE recommendations_consensusround SET status = 'closed', closing = 'expired', closed_at = now(), result = '{{}}'"
    " WHERE id = {round}",
    # around the triggers
    "SET session_replication_role = replica",
    "ALTER TABLE meetings_meeting DISABLE TRIGGER ALL",
    "ALTER TABLE mail_delivery DISABLE TRIGGER USER",
    "CREATE TABLE meetings_shadow (id int)",
    "CREATE TEMP TABLE meetings_meeting (id bigint, status varchar)",
    "CREATE FUNCTION public.now() RETURNS timestamptz LANGUAGE sql AS 'SELECT NULL::timestamptz'",
    "UPDATE django_admin_log SET change_message = ''",
    "DELETE FROM django_admin_log",
    "DROP TRIGGER meeting_kept ON meetings_meeting",
    "DELETE FROM django_migrations",
]


def test_there_are_sixty() -> None:
    assert len(set(STATEMENTS)) >= 60


def test_the_application_cannot_do_what_no_act_does(council: Cast) -> None:
    names, passed = world(council), []
    for statement in STATEMENTS:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
                cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
                cursor.execute(statement.format(**names))
                passed.append(f"{statement}: {cursor.rowcount} rows")
                transaction.set_rollback(True)
        except Error:
            continue
    assert passed == []


def test_no_rule_reads_what_a_session_can_set(db: None) -> None:
    """A trigger that asked `current_setting` could be talked out of its rule by whoever is connected."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
            " AND prosrc ~* 'current_setting|pg_trigger_depth|session_user|current_user'"
        )
        assert cursor.fetchall() == []


def test_the_rules_look_in_our_schema_alone(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT proname, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
        )
        found = cursor.fetchall()
    assert len(found) > 30
    assert [
        name for name, config in found if "search_path=public, pg_temp" not in (config or [])
    ] == []


def test_silence_of_a_record_runs_out_by_the_clock_and_not_before(council: Cast) -> None:
    journal = Journal.objects.get(pk=world(council)["journal"])
    for correction in [c for e in journal.entries.all() for c in e.corrections.all()]:
        meetings.decide_correction(
            correction, make=False, answer="No.", by=council.secretariat, at=timezone.now()
        )
    end(journal)
    journal = meetings.put_journal_to_silence(
        journal, clock.now() + timedelta(days=30), by=council.chair, at=timezone.now()
    )
    freeze = "UPDATE meetings_journal SET status = 'frozen', frozen_at = now(), frozen = '{}', sha256 = 'x' WHERE id = %s"
    for statement in (
        freeze,
        "UPDATE meetings_journal SET silence_until = silence_until - interval '1 day' WHERE id = %s",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement, [journal.pk])
    heard(journal)
    end(journal)
    assert meetings.settle_journal(journal)
