"""The library, a document with its revisions, the tray, downloads through the rights check, packs."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import User
from rec_portal.audit.models import Entry
from rec_portal.names import named, reader_language
from rec_portal.ui.forms import errors_into, posted, same_site, status_of
from rec_portal.verdicts import RuleBroken, require

from . import actions, availability, permissions
from .actions import Filing
from .exports.bundling import checked
from .exports.stamping import mark_of, stamped
from .forms import (
    CategoryForm,
    InboxForm,
    LanguageFilesForm,
    LibraryForm,
    ReceiveForm,
    RevisionForm,
)
from .inbox import already_filed
from .lifecycle import Category
from .models import Bundle, Document, DocumentFile, DocumentRevision

form_page = require_http_methods(["GET", "HEAD", "POST"])


@login_not_required
@require_safe
def document_list(request: HttpRequest) -> HttpResponse:
    """The documents this reader may see, the newest first; by body, kind, symbol or words."""
    form = LibraryForm(request.GET)
    found = form.cleaned_data if form.is_valid() else {}
    documents = Document.objects.visible_to(request.user).with_files(request.user)
    if found.get("body"):
        documents = documents.filter(body=found["body"])
    if found.get("nature"):
        documents = documents.filter(nature=found["nature"])
    if words := found.get("q", "").replace("\x00", "").strip():
        documents = documents.filter(named("title", words) | Q(symbol__icontains=words))
    page = Paginator(documents, 30).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "form": form,
        "may_file": bool(availability.receive(request.user)),
        "since": getattr(request.user, "visited_before", None),
    }
    return render(request, "documents/document_list.html", context)


@login_not_required
@require_safe
def document_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One document: what stands, what it replaced, in which languages, for whom."""
    user = request.user
    document = get_object_or_404(Document.objects.visible_to(user).with_files(user), pk=pk)
    for revision in document.shown_revisions:
        revision.document = document
    context = {
        "document": document,
        "may_file": availability.issue_revision(user, document),
        "may_number": availability.assign_symbol(user, document),
        "sees_readers": permissions.sees_readers(user, document),
        "waiting": [
            (revision, availability.confirm_distribution(user, revision))
            for revision in document.shown_revisions
            if availability.drop_distribution(user, revision)
        ],
        "Category": Category,
    }
    return render(request, "documents/document_detail.html", context)


def _document(request: HttpRequest, pk: int) -> tuple[User, Document]:
    """404 when it is not theirs to see."""
    user = cast("User", request.user)
    document = get_object_or_404(Document.objects.visible_to(user).with_files(user), pk=pk)
    return user, document


@form_page
def inbox(request: HttpRequest) -> HttpResponse:
    """What this person has sent and not yet filed; the first step is above, the second below."""
    user = cast("User", request.user)
    require(availability.receive(user))
    bodies = permissions.bodies_to_file_in(user)
    files = list(DocumentFile.objects.in_inbox_of(user).order_by("pk"))
    form = InboxForm(posted(request), files=files, bodies=bodies)
    if request.method == "POST" and files and form.is_valid():
        with errors_into(form), transaction.atomic():
            count = 0
            for what, chosen, standings, _place in form.filings():
                actions.file_from_inbox(
                    Filing(**what), chosen, standings, by=user, at=timezone.now()
                )
                count += 1
            messages.success(
                request, ngettext("%d document is filed.", "%d documents are filed.", count) % count
            )
            return redirect("documents:list")
    context = {
        "form": form,
        "files": files,
        "known": already_filed(files),
        "receive_form": ReceiveForm(),
    }
    return render(
        request, "documents/inbox.html", context, status=status_of(form) if files else 200
    )


