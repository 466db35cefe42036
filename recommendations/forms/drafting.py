"""What people type while a text is proposed, assigned and written."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.lifecycle import OrganisationKind, SeatKind
from councils.models import Body, Organisation, Representative, Seat
from meetings.forms import DateInput

from ..actions import Measure, ParticularsDraft, particulars_stamp
from ..lifecycle import BodyType, ClauseKind, Phase, RecommendationKind, TargetGroup, TimeFrame
from ..models import LANGUAGE_CHOICES, LANGUAGES, Instrument, Paragraph, Recommendation

TEXT_LIMIT = 20_000


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordingsForm(forms.Form):
    """A proposed wording in each language of the texts, as `text_<language>`; one left empty says nothing."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGE_CHOICES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=settings.WORDING_IN.get(code, name),
                max_length=TEXT_LIMIT,
                required=False,
                widget=area(6),
            )


class BeginForm(forms.Form):
    """A new text: its body, its kind, its title."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RecommendationKind.choices)
    original_language = forms.ChoiceField(
        label=gettext_lazy("Language of drafting"), choices=LANGUAGE_CHOICES
    )
    title_ru = forms.CharField(
        label=gettext_lazy("Title in Russian"),
        max_length=300,
        required=False,
        validators=[one_line],
    )
    title_en = forms.CharField(
        label=gettext_lazy("Title in English"),
        max_length=300,
        required=False,
        validators=[one_line],
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("title_ru") and not values.get("title_en"):
            self.add_error("title_ru", _("Give the text a title in at least one language."))
        return values


class ProposalForm(BeginForm):
    """A proposal of a member: which problem, and where it comes from."""

    problem = forms.CharField(
        label=gettext_lazy("Problem to be solved"), max_length=5000, widget=area(5)
    )
    source = forms.CharField(
        label=gettext_lazy("Where the proposal comes from"),
        max_length=300,
        required=False,
        validators=[one_line],
        help_text=gettext_lazy(
            "A meeting, a finding, a good practice; never personal data of people who returned."
        ),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        bodies: QuerySet[Body],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["body"].queryset = bodies  # type: ignore[attr-defined]


class AdmissionForm(forms.Form):
    """Lead and associated groups, rapporteur, related texts."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Lead group"), queryset=Body.objects.all()
    )
    associated: forms.ModelMultipleChoiceField[Body] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Associated groups"),
        queryset=Body.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rapporteur: forms.ModelChoiceField[Representative] = forms.ModelChoiceField(
        label=gettext_lazy("Rapporteur"), queryset=Representative.objects.none(), required=False
    )
    related: forms.ModelMultipleChoiceField[Recommendation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Related texts"),
        queryset=Recommendation.objects.none(),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, data: QueryDict | None, *, recommendation: Recommendation) -> None:
        super().__init__(data, initial={"body": recommendation.body_id})
        self.fields["rapporteur"].queryset = people()  # type: ignore[attr-defined]
        self.fields["related"].queryset = others(recommendation)  # type: ignore[attr-defined]


class TurnDownForm(forms.Form):
    """Not admitted: why, and of which text it is a duplicate."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=area(),
        help_text=pgettext_lazy("of a text", "The proposer will read it."),
    )
    duplicate_of: forms.ModelChoiceField[Recommendation] = forms.ModelChoiceField(
        label=gettext_lazy("A duplicate of"), queryset=Recommendation.objects.none(), required=False
    )

    def __init__(self, data: QueryDict | None, *, recommendation: Recommendation) -> None:
        super().__init__(data)
        self.fields["duplicate_of"].queryset = others(recommendation)  # type: ignore[attr-defined]


def people() -> QuerySet[Representative]:
    """Everybody with a mandate today."""
    found: QuerySet[Representative] = Representative.objects.current().select_related(
        "user", "organisation"
    )
    return found.order_by("organisation__name", "user__name")


def others(recommendation: Recommendation) -> QuerySet[Recommendation]:
    return Recommendation.objects.exclude(pk=recommendation.pk).defer("search").order_by("-pk")


class AssignForm(forms.Form):
    """Who drafts."""

    rapporteur: forms.ModelChoiceField[Representative] = forms.ModelChoiceField(
        label=gettext_lazy("Rapporteur"), queryset=Representative.objects.none(), required=False
    )
    drafters: forms.ModelMultipleChoiceField[Representative] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Drafting group"),
        queryset=Representative.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        recommendation: Recommendation,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        bodies = [recommendation.body_id, *recommendation.associated.values_list("pk", flat=True)]
        seats = Seat.objects.current().filter(body__in=bodies, kind=SeatKind.MEMBER)
        seated = people().filter(organisation__in=seats.values("organisation"))
        for name in ("rapporteur", "drafters"):
            self.fields[name].queryset = seated  # type: ignore[attr-defined]


class ParagraphForm(forms.Form):
    """One paragraph of the working text as typed. Field names carry the paragraph's key, so that many stand on one page."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=ClauseKind.choices)
    ru = forms.CharField(max_length=TEXT_LIMIT, required=False, strip=False)
    en = forms.CharField(max_length=TEXT_LIMIT, required=False, strip=False)
    in_step = forms.BooleanField(required=False)

    @property
    def texts(self) -> dict[str, str]:
        return {code: self.cleaned_data[code] for code in LANGUAGES}


