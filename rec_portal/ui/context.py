"""What the frame of every page says, under one name: nothing that a view gives is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest

from rec_portal.names import reader_language

from .forms import came_from, page_above


class Frame:
    """Who reads, where, in which language and colours, and what is to be told once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = request.user if hasattr(request, "user") else AnonymousUser()
        self.here = request.get_full_path()
        if request.method not in {
            "GET",
            "HEAD",
        }:  # the address of an act is no page to come back to
            self.here = came_from(request) or self.here
        self.section = request.path.split("/")[1] if request.path.count("/") > 1 else ""
        theme = request.COOKIES.get("theme", "")
        self.theme = theme if theme in {"light", "dark"} else ""

    @property
    def language(self) -> str:
        return reader_language()

    @property
    def came_from(self) -> str:
        """The page before this one, for a page that could not be shown."""
        before = came_from(self.request)
        return "" if before.partition("?")[0] == self.request.path else before

    @property
    def page_above(self) -> str:
        return page_above(self.request)

    @property
    def messages(self) -> Iterable[Any]:
        return get_messages(self.request)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
