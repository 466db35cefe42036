from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from councils.models import Office, Seat

from .models import WorkingGroup


@login_not_required
@require_safe
def group_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "working_groups/group_list.html",
        {"groups": WorkingGroup.objects.select_related("body")},
    )


@login_not_required
@require_safe
def group_detail(request: HttpRequest, letter: str) -> HttpResponse:
    """A group's mandate for everybody; its officers and seats for those who signed in."""
    seats = (
        Seat.objects.current()
        .select_related("organisation")
        .order_by("organisation__kind", "organisation__name")
    )
    offices = Office.objects.current().select_related("holder__user", "holder__organisation")
    groups = WorkingGroup.objects.select_related("body").prefetch_related(
        Prefetch("body__seats", seats, to_attr="current_seats"),
        Prefetch("body__offices", offices, to_attr="current_offices"),
    )
    group: WorkingGroup = get_object_or_404(groups, letter__iexact=letter)
    return render(request, "working_groups/group_detail.html", {"group": group})
