from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """What the frame of every page needs."""
    theme = request.COOKIES.get("theme", "system")
    return {
        "theme": theme if theme in {"light", "dark"} else "",
        "languages": settings.LANGUAGES,
        "here": request.get_full_path(),
        "section": request.path.split("/")[1] if request.path.count("/") > 1 else "",
    }
