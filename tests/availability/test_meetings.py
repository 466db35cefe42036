"""Acts on meetings: act × stage × role, each cell through its view."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from meetings import actions
from tests.availability import meetings, records
from tests.availability.cells import Door, Row, wrong_cells
from tests.cast import Cast
from tests.shape.test_permission_matrix import read_once

Build = Callable[[Cast, str], Any]
TABLES: dict[str, tuple[list[Row], tuple[str, ...], Build]] = {
    "meeting": (meetings.ROWS, meetings.STAGES, meetings.at_stage),
    "record": (records.RECORD_ROWS, records.RECORD_STAGES, records.record_at),
    "task": (records.TASK_ROWS, records.TASK_STAGES, records.task_at),
    "poll": (records.POLL_ROWS, records.POLL_STAGES, records.poll_at),
}
CELLS = [(kind, stage) for kind, (_rows, stages, _build) in TABLES.items() for stage in stages]
BY_THE_CLOCK = {"erase_details", "remind_journal", "remind_task"}
OF_ANOTHER_ACT = {
    "copy_meeting": "plan, like an earlier meeting",
    "follow_screens": "what happens in an upper app lets the screens follow",
    "import_delegates": "nominate, for each row of a list",
    "load_past_meeting": "a command of the administration loads what was before the portal",
    "note_export": "the download of delegates notes itself",
    "note_visa_letter": "the letter for a visa notes itself",
    "plan_series": "plan, on each date of a rule",
}
ELSEWHERE = {
    "ask_for_dates": "tests/meetings/test_polls.py: asked by the secretariat, at any time",
    "correct": "tests/meetings/test_record.py: its own statement at once, anything else proposed",
    "file_statement": "tests/meetings/test_room.py: also after the meeting",
    "note_told": "tests/meetings/test_record.py: of a member that no letter reached",
    "plan": "tests/meetings/test_planning.py: by the secretariat, at any time",
    "put_journal_to_silence": "tests/meetings/test_record.py: after the corrections, by the clock",
    "resume_sitting": "tests/meetings/test_room.py: where no sitting is open",
    "take_back_opening": "tests/meetings/test_session.py: while nothing has happened",
    "waive": "tests/meetings/test_announcing.py: where a period is not kept",
}
ASKS_ONLY = {"chair_of", "is_silent", "least_days", "shortfall", "silence_of"}


@pytest.mark.parametrize(("kind", "stage"), CELLS)
def test_each_act_is_done_by_whom_and_when_the_table_says(
    council: Cast, kind: str, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, _stages, build = TABLES[kind]
    thing = build(council, stage)
    door = Door(council)
    read_once(monkeypatch)
    assert wrong_cells(door, rows, stage, thing) == []


def test_every_act_has_a_row() -> None:
    in_table = {
        name for rows, *_rest in TABLES.values() for row in rows for name in row.acts.split()
    }
    public = {name for name in actions.__all__ if inspect.isfunction(getattr(actions, name))}
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY | ELSEWHERE.keys()
    assert public - in_table - others == set()
    assert (in_table | others) - public == set()
