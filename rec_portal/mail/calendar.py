"""iTIP objects (RFC 5545, 5546, 6047): one event, one attendee, its time zone described and small."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, vCalAddress, vText


@dataclass(frozen=True)
class Appointment:
    """What a calendar needs. `uid` stays for life, `sequence` rises with time, place or cancellation."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    title: str
    place: str
    url: str
    description: str = ""
    cancelled: bool = False


def itip(
    appointment: Appointment, *, attendee_name: str, attendee_address: str, organiser_name: str
) -> str:
    """A REQUEST, or a CANCEL when the appointment is cancelled, for exactly one attendee."""
    event = _event(appointment)
    organiser = vCalAddress(f"mailto:{settings.DEFAULT_FROM_EMAIL}")
    organiser.params["CN"] = vText(organiser_name)
    event.add("organizer", organiser)
    attendee = vCalAddress(f"mailto:{attendee_address}")
    attendee.params["CN"] = vText(attendee_name)
    attendee.params["ROLE"] = vText("REQ-PARTICIPANT")
    attendee.params["PARTSTAT"] = vText("NEEDS-ACTION")
    attendee.params["RSVP"] = vText("TRUE")
    event.add("attendee", attendee)
    return _calendar(appointment, event, "CANCEL" if appointment.cancelled else "REQUEST")


def published(appointment: Appointment) -> str:
    """The same event to be put into a calendar by hand; asks nothing of anybody."""
    return _calendar(appointment, _event(appointment), "PUBLISH")


def _calendar(appointment: Appointment, event: Event, method: str) -> str:
    zone = ZoneInfo(appointment.time_zone)
    calendar = Calendar()
    calendar.add("prodid", "-//Regional Expert Council//Portal//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    starts, ends = appointment.starts_at.astimezone(zone), appointment.ends_at.astimezone(zone)
    calendar.add_component(
        _described(appointment.time_zone, starts.date(), ends.date() + timedelta(days=1))
    )
    calendar.add_component(event)
    text: str = calendar.to_ical().decode()
    return text


@lru_cache(maxsize=256)
def _described(time_zone: str, first: date, last: date) -> Timezone:
    """The rules of a time zone in these days (VTIMEZONE). Found by trying day after day, which takes longer than all else in
    a letter; the letters of one meeting share it, and nobody changes it."""
    return Timezone.from_tzid(time_zone, first_date=first, last_date=last)


def _event(appointment: Appointment) -> Event:
    zone = ZoneInfo(appointment.time_zone)
    event = Event()
    event.add("uid", appointment.uid)
    event.add("sequence", appointment.sequence)
    event.add("dtstamp", datetime.now(UTC))
    event.add("dtstart", appointment.starts_at.astimezone(zone))
    event.add("dtend", appointment.ends_at.astimezone(zone))
    event.add("summary", appointment.title)
    event.add("location", appointment.place)
    event.add("description", appointment.description)
    event.add("url", appointment.url)
    event.add("status", "CANCELLED" if appointment.cancelled else "CONFIRMED")
    return event
