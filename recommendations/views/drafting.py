"""Writing and discussing: begin, edit (autosaved), comment, propose, decide."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.ui.wording import compare
from rec_portal.verdicts import require

from .. import actions, lifecycle, permissions
from ..forms import AmendmentForm, BeginForm, CommentForm, DecisionForm, TextForm, WithdrawForm
from ..models import LANGUAGES, Amendment, Clause, ClauseKind, Paragraph, Recommendation, Revision
from .reading import visible

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
def recommendation_begin(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    require(permissions.may_begin(user))
    form = BeginForm(posted(request), initial={"original_language": user.language})
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        with errors_into(form):
            draft = actions.Draft({code: v[f"title_{code}"] for code in LANGUAGES})
            made = actions.begin(v["body"], v["kind"], v["original_language"], draft, by=user, at=timezone.now())
            return redirect("recommendations:edit", made.pk)
    return render(request, "recommendations/recommendation_begin.html", {"form": form}, status=status_of(form))


@form_page
def recommendation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The text side by side. A save on a revision that is no longer the newest gives 409 with both texts."""
    user = cast("User", request.user)
    recommendation = visible(request, pk)
    require(permissions.may_edit(user, recommendation))
    lifecycle.require_editable(recommendation.status)
    if request.method == "POST":
        return _save(request, recommendation, user)
    revision = Revision.objects.with_text().get(pk=recommendation.standing_revision)
    return _editor(request, recommendation, actions.draft_of(revision), revision.number)


def _editor(
    request: HttpRequest, recommendation: Recommendation, draft: actions.Draft, number: int, *, status: int = 200,
    form: TextForm | None = None, conflict: Revision | None = None,
) -> HttpResponse:  # fmt: skip
    theirs = {clause.identity: clause for clause in actions.draft_of(conflict).clauses} if conflict else {}
    rows = []
    for index, clause in enumerate(draft.clauses):
        other = theirs.get(clause.identity)
        differences = {
            code: compare(other.texts[code], clause.texts[code])
            for code in LANGUAGES
            if other and other.texts[code].strip() != clause.texts[code].strip()
        }
        rows.append({"key": clause.identity or f"new-{index}", "clause": clause, "differences": differences})
    mine = {clause.identity for clause in draft.clauses}
    rows += [{"key": key, "clause": clause, "theirs": True} for key, clause in theirs.items() if key not in mine]
    titles = conflict.titles() if conflict else {}
    context = {
        "their_titles": {code: title for code, title in titles.items() if title != draft.titles[code]},
        "recommendation": recommendation, "rows": rows, "titles": draft.titles, "number": number, "form": form,
        "blank": f"new-{len(rows)}", "kinds": ClauseKind.choices, "conflict": conflict,
    }  # fmt: skip
    return render(request, "recommendations/recommendation_edit.html", context, status=status)


def _save(request: HttpRequest, recommendation: Recommendation, user: User) -> HttpResponse:
    autosave = request.headers.get("X-Autosave") == "1"
    form = TextForm(request.POST)
    if not form.is_valid():
        return _unsaved(request, recommendation, form, autosave=autosave, status=422)
    draft = form.draft()
    try:
        revision = actions.save_text(
            recommendation, draft, based_on=form.cleaned_data["based_on"], by=user, at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )  # fmt: skip
    except actions.VersionConflict as conflict:
        return _unsaved(request, recommendation, form, autosave=autosave, status=409, conflict=conflict)
    if autosave:
        saved = date_format(timezone.localtime(), "TIME_FORMAT")
        keys = [clause.identity for clause in actions.draft_of(Revision.objects.with_text().get(pk=revision.pk)).clauses]
        said = _("Saved at %(time)s as revision %(number)d") % {"time": saved, "number": revision.number}
        return JsonResponse({"number": revision.number, "said": said, "rows": keys})
    if "do" not in request.POST:
        messages.success(request, _("Saved as revision %(number)d.") % {"number": revision.number})
    if request.POST.get("then") == "read":
        return redirect(recommendation)
    return redirect("recommendations:edit", recommendation.pk)


def _unsaved(
    request: HttpRequest, recommendation: Recommendation, form: TextForm, *, autosave: bool, status: int,
    conflict: actions.VersionConflict | None = None,
) -> HttpResponse:  # fmt: skip
    """What was typed stays on the page; on a conflict the newest revision stands beside it."""
    if autosave:
        words = conflict.reason if conflict else " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"said": words}, status=status)
    current = Revision.objects.with_text().get(pk=conflict.current.pk) if conflict else None
    number = current.number if current else form.cleaned_data.get("based_on") or 1
    if conflict:
        form.add_error(None, conflict.reason)
    titles = {code: request.POST.get(f"title_{code}", "") for code in LANGUAGES}
    draft = actions.Draft(titles, form.clauses)
    return _editor(request, recommendation, draft, number, status=status, form=form, conflict=current)


