"""What the secretariat enters of mandates, seats and offices, made into values."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _

from accounts.models import User, one_line
from councils.lifecycle import OfficeKind, Role, SeatKind
from councils.models import Body, Representative, today
from documents.forms import SafeFileField
from meetings.forms import DateInput
from rec_portal.names import beside
from rec_portal.ui.forms import InEachColumn, WordedForm
from recommendations.forms import not_in_the_future

from ..actions import Newcomer, Paper


class _Dated(forms.Form):
    """From the first day to the last, both included."""

    starts = forms.DateField(label=gettext_lazy("First day"), widget=DateInput, initial=today)
    ends = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DateInput,
        required=False,
        help_text=gettext_lazy("Left empty: until further notice."),
    )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        starts, ends = values.get("starts"), values.get("ends")
        if starts and ends and ends < starts:
            self.add_error("ends", _("The last day cannot lie before the first."))
        return values


class _Papered(forms.Form):
    """The paper that proves a mandate."""

    reference = forms.CharField(
        label=gettext_lazy("Credentials: kind and number of the paper"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("For instance: note verbale No. 12/45."),
    )
    dated = forms.DateField(
        label=gettext_lazy("Date of the paper"), widget=DateInput, validators=[not_in_the_future]
    )
    file = SafeFileField(
        label=gettext_lazy("The paper itself"),
        required=False,
        help_text=gettext_lazy("Kept for the secretariat alone. It can be added later."),
    )

    def paper(self) -> Paper:
        v = self.cleaned_data
        return Paper(v["reference"], v["dated"], v["file"])


class CredentialsForm(_Dated, _Papered):
    field_order = ("reference", "dated", "file", "starts", "ends")


class MandateForm(WordedForm, _Dated, _Papered):
    """Somebody who has an account is chosen; a newcomer is given one."""

    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    person: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=gettext_lazy("Person"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("a newcomer, named below"),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail address of the newcomer"),
        required=False,
        help_text=gettext_lazy("The invitation with the link to a password goes there."),
    )
    name = forms.CharField(
        label=gettext_lazy("Name in Latin letters"),
        max_length=150,
        required=False,
        validators=[one_line],
    )
    name_ru = forms.CharField(
        label=gettext_lazy("Name in Cyrillic letters"),
        max_length=150,
        required=False,
        validators=[one_line],
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letters"), choices=settings.LANGUAGES
    )
    position = InEachColumn(
        label=pgettext_lazy("of a person", "Position held"),
        max_length=200,
        required=False,
        validators=[one_line],
    )
    is_focal_point = forms.BooleanField(
        label=gettext_lazy("National focal point for follow-up"), required=False
    )
    field_order = (
        "role",
        "person",
        "email",
        "name",
        "name_ru",
        "language",
        "position",
        "is_focal_point",
        "starts",
        "ends",
        "reference",
        "dated",
        "file",
    )
    newcomer_fields = ("email", "name")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(is_active=True, is_secretariat=False).exclude(pk=by.pk)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        self.fields["language"].initial = get_language()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("person") is None and "person" not in self.errors:
            for name in self.newcomer_fields:
                if not values.get(name) and name not in self.errors:
                    self.add_error(name, _("Choose a person, or give this of the newcomer."))
        taken = User.objects.filter(email__iexact=values.get("email") or "").first()
        if taken is not None and values.get("person") is None:
            self.add_error(
                "email", _("%(person)s has an account with this address.") % {"person": taken}
            )
        return values

    def who(self) -> User | Newcomer:
        v = self.cleaned_data
        chosen: User | None = v["person"]
        return chosen or Newcomer(v["email"], v["name"], v["name_ru"], v["language"])

    def more(self) -> dict[str, Any]:
        v = self.cleaned_data
        return {
            "position": v["position"],
            "i18n": beside(None, self.i18n("position")),
            "is_focal_point": v["is_focal_point"],
        }


class SeatForm(_Dated):
    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SeatKind.choices)
    field_order = ("body", "kind", "starts", "ends")


class OfficeForm(_Dated):
    """Somebody who has a mandate today, by organisation."""

    body: forms.ModelChoiceField[Body] = forms.ModelChoiceField(
        label=gettext_lazy("Body"), queryset=Body.objects.all()
    )
    kind = forms.ChoiceField(label=gettext_lazy("Office"), choices=OfficeKind.choices)
    holder: forms.ModelChoiceField[Representative] = forms.ModelChoiceField(
        label=gettext_lazy("Held by"), queryset=Representative.objects.none()
    )
    field_order = ("body", "kind", "holder", "starts", "ends")

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        holders = Representative.objects.current().exclude(user=by)
        active = holders.filter(user__is_active=True, organisation__is_active=True)
        self.fields["holder"].queryset = active.select_related("user", "organisation")  # type: ignore[attr-defined]


class EndForm(forms.Form):
    last_day = forms.DateField(
        label=gettext_lazy("Last day"),
        widget=DateInput,
        initial=today,
        help_text=gettext_lazy("Yesterday's date ends it at once."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why it ends"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy("For instance: note verbale of 12 May, recalled by the ministry."),
    )
