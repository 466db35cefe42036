"""Moments in words: in the reader's zone or a named one, as each language writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString


def city(zone: str) -> str:
    """A time zone in words: the city people know it by."""
    known = settings.CITIES.get(zone)
    return str(known) if known else zone.rsplit("/", 1)[-1].replace("_", " ")


def offset(moment: datetime) -> str:
    """«UTC+5», «UTC−3:30»."""
    shift = moment.utcoffset()
    minutes = int(shift.total_seconds() // 60) if shift else 0
    sign, hours, rest = "−" if minutes < 0 else "+", abs(minutes) // 60, abs(minutes) % 60
    return f"UTC{sign}{hours}" + (f":{rest:02}" if rest else "")


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


def council_moment(at: datetime | None) -> SafeString | str:
    """A time as people need it, in the Council's own city: a day by which all of them answer."""
    return moment(at, settings.TIME_ZONE)


def day(at: datetime | None) -> SafeString | str:
    """The day alone, in the reader's time zone."""
    if at is None:
        return ""
    local = timezone.localtime(at)
    return format_html(
        '<time datetime="{}">{}</time>', local.date().isoformat(), date_format(local, "DATE_FORMAT")
    )


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
    if translation.get_language() in settings.WEEKDAYS_IN_LOWER_CASE:
        weekday = f"{weekday.lower()},"
    return f"{weekday} {date_format(local, 'DATETIME_FORMAT')}"


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


def clock(at: datetime, zone: str) -> str:
    """The time of day alone, in a named zone."""
    return date_format(at.astimezone(ZoneInfo(zone)), "TIME_FORMAT")
