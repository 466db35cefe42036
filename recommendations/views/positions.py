"""A delegation takes its position, the secretariat records one; an objection is confirmed, lifted, made an amendment."""

from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from councils.models import Organisation
from documents import actions as documents
from documents.models import DocumentFile
from meetings.permissions import may_open_and_close
from rec_portal.ui.confirm import sent_again
from rec_portal.ui.diff import language_of
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.ui.fresh import fresh_sign_in
from rec_portal.verdicts import require

from .. import actions, availability, permissions
from ..forms import ChangeForm, LiftForm, PositionForm, RecordedPositionForm
from ..models import LANGUAGES, ConsensusRound, Position, Recommendation, Revision
from .checking import objection_shown, position_shown, recorded_shown
from .pages import clauses_of, confirm_page, form_page, me, visible, visible_round
from .reading import page_of


@require_POST
def position_take(request: HttpRequest, pk: int) -> HttpResponse:
    """First the check page, then (with `confirmed`) the act. What was typed is never lost."""
    user, consensus_round = me(request), visible_round(request, pk)
    late = availability.keep_late(user, consensus_round)
    require(late or availability.take_position(user, consensus_round))
    clauses = clauses_of(consensus_round)
    form = PositionForm(request.POST, consensus_round=consensus_round, clauses=clauses)
    if form.is_valid() and late:
        fresh_sign_in(request)
        actions.keep_late(consensus_round, by=user, **form.words())
        messages.warning(
            request,
            _(
                "This round was over when your position came: it has no effect, and is kept in the record as late. Speak to the chair."
            ),
        )
        return redirect("recommendations:rounds", consensus_round.recommendation_id)
    if form.is_valid():
        organisation = user.organisation
        assert organisation is not None  # noqa: S101  # take_position has asked
        shown = position_shown(consensus_round, organisation, form, clauses, by=user)
        if shown.is_confirmed(request.POST):
            fresh_sign_in(request)
            with errors_into(form):
                position = actions.take_position(consensus_round, by=user, **form.words())
                return redirect("recommendations:receipt", position.pk)
        else:
            blocks = form.meanings[form.cleaned_data["kind"]].blocks
            context = {
                "recommendation": consensus_round.recommendation,
                "heading": _("Check your position"),
                "button": _("Object") if blocks else _("Send this position"),
                "shown": shown,
                "sent": sent_again(request.POST),
                "back": f"{consensus_round.recommendation.get_absolute_url()}#position",
                "action": request.path,
            }
            return render(request, "recommendations/confirm.html", context)
    context = page_of(request, visible(request, consensus_round.recommendation_id), form)
    return render(
        request, "recommendations/recommendation_detail.html", context, status=status_of(form)
    )


