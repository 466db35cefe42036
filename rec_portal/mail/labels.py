"""What the acts of this app are called in the trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "delivery.sent_again": _("Letter sent again"),
    "delivery.came_back": _("Letter came back"),
    "mail.resumed": _("Post resumed"),
}
