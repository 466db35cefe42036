"""Acts on texts: act × stage × role, each cell through its view."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import pytest

from recommendations import actions
from tests.availability import discussion, followup, rounds, texts
from tests.availability.cells import Door, Row, wrong_cells
from tests.cast import Cast
from tests.shape.test_permission_matrix import read_once

Build = Callable[[Cast, str], Any]
TABLES: dict[str, tuple[list[Row], tuple[str, ...], Build]] = {
    "text": (texts.ROWS, texts.STAGES, texts.at_stage),
    "anybody": (texts.WITHOUT_A_TEXT, ("at any time",), lambda council, _stage: council),
    "round": (rounds.ROWS, rounds.STAGES, rounds.at_stage),
    "amendment": (discussion.AMENDMENTS, discussion.AMENDMENT_STAGES, discussion.amendment_at),
    "comment": (discussion.COMMENTS, discussion.COMMENT_STAGES, discussion.comment_at),
    "corrigendum": (
        discussion.CORRIGENDA,
        discussion.CORRIGENDUM_STAGES,
        discussion.corrigendum_at,
    ),
    "follow-up": (followup.ROWS, followup.STAGES, followup.at_stage),
}
CELLS = [(kind, stage) for kind, (_rows, stages, _build) in TABLES.items() for stage in stages]
BY_THE_CLOCK = {
    "close_round",
    "let_objections_take_effect",
    "take_effect",
    "suspend_unreached",
    "remind_round",
    "remind_awaiting",
}
OF_ANOTHER_ACT = {
    "entitle": "open_round writes the list of the entitled",
    "tell_new_speaker": "give_mandate tells whoever begins to speak while a round runs",
    "link": "admit, turn_down and replace write a link",
    "load_instrument": "a command of the administration loads the catalogue",
}
ELSEWHERE = {
    "close_in_session": "tests/recommendations/test_rounds.py: rounds in the room",
    "reopen_paragraph": "tests/recommendations/test_drafting.py: an agreed paragraph is reopened with a reason",
    "restore_save": "tests/recommendations/test_writing.py: an earlier wording is restored",
}
ASKS_ONLY = {
    "addressed_by",
    "draft_of",
    "due_reminder",
    "entitled_in",
    "former_position",
    "least_end",
    "missing_in",
    "openings_told",
    "particulars_of",
    "particulars_stamp",
    "refused_by",
    "reminder_due",
    "require_openable",
    "result_of",
    "statements_for_record",
    "unreached_by",
    "working_draft",
}


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
