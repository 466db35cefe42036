"""Who may do what at a meeting; and the facts behind the grants on meetings and their papers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils import grants
from councils.access import access_of
from councils.models import Body, Organisation
from councils.permissions import may_draft, may_manage, may_preside, may_speak_for, presides
from documents.lifecycle import Category, Nature
from documents.models import Document, DocumentRevision, RevisionGrant
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .lifecycle import InvitedAs
from .models import AgendaPaper, DatePoll, Delegate, Invitation, Journal, Meeting, MeetingGrant

__all__ = [
    "is_represented",
    "is_secretariat",
    "limits_of",
    "may_answer",
    "may_answer_poll",
    "may_correct",
    "may_inscribe",
    "may_manage",
    "may_nominate",
    "may_object",
    "may_open_and_close",
    "may_preside",
    "may_report_task",
    "may_waive",
    "may_write_journal",
    "reads_closed",
    "register_facts",
    "sees_answers",
    "sees_details",
    "sees_journal",
]

Person = User | AnonymousUser


def may_answer(user: User, invitation: Invitation) -> Verdict:
    """Head of delegation or alternate; the secretariat records an answer that came another way, with its source."""
    if is_secretariat(user):
        return ALLOWED
    return may_speak_for(user, invitation.organisation)


def may_nominate(user: User, invitation: Invitation) -> Verdict:
    """As for the answer, and the focal point: naming people is office work of the same organisation."""
    own = user.representation
    if own is not None and own.organisation_id == invitation.organisation_id and own.is_focal_point:
        return ALLOWED
    return may_answer(user, invitation)


def may_answer_poll(user: User, poll: DatePoll) -> Verdict:
    own = user.organisation
    if own is None or not poll.organisations.filter(pk=own.pk).exists():
        return denied(_("Only the organisations that were asked answer about the dates."))
    return may_speak_for(user, own)


def may_open_and_close(user: Person, meeting: Meeting) -> Verdict:
    return may_preside(user, meeting.body)


def may_waive(user: Person, meeting: Meeting) -> Verdict:
    """A period is the body's own: its chair dispenses with it, nobody on the chair's behalf."""
    if presides(user, meeting.body):
        return ALLOWED
    return denied(_("Only the chair of the body dispenses with a period, and says why."))


def may_write_journal(user: Person, meeting: Meeting) -> Verdict:
    """The secretariat and the rapporteur write the record; the chair may."""
    return may_draft(user, meeting.body)


def sees_answers(user: Person, meeting: Meeting) -> bool:
    """Who has answered: for the secretariat and the chair."""
    return is_secretariat(user) or presides(user, meeting.body)


def reads_closed(user: Person, meeting: Meeting, only_kinds: list[str]) -> bool:
    """Would a closed item for these kinds of organisation (none named: all members) be open to this reader?"""
    if is_secretariat(user):
        return True
    access = access_of(user)
    if access.organisation is None:
        return False
    held = MeetingGrant.objects.filter(
        group=access.group, permission__codename="read_closed", content_object=meeting
    )
    return held.exists() and (not only_kinds or access.organisation.kind in only_kinds)


def sees_details(user: Person, delegate: Delegate) -> bool:
    """Personal details: for the secretariat and for who may name people of that organisation."""
    return is_secretariat(user) or (
        isinstance(user, User) and bool(may_nominate(user, delegate.invitation))
    )


def is_represented(user: User, meeting: Meeting) -> bool:
    """Does the person's organisation take part in this meeting, as invited and not declined?"""
    own = user.organisation
    return own is not None and meeting.taking_part().filter(pk=own.pk).exists()


def may_inscribe(user: User, meeting: Meeting, organisation: Organisation) -> Verdict:
    """A delegation puts itself on the list of speakers; secretariat and chair put anybody who asks."""
    if is_secretariat(user) or presides(user, meeting.body):
        return ALLOWED
    if user.organisation == organisation and is_represented(user, meeting):
        return ALLOWED
    return denied(_("Only a delegation that takes part puts itself on the list of speakers."))


def may_correct(user: User, meeting: Meeting) -> Verdict:
    """Corrections to a record come from the organisations that took part, by who speaks for them."""
    if user.organisation is None or not is_represented(user, meeting):
        return denied(_("Only the delegations that took part correct the record."))
    return may_speak_for(user, user.organisation)


