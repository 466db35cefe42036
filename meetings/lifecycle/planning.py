"""When a meeting, an invitation, a delegate and a poll may change; as data, and the diagram in docs is printed from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.lifecycle import BodyKind
from rec_portal.lifecycles import leads
from rec_portal.verdicts import Verdict


class MeetingStatus(models.TextChoices):
    PLANNED = "planned", gettext_lazy("Being planned")
    CONVENED = "convened", gettext_lazy("Convened")
    POSTPONED = "postponed", gettext_lazy("Postponed")
    IN_SESSION = "in_session", gettext_lazy("In session")
    CLOSED = "closed", gettext_lazy("Closed")
    CANCELLED = "cancelled", gettext_lazy("Cancelled")


class Series(models.TextChoices):
    """Each is numbered by itself: the same day was once called by the names of two of them (domain 0.2)."""

    SESSION = "session", gettext_lazy("Session of the Council")
    COMMITTEE = "committee", gettext_lazy("Meeting of the Executive Committee")
    GROUP = "group", gettext_lazy("Meeting of a working group")
    JOINT = "joint", gettext_lazy("Joint meeting of working groups")


SERIES_OF = {
    BodyKind.PLENARY: Series.SESSION,
    BodyKind.EXECUTIVE_COMMITTEE: Series.COMMITTEE,
    BodyKind.WORKING_GROUP: Series.GROUP,
}


class InvitationStatus(models.TextChoices):
    PREPARED = "prepared", gettext_lazy("Prepared")
    SENT = "sent", gettext_lazy("Not answered yet")
    ACCEPTED = "accepted", gettext_lazy("Takes part")
    DECLINED = "declined", gettext_lazy("Does not take part")
    TENTATIVE = "tentative", gettext_lazy("Answer to follow")
    WITHDRAWN = "withdrawn", gettext_lazy("Invitation withdrawn")


class InvitedAs(models.TextChoices):
    PARTICIPANT = "participant", gettext_lazy("Participant")
    OBSERVER = "observer", gettext_lazy("Observer")
    EXPERT = "expert", gettext_lazy("Invited expert")


class Means(models.TextChoices):
    """How a paper came or went."""

    NOTE_VERBALE = "note", gettext_lazy("Note verbale")
    LETTER = "letter", pgettext_lazy("means", "Letter")
    EMAIL = "email", gettext_lazy("E-mail")
    PHONE = "phone", gettext_lazy("Telephone")
    PORTAL = "portal", gettext_lazy("The portal")
    IN_PERSON = "in_person", pgettext_lazy("means", "In person")
    LINK = "link", gettext_lazy("The link in the letter")


class DelegateStatus(models.TextChoices):
    NOMINATED = "nominated", gettext_lazy("Nominated")
    ASKED = "asked", gettext_lazy("More information is asked for")
    CONFIRMED = "confirmed", gettext_lazy("Confirmed")
    REFUSED = "refused", pgettext_lazy("delegate", "Not accepted")
    REPLACED = "replaced", gettext_lazy("Replaced")
    WITHDRAWN = "withdrawn", pgettext_lazy("delegate", "Withdrawn")


COMING = (DelegateStatus.NOMINATED, DelegateStatus.ASKED, DelegateStatus.CONFIRMED)


class Format(models.TextChoices):
    IN_PERSON = "in_person", gettext_lazy("In person")
    ONLINE = "online", gettext_lazy("Online")
    HYBRID = "hybrid", gettext_lazy("In person and online")


class ItemKind(models.TextChoices):
    OPENING = "opening", gettext_lazy("Opening")
    ADOPTION = "adoption", gettext_lazy("Adoption of the agenda")
    DISCUSSION = "discussion", gettext_lazy("Discussion")
    DECISION = "decision", gettext_lazy("Decision")
    BREAK = "break", gettext_lazy("Break")
    OTHER = "other", gettext_lazy("Other business")
    TASKS = "tasks", gettext_lazy("Tasks from earlier meetings")
    CLOSING = "closing", gettext_lazy("Closing")


class ItemRoleKind(models.TextChoices):
    SPEAKER = "speaker", gettext_lazy("Speaker")
    MODERATOR = "moderator", gettext_lazy("Moderator")
    RAPPORTEUR = "rapporteur", gettext_lazy("Rapporteur")


class Period(models.TextChoices):
    """The least periods a body has set before its meetings."""

    NOTICE = "notice", gettext_lazy("Notice of the meeting")
    PAPERS = "papers", gettext_lazy("Circulation of papers")


class Fits(models.TextChoices):
    """What an organisation says of a proposed date."""

    YES = "yes", pgettext_lazy("a date", "Suits us")
    IF_NEEDED = "if_needed", pgettext_lazy("a date", "If it must be")
    NO = "no", pgettext_lazy("a date", "Does not suit us")


A, D = InvitationStatus, DelegateStatus
ANSWERS = (A.ACCEPTED, A.TENTATIVE, A.DECLINED)
INVITATION_TRANSITIONS: dict[str, frozenset[str]] = {
    A.PREPARED: frozenset({A.SENT}),
    A.SENT: frozenset({*ANSWERS, A.WITHDRAWN}),
    A.ACCEPTED: frozenset({*ANSWERS, A.WITHDRAWN}),
    A.TENTATIVE: frozenset({*ANSWERS, A.WITHDRAWN}),
    A.DECLINED: frozenset({*ANSWERS, A.WITHDRAWN}),
    A.WITHDRAWN: frozenset({A.SENT}),
}
DELEGATE_TRANSITIONS: dict[str, frozenset[str]] = {
    D.NOMINATED: frozenset({D.CONFIRMED, D.ASKED, D.REFUSED, D.REPLACED, D.WITHDRAWN}),
    D.ASKED: frozenset({D.NOMINATED, D.REFUSED, D.REPLACED, D.WITHDRAWN}),
    D.CONFIRMED: frozenset({D.REPLACED, D.WITHDRAWN}),
    D.REFUSED: frozenset(),
    D.REPLACED: frozenset(),
    D.WITHDRAWN: frozenset(),
}


def invitation_becomes(then: str, now: str) -> Verdict:
    """Whether an invitation may go from one answer to the other."""
    return leads(A, INVITATION_TRANSITIONS, now, then)


def delegate_becomes(then: str, now: str) -> Verdict:
    """Whether a person named may go from one state to the other."""
    return leads(D, DELEGATE_TRANSITIONS, now, then)
