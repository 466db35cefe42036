"""What is typed into the record: entries, corrections, decisions, tasks."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import User, one_line
from councils.models import Organisation
from documents.forms import SafeFileField
from rec_portal import clock
from rec_portal.ui.forms import InEachColumn, InEachLanguage, WordedForm

from ..models import AgendaItem, Decision, JournalEntry, Meeting
from .planning import DateInput, TimeInput


def _area(rows: int) -> dict[str, Any]:
    return {"max_length": 20_000, "widget": forms.Textarea(attrs={"rows": rows})}


class EntryForm(WordedForm):
    text = InEachLanguage(label=gettext_lazy("Text"), required=False, **_area(8))
    based_on = forms.IntegerField(widget=forms.HiddenInput)


class UntilForm(forms.Form):
    """A moment that lies ahead, in the meeting's own zone."""

    on = forms.DateField(label=gettext_lazy("Until the day"), widget=DateInput)
    hour = forms.TimeField(label=gettext_lazy("Until the hour"), widget=TimeInput)

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(meeting.time_zone)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if self.errors:
            return values
        values["until"] = datetime.combine(values["on"], values["hour"], self.zone)
        if not clock.exists(values["until"]):
            self.add_error("hour", _("The clocks are put forward over this hour. Choose another."))
        return values


class ToldForm(forms.Form):
    """Which of the members that no letter reached, and how it was told."""

    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        Organisation.objects.none(), label=gettext_lazy("Organisation")
    )
    source = forms.CharField(
        label=gettext_lazy("How it was told"),
        max_length=200,
        help_text=gettext_lazy("The note verbale and its date, or who handed it over."),
    )

    def __init__(self, *args: Any, unreached: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Organisation]", self.fields["organisation"])
        field.queryset = Organisation.objects.filter(pk__in=[each.pk for each in unreached])


class CorrectionForm(forms.Form):
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
    before = forms.CharField(label=gettext_lazy("Words as they stand"), **_area(3))
    after = forms.CharField(
        label=gettext_lazy("Words as they should be"), required=False, **_area(3)
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Needed outside your own statement: the secretariat decides."),
    )


class CorrectionAnswerForm(forms.Form):
    answer = forms.CharField(
        label=pgettext_lazy("reply", "Answer"),
        max_length=500,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Needed when the correction is not made."),
    )


class JournalCorrigendumForm(WordedForm):
    entry = forms.ChoiceField(label=gettext_lazy("Of which entry"), required=False)
    text = InEachLanguage(label=gettext_lazy("Text"), **_area(4))
    reason = forms.CharField(
        label=pgettext_lazy("explanation", "Reason"), max_length=500, validators=[one_line]
    )

    def __init__(self, *args: Any, entries: list[JournalEntry], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        whole = [("", _("the record as a whole"))]
        self.fields["entry"].choices = whole + [  # type: ignore[attr-defined]
            (str(e.pk), f"{e.number} {e.item}") for e in entries if e.item
        ]


class DecisionForm(WordedForm):
    item: forms.ModelChoiceField[AgendaItem] = forms.ModelChoiceField(
        label=gettext_lazy("Agenda item"), queryset=AgendaItem.objects.none(), required=False
    )
    text = InEachLanguage(label=gettext_lazy("Text"), **_area(4))

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = AgendaItem.objects.visible_to(user).filter(meeting=meeting)
        self.fields["item"].queryset = seen.exclude(kind="break")  # type: ignore[attr-defined]


class TaskForm(WordedForm):
    title = InEachColumn(label=gettext_lazy("Task"), max_length=300, validators=[one_line])
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Responsible"),
        queryset=Organisation.objects.filter(is_active=True),
        required=False,
        empty_label=gettext_lazy("the secretariat"),
    )
    due_on = forms.DateField(label=gettext_lazy("Due on"), widget=DateInput)
    decision: forms.ModelChoiceField[Decision] = forms.ModelChoiceField(
        label=gettext_lazy("Under the decision"), queryset=Decision.objects.none(), required=False
    )

    def __init__(self, *args: Any, meeting: Meeting, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_ = Q(item=None) | Q(item__in=AgendaItem.objects.visible_to(user))
        self.fields["decision"].queryset = meeting.decisions.filter(open_)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        v = self.cleaned_data
        return {name: v[name] for name in ("title", "organisation", "due_on", "decision")} | {
            "i18n": self.i18n("title")
        }


class TaskReportForm(forms.Form):
    report = forms.CharField(
        label=gettext_lazy("What was done"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    file = SafeFileField(label=gettext_lazy("Evidence"), required=False)
