"""The record of a meeting, its corrections and versions; decisions; tasks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from rec_portal import clock
from rec_portal.names import reader_language
from rec_portal.ui.diff import compare
from rec_portal.ui.forms import by_field, errors_into, posted, status_of
from rec_portal.ui.fresh import fresh_sign_in
from rec_portal.ui.views import attached
from rec_portal.verdicts import require

from .. import actions, availability, permissions
from ..exports import journal as exports
from ..forms import (
    CorrectionAnswerForm,
    CorrectionForm,
    DecisionForm,
    EntryForm,
    JournalCorrigendumForm,
    ReasonForm,
    TaskForm,
    TaskReportForm,
    ToldForm,
    UntilForm,
)
from ..models import Correction, Journal, JournalEntry, LateMessage, Meeting, Task, rules_of
from .finding import form_page, me, seen


def _record(request: HttpRequest, pk: int) -> tuple[User, Journal]:
    """A record as far as its state is open to the reader; one whose silence has ended is settled by being read."""
    user = me(request)
    records = Journal.objects.select_related("meeting__body").filter(
        meeting__in=Meeting.objects.visible_to(user)
    )
    found: Journal = get_object_or_404(records, pk=pk)
    if not permissions.sees_journal(user, found):
        raise Http404
    return user, found


@require_POST
def record_begin(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    meeting = seen(request, pk)
    return redirect(actions.begin_journal(meeting, kind, by=me(request), at=timezone.now()))


@require_safe
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    """The record as it stands, in every language, with what this reader may do about it."""
    user, found = _record(request, pk)
    entries = exports.visible_entries(found, user)
    now = clock.now()
    may_write = permissions.may_write_journal(user, found.meeting)
    over = found.is_under_silence and not actions.is_silent(found, now)
    context = {
        "journal": found,
        "meeting": found.meeting,
        "entries": entries,
        "unreached": actions.silence_of(found).unreached()
        if found.is_under_silence and (may_write or found.is_past(now))
        else [],
        "may_manage": permissions.may_manage(user),
        "acts": availability.Acts(user, found),
        "takes_corrections": found.takes_corrections(now),
        "over": over,
        "waiting": [c for entry in entries for c in entry.corrections.all() if c.is_proposed],
        "revisions": exports.visible_revisions(found, entries),
        "objections": found.objections.select_related("organisation"),
        "late_messages": found.late_messages.select_related("organisation")
        if found.is_frozen or over
        else [],
        "answer_form": CorrectionAnswerForm(),
    }
    return render(request, "meetings/journal.html", context)


@require_POST
def record_refill(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _record(request, pk)
    actions.refill_journal(found, by=user, at=timezone.now())
    messages.success(request, _("Empty entries are filled with what the portal knows."))
    return redirect(found)


def _entry(request: HttpRequest, pk: int) -> tuple[User, JournalEntry]:
    entry: JournalEntry = get_object_or_404(
        JournalEntry.objects.select_related("journal__meeting__body", "item"), pk=pk
    )
    user, found = _record(request, entry.journal_id)
    if entry.pk not in {each.pk for each in exports.visible_entries(found, user)}:
        raise Http404
    return user, entry


@form_page
def entry_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Write one entry in every language; somebody else's save is shown beside, nothing typed is lost."""
    user, entry = _entry(request, pk)
    require(availability.write_journal(user, entry.journal))
    theirs = None
    form = EntryForm(
        posted(request),
        initial=by_field("text", entry.texts) | {"based_on": entry.version},
    )
    if request.method == "POST" and form.is_valid():
        v = form.cleaned_data
        with errors_into(form):
            try:
                actions.save_entry(
                    entry,
                    form.typed("text"),
                    based_on=v["based_on"],
                    by=user,
                    at=timezone.now(),
                )
                messages.success(request, _("The entry is saved."))
                return redirect(f"{entry.journal.get_absolute_url()}#entry-{entry.pk}")
            except actions.EntryConflict:
                theirs = JournalEntry.objects.get(pk=entry.pk)
                form.data = {**form.data.dict(), "based_on": str(theirs.version)}  # type: ignore[attr-defined]
                raise
    context = {
        "form": form,
        "entry": entry,
        "journal": entry.journal,
        "meeting": entry.journal.meeting,
        "theirs": theirs,
    }
    return render(request, "meetings/entry_form.html", context, status=status_of(form))


