"""Pages that only show: the list with its search, one text for everybody, comparison, open points, history."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from councils.models import Body
from councils.permissions import presides
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.ui.forms import number_in

from .. import actions, exports, permissions, readings
from ..forms import PositionForm
from ..lifecycle import EDITABLE, ENDED, OPEN_TO_COMMENTS, STEPS, RecommendationStatus, RoundStatus
from ..models import Clause, ConsensusRound, Position, Recommendation, Revision, Statement
from .pages import current_text, require_work, visible, visible_work


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
    if status in RecommendationStatus.values:
        texts = texts.filter(status=status)
    if words:
        texts = texts.search(words)
    texts = texts.select_related("body", "adopted_round").defer("snapshot", "search")
    page = Paginator(texts, 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "body": body,
        "bodies": Body.objects.all(),
        "status": status,
        "statuses": RecommendationStatus.choices if request.user.is_authenticated else [],
        "may_begin": permissions.may_begin(request.user),
        "may_propose": permissions.may_propose(request.user),
    }
    return render(request, "recommendations/recommendation_list.html", context)


@login_not_required
@require_safe
def recommendation_detail(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    if not permissions.sees_work(request.user, recommendation):
        return public_page(request, recommendation)
    return render(
        request, "recommendations/recommendation_detail.html", page_of(request, recommendation)
    )


def page_of(
    request: HttpRequest, recommendation: Recommendation, form: PositionForm | None = None
) -> dict[str, Any]:
    """Everything on a text's working page; the number of queries does not depend on the number of rows."""
    user = request.user
    revision = current_text(recommendation)
    clauses = readings.with_particulars(revision)
    rounds = list(ConsensusRound.objects.with_board().filter(recommendation=recommendation))
    latest = rounds[0] if rounds else None
    may_edit = (
        permissions.may_edit(user, recommendation) if recommendation.status in EDITABLE else None
    )
    unissued = bool(may_edit) and _unissued(recommendation, revision)
    verdict = permissions.may_take_position(user, latest) if latest and latest.is_running else None
    return {
        "recommendation": recommendation,
        "revision": revision,
        "clauses": clauses,
        "discussion": readings.with_what_was_said(recommendation, clauses),
        "labels": {clause.paragraph_id: clause.label for clause in clauses},
        "rounds": rounds,
        "round": latest,
        "board": latest.board() if latest else None,
        "verdict": verdict,
        **_position_form(user, latest, clauses, form),
        "steps": _steps(recommendation),
        "now": clock.now(),
        "zones": settings.COUNCIL_TIME_ZONES,
        "needed": readings.next_step.needed(recommendation, latest, behind=unissued),
        "unissued": unissued,
        "open_amendments": recommendation.status in EDITABLE,
        **_may(request, recommendation, latest, may_edit),
        **_about_round(user, latest),
        "annexes": exports.annexes_of(recommendation) if recommendation.is_final else [],
        "corrigenda": list(recommendation.corrigenda.select_related("paragraph")),
        "lineage": _lineage(recommendation, user),
        "story": readings.story(recommendation, user, rounds),
        "certification": _certification(request, recommendation),
    }


def _position_form(
    user: Any, latest: ConsensusRound | None, clauses: list[Clause], form: PositionForm | None
) -> dict[str, Any]:
    """The form of who may answer or prepare the answer, with what the delegation has prepared."""
    if (
        latest is None
        or not latest.is_running
        or not permissions.may_prepare_position(user, latest)
    ):
        return {"form": form, "prepared": None}
    prepared = latest.drafts.filter(organisation=user.organisation).select_related("by").first()
    if form is None:
        initial = prepared.values if prepared else {}
        form = PositionForm(None, consensus_round=latest, clauses=clauses, initial=initial)
    return {"form": form, "prepared": prepared}


def _unissued(recommendation: Recommendation, revision: Revision) -> bool:
    """The working text says something else than the newest revision."""
    return actions.working_draft(recommendation).cleaned() != actions.draft_of(revision)


