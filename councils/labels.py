"""What the acts of this app are called in the trail, and its letters in the ledger."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "council.loaded": _("Loaded from public sources"),
    "council.made": _("Council entered"),
    "council.changed": _("Council changed"),
    "state.made": _("State entered"),
    "state.changed": _("State changed"),
    "decreedday.made": _("Decreed day entered"),
    "decreedday.changed": _("Decreed day changed"),
    "decreedday.deleted": _("Decreed day deleted"),
    "organisation.made": _("Organisation entered"),
    "organisation.changed": _("Organisation changed"),
    "body.made": _("Body entered"),
    "body.changed": _("Body changed"),
    "bodyrules.made": _("Rules of a body entered"),
    "bodyrules.changed": _("Rules of a body changed"),
    # what the trail says of the time when they were three rows
    "meetingrule.made": _("Periods of a body entered"),
    "meetingrule.changed": _("Periods of a body changed"),
    "meetingrule.deleted": _("Periods of a body deleted"),
    "symbolrule.made": _("Rule of symbols entered"),
    "symbolrule.changed": _("Rule of symbols changed"),
    "symbolrule.deleted": _("Rule of symbols deleted"),
    "procedure.made": _("Procedure entered"),
    "procedure.changed": _("Procedure changed"),
    "representative.made": _("Mandate entered"),
    "representative.changed": _("Mandate changed"),
    "representative.began": _("Mandate begun"),
    "representative.ended": _("Mandate ended"),
    "representative.handed_over": _("Mandate ended by a new appointment"),
    "seat.made": _("Seat entered"),
    "seat.changed": _("Seat changed"),
    "seat.given": _("Seat given"),
    "seat.ended": _("Seat ended"),
    "seat.handed_over": _("Seat replaced by a new one"),
    "office.made": _("Office entered"),
    "office.changed": _("Office changed"),
    "office.given": _("Office given"),
    "office.ended": _("Office ended"),
    "office.handed_over": _("Office handed over to a successor"),
}
LETTERS = {
    "standing_changed": _("Seat or office entered or changed"),
    "mandate_changed": _("Mandate entered or changed"),
}
WORDS = {"#unreached": _("No letter reached %(names)s.")}
"""Reasons that an act gives by itself."""
