"""The record: begun with what the portal knows, written, circulated, corrected, adopted under silence, frozen."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import BodyRules, Organisation
from rec_portal import audit, clock
from rec_portal.mail import actions as mail
from rec_portal.names import said_in_each
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..exports import journal as exports
from ..lifecycle import (
    CorrectionStatus,
    JournalKind,
    JournalStage,
    JournalStatus,
    RecordAct,
    may_record,
)
from ..models import (
    Correction,
    Journal,
    JournalEntry,
    JournalRevision,
    LateMessage,
    Meeting,
    Objection,
    rules_of,
)
from .planning import locked
from .silence import goes_on, held_journal, is_silent, keep_late_message


class EntryConflict(RuleBroken):
    """Somebody else has saved this entry meanwhile; what was typed is kept by the page."""


@transaction.atomic
def begin_journal(meeting: Meeting, kind: str, *, by: User, at: datetime) -> Journal:
    """Begin the journal, prefilled from what the portal knows, or the chair's summary, empty."""
    meeting = locked(meeting)
    require(availability.begin_journal(by, meeting, kind))
    journal = Journal.objects.create(meeting=meeting, kind=kind, begun_by=by, begun_at=at)
    if kind == JournalKind.SUMMARY:
        JournalEntry.objects.create(journal=journal, item=None, order=0)
    else:
        items = [item for item in meeting.timed_items(whole=True) if item.kind != "break"]
        JournalEntry.objects.create(journal=journal, item=None, order=0)
        for order, item in enumerate(items, start=1):
            JournalEntry.objects.create(journal=journal, item=item, order=order)
        JournalEntry.objects.create(journal=journal, item=None, order=len(items) + 1)
        _fill(journal)
    audit.log("journal.begun", meeting, by=by, at=at, kind=kind)
    return journal


def _fill(journal: Journal) -> int:
    """Write into every entry that nobody has written what the portal knows of it now; what somebody wrote is never touched."""
    filled = 0
    for entry in journal.entries.select_related("item__meeting"):
        if entry.version > 1:
            continue
        before = entry.texts
        known = {code: _known(journal.meeting, entry, code) for code in settings.TEXT_LANGUAGES}
        entry.texts = before | known
        if entry.texts != before:
            entry.save(update_fields=["texts"])
            filled += 1
    return filled


def _entries_follow(journal: Journal) -> None:
    """An entry for each item of the agenda as it is now, in its order; one that was begun is never taken away."""
    items = [item for item in journal.meeting.timed_items(whole=True) if item.kind != "break"]
    found = {entry.item_id: entry for entry in journal.entries.exclude(item=None)}
    first, last = journal.entries.filter(item=None).order_by("order")
    known = {item.pk for item in items}
    gone = [entry for key, entry in found.items() if key not in known]
    ordered = [
        first,
        *(found.get(item.pk) or JournalEntry(journal=journal, item=item) for item in items),
        *gone,
        last,
    ]
    journal.entries.update(order=F("order") + 10_000)
    for order, entry in enumerate(ordered):
        entry.order = order
        if entry.pk:
            JournalEntry.objects.filter(pk=entry.pk).update(order=order)
        else:
            entry.save()


def _known(meeting: Meeting, entry: JournalEntry, language: str) -> str:
    if entry.item is not None:
        return exports.of_item(entry.item, language)
    return (
        exports.opening(meeting, language)
        if entry.order == 0
        else exports.closing(meeting, language)
    )


@transaction.atomic
def refill_journal(journal: Journal, *, by: User, at: datetime) -> int:
    """What has happened since: entries of new items, and the newest facts in every entry that nobody has written yet."""
    journal = held_journal(journal)
    require(availability.write_journal(by, journal))
    if journal.kind == JournalKind.SUMMARY:
        raise RuleBroken(_("The chair's summary is written by hand."))
    _entries_follow(journal)
    count = _fill(journal)
    audit.log("journal.refilled", journal.meeting, by=by, at=at, entries=count)
    return count


