"""The agenda's pages: items, their order, their papers, the versions of the agenda."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from documents import actions as documents
from documents.actions import Filing
from documents.forms import InboxForm, ReceiveForm
from documents.inbox import already_filed
from documents.models import Document, DocumentFile
from rec_portal.names import in_columns
from rec_portal.ui.forms import errors_into, number_in, posted, status_of
from rec_portal.verdicts import require

from .. import actions, availability, permissions
from ..forms import ExpectedForm, ItemForm, PaperChoiceForm
from ..models import AgendaPaper, ExpectedPaper, Meeting
from ..readings.versions import differences
from .finding import form_page, managed, managed_item, me, seen


@form_page
def item_add(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    require(availability.change_agenda(user, meeting))
    form = ItemForm(posted(request), meeting=meeting)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.add_item(meeting, form.values(), roles=form.roles(), by=user, at=timezone.now())
            messages.success(request, _("The item is on the agenda."))
            return redirect(
                "meetings:item-add" if "more" in request.POST else "meetings:detail", meeting.pk
            )
    items = Meeting.objects.get(pk=meeting.pk).timed_items(whole=True)
    context = {"form": form, "meeting": meeting, "items": items, "item": None}
    return render(request, "meetings/item_form.html", context, status=status_of(form))


@form_page
def item_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = managed_item(request, pk)
    meeting = item.meeting
    require(availability.change_item(user, item))
    form = ItemForm(posted(request), meeting=meeting, item=item)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.change_item(item, form.values(), roles=form.roles(), by=user, at=timezone.now())
            messages.success(request, _("The item is changed."))
            return redirect(meeting)
    items = Meeting.objects.get(pk=meeting.pk).timed_items(whole=True)
    context = {"form": form, "meeting": meeting, "items": items, "item": item}
    return render(request, "meetings/item_form.html", context, status=status_of(form))


@require_POST
def item_remove(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = managed_item(request, pk)
    actions.remove_item(item, by=user, at=timezone.now())
    messages.success(request, _("The item is taken off the agenda."))
    return redirect(item.meeting)


@require_POST
def item_move(request: HttpRequest, pk: int) -> HttpResponse:
    user, item = managed_item(request, pk)
    actions.move_item(item, -1 if request.POST.get("to") == "up" else 1, by=user, at=timezone.now())
    return redirect(f"{item.meeting.get_absolute_url()}#item-{item.pk}")


@require_POST
def arrange(request: HttpRequest, pk: int) -> HttpResponse:
    """The main items in the order in which they were dragged."""
    user, meeting = managed(request, pk)
    order = [key for sent in request.POST.getlist("item") if (key := number_in(sent)) is not None]
    actions.arrange_items(meeting, order, by=user, at=timezone.now())
    return redirect(meeting)


def _places(meeting: Meeting) -> list[tuple[str, str]]:
    whole = [("", str(_("the meeting as a whole")))]
    items = Meeting.objects.get(pk=meeting.pk).timed_items(whole=True)
    return whole + [
        (str(item.pk), f"{item.number} {item}".strip()) for item in items if item.kind != "break"
    ]


@form_page
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    """All papers of a meeting: what lies where; send, file and put several before the meeting in one place."""
    user, meeting = managed(request, pk)
    places = _places(meeting)
    files = list(DocumentFile.objects.in_inbox_of(user).order_by("pk"))
    chosen = request.GET.get("under", "")
    form = InboxForm(
        posted(request),
        files=files,
        bodies=[meeting.body],
        category=meeting.category,
        places=places,
        place=chosen if chosen in {key for key, _name in places} else "",
    )
    if request.method == "POST" and files and form.is_valid():
        with errors_into(form), transaction.atomic():
            count = 0
            for what, filed, standings, place in form.filings():
                document = documents.file_from_inbox(
                    Filing(**what), filed, standings, by=user, at=timezone.now()
                )
                item = meeting.items.filter(pk=place).first() if place else None
                actions.add_paper(item, document, by=user, at=timezone.now(), meeting=meeting)
                count += 1
            messages.success(
                request,
                ngettext(
                    "%d document is before the meeting.",
                    "%d documents are before the meeting.",
                    count,
                )
                % count,
            )
            return redirect("meetings:papers", meeting.pk)
    known = AgendaPaper.objects.filter(meeting=meeting).values("document_id")
    library = (
        Document.objects.visible_to(user).filter(body__in=meeting.bodies()).exclude(pk__in=known)
    )
    context = {
        "form": form,
        "meeting": meeting,
        "files": files,
        "known": already_filed(files),
        "receive_form": ReceiveForm(),
        "choice": PaperChoiceForm(documents=library, places=places, initial={"place": chosen}),
        "laid": Meeting.objects.with_agenda(user).get(pk=meeting.pk),
        "here": request.get_full_path(),
        "drafts": bool(library),
        "expected": meeting.expected_papers.select_related("item"),
    }
    context["items"] = [item for item in context["laid"].timed_items() if item.papers.all()]
    return render(
        request, "meetings/papers.html", context, status=status_of(form) if files else 200
    )


@require_POST
def paper_choose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a document of the library before the meeting."""
    user, meeting = managed(request, pk)
    library = Document.objects.visible_to(user).filter(body__in=meeting.bodies())
    form = PaperChoiceForm(request.POST, documents=library, places=_places(meeting))
    if form.is_valid():
        v = form.cleaned_data
        item = meeting.items.filter(pk=v["place"]).first() if v["place"] else None
        actions.add_paper(item, v["document"], by=user, at=timezone.now(), meeting=meeting)
        messages.success(request, _("The document is before the meeting."))
    else:
        messages.error(request, _("Choose a document."))
    return redirect("meetings:papers", meeting.pk)


