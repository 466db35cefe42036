"""What is typed about an agenda: items, their papers, papers still to come."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import one_line
from councils.lifecycle import OrganisationKind
from councils.models import Organisation
from documents.lifecycle import Nature
from documents.models import Document
from rec_portal import clock
from rec_portal.names import columns_of, labels_of
from rec_portal.ui.forms import InEachColumn, WordedForm, in_the_language

from ..lifecycle import ItemKind, ItemRoleKind
from ..models import AgendaItem, Meeting
from .planning import ROLE_ROWS, TimeInput

NAMES = columns_of("name")
"""How whoever has a part in an item is called, by language."""


class ItemForm(WordedForm):
    """One agenda item; without a time of its own it follows the one before."""

    title = InEachColumn(label=gettext_lazy("Title"), max_length=250, validators=[one_line])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=[each for each in ItemKind.choices if each[0] != ItemKind.TASKS],
        initial=ItemKind.DISCUSSION,
    )
    minutes = forms.IntegerField(
        label=gettext_lazy("Minutes"), min_value=1, max_value=600, initial=30
    )
    parent: forms.ModelChoiceField[AgendaItem] = forms.ModelChoiceField(
        label=gettext_lazy("Under"),
        queryset=AgendaItem.objects.none(),
        required=False,
        empty_label=gettext_lazy("a main item of the agenda"),
    )
    day = forms.ChoiceField(label=gettext_lazy("Day"), required=False)
    begins = forms.TimeField(
        label=gettext_lazy("Begins at"),
        widget=TimeInput,
        required=False,
        help_text=gettext_lazy("Empty: when the item before it ends."),
    )
    annotation = InEachColumn(
        label=gettext_lazy("Annotation"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "What is before the meeting and what it is asked to do; for the annotated agenda."
        ),
    )
    is_closed = forms.BooleanField(
        label=gettext_lazy("Closed item"),
        required=False,
        help_text=gettext_lazy(
            "For others than the members it does not exist: on pages, in files, letters and searches."
        ),
    )
    only_kinds = forms.MultipleChoiceField(
        label=gettext_lazy("If closed: only members of these kinds"),
        choices=OrganisationKind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    speech_minutes = forms.IntegerField(
        label=gettext_lazy("Minutes for a statement"),
        min_value=1,
        max_value=120,
        required=False,
        help_text=gettext_lazy("Empty: as the rule of the body says."),
    )

    def __init__(
        self, *args: Any, meeting: Meeting, item: AgendaItem | None = None, **kwargs: Any
    ) -> None:
        self.meeting, self.item = meeting, item
        self.zone = ZoneInfo(meeting.time_zone)
        first, last = (
            moment.astimezone(self.zone).date() for moment in (meeting.starts_at, meeting.ends_at)
        )
        self.days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        if item:
            kwargs["initial"] = self._initial(item)
        super().__init__(*args, **kwargs)
        if item and item.kind == ItemKind.TASKS:  # it came up by itself, and stays what it is
            self.fields["kind"].choices = [(ItemKind.TASKS.value, ItemKind.TASKS.label)]  # type: ignore[attr-defined]
        tops = meeting.items.filter(parent=None).exclude(kind=ItemKind.BREAK)
        self.fields["parent"].queryset = tops.exclude(pk=item.pk) if item else tops  # type: ignore[attr-defined]
        self.fields["day"].choices = [  # type: ignore[attr-defined]
            (day.isoformat(), date_format(day, "DATE_FORMAT")) for day in self.days
        ]
        if len(self.days) == 1:
            del self.fields["day"]
        for row in range(1, ROLE_ROWS + 1):
            self._role_fields(row)

    def _initial(self, item: AgendaItem) -> dict[str, Any]:
        same = (
            "kind",
            "minutes",
            "is_closed",
            "only_kinds",
            "speech_minutes",
        )
        begins = item.starts_at.astimezone(self.zone) if item.starts_at else None
        initial: dict[str, Any] = {
            **{name: getattr(item, name) for name in same},
            **labels_of(item, "title", "annotation"),
            "parent": item.parent_id,
            "begins": begins.time() if begins else None,
            "day": begins.date().isoformat() if begins else None,
        }
        for row, role in enumerate(item.roles.all()[:ROLE_ROWS], start=1):
            initial |= {
                f"role_{row}": role.kind,
                **{f"{name}_{row}": words for name, words in labels_of(role, "name").items()},
                f"organisation_{row}": role.organisation_id,
            }
        return initial

    def _role_fields(self, row: int) -> None:
        self.fields[f"role_{row}"] = forms.ChoiceField(
            label=_("Role"), choices=ItemRoleKind.choices, required=False
        )
        in_letters = {
            settings.LANGUAGE_CODE: _("Name in Latin letters"),
            settings.WORKING_LANGUAGE: _("Name in Cyrillic letters"),
        }
        for code, name in NAMES.items():
            self.fields[f"{name}_{row}"] = forms.CharField(
                label=in_letters.get(code) or in_the_language(_("Name"), code),
                max_length=150,
                required=False,
                validators=[one_line],
            )
        self.fields[f"organisation_{row}"] = forms.ModelChoiceField(
            label=_("Organisation"),
            queryset=Organisation.objects.filter(is_active=True),
            required=False,
        )

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.rpartition("_")[2].isdigit()]

    def role_rows(self) -> list[list[forms.BoundField]]:
        names = ("role", *NAMES.values(), "organisation")
        return [[self[f"{name}_{row}"] for name in names] for row in range(1, ROLE_ROWS + 1)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        values["starts_at"] = None
        if values.get("begins"):
            day = date.fromisoformat(values["day"]) if values.get("day") else self.days[0]
            values["starts_at"] = datetime.combine(day, values["begins"], self.zone)
            if not self.meeting.starts_at <= values["starts_at"] < self.meeting.ends_at:
                self.add_error("begins", _("The item must begin while the meeting lasts."))
            elif trouble := clock.trouble_with(values["starts_at"]):
                self.add_error("begins", trouble)
        self.require_in_each("annotation")
        if not values["is_closed"]:
            values["only_kinds"] = []
        for row in range(1, ROLE_ROWS + 1):
            if values[f"organisation_{row}"] and not values[f"name_{row}"]:
                self.add_error(f"name_{row}", _("Name the person."))
        return values

    def values(self) -> dict[str, Any]:
        v = self.cleaned_data
        names = (
            "title",
            "kind",
            "minutes",
            "starts_at",
            "parent",
            "annotation",
            "is_closed",
            "speech_minutes",
        )
        return {name: v[name] for name in names} | {
            "only_kinds": sorted(v["only_kinds"]),
            "i18n": self.i18n("title", "annotation"),
        }

    def roles(self) -> list[dict[str, Any]]:
        v = self.cleaned_data
        return [
            {
                "kind": v[f"role_{row}"],
                "name": v[f"name_{row}"],
                "organisation": v[f"organisation_{row}"],
                "i18n": {name: v[f"{name}_{row}"] for name in NAMES.values() if name != "name"},
            }
            for row in range(1, ROLE_ROWS + 1)
            if v[f"name_{row}"]
        ]


class PaperChoiceForm(forms.Form):
    """A document of the library, put under an item or before the whole meeting."""

    document: forms.ModelChoiceField[Document] = forms.ModelChoiceField(
        label=gettext_lazy("Document of the library"),
        queryset=Document.objects.none(),
        error_messages={"required": gettext_lazy("Choose a document.")},
    )
    place = forms.ChoiceField(label=gettext_lazy("Under"), required=False)

    def __init__(
        self, *args: Any, documents: Any, places: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["document"].queryset = documents  # type: ignore[attr-defined]
        self.fields["place"].choices = places  # type: ignore[attr-defined]


class ExpectedForm(WordedForm):
    """A paper that is still to come."""

    nature = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Nature.choices)
    title = InEachColumn(label=gettext_lazy("Title"), max_length=250)
    place = forms.ChoiceField(label=gettext_lazy("Under"), required=False)

    def __init__(self, *args: Any, places: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].choices = places  # type: ignore[attr-defined]
