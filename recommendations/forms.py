"""What people type about a text, made into values; nothing is saved here."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import one_line
from councils.models import Body
from meetings.forms import DateInput, TimeInput, zones

from .actions import ClauseDraft, Draft
from .lifecycle import MEANINGS, Kind, Outcome, PositionKind
from .models import LANGUAGES, Clause, ClauseKind

_ROW = re.compile(r"[0-9a-f-]{36}|new-\d{1,3}")
TEXT_LIMIT = 20_000
LONGEST = timedelta(days=183)


class BeginForm(forms.Form):
    """A new text: its body, its kind, its title."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(label=gettext_lazy("Body"), queryset=Body.objects.all())
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=Kind.choices)
    original_language = forms.ChoiceField(
        label=gettext_lazy("Language of drafting"), choices=[("ru", gettext_lazy("Russian")), ("en", gettext_lazy("English"))]
    )
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=300, required=False, validators=[one_line])
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300, required=False, validators=[one_line])

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not values.get("title_ru") and not values.get("title_en"):
            self.add_error("title_ru", _("Give the text a title in at least one language."))
        return values


class TextForm(forms.Form):
    """The whole text side by side. Paragraphs are rows named by their identity; `do` may move or drop one of them."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    title_ru = forms.CharField(label=gettext_lazy("Title in Russian"), max_length=300, required=False)
    title_en = forms.CharField(label=gettext_lazy("Title in English"), max_length=300, required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why (for the history)"), max_length=300, required=False, validators=[one_line]
    )

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        self.rows = [key for key in data.getlist("row") if _ROW.fullmatch(key)]
        self.clauses = [self._clause(key) for key in self.rows]

    def _clause(self, key: str) -> ClauseDraft:
        kind = self.data.get(f"{key}-kind", ClauseKind.OPERATIVE)
        texts = {code: self.data.get(f"{key}-{code}", "").replace("\r\n", "\n") for code in LANGUAGES}
        return ClauseDraft(kind if kind in ClauseKind.values else ClauseKind.OPERATIVE, texts, key)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if any(len(text) > TEXT_LIMIT or "\x00" in text for clause in self.clauses for text in clause.texts.values()):
            self.add_error(None, _("A paragraph is longer than 20,000 characters or holds signs that are not text."))
        if not values.get("title_ru") and not values.get("title_en"):
            self.add_error("title_ru", _("Give the text a title in at least one language."))
        return values

    def draft(self) -> Draft:
        """The text as typed, after the button that moved or dropped a paragraph."""
        clauses = list(self.clauses)
        verb, _colon, key = str(self.data.get("do", "")).partition(":")
        if key in self.rows:
            index = self.rows.index(key)
            clause = clauses.pop(index)
            if verb != "drop":
                clauses.insert(max(0, index + {"up": -1, "down": 1}.get(verb, 0)), clause)
        return Draft({code: self.cleaned_data.get(f"title_{code}", "") for code in LANGUAGES}, clauses)


class CommentForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class AmendmentForm(forms.Form):
    """Another wording of one paragraph, in one language or in both."""

    text_ru = forms.CharField(
        label=gettext_lazy("Wording in Russian"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    text_en = forms.CharField(
        label=gettext_lazy("Wording in English"),
        max_length=TEXT_LIMIT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}))


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=5000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("The proposer will read it."),
    )  # fmt: skip


class RoundForm(forms.Form):
    """The end of silence, in a zone that is named."""

    ends_on = forms.DateField(label=gettext_lazy("Silence ends on"), widget=DateInput)
    ends_time = forms.TimeField(label=gettext_lazy("at"), widget=TimeInput)
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), choices=zones)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.errors:
            values["expires_at"] = datetime.combine(values["ends_on"], values["ends_time"], ZoneInfo(values["time_zone"]))
            if values["expires_at"] > timezone.now() + LONGEST:
                self.add_error("ends_on", _("Check the date: silence may last half a year at most."))
        return values


class PositionForm(forms.Form):
    """A position; nothing is preselected, and what each asks for stands beside it."""

    meanings = MEANINGS

    kind = forms.ChoiceField(
        label=gettext_lazy("Position"), choices=PositionKind.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose a position.")},
    )  # fmt: skip
    reason = forms.CharField(
        label=gettext_lazy("Statement, reservation or reasons"), max_length=10_000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}), help_text=gettext_lazy("It is shown to all who read this text."),
    )  # fmt: skip
    paragraph = forms.ModelChoiceField(
        label=gettext_lazy("Paragraph of the reservation"), queryset=Clause.objects.none(), required=False
    )
    proposed_change = forms.CharField(
        label=gettext_lazy("Proposed change"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Only with an objection that would be lifted by it."),
    )  # fmt: skip

    def __init__(self, data: QueryDict | None, *, clauses: list[Clause]) -> None:
        super().__init__(data)
        field = self.fields["paragraph"]
        field.queryset = Clause.objects.filter(pk__in=[clause.pk for clause in clauses]).select_related("paragraph")  # type: ignore[attr-defined]
        field.choices = [("", "—"), *((clause.pk, f"{clause.label}. {clause.text_i18n[:60]}") for clause in clauses)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        meaning = MEANINGS.get(values.get("kind", ""))
        if meaning is None:
            return values
        if meaning.needs_text and not values.get("reason"):
            self.add_error("reason", _("This position needs words: the reason of an objection, or the statement itself."))
        if meaning.needs_change and not values.get("proposed_change"):
            self.add_error("proposed_change", _("Write the change that would let your organisation join."))
        if meaning.needs_paragraph and not values.get("paragraph"):
            self.add_error("paragraph", _("Name the paragraph to which the reservation is made."))
        return values


class RecordedPositionForm(PositionForm):
    """A position that reached the secretariat another way."""

    source = forms.CharField(
        label=gettext_lazy("How it reached the secretariat"), max_length=200, validators=[one_line],
        help_text=gettext_lazy("Note verbale, e-mail or telephone, with number and date."),
    )  # fmt: skip


class DeclarationForm(forms.Form):
    outcome = forms.ChoiceField(
        label=gettext_lazy("Result"), choices=Outcome.choices, widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose the result.")},
    )  # fmt: skip
    declaration = forms.CharField(
        label=gettext_lazy("The chair's statement"), max_length=10_000, required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("How broad the agreement is, which issues were raised and how each was met."),
    )  # fmt: skip


class WithdrawForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
