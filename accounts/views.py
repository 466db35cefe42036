from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rec_portal.ui.forms import posted

from . import actions
from .forms import PreferencesForm
from .models import User


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """The person's own account: language, clock, and where to change password and second factor."""
    user = cast("User", request.user)
    form = PreferencesForm(posted(request), instance=user)
    if request.method == "POST" and form.is_valid():
        actions.change_preferences(user, **form.cleaned_data, at=timezone.now())
        messages.success(request, _("Your preferences are saved."))
        return redirect("accounts:preferences")
    return render(request, "accounts/preferences.html", {"form": form})