@require_POST
def recommendation_consult(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft goes to the body for consultation."""
    recommendation = visible(request, pk)
    actions.put_to_consultation(recommendation, by=cast("User", request.user), at=timezone.now())
    messages.success(request, _("The text is open for comments and amendments."))
    return redirect(recommendation)


def _paragraph(request: HttpRequest, pk: int) -> tuple[User, Paragraph]:
    paragraphs = Paragraph.objects.select_related("recommendation__body", "recommendation__current_revision")
    readable = Recommendation.objects.visible_to(request.user)
    return cast("User", request.user), get_object_or_404(paragraphs, pk=pk, recommendation__in=readable)


@form_page
def paragraph_comment(request: HttpRequest, pk: int) -> HttpResponse:
    user, paragraph = _paragraph(request, pk)
    recommendation = paragraph.recommendation
    require(permissions.may_comment(user, recommendation))
    form = CommentForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.comment(recommendation, paragraph, form.cleaned_data["text"], by=user, at=timezone.now())
            messages.success(request, _("Your comment stands under its paragraph."))
            return redirect(f"{recommendation.get_absolute_url()}#p{paragraph.pk}")
    return _about_paragraph(request, paragraph, form, "recommendations/comment_form.html")


@form_page
def paragraph_amend(request: HttpRequest, pk: int) -> HttpResponse:
    user, paragraph = _paragraph(request, pk)
    recommendation = paragraph.recommendation
    require(permissions.may_amend(user, recommendation))
    lifecycle.require_editable(recommendation.status)
    clause = _clause(paragraph)
    initial = {f"text_{code}": clause.in_language(code) for code in LANGUAGES} if clause else {}
    form = AmendmentForm(posted(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            texts = {code: form.cleaned_data[f"text_{code}"] for code in LANGUAGES}
            actions.propose_amendment(
                recommendation, paragraph, texts, form.cleaned_data["reason"], by=user, at=timezone.now()
            )
            messages.success(request, _("Your amendment is before the rapporteur."))
            return redirect(f"{recommendation.get_absolute_url()}#p{paragraph.pk}")
    return _about_paragraph(request, paragraph, form, "recommendations/amendment_form.html")


def _clause(paragraph: Paragraph) -> Clause | None:
    revision = Revision.objects.with_text().get(pk=paragraph.recommendation.standing_revision)
    return next((clause for clause in revision.numbered() if clause.paragraph_id == paragraph.pk), None)


def _about_paragraph(
    request: HttpRequest, paragraph: Paragraph, form: CommentForm | AmendmentForm, template: str
) -> HttpResponse:
    context = {"form": form, "paragraph": paragraph, "clause": _clause(paragraph), "recommendation": paragraph.recommendation}
    return render(request, template, context, status=status_of(form))


def _amendment(request: HttpRequest, pk: int) -> tuple[User, Amendment]:
    amendments = Amendment.objects.select_related("recommendation__body", "organisation", "author", "paragraph")
    readable = Recommendation.objects.visible_to(request.user)
    return cast("User", request.user), get_object_or_404(amendments, pk=pk, recommendation__in=readable)


@form_page
def amendment_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Accept or decline, with a reason that the proposer reads."""
    user, amendment = _amendment(request, pk)
    require(permissions.may_decide(user, amendment))
    wanted = {"accept": lifecycle.AmendmentStatus.ACCEPTED, "decline": lifecycle.AmendmentStatus.DECLINED}[verb]
    lifecycle.require_change(lifecycle.AMENDMENT_CHANGES, amendment.status, wanted)
    form = DecisionForm(posted(request))
    if request.method == "POST" and form.is_valid():
        decide = {"accept": actions.accept_amendment, "decline": actions.decline_amendment}[verb]
        with errors_into(form):
            decide(amendment, form.cleaned_data["reason"], by=user, at=timezone.now())
            messages.success(request, _("The decision is recorded and the proposer is told."))
            return redirect(f"{amendment.recommendation.get_absolute_url()}#p{amendment.paragraph_id}")
    clause = _clause(amendment.paragraph)
    pieces = {
        code: compare(clause.in_language(code) if clause else "", words)
        for code, words in (("ru", amendment.text_ru), ("en", amendment.text_en))
        if words
    }
    context = {
        "form": form, "amendment": amendment, "clause": clause, "verb": verb, "pieces": pieces,
        "recommendation": amendment.recommendation,
    }  # fmt: skip
    return render(request, "recommendations/amendment_decide.html", context, status=status_of(form))


@require_POST
def amendment_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user, amendment = _amendment(request, pk)
    actions.withdraw_amendment(amendment, by=user, at=timezone.now())
    messages.success(request, _("The amendment is withdrawn."))
    return redirect(amendment.recommendation)


@form_page
def recommendation_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    recommendation = visible(request, pk)
    require(permissions.may_forward(user, recommendation))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, lifecycle.Status.WITHDRAWN)
    form = WithdrawForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.withdraw(recommendation, by=user, at=timezone.now(), reason=form.cleaned_data["reason"])
            messages.success(request, _("The text is withdrawn."))
            return redirect(recommendation)
    context = {"form": form, "recommendation": recommendation}
    return render(request, "recommendations/recommendation_withdraw.html", context, status=status_of(form))
