"""Corrections to a record: a delegation's own statement at once, anything else proposed, as long as the clock allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from meetings import actions
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from tests.cast import Cast, end
from tests.meetings.test_record import circulated
from tests.meetings.test_room import first
from tests.pages import filled

SignIn = Callable[[object], Client]


def test_a_delegation_corrects_its_own_statement_and_proposes_elsewhere(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    at = timezone.now()
    own = actions.correct(
        entry, "en", "welcomed the draft", "welcomed the draft warmly", by=council.head, at=at
    )
    assert (own.own_statement, own.status) == (True, "made")
    with pytest.raises(RuleBroken, match="Say why"):
        actions.correct(entry, "en", "asked for time", "asked for nothing", by=council.head, at=at)
    proposed = actions.correct(
        entry,
        "en",
        "asked for time",
        "asked for a week",
        reason="As was said",
        by=council.head,
        at=at,
    )
    assert (proposed.own_statement, proposed.status) == (False, "proposed")
    entry.refresh_from_db()
    assert "warmly" in entry.texts["en"]
    assert "asked for time" in entry.texts["en"]
    for role in ("member", "outsider"):
        with pytest.raises(Refused):
            actions.correct(
                entry, "en", "asked for time", "x", reason="y", by=council.people[role], at=at
            )
    with pytest.raises(RuleBroken, match="exactly once"):
        actions.correct(entry, "en", "never said", "x", reason="y", by=council.head, at=at)
    with pytest.raises(RuleBroken, match="Say why the correction is not made"):
        actions.decide_correction(proposed, make=False, by=council.secretariat, at=at)
    actions.decide_correction(proposed, make=True, by=council.secretariat, at=at)
    entry.refresh_from_db()
    assert "asked for a week" in entry.texts["en"]
    with pytest.raises(RuleBroken, match="has been decided"):
        actions.decide_correction(proposed, make=True, by=council.secretariat, at=at)


def test_corrections_end_by_the_databases_clock(council: Cast) -> None:
    journal = circulated(council)
    end(journal)
    entry = journal.entries.get(item=first(journal.meeting))
    with pytest.raises(RuleBroken, match="not taken now"):
        actions.correct(entry, "en", "welcomed the draft", "x", by=council.head, at=timezone.now())


def test_a_delegation_does_not_put_words_into_the_mouth_of_another(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    at, by = timezone.now(), council.head
    for before, after in (
        ("welcomed the draft", "thanked.\nBactria: withdrew its objection"),  # a line more
        ("Sogdiana: welcomed", "Bactria: welcomed"),  # the name itself
        ("asked for time", "asked for nothing"),  # of another
    ):
        made = actions.correct(entry, "en", before, after, reason="As was said", by=by, at=at)
        assert (made.own_statement, made.status) == (False, "proposed"), after
    entry.refresh_from_db()
    assert "withdrew" not in entry.texts["en"]


def test_the_delegation_is_told_what_became_of_its_correction(council: Cast) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    proposed = actions.correct(
        entry, "en", "asked for time", "x", reason="As was said", by=council.head, at=timezone.now()
    )
    actions.decide_correction(
        proposed, make=False, answer="It was said so.", by=council.secretariat, at=timezone.now()
    )
    told = Delivery.objects.filter(letter__kind="correction_decided")
    assert {each.person for each in told} == {
        council.head,
        council.excom_chair,
    }  # head and alternate
    letter = told.get(person=council.head)
    assert journal.get_absolute_url() in letter.text
    assert (
        "It was said so." not in letter.text
    )  # the answer stands beside the correction, for who may read it


def test_the_form_of_a_correction_begins_with_the_delegations_own_line(
    council: Cast, sign_in: SignIn
) -> None:
    journal = circulated(council)
    entry = journal.entries.get(item=first(journal.meeting))
    client = sign_in(council.head)
    client.cookies["language"] = "en"
    address = f"/meetings/entries/{entry.pk}/correct/"
    given_first = filled(client.get(address))
    assert given_first["before"] == given_first["after"] == "Sogdiana: welcomed the draft."
    sent = {
        "language": "en",
        "before": given_first["before"],
        "after": "Sogdiana: welcomed the draft and the term.",
    }
    assert client.post(address, sent).status_code == 302
    entry.refresh_from_db()
    assert "welcomed the draft and the term" in entry.texts["en"]
    assert filled(sign_in(council.society_head).get(address))["before"] == ""
