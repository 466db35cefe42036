"""The Council's own session from its convocation to its frozen record, read at every phase by the five who are concerned:
the secretariat, a government, an international body, civil society and an observer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from councils.models import Body
from meetings import actions
from meetings.lifecycle import JournalStatus, MeetingStatus
from meetings.models import Journal, Meeting
from rec_portal import clock
from tests.browser.conftest import Arrival, Visitor
from tests.cast import Cast, end, heard
from tests.meetings.test_planning import item_values

READERS = {
    "secretariat": True,
    "head": True,
    "agency_head": False,
    "society_head": False,
    "observer": False,
}
"""Role → does the item that is closed to all but governments exist for it?"""
OPEN_WORDS = {"en": "Open words of the record.", "ru": "Открытые слова журнала."}
CLOSED_WORDS = {"en": "Sealed words of the record.", "ru": "Закрытые слова журнала."}
ITEM = {"en": "Secret matter", "ru": "Секретный вопрос"}


class Session:
    """The session, led by the secretariat for whoever presides, phase by phase."""

    def __init__(self, council: Cast) -> None:
        self.council, self.by = council, council.secretariat
        body = Body.objects.get(kind="plenary")
        self.meeting: Meeting = council.meeting(starts_in=timedelta(hours=1), items=1, body=body)
        secret = item_values(ITEM["en"], is_closed=True, only_kinds=["government"])
        secret["i18n"] = {"title_ru": ITEM["ru"]}
        self.secret = actions.add_item(self.meeting, secret, by=self.by, at=timezone.now())
        self.journal: Any = None

    def opened(self) -> None:
        at = timezone.now()
        actions.change_status(
            self.meeting, MeetingStatus.IN_SESSION, by=self.by, at=at, chair_name="The Director"
        )
        for key in ("sogdiana", "bactria", "agency", "mothers"):
            organisation = self.council.organisations[key]
            actions.note_presence(self.meeting, organisation, "roll_call", by=self.by, at=at)

    def in_private(self) -> None:
        actions.act_on_item(self.secret, "opened", by=self.by, at=timezone.now())

    def closed(self) -> None:
        at = timezone.now()
        actions.change_status(self.meeting, MeetingStatus.CLOSED, by=self.by, at=at)
        self.journal = actions.begin_journal(self.meeting, "journal", by=self.by, at=at)
        for entry in self.journal.entries.all():
            words = CLOSED_WORDS if entry.item_id == self.secret.pk else OPEN_WORDS
            actions.save_entry(entry, words, based_on=entry.version, by=self.by, at=at)

    def circulated(self) -> None:
        self._fresh()
        until = clock.now() + timedelta(days=11)
        actions.circulate_journal(self.journal, until, by=self.by, at=timezone.now())

    def silent(self) -> None:
        end(self.journal)
        self._fresh()
        until = clock.now() + timedelta(days=4)
        actions.put_journal_to_silence(self.journal, until, by=self.by, at=timezone.now())

    def frozen(self) -> None:
        heard(self.journal)
        end(self.journal)
        self._fresh()
        assert actions.settle_journal(self.journal)
        self._fresh()

    def _fresh(self) -> None:
        self.journal = Journal.objects.select_related("meeting__body").get(pk=self.journal.pk)


def _status(visitor: Visitor, path: str) -> int:
    return visitor.page.request.get(visitor.address + path, max_redirects=0).status


@pytest.mark.parametrize("language", ["en", "ru"])
def test_five_readers_follow_the_session_of_the_council_to_its_frozen_record(
    council: Cast, arrives: Arrival, language: str
) -> None:
    session = Session(council)
    readers = {role: arrives(council.people[role], language) for role in READERS}
    phases: list[tuple[Callable[[], None] | None, str, str]] = [
        (None, MeetingStatus.CONVENED, ""),
        (session.opened, MeetingStatus.IN_SESSION, ""),
        (session.in_private, MeetingStatus.IN_SESSION, ""),
        (session.closed, MeetingStatus.CLOSED, JournalStatus.DRAFT),
        (session.circulated, MeetingStatus.CLOSED, JournalStatus.CIRCULATED),
        (session.silent, MeetingStatus.CLOSED, JournalStatus.SILENCE),
        (session.frozen, MeetingStatus.CLOSED, JournalStatus.FROZEN),
    ]
    page = session.meeting.get_absolute_url()
    for number, (step, stage, record) in enumerate(phases, start=1):
        if step is not None:
            step()
        with translation.override(language):
            label = str(MeetingStatus(stage).label)
            said = str(JournalStatus(record).label) if record else ""
        for role, sees_secret in READERS.items():
            reader = readers[role].goes(page).sees(label)
            (reader.sees if sees_secret else reader.misses)(ITEM[language])
            if not record:
                continue
            path = session.journal.get_absolute_url()
            if record == JournalStatus.DRAFT and role != "secretariat":
                assert _status(reader, path) in {403, 404}, role
                continue
            reader.goes(path).sees(said, OPEN_WORDS[language])
            (reader.sees if sees_secret else reader.misses)(CLOSED_WORDS[language])
            may_object = record == JournalStatus.SILENCE and role not in {"secretariat", "observer"}
            assert (_status(reader, f"{path}object/") == 200) is may_object, role
            if number == len(phases):
                reader.looks_closely(f"council-record-{role}")
