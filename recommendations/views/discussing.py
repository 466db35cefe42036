"""Comments with their threads, amendments, and the matrix of comments with what was made of each."""

from typing import Any

from django.contrib import messages
from django.core import signing
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from councils.models import Organisation
from rec_portal.ui.forms import posted, status_of
from rec_portal.ui.sheet import UnreadableSheet, read
from rec_portal.verdicts import RuleBroken, require

from .. import actions, availability, permissions, readings
from ..exports.matrix import Plan, plan, rows_of, to_excel, to_word
from ..forms import (
    AmendmentForm,
    AnswerForm,
    CommentForm,
    DecisionForm,
    DispositionForm,
    MatrixFileForm,
)
from ..lifecycle import AmendmentKind
from ..models import LANGUAGES, Amendment, Comment, Paragraph, Recommendation
from .exports import file_response
from .pages import (
    clause_of,
    confirm_page,
    current_text,
    form_page,
    me,
    paragraph_of,
    require_work,
    visible_work,
)


def _back(paragraph: Paragraph) -> str:
    return f"{paragraph.recommendation.get_absolute_url()}#p{paragraph.pk}"


@form_page
def paragraph_comment(request: HttpRequest, pk: int) -> HttpResponse:
    paragraph = paragraph_of(request, pk)
    recommendation = paragraph.recommendation
    require(availability.comment(request.user, recommendation))
    form = CommentForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.comment(
            recommendation,
            paragraph,
            form.cleaned_data["text"],
            about=form.cleaned_data["about"],
            by=me(request),
            at=timezone.now(),
        ),
        recommendation=recommendation,
        heading=_("Comment on a paragraph"),
        button=_("Send the comment"),
        done=_("Your comment stands under its paragraph."),
        clause=clause_of(paragraph),
        to=_back(paragraph),
    )


def _comment(request: HttpRequest, pk: int) -> Comment:
    comments = Comment.objects.select_related(
        "recommendation__body", "recommendation__rapporteur", "paragraph", "organisation"
    )
    readable = Recommendation.objects.visible_to(request.user)
    found: Comment = get_object_or_404(comments, pk=pk, recommendation__in=readable)
    require_work(request, found.recommendation)
    return found


@form_page
def comment_answer(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _comment(request, pk)
    recommendation = comment.recommendation
    require(availability.comment(request.user, recommendation))
    form = AnswerForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.comment(
            recommendation,
            comment.paragraph,
            form.cleaned_data["text"],
            parent=comment,
            by=me(request),
            at=timezone.now(),
        ),
        recommendation=recommendation,
        heading=_("Answer a comment"),
        button=_("Send the answer"),
        done=_("Your answer stands under the comment."),
        intro=comment.text,
        to=_back(comment.paragraph),
    )


@require_POST
def comment_resolve(request: HttpRequest, pk: int) -> HttpResponse:
    comment = _comment(request, pk)
    actions.resolve(comment, on=request.POST.get("on") == "1", by=me(request), at=timezone.now())
    return redirect(_back(comment.paragraph))


@form_page
def paragraph_amend(request: HttpRequest, pk: int) -> HttpResponse:
    """Replace, insert after, delete or move a paragraph."""
    paragraph = paragraph_of(request, pk)
    recommendation = paragraph.recommendation
    require(availability.amend(request.user, recommendation))
    clauses = current_text(recommendation).numbered()
    clause = next((each for each in clauses if each.paragraph_id == paragraph.pk), None)
    initial: dict[str, Any] = (
        {f"text_{code}": clause.in_language(code) for code in LANGUAGES} if clause else {}
    )
    initial |= {
        "kind": AmendmentKind.REPLACE,
        "clause_kind": clause.kind if clause else "operative",
    }
    form = AmendmentForm(
        posted(request),
        clauses=[c for c in clauses if c.paragraph_id != paragraph.pk],
        initial=initial,
    )

    def do() -> None:
        v = form.cleaned_data
        after = next((c.paragraph for c in clauses if str(c.paragraph_id) == v["after"]), None)
        actions.propose_amendment(
            recommendation,
            paragraph,
            {code: v[f"text_{code}"] for code in LANGUAGES},
            v["reason"],
            by=me(request),
            at=timezone.now(),
            kind=v["kind"],
            clause_kind=v["clause_kind"],
            after=after,
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Propose wording"),
        button=_("Propose it"),
        done=_("Your amendment is before the rapporteur."),
        clause=clause,
        to=_back(paragraph),
        intro=_("Change the wording in one language or in both; an unchanged one stays as it is."),
    )


