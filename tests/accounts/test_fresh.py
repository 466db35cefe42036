"""Before a formal act the sign-in is confirmed afresh, and what was typed is sent by itself afterwards."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recommendations import actions
from recommendations.models import ObjectionWithdrawal, Position
from tests.cast import PASSWORD, Cast, end, undone
from tests.meetings.test_silence_of_record import under_silence
from tests.pages import confirm, filled, stamp_of

ASKED = "/accounts/reauthenticate/"


@pytest.fixture
def speaker(council: Cast, settings: Any, sign_in: Any) -> Client:
    """A head of delegation whose sign-in is older than five minutes."""
    settings.FRESH_SIGN_IN = True
    council.other_head.set_password(PASSWORD)
    council.other_head.save()
    client: Client = sign_in(council.other_head)
    return client


def _confirmed(client: Client, address: str, typed: dict[str, str]) -> Any:
    """Type, read the check page, press its button."""
    page = client.post(address, typed)
    assert page.status_code == 200
    return confirm(client, page)


def test_a_position_waits_for_the_sign_in_and_is_taken_by_itself(
    council: Cast, speaker: Client
) -> None:
    held = council.opened()
    address = reverse("recommendations:position", args=[held.pk])
    typed = {"kind": "objects", "reason": "Our capital says no, for a long reason."}
    answer = _confirmed(speaker, address, typed)
    assert answer.status_code == 302
    assert answer["Location"].startswith(ASKED)
    assert not Position.objects.filter(round=held).exists()
    wrong = speaker.post(answer["Location"], {"password": "not it"})
    assert wrong.status_code == 200
    assert not Position.objects.filter(round=held).exists()
    done = speaker.post(answer["Location"], {"password": PASSWORD})
    assert done.status_code == 302
    taken = Position.objects.get(round=held)
    assert (taken.kind, taken.reason) == ("objects", typed["reason"])
    assert taken.taken_by == council.other_head


def test_within_five_minutes_it_is_not_asked_again(council: Cast, speaker: Client) -> None:
    speaker.post(ASKED, {"password": PASSWORD})
    first = reverse("recommendations:position", args=[council.opened().pk])
    second = reverse("recommendations:position", args=[council.opened().pk])
    with time_machine.travel(timezone.now() + timedelta(seconds=290)):
        assert ASKED not in _confirmed(speaker, first, {"kind": "no_objection"})["Location"]
    with time_machine.travel(timezone.now() + timedelta(seconds=310)):
        assert ASKED in _confirmed(speaker, second, {"kind": "no_objection"})["Location"]


def test_the_sign_in_itself_counts(council: Cast, settings: Any) -> None:
    settings.FRESH_SIGN_IN = True
    council.other_head.set_password(PASSWORD)
    council.other_head.save()
    client = Client()
    client.post("/accounts/login/", {"login": council.other_head.email, "password": PASSWORD})
    address = reverse("recommendations:position", args=[council.opened().pk])
    answer = _confirmed(client, address, {"kind": "no_objection"})
    assert ASKED not in answer["Location"]


def test_who_may_not_is_told_so_and_not_asked_to_sign_in(council: Cast, speaker: Client) -> None:
    held = council.opened()
    end(held)
    assert speaker.post(f"/recommendations/rounds/{held.pk}/declare/", {}).status_code == 403
    assert speaker.post(reverse("recommendations:renew", args=[held.pk])).status_code == 409


def test_a_declaration_asks(council: Cast, settings: Any, sign_in: Any) -> None:
    settings.FRESH_SIGN_IN = True
    held = council.short_round(council.text(), by=council.chair)
    end(held)
    said = {
        "outcome": "consensus",
        "breadth": "Broad.",
        "issues": "None.",
        "addressed": "None.",
        "remains": "",
        "undone": list(undone(held.recommendation)),
    }
    address, chair = reverse("recommendations:declare", args=[held.pk]), sign_in(council.chair)
    said |= {"shown": stamp_of(chair.get(address)), "confirmed": "1"}
    assert ASKED in chair.post(address, said)["Location"]
    settings.FRESH_SIGN_IN = False
    assert ASKED not in chair.post(address, said)["Location"]


def test_a_certification_and_an_objection_to_a_record_ask(
    council: Cast, settings: Any, sign_in: Any
) -> None:
    text, journal = council.agreed(), under_silence(council)
    settings.FRESH_SIGN_IN = True
    pages = {
        "secretariat": (
            reverse("recommendations:certify", args=[text.pk]),
            {"undone": list(undone(text))},
        ),
        "other_head": (
            reverse("meetings:record-object", args=[journal.pk]),
            {"reason": "We did not say so."},
        ),
    }
    for role, (address, typed) in pages.items():
        client = sign_in(council.people[role])
        if b'name="shown"' in (page := client.get(address)).content:
            typed |= {"shown": stamp_of(page), "confirmed": "1"}
        assert ASKED in client.post(address, typed)["Location"]
    settings.FRESH_SIGN_IN = False
    for role, (address, typed) in pages.items():
        answer = sign_in(council.people[role]).post(address, typed)
        assert (answer.status_code, ASKED in answer["Location"]) == (302, False)


def test_a_recorded_position_and_the_lifting_of_an_objection_ask(
    council: Cast, settings: Any, sign_in: Any
) -> None:
    """What takes another's word down, or an objection back, weighs as much as the word itself."""
    text = council.text()
    broken = council.opened(text)
    objection = actions.take_position(broken, "objects", by=council.head, reason="Not so.")
    held = council.opened(kind="in_session", hours=2)
    sogdiana = council.organisations["sogdiana"]
    record = reverse("recommendations:position-record", args=[held.pk, sogdiana.pk])
    lift = reverse("recommendations:lift", args=[objection.pk])
    clerk, head = sign_in(council.secretariat), sign_in(council.head)
    check = clerk.post(record, filled(clerk.get(record)) | {"kind": "no_objection"})
    settings.FRESH_SIGN_IN = True
    assert ASKED in confirm(clerk, check)["Location"]
    assert ASKED in head.post(lift, {"words": "We join."})["Location"]
    assert not held.positions.exists()
    assert not ObjectionWithdrawal.objects.exists()
    settings.FRESH_SIGN_IN = False
    assert ASKED not in confirm(clerk, check)["Location"]
    assert ASKED not in head.post(lift, {"words": "We join."})["Location"]
