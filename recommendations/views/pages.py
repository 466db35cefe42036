"""What every page of a text uses: the text if the reader may see it, and one frame for acts that need a form."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from accounts.models import User
from rec_portal.ui.confirm import Shown
from rec_portal.ui.forms import errors_into, status_of
from rec_portal.ui.fresh import fresh_sign_in

from .. import permissions
from ..models import Clause, ConsensusRound, Paragraph, Recommendation, Revision

form_page = require_http_methods(["GET", "HEAD", "POST"])


def me(request: HttpRequest) -> User:
    """The signed-in person; pages are closed to all others by the middleware."""
    return cast("User", request.user)


def visible(request: HttpRequest, pk: int) -> Recommendation:
    """The text if this reader may see it; else 404, whether it exists or not."""
    texts = Recommendation.objects.visible_to(request.user).with_ladder().defer("search")
    related = (
        "body",
        "adoption__adopted_by",
        "rapporteur__user",
        "proposed_by",
    )
    found: Recommendation = get_object_or_404(texts.select_related(*related), pk=pk)
    return found


def visible_round(request: HttpRequest, pk: int) -> ConsensusRound:
    """The round of a text that this reader may see, judged by the clock; else 404."""
    rounds = ConsensusRound.objects.judged().select_related(
        "recommendation__body",
        "recommendation__rapporteur",
        "body",
        "revision",
        "agenda_item__meeting__body",
    )
    readable = Recommendation.objects.visible_to(request.user)
    found: ConsensusRound = get_object_or_404(rounds, pk=pk, recommendation__in=readable)
    return found


def clauses_of(consensus_round: ConsensusRound) -> list[Clause]:
    """The numbered paragraphs of the revision that a round is on."""
    return Revision.objects.with_text().get(pk=consensus_round.revision_id).numbered()


def require_work(request: HttpRequest, recommendation: Recommendation) -> None:
    """How a text came about is for those who read the body's drafts."""
    if not permissions.sees_work(request.user, recommendation):
        raise Http404


def visible_work(request: HttpRequest, pk: int) -> Recommendation:
    recommendation = visible(request, pk)
    require_work(request, recommendation)
    return recommendation


def paragraph_of(request: HttpRequest, pk: int) -> Paragraph:
    paragraphs = Paragraph.objects.select_related(
        "recommendation__body", "recommendation__rapporteur"
    )
    readable = Recommendation.objects.visible_to(request.user)
    found: Paragraph = get_object_or_404(paragraphs, pk=pk, recommendation__in=readable)
    require_work(request, found.recommendation)
    return found


def current_text(recommendation: Recommendation) -> Revision:
    return (
        Revision.objects.with_text()
        .select_related("created_by")
        .get(pk=recommendation.current_revision_pk)
    )


def clause_of(paragraph: Paragraph) -> Clause | None:
    """The paragraph as it stands in the newest revision, if it does."""
    clauses = current_text(paragraph.recommendation).numbered()
    return next((clause for clause in clauses if clause.paragraph_id == paragraph.pk), None)


def _as_shown(shown: Shown | None, request: HttpRequest) -> bool:
    return shown is None or shown.is_confirmed(request.POST)


def confirm_page(
    request: HttpRequest,
    form: BaseForm,
    do: Callable[[], Any],
    *,
    heading: str,
    button: str,
    done: str,
    recommendation: Recommendation | None = None,
    back: str = "",
    intro: str = "",
    clause: Clause | None = None,
    files: bool = False,
    to: str = "",
    extra: dict[str, Any] | None = None,
    formal: bool = False,
    shown: Shown | None = None,
) -> HttpResponse:
    """A form that leads to one act: shown, checked, done; what was refused stands beside what was typed. `formal`: a fresh
    sign-in is asked for before it. `shown`: nothing is done unless all is as the page showed it."""
    address = back or (recommendation.get_absolute_url() if recommendation else "")
    if request.method == "POST" and _as_shown(shown, request) and form.is_valid():
        if formal:
            fresh_sign_in(request)
        with errors_into(form):
            do()
            messages.success(request, done)
            return redirect(to or address)
    context = {
        "form": form,
        "heading": heading,
        "button": button,
        "recommendation": recommendation,
        "back": address,
        "intro": intro,
        "clause": clause,
        "clauses": [],
        "proposals": [],
        "lacking": {},
        "undone": [],
        "corrected": [],
        "files": files,
        "shown": shown,
        **(extra or {}),
    }
    return render(request, "recommendations/act.html", context, status=status_of(form))
