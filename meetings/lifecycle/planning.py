"""When a meeting, an invitation, a delegate and a poll may change; as data, and the diagram in docs is printed from it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.lifecycle import BodyKind
from rec_portal.lifecycles import leads
from rec_portal.verdicts import RuleBroken, Verdict


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


class Quorum(models.TextChoices):
    """How many of the body's members must be present; no published rule of the Council names one."""

    NONE = "none", gettext_lazy("No quorum is set")
    HALF = "half", gettext_lazy("More than half of the members")
    TWO_THIRDS = "two_thirds", gettext_lazy("Two thirds of the members")
    ALL = "all", gettext_lazy("All members")


def quorum_of(rule: str, members: int) -> int:
    """How many must be present, of so many members."""
    return {
        Quorum.NONE: 0,
        Quorum.HALF: members // 2 + 1,
        Quorum.TWO_THIRDS: -(-2 * members // 3),
        Quorum.ALL: members,
    }[Quorum(rule)]


class Fits(models.TextChoices):
    """What an organisation says of a proposed date."""

    YES = "yes", pgettext_lazy("a date", "Suits us")
    IF_NEEDED = "if_needed", pgettext_lazy("a date", "If it must be")
    NO = "no", pgettext_lazy("a date", "Does not suit us")


M, A, D = MeetingStatus, InvitationStatus, DelegateStatus
ANSWERS = (A.ACCEPTED, A.TENTATIVE, A.DECLINED)
OPEN_TO_ANSWERS = (M.CONVENED, M.IN_SESSION)
UNINVITES = (M.CONVENED, M.POSTPONED)
"""An invitation sent by mistake is taken back before the meeting is opened."""
TAKE_SPEAKERS = (M.CONVENED, M.IN_SESSION)
AGENDA_OPEN = (M.PLANNED, M.CONVENED, M.IN_SESSION, M.POSTPONED)

MEETING_TRANSITIONS: dict[str, frozenset[str]] = {
    M.PLANNED: frozenset({M.CONVENED, M.CANCELLED}),
    M.CONVENED: frozenset({M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.POSTPONED: frozenset({M.CONVENED, M.CANCELLED}),
    M.IN_SESSION: frozenset({M.CLOSED}),
    M.CLOSED: frozenset(),
    M.CANCELLED: frozenset(),
}
TAKEN_BACK: dict[str, frozenset[str]] = {M.IN_SESSION: frozenset({M.CONVENED})}
"""An opening by mistake is taken back while nothing has happened in the meeting (`Meeting.is_untouched`)."""
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


def require_change(changes: dict[str, frozenset[str]], now: str, then: str) -> None:
    """Raise `RuleBroken` unless the table allows the change; says what stands now."""
    if then not in changes[now]:
        kinds: tuple[type[models.TextChoices], ...] = (
            MeetingStatus,
            InvitationStatus,
            DelegateStatus,
        )
        labels = {value: kind(value).label for kind in kinds for value in kind.values}
        raise RuleBroken(
            _(
                "This stands at «%(now)s» and cannot become «%(then)s». Reload the page to see what can be done."
            )
            % {"now": labels[now], "then": labels[then]}
        )


def meeting_becomes(then: str, now: str) -> Verdict:
    """Whether a meeting may go from one status to the other."""
    return leads(M, MEETING_TRANSITIONS, now, then)


def require_planned(now: str) -> None:
    if now != M.PLANNED:
        raise RuleBroken(
            _("The meeting has been convened: what was announced is no longer changed by a form.")
        )


def require_agenda_open(now: str) -> None:
    if now not in AGENDA_OPEN:
        raise RuleBroken(_("The meeting is over; its agenda is not changed any more."))


def require_open_to_answers(now: str) -> None:
    if now not in OPEN_TO_ANSWERS:
        raise RuleBroken(_("This meeting takes no answers now. Write to the secretariat."))


def require_announced(now: str) -> None:
    if now not in {M.CONVENED, M.POSTPONED, M.IN_SESSION}:
        raise RuleBroken(
            _(
                "Only the announcement of a meeting that is still to be held, or is being held, is corrected."
            )
        )


def require_movable(now: str) -> None:
    if now not in {M.CONVENED, M.POSTPONED}:
        raise RuleBroken(
            _("Only a meeting that is convened or postponed, and not yet open, is moved.")
        )
