"""The agenda on paper: annotated agenda and programme, Word and PDF, in one language or both side by side."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from councils.models import Council
from rec_portal.names import called
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from ..models import AgendaItem, Meeting
from .people import when

LANGUAGES = {code: [code] for code in settings.TEXT_LANGUAGES} | {"both": settings.TEXT_LANGUAGES}


def _heading(meeting: Meeting, form: str, language: str) -> str:
    with translation.override(language):
        if form == "programme":
            return _("Programme")
        return _("Agenda") if meeting.agenda_adopted_at else _("Annotated provisional agenda")


def _clock(item: AgendaItem, meeting: Meeting, language: str, days: int) -> str:
    with translation.override(language):
        zone = ZoneInfo(meeting.time_zone)
        first, last = item.begins.astimezone(zone), item.ends.astimezone(zone)
        hours = f"{date_format(first, 'TIME_FORMAT')}–{date_format(last, 'TIME_FORMAT')}"
        return f"{date_format(first, 'MONTH_DAY_FORMAT')}, {hours}" if days > 1 else hours


def _lines(item: AgendaItem, form: str, language: str) -> list[str]:
    """What stands below an item's title: who, which documents; in the annotated agenda what it is about."""
    with translation.override(language):
        lines = []
        if form == "annotated" and item.annotation_i18n:
            lines.append(item.annotation_i18n)
        lines += [f"{role.get_kind_display()}: {role}" for role in item.roles.all()]
        symbols = [
            f"{paper.document.current_revision.symbol} {paper.document.title_i18n}".strip()
            for paper in item.papers.all()
            if paper.document.current_revision is not None
        ]
        if symbols:
            label = ngettext("Document", "Documents", len(symbols))
            lines.append(f"{label}: {'; '.join(symbols)}")
        if item.is_closed:
            lines.append(_("Closed item"))
        return lines


def rows(meeting: Meeting, form: str, languages: list[str]) -> list[dict[str, Any]]:
    """The items that the meeting was read with (`with_agenda`), each in the languages asked for."""
    zone = ZoneInfo(meeting.time_zone)
    days = (
        meeting.ends_at.astimezone(zone).date() - meeting.starts_at.astimezone(zone).date()
    ).days + 1
    return [
        {
            "number": item.number,
            "sub": bool(item.parent_id),
            "break": item.kind == "break",
            "time": _clock(item, meeting, languages[0], days),
            "texts": [
                {
                    "lang": language,
                    "title": called(item, "title", language),
                    "lines": _lines(item, form, language),
                }
                for language in languages
            ],
        }
        for item in meeting.timed_items()
        if form == "programme" or item.kind != "break"
    ]


def agenda_pdf(meeting: Meeting, form: str, which: str) -> bytes:
    languages = LANGUAGES[which]
    with translation.override(languages[0]):
        return pdf(
            "agenda",
            {
                "title": _heading(meeting, form, languages[0]),
                "symbol": meeting.symbol or "",
                "council": Council.objects.get(pk=1).name_i18n,
                "lang": languages[0],
                "heads": [_head(meeting, form, language) for language in languages],
                "rows": rows(meeting, form, languages),
            },
        )


def _head(meeting: Meeting, form: str, language: str) -> dict[str, Any]:
    with translation.override(language):
        place = meeting.place_i18n or str(meeting.get_format_display())
        return {
            "lang": language,
            "heading": _heading(meeting, form, language),
            "meeting": str(meeting),
            "lines": [when(meeting), place],
        }


def agenda_docx(meeting: Meeting, form: str, which: str) -> bytes:
    languages = LANGUAGES[which]
    heads = [_head(meeting, form, language) for language in languages]
    word = WordFile(f"{heads[0]['heading']}: {heads[0]['meeting']}")
    word.line(meeting.symbol or "", small=True)
    for head in heads:
        word.heading(head["heading"])
        word.line(head["meeting"], bold=True)
        word.line(" · ".join(line for line in head["lines"] if line), small=True)
    with translation.override(languages[0]):
        titles = [str(_("Time")), "№"]
    word.table(
        [*titles, *(get_language_info(language)["name_local"] for language in languages)],
        [
            [
                row["time"],
                row["number"],
                *("\n".join([text["title"], *text["lines"]]) for text in row["texts"]),
            ]
            for row in rows(meeting, form, languages)
        ],
    )
    return word.bytes()
