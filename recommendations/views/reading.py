"""Pages that only show: the list with its search, one text for everybody, comparison, history, PDF."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from councils.models import Body
from rec_portal import clock
from rec_portal.audit.models import Entry

from .. import papers, permissions
from ..forms import PositionForm
from ..lifecycle import EDITABLE, OPEN_TO_COMMENTS, STEPS, Status
from ..models import ConsensusRound, Position, Recommendation, Revision


@login_not_required
@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponse:
    """The texts this reader may see; searched over title and text in both languages."""
    texts = Recommendation.objects.visible_to(request.user)
    words = request.GET.get("q", "").replace("\x00", "").strip()[:200]
    body = Body.objects.filter(code=request.GET.get("body", "").replace("\x00", "")).first()
    status = request.GET.get("status", "")
    if body:
        texts = texts.filter(body=body)
    if status in Status.values:
        texts = texts.filter(status=status)
    if words:
        texts = texts.search(words)
    texts = texts.select_related("body", "adopted_round").defer("snapshot", "search")
    page = Paginator(texts, 20).get_page(request.GET.get("page"))
    context = {
        "page": page, "words": words, "body": body, "bodies": Body.objects.all(), "status": status,
        "statuses": Status.choices if request.user.is_authenticated else [],
        "may_begin": permissions.may_begin(request.user),
    }  # fmt: skip
    return render(request, "recommendations/recommendation_list.html", context)


def visible(request: HttpRequest, pk: int) -> Recommendation:
    """The text if this reader may see it; else 404, whether it exists or not."""
    texts = Recommendation.objects.visible_to(request.user).defer("search")
    found: Recommendation = get_object_or_404(texts.select_related("body", "adopted_round", "adopted_by"), pk=pk)
    return found


@login_not_required
@require_safe
def recommendation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    if not permissions.sees_work(request.user, recommendation):
        return public_page(request, recommendation)
    return render(request, "recommendations/recommendation_detail.html", page_of(request, recommendation))


def page_of(request: HttpRequest, recommendation: Recommendation, form: PositionForm | None = None) -> dict[str, Any]:
    """Everything on a text's working page; the number of queries does not depend on the number of rows."""
    user = request.user
    revision = Revision.objects.with_text().select_related("created_by").get(pk=recommendation.standing_revision)
    clauses = revision.numbered()
    rounds = list(ConsensusRound.objects.with_board().filter(recommendation=recommendation))
    latest = rounds[0] if rounds else None
    verdict = permissions.may_take_position(user, latest) if latest and latest.is_running else None
    own = _own(user, latest)
    return {
        "recommendation": recommendation, "revision": revision,
        "paragraphs": papers.with_what_was_said(recommendation, clauses),
        "labels": {clause.paragraph_id: clause.label for clause in clauses},
        "rounds": rounds, "round": latest, "standing": latest.standing() if latest else None, "own": own,
        "verdict": verdict, "form": form or (PositionForm(None, clauses=clauses) if verdict else None),
        "steps": _steps(recommendation), "now": clock.now(), "zones": settings.COUNCIL_TIME_ZONES,
        "missing": revision.missing_languages(),
        "may_edit": permissions.may_edit(user, recommendation) if recommendation.status in EDITABLE else None,
        "may_comment": recommendation.status in OPEN_TO_COMMENTS and permissions.may_comment(user, recommendation),
        "may_amend": recommendation.status in EDITABLE and permissions.may_amend(user, recommendation),
        "may_open": recommendation.status in {Status.CONSULTATION, Status.BEFORE_EXCOM}
        and permissions.may_open_round(user, recommendation),
        "may_declare": latest and latest.awaits_declaration and permissions.may_declare(user, latest),
        "may_forward": recommendation.status == Status.AGREED and permissions.may_forward(user, recommendation),
        "may_publish": recommendation.status == Status.ADOPTED and permissions.may_publish(user),
        "may_record": latest and latest.is_running and permissions.may_manage(user),
        "annexes": papers.annexes_of(recommendation) if recommendation.is_final else [],
    }  # fmt: skip


def _own(user: Any, latest: ConsensusRound | None) -> Position | None:
    organisation = getattr(user, "organisation", None)
    if latest is None or organisation is None:
        return None
    return next((taken for taken in latest.taken if taken.organisation_id == organisation.pk), None)


def _steps(recommendation: Recommendation) -> list[tuple[str, str]]:
    """The life of the text as steps: done, now or to come."""
    now = STEPS.index(Status(recommendation.status)) if recommendation.status in STEPS else len(STEPS)
    return [
        (
            str(step.label),
            "done" if index < now or recommendation.status == Status.PUBLISHED else "now" if index == now else "",
        )
        for index, step in enumerate(STEPS)
    ]


def public_page(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """The adopted text in both languages with its statements; nothing of how it came about."""
    revision = Revision.objects.with_text().get(pk=recommendation.adopted_revision_id or 0)
    clauses = revision.numbered()
    context = {
        "recommendation": recommendation, "revision": revision, "clauses": clauses,
        "labels": {clause.paragraph_id: clause.label for clause in clauses},
        "annexes": papers.annexes_of(recommendation),
    }  # fmt: skip
    return render(request, "recommendations/recommendation_public.html", context)


@login_not_required
@require_safe
def recommendation_public(request: HttpRequest, pk: int) -> HttpResponse:
    """How the public sees a published text."""
    recommendation = visible(request, pk)
    if not recommendation.is_public:
        raise Http404
    return public_page(request, recommendation)


@login_not_required
@require_safe
def recommendation_pdf(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    recommendation = visible(request, pk)
    if not recommendation.is_final:
        raise Http404
    name = f"{recommendation.symbol}-{language}.pdf".replace("/", "-")
    response = HttpResponse(papers.adopted_pdf(recommendation, language), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def recommendation_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two revisions, word by word, in both languages."""
    recommendation = visible(request, pk)
    _require_work(request, recommendation)
    revisions = list(recommendation.revisions.select_related("created_by"))
    numbers = [revision.number for revision in revisions]
    after = _number(request.GET.get("to"), numbers) or numbers[0]
    before = _number(request.GET.get("from"), numbers) or max(after - 1, 1)
    chosen = {
        revision.number: revision
        for revision in Revision.objects.with_text().filter(recommendation=recommendation, number__in=(before, after))
    }
    changes = papers.comparison(chosen[before], chosen[after])
    context = {
        "recommendation": recommendation, "revisions": revisions, "before": chosen[before], "after": chosen[after],
        "changes": changes, "changed": [change for change in changes if change.sign],
    }  # fmt: skip
    return render(request, "recommendations/recommendation_compare.html", context)


def _number(typed: str | None, known: list[int]) -> int | None:
    return int(typed) if typed and typed.isascii() and typed.isdigit() and len(typed) < 7 and int(typed) in known else None


def _require_work(request: HttpRequest, recommendation: Recommendation) -> None:
    if not permissions.sees_work(request.user, recommendation):
        raise Http404


@require_safe
def recommendation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to the text, from the audit trail."""
    recommendation = visible(request, pk)
    _require_work(request, recommendation)
    page = Paginator(Entry.objects.about(recommendation), 50).get_page(request.GET.get("page"))
    context = {"recommendation": recommendation, "page": page}
    return render(request, "recommendations/recommendation_history.html", context)
