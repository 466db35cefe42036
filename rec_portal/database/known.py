"""A column that chooses from a list holds nothing that is not on it: the rule is made of the lists of the models.

Where a model says the same by a constraint of its own, that one stands. A row that holds a value which has left its list since may
be saved again, as long as that value is not written anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

_TRIGGERS = """
CREATE OR REPLACE TRIGGER known_values BEFORE INSERT ON {table} FOR EACH ROW
    WHEN ({unknown}) EXECUTE FUNCTION unknown_value();
CREATE OR REPLACE TRIGGER known_values_again BEFORE UPDATE OF {columns} ON {table} FOR EACH ROW
    WHEN ({changed}) EXECUTE FUNCTION unknown_value();
"""


def known_values(label: str) -> str:
    """The SQL of these rules for the tables of an app; empty where no column needs one."""
    return "".join(_rule_of(model) for model in apps.get_app_config(label).get_models())


def choosing(model: type[models.Model]) -> Iterator[tuple[models.Field[Any, Any], list[str], bool]]:
    """The columns of a model that choose from a list that no constraint holds: column, values, does it hold several?"""
    held = {name for constraint in model._meta.constraints for name in _listed(constraint)}
    for field in model._meta.local_concrete_fields:
        several = isinstance(field, ArrayField)
        chosen: Any = field.base_field if several else field  # type: ignore[attr-defined]
        values = [str(value) for value, _label in chosen.flatchoices]
        if isinstance(chosen, models.CharField) and values and field.name not in held:
            yield field, [*values, ""] if chosen.blank and "" not in values else values, several


def _listed(constraint: models.BaseConstraint) -> Iterator[str]:
    """The columns that a constraint holds to a list, whatever else stands in the row."""
    condition = getattr(constraint, "condition", None)
    if isinstance(constraint, models.CheckConstraint) and isinstance(condition, Q):
        every = condition.connector == Q.AND and not condition.negated
        for child in condition.children if every else ():
            if isinstance(child, tuple) and str(child[0]).endswith("__in"):
                yield str(child[0]).removesuffix("__in")


def _rule_of(model: type[models.Model]) -> str:
    columns, unknown, changed = [], [], []
    for field, values, several in choosing(model):
        listed = ", ".join("'{}'".format(value.replace("'", "''")) for value in values)
        column = f"NEW.{field.column}"
        columns.append(field.column)
        asked = (
            f"NOT {column} <@ ARRAY[{listed}]::varchar[]"
            if several
            else f"{column} NOT IN ({listed})"
        )
        unknown.append(asked)
        changed.append(f"{column} IS DISTINCT FROM OLD.{field.column} AND {asked}")
    if not columns:
        return ""
    return _TRIGGERS.format(
        columns=", ".join(columns),
        table=model._meta.db_table,
        unknown=" OR ".join(unknown),
        changed=" OR ".join(changed),
    )