@transaction.atomic
def save_entry(
    entry: JournalEntry, texts: dict[str, str], *, based_on: int, by: User, at: datetime
) -> JournalEntry:
    """Save one entry in every language; a save over somebody else's is refused with both wordings."""
    journal = held_journal(entry.journal)
    require(availability.write_journal(by, journal))
    entry = JournalEntry.objects.select_for_update().get(pk=entry.pk)
    if entry.version != based_on:
        raise EntryConflict(
            _("Somebody else has saved this entry meanwhile. Compare and save again.")
        )
    typed = {code: words.replace("\r\n", "\n") for code, words in texts.items()}
    entry.texts, entry.version = entry.texts | typed, entry.version + 1
    entry.save(update_fields=["texts", "version"])
    audit.log("journal.entry_saved", journal.meeting, by=by, at=at, number=entry.order)
    return entry


def _save_version(
    journal: Journal,
    what: str,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    content: Any = None,
    asked: Iterable[int] = (),
) -> JournalRevision:
    number = (journal.revisions.aggregate(last=Max("number"))["last"] or 0) + 1
    values = exports.content(journal.entries.select_related("item")) if content is None else content
    return JournalRevision.objects.create(
        journal=journal,
        number=number,
        what=what,
        content=values,
        asked=list(asked),
        reason=reason,
        by=by,
        at=at,
    )


def _rule(journal: Journal) -> BodyRules:
    return rules_of(journal.meeting, journal.meeting.body)


@transaction.atomic
def circulate_journal(journal: Journal, until: datetime, *, by: User, at: datetime) -> Journal:
    """Give the draft to the delegations for corrections until a time that the body's rule allows."""
    journal = held_journal(journal)
    require(availability.circulate_journal(by, journal))
    empty = [entry for entry in journal.entries.all() if not entry.is_whole]
    if empty:
        raise RuleBroken(
            _("Every entry needs its text in every language; %(count)d are not whole.")
            % {"count": len(empty)}
        )
    least = _rule(journal).correction_hours
    if until < at + timedelta(hours=least):
        raise RuleBroken(
            _("Delegations have at least %(hours)d hours for corrections. Choose a later end.")
            % {"hours": least}
        )
    journal.status, journal.corrections_until = JournalStatus.CIRCULATED, until
    journal.save(update_fields=["status", "corrections_until"])
    _save_version(journal, JournalStage.CIRCULATED, by=by, at=at)
    letter = mail.queue(notices.circulated(journal), by=by)
    audit.log(
        "journal.circulated",
        journal.meeting,
        by=by,
        at=at,
        until=until.isoformat(),
        letters=letter.deliveries.count(),
    )
    return journal


@transaction.atomic
def recall_journal(journal: Journal, reason: str, *, by: User, at: datetime) -> Journal:
    """Who wrote the record has found a fault of their own: it is a draft again, what was proposed stays to be decided, and
    everybody is told to wait for the next circulation."""
    journal = held_journal(journal)
    require(availability.recall_journal(by, journal))
    if not reason.strip():
        raise RuleBroken(_("Say why the record is taken back; everybody will read it."))
    journal.status, journal.corrections_until = JournalStatus.DRAFT, None
    journal.save(update_fields=["status", "corrections_until"])
    letter = mail.queue(notices.recalled(journal, reason), by=by)
    audit.log(
        "journal.recalled",
        journal.meeting,
        by=by,
        at=at,
        reason=reason,
        letters=letter.deliveries.count(),
    )
    return journal


def _is_own(
    entry: JournalEntry, organisation: Organisation, language: str, before: str, after: str
) -> bool:
    """Do the words stand in the line of the organisation's own statement (exports.journal.statement_line), and does the line
    stay one line and that organisation's?"""
    lines = [line for line in entry.in_language(language).splitlines() if before in line]
    if len(lines) != 1 or len(after.splitlines()) > 1:
        return False
    made = lines[0].replace(before, after)
    return exports.is_line_of(organisation, lines[0]) and exports.is_line_of(organisation, made)


