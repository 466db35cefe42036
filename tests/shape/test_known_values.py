"""A column that chooses from a list: what is on no list of the portal is refused by the database, whoever writes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import IntegrityError, connection, models, transaction

from councils.models import BodyRules
from meetings.models import AgendaItem, Journal, Meeting
from rec_portal.database import labels
from rec_portal.database.known import choosing, known_values
from recommendations.models import Particulars, Recommendation, WorkingParagraph
from tests.cast import Cast, sets_rules


def chosen() -> Iterator[tuple[type[models.Model], models.Field[Any, Any]]]:
    """Every column of the portal that chooses from a list."""
    ours = {*labels(), "desk", "working_groups"}
    for model in (each for each in apps.get_models() if each._meta.app_label in ours):
        for field in model._meta.local_concrete_fields:
            of = field.base_field if isinstance(field, ArrayField) else field
            if isinstance(of, models.CharField) and list(of.flatchoices):
                yield model, field


def test_every_column_that_chooses_is_held(db: None) -> None:
    """By a constraint of its model or by the trigger that is made of the model."""
    columns = [(model._meta.db_table, field.column) for model, field in chosen()]
    assert len(columns) > 75
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'c'"
            " UNION ALL SELECT tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger WHERE tgname = 'known_values'"
        )
        held = cursor.fetchall()
    free = [
        (table, column)
        for table, column in columns
        if not any(
            of == table and re.search(rf"\b{column}\b", text) and "ARRAY[" in text
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


def test_an_empty_choice_is_one_where_the_column_may_be_empty(council: Cast) -> None:
    paragraph = council.text().paragraphs.first()
    assert paragraph is not None
    held = Particulars.objects.create(paragraph=paragraph, time_frame="", phases=[])
    with pytest.raises(IntegrityError, match="on no list"), transaction.atomic():
        Particulars.objects.filter(pk=held.pk).update(phases=["", "rehabilitation"])
    Particulars.objects.filter(pk=held.pk).update(phases=["rehabilitation"], time_frame="short")
