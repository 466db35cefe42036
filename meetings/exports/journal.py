"""The record of a meeting: what the portal knows of each item, in every language; and the finished record on paper.

Form of the journal of the day (OSCE): lean; what was opened and closed and when, who was in the chair, who spoke with the
symbols of statements, decisions with their numbers. A closed item's entry is for those who may see the item.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import OrganisationKind
from councils.models import Council, Organisation
from documents.lifecycle import Category, Nature, widens
from documents.models import Document, DocumentRevision
from rec_portal.names import called, in_language, labels_of, languages, reader_language
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from ..lifecycle import ItemAct, SpeechKind
from ..models import (
    AgendaItem,
    Decision,
    Journal,
    JournalEntry,
    JournalRevision,
    Meeting,
    Speech,
    recorded_agenda_content,
)
from .people import when, where


def _clock(moment: Any, meeting: Meeting) -> str:
    return date_format(moment.astimezone(ZoneInfo(meeting.time_zone)), "TIME_FORMAT")


def opening(meeting: Meeting, language: str) -> str:
    """When it was opened, suspended, resumed and closed, and who was in the chair."""
    with translation.override(language):
        lines = []
        for sitting in meeting.sittings.all():
            begun = (
                _("Opened: %(time)s. In the chair: %(chair)s.")
                if sitting.number == 1
                else _("Resumed: %(time)s. In the chair: %(chair)s.")
            )
            lines.append(
                begun
                % {
                    "time": _clock(sitting.opened_at, meeting),
                    "chair": sitting.chair,
                }
            )
            here = sitting.presences.select_related("organisation")
            names = ", ".join(dict.fromkeys(each.organisation.short_name_i18n for each in here))
            if names:
                lines.append(_("Present: %(names)s.") % {"names": names})
            if sitting.closed_at:
                lines.append(_("Ended: %(time)s.") % {"time": _clock(sitting.closed_at, meeting)})
        return "\n".join(lines)


def of_item(item: AgendaItem, language: str) -> str:
    """What the portal knows of an item: its times, the speakers with their statements, its decisions."""
    meeting = item.meeting
    with translation.override(language):
        lines = []
        for event in item.events.all():
            label = ItemAct(event.act).label
            lines.append(
                _("Item %(act)s: %(time)s.")
                % {"act": str(label).lower(), "time": _clock(event.at, meeting)}
            )
        speeches = (
            item.speeches.spoken()
            .select_related("organisation", "statement")
            .order_by("started_at")
        )
        lines += [statement_line(speech) for speech in speeches]
        symbols = [
            name
            for paper in item.papers.select_related("document")
            if is_for_readers_of(item, _newest(paper.document))
            and (name := _paper(paper.document, language))
        ]
        if symbols:
            lines.append(_("Documents: %(names)s.") % {"names": "; ".join(symbols)})
        lines += recorded_agenda_content(item, language)
        lines += [decision_line(decision, language) for decision in item.decisions.all()]
        return "\n".join(lines)


def is_for_readers_of(item: AgendaItem, revision: DocumentRevision | None) -> bool:
    """May everybody who reads the entry of this item read the paper? What they may not is not named to them either.

    An open item is read by whoever took part, a closed one by the members of all bodies that meet, of the kinds it names; a
    restricted paper by the members of its own body.
    """
    if revision is None or revision.category == Category.SECRETARIAT:
        return False
    if revision.category != Category.RESTRICTED:
        return True
    if {body.pk for body in item.meeting.bodies()} != {revision.document.body_id}:
        return False
    within = set(item.only_kinds) or set(OrganisationKind.values)
    return item.is_closed and (not revision.only_kinds or within <= set(revision.only_kinds))


def _newest(document: Document) -> DocumentRevision | None:
    revisions = document.revisions.select_related("document")
    return revisions.order_by("issued_at", "pk").last()


def _paper(document: Document, language: str) -> str:
    """A paper by its symbol, or its title; statements stand with their speakers."""
    if document.nature == Nature.STATEMENT:
        return ""
    return document.symbol or called(document, "title", language)


def statement_line(speech: Speech) -> str:
    """«Sogdiana: … (REC/WG.B/2026/4)»: the line is that organisation's own statement, and its to correct."""
    mark = f" ({speech.statement.symbol})" if speech.statement and speech.statement.symbol else ""
    kind = f" [{SpeechKind(speech.kind).label}]" if speech.kind != SpeechKind.STATEMENT else ""
    return f"{speech.organisation.short_name_i18n}:{kind}{mark}".rstrip()


def is_line_of(organisation: Organisation, line: str) -> bool:
    """Is it the line of this organisation's own statement (`statement_line`)?"""
    names = {called(organisation, "short_name", code) for code, _name in languages()}
    return any(line.startswith(f"{name}:") for name in names)


def own_line(entry: JournalEntry, organisation: Organisation, language: str) -> str:
    """The line that the organisation may correct by itself; nothing when it has none, or several."""
    lines = [
        line for line in entry.in_language(language).splitlines() if is_line_of(organisation, line)
    ]
    return lines[0] if len(lines) == 1 else ""


