"""What a person may not see does not exist for that person: a number that exists and one that does not get one answer."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.cast import PEOPLE, Cast
from tests.shape.addresses import arguments
from tests.shape.test_permission_matrix import Asking, status

FAR = 9_999_999
"""A number that nothing has."""
HIDDEN = (
    "meetings:answer-record",
    "meetings:confirm-all",
    "meetings:delegation",
    "meetings:invitation",
    "meetings:invitation-letter",
    "meetings:invitation-withdraw",
    "meetings:nomination",
    "meetings:paper-remove",
    "meetings:paper-unexpect",
    "meetings:visa-letter",
    "desk:credentials",
    "desk:delivery",
    "desk:letter",
    "desk:mandate-end",
    "desk:mandate-give",
    "desk:office-end",
    "desk:organisation",
    "desk:seat-end",
    "desk:seat-give",
)
"""Addresses of what only the secretariat sees, or only the organisation that it is about."""


def test_refusals_tell_nobody_that_a_thing_exists(council: Cast, sign_in: Any) -> None:
    given, told = arguments(council), []
    for role in PEOPLE:
        asking = Asking()
        asking.cookies = sign_in(council.people[role]).cookies
        for name in HIDDEN:
            address = reverse(name, kwargs=given[name])
            missing = reverse(name, kwargs=given[name] | {"pk": FAR})
            for method in ("GET", "POST"):
                answers = status(asking, method, address), status(asking, method, missing)
                if answers[0] in {403, 404} and answers[0] != answers[1]:
                    told.append((name, role, method, answers))
    assert told == []