@require_POST
def receive(request: HttpRequest) -> HttpResponse:
    """Take files into the tray; the good ones of a bad lot are kept, the others are named with their reason."""
    user = cast("User", request.user)
    require(availability.receive(user))
    form = ReceiveForm(request.POST, request.FILES)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    target = same_site(request, "")
    if form.is_valid():
        good, trouble = form.cleaned_data["sent"]
        with errors_into(form):
            if good:
                actions.receive(good, by=user, at=timezone.now())
                count = len(good)
                messages.success(
                    request,
                    ngettext("%d file is received.", "%d files are received.", count) % count,
                )
            for name, reason in trouble:
                messages.error(request, f"{name}: {reason}")
            return _onwards(target, by_script)
    for each in form.errors.values():
        for words in each:
            messages.error(request, str(words))
    return _onwards(target, by_script)


def _onwards(target: str, by_script: bool) -> HttpResponse:
    """To the tray. A script is told where that is and goes there itself, so that what was said is read there."""
    to = target or reverse("documents:inbox")
    return JsonResponse({"to": to}) if by_script else redirect(to)


@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    user = cast("User", request.user)
    file = get_object_or_404(DocumentFile.objects.in_inbox_of(user), pk=pk)
    actions.discard(file, by=user, at=timezone.now())
    messages.success(request, _("The file is discarded."))
    return redirect(same_site(request, "documents:inbox"))


@form_page
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a revision, an addendum or a corrigendum under the same symbol."""
    user, document = _document(request, pk)
    require(availability.issue_revision(user, document))
    current = document.current_revision
    form = RevisionForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        languages=settings.LANGUAGES,
        initial={"category": current.category if current else Category.BODY},
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            revision = actions.issue_revision(
                document,
                v["kind"],
                form.files_given(),
                form.standings(),
                category=v["category"],
                reason=v["reason"],
                by=user,
                at=timezone.now(),
            )
            messages.success(
                request, _("%(name)s is issued.") % {"name": revision.symbol or revision.suffix}
            )
            return redirect(document)
    return render(
        request,
        "documents/revise.html",
        {"form": form, "document": document},
        status=status_of(form),
    )


@require_POST
def symbol(request: HttpRequest, pk: int) -> HttpResponse:
    user, document = _document(request, pk)
    document = actions.assign_symbol(document, by=user, at=timezone.now())
    messages.success(request, _("The symbol is %(symbol)s.") % {"symbol": document.symbol})
    return redirect(document)


@require_safe
def readers(request: HttpRequest, pk: int) -> HttpResponse:
    """Who opened what of this document, and when: for the secretariat and the chair."""
    user = cast("User", request.user)
    document = get_object_or_404(Document.objects.visible_to(user).select_related("body"), pk=pk)
    if not permissions.sees_readers(user, document):
        require(permissions.may_manage(user))
    entries = Entry.objects.about(document)
    if request.GET.get("only") != "all":
        entries = entries.filter(action="document.opened")
    page = Paginator(entries, 50).get_page(request.GET.get("page"))
    return render(request, "documents/readers.html", {"document": document, "page": page})


def _revision(request: HttpRequest, pk: int) -> tuple[User, DocumentRevision]:
    user = cast("User", request.user)
    found = (
        DocumentRevision.objects.visible_to(user)
        .select_related("document__body")
        .prefetch_related("files")
    )
    return user, get_object_or_404(found, pk=pk)


@form_page
def language_add(request: HttpRequest, pk: int) -> HttpResponse:
    """File a translation of a revision."""
    user, revision = _revision(request, pk)
    require(availability.add_language(user, revision))
    present = {file.language for file in revision.files.all()}
    missing = [(code, name) for code, name in settings.LANGUAGES if code not in present]
    form = LanguageFilesForm(
        posted(request), request.FILES if request.method == "POST" else None, languages=missing
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form), transaction.atomic():
            for language, file in form.files_given().items():
                actions.add_language(
                    revision, language, file, form.standings()[language], by=user, at=timezone.now()
                )
            messages.success(request, _("The language version is filed."))
            return redirect(revision.document)
    context = {"form": form, "revision": revision, "document": revision.document}
    return render(request, "documents/language_form.html", context, status=status_of(form))


@form_page
def category(request: HttpRequest, pk: int) -> HttpResponse:
    """Change who may read a revision; a restricted one is released by two persons."""
    user, revision = _revision(request, pk)
    require(availability.change_category(user, revision))
    form = CategoryForm(
        posted(request), initial={"category": revision.category, "only_kinds": revision.only_kinds}
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            changed = actions.change_category(
                revision,
                v["category"],
                only_kinds=v["only_kinds"],
                reason=v["reason"],
                by=user,
                at=timezone.now(),
            )
            asked = _("The wider distribution waits for a second person to confirm it.")
            messages.success(
                request,
                asked if changed.pending_distribution else _("The distribution is changed."),
            )
            return redirect(revision.document)
    context = {"form": form, "revision": revision, "document": revision.document}
    return render(request, "documents/category_form.html", context, status=status_of(form))


@require_POST
def confirm_or_drop(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    user, revision = _revision(request, pk)
    act = {"confirm": actions.confirm_distribution, "drop": actions.drop_distribution}[verb]
    act(revision, by=user, at=timezone.now())
    messages.success(
        request,
        _("The document is released.")
        if verb == "confirm"
        else _("The distribution stays as it is."),
    )
    return redirect(revision.document)


@login_not_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One file, after the rights check, always as an attachment; a flipped byte is an error, never a document."""
    visible = DocumentRevision.objects.visible_to(request.user)
    files = DocumentFile.objects.select_related("revision__document__body")
    file = get_object_or_404(files, pk=pk, revision__in=visible)
    revision = cast("DocumentRevision", file.revision)
    if not file.is_served:
        raise RuleBroken(
            _("This file is kept back: %(state)s.")
            % {"state": str(file.get_state_display()).lower()}
        )
    stored = checked(file)
    user, at = cast("User", request.user), timezone.now()
    if revision.category not in {Category.PUBLIC, Category.COUNCIL} and request.method == "GET":
        actions.note_download(file, by=user, at=at)
    if revision.is_restricted and file.is_pdf:
        with stored:
            content = stamped(stored, mark_of(revision, user, at), language=reader_language())
        return _guarded(HttpResponse(content, content_type=file.content_type), file.name)
    return _guarded(FileResponse(stored, content_type=file.content_type), file.name)


