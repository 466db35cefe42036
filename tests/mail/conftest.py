"""A real SMTP server that answers as a test's script says."""

from __future__ import annotations

import email
import time
from collections.abc import Iterator
from email.message import EmailMessage
from email.policy import default
from types import SimpleNamespace
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rec_portal.embedded import free_port


class Postmaster:
    """Keeps what it accepted; `refuse` maps a command or an address to the answer it gets instead of 250."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.refuse: dict[str, str] = {}
        self.pause = 0.0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.refuse.get("MAIL", "250 OK")

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if answer := self.refuse.get(address) or self.refuse.get("RCPT"):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if answer := self.refuse.get("DATA"):
            return answer
        if self.pause:
            time.sleep(self.pause)
        message: Any = email.message_from_bytes(envelope.content or b"", policy=default)
        message["X-Envelope-To"] = ",".join(envelope.rcpt_tos)
        self.accepted.append(message)
        return "250 OK"


@pytest.fixture
def postmaster(settings: SimpleNamespace) -> Iterator[Postmaster]:
    master = Postmaster()
    controller = Controller(master, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    master.port = controller.port  # type: ignore[attr-defined]
    yield master
    controller.stop()
