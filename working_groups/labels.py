"""What the acts of this app are called in the trail."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "working_group.loaded": _("Loaded from public sources"),
    "workinggroup.changed": _("Mandate or work plan of the group changed"),
}
