"""Files: what the page shows, as Word, PDF and Excel; the official copies; whether a file is the adopted text."""

from allauth.core import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from rec_portal.slots import slot
from rec_portal.ui.forms import posted, status_of
from rec_portal.untrusted import TooHeavy

from .. import exports, readings
from ..forms import VerifyForm
from ..models import LANGUAGES, Recommendation
from .pages import current_text, form_page, visible, visible_work
from .reading import two_revisions

TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def file_response(content: bytes, name: str, kind: str) -> HttpResponse:
    """A file to be kept, never opened in the page."""
    response = HttpResponse(content, content_type=TYPES[kind])
    plain = "".join(
        sign if sign.isascii() and (sign.isalnum() or sign in "-.") else "-" for sign in name
    )
    response["Content-Disposition"] = f'attachment; filename="{plain}.{kind}"'
    return response


@login_not_required
@require_safe
def recommendation_pdf(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """The official copy as it was issued, byte for byte."""
    recommendation = visible(request, pk)
    if not recommendation.is_final:
        raise Http404
    copy = recommendation.issued_copies.filter(language=language).first()
    if copy is None:  # adopted before copies were kept
        revision = recommendation.adoption.revision
        if not revision.versions.filter(language=language).exists():
            raise Http404
        return file_response(
            exports.adopted_pdf(recommendation, language),
            f"{recommendation.symbol}-{language}",
            "pdf",
        )
    with copy.file.open("rb") as file:
        return file_response(file.read(), f"{recommendation.symbol}-{language}", "pdf")


@require_safe
def recommendation_export(request: HttpRequest, pk: int, view: str, kind: str) -> HttpResponse:
    """Clean, redline or compilation, in Word or PDF; `lang` picks one language, both stand side by side without it."""
    recommendation = visible_work(request, pk)
    languages = [code for code in LANGUAGES if request.GET.get("lang") in {None, "", code}] or list(
        LANGUAGES
    )
    sheet = _sheet(request, recommendation, view, languages)
    content = exports.docx(sheet) if kind == "docx" else exports.sheet_pdf(sheet)
    return file_response(content, f"REC-{recommendation.pk}-{view}", kind)


def _sheet(
    request: HttpRequest, recommendation: Recommendation, view: str, languages: list[str]
) -> exports.Sheet:
    if view == "redline":
        _revisions, before, after = two_revisions(request, recommendation)
        return exports.redline(recommendation, before, after, languages)
    revision = current_text(recommendation)
    if view == "compilation":
        discussion = readings.with_what_was_said(
            recommendation, readings.with_particulars(revision)
        )
        return exports.compilation(recommendation, revision, discussion, languages)
    return exports.clean(recommendation, revision, languages)


@login_not_required
@require_safe
def recommendation_certificate(request: HttpRequest, pk: int) -> HttpResponse:
    """The certificate of adoption; the public sees it of a published text."""
    recommendation = visible(request, pk)
    if not recommendation.is_final:
        raise Http404
    context = {"recommendation": recommendation, "certificate": exports.certificate(recommendation)}
    return render(request, "recommendations/certificate.html", context)


@login_not_required
@require_safe
def recommendation_certificate_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    recommendation = visible(request, pk)
    if not recommendation.is_final:
        raise Http404
    name = f"{recommendation.symbol}-certificate-{translation.get_language()}"
    return file_response(exports.certificate_pdf(recommendation), name, "pdf")


@login_not_required
@form_page
def verify(request: HttpRequest) -> HttpResponse:
    """Anybody may ask whether a file is an adopted text; the file is not kept. So often, and so many at a time."""
    if not ratelimit.consume(request, action="verify_file"):
        limited: HttpResponse = ratelimit.respond_429(request)
        return limited
    form = VerifyForm(posted(request), request.FILES or None)
    finding = _finding(form) if request.method == "POST" and form.is_valid() else None
    known = finding.recommendation if finding else None
    if (
        known is not None
        and not Recommendation.objects.visible_to(request.user).filter(pk=known.pk).exists()
    ):
        finding = exports.verify.Finding(exports.verify.UNKNOWN, finding.sha256 if finding else "")
    return render(
        request,
        "recommendations/verify.html",
        {"form": form, "finding": finding},
        status=status_of(form),
    )


def _finding(form: VerifyForm) -> exports.verify.Finding | None:
    """What the file is; nothing, with the reason beside the field, where it cannot be said."""
    file = form.cleaned_data["file"]
    if file.size > exports.verify.MAX_BYTES:
        form.add_error("file", _("The file is larger than 10 MB."))
        return None
    with slot("verify", exports.verify.AT_ONCE) as free:
        if not free:
            form.add_error(
                "file",
                _("Other files are being verified right now. Send this one again in a moment."),
            )
            return None
        try:
            return exports.verify.verify(file.read())
        except TooHeavy:
            form.add_error(
                "file",
                _(
                    "This file takes far more work to read than an adopted text. It is not an official copy."
                ),
            )
    return None
