"""Texts under an item of a meeting's agenda: put there, pinned anew, taken off."""

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meetings.models import AgendaItem, Meeting
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability
from ..forms import TextOnAgendaForm
from ..models import Recommendation, Revision, TextOnAgenda
from .pages import form_page, me


def _item(request: HttpRequest, pk: int) -> AgendaItem:
    items = AgendaItem.objects.visible_to(request.user).filter(
        meeting__in=Meeting.objects.visible_to(request.user)
    )
    item: AgendaItem = get_object_or_404(items.select_related("meeting__body"), pk=pk)
    require(availability.lay_before_meeting(request.user, item=item))
    return item


@form_page
def put_on_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a text and which of its revisions lies before the meeting."""
    item = _item(request, pk)
    form = TextOnAgendaForm(posted(request), revisions=_candidates(request, item))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            revision: Revision = form.cleaned_data["revision"]
            actions.put_on_agenda(
                revision.recommendation, item, revision, by=me(request), at=timezone.now()
            )
            messages.success(request, _("The text is before the meeting in this revision."))
            return redirect(item.meeting)
    context = {"form": form, "item": item, "meeting": item.meeting}
    return render(request, "recommendations/put_on_agenda.html", context, status=status_of(form))


def _candidates(request: HttpRequest, item: AgendaItem) -> QuerySet[Revision]:
    """The revisions of the texts in hand of the bodies that meet, the newest first."""
    bodies = item.meeting.bodies()
    texts = Recommendation.objects.visible_to(request.user)
    if not any(body.is_executive_committee for body in bodies):
        texts = texts.filter(Q(body__in=bodies) | Q(laid_before__in=bodies))
    found = Revision.objects.filter(recommendation__in=texts.values("pk")).select_related(
        "recommendation"
    )
    return found.order_by("-recommendation_id", "-number")


@require_POST
def take_off_agenda(request: HttpRequest, pk: int) -> HttpResponse:
    places = TextOnAgenda.objects.select_related("item__meeting__body", "recommendation")
    visible = Recommendation.objects.visible_to(request.user).values("pk")
    place: TextOnAgenda = get_object_or_404(places.filter(recommendation__in=visible), pk=pk)
    _item(request, place.item_id)
    actions.take_off_agenda(place, by=me(request), at=timezone.now())
    messages.success(request, _("The text is taken off the agenda."))
    return redirect(place.item.meeting)
