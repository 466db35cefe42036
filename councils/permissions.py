"""Who presides, who speaks, who sits: the questions every app asks of the Council."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .access import access_of
from .lifecycle import PRESIDES, OfficeKind
from .models import Body, Organisation

Person = User | AnonymousUser


def holds_office(user: Person, body: Body, kinds: tuple[str, ...]) -> bool:
    """In office today, as a representative whose own mandate runs."""
    return access_of(user).holds_office(body.pk, kinds)


def presides(user: Person, body: Body) -> bool:
    return access_of(user).presides(body.pk)


def may_manage(user: Person) -> Verdict:
    """Planning, convening, reminding and the ledger are the secretariat's."""
    return ALLOWED if is_secretariat(user) else denied(_("Only the secretariat may do this."))


def may_preside(user: Person, body: Body) -> Verdict:
    """The chair or co-chair; the secretariat on the chair's behalf, recorded so."""
    if presides(user, body) or is_secretariat(user):
        return ALLOWED
    return denied(
        _("Only the chair of the body, or the secretariat on the chair's behalf, may do this.")
    )


def may_draft(user: Person, body: Body) -> Verdict:
    """The rapporteur and the chair hold the pen; the secretariat may."""
    if is_secretariat(user) or holds_office(user, body, (*PRESIDES, OfficeKind.RAPPORTEUR)):
        return ALLOWED
    return denied(
        _(
            "Only the rapporteur, the chair or the secretariat edits the text. You can propose an amendment."
        )
    )


def may_speak_for(user: Person, organisation: Organisation) -> Verdict:
    """Head of delegation and alternate speak for the organisation (rule 2 of consensus, docs/consensus.md)."""
    if access_of(user).speaks_for(organisation.pk):
        return ALLOWED
    return denied(_("Only the head of delegation or the alternate speaks for the organisation."))


def may_seat(user: Person, person: Person | None = None) -> Verdict:
    """Mandates, seats and offices are entered by the secretariat; nobody enters what is their own."""
    if person is not None and person.pk == user.pk:
        return denied(_("Nobody enters a mandate or an office of their own."))
    return may_manage(user)
