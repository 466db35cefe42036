"""What people type about a paragraph: comments, amendments, decisions, dispositions, a returned matrix."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.names import text_languages

from ..lifecycle import NEEDS_RESPONSE, AmendmentKind, ClauseKind, DispositionKind
from ..models import Clause
from .drafting import WordingsForm, area


class CommentForm(forms.Form):
    about = forms.ChoiceField(
        label=gettext_lazy("Wording it is about"),
        choices=[("", gettext_lazy("both languages")), *text_languages()],
        required=False,
    )
    text = forms.CharField(label=gettext_lazy("Comment"), max_length=5000, widget=area())


class AnswerForm(forms.Form):
    text = forms.CharField(label=pgettext_lazy("reply", "Answer"), max_length=5000, widget=area())


class AmendmentForm(WordingsForm):
    """Replace, insert, delete or move; the wording in one language or in both."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is proposed"),
        choices=AmendmentKind.choices,
        widget=forms.RadioSelect,
    )
    clause_kind = forms.ChoiceField(
        label=gettext_lazy("Kind of the new paragraph"),
        choices=ClauseKind.choices,
        required=False,
        help_text=gettext_lazy("Only where a paragraph is inserted."),
    )
    after = forms.ChoiceField(
        label=gettext_lazy("Move it after"),
        required=False,
        help_text=gettext_lazy("Only where a paragraph is moved."),
    )
    reason = forms.CharField(label=gettext_lazy("Reason"), max_length=5000, widget=area())

    def __init__(
        self,
        data: QueryDict | None,
        *,
        clauses: list[Clause],
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.order_fields(["kind", *(name for name in self.fields if name.startswith("text_"))])
        places = [
            (str(clause.paragraph_id), f"{clause.label}. {clause.text_i18n[:60]}")
            for clause in clauses
        ]
        self.fields["after"].choices = [("", gettext_lazy("the beginning")), *places]  # type: ignore[attr-defined]


class DecisionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=5000,
        widget=area(),
        help_text=gettext_lazy("The proposer will read it."),
    )


class DispositionForm(forms.Form):
    """What was made of one comment; a row of the matrix."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Disposition"),
        choices=[("", "—"), *DispositionKind.choices],
        required=False,
    )
    response = forms.CharField(
        label=gettext_lazy("Response"), max_length=5000, required=False, widget=area(2)
    )
    based_on = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        kind = values.get("kind")
        if kind in NEEDS_RESPONSE and not values.get("response"):
            self.add_error(
                "response",
                _("«%(kind)s» needs a reason: what was changed, or why not.")
                % {"kind": DispositionKind(kind).label},
            )
        return values


class MatrixFileForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("The matrix, filled in (Excel)"),
        help_text=gettext_lazy("New comments in empty rows; nothing is saved before you confirm."),
    )
    source = forms.CharField(
        label=gettext_lazy("How it reached the secretariat"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "Only where the secretariat enters comments of another organisation."
        ),
    )
