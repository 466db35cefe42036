"""The two ways in which the portal says no.

A wrong *person* is `Refused` (403), a wrong *moment* is `RuleBroken` (409). Both carry a sentence that helps.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.core.exceptions import PermissionDenied
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class Kind(StrEnum):
    """What stands in the way: that it is this person, or that it is this moment."""

    ALLOWED = "allowed"
    PERSON = "person"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer to «may this person do that now», true or false, with its kind and the reason when false.

    Verdicts are joined by `and`, who before when: the first that denies is the answer.
    """

    kind: Kind
    reason: Sentence = ""

    @property
    def allowed(self) -> bool:
        return self.kind == Kind.ALLOWED

    def __bool__(self) -> bool:
        return self.allowed


ALLOWED = Verdict(Kind.ALLOWED)


def denied(reason: Sentence) -> Verdict:
    """Not this person."""
    return Verdict(Kind.PERSON, reason)


def not_now(reason: Sentence) -> Verdict:
    """Not at this moment, whoever asks."""
    return Verdict(Kind.MOMENT, reason)


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
    """Raise with the verdict's reason unless it allows: `Refused` for the wrong person, `RuleBroken` for the wrong moment."""
    if verdict.kind == Kind.PERSON:
        raise Refused(verdict.reason)
    if verdict.kind == Kind.MOMENT:
        raise RuleBroken(verdict.reason)


def signed_in(user: object) -> Verdict:
    """Only a person with an active account acts in the Council's name."""
    if getattr(user, "is_active", False) and getattr(user, "is_authenticated", False):
        return ALLOWED
    return denied(_("Sign in first."))
