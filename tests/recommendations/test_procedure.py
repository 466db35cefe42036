"""The procedure of a body: frozen into its rounds, within its bounds, counted in hours or in working days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from councils.lifecycle import MEANINGS
from councils.models import BodyRules, DecreedDay, State
from councils.workdays import Workdays
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from tests.cast import Cast, sets_rules


def test_the_procedure_is_frozen_into_the_round(council: Cast) -> None:
    offered = [
        {
            "code": code,
            "effect": effect,
            "label": label,
            "meaning": "as it says",
            "needs_reason": effect == "objects",
            "i18n": {"label_ru": "Не приемлет"},
        }
        for code, effect, label in [
            ("yes", "joins", "Agrees"),
            ("veto", "objects", "Cannot live with it"),
        ]
    ]
    sets_rules(council.group, *offered, minimum_hours=24)
    opened = council.opened(hours=25)
    with transaction.atomic():
        own = BodyRules.of(council.group)
        own.options.update(is_offered=False)
        sets_rules(council.group, minimum_hours=500)
    opened.refresh_from_db()
    assert (opened.minimum_hours, opened.procedure["version"]) == (24, 1)
    assert BodyRules.of(council.group).for_round()["version"] == 2
    assert [m.label for m in opened.meanings.values()] == ["Agrees", "Cannot live with it"]
    with translation.override("ru"):
        assert opened.meaning_of("veto").label == "Не приемлет"
    with pytest.raises(RuleBroken, match="does not offer"):
        actions.take_position(opened, "supports", by=council.head)
    taken = actions.take_position(opened, "veto", by=council.head, reason="No.")
    opened.refresh_from_db()
    assert (taken.blocks, opened.closing) == (True, "broken")


def test_the_nine_positions_of_the_council_and_what_each_needs() -> None:
    """anchors 6.8: (effect, words, paragraph, change); whatever a body says of its own rules, these are the defaults."""
    assert {
        code: (each.effect, each.needs_reason, each.needs_paragraph, each.needs_change)
        for code, each in MEANINGS.items()
    } == {
        "supports": ("joins", False, False, False),
        "no_objection": ("joins", False, False, False),
        "with_statement": ("statement", True, False, False),
        "with_reservation": ("reservation", True, True, False),
        "stands_aside": ("aside", False, False, False),
        "recused": ("aside", False, False, False),
        "awaiting": ("awaiting", False, False, False),
        "objects_with_change": ("objects", True, False, True),
        "objects": ("objects", True, False, False),
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("minimum_hours", 23),
        ("minimum_hours", 1441),
        ("working_days", 31),
        ("required_languages", []),
    ],
)
def test_a_procedure_stays_within_its_bounds(council: Cast, field: str, value: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        sets_rules(council.group, **{field: value})


def test_only_governments_where_the_body_says_so(council: Cast) -> None:
    sets_rules(council.group, entitles="governments")
    opened = council.opened()
    assert {e.organisation.kind for e in opened.entitlements.all()} == {"government"}
    with pytest.raises(Refused, match="not among those entitled"):
        actions.take_position(opened, "supports", by=council.agency_head)


def test_silence_that_needs_prior_agreement_names_the_meeting(council: Cast) -> None:
    sets_rules(council.group, needs_agreement=True)
    text = council.text()
    with pytest.raises(RuleBroken, match="Name the meeting"):
        council.opened(text)
    assert council.opened(text, agreed_at_meeting="Fourth meeting, item 3").agreed_at_meeting


def test_working_days_are_those_of_all_five_states(council: Cast) -> None:
    days = Workdays()
    assert not days.is_working_day(date(2026, 3, 21))  # Nowruz, a Saturday
    assert not days.is_working_day(date(2026, 9, 1))  # Uzbekistan's own day
    assert days.after(date(2026, 11, 26), 3) == date(2026, 12, 1)
    procedure = BodyRules(counted_in="working_days", working_days=3)
    at = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Asia/Tashkent"))
    assert actions.least_end(procedure, at) == datetime(
        2026, 12, 1, 12, tzinfo=ZoneInfo("Asia/Tashkent")
    )


@pytest.mark.parametrize(
    ("day", "country", "works"),
    [
        (date(2024, 12, 14), "UZ", True),  # a Saturday in the place of 30 December
        (date(2024, 12, 14), "TJ", False),
        (date(2024, 12, 30), "UZ", False),
        (date(2025, 1, 5), "KZ", True),  # a Sunday in the place of 3 January
        (date(2024, 12, 16), "UZ", True),
        (date(2024, 12, 15), "UZ", False),
    ],
)
def test_a_working_day_that_was_moved_is_worked(
    council: Cast, day: date, country: str, works: bool
) -> None:
    assert Workdays([country]).is_working_day(day) is works
    assert (Workdays([country]).off(day) == "") is works


def test_what_a_government_decrees_goes_before_the_law(council: Cast) -> None:
    uz, thursday = State.objects.get(code="UZ"), date(2026, 11, 26)
    DecreedDay.objects.create(state=uz, day=date(2026, 11, 27), decree="No. 1")
    assert Workdays().off(date(2026, 11, 27)) == "UZ"
    assert Workdays().after(thursday, 1) == date(2026, 11, 30)
    for state in State.objects.all():
        DecreedDay.objects.create(state=state, day=date(2026, 11, 28), is_working=True, decree="2")
    assert Workdays().after(thursday, 1) == date(2026, 11, 28)
    procedure = BodyRules(counted_in="working_days", working_days=1)
    at = datetime(2026, 11, 26, 12, tzinfo=ZoneInfo("Asia/Tashkent"))
    assert actions.least_end(procedure, at).date() >= date(2026, 11, 28)
