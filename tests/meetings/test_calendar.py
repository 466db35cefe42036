"""The calendar object, read by two independent parsers: icalendar and, where Node has it, ical.js."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from rec_portal.mail.calendar import Appointment, itip, published
from rec_portal.mail.models import Delivery
from tests.cast import Cast

ZONES = {
    "Asia/Tashkent": 300,
    "Asia/Almaty": 300,
    "Asia/Bishkek": 360,
    "Asia/Dushanbe": 300,
    "Asia/Ashgabat": 300,
    "Europe/Vienna": None,
    "America/New_York": None,
}
DAYS = [
    datetime(2026, 1, 15, 9, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 30, tzinfo=UTC),
    datetime(2026, 7, 1, 9, tzinfo=UTC),
    datetime(2026, 10, 25, 9, tzinfo=UTC),
]


def _appointment(zone: str, starts: datetime, **changes: object) -> Appointment:
    values = {
        "uid": "meeting-1@rec.example",
        "sequence": 0,
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=6),
        "time_zone": zone,
        "title": "Заседание; группа, «б»\r\nATTENDEE:mailto:evil@x.example",
        "place": "Ташкент, зал Б",
        "url": "https://rec.example/meetings/1/",
    }
    return Appointment(**{**values, **changes})  # type: ignore[arg-type]


def _itip(appointment: Appointment) -> str:
    return itip(
        appointment,
        attendee_name='Глава "Д"',
        attendee_address="head@x.example",
        organiser_name="Совет",
    )


@pytest.mark.parametrize("zone", list(ZONES))
@pytest.mark.parametrize("starts", DAYS)
def test_one_event_one_attendee_right_offset_small_zone(zone: str, starts: datetime) -> None:
    text = _itip(_appointment(zone, starts))
    calendar = Calendar.from_ical(text)
    assert text.index("METHOD:REQUEST") < text.index("BEGIN:VTIMEZONE")
    (event,) = calendar.walk("VEVENT")
    assert event["DTSTART"].dt == starts
    if ZONES[zone]:
        assert event["DTSTART"].dt.utcoffset() == timedelta(minutes=ZONES[zone])
    assert event["DTSTART"].params["TZID"] == zone
    (described,) = calendar.walk("VTIMEZONE")
    assert described["TZID"] == zone
    assert len(described.to_ical()) <= 600
    assert text.count("ATTENDEE;") == 1
    assert event["ATTENDEE"] == "mailto:head@x.example"
    assert "evil" in event["SUMMARY"]  # the attempt stays words
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert event["ORGANIZER"] == "mailto:secretariat@rec.example"


def test_a_cancellation_keeps_the_uid_and_describes_its_zone() -> None:
    text = _itip(_appointment("Asia/Tashkent", DAYS[0], sequence=3, cancelled=True))
    (event,) = Calendar.from_ical(text).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["STATUS"]) == (
        "meeting-1@rec.example",
        3,
        "CANCELLED",
    )
    assert "METHOD:CANCEL" in text
    assert "BEGIN:VTIMEZONE" in text


def test_the_file_for_ones_own_calendar_asks_nothing_of_anybody() -> None:
    text = published(_appointment("Asia/Tashkent", DAYS[0]))
    assert "METHOD:PUBLISH" in text
    assert "ATTENDEE;" not in text


READER = """
const ICAL = require("ical.js").default || require("ical.js");
const root = new ICAL.Component(ICAL.parse(require("fs").readFileSync(0, "utf8")));
root.getAllSubcomponents("vtimezone").forEach((z) => ICAL.TimezoneService.register(z));
const events = root.getAllSubcomponents("vevent"), event = new ICAL.Event(events[0]);
console.log(JSON.stringify({events: events.length, attendees: event.attendees.length, start: event.startDate.toJSDate().toISOString(),
  offset: event.startDate.utcOffset(), summary: event.summary, location: event.location, uid: event.uid}));
"""


def test_ical_js_reads_the_same_values(council: Cast) -> None:
    modules = os.environ.get("ICAL_JS", "")
    if not shutil.which("node") or not os.path.isdir(os.path.join(modules, "ical.js")):
        pytest.skip("Node with ical.js is not here (set ICAL_JS to its node_modules)")
    meeting = council.meeting()
    text = (
        Delivery.objects.filter(letter__kind="meeting_invitation")
        .order_by("pk")
        .values_list("calendar", flat=True)[0]
    )
    done = subprocess.run(
        ["node", "-e", READER],
        input=text,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "NODE_PATH": modules},
    )
    read = json.loads(done.stdout)
    (ours,) = Calendar.from_ical(text).walk("VEVENT")
    assert read["events"] == read["attendees"] == 1
    assert datetime.fromisoformat(read["start"]) == meeting.starts_at == ours["DTSTART"].dt
    assert read["offset"] == 5 * 3600
    assert (read["summary"], read["location"], read["uid"]) == (
        ours["SUMMARY"],
        ours["LOCATION"],
        ours["UID"],
    )
