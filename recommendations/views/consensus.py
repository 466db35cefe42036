"""The round: open after a check, steer, put to the room, state for the record, declare."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from councils.models import BodyRules, Organisation
from meetings.models import AgendaItem, Meeting, Presence
from meetings.permissions import may_open_and_close
from rec_portal import clock
from rec_portal.ui.confirm import sent_again
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.ui.fresh import fresh_sign_in
from rec_portal.verdicts import require

from .. import actions, availability, readings
from ..forms import DeclarationForm, ExtendForm, ReasonForm, RoundForm, StatementForm
from ..lifecycle import RoundKind
from ..models import ConsensusRound, Recommendation, Revision, Statement
from .checking import closing_shown, declaration_shown, round_shown
from .pages import clauses_of, confirm_page, form_page, me, visible, visible_round


@form_page
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Put exactly the revision shown to the body: first the terms, then a check page, then the act."""
    user = me(request)
    recommendation = visible(request, pk)
    require(availability.open_round(user, recommendation))
    body = recommendation.deciding_body()
    procedure = BodyRules.of(body)
    entitled = actions.entitled_in(body, procedure)
    revision = Revision.objects.with_text().get(pk=recommendation.current_revision_pk)
    least = actions.least_end(procedure, clock.now())
    proposed = (least + timedelta(hours=1)).astimezone(ZoneInfo(user.time_zone))
    initial = {
        "ends_on": proposed.date(),
        "ends_time": proposed.time().replace(minute=0, second=0, microsecond=0),
        "time_zone": user.time_zone,
        "revision": revision.number,
        "kind": RoundKind.ENDORSEMENT if body.is_above_groups else RoundKind.SILENCE,
    }
    room = _item_in_the_room(request, recommendation, user)
    undone = availability.readiness(recommendation, revision, tuple(procedure.required_languages))
    form = RoundForm(
        posted(request),
        body=body,
        recommendation=recommendation,
        initial=initial | (_in_the_room(room) if room else {}),
        in_room=room is not None,
        reader=user,
        undone=availability.to_confirm(undone),
    )
    valid, check = request.method == "POST" and form.is_valid(), None
    present = _present(entitled, form.chosen_item() or room)
    if valid:
        v = form.cleaned_data
        put = recommendation.revisions.filter(number=v["revision"]).first() or revision
        check = round_shown(form, put, body, entitled, present)
        with errors_into(form):
            terms: dict[str, Any] = {
                "revision": put,
                "expires_at": v["expires_at"],
                "by": user,
                "terms": form.terms(),
            }
            if check.is_confirmed(request.POST):
                actions.open_round(recommendation, time_zone=v["time_zone"], **terms)
                messages.success(request, _("The round is open; everyone entitled is told."))
                item = terms["terms"].agenda_item
                if (
                    item is not None
                    and item.meeting.is_in_session
                    and may_open_and_close(user, item.meeting)
                ):
                    return redirect("meetings:screen", item.meeting_id, "chair")
                return redirect(recommendation)
            actions.require_openable(recommendation, at=clock.now(), **terms)
    context = {
        "form": form,
        "recommendation": recommendation,
        "revision": revision,
        "clauses": readings.with_particulars(revision),
        "body": body,
        "in_room": room,
        "entitled": entitled,
        "present": present,
        "grave": [each.sentence for each in undone if each.grave],
        "procedure": procedure,
        "least": least,
        "zone": user.time_zone,
        "zones": settings.COUNCIL_TIME_ZONES,
        "check": check if form.is_valid() else None,
        "sent": sent_again(request.POST),
        "here": request.get_full_path(),
    }
    return render(request, "recommendations/round_open.html", context, status=status_of(form))


def _item_in_the_room(
    request: HttpRequest, recommendation: Recommendation, user: User
) -> AgendaItem | None:
    """Put from the agenda of a meeting (`?item=`)."""
    key = number_in(request.GET.get("item"))
    seen = AgendaItem.objects.visible_to(user).filter(
        meeting__in=Meeting.objects.visible_to(user), texts__recommendation=recommendation
    )
    found: AgendaItem | None = seen.select_related("meeting").filter(pk=key).first()
    return found


def _in_the_room(item: AgendaItem) -> dict[str, Any]:
    """The round in the room, which ends with the question, two hours from now at the latest."""
    ends = (clock.now() + timedelta(hours=2)).astimezone(ZoneInfo(item.meeting.time_zone))
    return {
        "kind": RoundKind.IN_SESSION,
        "agenda_item": item.pk,
        "ends_on": ends.date(),
        "ends_time": ends.time().replace(second=0, microsecond=0),
        "time_zone": item.meeting.time_zone,
    }


def _present(entitled: list[Organisation], item: AgendaItem | None) -> list[Organisation]:
    """Who of the entitled is in the room, as the sitting says."""
    if item is None:
        return []
    here = Presence.objects.at(clock.now()).filter(sitting__meeting=item.meeting_id)
    keys = set(here.values_list("organisation_id", flat=True))
    return [each for each in entitled if each.pk in keys]


