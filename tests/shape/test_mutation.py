"""The tool that breaks rules breaks them: where it says, in every way it knows, and nothing that is said to people."""

from __future__ import annotations

import ast

import pytest

from tools.mutation.__main__ import COMMITTED, LISTED, PRINTED, sql_of, trial_of
from tools.mutation.places import KINDS, breaks, broken, broken_sql, in_file, places

SOURCE = '''
"""Words."""
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import datetime

OPEN = {"a", "b"}
CHOICES = [("a", _("A is less")), ("b", _("B"))]


class Rule:
    class Meta:
        constraints: ClassVar = [
            CheckConstraint(condition=Q(a=1), name="app_one"),
            UniqueConstraint(fields=["a"], name="app_two"),
        ]


def may(user: User | None, at: int = 3) -> Verdict:
    """Who may."""
    if user.is_active and at < 5:
        lock(user)
        raise RuleBroken(_("Not before %d.") % 7)
    return Seat.objects.filter(user=user, kind="member")
'''


def broken_ways() -> list[str]:
    found = []
    for number, _each in enumerate(breaks(ast.parse(SOURCE))):
        found.append(ast.unparse(broken(SOURCE, number)))
    return found


@pytest.mark.parametrize(
    "after",
    [
        'OPEN = {"a"}',
        "if user.is_active or at < 5:",
        "if user.is_active and at <= 5:",
        "if user.is_active and at < 6:",
        "pass\n        raise RuleBroken",
        "lock(user)\n        pass",
        'Seat.objects.exclude(user=user, kind="member")',
        "Seat.objects.filter(user=user)",
        'constraints: ClassVar = [CheckConstraint(condition=Q(a=1), name="app_one")]',
        'constraints: ClassVar = [UniqueConstraint(fields=["a"], name="app_two")]',
    ],
)
def test_each_way_of_breaking_is_found_once(after: str) -> None:
    wanted = after.replace('"', "'")
    assert sum(wanted in way for way in broken_ways()) == 1


def test_every_break_changes_one_place_and_can_be_compiled() -> None:
    whole = ast.unparse(ast.parse(SOURCE))
    ways = broken_ways()
    assert whole not in ways
    assert len(set(ways)) == len(ways)
    for way in ways:
        compile(way, "x", "exec")


def test_what_is_said_to_people_types_and_imports_stay() -> None:
    for way in broken_ways():
        assert "_('A is less')" in way
        assert "_('Not before %d.')" in way or "raise" not in way
        assert "user: User | None" in way
        assert "import datetime" in way


def test_rules_of_the_database_are_broken_by_their_text() -> None:
    text = "-- a AND b\nCREATE OR REPLACE FUNCTION f()\n  IF a AND b <> c THEN RAISE EXCEPTION 'x';"
    assert broken_sql(text, 0).endswith("IF a OR b <> c THEN RAISE EXCEPTION 'x';")
    assert broken_sql(text, 1).endswith("IF a AND b = c THEN RAISE EXCEPTION 'x';")
    assert broken_sql(text, 2).endswith("IF a AND b <> c THEN RAISE NOTICE 'x';")
    assert broken_sql(text, 2).startswith("-- a AND b\nCREATE OR REPLACE")


def test_a_broken_rule_of_the_database_is_filled_in_as_the_whole_one_is() -> None:
    broken_rules = [each for each in places("constraints") if each.path.endswith(".sql")]
    assert len({each.path for each in broken_rules}) > 10
    for each in broken_rules:
        assert "{{" not in sql_of(each)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_rule_has_its_places(kind: str) -> None:
    found = places(kind)
    assert len(found) > 50
    assert all(place.lines[0] <= place.lines[1] for place in found)
    assert {bool(place.constraint) or place.path.endswith(".sql") for place in found} == {
        kind == "constraints"
    }
    first = found[0].path
    assert [each for each in found if each.path == first] == in_file(kind, first)


@pytest.mark.parametrize(
    ("kind", "end", "compared"),
    [
        ("constraints", "models/recording.py", LISTED),
        ("constraints", "database/records.sql", COMMITTED),
        ("lifecycles", "lifecycle/recording.py", PRINTED),
    ],
)
def test_what_was_read_and_committed_is_compared_first(kind: str, end: str, compared: str) -> None:
    """However many tests lie nearer and fill the time: one that compares with a file needs a second."""
    place = next(each for each in places(kind) if each.path == f"meetings/{end}")
    near = {f"tests/meetings/test_record.py::test_{n}" for n in range(9)}
    lines = {
        path: dict.fromkeys(range(1, 400), near)
        for path in {"meetings/models/rules.py", place.path}
    }
    trial = trial_of(place, lines, dict.fromkeys(near, 30.0) | {compared: 1.0})
    assert trial.tests[0] == compared
    assert len(trial.tests) > 1
