"""The people of a delegation: named, completed, replaced; decided on by the secretariat; by form or by Excel."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from rec_portal.ui.forms import errors_into, posted, status_of
from rec_portal.ui.sheet import Book, Column, UnreadableSheet, marked, read
from rec_portal.ui.views import attached
from rec_portal.verdicts import RuleBroken, require

from .. import actions, availability, permissions
from ..exports.people import register_xlsx
from ..forms import DelegateForm, DelegatesFileForm, NominationForm, ReasonForm
from ..imports import Import, columns, read_delegates
from ..lifecycle import DelegateStatus, MeetingAct, may_meeting
from ..models import Delegate, Invitation, Meeting
from .finding import form_page, managed_invitation, me, seen

SALT = "meetings.delegates"


def _own(request: HttpRequest, pk: int) -> tuple[User, Meeting, Invitation]:
    """The meeting and the invitation of one's own organisation, for who may name its people."""
    user, meeting = me(request), seen(request, pk)
    invitation = get_object_or_404(_with_people(meeting), organisation=user.organisation)
    require(permissions.may_nominate(user, invitation))
    return user, meeting, invitation


def _with_people(meeting: Meeting) -> Any:
    people = Delegate.objects.select_related("replaced_by", "nominated_by").prefetch_related(
        "details"
    )
    return meeting.invitations.select_related(
        "organisation", "meeting", "nomination"
    ).prefetch_related(Prefetch("delegates", people))


def _delegation(
    request: HttpRequest, meeting: Meeting, invitation: Invitation, form: DelegateForm | None = None
) -> HttpResponse:
    everybody = list(invitation.delegates.all())
    context = {
        "meeting": meeting,
        "invitation": invitation,
        "form": form or DelegateForm(),
        "nomination_form": NominationForm(),
        "file_form": DelegatesFileForm(),
        "declined": invitation.is_declined,
        "coming": [each for each in everybody if each.is_coming],
        "gone": [each for each in everybody if not each.is_coming],
        "open": may_meeting(MeetingAct.ANSWER, meeting.status),
        "is_secretariat": permissions.is_secretariat(request.user),
    }
    return render(
        request, "meetings/delegates.html", context, status=status_of(form) if form else 200
    )


@form_page
def delegates(request: HttpRequest, pk: int) -> HttpResponse:
    """Name the people of one's delegation."""
    user, meeting, invitation = _own(request, pk)
    return _named(request, user, meeting, invitation, "meetings:delegates", meeting.pk)


@form_page
def delegation(request: HttpRequest, pk: int) -> HttpResponse:
    """The same page for the secretariat, of any delegation: names from a note are entered, checked, decided on."""
    user, found = managed_invitation(request, pk)
    invitation = _with_people(found.meeting).get(pk=pk)
    return _named(request, user, found.meeting, invitation, "meetings:delegation", invitation.pk)


def _named(
    request: HttpRequest, user: User, meeting: Meeting, invitation: Invitation, back: str, key: int
) -> HttpResponse:
    form = DelegateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.nominate(
                invitation, form.values(), details=form.details(), by=user, at=timezone.now()
            )
            messages.success(request, _("The delegate is named; the secretariat will confirm."))
            return redirect(back, key)
    return _delegation(request, meeting, invitation, form if form.is_bound else None)


def _delegate(request: HttpRequest, pk: int) -> tuple[User, Delegate]:
    """A delegate of one's own organisation, or for the secretariat anybody's; of others there is nothing to find."""
    user = me(request)
    visible = Delegate.objects.filter(invitation__meeting__in=Meeting.objects.visible_to(user))
    if not permissions.is_secretariat(user):
        visible = visible.filter(invitation__organisation=user.organisation)
    found = visible.select_related(
        "invitation__meeting__body", "invitation__organisation"
    ).prefetch_related("details")
    return user, get_object_or_404(found, pk=pk)


