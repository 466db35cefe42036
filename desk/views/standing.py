"""Who represents whom, who sits where and who presides: entered by the secretariat, each with what proves it."""

from typing import Any, cast

from django.contrib import messages
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from councils import actions as councils
from councils import availability
from councils.models import Office, Organisation, Representative, Seat, today
from councils.permissions import may_manage
from documents.actions import file_credentials
from documents.models import Credentials
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions
from ..forms import CredentialsForm, EndForm, MandateForm, OfficeForm, SeatForm

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _me(request: HttpRequest) -> User:
    return cast("User", request.user)


@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """Every organisation with its seats and who speaks for it, and the offices of the bodies."""
    require(may_manage(request.user))
    people = Representative.objects.current().select_related("user").order_by("role", "pk")
    seats = Seat.objects.current().select_related("body").order_by("body__order")
    rows = Organisation.objects.filter(is_active=True).prefetch_related(
        Prefetch("representatives", people, to_attr="now"),
        Prefetch("seats", seats, to_attr="seats_now"),
    )
    offices = Office.objects.current().select_related(
        "body", "holder__user", "holder__organisation"
    )
    context = {"organisations": rows, "offices": offices.order_by("body__order", "kind", "pk")}
    return render(request, "desk/organisations.html", context)


@require_safe
def organisation(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation: who represents it, on what paper, where it sits, which offices its people hold."""
    require(may_manage(request.user))
    found: Organisation = get_object_or_404(Organisation.objects.select_related("state"), pk=pk)
    papers = Credentials.objects.select_related("document", "entered_by")
    mandates = (
        found.representatives.select_related("user")
        .prefetch_related(Prefetch("credentials", papers))
        .order_by("role", "starts", "pk")
    )
    day = today()
    context = {
        "organisation": found,
        "mandates": [each for each in mandates if each.ends is None or each.ends >= day],
        "earlier": [each for each in mandates if each.ends is not None and each.ends < day],
        "seats": found.seats.exclude(ends__lt=day).select_related("body"),
        "offices": Office.objects.exclude(ends__lt=day)
        .filter(holder__organisation=found)
        .select_related("body", "holder__user"),
        "today": day,
    }
    return render(request, "desk/organisation.html", context)


def _form(request: HttpRequest, form: Any, *, files: bool = False, **context: Any) -> HttpResponse:
    context |= {"form": form, "files": files}
    return render(request, "desk/standing_form.html", context, status=status_of(form))


@form_page
def mandate(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter whom an organisation sends, with the paper; whoever has that place now hands it over."""
    require(may_manage(request.user))
    found = get_object_or_404(Organisation, pk=pk)
    require(availability.give_mandate(request.user, found))
    form = MandateForm(posted(request), request.FILES or None, by=_me(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.appoint(
                found,
                form.who(),
                v["role"],
                paper=form.paper(),
                starts=v["starts"],
                ends=v["ends"],
                by=_me(request),
                at=timezone.now(),
                **form.more(),
            )
            messages.success(
                request, _("The mandate is entered. Whoever speaks for the organisation is told.")
            )
            return redirect("desk:organisation", found.pk)
    head = Representative.objects.current().filter(organisation=found, role="head").first()
    hint = (
        _("Head of delegation today: %(person)s. A new head takes over on the first day.")
        % {"person": head.user}
        if head
        else _("The organisation has no head of delegation today.")
    )
    return _form(
        request,
        form,
        organisation=found,
        heading=_("Enter a mandate"),
        hint=hint,
        button=_("Enter the mandate"),
        files=True,
    )


@form_page
def credentials(request: HttpRequest, pk: int) -> HttpResponse:
    """One more paper for a mandate."""
    require(may_manage(request.user))
    found: Representative = get_object_or_404(
        Representative.objects.select_related("user", "organisation"), pk=pk
    )
    require(availability.file_credentials(request.user, found))
    initial = {"starts": found.starts, "ends": found.ends}
    form = CredentialsForm(posted(request), request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            file_credentials(
                found,
                v["reference"],
                dated=v["dated"],
                starts=v["starts"],
                ends=v["ends"],
                file=v["file"],
                by=_me(request),
                at=timezone.now(),
            )
            messages.success(request, _("The credentials are filed."))
            return redirect("desk:organisation", found.organisation_id)
    return _form(
        request,
        form,
        organisation=found.organisation,
        heading=_("File credentials"),
        hint=str(found.user),
        button=_("File the credentials"),
        files=True,
    )


@form_page
def seat(request: HttpRequest, pk: int) -> HttpResponse:
    """Where an organisation sits; a seat of another kind that it has there hands over."""
    require(may_manage(request.user))
    found = get_object_or_404(Organisation, pk=pk)
    require(availability.give_seat(request.user, found))
    form = SeatForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            councils.give_seat(
                found,
                v["body"],
                v["kind"],
                starts=v["starts"],
                ends=v["ends"],
                hand_over=True,
                by=_me(request),
            )
            messages.success(
                request,
                _("The seat is entered. The organisation and the chair of the body are told."),
            )
            return redirect("desk:organisation", found.pk)
    return _form(
        request,
        form,
        organisation=found,
        heading=_("Give a seat"),
        hint=_("A member joins the consensus of the rounds that are opened from then on."),
        button=_("Give the seat"),
    )


@form_page
def office(request: HttpRequest) -> HttpResponse:
    """Who presides over a body or writes for it; a chair in office hands over."""
    require(availability.give_office(request.user))
    initial = {"body": number_in(request.GET.get("body"))}
    form = OfficeForm(posted(request), by=_me(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            councils.give_office(
                v["holder"],
                v["body"],
                v["kind"],
                starts=v["starts"],
                ends=v["ends"],
                hand_over=True,
                by=_me(request),
            )
            messages.success(
                request,
                _("The office is entered. Those concerned, the former chair too, are told."),
            )
            return redirect("desk:organisations")
    return _form(
        request,
        form,
        organisation=None,
        heading=_("Enter an office"),
        hint=_("A body has one chair at a time: a new one takes over on the first day."),
        button=_("Enter the office"),
    )


@form_page
def end(request: HttpRequest, pk: int, of: type[Representative | Seat | Office]) -> HttpResponse:
    """The last day of a mandate, a seat or an office, and why."""
    require(may_manage(request.user))
    found: Any = get_object_or_404(of._default_manager.all(), pk=pk)
    require(availability.end(request.user, found))
    concerned = found.holder.organisation if isinstance(found, Office) else found.organisation
    form = EndForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            councils.end(
                found,
                form.cleaned_data["last_day"],
                reason=form.cleaned_data["reason"],
                by=_me(request),
                at=timezone.now(),
            )
            messages.success(request, _("The last day is entered. Those concerned are told."))
            return redirect("desk:organisation", concerned.pk)
    return _form(
        request,
        form,
        organisation=concerned,
        heading=_("End: %(what)s") % {"what": found},
        hint=_consequence(found),
        button=_("Enter the last day"),
    )


def _consequence(thing: Any) -> str:
    """What nobody should find out afterwards."""
    if isinstance(thing, Representative):
        held = [str(each) for each in thing.offices.current()]
        if held:
            return _("With the mandate ends: %(offices)s.") % {"offices": "; ".join(held)}
        return _("From the day after, this person no longer acts for the organisation.")
    if isinstance(thing, Seat):
        return _("Rounds that are open keep those who were entitled at their opening.")
    return _("From the day after, the body is without this office until somebody else is entered.")
