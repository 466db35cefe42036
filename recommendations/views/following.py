"""What became of what was agreed: answers, cycles, reports, offers, overviews."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from councils.models import Body
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions, lifecycle, papers, permissions
from ..forms import (
    AddresseeAnswerForm,
    CycleForm,
    EvidenceForm,
    ItemForm,
    MatchForm,
    OfferForm,
    PassForm,
    PublicationForm,
    QuestionForm,
    ReasonForm,
    ReplaceForm,
    ReplyForm,
    ReviewForm,
    SubmitForm,
)
from ..lifecycle import WRITABLE_REPORTS, CycleStatus, Phase, TargetGroup
from ..models import (
    Cycle,
    Evidence,
    FollowUp,
    Match,
    Offer,
    Question,
    Recommendation,
    Report,
    ReportItem,
)
from .exports import file_response
from .pages import act, form_page, me, visible


@login_not_required
@require_safe
def recommendation_follow_up(request: HttpRequest, pk: int) -> HttpResponse:
    """One adopted text: each addressee on both axes, paragraph by paragraph, with what was answered."""
    recommendation = visible(request, pk)
    if not recommendation.is_final:
        raise Http404
    lines = recommendation.follow_ups.select_related("organisation").prefetch_related("answers__by")
    own = getattr(request.user, "organisation", None)
    context = {
        "recommendation": recommendation,
        "lines": papers.overview.seen_by(request.user, lines),
        "own": own,
        "inside": permissions.reads_follow_up(request.user),
        "may_manage": permissions.may_manage(request.user),
        "may_validate": permissions.may_validate(request.user, own) if own else None,
        "may_end": recommendation.status == lifecycle.Status.PUBLISHED
        and permissions.may_manage(request.user),
    }
    return render(request, "recommendations/follow_up.html", context)


@form_page
def follow_up_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An addressee's position on a paragraph."""
    lines = FollowUp.objects.select_related("recommendation__body", "organisation")
    line = get_object_or_404(
        lines, pk=pk, recommendation__in=Recommendation.objects.visible_to(request.user)
    )
    require(permissions.may_answer_for(request.user, line.organisation))
    form = AddresseeAnswerForm(
        posted(request), recorded=me(request).organisation != line.organisation
    )

    def do() -> None:
        v = form.cleaned_data
        actions.answer(
            line,
            v["answer"],
            words=v["words"],
            document=v["document"],
            source=v.get("source", ""),
            by=me(request),
            at=timezone.now(),
        )

    back = f"{line.recommendation.get_absolute_url()}follow-up/"
    return act(
        request,
        form,
        do,
        recommendation=line.recommendation,
        back=back,
        button=_("Record the answer"),
        heading=_("%(organisation)s: position on paragraph %(label)s")
        % {"organisation": line.organisation, "label": line.label},
        done=_("The answer is recorded."),
    )


@login_not_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """States × recommendations by both axes; per group, phase and target group."""
    chosen = _chosen(request)
    lines = papers.overview.follow_ups(request.user, **chosen)
    cycle = Cycle.objects.first()
    context = {
        "matrix": papers.overview.matrix(lines),
        "charts": papers.overview.charts(lines) if lines else [],
        "chosen": chosen,
        "bodies": Body.objects.exclude(kind="plenary"),
        "phases": Phase.choices,
        "targets": TargetGroup.choices,
        "cycle": cycle,
        "moved": papers.overview.moved_since(cycle, request.user) if cycle else [],
        "may_manage": permissions.may_manage(request.user),
        "total": len(lines),
    }
    return render(request, "recommendations/overview.html", context)


def _chosen(request: HttpRequest) -> dict[str, str]:
    return {
        name: request.GET.get(name, "").replace("\x00", "")[:40]
        for name in ("group", "phase", "target")
    }


