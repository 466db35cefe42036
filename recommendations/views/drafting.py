"""The working text paragraph by paragraph, autosaved, never overwritten."""

import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core.cache import cache
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from rec_portal.ui.diff import compare
from rec_portal.ui.forms import number_in
from rec_portal.verdicts import RuleBroken, require

from .. import actions, availability
from ..forms import ParagraphForm, TitlesForm, WhyForm
from ..lifecycle import ClauseKind, Translation
from ..models import (
    LANGUAGES,
    Paragraph,
    ParagraphSave,
    Recommendation,
    WorkingParagraph,
    WorkingText,
)
from ..models.text import number
from .pages import form_page, me, paragraph_of, visible, visible_work

PRESENT_SECONDS = 25


OVERLAP = timedelta(
    minutes=3
)  # changes are told again: clocks of workers differ, and a transaction may end late


@dataclass
class Row:
    """A paragraph in the editor: what is typed, how it stands, and what somebody else saved meanwhile."""

    working: WorkingParagraph
    texts: dict[str, str]
    kind: str
    version: int
    states: dict[str, str]
    error: str = ""
    theirs: dict[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"p{self.working.paragraph_id}"

    @property
    def locked(self) -> bool:
        return self.working.agreed_at is not None

    @property
    def behind(self) -> bool:
        return Translation.BEHIND in self.states.values()


def _rows(recommendation: Recommendation) -> list[Row]:
    rows = number(
        list(recommendation.working_paragraphs.select_related("paragraph", "saved_by", "agreed_by"))
    )
    original = recommendation.original_language
    return [
        Row(
            row,
            {code: row.in_language(code) for code in LANGUAGES},
            row.kind,
            row.version,
            row.states(original),
        )
        for row in rows
    ]


def _gone(recommendation: Recommendation) -> list[tuple[Paragraph, str]]:
    """Paragraphs that were taken out, each with the words of its last save."""
    paragraphs = recommendation.paragraphs.filter(
        working__isnull=True, saves__isnull=False
    ).distinct()
    found = paragraphs.prefetch_related(
        Prefetch("saves", ParagraphSave.objects.order_by("-version"))
    )
    return [
        (each, next((w for w in each.saves.all()[0].texts.values() if w), "–"))
        for each in found[:50]
    ]


def _editor(
    request: HttpRequest,
    recommendation: Recommendation,
    rows: list[Row],
    titles: TitlesForm,
    *,
    status: int = 200,
    their_titles: dict[str, str] | None = None,
) -> HttpResponse:
    context = {
        "recommendation": recommendation,
        "rows": rows,
        "titles": titles,
        "their_titles": their_titles or {},
        "kinds": ClauseKind.choices,
        "states": dict(Translation.choices),
        "why": WhyForm(),
        "now": timezone.now().isoformat(),
        "revision": recommendation.current_revision,
        "revisions": recommendation.revisions.all()[:50],
        "gone": _gone(recommendation),
        "may_agree": availability.agree_paragraph(request.user, recommendation),
        "errors": [row for row in rows if row.error],
    }
    return render(request, "recommendations/recommendation_edit.html", context, status=status)


@form_page
def recommendation_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The working text side by side. Paragraphs saved by somebody else meanwhile give 409 with both wordings."""
    recommendation = visible(request, pk)
    require(availability.write(request.user, recommendation))
    working = WorkingText.objects.get(recommendation=recommendation)
    if request.method == "POST":
        return _save_all(request, recommendation)
    titles = TitlesForm(initial={"based_on": working.version, **working.titles}, prefix="t")
    return _editor(request, recommendation, _rows(recommendation), titles)


def _save_all(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    """Without script: the whole page at once; every paragraph that can be saved is."""
    status, their_titles, titles = 200, {}, TitlesForm(request.POST, prefix="t")
    try:
        status = _save_titles(request, recommendation, titles)
    except actions.TitleConflict as conflict:
        status, their_titles = 409, conflict.current.titles
        newer = request.POST.copy()
        newer["t-based_on"] = str(conflict.current.version)
        titles.data = newer
        titles.add_error(None, conflict.reason)
    rows = _rows(recommendation)
    for row in rows:
        if f"{row.key}-based_on" in request.POST:
            status = max(status, _save_row(request, row))
    if status == 200:
        return _after_saving(request, recommendation)
    return _editor(
        request,
        recommendation,
        rows,
        titles,
        status=409 if status == 409 else 422,
        their_titles=their_titles,
    )


def _save_titles(request: HttpRequest, recommendation: Recommendation, form: TitlesForm) -> int:
    if not form.is_valid():
        return 422
    v = form.cleaned_data
    try:
        actions.save_titles(
            recommendation,
            {code: v[code] for code in LANGUAGES},
            based_on=v["based_on"],
            by=me(request),
            at=timezone.now(),
        )
    except actions.TitleConflict:
        raise
    except RuleBroken as broken:
        form.add_error(None, broken.reason)
        return 422
    return 200


def _save_row(request: HttpRequest, row: Row) -> int:
    """Save one row of the page; on refusal what was typed stays in it, with what stands beside it."""
    form = ParagraphForm(request.POST, prefix=row.key)
    row.texts = {c: request.POST.get(f"{row.key}-{c}", row.texts.get(c, "")) for c in LANGUAGES}
    if not form.is_valid():
        row.error = _(
            "A paragraph is longer than 20,000 characters or holds signs that are not text."
        )
        return 422
    v = form.cleaned_data
    row.kind = v["kind"]
    try:
        saved = actions.save_paragraph(
            row.working.paragraph,
            form.texts,
            kind=v["kind"],
            based_on=v["based_on"],
            by=me(request),
            at=timezone.now(),
            in_step=frozenset(LANGUAGES) if v["in_step"] else frozenset(),
        )
        row.version = saved.version
    except actions.ParagraphConflict as conflict:
        row.error, row.version = conflict.reason, conflict.current.version
        row.theirs = _both(conflict.current, row.texts)
        return 409
    except RuleBroken as broken:
        row.error = broken.reason
        return 422
    return 200


def _both(current: WorkingParagraph, mine: dict[str, str]) -> dict[str, Any]:
    """Their wording and mine, word by word, in the languages that differ."""
    return {
        code: {
            "theirs": current.in_language(code),
            "pieces": compare(current.in_language(code), mine[code].strip()),
        }
        for code in LANGUAGES
        if current.in_language(code) != mine[code].strip()
    }


def _after_saving(request: HttpRequest, recommendation: Recommendation) -> HttpResponse:
    verb, _colon, key = request.POST.get("do", "").partition(":")
    address = f"{request.path}"
    if verb and number_in(key) is not None:
        paragraph = get_object_or_404(Paragraph, pk=number_in(key), recommendation=recommendation)
        address += f"#p{_do(request, verb, paragraph)}"
    elif verb == "add":
        row = actions.add_paragraph(
            recommendation, kind=ClauseKind.OPERATIVE, after=None, by=me(request), at=timezone.now()
        )
        address += f"#p{row.paragraph_id}"
    if request.POST.get("then") == "read":
        return redirect(recommendation)
    if not verb:
        messages.success(request, _("Saved. The body reads it when you issue it."))
    return redirect(address)


def _do(request: HttpRequest, verb: str, paragraph: Paragraph) -> int:
    """A button beside a paragraph; returns the paragraph to look at afterwards."""
    by, at = me(request), timezone.now()
    if verb in {"up", "down"}:
        actions.move_paragraph(paragraph, -1 if verb == "up" else 1, by=by, at=at)
    elif verb == "drop":
        actions.drop_paragraph(paragraph, by=by, at=at)
        messages.success(
            request, _("The paragraph is taken out. It can be brought back from its history.")
        )
    elif verb == "split":
        return actions.split_paragraph(paragraph, by=by, at=at)[-1].paragraph_id
    elif verb == "merge":
        return actions.merge_paragraph(paragraph, by=by, at=at).paragraph_id
    elif verb == "after":
        kind = (
            WorkingParagraph.objects.filter(paragraph=paragraph)
            .values_list("kind", flat=True)
            .first()
        )
        row = actions.add_paragraph(
            paragraph.recommendation,
            kind=kind or ClauseKind.OPERATIVE,
            after=paragraph,
            by=by,
            at=at,
        )
        return row.paragraph_id
    elif verb == "agree":
        actions.agree_paragraph(paragraph, by=by, at=at)
    return paragraph.pk


@require_POST
def paragraph_save(request: HttpRequest, pk: int) -> JsonResponse:
    """Autosave of one paragraph. 200 with the new version, 409 with both wordings, 422 with what is wrong."""
    paragraph = paragraph_of(request, pk)
    require(availability.write(request.user, paragraph.recommendation))
    working = (
        WorkingParagraph.objects.select_related("paragraph", "saved_by")
        .filter(paragraph=paragraph)
        .first()
    )
    if working is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    original = paragraph.recommendation.original_language
    row = Row(working, {}, working.kind, working.version, working.states(original))
    status = _save_row(request, row)
    if status != 200:
        html = render_to_string("recommendations/conflict_part.html", {"row": row}, request)
        return JsonResponse(
            {"said": row.error, "version": row.version, "html": html}, status=status
        )
    fresh = WorkingParagraph.objects.get(paragraph=paragraph)
    states = fresh.states(original)
    said = _("Saved at %(time)s") % {"time": date_format(timezone.localtime(), "TIME_FORMAT")}
    return JsonResponse(
        {
            "version": fresh.version,
            "said": said,
            "states": {code: str(Translation(state).label) for code, state in states.items()},
            "behind": Translation.BEHIND in states.values(),
            "at": fresh.saved_at.isoformat(),
        }
    )


def _moment(words: str) -> datetime | None:
    """A moment with its offset; nothing where the words are none."""
    try:
        moment = parse_datetime(words) if words.isascii() else None
    except ValueError:
        return None
    return moment if moment is None or timezone.is_aware(moment) else None


def _others_writing(
    recommendation: Recommendation, user: User, place: int | None
) -> dict[int, list[str]]:
    """Paragraph → names of the others in it. Two who announce themselves at the same instant heal with the next look."""
    key, now = f"writing:{recommendation.pk}", time.time()
    present = {pk: row for pk, row in (cache.get(key) or {}).items() if row[2] > now}
    if place is not None or user.pk in present:
        present.pop(user.pk, None)
        if place is not None:
            present[user.pk] = (place, str(user), now + PRESENT_SECONDS)
        cache.set(key, present, PRESENT_SECONDS)
    here: dict[int, list[str]] = {}
    for pk, (paragraph, name, _until) in present.items():
        if pk != user.pk:
            here.setdefault(paragraph, []).append(name)
    return here


@require_safe
def recommendation_presence(request: HttpRequest, pk: int) -> JsonResponse:
    """Who writes where, and what others have saved since. Asked every few seconds; it never touches what is being typed."""
    recommendation = visible_work(request, pk)
    require(availability.write(request.user, recommendation))
    at = number_in(request.GET.get("at"))
    rows = list(recommendation.working_paragraphs.all())
    place = at if at in {row.paragraph_id for row in rows} else None
    here = _others_writing(recommendation, me(request), place)
    since = _moment(request.GET.get("since", ""))
    changed = {
        row.paragraph_id: {"version": row.version, "texts": row.texts}
        for row in rows
        if since is None or row.saved_at + OVERLAP > since
    }
    words = {
        pk: _("%(name)s is writing here") % {"name": ", ".join(names)} for pk, names in here.items()
    }
    return JsonResponse(
        {
            "now": timezone.now().isoformat(),
            "here": words,
            "changed": changed,
            "rows": [r.paragraph_id for r in rows],
        }
    )
