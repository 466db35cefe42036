"""What the database refuses by itself: constraints.yaml is the list, and a change of it is read before it is committed.

PostgreSQL keeps a constraint; what may get lost is the constraint. One that is dropped or loosened in the models, with a
migration that follows them, fails here. `WRITE_CONSTRAINTS=1` writes the list anew.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.db import connection, models

LIST = Path(__file__).parent / "constraints.yaml"
OWN = [
    model
    for model in apps.get_models()
    if (settings.BASE_DIR / model.__module__.split(".")[0]).is_dir()
]


def refused(model: type[models.Model]) -> dict[str, str]:
    """The model's constraints by name: their kind and their condition, fields or expressions."""
    found = {}
    for constraint in model._meta.constraints:
        _path, _arguments, values = constraint.deconstruct()
        words = {
            name: value
            for name, value in sorted(values.items())
            if name not in {"name", "violation_error_message", "violation_error_code"}
        }
        found[constraint.name] = f"{type(constraint).__name__} {words or constraint.expressions}"
    return found


def test_the_list_says_what_the_database_refuses() -> None:
    now = {model._meta.label: found for model in OWN if (found := refused(model))}
    if os.environ.get("WRITE_CONSTRAINTS"):
        LIST.write_text(yaml.safe_dump(now, width=2000))
    listed = yaml.safe_load(LIST.read_text())
    lost = {
        label: {
            name: words for name, words in found.items() if now.get(label, {}).get(name) != words
        }
        for label, found in listed.items()
    }
    assert not {label: found for label, found in lost.items() if found}
    assert now == listed, "new constraints: WRITE_CONSTRAINTS=1"


@pytest.mark.parametrize("model", [model for model in OWN if model._meta.constraints], ids=str)
def test_the_database_holds_what_is_listed(db: None, model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, model._meta.db_table)
    assert {constraint.name for constraint in model._meta.constraints} <= set(held)
