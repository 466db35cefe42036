"""Answers and people: what an organisation says, whom it names, and what the secretariat decides about each name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.models import User
from accounts.permissions import is_secretariat
from documents import actions as documents
from documents.lifecycle import Category, Nature
from documents.models import Document
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import beside, changes, in_each_language
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..imports import DelegateRow
from ..lifecycle import DelegateStatus, Means, invitation_becomes
from ..models import Delegate, Detail, Invitation, Meeting, PersonalDetail, erase_days, erase_on
from .planning import held_invitation, locked


@transaction.atomic
def answer(
    invitation: Invitation,
    status: str,
    *,
    by: User,
    at: datetime,
    source: str = "",
    means: str = "",
    document: UploadedFile | None = None,
) -> Invitation:
    """The organisation takes part, does not, or will answer later. The secretariat must name where an answer came from."""
    invitation = held_invitation(invitation)
    require(availability.answer(by, invitation))
    if document is None and _is_said(invitation, status, source):
        return invitation  # pressed twice, or the link followed twice: one answer, one entry
    require(invitation_becomes(status, invitation.status))
    if is_secretariat(by) and not source.strip():
        raise RuleBroken(
            _("Name where the answer came from: note verbale, e-mail or telephone, with its date.")
        )
    invitation.status, invitation.answered_at, invitation.answered_by = status, at, by
    invitation.answer_source, invitation.answer_means, invitation.answer_stale = (
        source,
        means or Means.PORTAL,
        False,
    )
    if document is not None:
        invitation.answer_document = _paper(
            invitation, document, pgettext_lazy("reply", "Answer"), by=by, at=at
        )
    invitation.save()
    audit.log(
        "invitation.answered",
        invitation.meeting,
        by=by,
        at=at,
        organisation=invitation.organisation,
        answer=status,
        source=source,
    )
    return invitation


def _is_said(invitation: Invitation, status: str, source: str) -> bool:
    """Is this the answer that stands, from the same source, to the dates as they are now?"""
    return (
        invitation.is_answered
        and not invitation.answer_stale
        and (invitation.status, invitation.answer_source) == (status, source)
    )


def _paper(
    invitation: Invitation, file: UploadedFile, what: object, *, by: User, at: datetime
) -> Document:
    return documents.upload(
        titles=in_each_language(lambda: f"{what}: {invitation.organisation.name_i18n}"),
        category=Category.SECRETARIAT,
        body=invitation.meeting.body,
        files={by.language: file},
        nature=Nature.LETTER,
        by=by,
        at=at,
        right=True,
    )


@transaction.atomic
def file_nomination(
    invitation: Invitation, file: UploadedFile, *, by: User, at: datetime
) -> Invitation:
    """The note verbale or letter that names the delegation, kept for the secretariat beside the names."""
    invitation = held_invitation(invitation)
    require(availability.file_nomination(by, invitation))
    invitation.nomination = _paper(
        invitation, file, gettext_lazy("Letter of nomination"), by=by, at=at
    )
    invitation.save(update_fields=["nomination"])
    audit.log(
        "invitation.nomination_filed",
        invitation.meeting,
        by=by,
        at=at,
        organisation=invitation.organisation,
    )
    return invitation


def _require_places(invitation: Invitation, more: int = 1) -> None:
    places = invitation.places
    if (
        places is not None
        and Delegate.objects.coming().filter(invitation=invitation).count() + more > places
    ):
        words = ngettext(
            "Your organisation has %(places)d place at this meeting. Replace somebody, or ask the secretariat for another place.",
            "Your organisation has %(places)d places at this meeting. Replace somebody, or ask the secretariat for another place.",
            places,
        )
        raise RuleBroken(words % {"places": places})


def _made(
    invitation: Invitation,
    values: dict[str, Any],
    details: dict[str, str],
    *,
    replaces: Delegate | None,
    by: User,
    at: datetime,
) -> Delegate:
    said = {"i18n": beside(None, values.get("i18n") or {})}
    delegate = Delegate(
        invitation=invitation, nominated_by=by, nominated_at=at, replaces=replaces, **values | said
    )
    delegate.full_clean()
    delegate.save()
    _keep_details(delegate, details)
    return delegate


def _keep_details(delegate: Delegate, details: dict[str, str]) -> None:
    """Each detail with its own day of erasure, counted from the end of the meeting."""
    meeting, days = delegate.invitation.meeting, erase_days()
    for kind, value in details.items():
        if value.strip():
            PersonalDetail.objects.update_or_create(
                delegate=delegate,
                kind=kind,
                defaults={"value": value.strip()[:300], "erase_on": erase_on(meeting, kind, days)},
            )
        else:
            PersonalDetail.objects.filter(delegate=delegate, kind=kind).delete()


@transaction.atomic
def nominate(
    invitation: Invitation,
    values: dict[str, Any],
    *,
    details: dict[str, str] | None = None,
    by: User,
    at: datetime,
) -> Delegate:
    """Name a person of the delegation; a later change of mind is a new row, never an overwrite."""
    invitation = held_invitation(invitation)
    require(availability.nominate(by, invitation))
    _require_places(invitation)
    delegate = _made(invitation, values, details or {}, replaces=None, by=by, at=at)
    audit.log(
        "delegate.nominated",
        invitation.meeting,
        by=by,
        at=at,
        organisation=invitation.organisation,
        delegate=delegate,
    )
    return delegate


def _lock_delegate(delegate: Delegate) -> Delegate:
    locked(delegate.invitation.meeting)
    found = Delegate.objects.select_for_update(of=("self",)).select_related(
        "invitation__meeting__body", "invitation__organisation"
    )
    return found.get(pk=delegate.pk)


@transaction.atomic
def replace(
    delegate: Delegate,
    values: dict[str, Any],
    *,
    details: dict[str, str] | None = None,
    by: User,
    at: datetime,
) -> Delegate:
    """Another person in somebody's place: the first stays in the file as replaced."""
    delegate = _lock_delegate(delegate)
    require(availability.replace(by, delegate))
    delegate.status = DelegateStatus.REPLACED
    delegate.save(update_fields=["status"])
    made = _made(delegate.invitation, values, details or {}, replaces=delegate, by=by, at=at)
    audit.log(
        "delegate.replaced",
        delegate.invitation.meeting,
        by=by,
        at=at,
        organisation=delegate.invitation.organisation,
        delegate=made,
        before=delegate,
    )
    return made


