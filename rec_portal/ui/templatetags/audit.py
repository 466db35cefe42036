"""Acts of the audit trail in words."""

from django import template
from django.utils.translation import gettext_lazy as _

from rec_portal import labels
from rec_portal.audit.models import Entry

register = template.Library()

SHOWN = {
    "organisation": _("organisation"),
    "revision": _("revision"),
    "reason": _("reason"),
    "symbol": _("symbol"),
    "item": _("item"),
    "document": _("document"),
    "delegate": _("delegate"),
    "source": _("source"),
    "round": _("round"),
    "letters": _("letters"),
    "text_hash": "SHA-256",
}


@register.filter
def act(entry: Entry) -> str:
    return labels.ACTS.of(entry.action)


@register.filter
def details(entry: Entry) -> str:
    """The part of an entry's data that a reader understands."""
    return "; ".join(
        f"{label}: {entry.data[key]}" for key, label in SHOWN.items() if entry.data.get(key)
    )
