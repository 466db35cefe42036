"""The secretariat's pages: plan, agenda, papers, whom to invite, preview, convene, remind, cancel."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from documents import actions as documents
from rec_portal.mail.writing import Notice
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.verdicts import require

from .. import actions, lifecycle, notices, permissions
from ..forms import CancelForm, InvitedForm, ItemForm, MeetingForm, PaperForm
from ..models import AgendaItem, Delegate, Invitation, Meeting

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _managed(request: HttpRequest, pk: int) -> tuple[User, Meeting]:
    """The meeting, for the secretariat; 404 for those who may not see it, 403 for those who may not manage it."""
    user = cast("User", request.user)
    meeting = get_object_or_404(Meeting.objects.visible_to(user).with_body(), pk=pk)
    require(permissions.may_manage(user))
    return user, meeting


@form_page
def meeting_plan(request: HttpRequest) -> HttpResponse:
    user = cast("User", request.user)
    require(permissions.may_manage(user))
    form = MeetingForm(posted(request), initial={"time_zone": user.time_zone})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            meeting = actions.plan(form.cleaned_data["body"], form.values(), by=user, at=timezone.now())
            messages.success(request, _("The meeting is planned. Nobody has been told yet."))
            return redirect(meeting)
    return render(request, "meetings/meeting_form.html", {"form": form}, status=status_of(form))


@form_page
def meeting_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = _managed(request, pk)
    lifecycle.require_planned(meeting.status)
    form = MeetingForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.change_plan(meeting, form.values(), by=user, at=timezone.now())
            messages.success(request, _("The plan is changed."))
            return redirect(meeting)
    return render(request, "meetings/meeting_form.html", {"form": form, "meeting": meeting}, status=status_of(form))


@form_page
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = _managed(request, pk)
    lifecycle.require_planned(meeting.status)
    form = ItemForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.add_item(meeting, form.values(), by=user, at=timezone.now())
            messages.success(request, _("The item is on the agenda."))
            return redirect("meetings:item-add" if "more" in request.POST else "meetings:detail", meeting.pk)
    items = meeting.timed_items()
    context = {"form": form, "meeting": meeting, "items": items}
    return render(request, "meetings/item_form.html", context, status=status_of(form))


def _item(request: HttpRequest, pk: int) -> tuple[User, AgendaItem]:
    user = cast("User", request.user)
    items = AgendaItem.objects.select_related("meeting__body").filter(meeting__in=Meeting.objects.visible_to(user))
    item: AgendaItem = get_object_or_404(items, pk=pk)
    require(permissions.may_manage(user))
    return user, item


@require_POST
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = _item(request, pk)
    actions.remove_item(item, by=user, at=timezone.now())
    messages.success(request, _("The item is taken off the agenda."))
    return redirect(item.meeting)


@require_POST
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = _item(request, pk)
    actions.move_item(item, -1 if request.POST.get("to") == "up" else 1, by=user, at=timezone.now())
    return redirect(item.meeting)


@form_page
def paper_add(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = _item(request, pk)
    form = PaperForm(posted(request), request.FILES if request.method == "POST" else None, item=item)
    if request.method == "POST" and form.is_valid():
        with errors_into(form), transaction.atomic():
            v = form.cleaned_data
            files = {language: v[f"file_{language}"] for language in ("en", "ru") if v[f"file_{language}"]}
            document = documents.upload(
                title=v["title"], title_ru=v["title_ru"], category=v["category"], body=item.meeting.body,
                files=files, by=user, at=timezone.now(), nature=v["nature"],
            )  # fmt: skip
            actions.add_paper(item, document, by=user, at=timezone.now())
            messages.success(request, _("The document is before the meeting."))
            return redirect(item.meeting)
    context = {"form": form, "item": item, "meeting": item.meeting}
    return render(request, "meetings/paper_form.html", context, status=status_of(form))


@form_page
def meeting_invited(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = _managed(request, pk)
    lifecycle.require_planned(meeting.status)
    form = InvitedForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.choose_invited(meeting, form.cleaned_data["organisations"], by=user, at=timezone.now())
            messages.success(request, _("The list of those invited is saved."))
            return redirect(meeting)
    context = {
        "form": form,
        "meeting": meeting,
        "seated": set(meeting.body.seats.current().values_list("organisation_id", flat=True)),
    }
    return render(request, "meetings/meeting_invited.html", context, status=status_of(form))


def _preview(meeting: Meeting, notice: Notice, invitations: list[Invitation]) -> dict[str, object]:
    """Exactly who will be told what, in which language: one row a letter, one whole letter a language."""
    letters = notice.written()
    addressed = notices.readers_of(invitations)
    samples = {letter.language: letter for letter in reversed(letters)}
    reached = {invitation.pk for invitation in addressed.values()}
    return {
        "letters": [(letter, addressed[letter.person.pk].organisation) for letter in letters],
        "samples": list(samples.values()),
        "unreached": [invitation.organisation for invitation in invitations if invitation.pk not in reached],
        "meeting": meeting,
    }


@form_page
def meeting_convene(request: HttpRequest, pk: int) -> HttpResponse:
    """Check who is told what, then convene."""
    user, meeting = _managed(request, pk)
    if request.method == "POST":
        actions.convene(meeting, by=user, at=timezone.now())
        messages.success(request, _("The meeting is convened and the letters are on their way."))
        return redirect(meeting)
    lifecycle.require_change(lifecycle.MEETING_CHANGES, meeting.status, lifecycle.MeetingStatus.CONVENED)
    invitations = meeting.invitations.select_related("organisation")
    context = _preview(meeting, notices.invitation(meeting, invitations), list(invitations))
    return render(request, "meetings/meeting_convene.html", context)


@form_page
def meeting_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind exactly those who have not answered, after seeing who that is."""
    user, meeting = _managed(request, pk)
    if request.method == "POST":
        count = actions.remind(meeting, by=user, at=timezone.now())
        messages.success(request, ngettext("%d reminder was queued.", "%d reminders were queued.", count) % count)
        return redirect(meeting)
    lifecycle.require_open_to_answers(meeting.status)
    silent = meeting.invitations.unanswered().select_related("organisation")
    context = _preview(meeting, notices.reminder(meeting, silent), list(silent))
    return render(request, "meetings/meeting_remind.html", {**context, "silent": list(silent)})


