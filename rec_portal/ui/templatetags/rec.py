"""Template tags and filters that every page may use (they are built in: no {% load %} needed but for `rec`)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rec_portal import labels
from rec_portal.ui import diff, markdown

register = template.Library()
_PERSONAL = re.compile(r"\S+/meetings/answer/\S+")


@register.filter
def prose(text: str) -> SafeString:
    return markdown.block(text)


@register.filter
def wordings(text: str) -> SafeString:
    """One paragraph's words, with emphasis."""
    return markdown.inline(text)


@register.filter
def marked(pieces: Sequence[diff.Piece]) -> SafeString:
    """A comparison with <ins> and <del>, said in words for those who do not see them."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: diff.Piece) -> SafeString | str:
    if piece.sign == "+":
        return format_html('<ins><span class="vh">{} </span>{}</ins>', _("added:"), piece.text)
    if piece.sign == "-":
        return format_html('<del><span class="vh">{} </span>{}</del>', _("deleted:"), piece.text)
    tags = {"": "{}", "em": "<em>{}</em>", "strong": "<strong>{}</strong>"}
    return format_html_join(
        "",
        "{}",
        ((format_html(tags[style], words),) for style, words in diff.emphasised(piece.text)),
    )


CITIES = {
    "Asia/Tashkent": gettext_lazy("Tashkent"),
    "Asia/Almaty": gettext_lazy("Astana"),
    "Asia/Bishkek": gettext_lazy("Bishkek"),
    "Asia/Dushanbe": gettext_lazy("Dushanbe"),
    "Asia/Ashgabat": gettext_lazy("Ashgabat"),
    "Europe/Vienna": gettext_lazy("Vienna"),
    "America/New_York": gettext_lazy("New York"),
    "UTC": "UTC",
}


def city(zone: str) -> str:
    """A time zone in words: the city people know it by."""
    return str(CITIES[zone]) if zone in CITIES else zone.rsplit("/", 1)[-1].replace("_", " ")


def offset(moment: datetime) -> str:
    """«UTC+5», «UTC−3:30»."""
    shift = moment.utcoffset()
    minutes = int(shift.total_seconds() // 60) if shift else 0
    sign, hours, rest = "−" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


@register.simple_tag
def moment(at: datetime | None, zone: str = "") -> SafeString | str:
    """A time as people need it: «Friday 27 November 2026, 18:00 Tashkent (UTC+5)», in a <time>."""
    if at is None:
        return ""
    zone = zone or timezone.get_current_timezone_name()
    local = at.astimezone(ZoneInfo(zone))
    return format_html(
        '<time datetime="{}">{} {} ({})</time>',
        local.isoformat(timespec="minutes"),
        spoken(local),
        city(zone),
        offset(local),
    )


@register.simple_tag
def day(at: datetime | None) -> SafeString | str:
    """The day alone, in the reader's time zone."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>', local.date().isoformat(), date_format(local, "DATE_FORMAT")
    )


@register.simple_tag
def stamp(at: datetime | None) -> SafeString | str:
    """Day and time in the reader's time zone, without the zone's name."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "DATETIME_FORMAT"),
    )


def spoken(local: datetime) -> str:
    """Weekday, day and time as each language writes them inside a sentence."""
    weekday = date_format(local, "l")
    if translation.get_language() == "ru":
        weekday = f"{weekday.lower()},"
    return f"{weekday} {date_format(local, 'DATETIME_FORMAT')}"


@register.simple_tag
def span(starts: datetime, ends: datetime, zone: str) -> SafeString:
    """From–to in one zone, the day said once when it is one day."""
    first, last = starts.astimezone(ZoneInfo(zone)), ends.astimezone(ZoneInfo(zone))
    tail = date_format(last, "TIME_FORMAT") if first.date() == last.date() else spoken(last)
    return format_html(
        '<time datetime="{}">{}</time>–<time datetime="{}">{}</time> {} ({})',
        first.isoformat(timespec="minutes"),
        spoken(first),
        last.isoformat(timespec="minutes"),
        tail,
        city(zone),
        offset(first),
    )


@register.simple_tag
def elsewhere(at: datetime, zone: str, zones: Sequence[str]) -> str:
    """The same moment in the other capitals, grouped by their clock: «19:00 Bishkek · 14:00 Vienna»."""
    groups: dict[str, list[str]] = {}
    here = at.astimezone(ZoneInfo(zone))
    for other in zones:
        local = at.astimezone(ZoneInfo(other))
        if other == zone:
            continue
        clock = date_format(local, "TIME_FORMAT")
        if local.date() != here.date():
            clock = f"{date_format(local, 'MONTH_DAY_FORMAT')} {clock}"
        groups.setdefault(clock, []).append(city(other))
    return " · ".join(f"{clock} {', '.join(cities)}" for clock, cities in groups.items())


@register.simple_tag(takes_context=True)
def with_query(context: template.Context, **changes: Any) -> str:
    """The present address with some of its query changed (None removes)."""
    query: QueryDict = context["request"].GET.copy()
    for name, value in changes.items():
        if value is None:
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}"


@register.inclusion_tag("components/pages.html", takes_context=True)
def pages(context: template.Context, page: Page[Any]) -> dict[str, Any]:
    return {"page": page, "request": context["request"]}


@register.filter
def without_links(text: str) -> str:
    """A letter shown to somebody else: the reader's own signed link stays the reader's own."""
    return _PERSONAL.sub(_("(personal link of the reader)"), text)


@register.simple_tag
def clock(at: datetime, zone: str) -> str:
    """The time of day alone, in a named zone."""
    return date_format(at.astimezone(ZoneInfo(zone)), "TIME_FORMAT")


@register.filter
def letter_kind(kind: str) -> str:
    return labels.LETTERS.of(kind)


@register.filter
def at(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """One value of a table by its key; nothing where there is none."""
    return "" if not table else table.get(key, "")