def may_object(user: User, journal: Journal) -> Verdict:
    """Members of the bodies that met who took part may object to the record; observers never block."""
    own = user.organisation
    if own is None or own.pk not in journal.asked:
        return denied(
            _("Only a member of the body that took part objects to the adoption of its record.")
        )
    return may_speak_for(user, own)


def sees_journal(user: Person, journal: Journal) -> bool:
    """A draft is for those who write it; from its circulation on it is for those who took part; an adopted one for every
    representative who may see the meeting. Never for the public: it reads decisions, not the record."""
    if may_write_journal(user, journal.meeting):
        return True
    if (
        not isinstance(user, User)
        or not user.is_active
        or user.organisation is None
        or journal.is_draft
    ):
        return False
    return journal.is_frozen or is_represented(user, journal.meeting)


def may_report_task(user: User, organisation: Organisation | None) -> Verdict:
    """The responsible organisation says that a task is done; the secretariat may for it."""
    if is_secretariat(user):
        return ALLOWED
    if organisation is not None and user.organisation == organisation:
        return ALLOWED
    return denied(_("Only the responsible organisation reports on this task."))


def _members(bodies: list[Body]) -> set[int]:
    """The groups of the members of the bodies that meet."""
    members = Organisation.objects.none().union(*(body.members() for body in bodies))
    return {each.group_id for each in members}


def rights_on_meeting(meeting: Meeting) -> grants.Rights:
    """The seats of the bodies (members only when restricted) and every organisation invited read the meeting; the
    members among them read closed items."""
    bodies = meeting.bodies()
    invited = meeting.invitations.exclude(organisation__is_active=False)
    groups = set(invited.values_list("organisation__group_id", flat=True))
    if meeting.category in {Category.BODY, Category.RESTRICTED}:
        for body in bodies:
            seated = body.members() if meeting.category == Category.RESTRICTED else body.seated()
            groups |= set(seated.values_list("group_id", flat=True))
    if meeting.category == Category.SECRETARIAT:
        return set()
    observing = invited.exclude(invited_as=InvitedAs.PARTICIPANT).values_list(
        "organisation__group_id", flat=True
    )
    closed = _members(bodies) - set(observing)
    return {(group, "read_meeting") for group in groups} | {
        (group, "read_closed") for group in closed
    }


def rights_on_paper(revision: DocumentRevision) -> grants.Rights:
    """Those invited beyond the body's seats read the papers of the body's circle, but not what lies under closed items only.

    No meeting widens a restricted revision, a joint one neither: two persons do, by releasing it. What was said at a closed
    item of a joint meeting is read by those who sat there.
    """
    if revision.category == Category.RESTRICTED and revision.document.nature == Nature.STATEMENT:
        said = Meeting.objects.filter(items__speeches__statement=revision.document_id).distinct()
        return {
            (each.group_id, "read_documentrevision")
            for meeting in said
            for body in meeting.bodies()
            for each in body.members()
            if not revision.only_kinds or each.kind in revision.only_kinds
        }
    if revision.category != Category.BODY:
        return set()
    open_ = Q(papers__item__isnull=True) | Q(papers__item__is_closed=False)
    meetings = Meeting.objects.filter(open_, papers__document=revision.document_id)
    invited = Invitation.objects.sent_out().filter(meeting__in=meetings)
    return {
        (group, "read_documentrevision")
        for group in invited.values_list("organisation__group_id", flat=True)
    }


def excluded_from_paper(revision: DocumentRevision) -> set[int]:
    """A member that is invited as an observer does not see the closed items of that meeting, nor what lies under them."""
    closed = Meeting.objects.filter(
        papers__document=revision.document_id, papers__item__is_closed=True
    )
    observing = Invitation.objects.filter(meeting__in=closed).exclude(
        invited_as=InvitedAs.PARTICIPANT
    )
    return set(observing.values_list("organisation__group_id", flat=True))


def limits_of(document: Document) -> list[tuple[str, list[str]]]:
    """How far a paper may go that lies under closed items."""
    places = AgendaPaper.objects.filter(document=document, item__is_closed=True).select_related(
        "item"
    )
    return [
        (Category.RESTRICTED, place.item.only_kinds) for place in places if place.item is not None
    ]


def register_facts() -> None:
    grants.register(Meeting, MeetingGrant, rights_on_meeting, body="body", others=("joint_with",))
    grants.register(
        DocumentRevision,
        RevisionGrant,
        rights_on_paper,
        excluded_groups=excluded_from_paper,
    )
