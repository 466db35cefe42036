"""What remains of a meeting: the journal, its corrections, decisions and tasks."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.lifecycles import Act, leads, possible, transitions
from rec_portal.verdicts import Verdict


class JournalKind(models.TextChoices):
    JOURNAL = "journal", pgettext_lazy("record", "Journal of the meeting")
    SUMMARY = "summary", gettext_lazy("Chair's summary")


class JournalStatus(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("record", "Draft")
    CIRCULATED = "circulated", gettext_lazy("Circulated for corrections")
    SILENCE = "silence", gettext_lazy("Put for adoption under silence")
    FROZEN = "frozen", gettext_lazy("Adopted and frozen")


class JournalStage(models.TextChoices):
    """What a kept version of a record was."""

    CIRCULATED = "circulated", gettext_lazy("Circulated for corrections")
    SILENCE = "silence", gettext_lazy("Put for adoption under silence")
    FROZEN = "frozen", gettext_lazy("Adopted and frozen")
    CORRIGENDUM = "corrigendum", pgettext_lazy("record", "Corrigendum")


J = JournalStatus


class RecordAct(StrEnum):
    WRITE = "write"
    CIRCULATE = "circulate"
    RECALL = "recall"
    CORRECT = "correct"
    DECIDE_CORRECTION = "decide_correction"
    PUT_TO_SILENCE = "put_to_silence"
    OBJECT = "object"
    KEEP_LATE = "keep_late"
    NOTE_TOLD = "note_told"
    SETTLE = "settle"
    ISSUE_CORRIGENDUM = "issue_corrigendum"


_NOT_SILENT = gettext_lazy("This record is not under silence now.")
RECORD_ACTS: dict[str, Act] = {
    RecordAct.WRITE: Act(
        (J.DRAFT,),
        (),
        gettext_lazy("The record is not a draft now: corrections are made by their own act."),
    ),
    RecordAct.CIRCULATE: Act((J.DRAFT,), (J.CIRCULATED,)),
    RecordAct.RECALL: Act(  # from silence only an objection leads back
        (J.CIRCULATED,),
        (J.DRAFT,),
        gettext_lazy("Only a record that is circulated for corrections is taken back."),
    ),
    RecordAct.CORRECT: Act(
        (J.CIRCULATED,),
        (),
        gettext_lazy("Corrections are not taken now. Write to the secretariat."),
    ),
    RecordAct.DECIDE_CORRECTION: Act(
        (J.DRAFT, J.CIRCULATED),
        (),
        gettext_lazy("This correction has been decided, or the record takes none now."),
    ),
    RecordAct.PUT_TO_SILENCE: Act((J.CIRCULATED,), (J.SILENCE,)),
    RecordAct.OBJECT: Act((J.SILENCE,), (J.DRAFT,), _NOT_SILENT),
    RecordAct.KEEP_LATE: Act(  # under silence when its time is over and the clock has not looked yet
        (J.SILENCE, J.FROZEN), (), gettext_lazy("The silence on this record is not over.")
    ),
    RecordAct.NOTE_TOLD: Act((J.SILENCE,), (), _NOT_SILENT),
    RecordAct.SETTLE: Act((J.SILENCE,), (J.FROZEN,), _NOT_SILENT),
    RecordAct.ISSUE_CORRIGENDUM: Act(
        (J.FROZEN,),
        (),
        gettext_lazy(
            "A corrigendum is issued to an adopted record; this one can still be corrected."
        ),
    ),
}
JOURNAL_TRANSITIONS = transitions(JournalStatus, RECORD_ACTS)


def may_record(act: str, now: str) -> Verdict:
    """Whether the act is possible on a record of this status."""
    return possible(JournalStatus, RECORD_ACTS, act, now)


class CorrectionStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("correction", "Proposed")
    MADE = "made", pgettext_lazy("correction", "Made")
    DECLINED = "declined", pgettext_lazy("correction", "Not made")


class TaskStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("task", "Open")
    DONE = "done", pgettext_lazy("task", "Reported done")
    CLOSED = "closed", pgettext_lazy("task", "Closed")
    DROPPED = "dropped", pgettext_lazy("task", "Dropped")


T = TaskStatus
TASK_TRANSITIONS: dict[str, frozenset[str]] = {
    T.OPEN: frozenset({T.DONE, T.CLOSED, T.DROPPED}),
    T.DONE: frozenset({T.OPEN, T.CLOSED}),
    T.CLOSED: frozenset(),
    T.DROPPED: frozenset(),
}


def task_becomes(then: str, now: str) -> Verdict:
    """Whether a task may go from one state to the other."""
    return leads(T, TASK_TRANSITIONS, now, then)
