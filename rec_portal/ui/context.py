"""What the frame of every page says, under one name: nothing that a view gives is overwritten."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.utils.translation import get_language


class Frame:
    """Who reads, where, in which language and colours, and what is to be told once."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.user = request.user if hasattr(request, "user") else AnonymousUser()
        self.here = request.get_full_path()
        self.section = request.path.split("/")[1] if request.path.count("/") > 1 else ""
        theme = request.COOKIES.get("theme", "")
        self.theme = theme if theme in {"light", "dark"} else ""

    @property
    def language(self) -> str:
        return get_language() or "en"

    @property
    def messages(self) -> Iterable[Any]:
        return get_messages(self.request)


def frame(request: HttpRequest) -> dict[str, Any]:
    return {"frame": Frame(request)}
