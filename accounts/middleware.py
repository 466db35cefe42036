"""What the portal knows of the person before any page runs: language, clock, how long the session may live."""

from collections.abc import Callable
from datetime import timedelta

from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.middleware import UserSessionsMiddleware
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone, translation

from rec_portal.ui.forms import came_from

from .permissions import roles_of

GetResponse = Callable[[HttpRequest], HttpResponse]
OPEN_WITHOUT_SECOND_FACTOR = (
    "/accounts/",
    "/language/",
    "/theme/",
    "/static/",
    "/healthz",
    "/readyz",
    "/csp/",
)


class PersonMiddleware:
    """Language: chosen on this browser, else the person's own, else the browser's. Clock: the person's own."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if request.user.is_authenticated else None
        language = translation.get_language_from_request(request)
        if person and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            language = person.language
        zone = person.time_zone if person else settings.TIME_ZONE
        with translation.override(language), timezone.override(zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


class SignInMiddleware(LoginRequiredMiddleware):
    """Closed by default. Who must sign in at the press of a button comes back to the page that held it, not to the act."""

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        if request.method not in {"GET", "HEAD"}:
            back = came_from(request) or reverse("desk:desk")
            return redirect_to_login(back, resolve_url(settings.LOGIN_URL))
        return super().handle_no_permission(request, view_func)


class SessionLimitsMiddleware:
    """A session ends after 30 idle minutes and, however busy, after 12 hours (OWASP ASVS 7.3).

    A page that refreshes itself is not a busy person.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            at = timezone.now().timestamp()
            started = request.session.setdefault("started", at)
            seen = request.session.setdefault("seen", at)
            if (
                at - started > settings.SESSION_ABSOLUTE_SECONDS
                or at - seen > settings.SESSION_IDLE_SECONDS
            ):
                logout(request)
            elif (
                at - seen > timedelta(minutes=1).total_seconds()
                and "HX-Request" not in request.headers
            ):
                request.session["seen"] = at
        return self.get_response(request)


class SessionListMiddleware:
    """Where and when a person was last seen, for the list of their sessions: written once a minute, not at every page."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.tracking = UserSessionsMiddleware(get_response)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        at = timezone.now().timestamp()
        if at - request.session.get("listed", 0) < timedelta(minutes=1).total_seconds():
            return self.get_response(request)
        request.session["listed"] = at
        response: HttpResponse = self.tracking(request)
        return response


class SecondFactorMiddleware:
    """Roles named in MFA_REQUIRED_FOR reach only the pages of their own account until they have a second factor.

    The page of the second factor says why they were led there (`request.lacks_second_factor`).
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.lacks_second_factor = lambda: _lacks_second_factor(request)  # type: ignore[attr-defined]
        if not request.path.startswith(OPEN_WITHOUT_SECOND_FACTOR) and _lacks_second_factor(
            request
        ):
            return redirect("mfa_index")
        return self.get_response(request)


def _lacks_second_factor(request: HttpRequest) -> bool:
    required, person = set(settings.MFA_REQUIRED_FOR), request.user
    return bool(
        required
        and person.is_authenticated
        and roles_of(person) & required
        and not is_mfa_enabled(person)
    )