@form_page
def round_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Recall, suspend, resume or end: each with its reason, which everyone entitled reads."""
    consensus_round = visible_round(request, pk)
    may_act = {
        "recall": availability.recall_round,
        "suspend": availability.suspend_round,
        "resume": availability.resume_round,
        "end": availability.end_round,
    }[verb]
    require(may_act(request.user, consensus_round))
    form = ReasonForm(posted(request))
    words = {
        "recall": (
            _("Recall the round"),
            _(
                "The round is taken back as if it had not been opened; only before anyone has answered."
            ),
        ),
        "suspend": (
            _("Suspend the round"),
            _("The clock stops. What is left of the time counts from the day it is resumed."),
        ),
        "resume": (
            _("Resume the round"),
            _("The clock runs on: what was left counts from now, a day at least."),
        ),
        "end": (
            _("End the round early"),
            _("The round ends without a result; what was answered stays on record."),
        ),
    }[verb]
    do = {
        "recall": actions.recall_round,
        "suspend": actions.suspend_round,
        "resume": actions.resume_round,
        "end": actions.end_round,
    }[verb]
    return confirm_page(
        request,
        form,
        lambda: do(consensus_round, reason=form.cleaned_data["reason"], by=me(request)),
        recommendation=consensus_round.recommendation,
        heading=words[0],
        button=words[0],
        intro=words[1],
        done=_("Done; everyone entitled is told."),
    )


@form_page
def round_extend(request: HttpRequest, pk: int) -> HttpResponse:
    """A later end, with its reason."""
    consensus_round = visible_round(request, pk)
    require(availability.extend_round(request.user, consensus_round))
    local = consensus_round.expires_at.astimezone(ZoneInfo(consensus_round.time_zone))
    initial = {
        "ends_on": local.date(),
        "ends_time": local.time(),
        "time_zone": consensus_round.time_zone,
    }
    form = ExtendForm(posted(request), initial=initial)

    def do() -> None:
        v = form.cleaned_data
        actions.extend_round(
            consensus_round, expires_at=v["expires_at"], reason=v["reason"], by=me(request)
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=consensus_round.recommendation,
        heading=_("Extend the round"),
        button=_("Extend"),
        done=_("The round ends later; everyone entitled is told."),
    )


@form_page
def round_put(request: HttpRequest, pk: int) -> HttpResponse:
    """In the room: the chair sees who is missing, closes the round and goes on to the declaration."""
    consensus_round = visible_round(request, pk)
    require(availability.close_in_session(request.user, consensus_round))
    held = ConsensusRound.objects.with_board().get(pk=consensus_round.pk)
    return confirm_page(
        request,
        forms.Form(posted(request)),
        lambda: actions.close_in_session(consensus_round, by=me(request)),
        recommendation=consensus_round.recommendation,
        heading=_("Close the round in the room"),
        button=_("Close and declare"),
        done=_("The round is closed. Declare its result."),
        shown=closing_shown(held),
        to=reverse("recommendations:declare", args=[consensus_round.pk]),
    )


@form_page
def statement_make(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement for the record, beside the position."""
    user, consensus_round = me(request), visible_round(request, pk)
    require(availability.make_statement(user, consensus_round))
    form = StatementForm(
        posted(request), clauses=clauses_of(consensus_round), initial={"language": user.language}
    )

    def do() -> None:
        v = form.cleaned_data
        actions.make_statement(
            consensus_round,
            v["kind"],
            v["text"],
            language=v["language"],
            by=user,
            paragraph=v["paragraph"].paragraph if v["paragraph"] else None,
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=consensus_round.recommendation,
        heading=_("A statement for the record"),
        button=_("Put it on the record"),
        done=_("The statement is on the record as you wrote it."),
        intro=_("It is annexed to the adopted text exactly as you write it here; nobody edits it."),
    )


@require_POST
def statement_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Join another organisation's statement, or withdraw one's own."""
    statement = get_object_or_404(
        Statement.objects.select_related("round__recommendation"),
        pk=pk,
        round__recommendation__in=Recommendation.objects.visible_to(request.user),
    )
    do = {"join": actions.join_statement, "withdraw": actions.withdraw_statement}[verb]
    do(statement, by=me(request), at=timezone.now())
    messages.success(request, _("Done; it stands in the record."))
    return redirect(statement.round.recommendation)


@form_page
def round_declare(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair declares what the round came to, with the consensus statement."""
    user, consensus_round = me(request), visible_round(request, pk)
    require(availability.declare(user, consensus_round))
    revision = Revision.objects.with_text().get(pk=consensus_round.revision_id)
    undone = availability.readiness(
        consensus_round.recommendation,
        revision,
        tuple(consensus_round.procedure["required_languages"]),
    )
    form = DeclarationForm(posted(request), undone=availability.to_confirm(undone))
    held = ConsensusRound.objects.with_board().get(pk=consensus_round.pk)
    board = held.board()
    shown = declaration_shown(held, board, actions.statements_for_record(held), undone)
    if request.method == "POST" and shown.is_confirmed(request.POST) and form.is_valid():
        fresh_sign_in(request)
        with errors_into(form):
            actions.declare(
                consensus_round,
                form.cleaned_data["outcome"],
                form.statement(),
                by=user,
                confirmed=form.confirmed(),
            )
            messages.success(request, _("The result is declared; everyone entitled is told."))
            return redirect(consensus_round.recommendation)
    context = {
        "form": form,
        "round": held,
        "board": board,
        "recommendation": consensus_round.recommendation,
        "shown": shown,
    }
    return render(request, "recommendations/round_declare.html", context, status=status_of(form))
