"""Texts begun, proposed, admitted, assigned; put to consultation, withdrawn, sent back, followed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability, permissions
from ..forms import (
    AdmissionForm,
    AssignForm,
    BeginForm,
    ProposalForm,
    ReasonForm,
    TurnDownForm,
)
from ..models import (
    LANGUAGES,
)
from .pages import confirm_page, form_page, me, visible


@form_page
def recommendation_begin(request: HttpRequest) -> HttpResponse:
    user = me(request)
    require(availability.begin(user))
    form = BeginForm(posted(request), initial={"original_language": user.language})
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        with errors_into(form):
            draft = actions.Draft({code: v[f"title_{code}"] for code in LANGUAGES})
            made = actions.begin(
                v["body"], v["kind"], v["original_language"], draft, by=user, at=timezone.now()
            )
            return redirect("recommendations:edit", made.pk)
    return render(
        request, "recommendations/recommendation_begin.html", {"form": form}, status=status_of(form)
    )


@form_page
def recommendation_propose(request: HttpRequest) -> HttpResponse:
    """Any member proposes a text: title, problem, source."""
    user = me(request)
    require(availability.propose(user))
    form = ProposalForm(
        posted(request),
        bodies=permissions.proposing_bodies(user),
        initial={"original_language": user.language},
    )
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        with errors_into(form):
            made = actions.propose(
                v["body"],
                v["kind"],
                v["original_language"],
                {code: v[f"title_{code}"] for code in LANGUAGES},
                problem=v["problem"],
                source=v["source"],
                by=user,
                at=timezone.now(),
            )
            messages.success(request, _("Your proposal is before the secretariat."))
            return redirect(made)
    return render(
        request,
        "recommendations/recommendation_propose.html",
        {"form": form},
        status=status_of(form),
    )


@form_page
def recommendation_admit(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.admit(request.user, recommendation))
    form = AdmissionForm(posted(request), recommendation=recommendation)

    def do() -> None:
        v = form.cleaned_data
        actions.admit(
            recommendation,
            body=v["body"],
            associated=list(v["associated"]),
            rapporteur=v["rapporteur"],
            related=list(v["related"]),
            by=me(request),
            at=timezone.now(),
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Admit and assign the proposal"),
        button=_("Admit"),
        done=_("The proposal is admitted; the proposer is told."),
        intro=recommendation.problem,
    )


@form_page
def recommendation_turn_down(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.turn_down(request.user, recommendation))
    form = TurnDownForm(posted(request), recommendation=recommendation)

    def do() -> None:
        v = form.cleaned_data
        actions.turn_down(
            recommendation,
            reason=v["reason"],
            duplicate_of=v["duplicate_of"],
            by=me(request),
            at=timezone.now(),
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Do not admit the proposal"),
        button=_("Do not admit"),
        done=_("The proposer is told why."),
        intro=recommendation.problem,
    )


@form_page
def recommendation_assign(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.assign(request.user, recommendation))
    initial = {
        "rapporteur": recommendation.rapporteur_id,
        "drafters": list(recommendation.drafters.all()),
    }
    form = AssignForm(posted(request), recommendation=recommendation, initial=initial)

    def do() -> None:
        v = form.cleaned_data
        actions.assign(
            recommendation,
            rapporteur=v["rapporteur"],
            drafters=list(v["drafters"]),
            by=me(request),
            at=timezone.now(),
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Who drafts this text"),
        button=_("Save"),
        done=_("The drafting group is named."),
    )


@require_POST
def recommendation_consult(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft goes to the body for consultation."""
    recommendation = visible(request, pk)
    actions.put_to_consultation(recommendation, by=me(request), at=timezone.now())
    messages.success(request, _("The text is open for comments and amendments."))
    return redirect(recommendation)


@form_page
def recommendation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.withdraw(request.user, recommendation))
    form = ReasonForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.withdraw(
            recommendation, by=me(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        ),
        recommendation=recommendation,
        heading=_("Withdraw the text"),
        button=_("Withdraw the text"),
        done=_("The text is withdrawn."),
    )


@form_page
def recommendation_send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Back to the group, with reasons."""
    recommendation = visible(request, pk)
    require(availability.send_back(request.user, recommendation))
    form = ReasonForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.send_back(
            recommendation, by=me(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        ),
        recommendation=recommendation,
        heading=_("Send the text back to the group"),
        button=_("Send back"),
        done=_("The text is with the group again."),
    )


@require_POST
def recommendation_follow(request: HttpRequest, pk: int) -> HttpResponse:
    """Be told when something moves, or no longer."""
    recommendation = visible(request, pk)
    actions.follow(recommendation, by=me(request), on=request.POST.get("on") == "1")
    return redirect(recommendation)
