from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import one_line


class CameBackForm(forms.Form):
    """`act` says which of the two was pressed: the letter may have gone on since its page was opened."""

    heading, button = gettext_lazy("It came back"), gettext_lazy("Record that it came back")
    act = forms.CharField(widget=forms.HiddenInput, initial="came_back")
    reason = forms.CharField(
        label=gettext_lazy("What the returned letter says"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy(
            "For instance: mailbox unknown. A silence procedure is suspended where nobody else was reached."
        ),
    )


class SendAgainForm(forms.Form):
    heading = button = gettext_lazy("Send again")
    act = forms.CharField(widget=forms.HiddenInput, initial="send_again")
    reason = forms.CharField(
        label=gettext_lazy("Why it is sent again"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy("For instance: the address was corrected."),
    )
