"""What remains of a meeting: the journal, its corrections, decisions and tasks."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import RuleBroken


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
JOURNAL_TRANSITIONS: dict[str, frozenset[str]] = {
    J.DRAFT: frozenset({J.CIRCULATED}),
    J.CIRCULATED: frozenset({J.DRAFT, J.SILENCE}),
    J.SILENCE: frozenset({J.DRAFT, J.FROZEN}),
    J.FROZEN: frozenset(),
}


def require_journal_change(now: str, then: str) -> None:
    if then not in JOURNAL_TRANSITIONS[now]:
        raise RuleBroken(
            _(
                "This record stands at «%(now)s» and cannot become «%(then)s». Reload the page to see what can be done."
            )
            % {"now": J(now).label, "then": J(then).label}
        )


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


def require_task_change(now: str, then: str) -> None:
    if then not in TASK_TRANSITIONS[now]:
        raise RuleBroken(
            _("This task stands at «%(now)s». Reload the page to see what can be done.")
            % {"now": T(now).label}
        )
