"""How allauth fits the Council: no open sign-up, letters through our queue, secrets encrypted."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from . import actions
from .models import User


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: User) -> None:
        """«Since your last visit» means: since the sign-in before this one."""
        actions.note_visit(user)
        super().login(request, user)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """A letter about the account, through the same queue; its text stays out of the ledger."""
        user = context.get("user") or User.objects.filter(email__iexact=email).first()
        if user is None:
            return
        with translation.override(user.language):
            message = self.render_mail(template_prefix, email, {"email": email, **context})
        actions.queue_account_letter(
            user, address=email, subject=message.subject, text=str(message.body)
        )


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """TOTP secrets and recovery seeds are stored encrypted under MFA_KEY, which is not in the database."""

    def encrypt(self, text: str) -> str:
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return _cipher().decrypt(encrypted_text.encode()).decode()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(settings.MFA_KEY.encode()).digest()))
