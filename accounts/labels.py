"""What the acts of this app are called in the trail, and its letters in the ledger."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "account.invited": _("Invited to the portal"),
    "account.reset_started": _("Reset of the password started"),
    "account.second_factor_taken": _("Second factor taken away by an administrator"),
    "account.password_set": _("Password chosen"),
    "account.password_changed": _("Password changed"),
    "account.password_reset": _("Password reset"),
    "account.address_added": _("Address added"),
    "account.address_removed": _("Address removed"),
    "account.address_changed": _("Address changed"),
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
    "account_security": _("Security of the account"),
}
