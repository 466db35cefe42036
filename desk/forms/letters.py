from django import forms
from django.utils.translation import gettext_lazy

from accounts.models import one_line


class CameBackForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("What the returned letter says"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy(
            "For instance: mailbox unknown. A silence procedure is suspended where nobody else was reached."
        ),
    )


class SendAgainForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Why it is sent again"),
        max_length=300,
        validators=[one_line],
        help_text=gettext_lazy("For instance: the address was corrected."),
    )
