"""Pages that only show: the list with its search, one text for everybody, comparison, open points, history."""

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import User
from councils.models import Body
from councils.permissions import presides
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.ui.forms import number_in
from rec_portal.verdicts import Kind, Verdict

from .. import actions, availability, exports, permissions, readings
from ..forms import PositionForm
from ..lifecycle import RecommendationStatus, steps_of
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
        texts = texts.at_stage(status)
    if words:
        texts = texts.search(words)
    texts = texts if words else texts.last_adopted_first()
    texts = texts.with_adoption().select_related("body")
    page = Paginator(texts, 20).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "words": words,
        "body": body,
        "bodies": Body.objects.all(),
        "status": status,
        "statuses": RecommendationStatus.choices if request.user.is_authenticated else [],
        "may_begin": availability.begin(request.user),
        "may_propose": availability.propose(request.user),
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
    prefetch_related_objects(
        [recommendation], Prefetch("rounds", ConsensusRound.objects.with_board())
    )
    rounds = list(recommendation.rounds.all())
    latest = rounds[0] if rounds else None
    written = bool(availability.write(user, recommendation))
    unissued = written and _unissued(recommendation, revision)
    verdict = _position_verdict(user, latest)
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
        "steps": [
            (str(step.label), done)
            for step, done in steps_of(
                recommendation.status,
                before=recommendation.laid_before.kind if recommendation.laid_before else None,
                to_council=_goes_to_council(recommendation, latest),
            )
        ],
        "now": clock.now(),
        "zones": settings.COUNCIL_TIME_ZONES,
        "needed": readings.next_step.needed(recommendation, latest, behind=unissued),
        "unissued": unissued,
        "open_amendments": recommendation.is_editable,
        **_may(user, recommendation, latest, written=written),
        **_about_round(user, latest),
        "annexes": exports.annexes_of(recommendation) if recommendation.is_final else [],
        "corrigenda": list(recommendation.corrigenda.select_related("paragraph")),
        "lineage": _lineage(recommendation, user),
        "story": readings.story(recommendation, user, rounds),
        "certification": _certification(request, recommendation),
    }


def _goes_to_council(recommendation: Recommendation, latest: ConsensusRound | None) -> bool:
    """By the procedure frozen into the Committee's round while it is in hand; else by today's."""
    if latest is not None and latest.is_in_hand and latest.body.is_executive_committee:
        return latest.goes_to_council
    return recommendation.goes_to_council


def _position_verdict(user: Any, latest: ConsensusRound | None) -> Verdict | None:
    """May this reader take a position now: shown with its reason while the round takes any."""
    if latest is None:
        return None
    verdict = availability.take_position(user, latest)
    return None if verdict.kind == Kind.MOMENT or not latest.is_running else verdict


def _position_form(
    user: Any, latest: ConsensusRound | None, clauses: list[Clause], form: PositionForm | None
) -> dict[str, Any]:
    """The form of who may answer or prepare the answer, with what the delegation has prepared."""
    if latest is None or not availability.prepare_position(user, latest):
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
    user: User | AnonymousUser,
    text: Recommendation,
    latest: ConsensusRound | None,
    *,
    written: bool,
) -> dict[str, Any]:
    """What this reader may do now, asked of availability; a template asks, it never computes."""
    steering = {
        name: latest is not None and may(user, latest)
        for name, may in {
            "may_recall": availability.recall_round,
            "may_suspend": availability.suspend_round,
            "may_resume": availability.resume_round,
            "may_extend": availability.extend_round,
            "may_end": availability.end_round,
            "may_close": availability.close_in_session,
            "may_declare": availability.declare,
        }.items()
    }
    return {
        "may_edit": written,
        "may_comment": availability.comment(user, text),
        "may_amend": availability.amend(user, text),
        "may_manage": permissions.may_manage(user),
        "may_admit": availability.admit(user, text),
        "may_assign": availability.assign(user, text),
        "may_consult": availability.consult(user, text),
        "may_open": availability.open_round(user, text),
        "may_send_back": availability.send_back(user, text),
        "may_forward": availability.forward(user, text),
        "may_publish": availability.publish(user, text),
        "may_withdraw_text": availability.withdraw(user, text),
        "may_confirm": latest is not None and presides(user, latest.body),
        "may_correct": availability.add_corrigendum(user, text),
        "may_steer": any(
            steering[name] for name in ("may_recall", "may_suspend", "may_resume", "may_end")
        ),
        **_recording(user, latest),
        "follows": user.is_authenticated and text.followers.filter(user=user).exists(),
        **steering,
    }


