"""The letters before a meeting: invitation, papers, reminder, move, postponement, cancellation; nominations; polls of dates.

Closed items and restricted titles never leave by mail: each reader's letter names what that reader may see.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from councils.models import Council, Organisation, Representative
from councils.permissions import may_speak_for
from documents.models import Document
from rec_portal.mail import actions as mail
from rec_portal.mail.calendar import Appointment, itip
from rec_portal.mail.models import Delivery
from rec_portal.mail.writing import Notice

from ..labels import LETTERS
from ..lifecycle import MeetingAct, may_meeting
from ..models import AgendaItem, AgendaPaper, DatePoll, Delegate, Invitation, Meeting

_SALT = "meetings.answer"


def answer_token(invitation: Invitation, reader: User) -> str:
    """Signed: which invitation, and which person this link was sent to."""
    return signing.dumps([invitation.pk, reader.pk], salt=_SALT)


def read_token(token: str) -> tuple[int, int]:
    """The keys of invitation and person; raises `signing.BadSignature` when anything was changed."""
    invitation, person = signing.loads(token, salt=_SALT)
    return int(invitation), int(person)


def speaking_for(organisations: Iterable[Organisation] | QuerySet[Any]) -> QuerySet[User]:
    """Heads and alternates, whoever they are today."""
    people: QuerySet[User] = Representative.objects.speaking_for(organisations).people()
    return people


def readers_of(invitations: Iterable[Invitation]) -> dict[int, Invitation]:
    """Who is written to: heads and alternates of the invited organisations, each with the organisation's invitation."""
    by_organisation = {invitation.organisation_id: invitation for invitation in invitations}
    capacities = Representative.objects.speaking_for(by_organisation).capacities()
    return {
        user: by_organisation[organisation]
        for user, (organisation, _role) in capacities.items()
        if organisation is not None
    }


