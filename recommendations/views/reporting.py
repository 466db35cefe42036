"""Reports of the addressees: line by line, with evidence, questions and publication; needs and offers."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability, permissions
from ..forms import (
    EvidenceForm,
    ItemForm,
    MatchForm,
    OfferForm,
    PassForm,
    PublicationForm,
    QuestionForm,
    ReplyForm,
    SubmitForm,
)
from ..models import (
    Evidence,
    FollowUp,
    Match,
    Offer,
    Question,
    Report,
    ReportItem,
)
from .pages import confirm_page, form_page, me


def _report(request: HttpRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related(
        "cycle", "organisation", "submitted_by"
    )
    found: Report = get_object_or_404(reports, pk=pk)
    return found


def _item(request: HttpRequest, pk: int) -> ReportItem:
    items = ReportItem.objects.select_related(
        "report__cycle",
        "report__organisation",
        "follow_up__recommendation__adoption",
        "assigned_to__user",
    )
    found: ReportItem = get_object_or_404(
        items, pk=pk, report__in=Report.objects.visible_to(request.user)
    )
    return found


@login_not_required
@require_safe
def report_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One addressee's report: items, questions, evidence, what was submitted."""
    report = _report(request, pk)
    items = report.items.select_related(
        "follow_up__recommendation__adoption", "follow_up__organisation", "assigned_to__user"
    ).prefetch_related("evidence", "questions__asked_by", "matches__offer__organisation")
    inside = permissions.may_validate(request.user, report.organisation) or permissions.may_manage(
        request.user
    )
    own = getattr(request.user, "representation", None)
    context = {
        "report": report,
        "items": list(items),
        "inside": inside,
        "own": own,
        "reads": permissions.reads_follow_up(request.user),
        "writable": report.is_writable and report.cycle.is_open,
        "may_ask": availability.ask(request.user, report),
        "may_complete": availability.complete(request.user, report),
        "may_submit": availability.submit(request.user, report),
        "may_validate": permissions.may_validate(request.user, report.organisation),
        "may_manage": permissions.may_manage(request.user),
        "may_publish": availability.decide_publication(request.user, report),
        "questions": list(
            report.questions.filter(item=None).select_related("asked_by", "answered_by")
        ),
        "submissions": list(report.submissions.select_related("by")) if inside else [],
    }
    return render(request, "recommendations/report.html", context)


@form_page
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """What an addressee reports on one paragraph. A save on an older version gives 409 with both."""
    item = _item(request, pk)
    require(availability.write_item(request.user, item.report, item))
    initial = {name: getattr(item, name) for name in (*actions.ITEM_WORDS, "implementation")} | {
        "based_on": item.version
    }
    form = ItemForm(posted(request), initial=initial)
    theirs: ReportItem | None = None
    if request.method == "POST" and form.is_valid():
        try:
            with errors_into(form):
                actions.save_item(
                    item,
                    form.cleaned_data,
                    based_on=form.cleaned_data["based_on"],
                    by=me(request),
                    at=timezone.now(),
                )
                messages.success(request, _("Saved."))
                return redirect(item.report)
        finally:
            current = ReportItem.objects.get(pk=item.pk)
            if form.errors and current.version != form.cleaned_data.get("based_on"):
                theirs = current
                newer = request.POST.copy()
                newer["based_on"] = str(current.version)
                form.data = newer
    context = {
        "form": form,
        "item": item,
        "report": item.report,
        "theirs": theirs,
        "evidence": list(item.evidence.all()),
        "indicators": list(item.follow_up.paragraph.indicators.all()),
        "clause": _adopted_clause(item.follow_up),
    }
    return render(request, "recommendations/item.html", context, status=status_of(form))


def _adopted_clause(line: FollowUp) -> Any:
    clauses = line.paragraph.clauses.filter(
        revision=line.recommendation.adoption.revision_id
    ).prefetch_related("texts")
    return clauses.first()


