"""What is typed about the invited, their answers and their people."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.lifecycle import Role
from councils.models import Body, Organisation
from documents.forms import SafeFileField
from rec_portal import clock
from rec_portal.names import labels_of
from rec_portal.ui.forms import InEachColumn, WordedForm
from rec_portal.ui.names import latin_of

from ..lifecycle import ANSWERS, Fits, InvitationStatus, InvitedAs, Means
from ..models import DateOption, Delegate, Detail, Invitation, Salutation
from .planning import DateInput, TimeInput, a_near_year, zones


class AnswerForm(forms.Form):
    """Nothing is preselected."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Your answer"),
        choices=[(value, InvitationStatus(value).label) for value in ANSWERS],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose one of the answers.")},
    )


class RecordedAnswerForm(AnswerForm):
    """An answer that reached the secretariat another way."""

    means = forms.ChoiceField(
        label=gettext_lazy("How it came"),
        choices=[
            (value, Means(value).label)
            for value in (
                Means.NOTE_VERBALE,
                Means.LETTER,
                Means.EMAIL,
                Means.PHONE,
                Means.IN_PERSON,
            )
        ],
    )
    source = forms.CharField(
        label=gettext_lazy("Where the answer came from"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("Note verbale, e-mail or telephone, with number and date."),
    )
    document = SafeFileField(label=gettext_lazy("The note or letter"), required=False)


class InvitationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Standing, places and the register of the note."""

    class Meta:
        model = Invitation
        fields = (
            "invited_as",
            "expert_name",
            "seats",
            "note_number",
            "note_means",
            "note_on",
            "acknowledged_on",
        )
        widgets = {"note_on": DateInput(), "acknowledged_on": DateInput()}

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if (
            values.get("invited_as") == InvitedAs.EXPERT
            and not values.get("expert_name", "").strip()
        ):
            self.add_error("expert_name", _("Name the expert."))
        return values


class NominationForm(forms.Form):
    document = SafeFileField(
        label=gettext_lazy("Note verbale or letter of nomination"),
        help_text=gettext_lazy("Read by the secretariat alone."),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )


class MoreForm(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none()
    )

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]


DETAIL_HELP = {
    Detail.ACCESS: gettext_lazy(
        "A wheelchair, a seat near the door, a reader of signs: whatever makes taking part possible."
    ),
    Detail.TRAVEL: gettext_lazy("Arrival and departure, hotel."),
    Detail.PASSPORT: gettext_lazy("Only if a visa letter is needed."),
}


class DelegateForm(WordedForm):
    """Only what is needed; each personal detail is erased on its day after the meeting."""

    role = forms.ChoiceField(
        label=gettext_lazy("Role in the delegation"), choices=Role.choices, initial=Role.MEMBER
    )
    salutation = forms.ChoiceField(
        label=gettext_lazy("Form of address"),
        choices=[("", "–"), *Salutation.choices],
        required=False,
    )
    name = forms.CharField(
        label=gettext_lazy("Name in Latin letters, as in the passport"),
        max_length=150,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Left empty, it is written after the Cyrillic name; check it."),
    )
    name_ru = forms.CharField(
        label=gettext_lazy("Name in Cyrillic letters"),
        max_length=150,
        required=False,
        validators=[one_line],
    )
    position = InEachColumn(
        label=pgettext_lazy("employment", "Position"),
        max_length=200,
        required=False,
        validators=[one_line],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Working language"),
        choices=settings.LANGUAGES,
        initial=settings.WORKING_LANGUAGE,
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    online = forms.BooleanField(label=gettext_lazy("Takes part online"), required=False)
    consents_to_listing = forms.BooleanField(
        label=gettext_lazy("Agrees to be named in the list of participants"),
        required=False,
        help_text=gettext_lazy("Without it the list counts the person and gives no name."),
    )
    wants_visa_letter = forms.BooleanField(
        label=gettext_lazy("Needs a letter for a visa"), required=False
    )
    names = (
        "role",
        "salutation",
        "name",
        "name_ru",
        "position",
        "language",
        "email",
        "online",
        "consents_to_listing",
        "wants_visa_letter",
    )

    def __init__(
        self, *args: Any, delegate: Delegate | None = None, copy_details: bool = True, **kwargs: Any
    ) -> None:
        if delegate is not None:
            details = (
                {each.kind: each.value for each in delegate.details.all()} if copy_details else {}
            )
            kwargs["initial"] = {
                **{name: getattr(delegate, name) for name in self.names},
                **labels_of(delegate, "position"),
                **details,
            }
        super().__init__(*args, **kwargs)
        for kind, label in Detail.choices:
            self.fields[kind] = forms.CharField(
                label=str(label)[:1].upper() + str(label)[1:],
                max_length=300,
                required=False,
                validators=[one_line],
                help_text=DETAIL_HELP.get(Detail(kind), ""),
            )

    def person_fields(self) -> list[forms.BoundField]:
        return [field for field in self if field.name not in Detail.values]

    def detail_fields(self) -> list[forms.BoundField]:
        return [self[kind] for kind in Detail.values]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("name") and values.get("name_ru"):
            values["name"] = latin_of(values["name_ru"])
        if "name" not in self.errors and not values.get("name"):
            self.add_error("name", _("Name the person."))
        return values

    def values(self) -> dict[str, Any]:
        v = self.cleaned_data
        return {name: v[name] for name in self.names} | {"i18n": self.i18n("position")}

    def details(self) -> dict[str, str]:
        return {kind: self.cleaned_data[kind] for kind in Detail.values}


class DelegatesFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Excel file"),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )


class PollForm(WordedForm):
    """Up to six dates with the same length; more than one must be given."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    title = InEachColumn(label=gettext_lazy("Title"), max_length=250, validators=[one_line])
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    hours = forms.DecimalField(
        label=gettext_lazy("Hours the meeting lasts"), min_value=0.5, max_value=72, initial=6
    )
    answer_on = forms.DateField(
        label=gettext_lazy("Answers are asked for by"), widget=DateInput, validators=[a_near_year]
    )
    organisations: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Organisations to ask"),
        queryset=Organisation.objects.filter(is_active=True),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
        help_text=gettext_lazy("None chosen: the seats of the body."),
    )
    DATES = 6

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for row in range(1, self.DATES + 1):
            self.fields[f"day_{row}"] = forms.DateField(
                label=_("Date %(number)d") % {"number": row},
                widget=DateInput,
                required=False,
                validators=[a_near_year],
            )
            self.fields[f"time_{row}"] = forms.TimeField(
                label=_("Begins at"), widget=TimeInput, required=False
            )

    def main_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.rpartition("_")[2].isdigit()]

    def date_rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"day_{row}"], self[f"time_{row}"]] for row in range(1, self.DATES + 1)]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        zone = ZoneInfo(values["time_zone"])
        lasts = timedelta(hours=float(values["hours"]))
        options = []
        for row in range(1, self.DATES + 1):
            day, begins = values[f"day_{row}"], values[f"time_{row}"]
            if day and not begins:
                self.add_error(f"time_{row}", _("Say when it would begin."))
            elif day:
                starts = datetime.combine(day, begins, zone)
                if trouble := clock.trouble_with(starts):
                    self.add_error(f"time_{row}", trouble)
                options.append((starts, starts + lasts))
        if not self.errors and len(set(options)) < 2:
            self.add_error("day_1", _("Propose at least two dates."))
        values["options"] = sorted(set(options))
        values["answer_by"] = datetime.combine(values["answer_on"], time(18, 0), zone)
        return values


