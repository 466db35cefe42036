"""Answering an invitation: by the link in the letter, in the portal, or entered by the secretariat."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.models import User
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import RuleBroken, require

from .. import actions, availability, permissions
from ..forms import AnswerForm, RecordedAnswerForm
from ..lifecycle import Means, MeetingAct, may_meeting
from ..models import Invitation, Meeting
from ..notices import read_token
from .finding import form_page, managed_invitation


@login_not_required
@form_page
@sensitive_variables("token")
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link of the letter: opens without signing in, shows whose answer it is, acts only on POST."""
    try:
        invitation_key, person_key = read_token(token)
    except (BadSignature, ValueError, TypeError) as error:
        raise Http404 from error
    invitations = Invitation.objects.select_related("meeting__body", "organisation")
    invitation = get_object_or_404(invitations, pk=invitation_key)
    person = get_object_or_404(User, pk=person_key, is_active=True)
    require(permissions.may_answer(person, invitation))
    if invitation.meeting.ends_at <= timezone.now():
        raise RuleBroken(_("This link ended with the meeting. Sign in to read what became of it."))
    language = person.language if "language" not in request.COOKIES else translation.get_language()
    with translation.override(language):
        response = _answer_page(request, invitation, person)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _answer_page(request: HttpRequest, invitation: Invitation, person: User) -> HttpResponse:
    current = invitation.status if invitation.is_answered else None
    form = AnswerForm(posted(request), initial={"answer": current})
    done = False
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            invitation = actions.answer(
                invitation,
                form.cleaned_data["answer"],
                by=person,
                at=timezone.now(),
                means=Means.LINK,
            )
            done = True
    context = {
        "invitation": invitation,
        "meeting": invitation.meeting,
        "person": person,
        "form": form,
        "done": done,
        "items": invitation.meeting.timed_items(),
        "open": may_meeting(MeetingAct.ANSWER, invitation.meeting.status),
    }
    return render(request, "meetings/answer.html", context, status=status_of(form))


@require_http_methods(["POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """The organisation's answer, given in the portal by who speaks for it."""
    user = cast("User", request.user)
    meeting = get_object_or_404(Meeting.objects.visible_to(user), pk=pk)
    invitation = get_object_or_404(meeting.invitations, organisation=user.organisation)
    form = AnswerForm(request.POST)
    if form.is_valid():
        actions.answer(invitation, form.cleaned_data["answer"], by=user, at=timezone.now())
        messages.success(request, _("Your organisation's answer is recorded."))
    else:
        require(permissions.may_answer(user, invitation))
        messages.error(request, _("Choose one of the answers."))
    return redirect(meeting)


@form_page
def answer_record(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretariat enters an answer that came by note, mail or telephone, naming its source."""
    user, invitation = managed_invitation(request, pk)
    require(availability.record_answers(user, invitation.meeting))
    form = RecordedAnswerForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.answer(
                invitation,
                v["answer"],
                by=user,
                at=timezone.now(),
                source=v["source"],
                means=v["means"],
                document=v["document"],
            )
            messages.success(request, _("The answer is recorded."))
            return redirect(invitation.meeting)
    context = {"form": form, "invitation": invitation, "meeting": invitation.meeting}
    return render(request, "meetings/answer_record.html", context, status=status_of(form))