@form_page
def item_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The focal point passes an item to the responsible body."""
    item = _item(request, pk)
    require(availability.pass_item(request.user, item.report))
    form = PassForm(
        posted(request),
        organisation=item.report.organisation,
        initial={"responsible": item.responsible, "to": item.assigned_to_id},
    )

    def do() -> None:
        v = form.cleaned_data
        actions.pass_item(item, v["to"], v["responsible"], by=me(request), at=timezone.now())

    return confirm_page(
        request,
        form,
        do,
        back=item.report.get_absolute_url(),
        heading=_("Pass to the responsible body"),
        button=_("Pass"),
        done=_("Passed; the person is told."),
        intro=str(item.follow_up),
    )


@form_page
def evidence_add(request: HttpRequest, pk: int) -> HttpResponse:
    item = _item(request, pk)
    require(availability.write_item(request.user, item.report, item))
    form = EvidenceForm(posted(request), request.FILES or None)

    def do() -> None:
        v = form.cleaned_data
        actions.add_evidence(
            item,
            title=v["title"],
            link_to=v["link_to"],
            file=v["file"],
            is_public=v["is_public"],
            by=me(request),
            at=timezone.now(),
        )

    return confirm_page(
        request,
        form,
        do,
        back=item.report.get_absolute_url(),
        heading=_("Add evidence"),
        button=_("Add"),
        files=True,
        done=_("The evidence is added."),
        intro=_("Never personal data of people who returned."),
    )


@login_not_required
@require_safe
def evidence_download(request: HttpRequest, pk: int) -> HttpResponse:
    """Public evidence of a public report to everybody; restricted to the addressee and the secretariat."""
    found = get_object_or_404(
        Evidence.objects.exclude(file="").select_related("item__report__organisation"),
        pk=pk,
        item__report__in=Report.objects.visible_to(request.user),
    )
    report = found.item.report
    inside = permissions.may_answer_for(
        request.user, report.organisation
    ) or permissions.may_write_item(request.user, report, found.item)
    if not (found.is_public or inside):
        raise Http404
    with found.file.open("rb") as file:
        response = HttpResponse(file.read(), content_type=found.content_type)
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-._") else "-" for sign in found.name
    )
    response["Content-Disposition"] = f'attachment; filename="{plain}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@form_page
def report_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """The focal point validates and submits."""
    report = _report(request, pk)
    require(availability.submit(request.user, report))
    form = SubmitForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.submit(
            report,
            covering_note=form.cleaned_data["covering_note"],
            by=me(request),
            at=timezone.now(),
        ),
        back=report.get_absolute_url(),
        heading=_("Validate and submit the report"),
        button=_("Submit"),
        done=_("The report is submitted; it is your state's word from now on."),
        intro=_(
            "Read every item first. A submitted report is not changed; the secretariat may ask back."
        ),
    )


@form_page
def report_ask(request: HttpRequest, pk: int) -> HttpResponse:
    """The secretariat asks back, on the report or on one item."""
    report = _report(request, pk)
    require(availability.ask(request.user, report))
    item = report.items.filter(pk=number_in(request.GET.get("item")) or 0).first()
    form = QuestionForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.ask(
            report, form.cleaned_data["text"], item=item, by=me(request), at=timezone.now()
        ),
        back=report.get_absolute_url(),
        heading=_("Ask back"),
        button=_("Ask"),
        done=_("The focal point is told."),
        intro=str(item.follow_up) if item else str(report),
    )


@form_page
def question_reply(request: HttpRequest, pk: int) -> HttpResponse:
    questions = Question.objects.select_related("report__organisation", "report__cycle")
    question = get_object_or_404(
        questions, pk=pk, report__in=Report.objects.visible_to(request.user)
    )
    require(availability.reply(request.user, question))
    form = ReplyForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.reply(
            question, form.cleaned_data["text"], by=me(request), at=timezone.now()
        ),
        back=question.report.get_absolute_url(),
        heading=_("Answer the question"),
        button=_("Answer"),
        done=_("The answer is recorded."),
        intro=question.text,
    )


@require_POST
def report_complete(request: HttpRequest, pk: int) -> HttpResponse:
    report = _report(request, pk)
    actions.complete(report, by=me(request), at=timezone.now())
    messages.success(request, _("The report is complete."))
    return redirect(report)


@form_page
def report_publication(request: HttpRequest, pk: int) -> HttpResponse:
    """The state decides whether its part becomes public."""
    report = _report(request, pk)
    require(availability.decide_publication(request.user, report))
    form = PublicationForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.decide_publication(
            report, form.cleaned_data["publication"], by=me(request), at=timezone.now()
        ),
        back=report.get_absolute_url(),
        heading=_("Publication of your part"),
        button=_("Decide"),
        done=_("Your decision is recorded."),
        intro=_(
            "Only your state decides. What is withheld stays visible to the Council's representatives, never to the public."
        ),
    )


@form_page
def offer_list(request: HttpRequest) -> HttpResponse:
    """Needs for assistance beside offers of partners; the secretariat matches them."""
    user = me(request)
    form = OfferForm(posted(request))
    if request.method == "POST":
        require(availability.make_offer(user))
        if form.is_valid():
            with errors_into(form):
                actions.make_offer(form.cleaned_data["words"], by=user, at=timezone.now())
                messages.success(request, _("Your offer is listed."))
                return redirect("recommendations:offers")
    needs = ReportItem.objects.exclude(needs="").filter(report__in=Report.objects.visible_to(user))
    context = {
        "offers": list(Offer.objects.filter(is_open=True).select_related("organisation")),
        "form": form,
        "needs": list(
            needs.select_related(
                "report__organisation", "follow_up__recommendation__adoption"
            ).prefetch_related("matches__offer__organisation")
        ),
        "may_offer": availability.make_offer(user),
        "may_manage": permissions.may_manage(user),
        "matches": Match.objects.count(),
    }
    return render(request, "recommendations/offers.html", context, status=status_of(form))


@form_page
def offer_match(request: HttpRequest, pk: int) -> HttpResponse:
    """A need is met by an offer."""
    item = _item(request, pk)
    require(availability.match(request.user, item))
    form = MatchForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.match(form.cleaned_data["offer"], item, by=me(request), at=timezone.now()),
        back=item.report.get_absolute_url(),
        heading=_("Match the need with an offer"),
        button=_("Match"),
        done=_("Both sides are told."),
        intro=item.needs,
    )