def closing(meeting: Meeting, language: str) -> str:
    """Decisions under no item, and the next meeting of the body, where one is convened."""
    decisions = [
        decision_line(decision, language) for decision in meeting.decisions.filter(item=None)
    ]
    return "\n".join([*decisions, _next(meeting, language)])


def decision_line(decision: Decision, language: str) -> str:
    with translation.override(language):
        return _("Decision %(symbol)s: %(words)s") % {
            "symbol": decision.symbol,
            "words": in_language(decision.texts, language),
        }


def _next(meeting: Meeting, language: str) -> str:
    with translation.override(language):
        following = Meeting.objects.not_cancelled().filter(
            body=meeting.body, starts_at__gt=meeting.ends_at, convened_at__isnull=False
        )
        known = (  # a meeting of a narrower circle is not told to those who read this record
            each
            for each in following.order_by("starts_at")
            if not widens(each.category, meeting.category)
        )
        nearest = next(known, None)
        if nearest is None:
            return _("Next meeting: to be announced.")
        return _("Next meeting: %(when)s, %(where)s.") % {
            "when": when(nearest),
            "where": where(nearest),
        }


def visible_entries(journal: Journal, user: User) -> list[JournalEntry]:
    """The entries whose items this reader may see, in order, each knowing the number of its item."""
    meeting = Meeting.objects.with_agenda(user).get(pk=journal.meeting_id)
    numbers = {item.pk: item for item in meeting.timed_items()}
    entries = journal.entries.select_related("item").prefetch_related("corrections__organisation")
    found = []
    for entry in entries:
        if entry.item_id is None or entry.item_id in numbers:
            entry.number = numbers[entry.item_id].number if entry.item_id else ""
            found.append(entry)
    return found


def visible_revisions(journal: Journal, entries: list[JournalEntry]) -> list[JournalRevision]:
    """The versions; a corrigendum of an entry for those who see the entry."""
    seen = {entry.pk for entry in entries}
    found = journal.revisions.select_related("by")
    return [
        r
        for r in found
        if r.what != "corrigendum" or r.content.get("entry") is None or r.content["entry"] in seen
    ]


def content(entries: Iterable[JournalEntry]) -> list[dict[str, Any]]:
    """The record as plain values, as a version keeps it."""
    return [
        {
            "entry": entry.pk,
            "item": entry.item_id,
            "closed": bool(entry.item and entry.item.is_closed),
            **labels_of(entry.item, "title"),
            **entry.texts,
        }
        for entry in entries
    ]


def alike(before: dict[str, Any], after: dict[str, Any]) -> tuple[str, str]:
    """What two versions say of an entry in one language: the reader's, or the first in which both were kept."""
    codes = [code for code in settings.TEXT_LANGUAGES if code in before and code in after]
    own = reader_language()
    code = own if own in codes else next(iter(codes), own)
    return before.get(code, ""), after.get(code, "")


def sha256_of(values: Any) -> str:
    """Over the canonical JSON of a record: sorted keys, no spaces, UTF-8."""
    return hashlib.sha256(
        json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    ).hexdigest()


def head(journal: Journal, language: str) -> dict[str, Any]:
    meeting = journal.meeting
    with translation.override(language):
        state = journal.get_status_display()
        return {
            "title": journal.get_kind_display(),
            "meeting": str(meeting),
            "symbol": meeting.symbol or "",
            "state": str(state),
            "lines": [
                line
                for line in (meeting.names_of_bodies, when(meeting), meeting.place_i18n)
                if line
            ],
            "hash": f"SHA-256: {journal.sha256}" if journal.sha256 else "",
            "council": Council.objects.get(pk=1).name_i18n,
        }


def _parts(journal: Journal, user: User, language: str) -> list[dict[str, Any]]:
    parts = []
    for entry in visible_entries(journal, user):
        title = called(entry.item, "title", language) if entry.item else ""
        number = entry.number
        parts.append(
            {
                "title": f"{number} {title}".strip(),
                "lines": in_language(entry.texts, language).splitlines(),
            }
        )
    return parts


def _corrigenda(journal: Journal, user: User) -> list[JournalRevision]:
    return [
        each
        for each in visible_revisions(journal, visible_entries(journal, user))
        if each.what == "corrigendum"
    ]


def journal_pdf(journal: Journal, user: User, language: str) -> bytes:
    corrigenda = [each.in_language(language) for each in _corrigenda(journal, user)]
    with translation.override(language):
        return pdf(
            "journal",
            {
                **head(journal, language),
                "lang": language,
                "parts": _parts(journal, user, language),
                "corrigenda_title": _("Corrigenda"),
                "corrigenda": corrigenda,
            },
        )


def journal_docx(journal: Journal, user: User, language: str) -> bytes:
    top = head(journal, language)
    word = WordFile(f"{top['title']}: {top['meeting']}")
    word.line(top["symbol"], small=True)
    word.heading(top["title"])
    word.line(top["meeting"], bold=True)
    for line in (*top["lines"], top["state"], top["hash"]):
        if line:
            word.line(line, small=True)
    for part in _parts(journal, user, language):
        if part["title"]:
            word.heading(part["title"], 2)
        for line in part["lines"]:
            word.line(line)
    for each in _corrigenda(journal, user):
        word.line(each.in_language(language))
    return word.bytes()
