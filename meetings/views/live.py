"""While the meeting is held: the chair's screen, the room's, the delegate's phone; and the acts of the room."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import ALLOWED, Refused, Verdict, denied, require

from .. import actions, availability, permissions
from .. import screens as live
from ..forms import InscribeForm, PresenceForm, StatementForm
from ..models import AgendaItem, Meeting, Speech
from .finding import form_page, me, seen, seen_item

MODES = ("chair", "room", "floor")


def _may_look(user: User, meeting: Meeting, mode: str) -> Verdict:
    """The chair's screen is for who presides; the others for those who take part and for the secretariat."""
    if mode == "chair":
        return permissions.may_open_and_close(user, meeting)
    if permissions.sees_answers(user, meeting) or permissions.is_represented(user, meeting):
        return ALLOWED
    return denied(_("The screens of a meeting are for those who take part in it."))


def _admitted(request: HttpRequest, pk: int, mode: str) -> Callable[[], str]:
    """Asks everything that a look at a screen needs of the rights: 404, 403, or the name of the audience."""

    def admit() -> str:
        meeting, user = seen(request, pk), me(request)
        require(_may_look(user, meeting, mode))
        return live.audience(meeting, user)

    return admit


def _shown(request: HttpRequest, pk: int, mode: str, key: str) -> str:
    """The part of the screen that changes, made once for everybody of the same audience."""

    def make() -> str:
        full = Meeting.objects.with_agenda(request.user).get(pk=pk)
        state = live.state(full, me(request), timezone.now())
        return render_to_string(
            "meetings/live.html",
            {**state, "mode": mode, "is_secretariat": permissions.is_secretariat(request.user)},
        )

    return live.cached(key, make, sealed=True)


@require_safe
def screen(request: HttpRequest, pk: int, mode: str) -> HttpResponse:
    """A whole page; it follows by itself, and without JavaScript by reloading."""
    meeting, user = seen(request, pk), me(request)
    require(_may_look(user, meeting, mode))
    moment = live.Moment.of(pk)
    assert moment is not None  # noqa: S101  # it was read just now
    key = moment.version(mode, live.audience(meeting, user))
    own = user.organisation
    mine = (
        Speech.objects.not_withdrawn().filter(
            item__in=AgendaItem.objects.visible_to(user).filter(meeting=meeting), organisation=own
        )
        if own
        else Speech.objects.none()
    )
    context = {
        "acts": availability.Acts(user, meeting),
        "meeting": meeting,
        "mode": mode,
        "fragment": _shown(request, pk, mode, key),
        "key": key,
        "now": moment.at,
        "own": own,
        "may_inscribe": own is not None and permissions.is_represented(user, meeting),
        "mine": list(
            mine.select_related("item", "statement").prefetch_related("statement__revisions__files")
        ),
        "sitting_open": meeting.sittings.filter(closed_at=None).exists(),
        **({"presence_form": PresenceForm(meeting=meeting)} if mode == "chair" else {}),
    }
    return render(request, "meetings/screen.html", context)


@require_safe
def screen_part(request: HttpRequest, pk: int, mode: str) -> HttpResponse:
    """What changed, or 304. Asked for every second and a half by each screen."""
    moment = live.Moment.of(pk)
    if moment is None:
        raise Http404
    audience = live.ticket(moment, mode, me(request), _admitted(request, pk, mode))
    key = moment.version(mode, audience)
    if request.headers.get("If-None-Match", "").strip('W/"') == key:
        response: HttpResponse = HttpResponseNotModified()
    else:
        response = HttpResponse(_shown(request, pk, mode, key))
    response.headers["ETag"] = f'"{key}"'
    response.headers["Cache-Control"] = "private, no-cache"
    return response


