"""Pages that only show."""

from typing import cast

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.models import Body
from documents.actions import ask_for_pack
from rec_portal.audit.models import Entry
from rec_portal.mail.calendar import published

from .. import permissions
from ..forms import AnswerForm
from ..models import AgendaItem, Invitation, Meeting
from ..notices import appointment_of


@login_not_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings this reader may see: what is coming, then what was."""
    at = timezone.now()
    meetings = Meeting.objects.visible_to(request.user).with_body()
    body = Body.objects.filter(code=request.GET.get("body", "").replace("\x00", "")).first()
    if body:
        meetings = meetings.filter(body=body)
    coming = meetings.filter(ends_at__gte=at).order_by("starts_at")[:50]
    past = Paginator(meetings.filter(ends_at__lt=at), 20).get_page(request.GET.get("page"))
    context = {
        "coming": coming, "past": past, "bodies": Body.objects.all(), "body": body,
        "may_plan": permissions.may_manage(request.user),
    }  # fmt: skip
    return render(request, "meetings/meeting_list.html", context)


@login_not_required
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for everybody: what, when, where; and in place what this reader has to do."""
    user = request.user
    meeting = get_object_or_404(Meeting.objects.visible_to(user).with_agenda(user), pk=pk)
    own = own_invitation(user, meeting)
    sees_answers = permissions.sees_answers(user, meeting)
    items = meeting.timed_items()
    invitations = list(meeting.invitations.with_delegates()) if sees_answers else []
    context = {
        "meeting": meeting, "items": items, "invitations": invitations, "own": own,
        "silent": [invitation for invitation in invitations if invitation.status == "sent"],
        "is_secretariat": is_secretariat(user), "organisers": list(meeting.organisers.all()),
        "may_answer": own and permissions.may_answer(cast("User", user), own),
        "may_open": user.is_authenticated and permissions.may_open_and_close(user, meeting),
        "answer_form": AnswerForm(initial={"answer": own.status if own and own.is_answered else None}),
        "sees_history": user.is_authenticated, "has_papers": any(item.papers.all() for item in items),
        "since": getattr(user, "visited_before", None),
    }  # fmt: skip
    return render(request, "meetings/meeting_detail.html", context)


def own_invitation(user: User | AnonymousUser, meeting: Meeting) -> Invitation | None:
    """The invitation of the reader's own organisation, once it was sent."""
    organisation = getattr(user, "organisation", None)
    if organisation is None or meeting.is_planned:
        return None
    found: Invitation | None = meeting.invitations.with_delegates().filter(organisation=organisation).first()
    return found


@login_not_required
@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a calendar file."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(published(appointment_of(meeting)), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="rec-meeting-{meeting.pk}.ics"'
    return response


@require_POST
def meeting_pack(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for all documents of the meeting that this reader may see."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    return _pack(request, "meeting", meeting.pk, str(meeting), meeting)


@require_POST
def item_pack(request: HttpRequest, pk: int) -> HttpResponse:
    visible = AgendaItem.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    item: AgendaItem = get_object_or_404(visible.select_related("meeting"), pk=pk)
    return _pack(request, "item", item.pk, f"{item.meeting}: {item}", item.meeting)


def _pack(request: HttpRequest, source: str, key: int, title: str, meeting: Meeting) -> HttpResponse:
    pack = ask_for_pack(
        source=source, source_id=key, title=title, back=meeting.get_absolute_url(), by=cast("User", request.user),
        at=timezone.now(),
    )  # fmt: skip
    return redirect(pack)


@require_safe
def meeting_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the meeting, from the audit trail; who answered and whom they named is for those who see answers."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_body(), pk=pk)
    entries = Entry.objects.about(meeting)
    if not permissions.sees_answers(request.user, meeting):
        for kind in ("invitation.", "delegate.", "agenda.paper_", "meeting.reminded", "meeting.invited_"):
            entries = entries.exclude(action__startswith=kind)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "meetings/meeting_history.html", {"meeting": meeting, "page": page})