@transaction.atomic
def correct(
    entry: JournalEntry,
    language: str,
    before: str,
    after: str,
    *,
    reason: str = "",
    by: User,
    at: datetime,
) -> Correction:
    """A delegation corrects the record: its own statement at once, anything else as a proposal to the secretariat."""
    journal = held_journal(entry.journal)
    require(availability.correct(by, journal))
    organisation = by.organisation
    assert organisation is not None  # noqa: S101  # that it takes part was asked
    now = clock.now()
    if not journal.takes_corrections(now):
        raise RuleBroken(_("Corrections are not taken now. Write to the secretariat."))
    entry = (
        JournalEntry.objects.select_for_update(of=("self",)).select_related("item").get(pk=entry.pk)
    )
    if entry.in_language(language).count(before) != 1 or not before.strip():
        raise RuleBroken(
            _("These words do not stand in the record exactly once. Copy them as they stand.")
        )
    own = _is_own(entry, organisation, language, before, after)
    if not own and not reason.strip():
        raise RuleBroken(
            _("Say why: these are not words of your own statement, so the secretariat decides.")
        )
    made = Correction.objects.create(
        entry=entry,
        organisation=organisation,
        language=language,
        before=before,
        after=after,
        reason=reason,
        own_statement=own,
        by=by,
        at=at,
        status=CorrectionStatus.MADE if own else CorrectionStatus.PROPOSED,
        decided_by=by if own else None,
        decided_at=at if own else None,
    )
    if own:
        _apply(entry, made)
    audit.log(
        "journal.corrected", journal.meeting, by=by, at=at, organisation=organisation, own=own
    )
    return made


def _apply(entry: JournalEntry, correction: Correction) -> None:
    words = entry.in_language(correction.language)
    if words.count(correction.before) != 1:
        raise RuleBroken(
            _("The words have changed since: this correction cannot be made as it stands.")
        )
    entry.texts[correction.language] = words.replace(correction.before, correction.after)
    entry.version += 1
    entry.save(update_fields=["texts", "version"])


@transaction.atomic
def decide_correction(
    correction: Correction, *, make: bool, answer: str = "", by: User, at: datetime
) -> Correction:
    """The secretariat makes a proposed correction, or does not and says why."""
    journal = held_journal(correction.entry.journal)
    correction = (
        Correction.objects.select_for_update(of=("self",))
        .select_related("entry__item", "organisation")
        .get(pk=correction.pk)
    )
    correction.entry.journal = journal
    require(availability.decide_correction(by, correction))
    if not make and not answer.strip():
        raise RuleBroken(_("Say why the correction is not made; the delegation will read it."))
    correction.status = CorrectionStatus.MADE if make else CorrectionStatus.DECLINED
    correction.answer, correction.decided_by, correction.decided_at = answer, by, at
    correction.save(update_fields=["status", "answer", "decided_by", "decided_at"])
    if make:  # the database changes a circulated record by a correction that was made alone
        _apply(correction.entry, correction)
    if (
        journal.is_circulated
    ):  # a draft is not open to the delegation: it reads the answer when it is
        mail.queue(notices.correction_decided(correction), by=by)
    audit.log(
        "journal.correction_decided",
        journal.meeting,
        by=by,
        at=at,
        organisation=correction.organisation,
        made=make,
        reason=answer,
    )
    return correction


