"""Silence over a record: whom it reached, who was reached late, who stops it, who is reminded, what is frozen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet
from django.test import Client
from django.utils import timezone

from accounts.models import User
from councils import actions as councils
from councils.models import Organisation, today
from councils.silence import MOST_LATE
from meetings import actions, tasks
from meetings.exports import journal as papers
from meetings.models import (
    Journal,
    JournalEntry,
    JournalRevision,
    LateMessage,
    ToldOtherwise,
)
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, end, handed, heard, unguarded
from tests.meetings.test_record import circulated
from tests.meetings.test_room import first
from tests.pages import filled, words

SignIn = Callable[[object], Client]


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
        JournalEntry.objects.filter(pk=entry.pk).update(texts={"en": "x"})  # type: ignore[union-attr]
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
        {"en": "For A read B.", "ru": "Вместо А читать Б."},
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
    with unguarded("meetings_invitation", "answered_at_stage"):
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


def test_an_objection_that_comes_late_is_kept_and_changes_nothing(
    council: Cast, sign_in: SignIn
) -> None:
    """What was typed while the silence lasted and came after it: rule 6 of consensus, as for a round."""
    journal = under_silence(council)
    heard(journal)
    address = f"/meetings/records/{journal.pk}/object/"
    head, member = sign_in(council.head), sign_in(council.other_head)
    assert head.get(address).status_code == 200
    with pytest.raises(RuleBroken, match="not over"):
        actions.keep_late_message(journal, "Soon.", by=council.head, at=timezone.now())
    end(journal)  # the clock has not looked yet
    sent = head.post(address, {"reason": "We did not say so."}, follow=True)
    assert "kept with the record as late" in sent.content.decode() or (
        "хранится при журнале заседания" in sent.content.decode()
    )
    assert tasks.settle_journals() == 1
    assert member.get(address).status_code == 409  # nobody is asked any more
    assert member.post(address, {"reason": "Nor we."}).status_code == 302
    journal.refresh_from_db()
    assert journal.is_frozen
    assert not journal.objections.exists()
    kept = journal.late_messages.values_list("organisation__short_name", "reason", "by")
    assert list(kept) == [
        ("Sogdiana", "We did not say so.", council.head.pk),
        ("Bactria", "Nor we.", council.other_head.pk),
    ]
    assert Entry.objects.filter(action="journal.late").count() == 2
    [page] = words(sign_in(council.chair).get(journal.get_absolute_url()), "//main")
    assert "We did not say so." in page
    assert "Nor we." in page
    assert sign_in(council.observer).post(address, {"reason": "And we."}).status_code == 403


def test_whoever_took_a_seat_after_the_meeting_or_declined_it_is_not_asked_of_its_record(
    council: Cast, sign_in: SignIn
) -> None:
    """One answer to «who is asked», for the call, the objection and the message that comes late."""
    journal = circulated(council)
    with unguarded("meetings_invitation", "answered_at_stage"):
        journal.meeting.invitations.filter(organisation__short_name="Bactria").update(
            status="declined"
        )
    end(journal)
    actions.put_journal_to_silence(
        journal, clock.now() + timedelta(hours=1), by=council.chair, at=timezone.now()
    )
    guest = council.organisations["guest"]
    councils.give_seat(guest, council.group, "member", starts=today(), by=None)
    journal = Journal.objects.get(pk=journal.pk)
    asked = {each.short_name for each in Organisation.objects.filter(pk__in=journal.asked)}
    assert asked == {"Sogdiana", "Margiana", "Agency", "Mothers' Network"}
    address = f"/meetings/records/{journal.pk}/object/"
    newcomer = sign_in(council.outsider)
    with pytest.raises(Refused, match="that took part"):
        actions.object_to_journal(journal, "Not so.", by=council.outsider, at=timezone.now())
    heard(journal)
    end(journal)
    assert tasks.settle_journals() == 1
    assert newcomer.get(journal.get_absolute_url()).status_code == 200  # a record that is adopted
    for person in (newcomer, sign_in(council.other_head)):
        assert person.post(address, {"reason": "Nor we."}).status_code == 403
    assert not LateMessage.objects.exists()


def test_whoever_was_asked_stays_asked_when_the_seat_ends(council: Cast) -> None:
    """As in a round: who is asked is written down when the silence begins."""
    journal = under_silence(council)
    bactria = council.organisations["bactria"]
    begun = journal.revisions.get(what="silence")
    assert bactria.pk in begun.asked
    for seat in bactria.seats.filter(body=council.group):
        councils.end(
            seat,
            today() - timedelta(days=1),
            reason="It leaves the group.",
            by=council.secretariat,
            at=timezone.now(),
        )
    journal = Journal.objects.get(pk=journal.pk)
    assert bactria not in journal.meeting.members_taking_part()
    assert bactria.pk in journal.asked
    assert actions.object_to_journal(journal, "Not so.", by=council.other_head, at=timezone.now())


def test_a_silence_is_written_down_once_and_with_whom_it_asks(council: Cast) -> None:
    journal = under_silence(council)
    for what, asked in (("silence", "{1}"), ("silence", "{}"), ("circulated", "{}")):
        with (
            pytest.raises(IntegrityError, match="at its stage"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                "INSERT INTO meetings_journalrevision (journal_id, number, what, content, asked, reason, at)"
                " VALUES (%s, 99, %s, '{}', %s, '', now())",
                [journal.pk, what, asked],
            )
    early = circulated(council)
    with pytest.raises(IntegrityError, match="at its stage"), transaction.atomic():
        JournalRevision.objects.create(
            journal=early, number=98, what="circulated", content={}, asked=[1], at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="at its stage"), transaction.atomic():
        end(early)
        Journal.objects.filter(pk=early.pk).update(
            status="silence", silence_until=clock.now() + timedelta(hours=1)
        )
        JournalRevision.objects.create(
            journal=early, number=98, what="silence", content={}, at=timezone.now()
        )
    with pytest.raises(IntegrityError, match="at its stage"), transaction.atomic():
        JournalRevision.objects.create(
            journal=early, number=99, what="frozen", content={}, at=timezone.now()
        )


def test_so_many_late_messages_of_one_person_are_kept_and_each_once(council: Cast) -> None:
    journal = under_silence(council)
    heard(journal)
    end(journal)
    assert actions.settle_journal(journal)

    def say(number: int, by: User) -> LateMessage:
        return actions.keep_late_message(journal, f"No, {number}.", by=by, at=timezone.now())

    for number in [*range(MOST_LATE)] * 2:
        say(number, council.head)
    with pytest.raises(RuleBroken, match="are kept"):
        say(MOST_LATE, council.head)
    say(MOST_LATE, council.other_head)
    with pytest.raises(RuleBroken, match="says why"):
        actions.keep_late_message(journal, "  ", by=council.head, at=timezone.now())
    assert journal.late_messages.count() == MOST_LATE + 1