class DateAnswersForm(forms.Form):
    """One answer per date; nothing is preselected."""

    def __init__(
        self, *args: Any, options: list[DateOption], given: dict[int, str], zone: str, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.options = options
        for option in options:
            self.fields[f"fits_{option.pk}"] = forms.ChoiceField(
                label=date_format(option.starts_at.astimezone(ZoneInfo(zone)), "DATETIME_FORMAT"),
                choices=Fits.choices,
                widget=forms.RadioSelect,
                initial=given.get(option.pk),
                required=True,
                error_messages={"required": _("Say of each date whether it suits you.")},
            )

    def other_fields(self) -> list[forms.BoundField]:
        return [field for field in self if not field.name.startswith("fits_")]

    def rows(self) -> list[tuple[DateOption, forms.BoundField]]:
        return [(option, self[f"fits_{option.pk}"]) for option in self.options]

    def answers(self) -> dict[int, str]:
        return {option.pk: self.cleaned_data[f"fits_{option.pk}"] for option in self.options}


class RecordedDatesForm(DateAnswersForm):
    """An answer about dates that came another way than by the portal."""

    source = forms.CharField(
        label=gettext_lazy("Where the answer came from"),
        max_length=250,
        validators=[one_line],
        help_text=gettext_lazy("Note verbale, e-mail or telephone, with its date."),
    )
