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


def roles_of(user: User) -> set[str]:
    """The roles named in MFA_REQUIRED_FOR that this person has."""
    roles = {"secretariat"} if user.is_secretariat else set()
    if user.is_staff or user.is_superuser:
        roles.add("admin")
    if user.representation is not None:
        roles.add("representative")
        if user.representation.held_offices:
            roles.add("officer")
    return roles
