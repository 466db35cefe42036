"""A paragraph: its earlier wordings, its particulars, what is agreed in it and what is settled."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from rec_portal.ui.diff import compare
from rec_portal.ui.forms import number_in, posted
from rec_portal.verdicts import require

from .. import actions, availability, permissions, readings
from ..forms import ParticularsForm, ReasonForm
from ..models import LANGUAGES, Paragraph, ParagraphSave, WorkingParagraph
from .pages import clause_of, confirm_page, form_page, me, paragraph_of, visible


@require_safe
def paragraph_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Every save of one paragraph, word by word against the one before."""
    paragraph = paragraph_of(request, pk)
    require(permissions.may_edit(request.user, paragraph.recommendation))
    saves = list(paragraph.saves.select_related("saved_by")[:100])
    steps = [
        (
            save,
            {
                code: compare(
                    before.texts.get(code, "") if before else "", save.texts.get(code, "")
                )
                for code in LANGUAGES
            },
        )
        for save, before in zip(saves, [*saves[1:], None], strict=True)
    ]
    context = {
        "recommendation": paragraph.recommendation,
        "paragraph": paragraph,
        "steps": steps,
        "editable": availability.write(request.user, paragraph.recommendation),
        "standing": WorkingParagraph.objects.filter(paragraph=paragraph)
        .values_list("version", flat=True)
        .first(),
    }
    return render(request, "recommendations/paragraph_history.html", context)


@require_POST
def wording_restore(request: HttpRequest, pk: int) -> HttpResponse:
    wording = get_object_or_404(
        ParagraphSave.objects.select_related("paragraph__recommendation"), pk=pk
    )
    paragraph = paragraph_of(request, wording.paragraph_id)
    actions.restore_save(wording, by=me(request), at=timezone.now())
    messages.success(request, _("The earlier wording stands again."))
    return redirect(f"{paragraph.recommendation.get_absolute_url()}edit/#p{paragraph.pk}")


@form_page
def paragraph_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """An agreed paragraph is opened again, with a reason."""
    paragraph = paragraph_of(request, pk)
    recommendation = paragraph.recommendation
    require(availability.agree_paragraph(request.user, recommendation))
    form = ReasonForm(posted(request))
    return confirm_page(
        request,
        form,
        lambda: actions.reopen_paragraph(
            paragraph, reason=form.cleaned_data["reason"], by=me(request), at=timezone.now()
        ),
        recommendation=recommendation,
        heading=_("Reopen an agreed paragraph"),
        button=_("Reopen"),
        done=_("The paragraph is open again."),
        clause=clause_of(paragraph),
        to=f"{recommendation.get_absolute_url()}edit/#p{paragraph.pk}",
    )


@require_POST
def paragraph_settle(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep or give up one alternative in square brackets."""
    paragraph = paragraph_of(request, pk)
    language, keep = request.POST.get("language", ""), request.POST.get("keep") == "1"
    index, version = (number_in(request.POST.get(name)) for name in ("index", "version"))
    if language not in LANGUAGES or index is None or version is None:
        raise Http404
    actions.settle(
        paragraph, language, index, keep=keep, based_on=version, by=me(request), at=timezone.now()
    )
    messages.success(request, _("Settled in the working text; issue it when you are done."))
    return redirect("recommendations:open-points", paragraph.recommendation_id)


def _working_words(paragraph: Paragraph) -> str:
    """What the paragraph reads in the working text, where the body has not yet read it."""
    row = WorkingParagraph.objects.filter(paragraph=paragraph).first()
    return (
        ""
        if row is None or clause_of(paragraph)
        else "\n\n".join(words for words in row.texts.values() if words)
    )


@form_page
def paragraph_particulars(request: HttpRequest, pk: int) -> HttpResponse:
    """Addressees, target groups, phase, time frame, indicators, references, rationale."""
    paragraph = paragraph_of(request, pk)
    recommendation = paragraph.recommendation
    require(availability.write(request.user, recommendation))
    form = ParticularsForm(posted(request), paragraph=paragraph)
    return confirm_page(
        request,
        form,
        lambda: actions.set_particulars(
            paragraph,
            form.draft(),
            by=me(request),
            at=timezone.now(),
            based_on=form.cleaned_data["based_on"],
        ),
        recommendation=recommendation,
        heading=_("Addressees and measures"),
        button=_("Save"),
        done=_("Saved; it is frozen with the next revision."),
        clause=clause_of(paragraph),
        intro=_working_words(paragraph),
        to=f"{recommendation.get_absolute_url()}edit/#p{paragraph.pk}",
    )


@form_page
def recommendation_agreed(request: HttpRequest, pk: int) -> HttpResponse:
    """Search in agreed language while drafting; what is taken keeps its source."""
    recommendation = visible(request, pk)
    require(availability.write(request.user, recommendation))
    if request.method == "POST":
        source = readings.agreed.source_of(request.POST.get("key", ""))
        if source is None:
            raise Http404
        kind = readings.agreed.kind_of(source)
        last = (
            recommendation.working_paragraphs.filter(kind=kind).select_related("paragraph").last()
        )
        row = actions.add_paragraph(
            recommendation,
            kind=kind,
            after=last.paragraph if last else None,
            by=me(request),
            at=timezone.now(),
            texts=readings.agreed.words_of(source),
            source=source,
        )
        messages.success(
            request,
            _(
                "The paragraph stands after the last one of its kind in the working text, with its source."
            ),
        )
        return redirect(f"{recommendation.get_absolute_url()}edit/#p{row.paragraph_id}")
    words = request.GET.get("q", "")
    context = {
        "recommendation": recommendation,
        "words": words,
        "found": readings.agreed.search(words),
    }
    return render(request, "recommendations/agreed.html", context)