def _may(
    request: HttpRequest,
    recommendation: Recommendation,
    latest: ConsensusRound | None,
    may_edit: Any,
) -> dict[str, Any]:
    """What this reader may do now; a template asks, it never computes."""
    user, status = request.user, recommendation.status
    steering = bool(
        latest and latest.status in {RoundStatus.OPEN, RoundStatus.SUSPENDED} and not _past(latest)
    )
    return {
        "may_edit": may_edit,
        "may_comment": status in OPEN_TO_COMMENTS and permissions.may_comment(user, recommendation),
        "may_amend": status in EDITABLE and permissions.may_amend(user, recommendation),
        "may_manage": permissions.may_manage(user),
        "may_admit": status == RecommendationStatus.PROPOSED and permissions.may_manage(user),
        "may_assign": status in EDITABLE and permissions.may_forward(user, recommendation),
        "may_open": status in {RecommendationStatus.CONSULTATION, RecommendationStatus.BEFORE_EXCOM}
        and not steering
        and permissions.may_open_round(user, recommendation),
        "may_send_back": status in {RecommendationStatus.AGREED, RecommendationStatus.BEFORE_EXCOM}
        and permissions.may_preside_over(user, recommendation.deciding_body()),
        "may_steer": steering and latest is not None and permissions.may_steer(user, latest),
        "may_declare": latest
        and latest.awaits_declaration
        and permissions.may_declare(user, latest),
        "may_forward": status == RecommendationStatus.AGREED
        and permissions.may_forward(user, recommendation),
        "may_publish": status == RecommendationStatus.ADOPTED and permissions.may_publish(user),
        "may_record": latest and latest.is_running and permissions.may_manage(user),
        "may_withdraw_text": status not in {*ENDED, RecommendationStatus.CERTIFICATION, *_final()}
        and not steering
        and permissions.may_withdraw_text(user, recommendation),
        "may_confirm": latest is not None and presides(user, latest.body),
        "may_correct": status not in {*EDITABLE, *ENDED, RecommendationStatus.PROPOSED}
        and permissions.may_manage(user),
        "follows": user.is_authenticated and recommendation.followers.filter(user=user).exists(),
    }


def _final() -> tuple[str, ...]:
    return (
        RecommendationStatus.ADOPTED,
        RecommendationStatus.PUBLISHED,
        RecommendationStatus.SUPERSEDED,
        RecommendationStatus.CLOSED,
    )


def _past(latest: ConsensusRound) -> bool:
    return latest.status == RoundStatus.OPEN and latest.is_over


def _about_round(user: Any, latest: ConsensusRound | None) -> dict[str, Any]:
    """The reader's own part in the round that runs."""
    organisation = getattr(user, "organisation", None)
    if latest is None:
        return {
            "own": None,
            "former": None,
            "statements": [],
            "may_state": None,
            "may_withdraw_objection": None,
        }
    own = next(
        (
            taken
            for taken in latest.taken
            if organisation and taken.organisation_id == organisation.pk
        ),
        None,
    )
    former = (
        actions.former_position(latest, organisation) if own is None and latest.is_running else None
    )
    statements = list(Statement.objects.with_authors().filter(round=latest))
    lifted = own is not None and own.blocks and not own.is_withdrawn and not latest.is_running
    return {
        "own": own,
        "former": former,
        "statements": statements,
        "may_state": not latest.is_void
        and not latest.recommendation.is_final
        and permissions.may_state(user, latest),
        "may_withdraw_objection": lifted and permissions.may_withdraw_objection(user, own)
        if own
        else None,
        "own_amendment": _own_amendment(own),
    }


def _own_amendment(own: Position | None) -> bool:
    return (
        own is not None
        and own.blocks
        and own.paragraph_id is not None
        and not own.amendments.exists()
    )


def _certification(request: HttpRequest, recommendation: Recommendation) -> dict[str, Any] | None:
    """Who may certify, and why this reader may not."""
    if recommendation.status != RecommendationStatus.CERTIFICATION or not permissions.may_manage(
        request.user
    ):
        return None
    last = actions.adopting_round(recommendation)
    return {"verdict": permissions.may_certify(request.user, last) if last else None}  # type: ignore[arg-type]