def invitation(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_invitation", meeting, invitations, calendar="REQUEST", agenda=True)


def reminder(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_reminder", meeting, invitations)


def cancellation(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_cancelled", meeting, invitations, calendar="CANCEL")


def uninvited(meeting: Meeting, invitations: QuerySet[Invitation], reason: str) -> Notice:
    return _notice("meeting_uninvited", meeting, invitations, calendar="CANCEL", reason=reason)


def _coming(meeting: Meeting) -> QuerySet[Invitation]:
    """Everybody invited who has not declined."""
    found: QuerySet[Invitation] = meeting.invitations.not_declined()
    return found


def moved(meeting: Meeting, before: Meeting, reason: str) -> Notice:
    return _notice(
        "meeting_moved",
        meeting,
        meeting.invitations.all(),
        calendar="REQUEST",
        before=before,
        reason=reason,
    )


def corrected(meeting: Meeting) -> Notice:
    """What was announced reads otherwise now, for who has not declined; the calendars follow a meeting that has a day."""
    calendar = "" if meeting.is_postponed else "REQUEST"
    return _notice(
        "meeting_corrected",
        meeting,
        _coming(meeting),
        calendar=calendar,
        organisers=list(meeting.organisers.all()),
    )


def postponed(meeting: Meeting, reason: str) -> Notice:
    return _notice(
        "meeting_postponed", meeting, meeting.invitations.all(), calendar="CANCEL", reason=reason
    )


def papers(meeting: Meeting, fresh: list[AgendaPaper]) -> Notice:
    """Which papers are there: to each reader those that the reader may see; the restricted ones by number alone."""
    return _notice("meeting_papers", meeting, _coming(meeting), fresh=fresh)


def _seen(reader: User, fresh: list[AgendaPaper]) -> tuple[list[Document], int]:
    """The documents to be named, and how many restricted ones lie on the page besides."""
    documents = Document.objects.visible_to(reader).with_files(reader)
    visible = list(documents.filter(pk__in=[paper.document_id for paper in fresh]))
    named = [
        each
        for each in visible
        if each.current_revision is not None and not each.current_revision.is_restricted
    ]
    return named, len(visible) - len(named)


def _notice(
    kind: str,
    meeting: Meeting,
    invitations: QuerySet[Invitation],
    *,
    calendar: str = "",
    agenda: bool = False,
    fresh: list[AgendaPaper] | None = None,
    **more: Any,
) -> Notice:
    addressed = readers_of(invitations.select_related("organisation"))
    council = Council.objects.get(pk=1)
    laid_out = Meeting.objects.select_related("body").get(pk=meeting.pk) if agenda else meeting
    items = {item.pk: item for item in laid_out.timed_items(whole=True)} if agenda else {}

    def context(reader: User) -> dict[str, Any]:
        own = addressed[reader.pk]
        path = reverse("meetings:answer", args=[answer_token(own, reader)])
        shown: list[AgendaItem] = []
        if agenda:
            visible = set(
                AgendaItem.objects.visible_to(reader)
                .filter(meeting=meeting)
                .values_list("pk", flat=True)
            )
            shown = [item for key, item in items.items() if key in visible]
        named, hidden = _seen(reader, fresh) if fresh is not None else ([], 0)
        return {
            "meeting": meeting,
            "items": shown,
            "organisation": own.organisation,
            "council": council,
            "invitation": own,
            "answer_link": f"{settings.SITE_URL}{path}",
            "link": f"{settings.SITE_URL}{meeting.get_absolute_url()}",
            "documents": named,
            "restricted": hidden,
            **more,
        }

    def event(reader: User) -> str:
        appointment = appointment_of(meeting)
        return itip(
            replace(appointment, cancelled=True) if calendar == "CANCEL" else appointment,
            attendee_name=str(reader),
            attendee_address=reader.email,
            organiser_name=council.name_i18n,
        )

    return Notice(
        kind,
        about=meeting,
        readers=User.objects.filter(pk__in=addressed).order_by("pk"),
        context=context,
        calendar=event if calendar else None,
        calendar_method=calendar,
    )


def appointment_of(meeting: Meeting) -> Appointment:
    return Appointment(
        uid=meeting.uid,
        sequence=meeting.sequence,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        time_zone=meeting.time_zone,
        title=meeting.title_i18n,
        place=meeting.place_i18n,
        url=f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        cancelled=meeting.is_cancelled or meeting.is_postponed,
    )


def delegate_decided(delegate: Delegate) -> Notice:
    """The secretariat asks for more about somebody, or does not accept the name: told to the delegation."""
    own = delegate.invitation

    def context(reader: User) -> dict[str, Any]:
        path = reverse("meetings:delegates", args=[own.meeting_id])
        return {"delegate": delegate, "meeting": own.meeting, "link": f"{settings.SITE_URL}{path}"}

    return Notice(
        "delegate_decided",
        about=own.meeting,
        readers=speaking_for([own.organisation]),
        context=context,
    )


def delegates_confirmed(own: Invitation, delegates: list[Delegate]) -> Notice:
    """Whom the secretariat expects, in one letter however many they are."""

    def context(reader: User) -> dict[str, Any]:
        path = reverse("meetings:delegates", args=[own.meeting_id])
        return {
            "delegates": delegates,
            "meeting": own.meeting,
            "link": f"{settings.SITE_URL}{path}",
        }

    return Notice(
        "delegates_confirmed",
        about=own.meeting,
        readers=speaking_for([own.organisation]),
        context=context,
    )


def poll_closed(poll: DatePoll) -> Notice:
    """Told to those who were asked: the dates need not be kept free for an answer any more."""

    def context(reader: User) -> dict[str, Any]:
        return {"poll": poll, "link": f"{settings.SITE_URL}{poll.get_absolute_url()}"}

    return Notice(
        "date_poll_closed",
        about=poll,
        readers=speaking_for(poll.organisations.filter(is_active=True)),
        context=context,
    )


def date_poll(poll: DatePoll) -> Notice:
    def context(reader: User) -> dict[str, Any]:
        return {
            "poll": poll,
            "options": list(poll.options.all()),
            "link": f"{settings.SITE_URL}{poll.get_absolute_url()}",
        }

    return Notice(
        "date_poll",
        about=poll,
        readers=speaking_for(poll.organisations.filter(is_active=True)),
        context=context,
    )


def still_invited(delivery: Delivery) -> bool:
    """The reader still speaks for an organisation that is invited to a meeting that is still on."""
    own = delivery.person.representation
    invited = Invitation.objects.select_related("meeting", "organisation").filter(
        meeting_id=delivery.letter.about_id
    )
    found = invited.filter(organisation=own.organisation).first() if own else None
    if found is None or not may_speak_for(delivery.person, found.organisation):
        return False
    return bool(may_meeting(MeetingAct.ANSWER, found.meeting.status))


def still_silent(delivery: Delivery) -> bool:
    """A reminder only for whom the question still stands: the answer may have come meanwhile."""
    own = delivery.person.representation
    waiting = Invitation.objects.unanswered().filter(meeting_id=delivery.letter.about_id)
    return (
        still_invited(delivery)
        and own is not None
        and waiting.filter(organisation=own.organisation).exists()
    )


def still_speaks(delivery: Delivery) -> bool:
    own = delivery.person.representation
    return own is not None and bool(may_speak_for(delivery.person, own.organisation))


def register_questions() -> None:
    """Every letter is for who still speaks for the organisation; some ask more."""
    for kind in LETTERS:
        mail.ask_before_sending(kind, still_speaks)
    for kind in ("meeting_invitation", "meeting_moved", "meeting_papers"):
        mail.ask_before_sending(kind, still_invited)
    mail.ask_before_sending("meeting_reminder", still_silent)
