"""What every page of the administration keeps to: what only an act may do is not offered, and each change is recorded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.contrib import admin
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest

from rec_portal import audit

if TYPE_CHECKING:
    from accounts.models import User

SECRET = {"password"}
"""Columns that no trail keeps."""
Values = dict[str, Any]
Changes = dict[str, Any]
"""{column: [old, new]}; for the rows of a table under the form {model: {number: {column: [old, new]}}}."""


def values_of(row: models.Model) -> Values:
    """The columns of a row as plain JSON: a person or a body by its number, a translated word within `i18n`."""
    found = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.name not in SECRET
    }
    plain: Values = json.loads(json.dumps(found, cls=DjangoJSONEncoder, default=str))
    if "i18n" in plain:  # a word that was never typed and one that was left empty are the same
        plain["i18n"] = {name: words for name, words in (plain["i18n"] or {}).items() if words}
    return plain


def difference(before: Values, after: Values) -> Changes:
    """{column: [old, new]} of what is not the same; a row that was not there has nothing old, one that went nothing new."""
    return {
        name: [before.get(name), after.get(name)]
        for name in [*before, *(each for each in after if each not in before)]
        if before.get(name) != after.get(name)
    }


class RecordedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Add, change and delete as far as `settings.ADMINISTERED` says; one entry in the trail for each, with old and new values.

    Lists, searches and the choices of other forms hold what this person may read.
    """

    def _offers(self, act: str) -> bool:
        return act in settings.ADMINISTERED[self.model._meta.label_lower]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self._offers("add") and super().has_add_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._offers("change") and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self._offers("delete") and super().has_delete_permission(request, obj)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows = super().get_queryset(request)
        return rows.visible_to(request.user) if hasattr(rows, "visible_to") else rows

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """The address of a list asks by its filters alone: any other column could be read back by asking whether it begins so."""
        assert request is not None  # noqa: S101  # Django 5 gives it
        filters = [
            each if isinstance(each, str) else each[0]
            for each in (*self.get_list_filter(request), *filter(None, [self.date_hierarchy]))
        ]
        return any(lookup == each or lookup.startswith(f"{each}__") for each in filters)

    def record(self, request: HttpRequest, obj: Any, act: str, changes: Changes) -> None:
        """Write the one entry of this change."""
        audit.log(
            f"{obj._meta.model_name}.{act}", obj, by=cast("User", request.user), changes=changes
        )

    def save_model(
        self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool
    ) -> None:
        rows = type(obj)._base_manager.select_for_update(of=("self",))
        stored = rows.filter(pk=obj.pk).first() if change else None
        form.stored = values_of(stored) if stored else {}  # type: ignore[attr-defined]
        super().save_model(request, obj, form, change)

    def save_related(
        self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool
    ) -> None:
        under = [(formset, _rows_of(formset)) for formset in formsets]
        super().save_related(request, form, formsets, change)
        obj = form.instance
        after = type(obj)._base_manager.get(pk=obj.pk)
        changes = difference(form.stored, values_of(after))  # type: ignore[attr-defined]
        for formset, before in under:
            if rows := _changed_rows(before, _rows_of(formset)):
                changes[formset.model._meta.model_name] = rows
        self.record(request, obj, "changed" if change else "made", changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.record(request, obj, "deleted", difference(values_of(obj), {}))
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.delete_model(request, obj)


def _rows_of(formset: BaseModelFormSet[Any, Any]) -> dict[int, Values]:
    key = formset.fk.name  # type: ignore[attr-defined]
    rows = formset.model._base_manager.filter(**{key: formset.instance.pk})  # type: ignore[attr-defined]
    return {row.pk: values_of(row) for row in rows}


def _changed_rows(before: dict[int, Values], after: dict[int, Values]) -> dict[str, Changes]:
    found = {
        str(key): difference(before.get(key, {}), after.get(key, {}))
        for key in sorted({*before, *after})
    }
    return {key: changes for key, changes in found.items() if changes}
