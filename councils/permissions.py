"""Who presides, who speaks, who sits: the questions every app asks of the Council."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .lifecycle import PRESIDES, OfficeKind, SeatKind
from .models import Body, Office, Organisation, Seat

Person = User | AnonymousUser


def holds_office(user: Person, body: Body, kinds: tuple[str, ...]) -> bool:
    """In office today, as a representative whose own mandate runs."""
    if not user.is_active or not isinstance(user, User):
        return False
    today = Office.objects.current().filter(body=body, kind__in=kinds)
    return user.representation is not None and today.filter(holder=user.representation).exists()


def presides(user: Person, body: Body) -> bool:
    return holds_office(user, body, PRESIDES)


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


def has_right(user: Person, body: Body, right: str) -> bool:
    """Does the person's organisation hold this right in the body (`read`, `comment`, `amend`, `join`)?"""
    return bool(Body.objects.where(user, right).filter(pk=body.pk).exists())


def may_speak_for(user: Person, organisation: Organisation) -> Verdict:
    """Head of delegation and alternate speak for the organisation (rule 2 of consensus, docs/consensus.md)."""
    if isinstance(user, User) and user.is_active and user.representation is not None:
        own = user.representation
        if own.organisation_id == organisation.pk and own.speaks:
            return ALLOWED
    return denied(_("Only the head of delegation or the alternate speaks for the organisation."))


def seat_of(organisation: Organisation, body: Body) -> SeatKind | None:
    kind = (
        Seat.objects.current()
        .filter(body=body, organisation=organisation)
        .values_list("kind", flat=True)
        .first()
    )
    return SeatKind(kind) if kind else None
