"""A column that chooses from a list: what is on no list of the portal is refused by the database, whoever writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from accounts.models import User
from councils.models import BodyRules
from meetings.models import AgendaItem, Journal, Meeting
from rec_portal.database import labels, put_in_rules, take_out_known_values
from rec_portal.database.known import choosing, known_values
from recommendations.models import Particulars, Recommendation, WorkingParagraph
from tests.cast import Cast, sets_rules, unguarded


def chosen() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column of the portal that chooses from a list."""
    ours = {*labels(), "desk", "working_groups"}
    for model in (each for each in apps.get_models() if each._meta.app_label in ours):
        for field in model._meta.local_concrete_fields:
            of = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(of, models.CharField) and list(of.flatchoices):
                yield model, field


def values_of(field: models.Field[Any, Any]) -> list[str]:
    of: Any = field.base_field if isinstance(field, ArrayField) else field
    return [str(value) for value, _label in of.flatchoices]


def test_every_column_that_chooses_is_held(db: None) -> None:
    """By a constraint of its model or by the trigger that is made of the model."""
    narrower = (
        "recommendations_adoption",
        "outcome",
    )  # adopted is what was agreed on, nothing else
    columns = [(model._meta.db_table, field.column, values_of(field)) for model, field in chosen()]
    assert len(columns) > 75
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
            " UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname LIKE 'known_values%'"
        )
        held = cursor.fetchall()
    free = [
        (table, column)
        for table, column, values in columns
        if (table, column) != narrower
        and not any(
            of == table
            and re.search(rf"\b{column}\b", text)
            and all(f"'{value}'::" in text for value in values)
            for of, text in held
        )
    ]
    assert free == []


def test_a_list_that_a_constraint_holds_is_not_held_twice() -> None:
    names = {field.name for field, _values, _several in choosing(Journal)}
    assert names == {"kind"}
    assert {field.name for field, _values, _several in choosing(BodyRules)} == {
        "quorum",
        "counted_in",
        "entitles",
        "declares",
        "required_languages",
    }
    assert known_values("sessions") == ""


@pytest.mark.parametrize(
    ("model", "column", "value"),
    [
        (BodyRules, "quorum", "most"),
        (BodyRules, "declares", ""),
        (BodyRules, "required_languages", ["ru", "fr"]),
        (Meeting, "format", "by_post"),
        (Meeting, "time_zone", "Mars/Base"),
        (AgendaItem, "kind", "dinner"),
        (AgendaItem, "only_kinds", ["embassy"]),
        (WorkingParagraph, "kind", "verse"),
        (Recommendation, "kind", ""),
        (Recommendation, "original_language", "fr"),
    ],
)
def test_what_is_on_no_list_is_refused(
    council: Cast, model: type[models.Model], column: str, value: object
) -> None:
    council.meeting()
    council.text()
    sets_rules(council.group)
    row = model._base_manager.first()
    assert row is not None
    with pytest.raises(IntegrityError, match="on no list of the portal"), transaction.atomic():
        model._base_manager.filter(pk=row.pk).update(**{column: value})


def test_a_row_with_a_value_that_has_left_its_list_is_saved_again_but_not_anew(
    council: Cast,
) -> None:
    """A time zone is taken off the list: whoever reads that clock may still change the password."""
    with unguarded("accounts_user", "known_values_again"):
        User.objects.filter(pk=council.head.pk).update(time_zone="Asia/Oral")
    head = User.objects.get(pk=council.head.pk)
    head.set_password("another that is long enough")
    head.save()
    with pytest.raises(IntegrityError, match="on no list"), transaction.atomic():
        User.objects.filter(pk=council.member.pk).update(time_zone="Asia/Oral")


def test_a_migration_may_change_a_column_that_chooses(council: Cast) -> None:
    take_out_known_values()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit forbids ALTER
        cursor.execute("ALTER TABLE meetings_meeting ALTER COLUMN format TYPE varchar(30)")
    put_in_rules()
    with pytest.raises(IntegrityError, match="on no list"), transaction.atomic():
        Meeting.objects.filter(pk=council.meeting().pk).update(format="by_post")


def test_an_empty_choice_is_one_where_the_column_may_be_empty(council: Cast) -> None:
    paragraph = council.text().paragraphs.first()
    assert paragraph is not None
    held = Particulars.objects.create(paragraph=paragraph, time_frame="", phases=[])
    with pytest.raises(IntegrityError, match="on no list"), transaction.atomic():
        Particulars.objects.filter(pk=held.pk).update(phases=["", "rehabilitation"])
    Particulars.objects.filter(pk=held.pk).update(phases=["rehabilitation"], time_frame="short")
