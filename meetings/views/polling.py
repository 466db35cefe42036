"""Finding a date: ask, answer, see who can, plan on the date that suits."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils.models import Organisation
from councils.workdays import Workdays
from rec_portal.names import in_columns
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import require

from .. import actions, permissions
from ..forms import DateAnswersForm, PollForm, RecordedDatesForm
from ..lifecycle import Fits
from ..models import DateAnswer, DatePoll
from .finding import form_page, me


@form_page
def poll_ask(request: HttpRequest) -> HttpResponse:
    user = me(request)
    require(permissions.may_manage(user))
    form = PollForm(posted(request), initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            asked = list(v["organisations"]) or list(
                Organisation.objects.filter(
                    pk__in=v["body"].seats_in_force().values("organisation_id")
                )
            )
            poll = actions.ask_for_dates(
                v["body"],
                in_columns("title", v),
                v["options"],
                asked,
                time_zone=v["time_zone"],
                answer_by=v["answer_by"],
                by=user,
                at=timezone.now(),
            )
            messages.success(
                request, _("The organisations are asked; their letters are on the way.")
            )
            return redirect(poll)
    return render(request, "meetings/poll_form.html", {"form": form}, status=status_of(form))


def _poll(request: HttpRequest, pk: int) -> DatePoll:
    """A poll, for the secretariat and for those who were asked; for others there is none."""
    user = me(request)
    polls = DatePoll.objects.select_related("body")
    if not permissions.is_secretariat(user):
        polls = polls.filter(organisations=user.organisation) if user.organisation else polls.none()
    found: DatePoll = get_object_or_404(polls, pk=pk)
    return found


@form_page
def poll_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Each date with the days off of the five states; for who was asked the answer, for the secretariat who said what."""
    user, poll = me(request), _poll(request, pk)
    at = timezone.now()
    options = list(poll.options.all())
    own = user.organisation
    mine = (
        {
            each.option_id: each.fits
            for each in DateAnswer.objects.filter(option__in=options, organisation=own)
        }
        if own
        else {}
    )
    may = permissions.may_answer_poll(user, poll)
    form = DateAnswersForm(posted(request), options=options, given=mine, zone=poll.time_zone)
    if request.method == "POST":
        require(may)
        if form.is_valid():
            with errors_into(form):
                actions.answer_dates(poll, form.answers(), by=user, at=at)
                messages.success(request, _("Your organisation's answer is recorded."))
                return redirect(poll)
    context = {
        "poll": poll,
        "form": form,
        "organisation": None,
        "may_answer": may,
        "open": poll.closed_at is None and at < poll.answer_by,
        "rows": _rows(poll, form),
        "is_secretariat": permissions.is_secretariat(user),
        **(_board(poll) if permissions.is_secretariat(user) else {}),
    }
    return render(request, "meetings/poll_detail.html", context, status=status_of(form))


def _rows(poll: DatePoll, form: DateAnswersForm) -> list[dict[str, Any]]:
    zone, calendar = ZoneInfo(poll.time_zone), Workdays()
    return [
        {
            "option": option,
            "field": field,
            "off": calendar.off(option.starts_at.astimezone(zone).date()),
            "on": option.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        }
        for option, field in form.rows()
    ]


def _board(poll: DatePoll) -> dict[str, Any]:
    """Who said what of which date, and who has not answered: by name, never as a vote."""
    asked = list(poll.organisations.all())
    answers = {
        (each.option_id, each.organisation_id): each
        for each in DateAnswer.objects.filter(option__poll=poll)
    }
    zone, calendar = ZoneInfo(poll.time_zone), Workdays()
    table = [
        {
            "option": option,
            "off": calendar.off(option.starts_at.astimezone(zone).date()),
            "on": option.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
            "cells": [answers.get((option.pk, each.pk)) for each in asked],
            "against": [
                str(e) for e in asked if (a := answers.get((option.pk, e.pk))) and a.fits == Fits.NO
            ],
        }
        for option in poll.options.all()
    ]
    answered = {organisation for _option, organisation in answers}
    return {
        "asked": asked,
        "table": table,
        "silent": [each for each in asked if each.pk not in answered],
    }


@form_page
def poll_record(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """The secretariat records an answer that came by note, mail or telephone."""
    user, poll = me(request), _poll(request, pk)
    require(permissions.may_manage(user))
    asked = get_object_or_404(poll.organisations, pk=organisation)
    options = list(poll.options.all())
    given = {
        each.option_id: each.fits
        for each in DateAnswer.objects.filter(option__in=options, organisation=asked)
    }
    form = RecordedDatesForm(posted(request), options=options, given=given, zone=poll.time_zone)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.answer_dates(
                poll,
                form.answers(),
                organisation=asked,
                source=form.cleaned_data["source"],
                by=user,
                at=timezone.now(),
            )
            messages.success(
                request, _("The answer of %(organisation)s is recorded.") % {"organisation": asked}
            )
            return redirect(poll)
    context = {
        "poll": poll,
        "form": form,
        "rows": _rows(poll, form),
        "organisation": asked,
        "is_secretariat": False,
        "open": poll.closed_at is None,
        "may_answer": True,
    }
    return render(request, "meetings/poll_detail.html", context, status=status_of(form))


@require_POST
def poll_close(request: HttpRequest, pk: int) -> HttpResponse:
    poll = _poll(request, pk)
    actions.close_poll(poll, by=me(request), at=timezone.now())
    messages.success(request, _("The poll is closed. Plan the meeting on the date that suits."))
    return redirect(poll)
