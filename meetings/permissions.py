"""Who may do what at a meeting; and the facts behind the grants on meetings and their papers."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import is_secretariat
from councils import grants
from councils.lifecycle import SeatKind
from councils.models import Seat
from councils.permissions import may_manage, may_preside, may_speak_for, presides
from documents.lifecycle import Category
from documents.models import DocumentRevision, RevisionGrant
from rec_portal.verdicts import ALLOWED, Verdict

from .models import Invitation, Meeting, MeetingGrant

__all__ = ["may_answer", "may_manage", "may_nominate", "may_open_and_close", "register_facts", "sees_answers"]


def may_answer(user: User, invitation: Invitation) -> Verdict:
    """Head of delegation or alternate; the secretariat records an answer that came another way, with its source."""
    if is_secretariat(user):
        return ALLOWED
    return may_speak_for(user, invitation.organisation)


def may_nominate(user: User, invitation: Invitation) -> Verdict:
    return may_answer(user, invitation)


def may_open_and_close(user: User, meeting: Meeting) -> Verdict:
    return may_preside(user, meeting.body)


def sees_answers(user: User | AnonymousUser, meeting: Meeting) -> bool:
    """Who has answered: for the secretariat and the chair."""
    return is_secretariat(user) or presides(user, meeting.body)


def rights_on_meeting(meeting: Meeting) -> grants.Rights:
    """The seats of the body (members only when restricted) and every organisation invited."""
    groups = set(meeting.invitations.values_list("organisation__group_id", flat=True))
    if meeting.category in {Category.BODY, Category.RESTRICTED}:
        seats = Seat.objects.current().filter(body_id=meeting.body_id, organisation__is_active=True)
        if meeting.category == Category.RESTRICTED:
            seats = seats.filter(kind=SeatKind.MEMBER)
        groups |= set(seats.values_list("organisation__group_id", flat=True))
    if meeting.category == Category.SECRETARIAT:
        groups = set()
    return {(group, "read_meeting") for group in groups}


def rights_on_paper(revision: DocumentRevision) -> grants.Rights:
    """Those invited beyond the body's seats read the papers of the body's circle, never the restricted ones."""
    if revision.category != Category.BODY:
        return set()
    invited = Invitation.objects.filter(meeting__items__papers__document=revision.document_id).exclude(status="prepared")
    return {(group, "read_documentrevision") for group in invited.values_list("organisation__group_id", flat=True)}


def register_facts() -> None:
    grants.register(Meeting, MeetingGrant, rights_on_meeting, body="body")
    grants.register(DocumentRevision, RevisionGrant, rights_on_paper)
