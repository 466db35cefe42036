"""What a person signed in with, in words instead of what the browser calls itself."""

from django import template
from django.utils.translation import gettext as _
from ua_parser import parse

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """«Firefox, Windows»; a browser that nobody knows is called that."""
    found = parse(user_agent)
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    return ", ".join(filter(None, (browser, system))) or _("unknown browser")
