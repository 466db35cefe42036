"""The table of what is done to an account, and an account at each stage.

A list of the administration does these acts to many at once and says beside each name what could not be done; so the table
calls the acts themselves. That the list calls them, and who opens it: tests/administration/test_accounts.py.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.mfa.models import Authenticator
from django.utils import timezone

from accounts import actions
from accounts.models import User
from tests.availability.cells import Call, Row, everywhere
from tests.availability.texts import SECRETARIAT
from tests.cast import Cast

STAGES = ("invited", "taken_over", "with_factor", "switched_off")
TAKEN_OVER = ("taken_over", "with_factor")
ADMIN = frozenset({"admin"})


def account_at(council: Cast, stage: str) -> User:
    person = User(email="new@rec.example", name="New", is_active=stage != "switched_off")
    if stage == "invited":
        person.set_unusable_password()
    else:
        person.set_password("correct horse battery 9")
    person.save()
    actions.confirm_address(person)
    if stage == "with_factor":
        Authenticator.objects.create(user=person, type="totp", data={})
    return person


def _done(act: Callable[..., Any]) -> Callable[[User], Call]:
    return lambda person: lambda by: act(person, by=by, at=timezone.now())


def _written(changes: dict[str, Any]) -> Callable[[User], Call]:
    return lambda person: (
        lambda by: actions.account_written(person, "changed", by=by, changes=changes)
    )


ROWS = [
    Row(
        "invite",
        "accounts: invited until the owner has chosen a password",
        _done(actions.invite),
        everywhere(["invited"], SECRETARIAT | ADMIN),
    ),
    Row(
        "start_reset",
        "A1: an administrator starts a reset, to the owner's own address",
        _done(actions.start_reset),
        everywhere(TAKEN_OVER, ADMIN),
    ),
    Row(
        "remove_second_factor",
        "A1: an administrator takes away a lost factor",
        _done(actions.remove_second_factor),
        everywhere(["with_factor"], ADMIN),
    ),
    Row(
        "end_sessions",
        "A9: sessions are ended by who makes accounts",
        _done(actions.end_sessions),
        everywhere(STAGES, SECRETARIAT | ADMIN),
    ),
    Row(
        "account_written",
        "A1: rights are an administrator's to give",
        _written({"is_staff": [False, True]}),
        everywhere(STAGES, ADMIN),
        unlocked="the administration has just written the row",
    ),
]