@transaction.atomic
def complete(
    delegate: Delegate,
    values: dict[str, Any],
    *,
    details: dict[str, str] | None = None,
    by: User,
    at: datetime,
) -> Delegate:
    """Correct what is known of a named person, or give what the secretariat asked for: it is decided on anew. Of a person who
    is confirmed the delegation changes details alone; the secretariat corrects the rest, and its decision stands."""
    delegate = _lock_delegate(delegate)
    require(availability.complete(by, delegate))
    changed = changes(delegate, values)
    if changed:
        require(availability.correct_confirmed(by, delegate))
    if not delegate.is_confirmed:
        delegate.status, delegate.status_reason = DelegateStatus.NOMINATED, ""
    for name, value in changed.items():
        setattr(delegate, name, value)
    delegate.full_clean()
    delegate.save()
    _keep_details(delegate, details or {})
    audit.log(
        "delegate.completed",
        delegate.invitation.meeting,
        by=by,
        at=at,
        delegate=delegate,
        fields=list(changed),
    )
    return delegate


DECIDED = (DelegateStatus.CONFIRMED, DelegateStatus.ASKED, DelegateStatus.REFUSED)


@transaction.atomic
def change_delegate(
    delegate: Delegate, status: str, *, by: User, at: datetime, reason: str = "", tell: bool = True
) -> Delegate:
    """Confirm, ask back or refuse (the secretariat, told to the delegation) or withdraw (those who may nominate).

    `tell`: the calling act tells of several people in one letter.
    """
    delegate = _lock_delegate(delegate)
    require(
        availability.decide_delegate(by, delegate, status)
        if status in DECIDED
        else availability.withdraw_delegate(by, delegate)
    )
    if status in {DelegateStatus.ASKED, DelegateStatus.REFUSED} and not reason.strip():
        raise RuleBroken(_("Say what is missing or why; the delegation will read it."))
    delegate.status, delegate.status_reason = status, reason
    delegate.save(update_fields=["status", "status_reason"])
    if status in {DelegateStatus.ASKED, DelegateStatus.REFUSED}:
        mail.queue(notices.delegate_decided(delegate), by=by)
    elif status == DelegateStatus.CONFIRMED and tell:
        mail.queue(notices.delegates_confirmed(delegate.invitation, [delegate]), by=by)
    audit.log(
        f"delegate.{status}",
        delegate.invitation.meeting,
        by=by,
        at=at,
        delegate=delegate,
        organisation=delegate.invitation.organisation,
        reason=reason,
    )
    return delegate


@transaction.atomic
def confirm_all(invitation: Invitation, *, by: User, at: datetime) -> int:
    """Confirm everybody whom an organisation has named, after checking them against its letter."""
    invitation = held_invitation(invitation)
    require(availability.confirm_all(by, invitation))
    waiting = list(
        Delegate.objects.nominated()
        .filter(invitation=invitation)
        .select_related("invitation__meeting")
    )
    for delegate in waiting:
        change_delegate(delegate, DelegateStatus.CONFIRMED, by=by, at=at, tell=False)
    if waiting:
        mail.queue(notices.delegates_confirmed(invitation, waiting), by=by)
    return len(waiting)


@transaction.atomic
def import_delegates(
    meeting: Meeting, people: Iterable[DelegateRow], *, by: User, at: datetime
) -> int:
    """Everybody of a previewed file, or nobody of it."""
    locked(meeting)
    return len(
        [
            nominate(each.invitation, each.values, details=each.details, by=by, at=at)
            for each in people
        ]
    )


@transaction.atomic
def note_visa_letter(delegate: Delegate, *, by: User, at: datetime) -> None:
    """A letter with personal details was made: by whom stands in the trail."""
    require(availability.visa_letter(by, delegate))
    audit.log("delegate.visa_letter", delegate.invitation.meeting, by=by, at=at, delegate=delegate)


@transaction.atomic
def note_export(meeting: Meeting, count: int, *, by: User, at: datetime) -> None:
    """A file with people and their details left the portal: by whom, and how many, stands in the trail."""
    audit.log("delegates.exported", meeting, by=by, at=at, count=count)


@transaction.atomic
def erase_details(day: date) -> int:
    """Erase what is kept no longer: details on their day, e-mail addresses of delegates with the telephone's."""
    due = PersonalDetail.objects.filter(erase_on__lte=day)
    touched = set(due.values_list("delegate_id", flat=True))
    count, _by_model = due.delete()
    long_ago = timezone.now() - timedelta(days=erase_days()[Detail.PHONE])
    addressed = Delegate.objects.exclude(email="").filter(invitation__meeting__ends_at__lt=long_ago)
    count += addressed.update(email="")
    for delegate in Delegate.objects.filter(pk__in=touched).select_related("invitation__meeting"):
        if not delegate.details.exists():
            Delegate.objects.filter(pk=delegate.pk).update(erased_at=timezone.now())
            audit.log(
                "delegate.details_erased",
                delegate.invitation.meeting,
                by=None,
                delegate=delegate.pk,
            )
    return count
