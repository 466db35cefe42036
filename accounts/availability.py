"""May this person do this to an account now, and if not, why: one function an act, who before when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rec_portal.verdicts import ALLOWED, Verdict, not_now

from . import permissions

if TYPE_CHECKING:
    from .models import User

ADDRESS_IS_THE_OWNERS = gettext_lazy(
    "The address is the owner's to change, in the owner's settings. Whoever has lost the mailbox is given a new account and the"
    " mandate with it."
)


def open_account(by: User) -> Verdict:
    """The secretariat and the administrators."""
    return permissions.may_invite(by)


def invite(by: User, person: User) -> Verdict:
    """The secretariat and the administrators, until the owner has chosen a password."""
    verdict = permissions.may_invite(by) and _is_on(person)
    if verdict and person.is_taken_over:
        return not_now(
            _("%(person)s has chosen a password already: start a reset instead.")
            % {"person": person}
        )
    return verdict


def start_reset(by: User, person: User) -> Verdict:
    """An administrator, for somebody else who has chosen a password before."""
    verdict = permissions.may_reset(by, person) and _is_on(person)
    if verdict and not person.is_taken_over:
        return not_now(
            _("%(person)s has not chosen a password yet: send the invitation instead.")
            % {"person": person}
        )
    return verdict


def remove_second_factor(by: User, person: User) -> Verdict:
    """An administrator, for somebody else who has one."""
    verdict = permissions.may_reset(by, person)
    if verdict and not Authenticator.objects.filter(user=person).exists():
        return not_now(_("%(person)s has no second factor.") % {"person": person})
    return verdict


def end_sessions(by: User, person: User) -> Verdict:
    """The secretariat and the administrators, at any time, their own too."""
    return permissions.may_invite(by)


def give_rights(by: User, person: User) -> Verdict:
    """An administrator, to somebody else."""
    return permissions.may_give_rights(by, person)


def change_address(person: User) -> Verdict:
    """Whoever enters it: until the owner has chosen a password; from then on it is the owner's."""
    return not_now(ADDRESS_IS_THE_OWNERS) if person.is_taken_over else ALLOWED


def _is_on(person: User) -> Verdict:
    if person.is_active:
        return ALLOWED
    return not_now(
        _("The account of %(person)s is switched off: switch it on first.") % {"person": person}
    )