def _lineage(recommendation: Recommendation, user: Any) -> list[tuple[str, Recommendation]]:
    """From the idea to the latest report: earlier and later texts, those this reader's page may name."""
    back = [
        (str(link.get_kind_display()), link.earlier)
        for link in recommendation.links_back.select_related("earlier__body")
    ]
    on = [
        (str(link.get_kind_display()), link.later)
        for link in recommendation.links_on.select_related("later__body")
    ]
    keys = [text.pk for _kind, text in back + on]
    readable = set(
        Recommendation.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [(kind, text) for kind, text in back + on if text.pk in readable]


def _steps(recommendation: Recommendation) -> list[tuple[str, str]]:
    """The life of the text as steps: done, now or to come."""
    status = RecommendationStatus(recommendation.status)
    if status == RecommendationStatus.IN_ROUND and recommendation.forwarded_at is not None:
        status = (
            RecommendationStatus.BEFORE_EXCOM
        )  # the round of the Executive Committee comes after the group's
    now = STEPS.index(status) if status in STEPS else len(STEPS)
    return [
        (
            str(step.label),
            "done"
            if index < now or recommendation.status == RecommendationStatus.PUBLISHED
            else "now"
            if index == now
            else "",
        )
        for index, step in enumerate(STEPS)
    ]


def public_page(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """The adopted text in both languages with its statements; nothing of how it came about."""
    revision = Revision.objects.with_text().get(pk=recommendation.adopted_revision_id or 0)
    clauses = readings.with_particulars(revision)
    context = {
        "recommendation": recommendation,
        "revision": revision,
        "clauses": clauses,
        "labels": {clause.paragraph_id: clause.label for clause in clauses},
        "annexes": exports.annexes_of(recommendation),
        "corrigenda": list(
            recommendation.corrigenda.filter(revision=revision, confirmed_at__isnull=False)
        ),
        "lineage": [
            (kind, text) for kind, text in _lineage(recommendation, request.user) if text.is_public
        ],
        "story": readings.story(recommendation, request.user),
    }
    return render(request, "recommendations/recommendation_public.html", context)


@login_not_required
@require_safe
def recommendation_public(request: HttpRequest, pk: int) -> HttpResponse:
    """How the public sees a published text."""
    recommendation = visible(request, pk)
    if not recommendation.is_public:
        raise Http404
    return public_page(request, recommendation)


def two_revisions(
    request: HttpRequest, recommendation: Recommendation
) -> tuple[list[Revision], Revision, Revision]:
    """All revisions, and the two that the address names; the newest against the one before when it names none."""
    revisions = list(recommendation.revisions.select_related("created_by"))
    numbers = [revision.number for revision in revisions]
    after = _number(request.GET.get("to"), numbers) or numbers[0]
    before = _number(request.GET.get("from"), numbers) or max(after - 1, 1)
    texts = (
        Revision.objects.with_text()
        .select_related("created_by")
        .filter(recommendation=recommendation)
    )
    chosen = {revision.number: revision for revision in texts.filter(number__in=(before, after))}
    return revisions, chosen[before], chosen[after]


def _number(typed: str | None, known: list[int]) -> int | None:
    number = number_in(typed)
    return number if number in known else None


@require_safe
def recommendation_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two revisions, word by word, in both languages; who, when, why."""
    recommendation = visible_work(request, pk)
    revisions, before, after = two_revisions(request, recommendation)
    changes = readings.comparison(before, after)
    context = {
        "recommendation": recommendation,
        "revisions": revisions,
        "before": before,
        "after": after,
        "titles": readings.title_changes(before, after),
        "changes": changes,
        "changed": [change for change in changes if change.sign],
        "only": request.GET.get("only") == "1",
    }
    return render(request, "recommendations/recommendation_compare.html", context)


@require_safe
def recommendation_open_points(request: HttpRequest, pk: int) -> HttpResponse:
    """What is still open: brackets, proposals, threads, translations."""
    recommendation = visible_work(request, pk)
    revision = current_text(recommendation)
    discussion = readings.with_what_was_said(recommendation, revision.numbered())
    points = readings.open_points(discussion)
    may_edit = recommendation.status in EDITABLE and bool(
        permissions.may_edit(request.user, recommendation)
    )
    if may_edit:
        points.brackets = readings.brackets_of_working_text(recommendation)
    context = {
        "recommendation": recommendation,
        "revision": revision,
        "points": points,
        "may_edit": may_edit,
        "labels": {said.clause.paragraph_id: said.clause.label for said in discussion.paragraphs},
    }
    return render(request, "recommendations/recommendation_open.html", context)


@require_safe
def recommendation_rounds(request: HttpRequest, pk: int) -> HttpResponse:
    """Every round with its own record: board, acts with reasons, statements, the chair's statement, whom letters reached."""
    recommendation = visible_work(request, pk)
    rounds = list(ConsensusRound.objects.with_board().filter(recommendation=recommendation))
    statements = list(Statement.objects.with_authors().filter(round__in=rounds))
    told = actions.openings_told(recommendation, rounds)
    labels = {
        c.paragraph_id: c.label
        for revision in Revision.objects.with_text()
        .filter(rounds__in=rounds)
        .distinct()
        .order_by("number")
        for c in revision.numbered()
    }
    context = {
        "recommendation": recommendation,
        "labels": labels,
        "rounds": [
            (
                each,
                each.board(),
                [s for s in statements if s.round_id == each.pk],
                told.get(each.pk, []),
            )
            for each in rounds
        ],
    }
    return render(request, "recommendations/recommendation_rounds.html", context)


@require_safe
def recommendation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to the text, from the audit trail."""
    recommendation = visible(request, pk)
    require_work(request, recommendation)
    page = Paginator(Entry.objects.about(recommendation), 50).get_page(request.GET.get("page"))
    context = {"recommendation": recommendation, "page": page}
    return render(request, "recommendations/recommendation_history.html", context)
