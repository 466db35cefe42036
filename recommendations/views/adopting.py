"""After the declaration: forwarded, certified by a second person, published, corrected."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from rec_portal.ui.forms import posted
from rec_portal.verdicts import RuleBroken, require

from .. import actions, lifecycle, permissions
from ..forms import CorrigendumForm, ReasonForm
from ..models import Corrigendum, Recommendation, Revision
from .pages import act, form_page, me, visible


@require_POST
def recommendation_forward(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    actions.forward(recommendation, by=me(request), at=timezone.now())
    messages.success(request, _("The text is before the Executive Committee."))
    return redirect(recommendation)


@require_POST
def recommendation_certify(request: HttpRequest, pk: int) -> HttpResponse:
    """Both languages are the adopted text: the symbol is given, the official copies are made."""
    recommendation = actions.certify(visible(request, pk), by=me(request), at=timezone.now())
    messages.success(request, _("Certified and adopted: %(symbol)s.") % {"symbol": recommendation.symbol})
    return redirect("recommendations:certificate", recommendation.pk)


@form_page
def recommendation_not_certify(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    require(permissions.may_manage(request.user))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, lifecycle.Status.ADOPTED)
    form = ReasonForm(posted(request))
    return act(
        request, form,
        lambda: actions.refuse_certification(
            recommendation, reason=form.cleaned_data["reason"], by=me(request), at=timezone.now()
        ),
        recommendation=recommendation, heading=_("Do not certify"), button=_("Send back"),
        done=_("The text is before the Executive Committee again."),
        intro=_("Where the two languages do not say the same, the text goes back with the reason."),
    )  # fmt: skip


@require_POST
def recommendation_publish(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    actions.publish(recommendation, by=me(request), at=timezone.now())
    messages.success(request, _("The adopted text is public; the addressees are asked to answer."))
    return redirect(recommendation)


@form_page
def recommendation_corrigendum(request: HttpRequest, pk: int) -> HttpResponse:
    """An editorial correction of one language: listed, lapses nothing."""
    recommendation = visible(request, pk)
    require(permissions.may_manage(request.user))
    if recommendation.status in {*lifecycle.EDITABLE, *lifecycle.ENDED, lifecycle.Status.PROPOSED}:
        raise RuleBroken(_("The text can still be edited; a corrigendum is for a text that is frozen."))
    key = recommendation.adopted_revision_id or recommendation.standing_revision
    clauses = Revision.objects.with_text().get(pk=key).numbered()
    form = CorrigendumForm(posted(request), clauses=clauses)

    def do() -> None:
        v = form.cleaned_data
        actions.add_corrigendum(
            recommendation, v["paragraph"].paragraph, v["language"], v["after"], reason=v["reason"], by=me(request),
            at=timezone.now(),
        )  # fmt: skip

    return act(
        request, form, do, recommendation=recommendation, heading=_("List a corrigendum"), button=_("List it"),
        done=_("The corrigendum is listed and no position lapses; it is worked in when the chair confirms it."),
        intro=_("Only slips of spelling and printing. Any change of meaning needs a new revision."),
    )  # fmt: skip


@require_POST
def corrigendum_confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair confirms that a correction is editorial."""
    readable = Recommendation.objects.visible_to(request.user)
    made = get_object_or_404(Corrigendum.objects.select_related("recommendation__body"), pk=pk, recommendation__in=readable)
    actions.confirm_corrigendum(made, by=me(request), at=timezone.now())
    messages.success(request, _("Confirmed as editorial."))
    return redirect(made.recommendation)