def _back(user: User, delegate: Delegate) -> HttpResponse:
    if permissions.is_secretariat(user):
        return redirect("meetings:delegation", delegate.invitation_id)
    return redirect("meetings:delegates", delegate.invitation.meeting_id)


@form_page
def delegate_complete(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a named person, or give what the secretariat asked for."""
    user, delegate = _delegate(request, pk)
    require(availability.complete(user, delegate))
    form = DelegateForm(posted(request), delegate=delegate)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.complete(
                delegate, form.values(), details=form.details(), by=user, at=timezone.now()
            )
            messages.success(
                request,
                _("Saved.")
                if delegate.is_confirmed
                else _("Sent; the secretariat will decide anew."),
            )
            return _back(user, delegate)
    context = {
        "form": form,
        "delegate": delegate,
        "meeting": delegate.invitation.meeting,
        "replacing": False,
    }
    return render(request, "meetings/delegate_form.html", context, status=status_of(form))


@form_page
def delegate_replace(request: HttpRequest, pk: int) -> HttpResponse:
    """Another person in somebody's place."""
    user, delegate = _delegate(request, pk)
    require(availability.replace(user, delegate))
    form = DelegateForm(posted(request), initial={"role": delegate.role})
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.replace(
                delegate, form.values(), details=form.details(), by=user, at=timezone.now()
            )
            messages.success(request, _("Replaced; the secretariat will confirm."))
            return _back(user, delegate)
    context = {
        "form": form,
        "delegate": delegate,
        "meeting": delegate.invitation.meeting,
        "replacing": True,
    }
    return render(request, "meetings/delegate_form.html", context, status=status_of(form))


@require_POST
def delegate_change(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Confirm (secretariat) or withdraw (delegation) a delegate."""
    user, delegate = _delegate(request, pk)
    wanted = {"confirm": DelegateStatus.CONFIRMED, "withdraw": DelegateStatus.WITHDRAWN}[status]
    actions.change_delegate(delegate, wanted, by=user, at=timezone.now())
    return _back(user, delegate)


@form_page
def delegate_decide(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    """Ask back or refuse, with what is missing or why; the delegation reads it."""
    user, delegate = _delegate(request, pk)
    wanted = {"ask": DelegateStatus.ASKED, "refuse": DelegateStatus.REFUSED}[status]
    require(availability.decide_delegate(user, delegate, wanted))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.change_delegate(
                delegate, wanted, by=user, at=timezone.now(), reason=form.cleaned_data["reason"]
            )
            messages.success(request, _("Recorded; the delegation is told."))
            return _back(user, delegate)
    context = {
        "form": form,
        "delegate": delegate,
        "meeting": delegate.invitation.meeting,
        "asking": status == "ask",
    }
    return render(request, "meetings/delegate_decide.html", context, status=status_of(form))


@require_POST
def confirm_all(request: HttpRequest, pk: int) -> HttpResponse:
    user, invitation = managed_invitation(request, pk)
    count = actions.confirm_all(invitation, by=user, at=timezone.now())
    messages.success(
        request, ngettext("%d person is confirmed.", "%d people are confirmed.", count) % count
    )
    return redirect("meetings:delegation", invitation.pk)


@require_POST
def nomination(request: HttpRequest, pk: int) -> HttpResponse:
    """The note or letter that names the delegation."""
    user = me(request)
    visible = Invitation.objects.filter(meeting__in=Meeting.objects.visible_to(user))
    if not permissions.is_secretariat(user):
        visible = visible.filter(organisation=user.organisation)
    invitation = get_object_or_404(visible.select_related("meeting__body", "organisation"), pk=pk)
    require(availability.file_nomination(user, invitation))
    form = NominationForm(request.POST, request.FILES)
    if form.is_valid():
        actions.file_nomination(
            invitation, form.cleaned_data["document"], by=user, at=timezone.now()
        )
        messages.success(request, _("The letter is filed; the secretariat alone reads it."))
    for each in form.errors.values():
        messages.error(request, " ".join(str(words) for words in each))
    if permissions.is_secretariat(user):
        return redirect("meetings:delegation", invitation.pk)
    return redirect("meetings:delegates", invitation.meeting_id)


@require_safe
def delegates_template(request: HttpRequest, pk: int) -> HttpResponse:
    """The empty Excel file with the columns in the reader's language."""
    seen(request, pk)
    book = Book()
    book.sheet(_("Delegates"), [Column(title, 22) for title in columns()], [])
    return attached(book.bytes(), "delegates-template.xlsx")


@require_safe
def delegates_export(request: HttpRequest, pk: int) -> HttpResponse:
    """Everybody who comes (secretariat), or one's own delegation, with the details one may see."""
    user, meeting = me(request), seen(request, pk)
    people = Delegate.objects.coming().prefetch_related("details")
    invitations = meeting.invitations.select_related("organisation").prefetch_related(
        Prefetch("delegates", people, to_attr="present_delegates")
    )
    if not permissions.is_secretariat(user):
        own = get_object_or_404(
            meeting.invitations.select_related("organisation"), organisation=user.organisation
        )
        require(permissions.may_nominate(user, own))
        invitations = invitations.filter(pk=own.pk)
    listed = list(invitations)
    content = register_xlsx(meeting, listed, details=True)
    count = people.filter(invitation__in=listed).count()
    actions.note_export(meeting, count, by=user, at=timezone.now())
    return attached(content, f"delegates-{meeting.pk}.xlsx")


@require_POST
def delegates_import(request: HttpRequest, pk: int) -> HttpResponse:
    """An Excel file: first what it would do, with errors by cell; then, confirmed, what it does."""
    user, meeting = me(request), seen(request, pk)
    own = None if permissions.is_secretariat(user) else user.organisation
    if own is not None or not permissions.is_secretariat(user):
        invitation = get_object_or_404(
            meeting.invitations.select_related("organisation"), organisation=own
        )
        require(permissions.may_nominate(user, invitation))
    require(may_meeting(MeetingAct.ANSWER, meeting.status))
    if "packed" in request.POST:
        return _confirmed(request, user, meeting)
    form = DelegatesFileForm(request.POST, request.FILES)
    found, lines = Import(), []
    if form.is_valid():
        content = form.cleaned_data["file"].read()
        try:
            lines = read(content)
            found = read_delegates(lines, meeting, own=own)
        except UnreadableSheet:
            form.add_error("file", _("This is not an Excel file (.xlsx) that the portal can read."))
        if found.errors and "marked" in request.POST and form.is_valid():
            return attached(
                marked(content, {each.cell: each.words for each in found.errors}),
                "delegates-marked.xlsx",
            )
    packed = signing.dumps(lines, salt=SALT, compress=True) if lines else ""
    context = {"meeting": meeting, "form": form, "plan": found, "packed": packed, "own": own}
    return render(request, "meetings/delegates_import.html", context, status=status_of(form))


def _confirmed(request: HttpRequest, user: User, meeting: Meeting) -> HttpResponse:
    """All rows of the previewed file, or none: what changed meanwhile is judged anew."""
    try:
        lines = signing.loads(request.POST["packed"], salt=SALT, max_age=3600)
    except signing.BadSignature:
        raise RuleBroken(_("The preview is too old. Choose the file again.")) from None
    own = None if permissions.is_secretariat(user) else user.organisation
    found = read_delegates([(int(n), list(cells)) for n, cells in lines], meeting, own=own)
    if found.errors:
        raise RuleBroken(_("Something has changed since the preview. Choose the file again."))
    try:
        count = actions.import_delegates(meeting, found.people, by=user, at=timezone.now())
    except ValidationError as error:
        raise RuleBroken(" ".join(error.messages)) from None
    messages.success(
        request, ngettext("%d delegate is named.", "%d delegates are named.", count) % count
    )
    return redirect(meeting) if own is None else redirect("meetings:delegates", meeting.pk)
