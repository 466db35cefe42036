"""One line to the mail server, and what its answers mean (RFC 5321, 3463; docs/notices.md, "What the server says").

An answer is about the recipient, about the message, about the portal itself, or about nobody. Only the first marks a
recipient, only the third stops the post; everything else is tried again later.
"""

from __future__ import annotations

import logging
import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import TYPE_CHECKING, Literal

from django.core.mail import EmailMultiAlternatives, get_connection

if TYPE_CHECKING:
    from django.core.mail.backends.base import BaseEmailBackend

logger = logging.getLogger(__name__)
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ufffd]+")


class Stage(StrEnum):
    """Which command of the conversation was answered."""

    CONNECT = "connect"
    SIGN_IN = "sign_in"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


class Meaning(Enum):
    """Whom an answer is about."""

    ACCEPTED = auto()
    LATER = auto()  # nobody: not now
    RECIPIENT = auto()
    PERHAPS_US = auto()  # the recipient or the portal: the next letters tell
    MESSAGE = auto()
    US = auto()


@dataclass(frozen=True)
class Answer:
    """What the server said to one message: its meaning, the stage, the three-digit code if there was one, the words."""

    meaning: Meaning
    stage: Stage | Literal[""] = ""
    code: int | None = None
    words: str = ""


class SmtpSession:
    """One connection to the mail server for a run of messages: opened at the first, opened again after a failure."""

    def __init__(self) -> None:
        self._connection: BaseEmailBackend | None = None

    def __enter__(self) -> SmtpSession:
        return self

    def __exit__(self, *failure: object) -> None:
        self.close()

    def send(self, message: EmailMultiAlternatives) -> Answer:
        """Hand one message over; never raises for anything that the server or the network does."""
        try:
            if self._connection is None:
                self._connection = get_connection()
                self._connection.open()
        except (OSError, smtplib.SMTPException) as failure:
            self.close()
            return answer_to_opening(failure)
        try:
            message.connection = self._connection
            message.send()
        except (OSError, smtplib.SMTPException) as failure:
            self.close()
            return answer_to_message(failure)
        return Answer(Meaning.ACCEPTED, Stage.DATA, 250)

    def close(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(OSError, smtplib.SMTPException):
                connection.close()


def answer_to_opening(failure: OSError | smtplib.SMTPException) -> Answer:
    """Before any message was named every answer is about the portal: for now (4xx, network) or until somebody acts (5xx).

    A certificate that does not fit, or a server without the encryption or sign-in that the settings ask for, is never a
    reason to go on unencrypted.
    """
    stage = Stage.SIGN_IN if isinstance(failure, smtplib.SMTPAuthenticationError) else Stage.CONNECT
    if isinstance(failure, smtplib.SMTPResponseException):
        meaning = Meaning.US if failure.smtp_code >= 500 else Meaning.LATER
        return Answer(meaning, stage, _code(failure.smtp_code), clean(failure.smtp_error))
    for_good = isinstance(failure, ssl.SSLCertVerificationError | smtplib.SMTPNotSupportedError)
    return Answer(
        Meaning.US if for_good else Meaning.LATER,
        stage,
        None,
        clean(str(failure) or type(failure).__name__),
    )


def answer_to_message(failure: OSError | smtplib.SMTPException) -> Answer:
    """What a refusal between MAIL FROM and the final 250 says, and of whom."""
    if isinstance(failure, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(failure.recipients.values()))
        words = clean(said)
        return Answer(_at_recipient(code, words), Stage.RCPT, _code(code), words)
    if isinstance(failure, smtplib.SMTPSenderRefused):
        words = clean(failure.smtp_error)
        return Answer(
            _at_sender(failure.smtp_code, words), Stage.MAIL, _code(failure.smtp_code), words
        )
    if isinstance(failure, smtplib.SMTPDataError):
        meaning = Meaning.MESSAGE if failure.smtp_code >= 500 else Meaning.LATER
        return Answer(meaning, Stage.DATA, _code(failure.smtp_code), clean(failure.smtp_error))
    if isinstance(failure, smtplib.SMTPHeloError):
        return answer_to_opening(failure)
    if isinstance(failure, smtplib.SMTPNotSupportedError):
        return Answer(
            Meaning.RECIPIENT, Stage.RCPT, None, clean(str(failure))
        )  # an address that needs SMTPUTF8
    # Lost connections, silence, and answers that are no answers (smtplib makes a 500 of a line without end).
    return Answer(Meaning.LATER, words=clean(str(failure) or type(failure).__name__))


def _at_recipient(code: int, words: str) -> Meaning:
    if code < 500:
        return Meaning.LATER
    about_policy = code in {530, 554} or words.startswith("5.7.")
    return Meaning.PERHAPS_US if about_policy else Meaning.RECIPIENT


def _at_sender(code: int, words: str) -> Meaning:
    """Refused as a sender; but where the size was announced (RFC 1870), a message that is too large is refused here too."""
    if code < 500:
        return Meaning.LATER
    return Meaning.MESSAGE if code == 552 or words.startswith("5.3.4") else Meaning.US


def _code(code: int) -> int | None:
    """smtplib says -1 where the server sent no code."""
    return code if 200 <= code < 600 else None


def clean(words: bytes | str) -> str:
    """A server's words as the database can hold them: one line, UTF-8 where it is, no control signs (PostgreSQL takes no NUL)."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return " ".join(_CONTROL.sub(" ", text).split())[:400]
