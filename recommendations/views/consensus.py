"""The round: open after a check, take a position after a check, steer, state, lift, declare."""

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from councils.models import BodyRules, Organisation
from documents import actions as documents
from documents.models import DocumentFile
from meetings.models import AgendaItem, Meeting, Presence
from meetings.permissions import may_open_and_close
from meetings.screens import lacks_quorum
from rec_portal import clock
from rec_portal.ui.confirm import sent_again
from rec_portal.ui.diff import language_of
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.ui.fresh import fresh_sign_in
from rec_portal.verdicts import require

from .. import actions, availability, permissions, readings
from ..forms import (
    ChangeForm,
    DeclarationForm,
    ExtendForm,
    LiftForm,
    PositionForm,
    ReasonForm,
    RecordedPositionForm,
    RoundForm,
    StatementForm,
)
from ..lifecycle import RoundKind
from ..models import (
    LANGUAGES,
    Clause,
    ConsensusRound,
    Position,
    Recommendation,
    Revision,
    Statement,
)
from .checking import objection_shown, position_shown, recorded_shown, round_shown
from .pages import confirm_page, form_page, me, visible
from .reading import page_of


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


def _round(request: HttpRequest, pk: int) -> ConsensusRound:
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


def _clauses(consensus_round: ConsensusRound) -> list[Clause]:
    return Revision.objects.with_text().get(pk=consensus_round.revision_id).numbered()


@require_POST
def position_take(request: HttpRequest, pk: int) -> HttpResponse:
    """First the check page, then (with `confirmed`) the act. What was typed is never lost."""
    user, consensus_round = me(request), _round(request, pk)
    late = availability.keep_late(user, consensus_round)
    require(late or availability.take_position(user, consensus_round))
    clauses = _clauses(consensus_round)
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
    user, consensus_round = me(request), _round(request, pk)
    require(availability.prepare_position(user, consensus_round))
    form = PositionForm(
        request.POST, consensus_round=consensus_round, clauses=_clauses(consensus_round)
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
    consensus_round = _round(request, pk)
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
    label = next((c.label for c in _clauses(made) if c.paragraph_id == position.paragraph_id), "")
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
    user, consensus_round = me(request), _round(request, pk)
    require(permissions.may_manage(user))
    entitled = get_object_or_404(
        consensus_round.entitlements.select_related("organisation"), organisation_id=organisation
    )
    require(availability.record_position(user, consensus_round, entitled.organisation))
    form = RecordedPositionForm(
        posted(request),
        consensus_round=consensus_round,
        clauses=_clauses(consensus_round),
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
    shown = recorded_shown(consensus_round, organisation, form, _clauses(consensus_round), paper)
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
    position.round = _round(request, position.round_id)
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
    """The objector lifts its objection: the same revision may be put again."""
    position = _position(request, pk)
    position.round = _round(request, position.round_id)
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


@form_page
def round_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Recall, suspend, resume or end: each with its reason, which everyone entitled reads."""
    consensus_round = _round(request, pk)
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
    consensus_round = _round(request, pk)
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
    consensus_round = _round(request, pk)
    require(availability.close_in_session(request.user, consensus_round))
    board = ConsensusRound.objects.with_board().get(pk=consensus_round.pk).board()
    lines = [_("Nobody can give a position afterwards, and it cannot be recalled.")]
    item = consensus_round.agenda_item
    if item is not None and lacks_quorum(item.meeting):
        lines.append(_("There is no quorum in the room, by the rule of the body that meets."))
    if not board.objecting:
        lines.append(_("Nobody objects."))
    if board.absent:
        lines.append(
            _("Not present and not heard: %(names)s.")
            % {"names": ", ".join(str(each) for each in board.absent)}
        )
    if board.objecting:
        names = ", ".join(str(entitled) for entitled, _position in board.objecting)
        lines.append(
            _("%(names)s objects. Nothing is adopted over an objection.") % {"names": names}
        )
    return confirm_page(
        request,
        forms.Form(posted(request)),
        lambda: actions.close_in_session(consensus_round, by=me(request)),
        recommendation=consensus_round.recommendation,
        heading=_("Close the round in the room"),
        button=_("Close and declare"),
        done=_("The round is closed. Declare its result."),
        intro="\n\n".join(lines),
        to=reverse("recommendations:declare", args=[consensus_round.pk]),
    )


@form_page
def statement_make(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement for the record, beside the position."""
    user, consensus_round = me(request), _round(request, pk)
    require(availability.make_statement(user, consensus_round))
    form = StatementForm(
        posted(request), clauses=_clauses(consensus_round), initial={"language": user.language}
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
    user, consensus_round = me(request), _round(request, pk)
    require(availability.declare(user, consensus_round))
    revision = Revision.objects.with_text().get(pk=consensus_round.revision_id)
    undone = availability.to_confirm(
        availability.readiness(consensus_round.recommendation, revision)
    )
    form = DeclarationForm(posted(request), undone=undone)
    if request.method == "POST" and form.is_valid():
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
    shown = ConsensusRound.objects.with_board().get(pk=consensus_round.pk)
    context = {
        "form": form,
        "round": shown,
        "board": shown.board(),
        "recommendation": consensus_round.recommendation,
        "record": actions.statements_for_record(shown),
    }
    return render(request, "recommendations/round_declare.html", context, status=status_of(form))
