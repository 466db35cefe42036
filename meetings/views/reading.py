"""Pages that only show."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.models import Body
from documents.actions import ask_for_bundle
from rec_portal.audit.models import Entry, EntryQuerySet
from rec_portal.mail.calendar import published
from rec_portal.names import labels_of

from .. import actions, availability, permissions
from ..actions import shortfall
from ..exports.agenda import LANGUAGES
from ..exports.people import participants
from ..forms import AnswerForm, DelegatesFileForm
from ..lifecycle import JournalKind, MeetingAct, Period, may_meeting
from ..models import AgendaItem, DatePoll, Invitation, Meeting, Task
from ..notices import appointment_of
from ..readings.preparation import steps
from .finding import seen_item


@login_not_required
@require_safe
def meeting_list(request: HttpRequest) -> HttpResponse:
    """The meetings this reader may see: what is coming, then what was."""
    at = timezone.now()
    meetings = Meeting.objects.visible_to(request.user).with_body()
    body = Body.objects.filter(code=request.GET.get("body", "").replace("\x00", "")).first()
    if body:
        meetings = meetings.filter(Q(body=body) | Q(joint_with=body)).distinct()
    coming = meetings.filter(ends_at__gte=at).order_by("starts_at")[:50]
    past = Paginator(meetings.filter(ends_at__lt=at), 20).get_page(request.GET.get("page"))
    asked = DatePoll.objects.filter(closed_at=None, answer_by__gt=at)
    if not is_secretariat(request.user):
        own = getattr(request.user, "organisation", None)
        asked = asked.filter(organisations=own) if own else asked.none()
    context = {
        "polls": asked,
        "coming": coming,
        "past": past,
        "bodies": Body.objects.all(),
        "body": body,
        "may_plan": permissions.may_manage(request.user),
    }
    return render(request, "meetings/meeting_list.html", context)


@login_not_required
@require_safe
def meeting_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One page for everybody: what, when, where; and in place what this reader has to do."""
    user = request.user
    meeting = get_object_or_404(Meeting.objects.visible_to(user).with_agenda(user), pk=pk)
    own = own_invitation(user, meeting)
    sees_answers, secretariat = permissions.sees_answers(user, meeting), is_secretariat(user)
    items = meeting.timed_items()
    invitations = list(meeting.invitations.with_delegates()) if sees_answers else []
    for invitation in invitations:
        invitation.meeting = meeting
    context = {
        "meeting": meeting,
        "items": items,
        "invitations": invitations,
        "own": own,
        "silent": [invitation for invitation in invitations if invitation.is_unanswered],
        "acts": availability.Acts(user, meeting),
        "own_acts": availability.Acts(user, own) if own else None,
        "takes_answers": may_meeting(MeetingAct.ANSWER, meeting.status),
        "is_secretariat": secretariat,
        "organisers": list(meeting.organisers.all()),
        "may_open": user.is_authenticated and permissions.may_open_and_close(user, meeting),
        "may_take_back": meeting.is_in_session
        and user.is_authenticated
        and availability.take_back_opening(user, meeting),
        "answer_form": AnswerForm(
            initial={"answer": own.status if own and own.is_answered else None}
        ),
        "sees_history": user.is_authenticated,
        "has_papers": any(item.papers.all() for item in items) or meeting.general_papers,
        "since": getattr(user, "visited_before", None),
        "editable": availability.change_agenda(user, meeting),
        "date_changes": list(meeting.date_changes.all()),
        "capitals": settings.COUNCIL_TIME_ZONES[:5],
        "languages": [
            (name, "–".join(code.upper() for code in codes)) for name, codes in LANGUAGES.items()
        ],
        "sees_screens": may_meeting(MeetingAct.CHECK_IN, meeting.status)
        and (sees_answers or own is not None),
        "sees_participants": meeting.convened_at
        and (sees_answers or (own is not None and not own.is_declined)),
        **_what_remains(user, meeting, items),
        **(
            _for_secretariat(cast("User", user), meeting, items, invitations)
            if sees_answers
            else {"shortfalls": [], "may_waive_ahead": False}
        ),
    }
    return render(request, "meetings/meeting_detail.html", context)


def _what_remains(
    user: User | AnonymousUser, meeting: Meeting, items: list[AgendaItem]
) -> dict[str, object]:
    """Decisions as far as their items are open to the reader, the record, tasks; for the public who took part, uncounted by name."""
    if not (meeting.is_in_session or meeting.is_closed):
        return {
            "decisions": [],
            "records": [],
            "may_record": False,
            "missing_records": [],
            "open_tasks": 0,
            "public_groups": [],
        }
    shown = {item.pk for item in items}
    decisions = [
        each for each in meeting.decisions.all() if each.item_id is None or each.item_id in shown
    ]
    records = list(meeting.journals.all()) if user.is_authenticated else []
    may_record = permissions.may_write_journal(user, meeting)
    begun = {each.kind for each in records}
    represented = isinstance(user, User) and (
        permissions.sees_answers(user, meeting) or permissions.is_represented(user, meeting)
    )
    for each in records:
        each.meeting = meeting
    return {
        "decisions": decisions,
        "records": [each for each in records if permissions.sees_journal(user, each)],
        "may_record": bool(may_record),
        "missing_records": [c for c in JournalKind.choices if c[0] not in begun]
        if may_record
        else [],
        "open_tasks": Task.objects.visible_to(user).unfinished().filter(meeting=meeting).count()
        if isinstance(user, User)
        else 0,
        "public_groups": participants(meeting, "", final=True, public=True)
        if meeting.is_closed and not represented
        else [],
    }