@login_not_required
@require_safe
def overview_export(request: HttpRequest, kind: str) -> HttpResponse:
    """The matrix to Excel; the follow-up part of the annual report to Word and PDF."""
    if kind == "xlsx":
        lines = papers.overview.follow_ups(request.user, **_chosen(request))
        return file_response(papers.overview.to_excel(lines), "REC-follow-up", kind)
    report = papers.overview.annual_report(request.user, _cycle(request), **_chosen(request))
    content = (
        papers.overview.report_docx(report)
        if kind == "docx"
        else papers.overview.report_pdf(report)
    )
    return file_response(content, "REC-annual-report-follow-up", kind)


def _cycle(request: HttpRequest) -> Cycle | None:
    """The cycle asked for; else the newest one."""
    number = number_in(request.GET.get("cycle"))
    if number is not None:
        return get_object_or_404(Cycle, pk=number)
    return Cycle.objects.first()


@require_safe
def cycle_list(request: HttpRequest) -> HttpResponse:
    context = {"cycles": Cycle.objects.all(), "may_manage": permissions.may_manage(request.user)}
    return render(request, "recommendations/cycle_list.html", context)


@form_page
def cycle_open(request: HttpRequest) -> HttpResponse:
    require(permissions.may_manage(request.user))
    form = CycleForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            cycle = actions.open_cycle(form.terms(), by=me(request), at=timezone.now())
            messages.success(request, _("The cycle is open; each addressee's focal point is told."))
            return redirect(cycle)
    return render(
        request, "recommendations/cycle_open.html", {"form": form}, status=status_of(form)
    )


@require_safe
def cycle_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has reported, who has not: by name."""
    cycle = get_object_or_404(Cycle, pk=pk)
    inside = permissions.reads_follow_up(request.user)
    readable = set(
        Report.objects.visible_to(request.user).filter(cycle=cycle).values_list("pk", flat=True)
    )
    reports = [
        each
        for each in cycle.reports.select_related("organisation")
        if inside or each.pk in readable
    ]
    context = {
        "cycle": cycle,
        "reports": reports,
        "readable": readable,
        "inside": inside,
        "may_manage": permissions.may_manage(request.user),
        "waiting": [each for each in reports if each.status in WRITABLE_REPORTS],
        "moved": papers.overview.moved_since(cycle, request.user),
        "is_open": cycle.status == CycleStatus.OPEN,
    }
    return render(request, "recommendations/cycle_detail.html", context)


@form_page
def cycle_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Remind those whose report is not in; close the cycle. A page first, that says whom it concerns."""
    cycle = get_object_or_404(Cycle, pk=pk)
    require(permissions.may_manage(request.user))
    if request.method != "POST":
        waiting = cycle.reports.filter(status__in=WRITABLE_REPORTS).select_related("organisation")
        names = ", ".join(str(each.organisation) for each in waiting) or "–"
        close = verb == "close"
        return act(
            request,
            forms.Form(),
            lambda: None,
            back=cycle.get_absolute_url(),
            done="",
            heading=_("Close the cycle") if close else _("Remind those whose report is not in"),
            button=_("Close the cycle") if close else _("Remind"),
            intro=_("Not yet in: %(names)s.") % {"names": names},
        )
    if verb == "remind":
        count = actions.remind_reports(cycle, by=me(request), at=timezone.now())
        messages.success(request, _("Reminded: %(count)d addressees.") % {"count": count})
    else:
        actions.close_cycle(cycle, by=me(request), at=timezone.now())
        messages.success(request, _("The cycle is closed; open items roll to the next one."))
    return redirect(cycle)


def _report(request: HttpRequest, pk: int) -> Report:
    reports = Report.objects.visible_to(request.user).select_related(
        "cycle", "organisation", "submitted_by"
    )
    found: Report = get_object_or_404(reports, pk=pk)
    return found