@form_page
def entry_correct(request: HttpRequest, pk: int) -> HttpResponse:
    """A delegation's correction: of its own statement made at once, elsewhere proposed."""
    user, entry = _entry(request, pk)
    require(availability.correct(user, entry.journal))
    language = reader_language()
    line = exports.own_line(entry, user.organisation, language) if user.organisation else ""
    form = CorrectionForm(
        posted(request), initial={"language": language, "before": line, "after": line}
    )
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            made = actions.correct(
                entry,
                v["language"],
                v["before"].strip(),
                v["after"].strip(),
                reason=v["reason"],
                by=user,
                at=timezone.now(),
            )
            own = _("Corrected: these were words of your own statement.")
            messages.success(
                request, own if made.own_statement else _("Proposed: the secretariat will decide.")
            )
            return redirect(entry.journal)
    context = {
        "form": form,
        "entry": entry,
        "journal": entry.journal,
        "meeting": entry.journal.meeting,
    }
    return render(request, "meetings/correction_form.html", context, status=status_of(form))


@require_POST
def correction_decide(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    correction = get_object_or_404(Correction.objects.select_related("entry"), pk=pk)
    user, entry = _entry(request, correction.entry_id)
    actions.decide_correction(
        correction,
        make=verb == "make",
        answer=request.POST.get("answer", "").strip()[:500],
        by=user,
        at=timezone.now(),
    )
    messages.success(request, _("The decision on the correction is recorded."))
    return redirect(entry.journal)


@form_page
def record_until(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Circulate for corrections, or put to silence, until a moment."""
    user, found = _record(request, pk)
    rule = rules_of(found.meeting, found.meeting.body)
    asked = availability.circulate_journal if verb == "circulate" else availability.put_to_silence
    require(asked(user, found))
    hours = rule.correction_hours if verb == "circulate" else rule.silence_hours
    proposed = (timezone.now() + timedelta(hours=hours + 1)).astimezone(
        ZoneInfo(found.meeting.time_zone)
    )
    initial = {
        "on": proposed.date(),
        "hour": proposed.time().replace(minute=0, second=0, microsecond=0),
    }
    form = UntilForm(posted(request), meeting=found.meeting, initial=initial)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            act = {
                "circulate": actions.circulate_journal,
                "silence": actions.put_journal_to_silence,
            }[verb]
            act(found, form.cleaned_data["until"], by=user, at=timezone.now())
            messages.success(request, _("Everybody who took part is told."))
            return redirect(found)
    context = {
        "form": form,
        "journal": found,
        "meeting": found.meeting,
        "verb": verb,
        "hours": hours,
    }
    return render(request, "meetings/record_until.html", context, status=status_of(form))


def _with_reason(
    request: HttpRequest,
    journal: Journal,
    template: str,
    act: Callable[[str], Journal],
    done: str,
) -> HttpResponse:
    """An act on a record that says why; afterwards back to the meeting, which everybody may read."""
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            act(form.cleaned_data["reason"])
            messages.success(request, done)
            return redirect(journal.meeting)
    context = {"form": form, "journal": journal, "meeting": journal.meeting}
    return render(request, template, context, status=status_of(form))


@form_page
def record_object(request: HttpRequest, pk: int) -> HttpResponse:
    """A member objects; what was typed while the silence lasted and came after it is kept as late."""
    user, found = _record(request, pk)
    late = availability.keep_late_message(user, found) if request.method == "POST" else None
    require(late or availability.object_to_journal(user, found))
    form = ReasonForm(posted(request))
    if request.method == "POST" and form.is_valid():
        fresh_sign_in(request)
        with errors_into(form):
            reason = form.cleaned_data["reason"]
            made = actions.object_to_journal(found, reason, by=user, at=timezone.now())
            if isinstance(made, LateMessage):
                messages.warning(
                    request,
                    _(
                        "The silence was over when your objection came: it changes nothing, and is kept with the record as late. Speak to the chair."
                    ),
                )
                return redirect(found)
            messages.success(request, _("Your objection is recorded; everybody is told."))
            return redirect(found.meeting)
    context = {
        "form": form,
        "journal": found,
        "meeting": found.meeting,
        "is_late": not actions.is_silent(found, clock.now()),
    }
    return render(request, "meetings/record_object.html", context, status=status_of(form))


@form_page
def record_recall(request: HttpRequest, pk: int) -> HttpResponse:
    """The circulated draft is taken back by who writes it."""
    user, found = _record(request, pk)
    require(availability.recall_journal(user, found))
    return _with_reason(
        request,
        found,
        "meetings/record_recall.html",
        lambda reason: actions.recall_journal(found, reason, by=user, at=timezone.now()),
        _("The record is a draft again; everybody is told."),
    )


@form_page
def record_told(request: HttpRequest, pk: int) -> HttpResponse:
    """A member that no letter reached was told of the silence by another way, noted by the secretariat."""
    user, found = _record(request, pk)
    require(availability.note_told(user, found))
    form = ToldForm(posted(request), unreached=actions.silence_of(found).unreached())
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.note_told(found, **form.cleaned_data, by=user, at=timezone.now())
            messages.success(request, _("It is noted how the organisation was told."))
            return redirect(found)
    context = {"form": form, "journal": found, "meeting": found.meeting}
    return render(request, "meetings/record_told.html", context, status=status_of(form))


@require_POST
def record_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """The silence has ended: adopt and freeze without waiting for the clock's next turn."""
    user, found = _record(request, pk)
    require(availability.settle_journal(user, found))
    if actions.settle_journal(found):
        messages.success(request, _("The record is adopted and frozen."))
    elif actions.silence_of(found).unreached():
        messages.warning(
            request, _("The silence goes on: it does not bind whom no letter reached.")
        )
    else:
        messages.warning(request, _("The silence has not ended yet."))
    return redirect(found)


@form_page
def record_corrigendum(request: HttpRequest, pk: int) -> HttpResponse:
    user, found = _record(request, pk)
    require(availability.issue_journal_corrigendum(user, found))
    entries = exports.visible_entries(found, user)
    form = JournalCorrigendumForm(posted(request), entries=entries)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            entry = next((each for each in entries if str(each.pk) == v["entry"]), None)
            actions.issue_journal_corrigendum(
                found,
                form.typed("text"),
                entry=entry,
                reason=v["reason"],
                by=user,
                at=timezone.now(),
            )
            messages.success(
                request, _("The corrigendum is issued; everybody who took part is told.")
            )
            return redirect(found)
    context = {"form": form, "journal": found, "meeting": found.meeting}
    return render(request, "meetings/record_corrigendum.html", context, status=status_of(form))


@require_safe
def record_compare(request: HttpRequest, pk: int) -> HttpResponse:
    """Any two versions of the record, word by word, in the reader's language."""
    user, found = _record(request, pk)
    visible = {each.pk: each for each in exports.visible_entries(found, user)}
    versions: dict[str, list[dict[str, Any]]] = {
        str(each.number): each.content for each in found.revisions.exclude(what="corrigendum")
    }
    versions["now"] = found.frozen or exports.content(found.entries.select_related("item"))
    before = request.GET.get("before", next(iter(versions)))
    after = request.GET.get("after", "now")
    if before not in versions or after not in versions:
        raise Http404
    old = {row["entry"]: row for row in versions[before]}
    blank = dict.fromkeys(settings.TEXT_LANGUAGES, "")  # an entry that was not there yet
    rows = [
        (visible[row["entry"]], compare(*exports.alike(old.get(row["entry"], blank), row)))
        for row in versions[after]
        if row["entry"] in visible
    ]
    changed = [
        (entry, pieces) for entry, pieces in rows if any(piece.sign != " " for piece in pieces)
    ]
    context = {
        "journal": found,
        "meeting": found.meeting,
        "rows": changed,
        "versions": [(key, _("Now") if key == "now" else key) for key in versions],
        "before": before,
        "after": after,
    }
    return render(request, "meetings/record_compare.html", context)


@require_safe
def record_export(request: HttpRequest, pk: int, language: str, kind: str) -> HttpResponse:
    user, found = _record(request, pk)
    make = {"pdf": exports.journal_pdf, "docx": exports.journal_docx}[kind]
    return attached(
        make(found, user, language), f"{found.kind}-{found.meeting_id}-{language}.{kind}"
    )


@form_page
def decision_add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = seen(request, pk), me(request)
    require(availability.decide(user, meeting))
    form = DecisionForm(posted(request), meeting=meeting, user=user)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            made = actions.record_decision(
                meeting,
                form.cleaned_data["item"],
                form.typed("text"),
                by=user,
                at=timezone.now(),
            )
            messages.success(request, _("Recorded: %(symbol)s.") % {"symbol": made.symbol})
            return redirect(meeting)
    return render(
        request,
        "meetings/decision_form.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@form_page
def task_add(request: HttpRequest, pk: int) -> HttpResponse:
    meeting, user = seen(request, pk), me(request)
    require(availability.decide(user, meeting))
    form = TaskForm(posted(request), meeting=meeting, user=user)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            actions.give_task(meeting, form.values(), by=user, at=timezone.now())
            messages.success(request, _("The task is given; the responsible organisation is told."))
            return redirect(meeting)
    return render(
        request,
        "meetings/task_form.html",
        {"form": form, "meeting": meeting},
        status=status_of(form),
    )


@require_safe
def tasks(request: HttpRequest) -> HttpResponse:
    """What is to be done after meetings, one's own first in view; closed ones on request."""
    user = me(request)
    found = Task.objects.visible_to(user).select_related(
        "organisation", "meeting__body", "decision", "evidence"
    )
    if request.GET.get("all") != "1":
        found = found.unfinished()
    if request.GET.get("mine") == "1" and user.organisation is not None:
        found = found.filter(organisation=user.organisation)
    page = Paginator(found, 40).get_page(request.GET.get("page"))
    bodies = {task.meeting.body_id: task.meeting for task in page}
    leads = {
        body: permissions.may_open_and_close(user, meeting) for body, meeting in bodies.items()
    }
    rows = [
        (task, permissions.may_report_task(user, task.organisation), leads[task.meeting.body_id])
        for task in page
    ]
    today = timezone.localdate()
    return render(request, "meetings/tasks.html", {"page": page, "rows": rows, "today": today})


def _task(request: HttpRequest, pk: int) -> tuple[User, Task]:
    user = me(request)
    found = Task.objects.visible_to(user).select_related("meeting__body", "organisation")
    task: Task = get_object_or_404(found, pk=pk)
    return user, task


@form_page
def task_report(request: HttpRequest, pk: int) -> HttpResponse:
    user, task = _task(request, pk)
    require(availability.report_task(user, task))
    form = TaskReportForm(posted(request), request.FILES if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        with errors_into(form):
            v = form.cleaned_data
            actions.report_task(task, v["report"], v["file"], by=user, at=timezone.now())
            messages.success(request, _("Reported; the secretariat will close the task."))
            return redirect("meetings:tasks")
    context = {"form": form, "task": task, "meeting": task.meeting}
    return render(request, "meetings/task_report.html", context, status=status_of(form))


@require_POST
def task_change(request: HttpRequest, pk: int, status: str) -> HttpResponse:
    user, task = _task(request, pk)
    actions.change_task(
        task,
        {"close": "closed", "reopen": "open", "drop": "dropped"}[status],
        by=user,
        at=timezone.now(),
    )
    return redirect("meetings:tasks")
