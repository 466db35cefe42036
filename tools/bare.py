"""The page that `make bench` measures against: a session user, one template, three queries; Django alone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

from councils.models import Body

_TEMPLATE = "<!doctype html><title>Bare</title><p>{{ user.name }}<ul>{% for body in bodies %}<li>{{ body.name }}</li>{% endfor %}</ul>"


def bare(request: HttpRequest) -> HttpResponse:
    template = engines["django"].from_string(_TEMPLATE)
    return HttpResponse(
        template.render({"user": request.user, "bodies": Body.objects.all()}, request)
    )


def here(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: this module's addresses, not the portal's."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.urlconf = "tools.bare"  # type: ignore[attr-defined]
        return get_response(request)

    return answer


urlpatterns = [path("", bare)]
