"""What people type about the follow-up: answers, cycles, items of a report, offers, the end of a text."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.models import Organisation, Representative
from documents.forms import SafeFileField
from meetings.forms import DateInput, TimeInput
from rec_portal.names import in_columns
from rec_portal.ui.forms import InEachColumn, WordedForm

from ..actions import CycleTerms
from ..lifecycle import Answer, Implementation, LinkKind, Publication
from ..models import Offer, Recommendation
from .drafting import area, others, people


class AddresseeAnswerForm(forms.Form):
    """An addressee's position on a paragraph."""

    answer = forms.ChoiceField(
        label=gettext_lazy("Position"),
        choices=[c for c in Answer.choices if c[0] != Answer.NO_ANSWER],
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose an answer.")},
    )
    words = forms.CharField(
        label=pgettext_lazy("explanation", "Words"), max_length=5000, required=False, widget=area()
    )
    document = forms.CharField(
        label=gettext_lazy("Document (note and date)"),
        max_length=200,
        required=False,
        validators=[one_line],
    )
    source = forms.CharField(
        label=gettext_lazy("How it reached the secretariat"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Only where the secretariat records it."),
    )

    def __init__(self, data: QueryDict | None, *, recorded: bool) -> None:
        super().__init__(data)
        if not recorded:
            del self.fields["source"]


class CycleForm(WordedForm):
    """Period, form and deadline."""

    title = InEachColumn(label=gettext_lazy("Title"), max_length=150, validators=[one_line])
    period_from = forms.DateField(label=gettext_lazy("Period from"), widget=DateInput)
    period_to = forms.DateField(label=gettext_lazy("Period to"), widget=DateInput)
    deadline_on = forms.DateField(label=gettext_lazy("Reports due on"), widget=DateInput)
    deadline_time = forms.TimeField(
        label=format_lazy("{} ({})", gettext_lazy("at"), settings.CITIES[settings.TIME_ZONE]),
        widget=TimeInput,
    )
    guidance = InEachColumn(
        label=gettext_lazy("Guidance"), max_length=5000, required=False, widget=area()
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and values["period_to"] < values["period_from"]:
            self.add_error("period_to", _("The period ends before it begins."))
        return values

    def terms(self) -> CycleTerms:
        v = self.cleaned_data
        deadline = datetime.combine(
            v["deadline_on"], v["deadline_time"], ZoneInfo(settings.TIME_ZONE)
        )
        return CycleTerms(
            in_columns("title", v),
            v["period_from"],
            v["period_to"],
            deadline,
            in_columns("guidance", v),
        )


class ItemForm(forms.Form):
    """What an addressee reports on one paragraph."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    implementation = forms.ChoiceField(
        label=gettext_lazy("Implementation"), choices=Implementation.choices
    )
    responsible = forms.CharField(
        label=gettext_lazy("Responsible body"), max_length=200, required=False
    )
    measures = forms.CharField(
        label=gettext_lazy("Measures taken"), max_length=10_000, required=False, widget=area(4)
    )
    results = forms.CharField(
        label=gettext_lazy("Results against the indicators"),
        max_length=10_000,
        required=False,
        widget=area(),
    )
    obstacles = forms.CharField(
        label=gettext_lazy("Obstacles"), max_length=10_000, required=False, widget=area()
    )
    needs = forms.CharField(
        label=gettext_lazy("Need for assistance"), max_length=10_000, required=False, widget=area()
    )


class PassForm(forms.Form):
    """To whom the focal point passes an item."""

    responsible = forms.CharField(
        label=gettext_lazy("Responsible body"), max_length=200, required=False
    )
    to: forms.ModelChoiceField[Representative] = forms.ModelChoiceField(
        label=gettext_lazy("Person"), queryset=Representative.objects.none(), required=False
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("responsible") and not values.get("to"):
            self.add_error("responsible", _("Name the body, the person, or both."))
        return values

    def __init__(
        self,
        data: QueryDict | None,
        *,
        organisation: Organisation,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["to"].queryset = people().filter(organisation=organisation)  # type: ignore[attr-defined]


class EvidenceForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Title"), max_length=200, validators=[one_line])
    link_to = forms.URLField(label=gettext_lazy("Address"), required=False, assume_scheme="https")
    file = SafeFileField(label=gettext_lazy("or file"), required=False)
    is_public = forms.BooleanField(label=gettext_lazy("may be published"), required=False)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors and not values.get("link_to") and not values.get("file"):
            self.add_error("link_to", _("Add a file or an address."))
        return values


class SubmitForm(forms.Form):
    covering_note = forms.CharField(
        label=gettext_lazy("Covering note verbale"),
        max_length=200,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy("Number and date, where there is one."),
    )


class QuestionForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Question"), max_length=5000, widget=area())


class ReplyForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("reply", "Answer"), max_length=5000, widget=area())


class PublicationForm(forms.Form):
    publication = forms.ChoiceField(
        label=gettext_lazy("Publication"),
        choices=[c for c in Publication.choices if c[0] != Publication.UNDECIDED],
        widget=forms.RadioSelect,
    )


class OfferForm(forms.Form):
    words = forms.CharField(label=gettext_lazy("What is offered"), max_length=5000, widget=area(4))


class MatchForm(forms.Form):
    offer: forms.ModelChoiceField[Offer] = forms.ModelChoiceField(
        label=gettext_lazy("Offer"),
        queryset=Offer.objects.filter(is_open=True).select_related("organisation"),
    )


class ReviewForm(forms.Form):
    review_on = forms.DateField(
        label=gettext_lazy("To be reviewed on"), required=False, widget=DateInput
    )


class ReplaceForm(forms.Form):
    """How a later text stands to this one."""

    kind = forms.ChoiceField(
        label=gettext_lazy("The later text"),
        choices=[
            (k.value, k.label) for k in (LinkKind.UPDATES, LinkKind.MERGES, LinkKind.SUPERSEDES)
        ],
    )
    later: forms.ModelChoiceField[Recommendation] = forms.ModelChoiceField(
        label=gettext_lazy("Later text"), queryset=Recommendation.objects.none()
    )

    def __init__(self, data: QueryDict | None, *, recommendation: Recommendation) -> None:
        super().__init__(data)
        later = others(recommendation).filter(adoption__isnull=False)
        self.fields["later"].queryset = later  # type: ignore[attr-defined]
