"""Who may do what to accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from rec_portal.verdicts import ALLOWED, Verdict, denied

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from .models import User


def is_secretariat(user: User | AnonymousUser) -> bool:
    """Works in the secretariat, with an active account."""
    return bool(user.is_authenticated and user.is_active and user.is_secretariat)


def may_invite(user: User) -> Verdict:
    """Accounts are made by the secretariat and the administrators (settings: no open sign-up)."""
    if is_secretariat(user) or (user.is_active and user.is_superuser):
        return ALLOWED
    return denied(_("Only the secretariat makes accounts."))


def may_give_rights(user: User, person: User) -> Verdict:
    """Rights of an account are an administrator's to give and to take, never of his own account."""
    if not (user.is_active and user.is_superuser):
        return denied(_("Only an administrator gives and takes rights."))
    if user.pk == person.pk:
        return denied(_("Nobody changes the rights of their own account."))
    return ALLOWED


def may_reset(user: User, person: User) -> Verdict:
    """A lost password or device of somebody else; one's own is changed in one's own settings, after signing in afresh."""
    if not (user.is_active and user.is_superuser):
        return denied(_("Only an administrator starts a reset."))
    if user.pk == person.pk:
        return denied(_("Change your own password and second factor in your own settings."))
    return ALLOWED


def roles_of(user: User) -> set[str]:
    """The roles named in MFA_REQUIRED_FOR that this person has."""
    roles = {"secretariat"} if user.is_secretariat else set()
    if user.is_staff or user.is_superuser:
        roles.add("admin")
    if user.representation is not None:
        roles.add("representative")
        if user.representation.speaks:
            roles.add("speaker")
        if user.representation.held_offices:
            roles.add("officer")
    return roles
