"""A round is closed in the room, declared, a text certified, after a page that says over what; another state is shown anew."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from recommendations import actions as texts
from recommendations.models import (
    Adoption,
    ConsensusRound,
    Corrigendum,
    Declaration,
    Recommendation,
)
from tests.cast import SAID, Cast, end, newest, undone
from tests.pages import filled, stamp_of

pytestmark = pytest.mark.django_db

SPOKEN = {
    "breadth": SAID.breadth,
    "issues": SAID.issues,
    "addressed": SAID.addressed,
    "remains": "",
}


def _english(client: Client) -> Client:
    client.post("/language/", {"language": "en"})
    return client


@pytest.fixture
def second_secretary(council: Cast) -> User:
    """Another clerk: who corrects a text does not certify it."""
    made: User = User.objects.create_user(
        "clerk@rec.example", "x", name="Second Clerk", is_secretariat=True
    )
    return made


def _slip(text: Recommendation, by: User) -> Corrigendum:
    """A corrigendum of its second paragraph."""
    return texts.add_corrigendum(
        text,
        newest(text).numbered()[1].paragraph,
        "en",
        "Paragraph numbered 1.",
        reason="A slip.",
        by=by,
        at=timezone.now(),
    )


def _changed(answer: Any) -> list[str]:
    """What the page that comes again says is another than it showed."""
    assert answer.status_code == 200
    said = answer.content.decode()
    assert "Nothing has been done" in said
    return re.findall(r"<ins>([^<]*)</ins>", said)


def test_a_statement_that_came_since_is_shown_before_the_declaration(
    council: Cast, sign_in: Any
) -> None:
    held = council.short_round(council.text(), by=council.chair)
    end(held)
    address = reverse("recommendations:declare", args=[held.pk])
    chair = _english(sign_in(council.chair))
    typed = SPOKEN | {"outcome": "consensus", "undone": sorted(undone(held.recommendation))}
    shown = stamp_of(chair.get(address))
    texts.make_statement(
        held, "interpretative", "We understand it so.", language="en", by=council.other_head
    )
    again = chair.post(address, typed | {"shown": shown, "confirmed": "1"})
    [new] = _changed(again)
    assert new.startswith("Bactria delegation: Interpretative statement, ")
    assert "«We understand it so.»" in new
    assert filled(again)["breadth"] == SAID.breadth
    assert not Declaration.objects.exists()
    right = typed | {"shown": stamp_of(again), "confirmed": "1", "outcome": "with_statements"}
    assert chair.post(address, right).status_code == 302
    assert Declaration.objects.get().outcome == "with_statements"


def test_nothing_is_declared_or_certified_without_the_page(council: Cast, sign_in: Any) -> None:
    held = council.short_round(council.text(), by=council.chair)
    end(held)
    typed = SPOKEN | {"outcome": "consensus", "undone": sorted(undone(held.recommendation))}
    address = reverse("recommendations:declare", args=[held.pk])
    for forged in ({}, {"confirmed": "1"}, {"confirmed": "1", "shown": "x"}):
        assert sign_in(council.chair).post(address, typed | forged).status_code == 200
    assert not Declaration.objects.exists()
    text = council.agreed()
    address = reverse("recommendations:certify", args=[text.pk])
    for forged in ({}, {"confirmed": "1"}, {"confirmed": "1", "shown": "x"}):
        data = {"undone": sorted(undone(text)), **forged}
        assert sign_in(council.secretariat).post(address, data).status_code == 200
    assert not Adoption.objects.exists()


def test_a_corrigendum_confirmed_since_is_shown_before_the_certification(
    council: Cast, sign_in: Any, second_secretary: User
) -> None:
    text = council.agreed()
    made = _slip(text, second_secretary)
    address = reverse("recommendations:certify", args=[text.pk])
    office = _english(sign_in(council.secretariat))
    page = office.get(address)
    assert "the chair has not yet confirmed" in page.content.decode()
    texts.confirm_corrigendum(made, by=council.excom_chair, at=timezone.now())
    data = {"undone": sorted(undone(text)), "confirmed": "1"}
    again = office.post(address, data | {"shown": stamp_of(page)})
    assert any("Paragraph numbered 1." in each for each in _changed(again))
    assert not Adoption.objects.exists()
    assert office.post(address, data | {"shown": stamp_of(again)}).status_code == 302
    assert Adoption.objects.get().revision.corrects_id is not None


def test_a_withdrawn_corrigendum_is_not_said_to_be_worked_in(
    council: Cast, sign_in: Any, second_secretary: User
) -> None:
    text = council.agreed()
    made = _slip(text, second_secretary)
    texts.withdraw_corrigendum(made, by=second_secretary, at=timezone.now())
    page = _english(sign_in(council.secretariat)).get(
        reverse("recommendations:certify", args=[text.pk])
    )
    assert "Paragraph numbered 1." not in page.content.decode()


def test_an_objection_that_came_since_is_shown_before_the_room_is_closed(
    council: Cast, sign_in: Any
) -> None:
    held = council.opened(kind="in_session", hours=2)
    address = reverse("recommendations:round-put", args=[held.pk])
    chair = _english(sign_in(council.chair))
    shown = stamp_of(chair.get(address))
    texts.take_position(held, "objects", by=council.head, reason="Against our law.")
    again = chair.post(address, {"shown": shown, "confirmed": "1"})
    assert _changed(again) == ["Sogdiana delegation"]
    held = ConsensusRound.objects.judged().get(pk=held.pk)
    assert held.is_running
    assert held.expires_at > timezone.now() + timedelta(hours=1)
    assert chair.post(address, {"shown": stamp_of(again), "confirmed": "1"}).status_code == 302


def test_another_statement_in_the_place_of_one_is_shown(council: Cast, sign_in: Any) -> None:
    """Of the same organisation and the same kind: what is annexed is the words."""
    held = council.short_round(council.text(), by=council.chair)
    end(held)
    made = texts.make_statement(
        held, "explanation", "We can pay.", language="en", by=council.other_head
    )
    address = reverse("recommendations:declare", args=[held.pk])
    chair = _english(sign_in(council.chair))
    shown = stamp_of(chair.get(address))
    texts.withdraw_statement(made, by=council.other_head, at=timezone.now())
    texts.make_statement(held, "explanation", "Others pay.", language="en", by=council.other_head)
    typed = SPOKEN | {"outcome": "with_statements", "undone": sorted(undone(held.recommendation))}
    again = chair.post(address, typed | {"shown": shown, "confirmed": "1"})
    assert "Others pay." in _changed(again)[0]
    assert not Declaration.objects.exists()


def test_a_mistake_in_the_form_does_not_hide_what_has_changed(council: Cast, sign_in: Any) -> None:
    """The page that comes back for the mistake names the change too; its stamp is of what it names."""
    held = council.short_round(council.text(), by=council.chair)
    end(held)
    address = reverse("recommendations:declare", args=[held.pk])
    chair = _english(sign_in(council.chair))
    shown = stamp_of(chair.get(address))
    texts.make_statement(
        held, "interpretative", "We understand it so.", language="en", by=council.other_head
    )
    again = chair.post(address, {"shown": shown, "confirmed": "1", "breadth": "Broad."})
    assert again.status_code == 422
    assert "Nothing has been done" in again.content.decode()
