"""What became of what was agreed: answers, cycles, overviews, reviews."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from councils.models import Body
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability, permissions, readings
from ..forms import (
    AddresseeAnswerForm,
    CycleForm,
    ReasonForm,
    ReplaceForm,
    ReviewForm,
)
from ..lifecycle import Phase, TargetGroup
from ..models import (
    Cycle,
    FollowUp,
    Recommendation,
    Report,
)
from .exports import file_response
from .pages import confirm_page, form_page, me, visible


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
        "lines": readings.overview.seen_by(request.user, lines),
        "own": own,
        "inside": permissions.reads_follow_up(request.user),
        "may_manage": permissions.may_manage(request.user),
        "may_validate": permissions.may_validate(request.user, own) if own else None,
        "may_end": availability.close_text(request.user, recommendation),
    }
    return render(request, "recommendations/follow_up.html", context)


@form_page
def follow_up_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """An addressee's position on a paragraph."""
    lines = FollowUp.objects.select_related("recommendation__body", "organisation")
    line = get_object_or_404(
        lines, pk=pk, recommendation__in=Recommendation.objects.visible_to(request.user)
    )
    require(availability.answer(request.user, line))
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
    return confirm_page(
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
    lines = readings.overview.follow_ups(request.user, **chosen)
    cycle = Cycle.objects.first()
    context = {
        "matrix": readings.overview.matrix(lines),
        "charts": readings.overview.charts(lines) if lines else [],
        "chosen": chosen,
        "bodies": Body.objects.exclude(kind="plenary"),
        "phases": Phase.choices,
        "targets": TargetGroup.choices,
        "cycle": cycle,
        "moved": readings.overview.moved_since(cycle, request.user) if cycle else [],
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
        lines = readings.overview.follow_ups(request.user, **_chosen(request))
        return file_response(readings.overview.to_excel(lines), "REC-follow-up", kind)
    report = readings.overview.annual_report(request.user, _cycle(request), **_chosen(request))
    content = (
        readings.overview.report_docx(report)
        if kind == "docx"
        else readings.overview.report_pdf(report)
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
    require(availability.open_cycle(request.user))
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
        "waiting": [each for each in reports if each.is_writable],
        "moved": readings.overview.moved_since(cycle, request.user),
        "is_open": cycle.is_open,
    }
    return render(request, "recommendations/cycle_detail.html", context)


@form_page
def cycle_act(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Remind those whose report is not in; close the cycle. A page first, that says whom it concerns."""
    cycle = get_object_or_404(Cycle, pk=pk)
    close = verb == "close"
    may_act = availability.close_cycle if close else availability.remind_reports
    require(may_act(request.user, cycle))
    if request.method != "POST":
        waiting = cycle.reports.writable().select_related("organisation")
        names = ", ".join(str(each.organisation) for each in waiting) or "–"
        return confirm_page(
            request,
            forms.Form(),
            lambda: None,
            back=cycle.get_absolute_url(),
            done="",
            heading=_("Close the cycle") if close else _("Remind those whose report is not in"),
            button=_("Close the cycle") if close else _("Remind"),
            intro=_("Not yet in: %(names)s.") % {"names": names},
        )
    if not close:
        count = actions.remind_reports(cycle, by=me(request), at=timezone.now())
        messages.success(request, _("Reminded: %(count)d addressees.") % {"count": count})
    else:
        actions.close_cycle(cycle, by=me(request), at=timezone.now())
        messages.success(request, _("The cycle is closed; open items roll to the next one."))
    return redirect(cycle)


@form_page
def recommendation_review(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.set_review(request.user, recommendation))
    form = ReviewForm(posted(request), initial={"review_on": recommendation.review_on})
    return confirm_page(
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
    require(availability.close_text(request.user, recommendation))
    form = ReasonForm(posted(request))
    return confirm_page(
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
    require(availability.replace(request.user, recommendation))
    form = ReplaceForm(posted(request), recommendation=recommendation)

    def do() -> None:
        v = form.cleaned_data
        actions.replace(recommendation, v["later"], v["kind"], by=me(request), at=timezone.now())

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("A later text"),
        button=_("Save"),
        done=_("The lineage is recorded."),
    )
