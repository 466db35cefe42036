"""The secretariat's pages: plan, copy, series, whom to invite, preview, convene, remind, move, postpone, cancel."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.models import Body, Organisation
from councils.workdays import Workdays
from rec_portal.mail.writing import Notice
from rec_portal.names import labels_of
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability, notices, permissions
from ..forms import (
    AnnouncementForm,
    CancelForm,
    InvitationForm,
    InvitedForm,
    MeetingForm,
    MoreForm,
    MoveForm,
    PostponeForm,
    ReasonForm,
    SeriesForm,
    WithdrawForm,
)
from ..lifecycle import Period
from ..models import DatePoll, Invitation, Meeting
from .finding import form_page, managed, managed_invitation, me, seen


@form_page
def meeting_plan(request: HttpRequest) -> HttpResponse:
    """Plan a meeting from nothing, like an earlier one (`?like=`), or on a date that a poll has found (`?on=`)."""
    user = me(request)
    require(permissions.may_manage(user))
    source = Meeting.objects.filter(pk=number_in(request.GET.get("like")) or 0).first()
    form = MeetingForm(
        posted(request), meeting=source, fixed=bool(source), initial=_first_values(request, source)
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v, at = form.cleaned_data, timezone.now()
            if source:
                meeting = actions.copy_meeting(
                    source, form.values(), organisers=list(v["organisers"]), by=user, at=at
                )
            else:
                meeting = actions.plan(
                    v["body"],
                    form.values(),
                    by=user,
                    at=at,
                    joint_with=list(v["joint_with"]),
                    organisers=list(v["organisers"]),
                )
            messages.success(request, _("The meeting is planned. Nobody has been told yet."))
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": None,
        "source": source,
        "earlier": Meeting.objects.not_cancelled().with_body()[:12],
    }
    return render(request, "meetings/meeting_form.html", context, status=status_of(form))


def _first_values(request: HttpRequest, source: Meeting | None) -> dict[str, Any]:
    """An empty date, whatever the source had: the new meeting has its own."""
    values: dict[str, Any] = {"time_zone": source.time_zone if source else me(request).time_zone}
    if source:
        values |= {"starts_on": None, "ends_on": None, "answer_on": None}
    if body := Body.objects.filter(code=request.GET.get("body", "").replace("\x00", "")).first():
        values["body"] = body.pk
    try:
        moment = datetime.fromisoformat(request.GET.get("on", ""))
        values |= {"starts_on": moment.date(), "starts_time": moment.time()}
    except ValueError:
        moment = None
    poll = DatePoll.objects.filter(pk=number_in(request.GET.get("poll")) or 0).first()
    if poll is not None and moment is not None:
        zone = ZoneInfo(poll.time_zone)
        chosen = poll.options.filter(starts_at=moment.replace(tzinfo=zone)).first()
        values |= {
            **labels_of(poll, "title"),
            "time_zone": poll.time_zone,
        }
        if chosen is not None:
            ends = chosen.ends_at.astimezone(zone)
            values |= {"ends_on": ends.date(), "ends_time": ends.time()}
    return values


@form_page
def meeting_series(request: HttpRequest) -> HttpResponse:
    """A series by rule: first the dates with the days off of the five states, then, confirmed, the meetings."""
    user = me(request)
    require(permissions.may_manage(user))
    form = SeriesForm(posted(request), initial={"time_zone": user.time_zone})
    dates: list[tuple[datetime, str]] = []
    if request.method == "POST" and form.is_valid():
        found = form.recurrence().dates(form.cleaned_data["starts_at"])
        calendar = Workdays()
        dates = [(each, calendar.off(each.date())) for each in found]
        if "confirmed" in request.POST:
            kept = set(request.POST.getlist("keep"))
            skip = [each for each in found if each.isoformat() not in kept]
            with errors_into(form):
                made = actions.plan_series(
                    form.cleaned_data["body"],
                    form.values(),
                    form.recurrence(),
                    skip=skip,
                    by=user,
                    at=timezone.now(),
                    joint_with=list(form.cleaned_data["joint_with"]),
                    organisers=list(form.cleaned_data["organisers"]),
                )
                count = len(made)
                messages.success(
                    request,
                    ngettext("%d meeting is planned.", "%d meetings are planned.", count) % count,
                )
                return redirect("meetings:list")
    return render(
        request,
        "meetings/meeting_series.html",
        {"form": form, "dates": dates},
        status=status_of(form),
    )


@form_page
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.change_plan(user, meeting))
    form = MeetingForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.change_plan(
                meeting,
                form.values(),
                by=user,
                at=timezone.now(),
                organisers=list(form.cleaned_data["organisers"]),
            )
            messages.success(request, _("The plan is changed."))
            return redirect(meeting)
    return render(
        request,
        "meetings/meeting_form.html",
        {"form": form, "meeting": meeting, "source": None, "earlier": []},
        status=status_of(form),
    )


@form_page
def meeting_announcement(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct what was announced beside time and place."""
    user, meeting = managed(request, pk)
    require(availability.correct_announcement(user, meeting))
    form = AnnouncementForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.correct_announcement(
                meeting,
                form.values(),
                organisers=list(v["organisers"]),
                tell=v["tell"],
                by=user,
                at=timezone.now(),
            )
            messages.success(request, _("The announcement is corrected."))
            return redirect(meeting)
    return render(
        request,
        "meetings/meeting_announcement.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@form_page
def meeting_invited(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.choose_invited(user, meeting))
    form = InvitedForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.choose_invited(
                meeting, form.cleaned_data["organisations"], by=user, at=timezone.now()
            )
            messages.success(request, _("The list of those invited is saved."))
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "seated": {each.pk for body in meeting.bodies() for each in body.seated()},
    }
    return render(request, "meetings/meeting_invited.html", context, status=status_of(form))


