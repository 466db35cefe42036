"""What the secretariat and the delegations type about a meeting, made into values; nothing is saved here."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.models import Body, Organisation
from documents.forms import DocumentForm
from documents.lifecycle import Category
from rec_portal.ui.templatetags.rec import city

from .lifecycle import ANSWERS, Format, InvitationStatus, ItemKind
from .models import AgendaItem, Meeting

FURTHEST = timedelta(days=3 * 366)


class DateInput(forms.DateInput):
    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class TimeInput(forms.TimeInput):
    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def zones() -> list[tuple[str, str]]:
    """Each zone by its city: «Tashkent (Asia/Tashkent)»."""
    return [(zone, zone if zone == "UTC" else f"{city(zone)} ({zone})") for zone in settings.COUNCIL_TIME_ZONES]


class MeetingForm(forms.Form):
    """When, where and how; times are those of the meeting's own zone."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(label=gettext_lazy("Body"), queryset=Body.objects.all())
    title = forms.CharField(label=gettext_lazy("Title in English"), max_length=250, validators=[one_line])
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=250, validators=[one_line])
    starts_on = forms.DateField(label=gettext_lazy("First day"), widget=DateInput)
    starts_time = forms.TimeField(label=gettext_lazy("Begins at"), widget=TimeInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"), widget=DateInput, required=False, help_text=gettext_lazy("Empty: the same day.")
    )
    ends_time = forms.TimeField(label=gettext_lazy("Ends at"), widget=TimeInput)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Format.choices)
    place = forms.CharField(label=gettext_lazy("Place in English"), max_length=250, required=False, validators=[one_line])
    place_ru = forms.CharField(label=gettext_lazy("Place in Russian"), max_length=250, required=False, validators=[one_line])
    link = forms.URLField(
        label=gettext_lazy("Link for taking part online"), required=False, assume_scheme="https", max_length=200
    )
    category = forms.ChoiceField(label=gettext_lazy("Distribution"), choices=Category.choices, initial=Category.BODY)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting:
            kwargs["initial"] = _initial(meeting)
        super().__init__(*args, **kwargs)
        if meeting:
            del self.fields["body"]

    def clean_link(self) -> str:
        link: str = self.cleaned_data["link"]
        if link and not link.startswith("https://"):
            raise forms.ValidationError(_("The link must begin with https://."))
        return link

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        zone, at = ZoneInfo(values["time_zone"]), timezone.now()
        values["starts_at"] = datetime.combine(values["starts_on"], values["starts_time"], zone)
        values["ends_at"] = datetime.combine(values["ends_on"] or values["starts_on"], values["ends_time"], zone)
        if not at - FURTHEST < values["starts_at"] < values["ends_at"] + FURTHEST < at + 2 * FURTHEST:
            self.add_error("starts_on", _("Check the year: the meeting lies more than three years away."))
        if values["ends_at"] <= values["starts_at"]:
            self.add_error("ends_time", _("The meeting must end after it begins."))
        if values["format"] != Format.ONLINE and not values["place"]:
            self.add_error("place", _("Name the place, or choose «online»."))
        if values["place"] and not values["place_ru"]:
            self.add_error("place_ru", _("Name the place in Russian too."))
        return values

    def values(self) -> dict[str, Any]:
        """The model's columns."""
        v = self.cleaned_data
        names = ("title", "starts_at", "ends_at", "time_zone", "format", "place", "link", "category")
        return {name: v[name] for name in names} | {"i18n": {"title_ru": v["title_ru"], "place_ru": v["place_ru"]}}


def _initial(meeting: Meeting) -> dict[str, Any]:
    zone = ZoneInfo(meeting.time_zone)
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    russian = meeting.i18n or {}
    return {
        "title": meeting.title, "title_ru": russian.get("title_ru"), "place": meeting.place,
        "place_ru": russian.get("place_ru"), "link": meeting.link, "category": meeting.category,
        "format": meeting.format, "time_zone": meeting.time_zone, "starts_on": starts.date(),
        "starts_time": starts.time(), "ends_on": ends.date(), "ends_time": ends.time(),
    }  # fmt: skip


class ItemForm(forms.Form):
    """One agenda item; without a time of its own it follows the one before."""

    title = forms.CharField(label=gettext_lazy("Title in English"), max_length=250, validators=[one_line])
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=250, validators=[one_line])
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=ItemKind.choices, initial=ItemKind.DISCUSSION)
    minutes = forms.IntegerField(label=gettext_lazy("Minutes"), min_value=1, max_value=600, initial=30)
    begins = forms.TimeField(
        label=gettext_lazy("Begins at"), widget=TimeInput, required=False,
        help_text=gettext_lazy("Empty: when the item before it ends. On the first day of the meeting."),
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        self.meeting = meeting
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        values["starts_at"] = None
        if values.get("begins"):
            zone = ZoneInfo(self.meeting.time_zone)
            first_day = self.meeting.starts_at.astimezone(zone).date()
            values["starts_at"] = datetime.combine(first_day, values["begins"], zone)
            if not self.meeting.starts_at <= values["starts_at"] < self.meeting.ends_at:
                self.add_error("begins", _("The item must begin while the meeting lasts."))
        return values

    def values(self) -> dict[str, Any]:
        v = self.cleaned_data
        names = ("title", "kind", "minutes", "starts_at")
        return {name: v[name] for name in names} | {"i18n": {"title_ru": v["title_ru"]}}


class PaperForm(DocumentForm):
    def __init__(self, *args: Any, item: AgendaItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].initial = item.meeting.category


class InvitedForm(forms.Form):
    organisations: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Organisations to invite"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one organisation.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["organisations"]
        field.queryset = Organisation.objects.filter(is_active=True)  # type: ignore[attr-defined]
        field.initial = list(meeting.invitations.values_list("organisation_id", flat=True))


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

    source = forms.CharField(
        label=gettext_lazy("Where the answer came from"), max_length=200, validators=[one_line],
        help_text=gettext_lazy("Note verbale, e-mail or telephone, with number and date."),
    )  # fmt: skip


class DelegateForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Name in Latin letters, as in the passport"), max_length=150, validators=[one_line]
    )
    name_ru = forms.CharField(
        label=gettext_lazy("Name in Cyrillic letters"), max_length=150, required=False, validators=[one_line]
    )
    position = forms.CharField(
        label=pgettext_lazy("employment", "Position"), max_length=200, required=False, validators=[one_line]
    )
    email = forms.EmailField(label=gettext_lazy("E-mail address"), required=False)
    consents_to_listing = forms.BooleanField(
        label=gettext_lazy("Agrees to be named in the list of participants"), required=False
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the meeting is cancelled"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
