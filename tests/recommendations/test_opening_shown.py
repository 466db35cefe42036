"""A round is opened after a page that says what is put to whom; what has changed since is shown, and nothing is done."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from councils import actions as councils
from councils.models import today
from rec_portal.ui.confirm import STAMP
from recommendations.models import ConsensusRound, Recommendation
from tests.availability.texts import _round_terms
from tests.cast import Cast
from tests.pages import stamp_of


def _asked(council: Cast, client: Client) -> tuple[Recommendation, str, dict[str, Any], str]:
    client.post("/language/", {"language": "en"})
    text = council.text()
    address = reverse("recommendations:round-open", args=[text.pk])
    typed = {name: value for name, value in _round_terms(text).items() if name != "confirmed"}
    page = client.post(address, typed)
    assert page.status_code == 200
    assert not ConsensusRound.objects.exists()
    return text, address, typed, stamp_of(page)


def test_the_page_says_what_is_put_to_whom_and_its_button_opens(
    council: Cast, sign_in: Any
) -> None:
    chair = sign_in(council.chair)
    text, address, typed, stamp = _asked(council, chair)
    answer = chair.post(address, typed | {STAMP: stamp, "confirmed": "1"})
    assert answer.status_code == 302
    held = ConsensusRound.objects.get(recommendation=text)
    assert held.entitlements.count() == 5


def test_nothing_is_opened_without_the_page(council: Cast, sign_in: Any) -> None:
    chair = sign_in(council.chair)
    _text, address, typed, _stamp = _asked(council, chair)
    for forged in ({}, {STAMP: "x"}):
        assert chair.post(address, typed | forged | {"confirmed": "1"}).status_code == 200
    assert not ConsensusRound.objects.exists()


def test_another_member_since_is_shown_and_nothing_is_opened(council: Cast, sign_in: Any) -> None:
    chair = sign_in(council.chair)
    _text, address, typed, stamp = _asked(council, chair)
    councils.give_seat(
        council.organisations["guest"], council.group, "member", starts=today(), by=None
    )
    again = chair.post(address, typed | {STAMP: stamp, "confirmed": "1"})
    shown = again.content.decode()
    assert "this has changed" in shown
    assert re.search(r"<ins>[^<]*Guest", shown)
    assert not ConsensusRound.objects.exists()
    assert (
        chair.post(address, typed | {STAMP: stamp_of(again), "confirmed": "1"}).status_code == 302
    )
    assert ConsensusRound.objects.get().entitlements.count() == 6
