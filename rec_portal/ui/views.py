"""Pages of no app: what went wrong, and whether the portal is well."""

import logging

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe
from redis import Redis

from rec_portal.database import is_of_this_beginning
from rec_portal.ui.forms import same_site
from rec_portal.verdicts import RuleBroken

logger = logging.getLogger(__name__)
THEMES = ("system", "light", "dark")


FILE_TYPES = {
    "pdf": "application/pdf",
    "zip": "application/zip",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def attached(content: bytes, name: str) -> HttpResponse:
    """A file made for this reader: it leaves as an attachment and stays in no cache. `name` is ours, plain letters."""
    response = HttpResponse(content, content_type=FILE_TYPES[name.rpartition(".")[2]])
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def wrong_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when what was sent is larger than the portal takes."""
    too_big = isinstance(exception, RequestDataTooBig | TooManyFilesSent)
    status = 413 if too_big else 400
    return render(request, f"{status}.html", status=status)


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason of the one who refused."""
    reason = str(exception.args[0]) if exception and exception.args else ""
    return render(request, "403.html", {"reason": reason}, status=403)


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: not there, or not for this reader; the two are never told apart."""
    return render(request, "404.html", status=404)


@login_not_required
def closed(request: HttpRequest) -> HttpResponse:
    """An address of a library that the portal does not use."""
    return missing(request)


def broken(request: HttpRequest) -> HttpResponse:
    """500, drawn without database, session or language of the person: it must work when nothing else does."""
    return render(None, "500.html", status=500)


def wrong_moment(request: HttpRequest, exception: RuleBroken) -> HttpResponse:
    """409: the right person at the wrong moment, with what can be done instead."""
    return render(request, "409.html", {"reason": exception.reason}, status=409)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    logger.warning("form refused: %s", reason)
    sentence = _(
        "The page had been open too long. Go back, reload it and send the form again; nothing was changed."
    )
    return render(request, "403.html", {"reason": sentence}, status=403)


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process is up; asks nobody else."""
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Database, broker and migrations: 200 when all are well, else 503 with which is not. No detail leaves."""
    state = {
        "database": _database_answers(),
        "broker": _broker_answers(),
        "migrations": _migrations_are_done(),
    }
    return JsonResponse(state, status=200 if all(state.values()) else 503)


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Exception:
        logger.exception("the database does not answer")
        return False
    return True


def _broker_answers() -> bool:
    try:
        for address in (settings.REDIS_URL, settings.CACHE_URL):
            with Redis.from_url(address, socket_timeout=1, socket_connect_timeout=1) as client:
                client.ping()
    except Exception:
        logger.exception("the broker does not answer")
        return False
    return True


def _migrations_are_done() -> bool:
    try:
        executor = MigrationExecutor(connection)
        return is_of_this_beginning() and not executor.migration_plan(
            executor.loader.graph.leaf_nodes()
        )
    except Exception:
        logger.exception("migrations cannot be read")
        return False


@csrf_exempt
@login_not_required
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """What a browser refused to load by our content security policy."""
    logger.warning("csp %s", request.body[:1000].decode("utf-8", "replace"))
    return HttpResponse(status=204)


@login_not_required
@require_POST
def set_language(request: HttpRequest) -> HttpResponse:
    """Change the language and stay on the same page."""
    response = HttpResponseRedirect(same_site(request, "/"))
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        _set_cookie(response, settings.LANGUAGE_COOKIE_NAME, chosen)
    return response


@login_not_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the system has it; kept in a cookie so that the server prints it and nothing flashes."""
    response = HttpResponseRedirect(same_site(request, "/"))
    chosen = request.POST.get("theme", "")
    if chosen in THEMES:
        _set_cookie(response, "theme", chosen)
    return response


def _set_cookie(response: HttpResponse, name: str, value: str) -> None:
    year = 365 * 24 * 3600
    response.set_cookie(
        name, value, max_age=year, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