def _amendment(request: HttpRequest, pk: int) -> Amendment:
    amendments = Amendment.objects.with_parties().select_related(
        "recommendation__body", "recommendation__rapporteur", "after"
    )
    readable = Recommendation.objects.visible_to(request.user)
    found: Amendment = get_object_or_404(amendments, pk=pk, recommendation__in=readable)
    require_work(request, found.recommendation)
    return found


@form_page
def amendment_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Accept or decline, with a reason that the proposer reads; conflicts stand beside it before the decision."""
    amendment = _amendment(request, pk)
    recommendation = amendment.recommendation
    may_decide = {
        "accept": availability.accept_amendment,
        "decline": availability.decline_amendment,
    }[verb]
    require(may_decide(request.user, amendment))
    form = DecisionForm(posted(request))
    clause = clause_of(amendment.paragraph)
    proposals = _proposals(recommendation, amendment, clause)

    def do() -> None:
        reason, by, at = form.cleaned_data["reason"], me(request), timezone.now()
        if verb == "decline":
            actions.decline_amendment(amendment, reason, by=by, at=at)
        else:
            _tell(request, actions.accept_amendment(amendment, reason, by=by, at=at))

    accepting = _("Accept: the wording goes into the working text")
    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Decide on the amendment"),
        button=_("Record the decision"),
        done=_("The decision is recorded and the proposer is told."),
        to=_back(amendment.paragraph),
        clause=clause,
        intro=accepting if verb == "accept" else _("Not accept: the text stays as it is"),
        extra={
            "amendment": amendment,
            "proposals": proposals,
            "labels": {c.paragraph_id: c.label for c in current_text(recommendation).numbered()},
        },
    )


def _proposals(recommendation: Recommendation, amendment: Amendment, clause: Any) -> list[Any]:
    if clause is None:
        return []
    discussion = readings.with_what_was_said(recommendation, [clause])
    wanted = [p for p in discussion.paragraphs[0].proposals if p.amendment.pk == amendment.pk]
    return wanted + [
        p
        for each in wanted
        for p in discussion.paragraphs[0].proposals
        if p.amendment in each.against
    ]


def _tell(request: HttpRequest, acceptance: actions.Acceptance) -> None:
    """Which others were rebased, and which no longer apply."""
    if acceptance.rebased:
        names = ", ".join(readings.attribution(each) for each in acceptance.rebased)
        messages.info(
            request, _("Still apply, laid over the new wording: %(names)s.") % {"names": names}
        )
    if acceptance.overtaken:
        names = ", ".join(readings.attribution(each) for each in acceptance.overtaken)
        messages.warning(
            request, _("No longer apply; their proposers are told: %(names)s.") % {"names": names}
        )


@require_POST
def amendment_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Co-sponsor, lay into brackets, withdraw."""
    amendment = _amendment(request, pk)
    by, at = me(request), timezone.now()
    if verb == "sponsor":
        actions.sponsor(amendment, by=by, at=at)
        messages.success(request, _("Your organisation proposes it too."))
    elif verb == "bracket":
        actions.bracket_amendment(amendment, by=by, at=at)
        messages.success(request, _("It stands in square brackets in the working text."))
    else:
        actions.withdraw_amendment(amendment, by=by, at=at)
        messages.success(request, _("The amendment is withdrawn."))
    return redirect(_back(amendment.paragraph))


@form_page
def comment_matrix(request: HttpRequest, pk: int) -> HttpResponse:
    """All comments by organisation, with what was made of each; the drafters write it here."""
    recommendation = visible_work(request, pk)
    revision = current_text(recommendation)
    rows = rows_of(recommendation, revision)
    pen = availability.dispose(request.user, recommendation)
    for row in rows:
        row["form"] = (
            DispositionForm(
                posted(request), prefix=f"c{row['number']}", initial=_disposition(row["row"])
            )
            if pen
            else None
        )
    status = 200
    if request.method == "POST":
        require(pen)
        for row in rows:
            _refuse_stale(row["form"], row["row"])
        if all(row["form"].is_valid() for row in rows):
            drafts = [
                actions.DispositionDraft(row["row"], v["kind"], v["response"])
                for row in rows
                if (v := row["form"].cleaned_data)["kind"]
            ]
            count = actions.dispose(recommendation, drafts, by=me(request), at=timezone.now())
            messages.success(
                request, _("Saved; who commented is told (%(count)d changed).") % {"count": count}
            )
            return redirect("recommendations:matrix", recommendation.pk)
        status = 422
    context = {
        "recommendation": recommendation,
        "rows": rows,
        "pen": pen,
        "may_manage": permissions.may_manage(request.user),
        "import_form": MatrixFileForm(),
        "may_import": availability.comment(request.user, recommendation),
    }
    return render(request, "recommendations/matrix.html", context, status=status)


