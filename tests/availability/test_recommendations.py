"""Acts on texts: their tables, and what drives every public function."""

from __future__ import annotations

from recommendations import actions
from tests.availability import discussion, followup, rounds, texts
from tests.availability.cells import Tables, without_a_row

TABLES: Tables = {
    "text": (texts.ROWS, texts.STAGES, texts.at_stage),
    "anybody": (texts.WITHOUT_A_TEXT, ("at any time",), lambda council, _stage: council),
    "round": (rounds.ROWS, rounds.STAGES, rounds.at_stage),
    "room": (rounds.ROOM_ROWS, rounds.ROOM_STAGES, rounds.room_at),
    "amendment": (discussion.AMENDMENTS, discussion.AMENDMENT_STAGES, discussion.amendment_at),
    "comment": (discussion.COMMENTS, discussion.COMMENT_STAGES, discussion.comment_at),
    "corrigendum": (
        discussion.CORRIGENDA,
        discussion.CORRIGENDUM_STAGES,
        discussion.corrigendum_at,
    ),
    "follow-up": (followup.ROWS, followup.STAGES, followup.at_stage),
}
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
ASKS_ONLY = {
    "addressed_by",
    "draft_of",
    "due_reminder",
    "entitled_in",
    "former_position",
    "least_end",
    "missing_in",
    "next_revision",
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


def test_every_act_has_a_row() -> None:
    others = BY_THE_CLOCK | set(OF_ANOTHER_ACT) | ASKS_ONLY
    assert without_a_row(actions, TABLES, others) == set()
