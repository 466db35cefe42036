"""After the declaration: forwarded, certified by a second person, published, corrected."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rec_portal.ui.forms import posted
from rec_portal.verdicts import require

from .. import actions, availability, readings
from ..forms import CertificationForm, CorrigendumForm, ReasonForm
from ..models import Corrigendum, Recommendation, Revision
from .checking import certification_shown
from .pages import confirm_page, form_page, me, visible


@require_POST
def recommendation_forward(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    actions.forward(recommendation, by=me(request), at=timezone.now())
    messages.success(request, _("The text is before the Executive Committee."))
    return redirect(recommendation)


@form_page
def recommendation_certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Both languages are the adopted text: the symbol is given, the official copies are made."""
    recommendation = visible(request, pk)
    require(availability.certify(request.user, recommendation))
    last = recommendation.adopting_round()
    assert last is not None  # noqa: S101  # certify has asked
    revision = Revision.objects.with_text().get(pk=recommendation.current_revision_pk)
    undone = availability.readiness(recommendation, revision, tuple(last.revision.languages))
    corrected = readings.corrected(revision)
    addressed = actions.addressed_by(recommendation, revision)
    form = CertificationForm(posted(request), undone=availability.to_confirm(undone))
    return confirm_page(
        request,
        form,
        lambda: actions.certify(
            recommendation, by=me(request), at=timezone.now(), confirmed=form.confirmed()
        ),
        recommendation=recommendation,
        formal=True,
        shown=certification_shown(
            last,
            actions.statements_for_record(last),
            [each for _label, each, _pieces in corrected],
            [line.organisation for line in addressed],
            undone,
        ),
        heading=_("Certify both languages"),
        button=_("Certify both languages"),
        done=_("Certified and adopted."),
        to=reverse("recommendations:certificate", args=[recommendation.pk]),
        extra={"clauses": readings.with_particulars(revision), "corrected": corrected},
    )


@form_page
def recommendation_not_certify(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(availability.refuse_certification(request.user, recommendation))
    form = ReasonForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.refuse_certification(
            recommendation, reason=form.cleaned_data["reason"], by=me(request), at=timezone.now()
        ),
        recommendation=recommendation,
        heading=_("Do not certify"),
        button=_("Send back"),
        done=_("The text has gone back to the body that declared it."),
        intro=_("Where the two languages do not say the same, the text goes back with the reason."),
    )


@form_page
def recommendation_publish(request: HttpRequest, pk: int) -> HttpResponse:
    """The adopted text becomes public."""
    recommendation = visible(request, pk)
    require(availability.publish(request.user, recommendation))
    return confirm_page(
        request,
        forms.Form(posted(request)),
        lambda: actions.publish(recommendation, by=me(request), at=timezone.now()),
        recommendation=recommendation,
        heading=_("Publish the adopted text"),
        button=_("Publish"),
        done=_("The adopted text is public; the addressees are asked to answer."),
        intro=_(
            "Everybody can read it from now on, in both languages with its statements; the addressees are asked to answer."
        ),
    )


@form_page
def recommendation_corrigendum(request: HttpRequest, pk: int) -> HttpResponse:
    """An editorial correction of one language: listed, lapses nothing."""
    recommendation = visible(request, pk)
    require(availability.add_corrigendum(request.user, recommendation))
    key = recommendation.standing_revision_pk
    clauses = Revision.objects.with_text().get(pk=key).numbered()
    form = CorrigendumForm(posted(request), clauses=clauses)

    def do() -> None:
        v = form.cleaned_data
        actions.add_corrigendum(
            recommendation,
            v["paragraph"].paragraph,
            v["language"],
            v["after"],
            reason=v["reason"],
            by=me(request),
            at=timezone.now(),
        )

    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("List a corrigendum"),
        button=_("List it"),
        done=_(
            "The corrigendum is listed and no position lapses; it is worked in when the chair confirms it."
        ),
        intro=_("Only slips of spelling and printing. Any change of meaning needs a new revision."),
    )


@require_POST
def corrigendum_confirm(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """The chair confirms that a correction is editorial, or it is withdrawn."""
    readable = Recommendation.objects.visible_to(request.user)
    made = get_object_or_404(
        Corrigendum.objects.select_related("recommendation__body"),
        pk=pk,
        recommendation__in=readable,
    )
    do = actions.confirm_corrigendum if verb == "confirm" else actions.withdraw_corrigendum
    do(made, by=me(request), at=timezone.now())
    messages.success(
        request,
        _("Confirmed as editorial.") if verb == "confirm" else _("The corrigendum is withdrawn."),
    )
    return redirect(made.recommendation)
