"""May this person enter or end a mandate, a seat or an office now: one function an act, who before when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .models import Dated, Office, Organisation, Representative, Seat, today
from .permissions import Person, may_seat

if TYPE_CHECKING:
    from accounts.models import User


def give_mandate(by: Person, organisation: Organisation, person: User | None = None) -> Verdict:
    """The secretariat enters whom an active organisation names, never a person themselves."""
    return may_seat(by, person) and _takes_part(organisation)


def give_seat(by: Person, organisation: Organisation) -> Verdict:
    """The secretariat, for an organisation that takes part."""
    return may_seat(by) and _takes_part(organisation)


def give_office(by: Person, holder: Representative | None = None) -> Verdict:
    """The secretariat, to somebody whose mandate runs; never to a person themselves."""
    verdict = may_seat(by, holder.user if holder else None)
    return verdict if holder is None else verdict and runs(holder)


def runs(holder: Representative) -> Verdict:
    """Whoever enters it: an office is held by a mandate that is in force."""
    if holder.is_current:
        return ALLOWED
    return not_now(_("An office is held by somebody whose mandate runs."))


def end(by: Person, thing: Representative | Seat | Office) -> Verdict:
    """The secretariat, as long as the last day has not gone by."""
    verdict = may_seat(by, _person_of(thing))
    if verdict and thing.ends is not None and thing.ends < today():
        return not_now(_("Its last day has gone by; nothing is left to end."))
    return verdict


def file_credentials(by: Person, mandate: Representative) -> Verdict:
    """The secretariat, also to a mandate that is over: the paper proves the time in which it ran."""
    return may_seat(by, mandate.user)


def _takes_part(organisation: Organisation) -> Verdict:
    if organisation.is_active:
        return ALLOWED
    return not_now(_("%(organisation)s takes part no more.") % {"organisation": organisation})


def _person_of(thing: Dated) -> User | None:
    if isinstance(thing, Representative):
        return thing.user
    return thing.holder.user if isinstance(thing, Office) else None