@form_page
def invitation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """As whom an organisation is invited, its places, and the register of its note."""
    user, invitation = managed_invitation(request, pk)
    form = InvitationForm(posted(request), instance=Invitation.objects.get(pk=invitation.pk))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.change_invitation(invitation, form.cleaned_data, by=user, at=timezone.now())
            messages.success(request, _("The invitation is changed."))
            return redirect(invitation.meeting)
    context = {
        "form": form,
        "invitation": invitation,
        "meeting": invitation.meeting,
        "may_withdraw": availability.withdraw_invitation(user, invitation),
    }
    return render(request, "meetings/invitation_form.html", context, status=status_of(form))


@form_page
def invitation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an invitation back that was sent by mistake."""
    user, invitation = managed_invitation(request, pk)
    require(availability.withdraw_invitation(user, invitation))
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.withdraw_invitation(
                invitation, form.cleaned_data["reason"], by=user, at=timezone.now()
            )
            messages.success(
                request, _("The invitation is withdrawn and the organisation is told.")
            )
            return redirect(invitation.meeting)
    context = {"form": form, "invitation": invitation, "meeting": invitation.meeting}
    return render(request, "meetings/invitation_withdraw.html", context, status=status_of(form))


@form_page
def invite_more(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.invite_more(user, meeting))
    invited = meeting.invitations.values("organisation_id")
    form = MoreForm(
        posted(request),
        organisations=Organisation.objects.filter(is_active=True).exclude(pk__in=invited),
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.invite_more(
                meeting, form.cleaned_data["organisation"], by=user, at=timezone.now()
            )
            messages.success(
                request, _("The organisation is invited and its letter is on the way.")
            )
            return redirect(meeting)
    return render(
        request,
        "meetings/invite_more.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


def _preview(meeting: Meeting, notice: Notice, invitations: list[Invitation]) -> dict[str, object]:
    """Exactly who will be told what, in which language: one row a letter, one whole letter a language."""
    letters = notice.written()
    addressed = notices.readers_of(invitations)
    samples = {letter.language: letter for letter in reversed(letters)}
    reached = {invitation.pk for invitation in addressed.values()}
    return {
        "letters": [
            (letter, addressed[letter.person.pk].organisation)
            for letter in letters
            if letter.person.pk in addressed
        ],
        "samples": list(samples.values()),
        "unreached": [
            invitation.organisation for invitation in invitations if invitation.pk not in reached
        ],
        "meeting": meeting,
    }


@form_page
def meeting_convene(request: HttpRequest, pk: int) -> HttpResponse:
    """Check who is told what and whether the periods are kept, then convene."""
    user, meeting = managed(request, pk)
    if request.method == "POST":
        actions.convene(meeting, by=user, at=timezone.now())
        messages.success(request, _("The meeting is convened and the letters are on their way."))
        return redirect(meeting)
    require(availability.convene(user, meeting))
    invitations = meeting.invitations.select_related("organisation")
    context = _preview(meeting, notices.invitation(meeting, invitations), list(invitations))
    short = actions.shortfall(meeting, Period.NOTICE, timezone.now())
    return render(request, "meetings/meeting_convene.html", {**context, "short": short})


@form_page
def meeting_circulate(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the delegations which papers are there, after seeing what each of them is told."""
    user, meeting = managed(request, pk)
    if request.method == "POST":
        count = actions.circulate_papers(meeting, by=user, at=timezone.now())
        messages.success(
            request, ngettext("%d letter was queued.", "%d letters were queued.", count) % count
        )
        return redirect(meeting)
    require(availability.circulate(user, meeting))
    fresh = list(meeting.papers.fresh())
    invitations = meeting.invitations.not_declined().select_related("organisation")
    context = (
        _preview(meeting, notices.papers(meeting, fresh), list(invitations))
        if fresh
        else {"meeting": meeting}
    )
    short = (
        actions.shortfall(meeting, Period.PAPERS, timezone.now()) if meeting.is_convened else None
    )
    return render(
        request, "meetings/meeting_circulate.html", {**context, "fresh": fresh, "short": short}
    )


