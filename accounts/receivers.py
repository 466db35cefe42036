"""What allauth and Django report of sign-ins, written into the audit trail."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account
from allauth.mfa import signals as mfa
from django.contrib.auth import signals as auth

from . import actions
from .models import User


def listen() -> None:
    auth.user_logged_in.connect(_signed_in, dispatch_uid="audit signed in")
    auth.user_logged_out.connect(_signed_out, dispatch_uid="audit signed out")
    auth.user_login_failed.connect(_refused, dispatch_uid="audit sign-in refused")
    account.password_set.connect(_password_set, dispatch_uid="audit password set")
    account.password_changed.connect(_password_changed, dispatch_uid="audit password changed")
    account.password_reset.connect(_password_reset, dispatch_uid="audit password reset")
    account.email_added.connect(_address_added, dispatch_uid="audit address added")
    account.email_removed.connect(_address_removed, dispatch_uid="audit address removed")
    account.email_changed.connect(_address_changed, dispatch_uid="audit address changed")
    mfa.authenticator_added.connect(_factor_added, dispatch_uid="audit factor added")
    mfa.authenticator_removed.connect(_factor_removed, dispatch_uid="audit factor removed")


def _signed_in(user: User, **kwargs: Any) -> None:
    actions.note("signed_in", user)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user is not None:
        actions.note("signed_out", user)


def _refused(credentials: dict[str, Any], **kwargs: Any) -> None:
    known = User.objects.filter(
        email__iexact=str(credentials.get("email") or credentials.get("username") or "")
    ).first()
    if known is not None:
        actions.note("sign_in_refused", known)


def _factor_added(user: User, authenticator: Any, **kwargs: Any) -> None:
    actions.note("second_factor_added", user, type=authenticator.type)


def _factor_removed(user: User, authenticator: Any, **kwargs: Any) -> None:
    actions.note("second_factor_removed", user, type=authenticator.type)


def _password_set(user: User, **kwargs: Any) -> None:
    actions.note("password_set", user)


def _password_changed(user: User, **kwargs: Any) -> None:
    actions.note("password_changed", user)


def _password_reset(user: User, **kwargs: Any) -> None:
    actions.note("password_reset", user)


def _address_added(user: User, email_address: Any, **kwargs: Any) -> None:
    actions.address_added(user, email_address.email)


def _address_removed(user: User, email_address: Any, **kwargs: Any) -> None:
    actions.note("address_removed", user, address=email_address.email)


def _address_changed(
    user: User, from_email_address: Any, to_email_address: Any, **kwargs: Any
) -> None:
    old = from_email_address.email if from_email_address else ""
    actions.note("address_changed", user, addresses=[old, to_email_address.email])