def _recording(user: User | AnonymousUser, latest: ConsensusRound | None) -> dict[str, Any]:
    """For whom this reader may record a position, and which recorded objection the reader may confirm."""
    if latest is None:
        return {"may_record": set(), "may_confirm_objection": None}
    own = {each.organisation_id for each in latest.taken if not each.source}
    entitled = {each.organisation_id for each in latest.entitlements.all()}
    waiting = (each for each in latest.taken if each.is_pending)
    return {
        "may_record": entitled - own if availability.record_positions(user, latest) else set(),
        "may_confirm_objection": next(
            (each.pk for each in waiting if availability.confirm_objection(user, each)), None
        ),
    }


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
    return {
        "own": own,
        "former": former,
        "statements": statements,
        "may_state": availability.make_statement(user, latest),
        "may_withdraw_objection": own is not None and availability.withdraw_objection(user, own),
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
    if not availability.refuse_certification(request.user, recommendation):
        return None
    return {"verdict": availability.certify(request.user, recommendation)}


def _lineage(recommendation: Recommendation, user: Any) -> list[tuple[str, Recommendation]]:
    """From the idea to the latest report: earlier and later texts, those this reader's page may name."""
    back = [
        (str(link.get_kind_display()), link.earlier)
        for link in recommendation.links_back.select_related("earlier__body", "earlier__adoption")
    ]
    on = [
        (str(link.get_kind_display()), link.later)
        for link in recommendation.links_on.select_related("later__body", "later__adoption")
    ]
    keys = [text.pk for _kind, text in back + on]
    readable = set(
        Recommendation.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True)
    )
    return [(kind, text) for kind, text in back + on if text.pk in readable]


def public_page(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """The adopted text in both languages with its statements; nothing of how it came about."""
    revision = Revision.objects.with_text().get(pk=recommendation.adoption.revision_id)
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
    may_edit = bool(availability.write(request.user, recommendation))
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
    prefetch_related_objects(
        [recommendation], Prefetch("rounds", ConsensusRound.objects.with_board())
    )
    rounds = list(recommendation.rounds.all())
    statements = list(Statement.objects.with_authors().filter(round__in=rounds))
    told = actions.openings_told(rounds)
    replaced = _replaced(rounds)
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
                replaced.get(each.pk, []),
            )
            for each in rounds
        ],
    }
    return render(request, "recommendations/recommendation_rounds.html", context)


def _replaced(rounds: list[ConsensusRound]) -> dict[int, list[Position]]:
    """Round → the positions that another has replaced within it, the oldest first."""
    of_key = {each.pk: each for each in rounds}
    earlier = Position.objects.filter(round__in=of_key, is_current=False)
    found: dict[int, list[Position]] = {}
    for position in earlier.select_related("organisation", "taken_by").order_by("pk"):
        position.round = of_key[position.round_id]
        found.setdefault(position.round_id, []).append(position)
    return found


@require_safe
def recommendation_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything that happened to the text, from the audit trail."""
    recommendation = visible(request, pk)
    require_work(request, recommendation)
    page = Paginator(Entry.objects.about(recommendation), 50).get_page(request.GET.get("page"))
    context = {"recommendation": recommendation, "page": page}
    return render(request, "recommendations/recommendation_history.html", context)