@form_page
def meeting_waive(request: HttpRequest, pk: int, period: str) -> HttpResponse:
    """The chair dispenses with a least period, and says why."""
    meeting = seen(request, pk)
    user = me(request)
    require(permissions.may_waive(user, meeting))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.waive(meeting, period, form.cleaned_data["reason"], by=user, at=timezone.now())
            messages.success(request, _("Recorded: the period is dispensed with."))
            return redirect(meeting)
    short = actions.shortfall(meeting, period, timezone.now())
    context = {"form": form, "meeting": meeting, "short": short}
    return render(request, "meetings/meeting_waive.html", context, status=status_of(form))


@form_page
def meeting_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind exactly those who have not answered, after seeing who that is."""
    user, meeting = managed(request, pk)
    if request.method == "POST":
        count = actions.remind(meeting, by=user, at=timezone.now())
        messages.success(
            request, ngettext("%d reminder was queued.", "%d reminders were queued.", count) % count
        )
        return redirect(meeting)
    require(availability.remind(user, meeting))
    silent = meeting.invitations.unanswered().select_related("organisation")
    context = _preview(meeting, notices.reminder(meeting, silent), list(silent))
    return render(request, "meetings/meeting_remind.html", {**context, "silent": list(silent)})


@form_page
def meeting_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Another time or place: the reason goes to everybody invited."""
    user, meeting = managed(request, pk)
    require(availability.move(user, meeting))
    form = MoveForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.move(
                meeting, form.values(), form.cleaned_data["reason"], by=user, at=timezone.now()
            )
            messages.success(
                request, _("The meeting is moved; everybody invited is told and calendars follow.")
            )
            return redirect(meeting)
    return render(
        request,
        "meetings/meeting_move.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@form_page
def meeting_postpone(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.postpone(user, meeting))
    form = PostponeForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.postpone(meeting, form.cleaned_data["reason"], by=user, at=timezone.now())
            messages.success(request, _("The meeting is postponed; everybody invited is told."))
            return redirect(meeting)
    return render(
        request,
        "meetings/meeting_postpone.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@form_page
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.cancel(user, meeting))
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            reason = form.cleaned_data["reason"]
            actions.change_status(meeting, "cancelled", by=user, at=timezone.now(), reason=reason)
            messages.success(request, _("The meeting is cancelled; everybody invited is told."))
            return redirect(meeting)
    return render(
        request,
        "meetings/meeting_cancel.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )
