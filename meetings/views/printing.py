"""What the secretariat prints and hands out; and the door, where a badge's code is read by a phone."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rec_portal.names import reader_language
from rec_portal.ui.views import attached
from rec_portal.verdicts import require

from .. import actions, permissions
from ..exports import agenda, people
from ..models import Delegate, Meeting
from .finding import form_page, managed, managed_invitation, me, seen

TYPES = {"pdf": agenda.agenda_pdf, "docx": agenda.agenda_docx}


@require_safe
def agenda_export(request: HttpRequest, pk: int, form: str, which: str, kind: str) -> HttpResponse:
    """The agenda as this reader may see it: annotated or as programme, in one language or both."""
    meeting = get_object_or_404(
        Meeting.objects.visible_to(request.user).with_agenda(request.user), pk=pk
    )
    return attached(TYPES[kind](meeting, form, which), f"{form}-{meeting.pk}-{which}.{kind}")


@require_safe
def participants(request: HttpRequest, pk: int) -> HttpResponse:
    """The list of participants for those who take part; names by consent."""
    meeting = seen(request, pk)
    user = me(request)
    if not (permissions.sees_answers(user, meeting) or permissions.is_represented(user, meeting)):
        require(permissions.may_manage(user))
    groups = people.participants(meeting, reader_language(), final=meeting.is_closed)
    total = sum(len(each.people) + each.unnamed for group in groups for each in group.organisations)
    context = {
        "meeting": meeting,
        "groups": groups,
        "total": total,
        "is_secretariat": permissions.is_secretariat(user),
        "heading": people.heading(meeting, final=meeting.is_closed),
        "codes": settings.TEXT_LANGUAGES,
        "lists": [
            (which, people.heading(meeting, final=final))
            for which, final in (("provisional", False), ("final", True))
        ],
    }
    return render(request, "meetings/participants.html", context)


@require_safe
def participants_export(
    request: HttpRequest, pk: int, which: str, language: str, kind: str
) -> HttpResponse:
    _user, meeting = managed(request, pk)
    make = {"pdf": people.participants_pdf, "docx": people.participants_docx}[kind]
    return attached(
        make(meeting, language, final=which == "final"),
        f"participants-{meeting.pk}-{language}.{kind}",
    )


@require_safe
def badges(request: HttpRequest, pk: int) -> HttpResponse:
    _user, meeting = managed(request, pk)
    return attached(people.badges_pdf(meeting), f"badges-{meeting.pk}.pdf")


@require_safe
def plates(request: HttpRequest, pk: int) -> HttpResponse:
    _user, meeting = managed(request, pk)
    return attached(people.plates_pdf(meeting), f"name-plates-{meeting.pk}.pdf")


@require_safe
def invitation_letter(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    _user, invitation = managed_invitation(request, pk)
    return attached(
        people.letter_pdf(invitation.meeting, invitation, language),
        f"invitation-{pk}-{language}.pdf",
    )


@require_safe
def visa_letter(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """For the secretariat; it holds personal details, so that its making stands in the trail."""
    user = me(request)
    require(permissions.may_manage(user))
    visible = Delegate.objects.filter(invitation__meeting__in=Meeting.objects.visible_to(user))
    found = visible.select_related(
        "invitation__meeting__body", "invitation__organisation"
    ).prefetch_related("details")
    delegate: Delegate = get_object_or_404(found, pk=pk)
    if request.method == "GET":
        actions.note_visa_letter(delegate, by=user, at=timezone.now())
    return attached(
        people.visa_pdf(delegate.invitation.meeting, delegate, language),
        f"visa-{pk}-{language}.pdf",
    )


@form_page
def check_in(request: HttpRequest, code: str) -> HttpResponse:
    """The code of a badge, read by the phone of somebody at the door: who it is, and one button."""
    user = me(request)
    require(permissions.may_manage(user))
    delegates = Delegate.objects.select_related(
        "invitation__meeting__body", "invitation__organisation"
    )
    delegate: Delegate = get_object_or_404(delegates, code=code)
    if request.method == "POST":
        actions.check_in(delegate, by=user, at=timezone.now())
        messages.success(request, _("Checked in: %(name)s.") % {"name": delegate})
        return redirect("meetings:check-in", code)
    context = {
        "delegate": delegate,
        "meeting": delegate.invitation.meeting,
    }
    return render(request, "meetings/check_in.html", context)
