"""The last hand on every answer: a broken rule becomes 409, and what a signed-in person saw stays in no cache."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers, patch_vary_headers

from rec_portal.verdicts import RuleBroken

from .views import wrong_moment
from .waits import lock_wait


class PortalMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        patch_vary_headers(response, ["HX-Request", "Cookie"])
        if request.user.is_authenticated:
            add_never_cache_headers(response)
            response["Cache-Control"] = "private, no-store"
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        refusal = exception if isinstance(exception, RuleBroken) else lock_wait(exception)
        return wrong_moment(request, refusal) if refusal else None
