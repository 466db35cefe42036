"""Acts on mandates, accounts and the post: their tables, and what drives every public function."""

from __future__ import annotations

import inspect
from types import ModuleType

import pytest

import accounts.actions
import councils.actions
import desk.actions
import rec_portal.mail.actions
import working_groups.actions
from tests.availability import accounts as accounts_table
from tests.availability import letters, standing
from tests.availability.cells import Tables, without_a_row

TABLES: Tables = {
    "standing": (standing.ROWS, standing.STAGES, standing.standing_at),
    "account": (accounts_table.ROWS, accounts_table.STAGES, accounts_table.account_at),
    "letter": (letters.ROWS, letters.STAGES, letters.delivery_at),
}
OTHERS: dict[ModuleType, dict[str, str]] = {
    accounts.actions: {
        "address_added": "sign-in: its owner has added an address",
        "change_preferences": "tests/accounts: one's own, at any time",
        "clear_ended_sessions": "by the clock",
        "confirm_address": "invite, and the administration's form",
        "note": "sign-in: the trail",
        "note_visit": "sign-in: when the last one was",
        "queue_account_letter": "sign-in: its letters",
    },
    councils.actions: {
        "keep_organisation": "loaded by a command of the administration",
        "load_council": "loaded by a command of the administration",
        "keep_version": "what follows a change of rules in the administration's form",
        "make_room": "give_mandate, give_seat, give_office, and the administration's form",
        "mandates_changed": "what follows each of them",
        "tell_of_begun_mandates": "by the clock",
        "tell_of_mandates": "registers",
    },
    desk.actions: {
        "load_council": "a command of the administration",
        "load_demonstration": "a command of the administration",
        "load_sample": "a command of the administration",
    },
    working_groups.actions: {"load_group": "a command of the administration"},
    rec_portal.mail.actions: {
        **dict.fromkeys(("queue", "queue_written"), "the act that writes"),
        **dict.fromkeys(
            ("claim", "conclude", "pause", "release", "renew", "send_due"), "by the clock"
        ),
        **dict.fromkeys(
            ("ask_before_sending", "ask_who_may", "send_even_to_the_deactivated"), "registers"
        ),
        **dict.fromkeys(
            ("may_receive", "message_of", "pause_before", "refused_in_a_row"), "asks only"
        ),
    },
}


@pytest.mark.parametrize("actions", OTHERS, ids=lambda module: module.__name__)
def test_every_act_has_a_row(actions: ModuleType) -> None:
    rows = {name for rows, *_rest in TABLES.values() for row in rows for name in row.acts.split()}
    own = {name for name in rows if inspect.isfunction(getattr(actions, name, None))}
    assert without_a_row(actions, {}, OTHERS[actions].keys() | own) == set()
