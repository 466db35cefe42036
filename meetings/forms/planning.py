"""What the secretariat and the delegations type about a meeting, made into values; nothing is saved here."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.models import Body, Organisation
from documents.lifecycle import Category
from rec_portal import clock
from rec_portal.names import labels_of
from rec_portal.ui.forms import InEachColumn, WordedForm
from rec_portal.ui.moments import city

from ..actions import Recurrence
from ..lifecycle import Format
from ..models import Meeting

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
    return [
        (zone, zone if zone == "UTC" else f"{city(zone)} ({zone})")
        for zone in settings.COUNCIL_TIME_ZONES
    ]


def a_near_year(day: date) -> None:
    """A slip of the keys in the year is told beside the field, and no clock is asked about the year one."""
    if abs(day.year - timezone.localdate().year) > 10:
        raise forms.ValidationError(_("Check the year."))


class ColumnsForm(WordedForm):
    """Fields that become columns of the meeting; those that are `translated` stand for one in each language."""

    names: tuple[str, ...] = ()
    translated: tuple[str, ...] = ()
    meeting: Meeting | None = None

    def values(self) -> dict[str, Any]:
        """The model's columns."""
        v = self.cleaned_data
        return {name: v[name] for name in self.names} | {"i18n": self.i18n(*self.translated)}