@form_page
def meeting_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = _managed(request, pk)
    form = CancelForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            reason = form.cleaned_data["reason"]
            actions.change_status(meeting, "cancelled", by=user, at=timezone.now(), reason=reason)
            messages.success(request, _("The meeting is cancelled; everybody invited is told."))
            return redirect(meeting)
    return render(request, "meetings/meeting_cancel.html", {"form": form, "meeting": meeting}, status=status_of(form))


@require_POST
def meeting_status(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """The chair opens and closes the meeting."""
    user = cast("User", request.user)
    meeting = get_object_or_404(Meeting.objects.visible_to(user), pk=pk)
    actions.change_status(meeting, {"open": "in_session", "close": "closed"}[status], by=user, at=timezone.now())
    return redirect(meeting)


@require_POST
def delegate_change(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Confirm (secretariat) or withdraw (delegation) a delegate."""
    user = cast("User", request.user)
    visible = Delegate.objects.filter(invitation__meeting__in=Meeting.objects.visible_to(user))
    delegate = get_object_or_404(visible.select_related("invitation__meeting"), pk=pk)
    wanted = {"confirm": lifecycle.DelegateStatus.CONFIRMED, "withdraw": lifecycle.DelegateStatus.WITHDRAWN}[status]
    actions.change_delegate(delegate, wanted, by=user, at=timezone.now())
    return redirect(delegate.invitation.meeting)