def _disposition(comment: Comment) -> dict[str, Any]:
    last = comment.disposition
    return (
        {"kind": last.kind, "response": last.response, "based_on": last.pk}
        if last
        else {"based_on": 0}
    )


def _refuse_stale(form: DispositionForm, comment: Comment) -> None:
    """What somebody else has decided since the page was opened is shown beside what was typed, never overwritten."""
    last = comment.disposition
    if not form.is_valid() or last is None or form.cleaned_data["based_on"] == last.pk:
        return
    if (form.cleaned_data["kind"], form.cleaned_data["response"]) != (last.kind, last.response):
        said = {"kind": last.get_kind_display(), "response": last.response or "–"}
        form.add_error(
            "kind",
            _("Decided in the meantime: %(kind)s (%(response)s). Reload the page to change it.")
            % said,
        )


@require_safe
def matrix_export(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    recommendation = visible_work(request, pk)
    content = (to_excel if kind == "xlsx" else to_word)(
        recommendation, current_text(recommendation)
    )
    return file_response(content, f"REC-{recommendation.pk}-comments", kind)


SALT = "recommendations.matrix"


@require_POST
def matrix_import(request: HttpRequest, pk: int) -> HttpResponse:
    """A returned matrix: first what it would do, with errors by row; then, confirmed, what it does."""
    recommendation = visible_work(request, pk)
    require(availability.comment(request.user, recommendation))
    if "confirmed" in request.POST:
        return _confirmed(request, recommendation)
    form = MatrixFileForm(request.POST, request.FILES)
    found, lines = Plan(), []
    if form.is_valid():
        try:
            lines = read(form.cleaned_data["file"].read())
            found = _plan(request, recommendation, lines)
        except UnreadableSheet:
            form.add_error("file", _("This is not an Excel file (.xlsx) that the portal can read."))
    packed = (
        signing.dumps([lines, form.cleaned_data.get("source", "")], salt=SALT, compress=True)
        if form.is_valid()
        else ""
    )
    context = {"recommendation": recommendation, "form": form, "plan": found, "packed": packed}
    return render(request, "recommendations/matrix_import.html", context, status=status_of(form))


def _plan(
    request: HttpRequest, recommendation: Recommendation, lines: list[tuple[int, list[str]]]
) -> Plan:
    pen = bool(permissions.may_edit(request.user, recommendation))
    own = me(request).organisation
    rows = [(int(n), list(cells)) for n, cells in lines]
    found = plan(
        recommendation, current_text(recommendation), rows, pen=pen, own=own.pk if own else None
    )
    for each in list(found.comments):
        if (
            each.organisation is not None
            and each.organisation != own
            and not permissions.may_manage(request.user)
        ):
            found.comments.remove(each)
            found.errors.append((each.line, _("You comment for your own organisation only.")))
    return found


def _confirmed(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    try:
        lines, source = signing.loads(request.POST.get("packed", ""), salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise RuleBroken(_("The preview is too old. Choose the file again.")) from None
    found = _plan(request, recommendation, lines)
    by, at = me(request), timezone.now()
    drafts = [
        actions.DispositionDraft(each.comment, each.kind, each.response)
        for each in found.dispositions
    ]
    with transaction.atomic():  # all of the file, or nothing of it
        for each in found.comments:
            actions.comment(
                recommendation,
                each.clause.paragraph,
                each.text,
                about=each.about,
                by=by,
                at=at,
                organisation=_other(each.organisation, by.organisation),
                source=source,
            )
        if drafts:
            actions.dispose(recommendation, drafts, by=by, at=at)
    messages.success(
        request,
        _("Imported: %(comments)d comments, %(dispositions)d dispositions.")
        % {"comments": len(found.comments), "dispositions": len(drafts)},
    )
    return redirect("recommendations:matrix", recommendation.pk)


def _other(named: Organisation | None, own: Organisation | None) -> Organisation | None:
    return named if named != own else None