@form_page
def paper_expect(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a paper that is still to come."""
    user, meeting = managed(request, pk)
    require(availability.change_agenda(user, meeting))
    form = ExpectedForm(
        posted(request), places=_places(meeting), initial={"place": request.GET.get("under", "")}
    )
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        with errors_into(form):
            item = meeting.items.filter(pk=v["place"]).first() if v["place"] else None
            actions.expect_paper(
                meeting, item, v["nature"], in_columns("title", v), by=user, at=timezone.now()
            )
            return redirect("meetings:papers", meeting.pk)
    return render(
        request,
        "meetings/expected_form.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@require_POST
def paper_unexpect(request: HttpRequest, pk: int) -> HttpResponse:
    require(permissions.may_manage(request.user))
    visible = ExpectedPaper.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    expected: ExpectedPaper = get_object_or_404(
        visible.select_related("meeting__body", "item"), pk=pk
    )
    actions.drop_expected(expected, by=me(request), at=timezone.now())
    return redirect("meetings:papers", expected.meeting_id)


@require_POST
def paper_remove(request: HttpRequest, pk: int) -> HttpResponse:
    require(permissions.may_manage(request.user))
    visible = AgendaPaper.objects.filter(meeting__in=Meeting.objects.visible_to(request.user))
    paper: AgendaPaper = get_object_or_404(
        visible.select_related("meeting__body", "document"), pk=pk
    )
    actions.remove_paper(paper, by=me(request), at=timezone.now())
    messages.success(request, _("The document is taken off the agenda; it stays in the library."))
    return redirect("meetings:papers", paper.meeting_id)


@require_POST
def agenda_issue(request: HttpRequest, pk: int) -> HttpResponse:
    user, meeting = managed(request, pk)
    actions.issue_agenda(meeting, by=user, at=timezone.now())
    messages.success(request, _("The provisional agenda is issued as it stands now."))
    return redirect("meetings:versions", meeting.pk)


@require_POST
def agenda_adopt(request: HttpRequest, pk: int) -> HttpResponse:
    """The chair: the meeting adopts its agenda as it stands."""
    meeting = seen(request, pk)
    reason = request.POST.get("reason", "").strip()[:500]
    actions.adopt_agenda(meeting, reason=reason, by=me(request), at=timezone.now())
    messages.success(request, _("Recorded: the agenda is adopted."))
    return redirect("meetings:versions", meeting.pk)


@require_safe
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Provisional and adopted agendas, and what changed from each to the next, as far as the reader may see."""
    meeting = seen(request, pk)
    context = {
        "meeting": meeting,
        "versions": differences(
            meeting, request.user, reads=partial(permissions.reads_closed, request.user, meeting)
        ),
        "acts": availability.Acts(request.user, meeting),
    }
    return render(request, "meetings/versions.html", context)
