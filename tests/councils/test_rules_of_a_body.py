"""The rules of a body are one row; each change is a version, and what is opened names the one that it was opened under."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from councils.lifecycle import SYMBOL_PATTERNS, Numbered
from councils.models import BodyRules, RulesVersion
from meetings import actions as meetings
from rec_portal.audit.models import Entry
from tests.administration.test_walk import OBJECTS, filled
from tests.cast import Cast, sets_rules

YES = {"code": "yes", "effect": "joins", "label": "Yes", "meaning": "m", "is_offered": "on"}


@pytest.fixture
def desk(council: Cast, sign_in: Any) -> Client:
    client: Client = sign_in(council.admin)
    return client


def _change(desk: Client, rules: BodyRules, **typed: Any) -> Any:
    address = reverse("admin:councils_bodyrules_change", args=[rules.pk])
    answer = desk.post(address, filled(desk.get(address)) | typed)
    assert answer.status_code == 302
    return desk.get(address).content.decode()


def _made(desk: Client, council: Cast, **typed: Any) -> BodyRules:
    address = reverse("admin:councils_bodyrules_add")
    values = filled(desk.get(address)) | {"body": council.group.pk} | typed
    assert desk.post(address, values).status_code == 302
    return BodyRules.objects.get(body=council.group)


def test_each_change_is_a_version_with_its_moment_its_author_and_what_it_changed(
    council: Cast, desk: Client
) -> None:
    begins = timezone.now()
    rules = _made(desk, council, quorum="half")
    typed = {"minimum_hours": 96, "quorum": "all", "needs_agreement": "on"}
    page = _change(desk, rules, **typed, required_languages=["ru"])
    second, first = RulesVersion.objects.filter(rules=rules)
    assert (first.number, second.number) == (1, 2)
    assert begins < first.since < second.since < timezone.now()
    assert {first.set_by, second.set_by} == {council.admin}
    assert (first.data["minimum_hours"], second.data["minimum_hours"]) == (72, 96)
    for words in (
        "quorum: More than half of the members → All members",
        "least hours of a silence procedure: 72 → 96",
        "silence needs prior no-objection to its use: no → yes",
        "languages that must be complete: Russian, English → Russian",
        council.admin.name,
    ):
        assert words in page
    desk.cookies[settings.LANGUAGE_COOKIE_NAME] = "ru"
    page = _change(desk, rules, minimum_hours=120)
    with translation.override("ru"):
        assert f"{gettext('least hours of a silence procedure')}: 96 → 120" in page


def test_a_form_saved_as_it_stood_makes_no_version(council: Cast, desk: Client) -> None:
    rules = _made(desk, council)
    entries = Entry.objects.filter(action="bodyrules.changed").count()
    _change(desk, rules)
    assert rules.versions.count() == 1
    assert Entry.objects.filter(action="bodyrules.changed").count() == entries + 1


def test_positions_are_of_the_version_and_the_body_is_not_changed(
    council: Cast, desk: Client
) -> None:
    rules = _made(desk, council)
    rows = {
        "options-TOTAL_FORMS": 2,
        **{f"options-0-{name}": value for name, value in (YES | {"order": 1}).items()},
        **{f"options-1-{name}": value for name, value in OBJECTS.items()},
    }
    page = _change(desk, rules, **rows, body=council.committee.pk)
    newest = rules.versions.first()
    assert newest is not None
    assert [each["code"] for each in newest.data["options"]] == ["yes", "no"]
    assert "positions offered" in page
    rules.refresh_from_db()
    assert rules.body == council.group


def test_what_is_opened_names_the_version_that_it_was_opened_under(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    opened = council.opened()
    assert opened.procedure["version"] == 0  # nothing is set: the defaults
    sets_rules(council.group, quorum="half")
    sets_rules(council.group, minimum_hours=24)
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    sets_rules(council.group, quorum="all")
    meeting.refresh_from_db()
    frozen = meeting.rules[str(council.group.pk)]
    assert (frozen["version"], frozen["quorum"]) == (2, "half")
    assert BodyRules.of(council.group).for_round()["version"] == 3


WITHOUT_A_VERSION = [
    "UPDATE councils_bodyrules SET required_languages = ARRAY['en', 'ru']",
    "UPDATE councils_bodyrules SET minimum_hours = 24",
    "UPDATE councils_bodyrules SET quorum = 'half'",
    "UPDATE councils_positionoption SET effect = 'joins' WHERE code = 'no'",
    "DELETE FROM councils_positionoption WHERE code = 'no'",
    "INSERT INTO councils_positionoption (rules_id, code, effect, label, meaning, prompt, needs_reason, needs_paragraph,"
    " needs_change, is_offered, \"order\", i18n) SELECT rules_id, 'other', effect, label, meaning, prompt, needs_reason,"
    " needs_paragraph, needs_change, is_offered, 9, i18n FROM councils_positionoption WHERE code = 'yes'",
    "INSERT INTO councils_bodyrules (body_id, notice_days, papers_days, quorum, speech_minutes, correction_hours, silence_hours,"
    " minimum_hours, counted_in, working_days, needs_agreement, confirmation_hours, required_languages, entitles, declares,"
    " council_decides, document_symbols, meeting_symbols, decision_symbols, text_symbols)"
    " SELECT (SELECT id FROM councils_body WHERE code = 'EC'), notice_days, papers_days, quorum, speech_minutes,"
    " correction_hours, silence_hours, minimum_hours, counted_in, working_days, needs_agreement, confirmation_hours,"
    " required_languages, entitles, declares, council_decides, '', '', '', '' FROM councils_bodyrules",
]


@pytest.mark.parametrize("statement", WITHOUT_A_VERSION)
def test_the_database_takes_no_change_without_its_version(council: Cast, statement: str) -> None:
    yes = {"code": "yes", "effect": "joins", "label": "Yes", "meaning": "m"}
    no = yes | {"code": "no", "effect": "objects", "needs_reason": True}
    sets_rules(council.group, yes, no)
    with (
        pytest.raises(IntegrityError, match="with a version of them"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
        assert cursor.rowcount == 1
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_a_position_stays_with_its_body_and_what_is_saved_as_it_stood_is_no_change(
    council: Cast,
) -> None:
    yes = {"code": "yes", "effect": "joins", "label": "Yes", "meaning": "m"}
    no = yes | {"code": "no", "effect": "objects", "needs_reason": True}
    own, other = sets_rules(council.group, yes, no), sets_rules(council.committee)
    with (
        pytest.raises(IntegrityError, match="stays with"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("UPDATE councils_positionoption SET rules_id = %s", [other.pk])
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE councils_bodyrules SET quorum = quorum WHERE id = %s", [own.pk])
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert own.versions.count() == 1


def test_rules_that_were_not_read_with_their_version_are_frozen_into_nothing(council: Cast) -> None:
    sets_rules(council.group)
    with pytest.raises(KeyError):
        BodyRules.objects.get(body=council.group).for_meeting()


@pytest.mark.django_db(transaction=True)
def test_nobody_changes_the_rules_while_something_is_opened_under_them(council: Cast) -> None:
    """What is frozen is one version whole: values, positions and number."""
    sets_rules(council.group)
    with transaction.atomic():
        BodyRules.held(council.group)
        with ThreadPoolExecutor(1) as other, pytest.raises(OperationalError, match="lock timeout"):
            other.submit(_changed_meanwhile, council.group.pk).result()
    sets_rules(council.group, quorum="half")


def _changed_meanwhile(body: int) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '200ms'")
            BodyRules.objects.filter(body=body).update(quorum="all")
    finally:
        connection.close()


@pytest.mark.parametrize("effects", [("joins",), ("objects",), ("aside", "joins")])
def test_positions_with_which_nobody_could_join_or_block_are_no_version(
    council: Cast, effects: tuple[str, ...]
) -> None:
    offered = [
        {"code": effect, "effect": effect, "label": "x", "meaning": "m", "needs_reason": True}
        for effect in effects
    ]
    with pytest.raises(IntegrityError, match="join or block"), transaction.atomic():
        sets_rules(council.group, *offered)
    hidden = [each | {"is_offered": False} for each in offered]
    assert sets_rules(
        council.group, *hidden
    ).positions()  # none is offered: the nine of the Council


def test_a_version_is_never_changed_and_says_itself_what_it_is(council: Cast) -> None:
    rules = sets_rules(council.group, notice_days=5)
    forged = RulesVersion.objects.create(
        rules=rules, number=9, since=timezone.now() - timedelta(days=400), data={"quorum": "all"}
    )
    forged.refresh_from_db()
    assert forged.number == 2
    assert timezone.now() - forged.since < timedelta(minutes=1)
    assert (forged.data["notice_days"], forged.data["quorum"]) == (5, "none")
    for statement in (
        "UPDATE councils_rulesversion SET number = 7",
        "DELETE FROM councils_rulesversion",
    ):
        with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
            connection.cursor().execute(statement)


@pytest.mark.parametrize("kind", Numbered)
def test_a_kind_left_empty_is_numbered_as_the_council_does(council: Cast, kind: Numbered) -> None:
    assert BodyRules.of(council.group).pattern_of(kind) == SYMBOL_PATTERNS[kind]
    own = sets_rules(council.group, **{f"{kind}_symbols": "X/{body}/{number}"})
    assert own.pattern_of(kind) == "X/{body}/{number}"
    others = [each for each in Numbered if each != kind]
    assert [own.pattern_of(each) for each in others] == [SYMBOL_PATTERNS[each] for each in others]


@pytest.mark.parametrize(
    ("language", "meeting", "round_", "usual"),
    [
        ("en", ": version 2, as it stood", "Under version 2 of the rules", "Under the usual rules"),
        ("ru", ": версия 2, действовавшая", "Правила органа: версия 2", "Обычные правила Совета"),
    ],
)
def test_the_pages_say_under_which_version_a_meeting_and_a_round_were_opened(
    council: Cast, sign_in: Any, language: str, meeting: str, round_: str, usual: str
) -> None:
    client = sign_in(council.head)
    client.cookies["language"] = language
    first = council.opened()
    path = f"/recommendations/{first.recommendation_id}/rounds/"
    assert usual in client.get(path).content.decode()
    sets_rules(council.group, notice_days=0)
    sets_rules(council.group, papers_days=0)
    opened = council.opened(council.text())
    path = f"/recommendations/{opened.recommendation_id}/rounds/"
    assert round_ in client.get(path).content.decode()
    planned = council.meeting(starts_in=timedelta(hours=1))
    assert meeting not in client.get(planned.get_absolute_url()).content.decode()
    meetings.change_status(planned, "in_session", by=council.chair, at=timezone.now())
    sets_rules(council.group, papers_days=1)  # what is opened keeps its version
    assert meeting in client.get(planned.get_absolute_url()).content.decode()
