"""The letters after a meeting: the record circulated, put to silence, adopted or stopped; tasks given and due."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from councils.models import Organisation, Representative
from rec_portal.mail.writing import Notice

from ..models import Correction, Journal, Objection, Task
from .inviting import speaking_for


def _of_record(kind: str, journal: Journal, **more: Any) -> Notice:
    """The letter leads to the record while its readers see it, and to the meeting while it is a draft again.

    Under silence it carries the key of that silence, and for which organisation each reader is written to.
    """
    silent = journal.is_under_silence
    taking_part = journal.meeting.taking_part()
    capacities = Representative.objects.speaking_for(taking_part).capacities() if silent else {}
    page = journal.meeting if journal.is_draft else journal

    def context(reader: User) -> dict[str, Any]:
        return {
            "journal": journal,
            "meeting": journal.meeting,
            "link": f"{settings.SITE_URL}{page.get_absolute_url()}",
            **more,
        }

    return Notice(
        kind,
        about=journal.meeting,
        readers=speaking_for(taking_part),
        context=context,
        key=journal.silence_key() if silent else "",
        capacity=lambda reader: capacities.get(reader.pk, (None, "")),
    )


def circulated(journal: Journal) -> Notice:
    return _of_record("journal_circulated", journal)


def put_to_silence(journal: Journal, readers: QuerySet[User] | None = None) -> Notice:
    """To all who take part, or to a new speaker alone."""
    notice = _of_record("journal_silence", journal)
    return notice if readers is None else replace(notice, readers=readers)


def silence_prolonged(journal: Journal, unreached: list[Organisation]) -> Notice:
    """The silence goes on over whom no letter reached: its new end, to everybody, by name."""
    return _of_record("journal_prolonged", journal, unreached=unreached)


def silence_ends(journal: Journal, asked: list[Organisation]) -> Notice:
    """A day before its end, to whoever may still object."""
    return replace(_of_record("journal_reminder", journal), readers=speaking_for(asked))


def adopted(journal: Journal) -> Notice:
    return _of_record("journal_adopted", journal)


def stopped(journal: Journal, objection: Objection) -> Notice:
    return _of_record("journal_stopped", journal, objection=objection)


def recalled(journal: Journal, reason: str) -> Notice:
    return _of_record("journal_recalled", journal, reason=reason)


def corrigendum(journal: Journal) -> Notice:
    return _of_record("journal_corrigendum", journal)


def correction_decided(correction: Correction) -> Notice:
    """Made or not made: the words and the answer stand on the page, not in the letter (the item may be closed)."""
    journal = correction.entry.journal

    def context(reader: User) -> dict[str, Any]:
        link = f"{settings.SITE_URL}{journal.get_absolute_url()}"
        return {
            "journal": journal,
            "meeting": journal.meeting,
            "made": correction.is_made,
            "link": link,
        }

    readers = speaking_for([correction.organisation])
    return Notice("correction_decided", about=journal.meeting, readers=readers, context=context)


def task(kind: str, given: Task) -> Notice:
    """`task_given`, `task_due` or `task_changed`, to who speaks for the responsible organisation."""

    def context(reader: User) -> dict[str, Any]:
        return {
            "task": given,
            "meeting": given.meeting,
            "link": f"{settings.SITE_URL}{reverse('meetings:tasks')}",
        }

    responsible = Organisation.objects.filter(tasks=given)
    return Notice(kind, about=given.meeting, readers=speaking_for(responsible), context=context)