def _back(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    mode = request.POST.get("mode", "")
    return redirect("meetings:screen", meeting.pk, mode if mode in MODES else "floor")


@require_POST
def item_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """The chair opens, suspends, resumes, closes an item."""
    item = seen_item(request, pk)
    verbs = {"open": "opened", "suspend": "suspended", "resume": "resumed", "close": "closed"}
    actions.act_on_item(item, verbs[act], by=me(request), at=timezone.now())
    return _back(request, item.meeting)


@require_POST
def sitting(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    meeting = seen(request, pk)
    if act == "suspend":
        actions.suspend_sitting(meeting, by=me(request), at=timezone.now())
    else:
        chair = request.POST.get("chair_name", "").strip()[:200]
        actions.resume_sitting(meeting, chair_name=chair, by=me(request), at=timezone.now())
    return _back(request, meeting)


@require_POST
def inscribe_own(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """A delegation puts itself on the list."""
    item, user = seen_item(request, pk), me(request)
    if user.organisation is None:
        raise Refused(_("Only a delegation that takes part puts itself on the list of speakers."))
    if item.speeches.waiting().filter(organisation=user.organisation, kind=kind).exists():
        messages.info(request, _("Your delegation is on the list of speakers already."))
        return _back(request, item.meeting)
    actions.inscribe(item, user.organisation, kind, by=user, at=timezone.now())
    messages.success(request, _("Your delegation is on the list of speakers."))
    return _back(request, item.meeting)


@form_page
def inscribe(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair or the secretariat puts somebody on the list who asked in the room."""
    item = seen_item(request, pk)
    require(availability.order_speakers(request.user, item))
    form = InscribeForm(posted(request), meeting=item.meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.inscribe(item, v["organisation"], v["kind"], by=me(request), at=timezone.now())
            return _back(request, item.meeting)
    return render(
        request,
        "meetings/inscribe.html",
        {"form": form, "item": item, "meeting": item.meeting},
        status=status_of(form),
    )


def _speech(request: HttpRequest, pk: int) -> Speech:
    visible = Meeting.objects.visible_to(request.user)
    found: Speech = get_object_or_404(
        Speech.objects.select_related("item__meeting__body", "organisation", "statement").filter(
            item__meeting__in=visible
        ),
        pk=pk,
    )
    seen_item(request, found.item_id)
    return found


@require_POST
def speech_act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Give the floor, take it back, take off the list, one place up or down."""
    speech = _speech(request, pk)
    by, at = me(request), timezone.now()
    if act in {"up", "down"}:
        actions.move_speaker(speech, -1 if act == "up" else 1, by=by, at=at)
    else:
        {
            "floor": actions.give_floor,
            "end": actions.end_speech,
            "withdraw": actions.withdraw_speech,
        }[act](speech, by=by, at=at)
    return _back(request, speech.item.meeting)


@require_POST
def order(request: HttpRequest, pk: int, how: str) -> HttpResponse:
    item = seen_item(request, pk)
    actions.order_speakers(item, how, by=me(request), at=timezone.now())
    return _back(request, item.meeting)


@form_page
def statement(request: HttpRequest, pk: int) -> HttpResponse:
    """Hand in the words of a statement; they get their symbol and lie under the item."""
    speech = _speech(request, pk)
    user = me(request)
    require(permissions.may_inscribe(user, speech.item.meeting, speech.organisation))
    files = request.FILES if request.method == "POST" else None
    form = StatementForm(
        posted(request),
        files,
        languages=speech.languages_to_come(),
        initial={"language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            filed = actions.file_statement(
                speech, v["file"], v["language"], by=user, at=timezone.now()
            )
            messages.success(
                request,
                _("The statement is filed: %(symbol)s.")
                % {"symbol": filed.statement and filed.statement.symbol},
            )
            return _back(request, speech.item.meeting)
    context = {"form": form, "speech": speech, "meeting": speech.item.meeting}
    return render(request, "meetings/statement.html", context, status=status_of(form))


@form_page
def presence(request: HttpRequest, pk: int) -> HttpResponse:
    """Roll-call: organisations are here."""
    meeting = seen(request, pk)
    require(availability.note_presence(request.user, meeting))
    form = PresenceForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form), transaction.atomic():
            v, at = form.cleaned_data, timezone.now()
            for organisation in v["organisations"]:
                actions.note_presence(meeting, organisation, v["means"], by=me(request), at=at)
            return _back(request, meeting)
    return render(
        request,
        "meetings/presence.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@require_POST
def departure(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    meeting = seen(request, pk)
    require(permissions.may_open_and_close(request.user, meeting))
    invitation = get_object_or_404(
        meeting.invitations.select_related("organisation"), organisation=organisation
    )
    actions.note_departure(meeting, invitation.organisation, by=me(request), at=timezone.now())
    return _back(request, meeting)
