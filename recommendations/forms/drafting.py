"""What people type while a text is proposed, assigned and written."""

from __future__ import annotations

import re
from functools import reduce
from operator import or_
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models import one_line
from councils.lifecycle import OrganisationKind
from councils.models import Body, Organisation, Representative
from meetings.forms import DateInput
from rec_portal.names import text_languages
from rec_portal.ui.forms import InEachLanguage, WordedForm, by_field, in_the_language

from ..actions import Measure, ParticularsDraft, particulars_stamp
from ..lifecycle import BodyType, ClauseKind, Phase, RecommendationKind, TargetGroup, TimeFrame
from ..models import LANGUAGES, Instrument, Paragraph, Recommendation

TEXT_LIMIT = 20_000
PARTS = len(LANGUAGES) + 3
"""Of a line that describes an indicator: its names, its baseline, its target, where the figure is from."""


def area(rows: int = 3) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WordingsForm(WordedForm):
    """A proposed wording in each language of the texts; one left empty says nothing."""

    text = InEachLanguage(
        label=pgettext_lazy("of a paragraph", "Wording"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=area(6),
    )


class BeginForm(WordedForm):
    """A new text: its body, its kind, its title."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=RecommendationKind.choices)
    original_language = forms.ChoiceField(
        label=gettext_lazy("Language of drafting"), choices=text_languages
    )
    title = InEachLanguage(
        label=gettext_lazy("Title"), max_length=300, required=False, validators=[one_line]
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        fields = self.words_of("title")
        if not any(values.get(field.name) for field in fields):
            self.add_error(fields[0].name, _("Give the text a title in at least one language."))
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
        bodies = (recommendation.body, *recommendation.associated.all())
        members = reduce(or_, (Q(organisation__in=body.members()) for body in bodies))
        seated = people().filter(members)
        for name in ("rapporteur", "drafters"):
            self.fields[name].queryset = seated  # type: ignore[attr-defined]


class ParagraphForm(forms.Form):
    """One paragraph of the working text as typed. Field names carry the paragraph's key, so that many stand on one page."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    kind = forms.ChoiceField(choices=ClauseKind.choices)
    in_step = forms.BooleanField(required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[code] = forms.CharField(max_length=TEXT_LIMIT, required=False, strip=False)

    @property
    def texts(self) -> dict[str, str]:
        """What was typed, by language; without one that the page did not ask for."""
        return {c: self.cleaned_data[c] for c in LANGUAGES if self.add_prefix(c) in self.data}


class TitlesForm(forms.Form):
    """The titles of the working text, a field a language by its code."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code in LANGUAGES:
            self.fields[code] = forms.CharField(
                label=in_the_language(_("Title"), code),
                max_length=300,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )

    def side_by_side(self) -> list[forms.BoundField]:
        return [self[code] for code in LANGUAGES]


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


class ParticularsForm(WordedForm):
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
    rationale = InEachLanguage(
        label=gettext_lazy("Rationale and evidence"),
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
        names = " | ".join(str(in_the_language(_("name"), code)) for code in LANGUAGES)
        self.fields["indicators"].help_text = _(
            "One a line: %(names)s | baseline | target | source of the figure"
        ) % {"names": names}
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
            if line.count("|") >= PARTS:
                self.add_error(
                    "indicators",
                    _("Line %(number)d has more than %(parts)d parts.")
                    % {"number": number, "parts": PARTS},
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
            self.typed("rationale"),
            list(v["instruments"]),
            list(v["earlier"]),
            measures,
        )


def _measure(line: str) -> Measure:
    parts = [part.strip() for part in re.split(r"\s*\|\s*", line)] + [""] * PARTS
    names = {code: part[:300] for code, part in zip(LANGUAGES, parts, strict=False)}
    baseline, target, source = parts[len(LANGUAGES) : PARTS]
    return Measure(names, baseline[:100], target[:100], source[:200])


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
            " | ".join(
                (
                    *(each.names.get(code, "") for code in LANGUAGES),
                    each.baseline,
                    each.target,
                    each.source,
                )
            )
            for each in paragraph.indicators.all()
        ),
    }
    own = getattr(paragraph, "particulars", None)
    if own is None:
        return initial
    names = ("target_groups", "phases", "time_frame", "due_on")
    held = {name: getattr(own, name) for name in names}
    return initial | held | by_field("rationale", own.rationale)