@require_POST
def position_prepare(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody of the delegation prepares the position: the delegation alone sees it, and it has no effect."""
    user, consensus_round = me(request), visible_round(request, pk)
    require(availability.prepare_position(user, consensus_round))
    form = PositionForm(
        request.POST, consensus_round=consensus_round, clauses=clauses_of(consensus_round)
    )
    form.full_clean()
    values = {
        name: str(form.data.get(name, ""))[:10_000].replace("\x00", "") for name in form.fields
    }
    actions.prepare_position(consensus_round, values, by=user)
    messages.success(
        request,
        _(
            "Kept for your delegation. It has no effect until the head of delegation or the alternate sends it."
        ),
    )
    return redirect(f"{consensus_round.recommendation.get_absolute_url()}#position")


@require_POST
def position_renew(request: HttpRequest, pk: int) -> HttpResponse:
    """One click: the organisation's last position stands in this round too."""
    consensus_round = visible_round(request, pk)
    require(availability.take_position(request.user, consensus_round))
    fresh_sign_in(request)
    position = actions.renew(consensus_round, by=me(request))
    return redirect("recommendations:receipt", position.pk)


@require_safe
def position_receipt(request: HttpRequest, pk: int) -> HttpResponse:
    """The receipt of a formal act: what, for whom, when, by whom; to be printed."""
    position = _position(request, pk)
    if not permissions.may_manage(request.user):
        position = get_object_or_404(
            Position.objects.filter(organisation=me(request).organisation), pk=position.pk
        )
    made = position.round
    label = next((c.label for c in clauses_of(made) if c.paragraph_id == position.paragraph_id), "")
    may_amend = position.blocks and availability.amendment_from(request.user, position)
    context = {
        "position": position,
        "round": made,
        "recommendation": made.recommendation,
        "label": label,
        "may_amend": may_amend,
    }
    return render(request, "recommendations/position_receipt.html", context)


def _position(request: HttpRequest, pk: int) -> Position:
    readable = Recommendation.objects.visible_to(request.user)
    positions = Position.objects.select_related(
        "round__recommendation__body",
        "round__body",
        "round__revision",
        "organisation",
        "taken_by",
        "paragraph",
    )
    found: Position = get_object_or_404(positions, pk=pk, round__recommendation__in=readable)
    return found


@form_page
def position_record(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """The secretariat records a position that came by note or telephone: source, date, document."""
    user, consensus_round = me(request), visible_round(request, pk)
    require(permissions.may_manage(user))
    entitled = get_object_or_404(
        consensus_round.entitlements.select_related("organisation"), organisation_id=organisation
    )
    require(availability.record_position(user, consensus_round, entitled.organisation))
    form = RecordedPositionForm(
        posted(request),
        consensus_round=consensus_round,
        clauses=clauses_of(consensus_round),
        organisation=entitled.organisation,
    )
    form.files = request.FILES
    paper = _waiting(request)
    if paper is not None:
        form.fields["document"].required = False  # it came with the page before
    if request.method == "POST":
        is_right = form.is_valid()
        if sent := form.cleaned_data.get("document"):
            with errors_into(form):
                paper = _received(sent, paper, by=user)
        if is_right and not form.errors:
            answer = _record_or_check(request, consensus_round, entitled.organisation, form, paper)
            if answer is not None:
                return answer
    context = {
        "form": form,
        "paper": paper,
        "round": consensus_round,
        "recommendation": consensus_round.recommendation,
        "entitled": entitled,
    }
    return render(request, "recommendations/position_record.html", context, status=status_of(form))


def _record_or_check(
    request: HttpRequest,
    consensus_round: ConsensusRound,
    organisation: Organisation,
    form: RecordedPositionForm,
    paper: DocumentFile | None,
) -> HttpResponse | None:
    """The check page; then the act. The paper that came with it waits in the inbox of who records it."""
    user, v = me(request), form.cleaned_data
    shown = recorded_shown(consensus_round, organisation, form, clauses_of(consensus_round), paper)
    if not shown.is_confirmed(request.POST):
        sent = [pair for pair in sent_again(request.POST) if pair[0] != "received"]
        context = {
            "recommendation": consensus_round.recommendation,
            "heading": _("Check what is recorded for %(organisation)s")
            % {"organisation": organisation},
            "button": _("Record the position"),
            "shown": shown,
            "sent": [*sent, *([("received", str(paper.pk))] if paper else [])],
            "back": consensus_round.recommendation.get_absolute_url(),
            "action": request.path,
        }
        return render(request, "recommendations/confirm.html", context)
    fresh_sign_in(request)
    done: HttpResponse | None = None
    with errors_into(form):
        actions.record_position(
            consensus_round,
            organisation,
            _as_sent(paper) if paper else None,
            source=v["source"],
            dated=v["dated"],
            by=user,
            at=timezone.now(),
            **form.words(),
        )
        if paper is not None:
            documents.discard(paper, by=user, at=timezone.now())
        messages.success(
            request, _("The position is recorded with its source; the organisation is told.")
        )
        item = consensus_round.agenda_item
        heard = item is not None and consensus_round.is_heard
        if item is not None and heard and may_open_and_close(user, item.meeting):
            done = redirect("meetings:screen", item.meeting_id, "chair")
        else:
            done = redirect(consensus_round.recommendation)
    return done


def _waiting(request: HttpRequest) -> DocumentFile | None:
    """The paper that came with the page before."""
    own = DocumentFile.objects.filter(uploaded_by=me(request), revision=None)
    return own.filter(pk=number_in(request.POST.get("received")) or 0).first()


def _received(sent: UploadedFile, instead_of: DocumentFile | None, *, by: User) -> DocumentFile:
    """The paper that was sent now, in the place of one that waited."""
    with transaction.atomic():
        (made,) = documents.receive([sent], by=by, at=timezone.now())
        if instead_of is not None:
            documents.discard(instead_of, by=by, at=timezone.now())
    return made


def _as_sent(paper: DocumentFile) -> UploadedFile:
    with paper.file.open("rb") as file:
        return SimpleUploadedFile(paper.name, file.read(), content_type=paper.content_type)


@form_page
def objection_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Who speaks for the organisation confirms the objection that was recorded for it; silence is broken."""
    position = _position(request, pk)
    position.round = visible_round(request, position.round_id)
    require(availability.confirm_objection(request.user, position))
    shown = objection_shown(position)
    if request.method == "POST" and shown.is_confirmed(request.POST):
        fresh_sign_in(request)
        actions.confirm_objection(position, by=me(request))
        messages.success(request, _("The objection is in effect; everyone entitled is told."))
        return redirect(position.round.recommendation)
    context = {
        "recommendation": position.round.recommendation,
        "heading": _("Confirm the recorded objection"),
        "button": _("Confirm the objection"),
        "shown": shown,
        "sent": [],
        "back": position.round.recommendation.get_absolute_url(),
        "action": request.path,
    }
    return render(request, "recommendations/confirm.html", context)


@form_page
def position_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """The objector lifts its objection: what stood in the way of an agreement does no more."""
    position = _position(request, pk)
    position.round = visible_round(request, position.round_id)
    require(availability.withdraw_objection(request.user, position))
    form = LiftForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.withdraw_objection(
            position, words=form.cleaned_data["words"], by=me(request)
        ),
        recommendation=position.round.recommendation,
        heading=_("Lift the objection"),
        button=_("Lift the objection"),
        done=_("The objection is lifted; everyone entitled is told."),
        intro=position.reason,
        formal=True,
    )


@form_page
def position_change(request: HttpRequest, pk: int) -> HttpResponse:
    """The proposed change of an objection becomes an amendment in one step."""
    position = _position(request, pk)
    require(availability.amendment_from(request.user, position))
    clauses = (
        Revision.objects.with_text()
        .get(pk=position.round.recommendation.current_revision_pk)
        .numbered()
    )
    clause = next((each for each in clauses if each.paragraph_id == position.paragraph_id), None)
    initial = {f"text_{code}": clause.in_language(code) for code in LANGUAGES} if clause else {}
    initial[f"text_{language_of(position.proposed_change)}"] = position.proposed_change
    form = ChangeForm(posted(request), initial=initial)
    texts = {code: form.data.get(f"text_{code}", "") for code in LANGUAGES}
    return confirm_page(
        request,
        form,
        lambda: actions.amendment_from(position, texts, by=me(request), at=timezone.now()),
        recommendation=position.round.recommendation,
        heading=_("Make the proposed change an amendment"),
        button=_("Propose it"),
        done=_("Your amendment is before the rapporteur."),
        intro=position.proposed_change,
        clause=clause,
    )
