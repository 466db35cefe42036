"""The working text is issued as a revision, and goes back to an earlier one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from rec_portal.ui.forms import posted
from rec_portal.verdicts import require

from .. import actions, availability
from ..forms import WhyForm
from ..models import Recommendation, Revision
from .pages import confirm_page, form_page, me, visible


@form_page
def recommendation_issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the working text as the next revision, after reading what it changes."""
    recommendation = visible(request, pk)
    require(availability.write(request.user, recommendation))
    form = WhyForm(posted(request))

    def do() -> None:
        actions.issue(
            recommendation, by=me(request), at=timezone.now(), reason=form.cleaned_data["reason"]
        )

    lacking = {code: count for code, count in actions.missing_in(recommendation).items() if count}
    undone = [
        each.sentence
        for each in availability.readiness(recommendation, actions.next_revision(recommendation))
        if each.key not in {"missing", "behind"}  # `lacking` counts them by language
    ]
    return confirm_page(
        request,
        form,
        do,
        recommendation=recommendation,
        heading=_("Issue the next revision"),
        button=_("Issue"),
        done=_("The revision is issued: the body reads it from now on."),
        intro=_(
            "The body reads the text as you have written it. Positions on the revision before lapse; one click renews them."
        ),
        extra={"lacking": lacking, "undone": undone},
    )


@form_page
def revision_restore(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo: an earlier revision becomes the working text again."""
    revision = get_object_or_404(
        Revision.objects.select_related("recommendation__body"),
        pk=pk,
        recommendation__in=Recommendation.objects.visible_to(request.user),
    )
    recommendation = revision.recommendation
    require(availability.write(request.user, recommendation))
    form = WhyForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.restore(recommendation, revision, by=me(request), at=timezone.now()),
        recommendation=recommendation,
        heading=_("Go back to %(name)s") % {"name": revision.name},
        button=_("Make it the working text"),
        done=_("The working text is %(name)s again.") % {"name": revision.name},
        intro=_("Nothing is lost: every save since stays in the history of its paragraph."),
        to=f"{recommendation.get_absolute_url()}edit/",
    )