def _for_secretariat(
    user: User, meeting: Meeting, items: list[AgendaItem], invitations: list[Invitation]
) -> dict[str, object]:
    """What is still to do, and the periods that are not kept: for the secretariat and the chair."""
    at = timezone.now()
    periods = (
        (Period.NOTICE,)
        if meeting.is_planned or meeting.is_postponed
        else (Period.PAPERS,)
        if meeting.is_convened
        else ()
    )
    done = steps(meeting, items, invitations)
    return {
        "shortfalls": [short for period in periods if (short := shortfall(meeting, period, at))],
        "steps": done,
        "steps_done": sum(step.done for step in done),
        "file_form": DelegatesFileForm(),
        "may_waive": permissions.may_waive(user, meeting),
        "may_waive_ahead": bool(permissions.may_waive(user, meeting))
        and (meeting.is_convened or meeting.is_postponed)
        and actions.least_days(meeting, Period.NOTICE)
        and not meeting.waivers.filter(period=Period.NOTICE).exists(),
    }


def own_invitation(user: User | AnonymousUser, meeting: Meeting) -> Invitation | None:
    """The invitation of the reader's own organisation, once it was sent."""
    organisation = getattr(user, "organisation", None)
    if organisation is None or meeting.is_planned:
        return None
    found: Invitation | None = (
        meeting.invitations.with_delegates().filter(organisation=organisation).first()
    )
    return found


@login_not_required
@require_safe
def meeting_calendar(request: HttpRequest, pk: int) -> HttpResponse:
    """The meeting as a calendar file."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    response = HttpResponse(
        published(appointment_of(meeting)), content_type="text/calendar; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="rec-meeting-{meeting.pk}.ics"'
    return response


@require_POST
def meeting_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for all documents of the meeting that this reader may see."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user), pk=pk)
    return _bundle(request, "meeting", meeting.pk, str(meeting), meeting)


@require_POST
def item_bundle(request: HttpRequest, pk: int) -> HttpResponse:
    item = seen_item(request, pk)
    return _bundle(request, "item", item.pk, f"{item.meeting}: {item}", item.meeting)


def _bundle(
    request: HttpRequest, source: str, key: int, title: str, meeting: Meeting
) -> HttpResponse:
    bundle = ask_for_bundle(
        source=source,
        source_id=key,
        title=title,
        back=meeting.get_absolute_url(),
        by=cast("User", request.user),
        at=timezone.now(),
    )
    return redirect(bundle)


def _without_hidden_items(
    entries: EntryQuerySet, meeting: Meeting, user: User | AnonymousUser
) -> EntryQuerySet:
    """What is closed to the reader does not exist, as the item is today: an item that was open once and is closed now is
    hidden with all that happened to it, and one that is gone, as it was then."""
    if is_secretariat(user):
        return entries
    visible = set(
        AgendaItem.objects.visible_to(user).filter(meeting=meeting).values_list("pk", flat=True)
    )
    hidden = AgendaItem.objects.filter(meeting=meeting).exclude(pk__in=visible)
    named = {name for item in hidden for name in labels_of(item, "title").values() if name}
    entries = entries.exclude(
        Q(action__startswith="agenda.closed_") & ~Q(data__item_id__in=visible)
    )
    entries = entries.filter(
        Q(data__item_id__isnull=True) | ~Q(data__item_id__in=[item.pk for item in hidden])
    )
    return entries.filter(
        Q(data__item__isnull=True) | ~Q(data__item__in=sorted(filter(None, named)))
    )


@require_safe
def meeting_history(request: HttpRequest, pk: int) -> HttpResponse:
    """What happened to the meeting, from the audit trail; who answered and whom they named is for those who see answers."""
    meeting = get_object_or_404(Meeting.objects.visible_to(request.user).with_body(), pk=pk)
    entries = Entry.objects.about(meeting)
    entries = _without_hidden_items(entries, meeting, request.user)
    if not permissions.may_write_journal(request.user, meeting):
        entries = entries.exclude(
            action__startswith="journal."
        )  # a draft and its answers are not everybody's
    if not permissions.sees_answers(request.user, meeting):
        for kind in (
            "invitation.",
            "delegate.",
            "agenda.paper_",
            "meeting.reminded",
            "meeting.invited_",
            "presence.",
            "meeting.papers_",
        ):
            entries = entries.exclude(action__startswith=kind)
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "meetings/meeting_history.html", {"meeting": meeting, "page": page})
