"""The two ways in which the portal says no.

A wrong *person* is `Refused` (403), a wrong *moment* is `RuleBroken` (409). Both carry a sentence that helps.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to «may this person do that», true or false, with the reason when false."""

    allowed: bool
    reason: Sentence = ""

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(allowed=True)


def denied(reason: Sentence) -> Verdict:
    return Verdict(allowed=False, reason=reason)


class Refused(PermissionDenied):
    """This person may not do this; the message says who may."""

    @property
    def reason(self) -> str:
        return str(self.args[0]) if self.args else ""


class RuleBroken(Exception):
    """This cannot be done now; the message says what can be done instead."""

    @property
    def reason(self) -> str:
        return str(self.args[0]) if self.args else ""


def require(verdict: Verdict) -> None:
    """Raise `Refused` with the verdict's reason unless it allows."""
    if not verdict:
        raise Refused(verdict.reason)


def signed_in(user: object) -> Verdict:
    """Only a person with an active account acts in the Council's name."""
    if getattr(user, "is_active", False) and getattr(user, "is_authenticated", False):
        return ALLOWED
    return denied(_("Sign in first."))
