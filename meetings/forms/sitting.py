"""What is typed in the room: who is put on the list, whose statement, who is present."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy

from councils.models import Organisation
from documents.forms import SafeFileField

from ..lifecycle import PresenceMeans, SpeechKind
from ..models import Meeting


class _OfTheInvited(forms.Form):
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=gettext_lazy("Organisation"), queryset=Organisation.objects.none(),
        error_messages={"required": gettext_lazy("Choose the organisation.")},
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        invited = meeting.invitations.exclude(status__in=("prepared", "declined")).values("organisation_id")
        self.fields["organisation"].queryset = Organisation.objects.filter(pk__in=invited)  # type: ignore[attr-defined]


class InscribeForm(_OfTheInvited):
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), choices=SpeechKind.choices, initial=SpeechKind.STATEMENT)


class PresenceForm(_OfTheInvited):
    means = forms.ChoiceField(label=gettext_lazy("How"), choices=PresenceMeans.choices, initial=PresenceMeans.ROLL_CALL)


class StatementForm(forms.Form):
    file = SafeFileField(
        label=gettext_lazy("Text of the statement"), error_messages={"required": gettext_lazy("Choose the file.")}
    )
    language = forms.ChoiceField(label=gettext_lazy("Language"), choices=settings.LANGUAGES)
