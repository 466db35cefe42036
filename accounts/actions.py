"""What happens to accounts: made by invitation, told by letter, ended with all their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.urls import reverse

from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.verdicts import require

from . import availability, notices
from .models import User

RIGHTS = ("is_active", "is_secretariat", "is_staff", "is_superuser")


@transaction.atomic
def invite(user: User, *, by: User, at: datetime) -> User:
    """Confirm a new account's address and send its owner the link with which to choose a password."""
    user = _locked(user)
    require(availability.invite(by, user))
    confirm_address(user)
    mail.queue(notices.invited(user, _password_link(user)), by=by)
    audit.log("account.invited", user, by=by, at=at)
    return user


@transaction.atomic
def start_reset(user: User, *, by: User, at: datetime) -> User:
    """Send the owner, at the owner's own address, the link with which to choose a new password."""
    user = _locked(user)
    require(availability.start_reset(by, user))
    mail.queue(notices.security(user, "reset", by=by, link=_password_link(user)), by=by)
    audit.log("account.reset_started", user, by=by, at=at)
    return user


@transaction.atomic
def remove_second_factor(user: User, *, by: User, at: datetime) -> User:
    """Take away every second factor of somebody who has lost the device; all sessions end with them."""
    user = _locked(user)
    require(availability.remove_second_factor(by, user))
    factors = Authenticator.objects.filter(user=user)
    types = sorted(set(factors.values_list("type", flat=True)))
    factors.delete()
    _end_sessions(user)
    mail.queue(notices.security(user, "factor_removed", by=by), by=by)
    audit.log("account.second_factor_taken", user, by=by, at=at, types=types)
    return user


@transaction.atomic
def open_account(
    email: str, name: str, name_ru: str, language: str, *, by: User, at: datetime
) -> User:
    """Make the account of a newcomer, without a password and without rights, and send its owner the invitation."""
    require(availability.open_account(by))
    user = User(email=email.lower(), name=name, name_ru=name_ru, language=language)
    user.set_unusable_password()
    user.full_clean(exclude=["password"])
    user.save()
    account_written(user, "made", by=by, changes={"email": [None, user.email]})
    return invite(user, by=by, at=at)


def _locked(user: User) -> User:
    found: User = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    return found


def _password_link(user: User) -> str:
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    return f"{settings.SITE_URL}{reverse('account_reset_password_from_key', kwargs=key)}"


@transaction.atomic
def account_written(user: User, act: str, *, by: User, changes: dict[str, Any]) -> User:
    """After an account was made or changed in the administration: its owner is told of rights given and taken.

    `changes` holds {column: [old, new]}. Whoever is deactivated is signed out for good.
    """
    rights = {name: values for name, values in changes.items() if name in RIGHTS}
    if act == "made":  # a new account may sign in; every other right is given
        rights = {n: v for n, v in rights.items() if v[1] and n != "is_active"}
    if rights:
        require(availability.give_rights(by, user))
    if act == "made":
        confirm_address(user)
    elif "email" in changes:
        require(availability.change_address(user))
        confirm_address(user)
        was, now = changes["email"]
        mail.queue(notices.security(user, "address_changed", by=by, to=was, address=now), by=by)
    if rights.get("is_active", [None, True])[1] is False:
        _end_sessions(user)
    if act == "changed" and rights:
        now = {name: values[1] for name, values in rights.items()}
        mail.queue(notices.security(user, "rights", by=by, rights=now), by=by)
    audit.log(f"account.{act}", user, by=by, changes=changes)
    return user


def confirm_address(user: User) -> None:
    """The address an account was made with counts as confirmed: only its mailbox receives the link to a password."""
    EmailAddress.objects.filter(user=user).exclude(email__iexact=user.email).delete()
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def note_visit(user: User) -> None:
    """At a sign-in, keep when the one before it was: what is newer is marked new."""
    User.objects.filter(pk=user.pk).update(visited_before=user.last_login)


@transaction.atomic
def change_preferences(user: User, *, language: str, time_zone: str, at: datetime) -> User:
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.language, user.time_zone = language, time_zone
    user.save(update_fields=["language", "time_zone"])
    audit.log("account.preferences", user, by=user, at=at, language=language, time_zone=time_zone)
    return user


@transaction.atomic
def end_sessions(user: User, *, by: User, at: datetime) -> int:
    """End every session of a person at once."""
    user = _locked(user)
    require(availability.end_sessions(by, user))
    count = _end_sessions(user)
    mail.queue(notices.security(user, "sessions_ended", by=by), by=by)
    audit.log("account.sessions_ended", user, by=by, at=at, count=count)
    return count


def _end_sessions(user: User) -> int:
    """Those in the list are gone at once; one that is in no list carries a number that counts no more."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    return len(sessions)


@transaction.atomic
def queue_account_letter(user: User, *, address: str, subject: str, text: str) -> None:
    mail.queue_written(user, kind="account", address=address, subject=subject, text=text)


@transaction.atomic
def note(what: str, user: User, **data: Any) -> None:
    """Write into the trail what the sign-in machinery reports."""
    audit.log(f"account.{what}", user, by=user, **data)


@transaction.atomic
def address_added(user: User, address: str) -> None:
    """An owner's further address: the first address hears of it, for a reset may now go there too."""
    mail.queue(notices.security(user, "address_added", by=user, address=address), by=user)
    audit.log("account.address_added", user, by=user, address=address)


def clear_ended_sessions() -> int:
    """Delete sessions whose time is over, and the list entries of those that are gone; returns how many entries went."""
    SessionStore.clear_expired()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    count: int = gone.delete()[0]
    return count
