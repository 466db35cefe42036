"""The letters of a meeting: invitation with its calendar object and answer link, reminder, cancellation."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import User
from councils.lifecycle import SPEAKS
from councils.models import Council, Representative
from councils.permissions import may_speak_for
from rec_portal.mail import actions as mail
from rec_portal.mail.calendar import Appointment, itip
from rec_portal.mail.models import Delivery
from rec_portal.mail.writing import Notice

from .lifecycle import OPEN_TO_ANSWERS, InvitationStatus
from .models import Invitation, Meeting

_SALT = "meetings.answer"


def answer_token(invitation: Invitation, reader: User) -> str:
    """Signed: which invitation, and which person this link was sent to."""
    return signing.dumps([invitation.pk, reader.pk], salt=_SALT)


def read_token(token: str) -> tuple[int, int]:
    """The keys of invitation and person; raises `signing.BadSignature` when anything was changed."""
    invitation, person = signing.loads(token, salt=_SALT)
    return int(invitation), int(person)


def readers_of(invitations: Iterable[Invitation]) -> dict[int, Invitation]:
    """Who is written to: heads and alternates of the invited organisations, each with the organisation's invitation."""
    by_organisation = {invitation.organisation_id: invitation for invitation in invitations}
    speaking = Representative.objects.current().filter(
        organisation__in=by_organisation, role__in=SPEAKS, user__is_active=True, organisation__is_active=True
    )
    return {user: by_organisation[organisation] for user, organisation in speaking.values_list("user_id", "organisation_id")}


def invitation(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_invitation", meeting, invitations, calendar=True)


def reminder(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_reminder", meeting, invitations, calendar=False)


def cancellation(meeting: Meeting, invitations: QuerySet[Invitation]) -> Notice:
    return _notice("meeting_cancelled", meeting, invitations, calendar=True)


def _notice(kind: str, meeting: Meeting, invitations: QuerySet[Invitation], *, calendar: bool) -> Notice:
    addressed = readers_of(invitations.select_related("organisation"))
    council = Council.objects.get(pk=1)
    items = meeting.timed_items()

    def context(reader: User) -> dict[str, Any]:
        own = addressed[reader.pk]
        path = reverse("meetings:answer", args=[answer_token(own, reader)])
        return {
            "meeting": meeting, "items": items, "organisation": own.organisation, "council": council,
            "answer_link": f"{settings.SITE_URL}{path}", "link": f"{settings.SITE_URL}{meeting.get_absolute_url()}",
        }  # fmt: skip

    def event(reader: User) -> str:
        return itip(
            appointment_of(meeting),
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
        calendar_method="CANCEL" if kind == "meeting_cancelled" else "REQUEST",
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
        cancelled=meeting.status == "cancelled",
    )


def still_invited(delivery: Delivery) -> bool:
    """The reader still speaks for an organisation that is invited to a meeting that is still on."""
    own = delivery.person.representation
    invited = Invitation.objects.select_related("meeting", "organisation").filter(meeting_id=delivery.letter.about_id)
    found = invited.filter(organisation=own.organisation).first() if own else None
    if found is None or not may_speak_for(delivery.person, found.organisation):
        return False
    return found.meeting.status in OPEN_TO_ANSWERS


def still_silent(delivery: Delivery) -> bool:
    """A reminder only for whom the question still stands: the answer may have come meanwhile."""
    own = delivery.person.representation
    waiting = Invitation.objects.filter(meeting_id=delivery.letter.about_id, status=InvitationStatus.SENT)
    return still_invited(delivery) and own is not None and waiting.filter(organisation=own.organisation).exists()


def still_speaks(delivery: Delivery) -> bool:
    own = delivery.person.representation
    return own is not None and bool(may_speak_for(delivery.person, own.organisation))


def register_questions() -> None:
    mail.ask_before_sending("meeting_invitation", still_invited)
    mail.ask_before_sending("meeting_reminder", still_silent)
    mail.ask_before_sending("meeting_cancelled", still_speaks)