def _item(request: HttpRequest, pk: int) -> ReportItem:
    items = ReportItem.objects.select_related(
        "report__cycle", "report__organisation", "follow_up__recommendation", "assigned_to__user"
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
        "follow_up__recommendation", "follow_up__organisation", "assigned_to__user"
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
        "writable": report.status in WRITABLE_REPORTS and report.cycle.status == CycleStatus.OPEN,
        "may_validate": permissions.may_validate(request.user, report.organisation),
        "may_manage": permissions.may_manage(request.user),
        "may_publish": permissions.may_decide_publication(request.user, report.organisation),
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
    require(permissions.may_write_item(request.user, item.report, item))
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
        revision=line.recommendation.adopted_revision_id
    ).prefetch_related("texts")
    return clauses.first()


@form_page
def item_pass(request: HttpRequest, pk: int) -> HttpResponse:
    """The focal point passes an item to the responsible body."""
    item = _item(request, pk)
    require(permissions.may_validate(request.user, item.report.organisation))
    form = PassForm(
        posted(request),
        organisation=item.report.organisation,
        initial={"responsible": item.responsible, "to": item.assigned_to_id},
    )

    def do() -> None:
        v = form.cleaned_data
        actions.pass_item(item, v["to"], v["responsible"], by=me(request), at=timezone.now())

    return act(
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
    require(permissions.may_write_item(request.user, item.report, item))
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

    return act(
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
    require(permissions.may_validate(request.user, report.organisation))
    form = SubmitForm(posted(request))
    return act(
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
    require(permissions.may_manage(request.user))
    item = report.items.filter(pk=number_in(request.GET.get("item")) or 0).first()
    form = QuestionForm(posted(request))
    return act(
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
    require(permissions.may_validate(request.user, question.report.organisation))
    form = ReplyForm(posted(request))
    return act(
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
    require(permissions.may_decide_publication(request.user, report.organisation))
    form = PublicationForm(posted(request))
    return act(
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
        require(permissions.may_offer(user))
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
                "report__organisation", "follow_up__recommendation"
            ).prefetch_related("matches__offer__organisation")
        ),
        "may_offer": permissions.may_offer(user),
        "may_manage": permissions.may_manage(user),
        "matches": Match.objects.count(),
    }
    return render(request, "recommendations/offers.html", context, status=status_of(form))


@form_page
def offer_match(request: HttpRequest, pk: int) -> HttpResponse:
    """A need is met by an offer."""
    item = _item(request, pk)
    require(permissions.may_manage(request.user))
    form = MatchForm(posted(request))
    return act(
        request,
        form,
        lambda: actions.match(form.cleaned_data["offer"], item, by=me(request), at=timezone.now()),
        back=item.report.get_absolute_url(),
        heading=_("Match the need with an offer"),
        button=_("Match"),
        done=_("Both sides are told."),
        intro=item.needs,
    )


@form_page
def recommendation_review(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(permissions.may_manage(request.user))
    form = ReviewForm(posted(request), initial={"review_on": recommendation.review_on})
    return act(
        request,
        form,
        lambda: actions.set_review(
            recommendation, form.cleaned_data["review_on"], by=me(request), at=timezone.now()
        ),
        recommendation=recommendation,
        heading=_("When the text is looked at again"),
        button=_("Save"),
        done=_("Saved."),
    )


@form_page
def recommendation_close(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(permissions.may_manage(request.user))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, lifecycle.Status.CLOSED)
    form = ReasonForm(posted(request))
    return act(
        request,
        form,
        lambda: actions.close_text(
            recommendation, reason=form.cleaned_data["reason"], by=me(request), at=timezone.now()
        ),
        recommendation=recommendation,
        heading=_("Close the follow-up"),
        button=_("Close"),
        done=_("The follow-up has ended."),
    )


@form_page
def recommendation_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """A later text updates, merges or supersedes this one."""
    recommendation = visible(request, pk)
    require(permissions.may_manage(request.user))
    form = ReplaceForm(posted(request), recommendation=recommendation)

    def do() -> None:
        v = form.cleaned_data
        actions.replace(recommendation, v["later"], v["kind"], by=me(request), at=timezone.now())

    return act(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("A later text"),
        button=_("Save"),
        done=_("The lineage is recorded."),
    )
