"""What the acts of this app are called in the trail, and its letters in the ledger."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "account.invited": _("Invited to the portal"),
    "account.made": _("Account made"),
    "account.changed": _("Account changed"),
    "account.preferences": _("Own settings changed"),
    "account.sessions_ended": _("All sessions ended"),
    "account.signed_in": _("Signed in"),
    "account.signed_out": _("Signed out"),
    "account.sign_in_refused": _("Sign-in refused"),
    "account.second_factor_added": _("Second factor added"),
    "account.second_factor_removed": _("Second factor removed"),
}
LETTERS = {
    "account": _("Account"),
    "account_invitation": _("Invitation to the portal"),
}
