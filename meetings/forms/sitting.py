"""What is typed in the room: who is put on the list, whose statement, who is present."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import one_line
from councils.models import Organisation
from documents.forms import SafeFileField

from ..lifecycle import PresenceMeans, SpeechKind
from ..models import Meeting, Presence


class _OfTheInvited(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        error_messages={"required": gettext_lazy("Choose the organisation.")},
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = meeting.invitations.expected().values("organisation_id")
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=invited)  # type: ignore[attr-defined]


class InscribeForm(_OfTheInvited):
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        choices=SpeechKind.choices,
        initial=SpeechKind.STATEMENT,
    )


class OpenForm(forms.Form):
    """Who presides, and where the day of the meeting has not come, that it is opened all the same."""

    chair_name = forms.CharField(
        label=gettext_lazy("In the chair"),
        max_length=200,
        validators=[one_line],
        help_text=gettext_lazy("Shown on the screens and kept in the record of the meeting."),
        error_messages={"required": gettext_lazy("Say who presides.")},
    )
    early = forms.BooleanField(
        label=gettext_lazy("Open it before its day"),
        error_messages={
            "required": gettext_lazy("Confirm that the meeting is opened before its day.")
        },
    )

    def __init__(self, *args: Any, is_early: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_early:
            del self.fields["early"]

    def presiding(self, chair: tuple[str, str] | None) -> str:
        """The name typed; nothing where it is the chair's own, which is known in both languages."""
        name: str = self.cleaned_data["chair_name"].strip()
        return "" if chair is not None and name in chair else name


class PresenceForm(forms.Form):
    """Who is here: those of the invited who are not noted yet, several at once."""

    organisations: forms.ModelMultipleChoiceField[Organisation] = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Who is here"),
        queryset=Organisation.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Tick the organisations that are here.")},
    )
    means = forms.ChoiceField(
        label=gettext_lazy("How"), choices=PresenceMeans.choices, initial=PresenceMeans.ROLL_CALL
    )

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = meeting.invitations.expected().values("organisation_id")
        here = Presence.objects.filter(
            sitting__meeting=meeting, sitting__closed_at=None, left_at=None
        ).values("organisation_id")
        waiting = Organisation.objects.filter(pk__in=invited).exclude(pk__in=here)
        self.fields["organisations"].queryset = waiting  # type: ignore[attr-defined]


class StatementForm(forms.Form):
    file = SafeFileField(
        label=gettext_lazy("Text of the statement"),
        error_messages={"required": gettext_lazy("Choose the file.")},
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"))

    def __init__(self, *args: Any, languages: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages  # type: ignore[attr-defined]
