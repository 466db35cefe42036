"""What the acts of this app are called in the trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "credentials.filed": _("Credentials filed"),
    "document.uploaded": _("Document filed"),
    "document.opened": _("Opened"),
    "document.revised": _("Revision issued"),
    "document.language_added": _("Language version added"),
    "document.symbol_assigned": _("Symbol given"),
    "document.category_changed": _("Distribution changed"),
    "document.wider_asked": _("Wider distribution asked for"),
    "document.wider_dropped": _("Wider distribution not given"),
    "document.infected": _("Refused by the virus scanner"),
}
