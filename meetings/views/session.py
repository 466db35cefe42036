"""The meeting is opened and closed: after a page that says what it is, what follows and what cannot be undone."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.models import BodyRules
from rec_portal.names import spelled
from rec_portal.ui.confirm import Shown
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.ui.moments import span
from rec_portal.verdicts import require

from .. import actions, availability
from ..forms import OpenForm
from ..lifecycle import MeetingStatus
from ..models import AgendaItem, Meeting
from .finding import form_page, me, seen


@form_page
def meeting_status(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Open or close the meeting, or take its opening back: the check page, then the act."""
    pages = {"open": _open, "close": _close, "take-back": _take_back}
    return pages[status](request, seen(request, pk))


def _about(meeting: Meeting) -> dict[str, str]:
    """What the meeting is, in words."""
    days = strip_tags(str(span(meeting.starts_at, meeting.ends_at, meeting.time_zone)))
    return {
        str(_("Meeting")): str(meeting),
        str(_("Body")): meeting.names_of_bodies,
        str(_("Day and time")): " ".join(days.split()),
    }


def _open(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    require(availability.open_meeting(request.user, meeting))
    at = timezone.now()
    verdict = availability.on_its_day(meeting, at)
    chair = actions.chair_of(meeting)
    name = spelled(*chair) if chair else ""
    form = OpenForm(posted(request), is_early=not verdict, initial={"chair_name": name})
    follows = [
        _("The screens begin to follow the meeting, and presence is noted from now on."),
        _("An opened meeting can no longer be moved, postponed or cancelled."),
        _(
            "The rules that stand now hold for it and for its record, whatever is changed in them later."
        ),
    ]
    shown = Shown(
        _about(meeting) | {str(_("Quorum")): _quorum(meeting)},
        (str(verdict.reason), *follows) if not verdict else tuple(follows),
        (),
        not verdict,
    )
    if request.method == "POST" and shown.is_confirmed(request.POST) and form.is_valid():
        with errors_into(form):
            actions.change_status(
                meeting,
                MeetingStatus.IN_SESSION,
                by=me(request),
                at=at,
                chair_name=form.presiding(chair),
                early=form.cleaned_data.get("early", False),
            )
            return redirect("meetings:screen", meeting.pk, "chair")
    return _page(request, meeting, shown, _("Open the meeting"), form)


def _quorum(meeting: Meeting) -> str:
    """What each body has set; by name where several meet."""
    bodies = meeting.bodies()
    rules = {body: BodyRules.of(body).get_quorum_display() for body in bodies}
    return "; ".join(
        f"{body}: {words}" if len(bodies) > 1 else str(words) for body, words in rules.items()
    )


def _take_back(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    require(availability.take_back_opening(request.user, meeting))
    form = forms.Form(posted(request))
    sitting = meeting.sittings.get()
    facts = _about(meeting) | {
        pgettext("a meeting", "Opened"): date_format(
            timezone.localtime(sitting.opened_at), "DATETIME_FORMAT"
        ),
        str(_("In the chair")): sitting.chair,
    }
    follows = (
        _("The meeting is convened again, as it was, and can be moved, postponed or cancelled."),
        _("Nothing has happened in it. The history keeps that it was opened, by whom and when."),
    )
    shown = Shown(facts, follows, ())
    if request.method == "POST" and shown.is_confirmed(request.POST) and form.is_valid():
        with errors_into(form):
            actions.take_back_opening(meeting, by=me(request), at=timezone.now())
            return redirect(meeting)
    return _page(request, meeting, shown, _("Take the opening back"), form)


def _close(request: HttpRequest, meeting: Meeting) -> HttpResponse:
    require(availability.close_meeting(request.user, meeting))
    form = forms.Form(posted(request))
    undone = AgendaItem.objects.not_reached().filter(meeting=meeting)
    facts = _about(meeting) | {
        str(_("Items not dealt with")): "; ".join(str(item) for item in undone) or str(_("none")),
        str(_("Decisions recorded")): ", ".join(
            each.symbol for each in meeting.decisions.order_by("number")
        )
        or str(_("none")),
    }
    follows = (
        _(
            "Open items are closed with it, and it is not opened again. Texts before the meeting that were not decided on stay"
            " as they are."
        ),
    )
    shown = Shown(facts, follows, (), is_grave=True)
    if request.method == "POST" and shown.is_confirmed(request.POST) and form.is_valid():
        with errors_into(form):
            actions.change_status(meeting, MeetingStatus.CLOSED, by=me(request), at=timezone.now())
            return redirect(meeting)
    return _page(request, meeting, shown, _("Close the meeting"), form)


def _page(
    request: HttpRequest, meeting: Meeting, shown: Shown, heading: str, form: forms.Form
) -> HttpResponse:
    context = {
        "meeting": meeting,
        "heading": heading,
        "button": heading,
        "shown": shown,
        "form": form,
        "back": meeting.get_absolute_url(),
    }
    return render(request, "meetings/confirm.html", context, status=status_of(form))
