"""The record: prefilled, written, circulated, corrected, adopted under silence, frozen; decisions and tasks."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone
from docx import Document as Word
from pypdf import PdfReader

from accounts.models import User
from councils.models import Body
from meetings import actions, tasks
from meetings.exports import journal as papers
from meetings.models import (
    AgendaItem,
    AgendaPaper,
    Decision,
    ItemRole,
    Journal,
    JournalEntry,
    JournalRevision,
    Meeting,
    MeetingRule,
    ToldOtherwise,
)
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, end, handed, heard, unguarded
from tests.documents.test_library import filed
from tests.meetings.test_planning import closed_item, item_values
from tests.meetings.test_room import first, session
from tests.pages import filled

SignIn = Callable[[object], Client]


def held(council: Cast, *, closed: bool = False) -> Meeting:
    """A meeting that was held: two spoke, one decision, one statement."""
    MeetingRule.objects.update_or_create(
        body=council.group, defaults={"correction_hours": 0, "silence_hours": 0}
    )
    meeting = session(council)
    item = first(meeting)
    at = timezone.now()
    for key in ("sogdiana", "bactria", "agency"):
        invitation = meeting.invitations.get(organisation=council.organisations[key])
        actions.answer(invitation, "accepted", by=council.secretariat, at=at, source="NV 1")
        actions.note_presence(
            meeting, council.organisations[key], "roll_call", by=council.chair, at=at
        )
    if closed:
        secret = closed_item(council, meeting)
        actions.act_on_item(secret, "opened", by=council.chair, at=at)
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    for role, key in (("head", "sogdiana"), ("other_head", "bactria")):
        speech = actions.inscribe(item, council.organisations[key], by=council.people[role], at=at)
        actions.give_floor(speech, by=council.chair, at=at)
        actions.end_speech(speech, by=council.chair, at=at + timedelta(minutes=2))
    actions.record_decision(
        meeting, item, "Agreed to go on.", "Решено продолжить.", by=council.chair, at=at
    )
    actions.change_status(meeting, "closed", by=council.chair, at=at + timedelta(hours=3))
    return Meeting.objects.get(pk=meeting.pk)


def whole(council: Cast, journal: Journal) -> Journal:
    for entry in journal.entries.all():
        if not (entry.text and entry.text_ru):
            actions.save_entry(
                entry,
                entry.text or "Nothing.",
                entry.text_ru or "Ничего.",
                based_on=entry.version,
                by=council.secretariat,
                at=timezone.now(),
            )
    return journal


def begun(council: Cast, meeting: Meeting | None = None, kind: str = "journal") -> Journal:
    journal = actions.begin_journal(
        meeting or held(council), kind, by=council.secretariat, at=timezone.now()
    )
    return whole(council, journal)


def circulated(council: Cast) -> Journal:
    journal = begun(council)
    entry = journal.entries.get(item=first(journal.meeting))
    text = entry.text.replace("Sogdiana:", "Sogdiana: welcomed the draft.").replace(
        "Bactria:", "Bactria: asked for time."
    )
    actions.save_entry(
        entry,
        text,
        entry.text_ru,
        based_on=entry.version,
        by=council.secretariat,
        at=timezone.now(),
    )
    return actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )


def test_the_journal_is_prefilled_from_what_happened_in_both_languages(council: Cast) -> None:
    meeting = held(council)
    journal = actions.begin_journal(meeting, "journal", by=council.rapporteur, at=timezone.now())
    opening, item, *_rest = journal.entries.all()
    assert "In the chair: Chair (Margiana)" in opening.text
    assert "Present: Sogdiana, Bactria, Agency." in opening.text
    assert "Присутствовали" in opening.text_ru or "Согдиана" in opening.text_ru
    assert "Sogdiana:" in item.text
    assert f"Decision {Decision.objects.get().symbol}: Agreed to go on." in item.text
    assert "Решено продолжить." in item.text_ru
    with pytest.raises(RuleBroken, match="begun already"):
        actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    for role in ("head", "observer", "outsider"):
        with pytest.raises(Refused):
            actions.begin_journal(meeting, "summary", by=council.people[role], at=timezone.now())


@pytest.mark.parametrize(
    ("category", "kinds", "closed", "named"),
    [
        ("body", [], False, True),
        ("restricted", [], False, False),
        ("secretariat", [], False, False),
        ("restricted", [], True, True),
        ("restricted", ["government"], True, False),
        ("secretariat", [], True, False),
    ],
)
def test_the_record_names_only_papers_that_its_readers_may_read(
    council: Cast, category: str, kinds: list[str], closed: bool, named: bool
) -> None:
    """A paper without a symbol stands in the record with its title; who took part reads the entry of an open item."""
    meeting = held(council, closed=closed)
    item = meeting.items.filter(is_closed=closed).first()
    paper = filed(council, "A telling title", category=category)
    paper.revisions.update(only_kinds=kinds)
    AgendaPaper.objects.create(meeting=meeting, item=item, document=paper)
    journal = begun(council, meeting)
    text = journal.entries.get(item=item)
    assert ("A telling title" in text.text) is named
    assert ("A telling title" in text.text_ru) is named


def test_the_record_of_a_joint_meeting_names_no_restricted_paper_of_one_body(
    council: Cast,
) -> None:
    """A closed item is read by the members of all bodies that meet, a restricted paper by those of its own."""
    meeting = held(council, closed=True)
    item = meeting.items.get(is_closed=True)
    paper = filed(council, "A telling title", category="restricted")
    AgendaPaper.objects.create(meeting=meeting, item=item, document=paper)
    meeting.joint_with.add(Body.objects.get(code="WG.A"))
    entry = begun(council, meeting).entries.get(item=item)
    assert "A telling title" not in entry.text + entry.text_ru


def test_two_writers_do_not_overwrite_each_other(council: Cast, sign_in: SignIn) -> None:
    journal = begun(council)
    entry = journal.entries.first()
    assert entry is not None
    entry.refresh_from_db()
    client = sign_in(council.secretariat)
    actions.save_entry(
        entry, "Theirs.", "Их.", based_on=entry.version, by=council.rapporteur, at=timezone.now()
    )
    page = client.post(
        f"/meetings/entries/{entry.pk}/edit/",
        {"text": "Mine.", "text_ru": "Моё.", "based_on": entry.version},
    )
    assert page.status_code == 409
    body = page.content.decode()
    assert "Theirs." in body
    assert "Mine." in body
    version = JournalEntry.objects.get(pk=entry.pk).version
    assert f'name="based_on" value="{version}"' in body
    assert (
        client.post(
            f"/meetings/entries/{entry.pk}/edit/",
            {"text": "Both.", "text_ru": "Оба.", "based_on": version},
        ).status_code
        == 302
    )


def test_a_record_needs_both_languages_and_a_closed_meeting_before_it_is_circulated(
    council: Cast,
) -> None:
    MeetingRule.objects.create(body=council.group, correction_hours=48)
    meeting = session(council)
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=timezone.now())
    until = timezone.now() + timedelta(hours=50)
    with pytest.raises(RuleBroken, match="when the meeting has closed"):
        actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    actions.change_status(meeting, "closed", by=council.chair, at=timezone.now())
    with pytest.raises(RuleBroken, match="in both languages"):
        actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    whole(council, journal)
    with pytest.raises(RuleBroken, match="at least 48 hours"):
        actions.circulate_journal(
            journal, timezone.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
        )
    actions.circulate_journal(journal, until, by=council.secretariat, at=timezone.now())
    assert {d.person for d in Delivery.objects.filter(letter__kind="journal_circulated")} >= {
        council.head,
        council.other_head,
    }


def test_a_delegation_corrects_its_own_statement_and_proposes_elsewhere(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    at = timezone.now()
    own = actions.correct(
        entry, "en", "welcomed the draft", "welcomed the draft warmly", by=council.head, at=at
    )
    assert (own.own_statement, own.status) == (True, "made")
    with pytest.raises(RuleBroken, match="Say why"):
        actions.correct(entry, "en", "asked for time", "asked for nothing", by=council.head, at=at)
    proposed = actions.correct(
        entry,
        "en",
        "asked for time",
        "asked for a week",
        reason="As was said",
        by=council.head,
        at=at,
    )
    assert (proposed.own_statement, proposed.status) == (False, "proposed")
    entry.refresh_from_db()
    assert "warmly" in entry.text
    assert "asked for time" in entry.text
    for role in ("member", "outsider"):
        with pytest.raises(Refused):
            actions.correct(
                entry, "en", "asked for time", "x", reason="y", by=council.people[role], at=at
            )
    with pytest.raises(RuleBroken, match="exactly once"):
        actions.correct(entry, "en", "never said", "x", reason="y", by=council.head, at=at)
    with pytest.raises(RuleBroken, match="Say why the correction is not made"):
        actions.decide_correction(proposed, make=False, by=council.secretariat, at=at)
    actions.decide_correction(proposed, make=True, by=council.secretariat, at=at)
    entry.refresh_from_db()
    assert "asked for a week" in entry.text
    with pytest.raises(RuleBroken, match="has been decided"):
        actions.decide_correction(proposed, make=True, by=council.secretariat, at=at)


def test_corrections_end_by_the_databases_clock(council: Cast) -> None:
    journal = circulated(council)
    end(journal)
    entry = journal.entries.get(item=first(journal.meeting))
    with pytest.raises(RuleBroken, match="not taken now"):
        actions.correct(entry, "en", "welcomed the draft", "x", by=council.head, at=timezone.now())


def under_silence(council: Cast) -> Journal:
    journal = circulated(council)
    end(journal)
    return actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
    )


def test_nobody_objects_and_the_record_is_frozen_with_its_hash(
    council: Cast, sign_in: SignIn
) -> None:
    journal = under_silence(council)
    assert tasks.settle_journals() == 0
    heard(journal)
    end(journal)
    assert tasks.settle_journals() == 1
    journal.refresh_from_db()
    assert journal.is_frozen
    assert papers.sha256_of(journal.frozen) == journal.sha256
    entry = journal.entries.first()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        JournalEntry.objects.filter(pk=entry.pk).update(text="x")  # type: ignore[union-attr]
    with (
        pytest.raises(IntegrityError, match="frozen"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE meetings_journal SET status = 'draft', frozen = NULL, frozen_at = NULL, sha256 = '' WHERE id = %s",
            [journal.pk],
        )
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        journal.revisions.first().delete()  # type: ignore[union-attr]
    made = actions.issue_journal_corrigendum(
        journal,
        "For A read B.",
        "Вместо А читать Б.",
        reason="Slip",
        by=council.chair,
        at=timezone.now(),
    )
    assert made.what == "corrigendum"
    page = sign_in(council.outsider).get(journal.meeting.get_absolute_url())
    assert page.status_code == 404
    assert (
        "Вместо А читать Б."
        in sign_in(council.head).get(journal.get_absolute_url()).content.decode()
    )


def _over(journal: Journal) -> Journal:
    """The end of its silence has come, and the clock has looked at it."""
    end(journal)
    assert tasks.settle_journals() == 0
    journal.refresh_from_db()
    return journal


def _letters(journal: Journal, kind: str = "journal_silence") -> QuerySet[Delivery]:
    return Delivery.objects.of_act(journal.silence_key()).filter(letter__kind=kind)


@pytest.mark.parametrize("fate", ["queued", "failed", "none"])
def test_a_record_is_not_frozen_over_a_member_that_no_letter_reached(
    council: Cast, fate: str
) -> None:
    """The same rule as for a round: told is who was reached; what waits, was refused or never written has reached nobody."""
    bactria = council.organisations["bactria"]
    if fate == "none":
        User.objects.filter(pk=council.other_head.pk).update(is_active=False)
    journal = under_silence(council)
    own = _letters(journal).filter(organisation=bactria.pk)
    handed(_letters(journal).exclude(organisation=bactria.pk), "sent")
    assert own.exists() is (fate != "none")
    if fate == "failed":
        handed(own, "failed")
    assert actions.silence_of(journal).unreached() == [bactria]
    journal = _over(journal)
    assert journal.is_under_silence
    assert journal.silence_until
    assert journal.silence_until > clock.now() + timedelta(hours=23)
    told = _letters(journal, "journal_prolonged")
    assert told.filter(person=council.head).exists()  # everybody, by name
    assert "Бактрия" in told.get(person=council.head).text
    _over(journal)
    assert _letters(journal, "journal_prolonged").count() == told.count()  # once
    actions.object_to_journal(journal, "Wrong.", by=council.head, at=timezone.now())


def test_who_was_reached_late_has_a_day(council: Cast) -> None:
    journal = circulated(council)
    end(journal)
    journal = actions.put_journal_to_silence(
        journal, clock.now() + timedelta(days=30), by=council.chair, at=timezone.now()
    )
    with unguarded("meetings_journal", "journal_kept"):
        Journal.objects.filter(pk=journal.pk).update(silence_until=clock.ClockTimestamp())
    with unguarded("meetings_journalrevision", "kept"):
        journal.revisions.update(at=clock.now() - timedelta(days=30))
    handed(_letters(journal), "sent")  # now, at its very end
    assert tasks.settle_journals() == 0
    journal.refresh_from_db()
    assert journal.silence_until
    left = journal.silence_until - clock.now()
    assert timedelta(hours=23) < left <= timedelta(hours=24)
    assert not _letters(journal, "journal_prolonged").exists()


def test_a_member_without_anybody_to_write_to_is_told_by_the_secretariat_with_a_source(
    council: Cast, sign_in: SignIn
) -> None:
    User.objects.filter(pk=council.other_head.pk).update(is_active=False)
    journal = under_silence(council)
    heard(journal)
    journal = _over(journal)
    bactria, at = council.organisations["bactria"], timezone.now()
    for role in ("chair", "head", "admin"):
        with pytest.raises(Refused):
            actions.note_told(journal, bactria, "NV 9", by=council.people[role], at=at)
    with pytest.raises(RuleBroken, match="was reached, or is not asked"):
        sogdiana = council.organisations["sogdiana"]
        actions.note_told(journal, sogdiana, "NV 9", by=council.secretariat, at=at)
    with pytest.raises(RuleBroken, match="Say how"):
        actions.note_told(journal, bactria, " ", by=council.secretariat, at=at)
    client = sign_in(council.secretariat)
    page = client.get(journal.get_absolute_url()).content.decode()
    assert "Бактрия" in page
    address = f"/meetings/records/{journal.pk}/told/"
    assert address in page
    form = client.get(address)
    sent = filled(form) | {"organisation": str(bactria.pk), "source": "Note verbale 9"}
    assert client.post(address, sent).status_code == 302
    assert actions.silence_of(journal).unreached() == []
    with pytest.raises(RuleBroken, match="was reached"):
        actions.note_told(journal, bactria, "NV 9", by=council.secretariat, at=at)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        ToldOtherwise.objects.update(source="x")
    with unguarded("meetings_journalrevision", "kept"):
        journal.revisions.update(at=clock.now() - timedelta(days=30))
    end(journal)
    assert tasks.settle_journals() == 0  # told just now, after a month: it has a day
    with unguarded("meetings_toldotherwise", "kept"):
        ToldOtherwise.objects.update(at=clock.now() - timedelta(days=2))
    with unguarded("mail_delivery", "kept"):
        Delivery.objects.sent().update(sent_at=clock.now() - timedelta(days=2))
    end(journal)
    assert tasks.settle_journals() == 1


@pytest.mark.parametrize(("took", "left"), [(2, 2), (24, 24), (200, 24)])
def test_whoever_was_reached_late_has_as_long_as_it_took_and_a_day_at_most(
    council: Cast, took: int, left: int
) -> None:
    """However often the clock looks, and however the end was moved meanwhile."""
    journal, hour, now = under_silence(council), timedelta(hours=1), clock.now()
    with unguarded("meetings_journalrevision", "kept"):
        journal.revisions.update(at=now - took * hour)
    handed(_letters(journal), "sent", now)
    end(journal)
    for _look in range(3):
        assert tasks.settle_journals() == 0
    journal.refresh_from_db()
    assert journal.silence_until
    remains = journal.silence_until - clock.now()
    assert (left - 0.1) * hour < remains <= left * hour


def test_a_member_that_was_just_told_can_still_object(council: Cast) -> None:
    """Between the telling and the next run of the clock the silence has not ended for whom it has just reached."""
    journal = circulated(council)
    end(journal)
    journal = actions.put_journal_to_silence(
        journal, clock.now() + timedelta(days=30), by=council.chair, at=timezone.now()
    )
    with unguarded("meetings_journalrevision", "kept"):
        journal.revisions.update(at=clock.now() - timedelta(days=30))
    bactria = council.organisations["bactria"]
    own = _letters(journal).filter(organisation=bactria.pk)
    handed(
        _letters(journal).exclude(organisation=bactria.pk), "sent", clock.now() - timedelta(days=9)
    )
    journal = _over(journal)
    end(journal)
    handed(own, "sent")
    handed(_letters(journal, "journal_prolonged"), "sent")
    assert actions.silence_of(journal).unreached() == []
    assert actions.is_silent(journal, clock.now())
    actions.object_to_journal(journal, "Wrong.", by=council.other_head, at=timezone.now())
    journal.refresh_from_db()
    assert journal.status == "draft"


def test_a_second_silence_asks_everybody_anew(council: Cast) -> None:
    journal = under_silence(council)
    heard(journal)
    first_key = journal.silence_key()
    actions.object_to_journal(journal, "Wrong.", by=council.head, at=timezone.now())
    journal.refresh_from_db()
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    end(journal)
    journal = actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
    )
    assert journal.silence_key() != first_key
    assert set(actions.silence_of(journal).unreached()) == set(council.group.members())


def test_where_no_member_took_part_nothing_is_put_to_silence(council: Cast) -> None:
    journal = circulated(council)
    end(journal)
    journal.meeting.invitations.update(
        status="declined", answered_by=council.secretariat, answered_at=timezone.now()
    )
    with pytest.raises(RuleBroken, match="nobody could object"):
        actions.put_journal_to_silence(
            journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
        )


def test_a_member_stops_the_record_and_an_observer_does_not(council: Cast) -> None:
    journal = under_silence(council)
    for role in ("observer", "member", "secretariat"):
        with pytest.raises(Refused):
            actions.object_to_journal(journal, "No", by=council.people[role], at=timezone.now())
    with pytest.raises(RuleBroken, match="says why"):
        actions.object_to_journal(journal, " ", by=council.head, at=timezone.now())
    actions.object_to_journal(journal, "Paragraph 2 is wrong.", by=council.head, at=timezone.now())
    journal.refresh_from_db()
    assert journal.status == "draft"
    assert (
        "Paragraph 2 is wrong." in Delivery.objects.filter(letter__kind="journal_stopped")[0].text
    )
    with pytest.raises(RuleBroken, match="not under silence"):
        actions.object_to_journal(journal, "Again", by=council.other_head, at=timezone.now())


def test_silence_waits_for_the_end_of_corrections_and_every_decision(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    until = clock.now() + timedelta(hours=1)
    with pytest.raises(RuleBroken, match="still taken"):
        actions.put_journal_to_silence(journal, until, by=council.chair, at=timezone.now())
    proposed = actions.correct(
        entry, "en", "asked for time", "x", reason="y", by=council.head, at=timezone.now()
    )
    end(journal)
    with pytest.raises(RuleBroken, match="every correction first"):
        actions.put_journal_to_silence(journal, until, by=council.chair, at=timezone.now())
    actions.decide_correction(
        proposed, make=False, answer="It was said so.", by=council.secretariat, at=timezone.now()
    )
    assert (
        actions.put_journal_to_silence(journal, until, by=council.chair, at=timezone.now()).status
        == "silence"
    )


def test_who_reads_the_record_when(council: Cast, sign_in: SignIn) -> None:
    journal = begun(council)
    readers = {
        role: sign_in(council.people[role])
        for role in ("secretariat", "chair", "rapporteur", "head", "society_head", "outsider")
    }

    def statuses() -> dict[str, int]:
        return {role: c.get(journal.get_absolute_url()).status_code for role, c in readers.items()}

    assert statuses() == {
        "secretariat": 200,
        "chair": 200,
        "rapporteur": 200,
        "head": 404,
        "society_head": 404,
        "outsider": 404,
    }
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    assert statuses() | {"head": 200} == {
        "secretariat": 200,
        "chair": 200,
        "rapporteur": 200,
        "head": 200,
        "society_head": 200,
        "outsider": 404,
    }
    assert sign_in(None).get(journal.get_absolute_url()).status_code == 302


def test_the_entry_of_a_closed_item_is_for_those_who_may_see_the_item(
    council: Cast, sign_in: SignIn
) -> None:
    journal = begun(council, held(council, closed=True))
    actions.circulate_journal(
        journal, clock.now() + timedelta(hours=1), by=council.secretariat, at=timezone.now()
    )
    for role, sees in {"head": True, "observer": False}.items():
        client = sign_in(council.people[role])
        assert ("Secret matter" in client.get(journal.get_absolute_url()).content.decode()) is sees
        word = Word(io.BytesIO(client.get(f"/meetings/records/{journal.pk}/en.docx").content))
        assert ("Secret matter" in "\n".join(p.text for p in word.paragraphs)) is sees
        pdf = PdfReader(io.BytesIO(client.get(f"/meetings/records/{journal.pk}/en.pdf").content))
        assert ("Secret matter" in " ".join(p.extract_text() for p in pdf.pages)) is sees


def test_versions_are_compared_word_by_word(council: Cast, sign_in: SignIn) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    actions.correct(
        entry, "en", "welcomed the draft", "welcomed the paper", by=council.head, at=timezone.now()
    )
    client = sign_in(council.other_head)
    page = client.get(
        f"/meetings/records/{journal.pk}/compare/?before=1&after=now"
    ).content.decode()
    assert "paper</ins>" in page
    assert "draft</del>" in page
    assert page.count('<option value="now"') == 2
    assert ">now</option>" not in page  # the latest has a name in the reader's language
    assert client.get(f"/meetings/records/{journal.pk}/compare/?before=77").status_code == 404


def test_the_chairs_summary_is_a_second_kind(council: Cast) -> None:
    journal = actions.begin_journal(held(council), "summary", by=council.chair, at=timezone.now())
    assert journal.entries.count() == 1
    with pytest.raises(RuleBroken, match="written by hand"):
        actions.refill_journal(journal, by=council.chair, at=timezone.now())


def test_the_public_page_of_a_meeting_says_what_is_open_and_nothing_more(
    council: Cast, sign_in: SignIn
) -> None:
    meeting = held(council)
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(category="public", status="convened")
    actions.nominate(
        invitation,
        {"name": "Ali Valiev", "consents_to_listing": True},
        by=council.head,
        at=timezone.now(),
    )
    invitation.delegates.update(status="confirmed")
    with unguarded("meetings_meeting", "meeting_kept"):
        Meeting.objects.filter(pk=meeting.pk).update(status="closed")
    begun(council, meeting)
    item = first(meeting)
    AgendaItem.objects.filter(pk=item.pk).update(
        annotation="For those who meet", i18n={"annotation_ru": "Для участников"}
    )
    ItemRole.objects.create(
        item=item, kind="speaker", name="Named Person", organisation=council.organisations["agency"]
    )
    page = sign_in(None).get(meeting.get_absolute_url()).content.decode()
    assert "Agreed to go on." in page or "Решено продолжить." in page
    assert "Ali Valiev" not in page
    assert "Sogdiana" in page or "Согдиана" in page
    for words in (
        "Named Person",
        "For those who meet",
        "Для участников",
        "annotated-en.pdf",
        "records/",
        "live/",
        "history/",
        "delegates/",
        "NV 1",
    ):
        assert words not in page, words
    assert item_values("x")


def test_a_delegation_does_not_put_words_into_the_mouth_of_another(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    at, by = timezone.now(), council.head
    for before, after in (
        ("welcomed the draft", "thanked.\nBactria: withdrew its objection"),  # a line more
        ("Sogdiana: welcomed", "Bactria: welcomed"),  # the name itself
        ("asked for time", "asked for nothing"),  # of another
    ):
        made = actions.correct(entry, "en", before, after, reason="As was said", by=by, at=at)
        assert (made.own_statement, made.status) == (False, "proposed"), after
    entry.refresh_from_db()
    assert "withdrew" not in entry.text


def test_the_record_follows_what_happens_after_it_was_begun(council: Cast) -> None:
    meeting = session(council)
    item, at = first(meeting), timezone.now()
    actions.act_on_item(item, "opened", by=council.chair, at=at)
    journal = actions.begin_journal(meeting, "journal", by=council.secretariat, at=at)
    written = journal.entries.get(item=meeting.items.order_by("order")[1])
    actions.save_entry(
        written, "By hand.", "Рукой.", based_on=written.version, by=council.rapporteur, at=at
    )
    new = actions.add_item(meeting, item_values("Added item"), by=council.secretariat, at=at)
    speech = actions.inscribe(item, council.organisations["sogdiana"], by=council.head, at=at)
    actions.give_floor(speech, by=council.chair, at=at)
    actions.end_speech(speech, by=council.chair, at=at + timedelta(minutes=1))
    actions.change_status(meeting, "closed", by=council.chair, at=at)
    assert actions.refill_journal(journal, by=council.secretariat, at=at)
    entries = list(journal.entries.order_by("order"))
    assert [entry.item_id for entry in entries] == [
        None,
        *meeting.items.order_by("order").values_list("pk", flat=True),
        None,
    ]
    assert "Sogdiana:" in entries[1].text
    assert entries[2].text == "By hand."
    assert entries[3].item == new


def test_the_delegation_is_told_what_became_of_its_correction(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    proposed = actions.correct(
        entry, "en", "asked for time", "x", reason="As was said", by=council.head, at=timezone.now()
    )
    actions.decide_correction(
        proposed, make=False, answer="It was said so.", by=council.secretariat, at=timezone.now()
    )
    told = Delivery.objects.filter(letter__kind="correction_decided")
    assert {each.person for each in told} == {
        council.head,
        council.excom_chair,
    }  # head and alternate
    letter = told.get(person=council.head)
    assert journal.get_absolute_url() in letter.text
    assert (
        "It was said so." not in letter.text
    )  # the answer stands beside the correction, for who may read it


def test_after_an_objection_the_letter_leads_where_its_reader_may_go(
    council: Cast, sign_in: SignIn
) -> None:
    journal = under_silence(council)
    actions.object_to_journal(journal, "We did not say so", by=council.head, at=timezone.now())
    letter = Delivery.objects.filter(
        letter__kind="journal_stopped", person=council.other_head
    ).get()
    assert f"{journal.meeting.get_absolute_url()}\n" in letter.text
    assert journal.get_absolute_url() not in letter.text


def test_a_circulated_record_is_taken_back_by_who_writes_it(council: Cast, sign_in: SignIn) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    proposed = actions.correct(
        entry, "en", "asked for time", "x", reason="As was said", by=council.head, at=timezone.now()
    )
    address = f"/meetings/records/{journal.pk}/recall/"
    assert sign_in(council.head).post(address, {"reason": "x"}).status_code == 403
    client = sign_in(council.secretariat)
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "A line is missing"}).status_code == 302
    journal.refresh_from_db()
    assert (journal.status, journal.corrections_until) == ("draft", None)
    letter = Delivery.objects.get(letter__kind="journal_recalled", person=council.other_head)
    assert "A line is missing" in letter.text
    assert journal.get_absolute_url() not in letter.text
    actions.decide_correction(proposed, make=True, by=council.secretariat, at=timezone.now())
    assert client.post(address, {"reason": "Again"}).status_code == 409
    again = clock.now() + timedelta(hours=1)
    assert (
        actions.circulate_journal(journal, again, by=council.secretariat, at=timezone.now()).status
        == "circulated"
    )


def test_the_form_of_a_correction_begins_with_the_delegations_own_line(
    council: Cast, sign_in: SignIn
) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    client = sign_in(council.head)
    client.cookies["language"] = "en"
    address = f"/meetings/entries/{entry.pk}/correct/"
    given_first = filled(client.get(address))
    assert given_first["before"] == given_first["after"] == "Sogdiana: welcomed the draft."
    sent = {
        "language": "en",
        "before": given_first["before"],
        "after": "Sogdiana: welcomed the draft and the term.",
    }
    assert client.post(address, sent).status_code == 302
    entry.refresh_from_db()
    assert "welcomed the draft and the term" in entry.text
    assert filled(sign_in(council.society_head).get(address))["before"] == ""


def _silent_for(council: Cast, hours: float) -> Journal:
    journal = circulated(council)
    end(journal)
    return actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=hours), by=council.chair, at=timezone.now()
    )


def test_whoever_may_object_is_reminded_a_day_before_the_end_once(council: Cast) -> None:
    journal = _silent_for(council, 72)
    heard(journal)
    assert tasks.remind_journals() == 0
    with unguarded("meetings_journal", "journal_kept"):
        Journal.objects.filter(pk=journal.pk).update(
            silence_until=clock.now() + timedelta(hours=23)
        )
    assert tasks.remind_journals() == 0  # it began within the day before this end
    with unguarded("meetings_journalrevision", "kept"):
        JournalRevision.objects.filter(journal=journal, what="silence").update(
            at=clock.now() - timedelta(hours=49)
        )
    assert tasks.remind_journals() == 1
    assert tasks.remind_journals() == 0
    told = {each.person for each in _letters(journal, "journal_reminder")}
    roles = ("head", "excom_chair", "other_head", "chair", "agency_head", "society_head")
    assert told == {council.people[role] for role in roles}
    assert Entry.objects.filter(action="journal.reminded").count() == 1


def test_nobody_is_reminded_of_a_silence_that_is_broken_or_over(council: Cast) -> None:
    journal = under_silence(council)
    with unguarded("meetings_journalrevision", "kept"):
        JournalRevision.objects.filter(journal=journal, what="silence").update(
            at=clock.now() - timedelta(hours=49)
        )
    end(journal)
    assert tasks.remind_journals() == 0
    actions.object_to_journal(journal, "No.", by=council.head, at=timezone.now())
    assert tasks.remind_journals() == 0