def _guarded(response: HttpResponseBase, name: str) -> HttpResponseBase:
    """A file never runs where it is shown, and never stays where it was fetched (reliability 6)."""
    from django.utils.http import content_disposition_header

    plain = name.replace("\r", " ").replace("\n", " ")
    response.headers["Content-Disposition"] = (
        content_disposition_header(True, plain) or "attachment"
    )
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response


@require_safe
def bundle(request: HttpRequest, pk: int) -> HttpResponse:
    """How far the pack is; the page asks again by itself, and without JavaScript by a link."""
    found = get_object_or_404(Bundle, pk=pk, reader=cast("User", request.user))
    name = "documents/bundle_part.html" if request.htmx else "documents/bundle.html"  # type: ignore[attr-defined]
    response = render(request, name, {"bundle": found})
    response.headers["Vary"] = "HX-Request"
    return response


@require_safe
def bundle_fetch(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The finished pack, if its reader may still see all that is in it."""
    user = cast("User", request.user)
    found = get_object_or_404(Bundle, pk=pk, reader=user)
    if not found.is_ready:
        raise RuleBroken(_("This pack is not ready. Ask for it again on the page of the meeting."))
    holds = (
        DocumentRevision.objects.visible_to(user)
        .filter(pk__in=found.holds)
        .select_related("document")
    )
    revisions = list(holds)
    if len(revisions) != len(found.holds):
        raise RuleBroken(
            _(
                "Something in this pack is no longer open to you. Ask for a new one on the page of the meeting."
            )
        )
    if request.method == "GET":
        actions.note_bundle(revisions, by=user, at=timezone.now())
    stored = (found.archive if form == "zip" else found.book).open("rb")
    kinds = {"zip": "application/zip", "pdf": "application/pdf"}
    return _guarded(FileResponse(stored, content_type=kinds[form]), f"{found.title[:80]}.{form}")
