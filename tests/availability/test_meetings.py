"""Acts on meetings: their tables, and what drives every public function."""

from __future__ import annotations

from meetings import actions
from tests.availability import meetings, records
from tests.availability.cells import Tables, without_a_row

TABLES: Tables = {
    "meeting": (meetings.ROWS, meetings.STAGES, meetings.at_stage),
    "plans": (meetings.WITHOUT_A_MEETING, ("at any time",), lambda council, _stage: council),
    "opening": (meetings.OPENING_ROWS, meetings.OPENING_STAGES, meetings.opening_at),
    "record": (records.RECORD_ROWS, records.RECORD_STAGES, records.record_at),
    "task": (records.TASK_ROWS, records.TASK_STAGES, records.task_at),
    "poll": (records.POLL_ROWS, records.POLL_STAGES, records.poll_at),
}
BY_THE_CLOCK = {"tell_new_speaker", "erase_details", "remind_journal", "remind_task"}
OF_ANOTHER_ACT = {
    "copy_meeting": "plan, like an earlier meeting",
    "follow_screens": "what happens in an upper app lets the screens follow",
    "import_delegates": "nominate, for each row of a list",
    "load_past_meeting": "a command of the administration loads what was before the portal",
    "note_export": "the download of delegates notes itself",
    "note_visa_letter": "the letter for a visa notes itself",
    "plan_series": "plan, on each date of a rule",
}
ASKS_ONLY = {"chair_of", "is_silent", "least_days", "shortfall", "silence_of"}


def test_every_act_has_a_row() -> None:
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY
    assert without_a_row(actions, TABLES, others) == set()
