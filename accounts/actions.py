"""What happens to accounts: made by invitation, told by letter, ended with all their sessions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import transaction
from django.urls import reverse

from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.verdicts import require

from . import notices, permissions
from .models import User


@transaction.atomic
def invite(user: User, *, by: User, at: datetime) -> User:
    """Confirm a new account's address and send its owner the link with which to choose a password."""
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    require(permissions.may_invite(by))
    confirm_address(user)
    key = {"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)}
    path = reverse("account_reset_password_from_key", kwargs=key)
    mail.queue(notices.invited(user, f"{settings.SITE_URL}{path}"), by=by)
    audit.log("account.invited", user, by=by, at=at)
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
    require(permissions.may_invite(by))
    sessions = list(UserSession.objects.filter(user=user))
    for session in sessions:
        session.end()
    audit.log("account.sessions_ended", user, by=by, at=at, count=len(sessions))
    return len(sessions)


@transaction.atomic
def queue_account_letter(user: User, *, address: str, subject: str, text: str) -> None:
    mail.queue_written(user, kind="account", address=address, subject=subject, text=text)


@transaction.atomic
def note(what: str, user: User, **data: Any) -> None:
    """Write into the trail what the sign-in machinery reports."""
    audit.log(f"account.{what}", user, by=user, **data)


def clear_ended_sessions() -> int:
    """Delete sessions whose time is over, and the list entries of those that are gone; returns how many entries went."""
    SessionStore.clear_expired()
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    count: int = gone.delete()[0]
    return count
