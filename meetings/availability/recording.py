"""The record, its corrections and its silence; and the tasks that a meeting has given."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from councils.permissions import may_manage
from rec_portal.verdicts import Verdict, not_now

from .. import permissions
from ..lifecycle import (
    CorrectionStatus,
    MeetingAct,
    RecordAct,
    TaskStatus,
    may_meeting,
    may_record,
    task_becomes,
)
from ..models import Correction, Journal, Meeting, Task
from ..permissions import Person


def _writes(by: Person, act: RecordAct, journal: Journal) -> Verdict:
    return permissions.may_write_journal(by, journal.meeting) and may_record(act, journal.status)


def begin_journal(by: Person, meeting: Meeting, kind: str) -> Verdict:
    """Secretariat, rapporteur or chair, from the opening of the meeting on, once."""
    verdict = permissions.may_write_journal(by, meeting) and may_meeting(
        MeetingAct.BEGIN_RECORD, meeting.status
    )
    if verdict and meeting.journals.filter(kind=kind).exists():
        return not_now(_("This record has been begun already."))
    return verdict


def write_journal(by: Person, journal: Journal) -> Verdict:
    """Secretariat, rapporteur or chair, while it is a draft."""
    return _writes(by, RecordAct.WRITE, journal)


def circulate_journal(by: Person, journal: Journal) -> Verdict:
    """Who writes it, when the meeting has closed."""
    return _writes(by, RecordAct.CIRCULATE, journal) and may_meeting(
        MeetingAct.CIRCULATE_RECORD, journal.meeting.status
    )


def recall_journal(by: Person, journal: Journal) -> Verdict:
    """Who writes it takes it back from the corrections; from silence only an objection leads back."""
    return _writes(by, RecordAct.RECALL, journal)


def correct(by: User, journal: Journal) -> Verdict:
    """Who speaks for a delegation that took part, while corrections are taken (their end is judged by the clock)."""
    return permissions.may_correct(by, journal.meeting) and may_record(
        RecordAct.CORRECT, journal.status
    )


def decide_corrections(by: Person, journal: Journal) -> Verdict:
    """Who writes the record, until it is put to silence."""
    return _writes(by, RecordAct.DECIDE_CORRECTION, journal)


def decide_correction(by: Person, correction: Correction) -> Verdict:
    """Who writes the record, once, until the record is put to silence."""
    verdict = decide_corrections(by, correction.entry.journal)
    if verdict and correction.status != CorrectionStatus.PROPOSED:
        return not_now(_("This correction has been decided, or the record takes none now."))
    return verdict


def put_to_silence(by: Person, journal: Journal) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, after the corrections."""
    return permissions.may_open_and_close(by, journal.meeting) and may_record(
        RecordAct.PUT_TO_SILENCE, journal.status
    )


def object_to_journal(by: User, journal: Journal) -> Verdict:
    """Who speaks for a member of the bodies that met and took part, while the silence lasts (its end is judged by the clock)."""
    return permissions.may_object(by, journal) and may_record(RecordAct.OBJECT, journal.status)


def keep_late_message(by: User, journal: Journal) -> Verdict:
    """Who could have objected, once the silence is over (rule 6 of consensus; its end is judged by the clock)."""
    return permissions.may_object(by, journal) and may_record(RecordAct.KEEP_LATE, journal.status)


def settle_journal(by: Person, journal: Journal) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, need not wait for the clock's next turn."""
    return permissions.may_open_and_close(by, journal.meeting) and may_record(
        RecordAct.SETTLE, journal.status
    )


def note_told(by: Person, journal: Journal) -> Verdict:
    """The secretariat, while the silence lasts."""
    return may_manage(by) and may_record(RecordAct.NOTE_TOLD, journal.status)


def issue_journal_corrigendum(by: Person, journal: Journal) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, to a record that is adopted."""
    return permissions.may_open_and_close(by, journal.meeting) and may_record(
        RecordAct.ISSUE_CORRIGENDUM, journal.status
    )


def report_task(by: User, task: Task) -> Verdict:
    """Anybody of the responsible organisation, or the secretariat for it, while the task is open."""
    return permissions.may_report_task(by, task.organisation) and task_becomes(
        TaskStatus.DONE, task.status
    )


def change_task(by: Person, task: Task, status: str) -> Verdict:
    """The chair, or the secretariat on the chair's behalf, closes, opens again or drops a task."""
    return permissions.may_open_and_close(by, task.meeting) and task_becomes(status, task.status)
