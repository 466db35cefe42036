"""The round: open, take a position (with a check page before it counts), declare, forward, publish."""

from datetime import timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import RuleBroken, require

from .. import actions, lifecycle, permissions
from ..forms import DeclarationForm, PositionForm, RecordedPositionForm, RoundForm
from ..lifecycle import MEANINGS, PositionKind
from ..models import Clause, ConsensusRound, Position, Recommendation, Revision
from .reading import page_of, visible

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def round_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the silence procedure on exactly the revision shown."""
    user = cast("User", request.user)
    recommendation = visible(request, pk)
    require(permissions.may_open_round(user, recommendation))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, lifecycle.Status.IN_ROUND)
    body = recommendation.deciding_body()
    revision = Revision.objects.with_text().get(pk=recommendation.standing_revision)
    zone = user.time_zone
    proposed = timezone.now().astimezone(ZoneInfo(zone)) + timedelta(hours=body.minimum_silence_hours + 1)
    initial = {
        "ends_on": proposed.date(), "ends_time": proposed.time().replace(minute=0, second=0, microsecond=0),
        "time_zone": zone, "revision": revision.number,
    }  # fmt: skip
    form = RoundForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        shown = recommendation.revisions.filter(number=v["revision"]).first() or revision
        with errors_into(form):
            actions.open_round(recommendation, revision=shown, expires_at=v["expires_at"], time_zone=v["time_zone"], by=user)
            messages.success(request, _("The round is open; everyone entitled is told."))
            return redirect(recommendation)
    context = {
        "form": form, "recommendation": recommendation, "revision": revision, "clauses": revision.numbered(), "body": body,
        "entitled": body.members(), "missing": revision.missing_languages(),
    }  # fmt: skip
    return render(request, "recommendations/round_open.html", context, status=status_of(form))


def _round(request: HttpRequest, pk: int) -> tuple[User, ConsensusRound]:
    rounds = ConsensusRound.objects.judged().select_related("recommendation__body", "body", "revision")
    readable = Recommendation.objects.visible_to(request.user)
    return cast("User", request.user), get_object_or_404(rounds, pk=pk, recommendation__in=readable)


def _clauses(consensus_round: ConsensusRound) -> list[Clause]:
    return Revision.objects.with_text().get(pk=consensus_round.revision_id).numbered()


def _words(values: dict[str, Any]) -> dict[str, Any]:
    clause: Clause | None = values.get("paragraph")
    return {
        "kind": values["kind"], "reason": values["reason"], "proposed_change": values["proposed_change"],
        "paragraph": clause.paragraph if clause else None,
    }  # fmt: skip


@require_POST
def position_take(request: HttpRequest, pk: int) -> HttpResponse:
    """First the check page, then (with `confirmed`) the act. What was typed is never lost."""
    user, consensus_round = _round(request, pk)
    require(permissions.may_take_position(user, consensus_round))
    if not consensus_round.is_running:
        raise RuleBroken(_("This round is over; it takes no more positions. Read on its page what comes next."))
    clauses = _clauses(consensus_round)
    form = PositionForm(request.POST, clauses=clauses)
    if form.is_valid() and "confirmed" in request.POST:
        with errors_into(form):
            position = actions.take_position(consensus_round, by=user, **_words(form.cleaned_data))
            return redirect("recommendations:receipt", position.pk)
    if form.is_valid():
        context = {
            "form": form, "round": consensus_round, "recommendation": consensus_round.recommendation,
            "kind": PositionKind(form.cleaned_data["kind"]), "meaning": MEANINGS[form.cleaned_data["kind"]],
            "organisation": user.organisation, "clause": form.cleaned_data["paragraph"],
            "label": next((c.label for c in clauses if c == form.cleaned_data["paragraph"]), ""),
        }  # fmt: skip
        return render(request, "recommendations/position_check.html", context)
    context = page_of(request, visible(request, consensus_round.recommendation_id), form)
    return render(request, "recommendations/recommendation_detail.html", context, status=status_of(form))


@require_safe
def position_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a formal act: what, for whom, when, by whom; to be printed."""
    readable = Recommendation.objects.visible_to(request.user)
    positions = Position.objects.select_related(
        "round__recommendation", "round__body", "organisation", "taken_by", "paragraph"
    )
    position = get_object_or_404(positions, pk=pk, round__recommendation__in=readable)
    if not permissions.may_manage(request.user):
        position = get_object_or_404(positions, pk=pk, organisation=cast("User", request.user).organisation)
    context = {"position": position, "round": position.round, "recommendation": position.round.recommendation}
    return render(request, "recommendations/position_receipt.html", context)


@form_page
def position_record(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """The secretariat records a position that came by note or telephone, with its source."""
    user, consensus_round = _round(request, pk)
    require(permissions.may_manage(user))
    entitled = get_object_or_404(consensus_round.entitlements.select_related("organisation"), organisation_id=organisation)
    form = RecordedPositionForm(posted(request), clauses=_clauses(consensus_round))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.take_position(
                consensus_round, by=user, organisation=entitled.organisation, source=form.cleaned_data["source"],
                **_words(form.cleaned_data),
            )  # fmt: skip
            messages.success(request, _("The position is recorded with its source."))
            return redirect(consensus_round.recommendation)
    context = {
        "form": form, "round": consensus_round, "recommendation": consensus_round.recommendation,
        "entitled": entitled,
    }  # fmt: skip
    return render(request, "recommendations/position_record.html", context, status=status_of(form))


@form_page
def round_declare(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair declares what the round came to."""
    user, consensus_round = _round(request, pk)
    require(permissions.may_declare(user, consensus_round))
    if consensus_round.is_running:
        raise RuleBroken(_("The round is still running. Declare its result when silence has ended."))
    if consensus_round.status == lifecycle.RoundStatus.DECLARED:
        raise RuleBroken(_("The result of this round has been declared already."))
    form = DeclarationForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.declare(consensus_round, v["outcome"], v["declaration"], by=user)
            messages.success(request, _("The result is declared; everyone entitled is told."))
            return redirect(consensus_round.recommendation)
    board = ConsensusRound.objects.with_board().get(pk=consensus_round.pk)
    context = {
        "form": form, "round": board, "standing": board.standing(), "recommendation": consensus_round.recommendation,
        "record": actions.statements_for_record(board),
    }  # fmt: skip
    return render(request, "recommendations/round_declare.html", context, status=status_of(form))


@require_POST
def recommendation_forward(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    actions.forward(recommendation, by=cast("User", request.user), at=timezone.now())
    messages.success(request, _("The text is before the Executive Committee."))
    return redirect(recommendation)


@require_POST
def recommendation_publish(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    actions.publish(recommendation, by=cast("User", request.user), at=timezone.now())
    messages.success(request, _("The adopted text is public."))
    return redirect(recommendation)