class WhenForm(ColumnsForm):
    """When and where; times are those of the meeting's own zone."""

    starts_on = forms.DateField(
        label=gettext_lazy("First day"), widget=DateInput, validators=[a_near_year]
    )
    starts_time = forms.TimeField(label=gettext_lazy("Begins at"), widget=TimeInput)
    ends_on = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Empty: the same day."),
        validators=[a_near_year],
    )
    ends_time = forms.TimeField(label=gettext_lazy("Ends at"), widget=TimeInput)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=Format.choices)
    place = InEachColumn(
        label=gettext_lazy("Place"), max_length=250, required=False, validators=[one_line]
    )
    link = forms.URLField(
        label=gettext_lazy("Link for taking part online"),
        required=False,
        assume_scheme="https",
        max_length=200,
    )
    names: tuple[str, ...] = ("starts_at", "ends_at", "time_zone", "format", "place", "link")
    translated: tuple[str, ...] = ("place",)

    def __init__(self, *args: Any, meeting: Meeting | None = None, **kwargs: Any) -> None:
        if meeting:
            kwargs["initial"] = {**_initial(meeting), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        self.meeting = meeting

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
        values["ends_at"] = datetime.combine(
            values["ends_on"] or values["starts_on"], values["ends_time"], zone
        )
        for name in ("starts", "ends"):
            if trouble := clock.trouble_with(values[f"{name}_at"]):
                self.add_error(f"{name}_time", trouble)
        if (
            not at - FURTHEST
            < values["starts_at"]
            < values["ends_at"] + FURTHEST
            < at + 2 * FURTHEST
        ):
            self.add_error(
                "starts_on", _("Check the year: the meeting lies more than three years away.")
            )
        if values["ends_at"] <= values["starts_at"]:
            self.add_error("ends_time", _("The meeting must end after it begins."))
        if values["format"] != Format.ONLINE and not values["place"]:
            self.add_error("place", _("Name the place, or choose «online»."))
        self.require_in_each("place")
        return values


class AboutForm(ColumnsForm):
    """What the meeting is called and for, in which languages, by whom, for how many."""

    title = InEachColumn(label=gettext_lazy("Title"), max_length=250, validators=[one_line])
    purpose = InEachColumn(
        label=gettext_lazy("Purpose"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    interpretation = forms.MultipleChoiceField(
        label=gettext_lazy("Interpretation into"),
        choices=settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    host: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Host"),
        queryset=Organisation.objects.filter(is_active=True),
        required=False,
    )
    organisers: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Organisers"),
        queryset=Organisation.objects.filter(is_active=True),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    expected = InEachColumn(
        label=gettext_lazy("Expected participation"), max_length=250, required=False
    )
    seats_each = forms.IntegerField(
        label=gettext_lazy("Places for each delegation"),
        min_value=1,
        max_value=99,
        required=False,
        help_text=gettext_lazy("Empty: no limit. An invitation may have a number of its own."),
    )
    answer_on = forms.DateField(
        label=gettext_lazy("Answers are asked for by"),
        widget=DateInput,
        required=False,
        validators=[a_near_year],
        help_text=gettext_lazy("At the end of that day, in the meeting's time zone."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        self.require_in_each("purpose", "expected")
        return values

    def answer_by(self, starts: datetime, zone: str) -> datetime | None:
        """Until when answers are asked for; a day that comes too late is told beside its field."""
        if not self.cleaned_data.get("answer_on"):
            return None
        asked = datetime.combine(self.cleaned_data["answer_on"], time(23, 59), ZoneInfo(zone))
        if asked >= starts:
            self.add_error("answer_on", _("Answers must come before the meeting begins."))
        return asked


class MeetingForm(AboutForm, WhenForm):
    """The file of a meeting: whose, what, when, where, how, for whom."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    joint_with: forms.ModelMultipleChoiceField[Body] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Jointly with"),
        queryset=Body.objects.filter(kind="working_group"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Several working groups together; numbered in a series of their own."
        ),
    )
    category = forms.ChoiceField(
        label=gettext_lazy("Distribution"), choices=Category.choices, initial=Category.BODY
    )
    field_order = (
        "body",
        "joint_with",
        "title",
        "starts_on",
        "starts_time",
        "ends_on",
        "ends_time",
        "time_zone",
        "format",
        "place",
        "link",
        "category",
    )
    names = (
        *WhenForm.names,
        "title",
        "category",
        "purpose",
        "interpretation",
        "host",
        "expected",
        "seats_each",
        "answer_by",
    )
    translated = ("title", "place", "purpose", "expected")

    def __init__(
        self, *args: Any, meeting: Meeting | None = None, fixed: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, meeting=meeting, **kwargs)
        if meeting and fixed:
            del self.fields["body"], self.fields["joint_with"]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors:
            values["answer_by"] = self.answer_by(values["starts_at"], values["time_zone"])
        return values


class AnnouncementForm(AboutForm):
    """What was announced beside time and place."""

    tell = forms.BooleanField(
        label=gettext_lazy("Tell everybody invited, and their calendars"),
        required=False,
        initial=True,
        help_text=gettext_lazy("Not for a mere slip of the pen."),
    )
    names = ("title", "purpose", "interpretation", "host", "expected", "seats_each", "answer_by")
    translated = ("title", "purpose", "expected")

    def __init__(self, data: QueryDict | None = None, *, meeting: Meeting) -> None:
        super().__init__(data, initial=_initial(meeting))
        self.meeting = meeting
        own = Q(pk=meeting.host_id) | Q(
            pk__in=meeting.organisers.all()
        )  # who is not active any more stays until taken off
        for name in ("host", "organisers"):
            self.fields[name].queryset = Organisation.objects.filter(Q(is_active=True) | own)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors:  # a day that nobody touched stays as it is, to the minute
            meeting = cast("Meeting", self.meeting)
            touched = "answer_on" in self.changed_data
            values["answer_by"] = (
                self.answer_by(meeting.starts_at, meeting.time_zone)
                if touched
                else meeting.answer_by
            )
        return values


def _initial(meeting: Meeting) -> dict[str, Any]:
    zone = ZoneInfo(meeting.time_zone)
    starts, ends = meeting.starts_at.astimezone(zone), meeting.ends_at.astimezone(zone)
    same = (
        "title",
        "place",
        "link",
        "category",
        "format",
        "time_zone",
        "purpose",
        "interpretation",
        "host",
        "expected",
        "seats_each",
    )
    return {
        **{name: getattr(meeting, name) for name in same},
        **labels_of(meeting, "title", "place", "purpose", "expected"),
        "starts_on": starts.date(),
        "starts_time": starts.time(),
        "ends_on": ends.date(),
        "ends_time": ends.time(),
        "answer_on": meeting.answer_by.astimezone(zone).date() if meeting.answer_by else None,
        "organisers": [each.pk for each in meeting.organisers.all()],
        "body": meeting.body_id,
        "joint_with": [each.pk for each in meeting.joint_with.all()],
    }


class MoveForm(WhenForm):
    """Another time or place for what was announced."""

    reason = forms.CharField(
        label=gettext_lazy("Why the meeting is moved"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Everybody invited will read it."),
    )


WEEKDAYS = [
    ("0", gettext_lazy("Monday")),
    ("1", gettext_lazy("Tuesday")),
    ("2", gettext_lazy("Wednesday")),
    ("3", gettext_lazy("Thursday")),
    ("4", gettext_lazy("Friday")),
    ("5", gettext_lazy("Saturday")),
    ("6", gettext_lazy("Sunday")),
]


class SeriesForm(MeetingForm):
    """A meeting that comes again by a rule; the first day is the first date that may be one."""

    frequency = forms.ChoiceField(
        label=gettext_lazy("Comes again"),
        choices=[("weekly", gettext_lazy("by weeks")), ("monthly", gettext_lazy("by months"))],
    )
    interval = forms.IntegerField(
        label=gettext_lazy("Every so many weeks or months"), min_value=1, max_value=12, initial=1
    )
    weekday = forms.ChoiceField(label=gettext_lazy("On"), choices=WEEKDAYS)
    position = forms.ChoiceField(
        label=gettext_lazy("By months: which one of the month"),
        required=False,
        choices=[
            ("", "–"),
            ("1", gettext_lazy("the first")),
            ("2", gettext_lazy("the second")),
            ("3", gettext_lazy("the third")),
            ("4", gettext_lazy("the fourth")),
            ("-1", gettext_lazy("the last")),
        ],
    )
    count = forms.IntegerField(
        label=gettext_lazy("How many meetings"), min_value=2, max_value=26, initial=6
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if not self.errors and values["frequency"] == "monthly" and not values["position"]:
            self.add_error("position", _("Choose which one of the month."))
        return values

    def recurrence(self) -> Recurrence:
        v = self.cleaned_data
        monthly = v["frequency"] == "monthly"
        return Recurrence(
            v["frequency"],
            v["interval"],
            (int(v["weekday"]),),
            int(v["position"]) if monthly else None,
            v["count"],
        )


ROLE_ROWS = 3


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


class PostponeForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the meeting is postponed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=pgettext_lazy("explanation", "Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the invitation is withdrawn"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The organisation reads it."),
    )


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why the meeting is cancelled"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
