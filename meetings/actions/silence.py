"""Who is asked by the silence on a record, and whom it reached: the rule of `councils.silence`, as for a round."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Min
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Organisation, Representative
from councils.silence import LEAST_REST, Silence, still_keeps
from rec_portal import audit, clock
from rec_portal.labels import worded
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.names import by_language
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import JournalStage, RecordAct, may_record
from ..models import Journal, LateMessage, ToldOtherwise
from .planning import locked

_CALLS = ("journal_silence", "journal_prolonged", "journal_reminder")
REMINDED_BEFORE = timedelta(hours=24)


def held_journal(journal: Journal) -> Journal:
    """The meeting first, then its record: everybody locks in the same order."""
    locked(journal.meeting)
    found: Journal = (
        Journal.objects.select_for_update(of=("self",))
        .select_related("meeting__body")
        .get(pk=journal.pk)
    )
    return found


def silence_of(journal: Journal) -> Silence:
    """The silence that runs on the record. Who was told otherwise, with a source, has been reached."""
    told = ToldOtherwise.objects.filter(key=journal.silence_key()).values("organisation_id")
    asked = Organisation.objects.filter(pk__in=journal.asked)
    calls = Delivery.objects.of_act(journal.silence_key()).filter(letter__kind__in=_CALLS)
    return Silence(asked.exclude(pk__in=told), calls)


def end_of(journal: Journal) -> datetime | None:
    """When the silence that runs on the record ends; nothing as long as it waits for somebody whom no letter reached.

    Whoever was reached late has as long as it took to reach them, a day at most.
    """
    if silence_of(journal).unreached():
        return None
    assert journal.silence_until is not None  # noqa: S101  # it is under silence
    began = journal.revisions.filter(what=JournalStage.SILENCE).latest("number").at
    last = reached_since(journal) or began
    return max(journal.silence_until, last + min(LEAST_REST, last - began))


def is_silent(journal: Journal, now: datetime) -> bool:
    """Can a member still break the silence? Also after the time that was set, while it waits."""
    if not may_record(RecordAct.OBJECT, journal.status):
        return False
    end = end_of(journal)
    return end is None or now < end


def reached_since(journal: Journal) -> datetime | None:
    """When the last of those who are asked was first reached."""
    key = journal.silence_key()
    first = (
        Delivery.objects.of_act(key)
        .filter(letter__kind__in=_CALLS, organisation__isnull=False)
        .sent()
        .values("organisation")
        .annotate(at=Min("sent_at"))
    )
    moments = dict(first.values_list("organisation", "at"))
    for telling in ToldOtherwise.objects.filter(key=key):
        known = moments.get(telling.organisation_id, telling.at)
        moments[telling.organisation_id] = min(known, telling.at)
    return max(
        (at for organisation, at in moments.items() if organisation in journal.asked), default=None
    )


def goes_on(journal: Journal, now: datetime) -> bool:
    """Does the silence, whose time is over, go on? The caller holds the record.

    Over whom no letter reached it is prolonged once, and everybody is told; then it waits until they are reached.
    """
    end = end_of(journal)
    if end is None:
        unreached = silence_of(journal).unreached()
        calls = Delivery.objects.of_act(journal.silence_key())
        if not calls.filter(letter__kind="journal_prolonged").exists():
            why = worded("#unreached", names=by_language(*unreached))
            _prolong(journal, now + LEAST_REST, why)
            mail.queue(notices.silence_prolonged(journal, unreached), by=None)
        return True
    if now < end:
        _prolong(journal, end, "")
        return True
    return False


def _prolong(journal: Journal, until: datetime, why: str) -> None:
    journal.silence_until = until
    journal.save(update_fields=["silence_until"])
    audit.log("journal.prolonged", journal.meeting, by=None, until=until.isoformat(), reason=why)


@transaction.atomic
def remind_journal(journal: Journal) -> bool:
    """A day before the silence on a record ends whoever may object is reminded, once in a silence that lasts longer than that."""
    journal = held_journal(journal)
    now = clock.now()
    if not may_record(RecordAct.OBJECT, journal.status) or journal.silence_until is None:
        return False
    began = journal.revisions.filter(what=JournalStage.SILENCE).latest("number").at
    due = journal.silence_until - REMINDED_BEFORE
    calls = Delivery.objects.of_act(journal.silence_key())
    if not began < due <= now < journal.silence_until or calls.filter(
        letter__kind="journal_reminder"
    ):
        return False
    asked = Organisation.objects.filter(pk__in=journal.asked).order_by("pk")
    notice = notices.silence_ends(journal, list(asked))
    if not notice.readers:
        return False
    letter = mail.queue(notice, by=None)
    audit.log("journal.reminded", journal.meeting, by=None, letters=letter.deliveries.count())
    return True


@transaction.atomic
def tell_new_speaker(mandate: Representative, *, by: User | None) -> int:
    """Whoever begins to speak for a member learns at once of the records under silence that ask it; returns of how many."""
    person = User.objects.filter(pk=mandate.user_id)
    told = 0
    for journal in Journal.objects.under_silence().select_related("meeting__body"):
        letters = Delivery.objects.of_act(journal.silence_key()).filter(
            person=mandate.user_id, organisation=mandate.organisation_id
        )
        if mandate.organisation_id in journal.asked and not letters.exists():
            mail.queue(notices.put_to_silence(journal, person), by=by)
            told += 1
    return told


@transaction.atomic
def keep_late_message(journal: Journal, reason: str, *, by: User, at: datetime) -> LateMessage:
    """Rule 6: an objection that comes after the end of the silence is kept as late, once in the same words. It changes nothing."""
    journal = held_journal(journal)
    require(availability.keep_late_message(by, journal))
    if is_silent(journal, clock.now()):
        raise RuleBroken(_("The silence on this record is not over."))
    if not reason.strip():
        raise RuleBroken(_("An objection says why."))
    assert by.organisation is not None  # noqa: S101  # that it is a member was asked
    own = journal.late_messages.filter(by=by)
    if (same := own.filter(reason=reason).first()) is not None:
        return same
    still_keeps(own.count())
    made = LateMessage.objects.create(
        journal=journal, organisation=by.organisation, reason=reason, by=by, at=at
    )
    audit.log(
        "journal.late",
        journal.meeting,
        by=by,
        at=at,
        organisation=by.organisation,
        reason=reason,
    )
    return made


@transaction.atomic
def note_told(
    journal: Journal, organisation: Organisation, source: str, *, by: User, at: datetime
) -> ToldOtherwise:
    """The secretariat notes how a member that no letter reached was told of the silence: by note verbale, by hand."""
    journal = held_journal(journal)
    require(availability.note_told(by, journal))
    if organisation not in silence_of(journal).unreached():
        raise RuleBroken(_("This organisation was reached, or is not asked."))
    if not source.strip():
        raise RuleBroken(_("Say how it was told: the note and its date."))
    told = ToldOtherwise.objects.create(
        journal=journal,
        key=journal.silence_key(),
        organisation=organisation,
        source=source,
        by=by,
        at=clock.now(),
    )
    audit.log(
        "journal.told_otherwise",
        journal.meeting,
        by=by,
        at=at,
        organisation=organisation,
        reason=source,
    )
    return told