@transaction.atomic
def put_journal_to_silence(journal: Journal, until: datetime, *, by: User, at: datetime) -> Journal:
    """After the corrections: adopted unless a member objects before the end of the silence."""
    journal = held_journal(journal)
    require(availability.put_to_silence(by, journal))
    now = clock.now()
    if journal.takes_corrections(now):
        raise RuleBroken(_("Corrections are still taken. Wait for their end."))
    if Correction.objects.undecided().filter(entry__journal=journal).exists():
        raise RuleBroken(_("Decide on every correction first."))
    asked = sorted(journal.asked)
    if not asked:
        raise RuleBroken(
            _(
                "No member of the body took part: nobody could object, and silence would say nothing."
            )
        )
    least = _rule(journal).silence_hours
    if until < now + timedelta(hours=least):
        raise RuleBroken(
            _("Silence must last at least %(hours)d hours. Choose a later end.") % {"hours": least}
        )
    journal.status, journal.silence_until = JournalStatus.SILENCE, until
    journal.save(update_fields=["status", "silence_until"])
    _save_version(journal, JournalStage.SILENCE, by=by, at=at, asked=asked)
    letter = mail.queue(notices.put_to_silence(journal), by=by)
    audit.log(
        "journal.silence",
        journal.meeting,
        by=by,
        at=at,
        until=until.isoformat(),
        letters=letter.deliveries.count(),
    )
    return journal


@transaction.atomic
def object_to_journal(
    journal: Journal, reason: str, *, by: User, at: datetime
) -> Objection | LateMessage:
    """A member breaks the silence: the record is a draft again, everybody is told with who and why. What comes when the silence
    is over is kept as late."""
    journal = held_journal(journal)
    if availability.keep_late_message(by, journal) and not is_silent(journal, clock.now()):
        return keep_late_message(journal, reason, by=by, at=at)
    require(availability.object_to_journal(by, journal))
    if not reason.strip():
        raise RuleBroken(_("An objection says why."))
    assert by.organisation is not None  # noqa: S101  # that it is a member was asked
    made = Objection.objects.create(
        journal=journal, organisation=by.organisation, reason=reason, by=by, at=at
    )
    journal.status, journal.silence_until = JournalStatus.DRAFT, None
    journal.save(update_fields=["status", "silence_until"])
    mail.queue(notices.stopped(journal, made), by=by)
    audit.log(
        "journal.objected",
        journal.meeting,
        by=by,
        at=at,
        organisation=by.organisation,
        reason=reason,
    )
    return made


@transaction.atomic
def settle_journal(journal: Journal) -> bool:
    """By the database's clock: silence over without an objection adopts the record and freezes it with its hash.

    It does not run out over whom no letter reached, as in a round (`councils.silence`).
    """
    journal = held_journal(journal)
    now = clock.now()
    if (
        not may_record(RecordAct.SETTLE, journal.status)
        or journal.silence_until is None
        or now < journal.silence_until
    ):
        return False
    if goes_on(journal, now):
        return False
    values = exports.content(journal.entries.select_related("item"))
    digest = exports.sha256_of(values)
    _save_version(journal, JournalStage.FROZEN, by=None, at=now, content=values)
    journal.status, journal.frozen_at, journal.frozen, journal.sha256 = (
        JournalStatus.FROZEN,
        now,
        values,
        digest,
    )
    journal.save(update_fields=["status", "frozen_at", "frozen", "sha256"])
    mail.queue(notices.adopted(journal), by=None)
    audit.log("journal.adopted", journal.meeting, by=None, at=now, text_hash=digest)
    return True


@transaction.atomic
def issue_journal_corrigendum(
    journal: Journal,
    texts: dict[str, str],
    *,
    entry: JournalEntry | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> JournalRevision:
    """After freezing nothing changes; what was wrong is said beside it, in every language: of an entry, for those who may see
    its item, or of the record as a whole."""
    journal = held_journal(journal)
    require(availability.issue_journal_corrigendum(by, journal))
    if not (said_in_each(texts) and reason.strip()):
        raise RuleBroken(_("A corrigendum needs its words in every language and a reason."))
    made = _save_version(
        journal,
        JournalStage.CORRIGENDUM,
        by=by,
        at=at,
        reason=reason,
        content={**texts, "entry": entry.pk if entry else None},
    )
    mail.queue(notices.corrigendum(journal), by=by)
    audit.log("journal.corrigendum", journal.meeting, by=by, at=at)
    return made


REMIND_DAYS = (7, 0)