class TitlesForm(forms.Form):
    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=300, required=False)
    en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300, required=False)


class WhyForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why (for the history)"),
        max_length=300,
        required=False,
        validators=[one_line],
    )


class ReasonForm(forms.Form):
    """An act that needs its reason."""

    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=2000, widget=area())


class ParticularsForm(forms.Form):
    """To whom, for whom, in which phase, until when, resting on what."""

    all_states = forms.BooleanField(label=gettext_lazy("All states"), required=False)
    organisations: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("or named states"),
        queryset=Organisation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    body_types = forms.MultipleChoiceField(
        label=gettext_lazy("Kinds of body"),
        choices=BodyType.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    council = forms.BooleanField(label=gettext_lazy("The Council itself"), required=False)
    target_groups = forms.MultipleChoiceField(
        label=gettext_lazy("Target groups"),
        choices=TargetGroup.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    phases = forms.MultipleChoiceField(
        label=gettext_lazy("Phases"),
        choices=Phase.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    time_frame = forms.ChoiceField(
        label=gettext_lazy("Time frame"), choices=[("", "—"), *TimeFrame.choices], required=False
    )
    due_on = forms.DateField(label=gettext_lazy("by this date"), required=False, widget=DateInput)
    rationale_ru = forms.CharField(
        label=gettext_lazy("Rationale and evidence in Russian"),
        max_length=5000,
        required=False,
        widget=area(),
    )
    rationale_en = forms.CharField(
        label=gettext_lazy("Rationale and evidence in English"),
        max_length=5000,
        required=False,
        widget=area(),
    )
    instruments: forms.ModelMultipleChoiceField[Instrument] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Instruments it rests on"),
        queryset=Instrument.objects.filter(is_active=True),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    earlier: forms.ModelMultipleChoiceField[Recommendation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Earlier recommendations it rests on"),
        queryset=Recommendation.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    indicators = forms.CharField(
        label=gettext_lazy("Indicators"),
        max_length=5000,
        required=False,
        widget=area(4),
        help_text=gettext_lazy(
            "One a line: Russian name | English name | baseline | target | source of the figure"
        ),
    )

    based_on = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, data: QueryDict | None, *, paragraph: Paragraph) -> None:
        super().__init__(
            data, initial=_particulars(paragraph) | {"based_on": particulars_stamp(paragraph)}
        )
        governments = Organisation.objects.filter(
            kind=OrganisationKind.GOVERNMENT,
            is_active=True,
            is_demo=paragraph.recommendation.is_demo,
        )
        self.fields["organisations"].queryset = governments  # type: ignore[attr-defined]
        adopted = others(paragraph.recommendation).filter(adoption__isnull=False)
        self.fields["earlier"].queryset = adopted  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("time_frame") == TimeFrame.DATE and not values.get("due_on"):
            self.add_error(
                "due_on", _("Name the date where the time frame is a date, and only there.")
            )
        if values.get("due_on") and values.get("time_frame") != TimeFrame.DATE:
            self.add_error(
                "due_on", _("Name the date where the time frame is a date, and only there.")
            )
        elif values.get("due_on") and values["due_on"] < timezone.localdate():
            self.add_error("due_on", _("This date has passed."))
        if values.get("all_states") and values.get("organisations"):
            self.add_error("organisations", _("Either all states, or those named."))
        for number, line in enumerate(values.get("indicators", "").splitlines(), start=1):
            if line.count("|") > 4:
                self.add_error(
                    "indicators",
                    _("Line %(number)d has more than five parts.") % {"number": number},
                )
        return values

    def draft(self) -> ParticularsDraft:
        v = self.cleaned_data
        measures = [_measure(line) for line in v["indicators"].splitlines() if line.strip()]
        return ParticularsDraft(
            v["all_states"],
            v["council"],
            list(v["organisations"]),
            v["body_types"],
            v["target_groups"],
            v["phases"],
            v["time_frame"],
            v["due_on"],
            v["rationale_ru"],
            v["rationale_en"],
            list(v["instruments"]),
            list(v["earlier"]),
            measures,
        )


def _measure(line: str) -> Measure:
    parts = [part.strip() for part in re.split(r"\s*\|\s*", line)] + [""] * 5
    limits = (300, 300, 100, 100, 200)
    return Measure(*(part[:limit] for part, limit in zip(parts, limits, strict=False)))


def _particulars(paragraph: Paragraph) -> dict[str, Any]:
    addressees = list(paragraph.addressees.all())
    initial: dict[str, Any] = {
        "all_states": any(each.kind == "all_states" for each in addressees),
        "council": any(each.kind == "council" for each in addressees),
        "organisations": [each.organisation_id for each in addressees if each.organisation_id],
        "body_types": [each.body_type for each in addressees if each.body_type],
        "instruments": [
            each.instrument_id for each in paragraph.references.all() if each.instrument_id
        ],
        "earlier": [each.earlier_id for each in paragraph.references.all() if each.earlier_id],
        "indicators": "\n".join(
            " | ".join((each.name_ru, each.name_en, each.baseline, each.target, each.source))
            for each in paragraph.indicators.all()
        ),
    }
    own = getattr(paragraph, "particulars", None)
    names = ("target_groups", "phases", "time_frame", "due_on", "rationale_ru", "rationale_en")
    return initial | ({name: getattr(own, name) for name in names} if own else {})
