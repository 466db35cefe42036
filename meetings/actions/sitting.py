"""In the room: sittings, items, the list of speakers, presence. Each act lets the screens know (`Meeting.live` rises)."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from councils.models import Office, Organisation
from documents import actions as documents
from documents.lifecycle import Category, Nature, Standing
from rec_portal import audit
from rec_portal.names import called, in_each_language, spellings
from rec_portal.verdicts import RuleBroken, require

from .. import availability, lifecycle
from ..exports.people import delegations
from ..lifecycle import (
    ItemAct,
    PresenceMeans,
    SpeechKind,
    SpeechState,
)
from ..models import (
    AgendaItem,
    AgendaPaper,
    Delegate,
    ItemEvent,
    Meeting,
    Presence,
    Sitting,
    Speech,
    in_hand_at,
    rules_of,
)
from .granting import regrant_documents
from .planning import locked, moved


def chair_of(meeting: Meeting) -> tuple[str, str] | None:
    """Who presides over the body that convenes, in Latin and Cyrillic letters; nobody where it has no chair."""
    office = (
        Office.objects.presiding()
        .filter(body=meeting.body)
        .select_related("holder__user", "holder__organisation")
        .first()
    )
    if office is None:
        return None
    user, own = office.holder.user, office.holder.organisation
    latin, cyrillic = (called(own, "short_name", code) for code in spellings())
    return f"{user.name} ({latin})", f"{user.name_ru or user.name} ({cyrillic})"


def _presiding(meeting: Meeting, chair_name: str) -> tuple[str, str]:
    """Who presides over the sitting: named at its opening, else the body's chair; never whoever pressed the button."""
    if named := chair_name.strip():
        return named, named
    chair = chair_of(meeting)
    if chair is None:
        raise RuleBroken(_("Say who presides: this body has no chair."))
    return chair


def begin_sitting(meeting: Meeting, *, chair_name: str = "", by: User, at: datetime) -> Sitting:
    """Within an act that holds the meeting: the next sitting opens. Whose people were let in today is present."""
    number = (meeting.sittings.aggregate(last=Max("number"))["last"] or 0) + 1
    english, russian = _presiding(meeting, chair_name)
    sitting = Sitting.objects.create(
        meeting=meeting,
        number=number,
        chair_name=english[:200],
        chair_name_ru=russian[:200],
        opened_at=at,
    )
    day = at.astimezone(ZoneInfo(meeting.time_zone)).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    ended = meeting.sittings.exclude(pk=sitting.pk).aggregate(last=Max("closed_at"))["last"]
    since = max(day, ended) if ended else day
    inside = Delegate.objects.confirmed().filter(
        invitation__meeting=meeting, checked_in_at__gte=since
    )
    for delegate in inside.select_related("invitation__organisation").order_by("checked_in_at"):
        _present(sitting, delegate.invitation.organisation, PresenceMeans.CHECK_IN, by=by, at=at)
    return sitting


def end_sitting(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Within an act that holds the meeting: who is present has left, the sitting is over."""
    for sitting in meeting.sittings.filter(closed_at=None):
        sitting.presences.filter(left_at=None).update(left_at=at)
        sitting.closed_at = at
        sitting.save(update_fields=["closed_at"])


def drop_sitting(meeting: Meeting) -> None:
    """Within the act that takes an opening back: its sitting, and who was let in to it at the door."""
    Presence.objects.filter(sitting__meeting=meeting).delete()
    meeting.sittings.all().delete()


@transaction.atomic
def resume_sitting(meeting: Meeting, *, chair_name: str = "", by: User, at: datetime) -> Sitting:
    """The chair opens the next sitting, after lunch or on the next day."""
    meeting = locked(meeting)
    require(availability.resume_sitting(by, meeting))
    sitting = begin_sitting(meeting, chair_name=chair_name, by=by, at=at)
    moved(meeting)
    audit.log("sitting.opened", meeting, by=by, at=at, number=sitting.number)
    return sitting


@transaction.atomic
def suspend_sitting(meeting: Meeting, *, by: User, at: datetime) -> None:
    """The chair ends the present sitting; the meeting goes on with the next one."""
    meeting = locked(meeting)
    require(availability.suspend_sitting(by, meeting))
    for item in AgendaItem.objects.open().filter(meeting=meeting).select_related("meeting"):
        _set_item(item, ItemAct.SUSPENDED, by=by, at=at)
    end_sitting(meeting, by=by, at=at)
    moved(meeting)
    audit.log("sitting.closed", meeting, by=by, at=at)


def _require_left(item: AgendaItem) -> None:
    """Whatever is decided at the item has been decided, or broken off, before the meeting leaves it."""
    for sentence in in_hand_at(item):
        raise RuleBroken(sentence)


def _set_item(item: AgendaItem, act: str, *, by: User, at: datetime) -> None:
    if act in {ItemAct.CLOSED, ItemAct.SUSPENDED}:
        _require_left(item)
    item.state = lifecycle.item_after(act)
    item.save(update_fields=["state"])
    ItemEvent.objects.create(item=item, act=act, by=by, at=at)
    closed = "closed_" if item.is_closed else ""
    audit.log(f"agenda.{closed}item_{act}", item.meeting, by=by, at=at, item=item, item_id=item.pk)


@transaction.atomic
def act_on_item(item: AgendaItem, act: str, *, by: User, at: datetime) -> AgendaItem:
    """The chair opens, suspends, resumes or closes an item. Opening one closes the one that is open."""
    meeting = locked(item.meeting)
    item = (
        AgendaItem.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=item.pk)
    )
    item.meeting = meeting
    require(availability.act_on_item(by, item, act))
    if act in {ItemAct.OPENED, ItemAct.RESUMED}:
        for other in (
            AgendaItem.objects.open()
            .filter(meeting=meeting)
            .select_related("meeting")
            .exclude(pk=item.pk)
        ):
            other.meeting = meeting
            _end_speeches(other, at)
            _set_item(other, ItemAct.CLOSED, by=by, at=at)
    if act in {ItemAct.CLOSED, ItemAct.SUSPENDED}:
        _end_speeches(item, at)
    _set_item(item, act, by=by, at=at)
    moved(meeting)
    return item


def close_all_items(meeting: Meeting, *, by: User, at: datetime) -> None:
    """Within the closing of the meeting: whatever is still open is closed with it."""
    for item in AgendaItem.objects.begun().filter(meeting=meeting):
        item.meeting = meeting
        _end_speeches(item, at)
        _set_item(item, ItemAct.CLOSED, by=by, at=at)


def _end_speeches(item: AgendaItem, at: datetime) -> None:
    for speech in item.speeches.begun():
        _stop(speech, SpeechState.SPOKEN, at)


def _stop(speech: Speech, state: str, at: datetime) -> None:
    speech.spoken_seconds, speech.running_since = speech.seconds(at), None
    speech.state = state
    if state == SpeechState.SPOKEN:
        speech.ended_at = at
    speech.save(update_fields=["spoken_seconds", "running_since", "state", "ended_at"])


def _limit(item: AgendaItem) -> int | None:
    minutes = item.speech_minutes or rules_of(item.meeting, item.meeting.body).speech_minutes
    return minutes * 60 or None


@transaction.atomic
def inscribe(
    item: AgendaItem,
    organisation: Organisation,
    kind: str = SpeechKind.STATEMENT,
    *,
    delegate: Delegate | None = None,
    by: User,
    at: datetime,
) -> Speech:
    """Put an organisation on the list of speakers. A point of order goes before everybody, a reply behind everybody."""
    meeting = locked(item.meeting)
    item = AgendaItem.objects.select_related("meeting__body").get(pk=item.pk)
    item.meeting = meeting
    require(availability.inscribe(by, item, organisation))
    if kind != SpeechKind.STATEMENT and not item.is_open:
        raise RuleBroken(_("Points of order and replies are raised while the item is open."))
    if item.speeches.waiting().filter(organisation=organisation, kind=kind).exists():
        raise RuleBroken(_("This organisation is on the list already."))
    if kind == SpeechKind.REPLY and not item.speeches.heard().exists():
        raise RuleBroken(_("A right of reply answers a statement; nobody has spoken yet."))
    if delegate is not None and delegate.invitation.organisation_id != organisation.pk:
        raise RuleBroken(_("This person does not belong to that delegation."))
    orders = item.speeches.waiting().aggregate(last=Max("order"))
    order = 0 if kind == SpeechKind.POINT_OF_ORDER else (orders["last"] or 1000) + 10
    speech = Speech.objects.create(
        item=item,
        organisation=organisation,
        delegate=delegate,
        kind=kind,
        order=order,
        limit_seconds=_limit(item),
        asked_by=by,
        asked_at=at,
    )
    moved(meeting)
    _tell("inscribed", speech, by=by, at=at)
    return speech


def _tell(act: str, speech: Speech, *, by: User, at: datetime) -> None:
    closed = "closed_" if speech.item.is_closed else ""
    audit.log(
        f"agenda.{closed}speech_{act}",
        speech.item.meeting,
        by=by,
        at=at,
        organisation=speech.organisation,
        item=speech.item,
        item_id=speech.item_id,
        kind=speech.kind,
    )


def _lock_speech(speech: Speech) -> tuple[Meeting, Speech]:
    meeting = locked(speech.item.meeting)
    found = (
        Speech.objects.select_for_update(of=("self",))
        .select_related("item__meeting", "organisation", "statement")
        .get(pk=speech.pk)
    )
    return meeting, found


@transaction.atomic
def withdraw_speech(speech: Speech, *, by: User, at: datetime) -> Speech:
    meeting, speech = _lock_speech(speech)
    require(availability.withdraw_speech(by, speech))
    speech.state = SpeechState.WITHDRAWN
    speech.save(update_fields=["state"])
    moved(meeting)
    _tell("withdrawn", speech, by=by, at=at)
    return speech


@transaction.atomic
def give_floor(speech: Speech, *, by: User, at: datetime) -> Speech:
    """The chair gives the floor. A point of order interrupts who speaks; anybody else ends the speech before."""
    meeting, speech = _lock_speech(speech)
    require(availability.give_floor(by, speech))
    for other in speech.item.speeches.speaking():
        _stop(
            other,
            SpeechState.PAUSED if speech.kind == SpeechKind.POINT_OF_ORDER else SpeechState.SPOKEN,
            at,
        )
    speech.state, speech.running_since = SpeechState.SPEAKING, at
    speech.started_at = speech.started_at or at
    speech.save(update_fields=["state", "running_since", "started_at"])
    moved(meeting)
    _tell("began", speech, by=by, at=at)
    return speech


@transaction.atomic
def end_speech(speech: Speech, *, by: User, at: datetime) -> Speech:
    """The floor is taken back; who was interrupted by a point of order goes on."""
    meeting, speech = _lock_speech(speech)
    require(availability.end_speech(by, speech))
    _stop(speech, SpeechState.SPOKEN, at)
    paused = speech.item.speeches.paused().order_by("-started_at").first()
    if paused is not None and speech.kind == SpeechKind.POINT_OF_ORDER:
        paused.state, paused.running_since = SpeechState.SPEAKING, at
        paused.save(update_fields=["state", "running_since"])
    moved(meeting)
    _tell("ended", speech, by=by, at=at)
    return speech


@transaction.atomic
def order_speakers(item: AgendaItem, how: str, *, by: User, at: datetime) -> None:
    """By protocol or by inscription; points of order stay in front."""
    meeting = item.meeting = locked(item.meeting)
    require(availability.order_speakers(by, item))
    waiting = list(item.speeches.select_for_update(of=("self",)).waiting())
    rank = {each.organisation_id: place for place, each in enumerate(delegations(meeting))}

    def key(speech: Speech) -> tuple[bool, Any]:
        return speech.kind != SpeechKind.POINT_OF_ORDER, rank.get(
            speech.organisation_id, 999
        ) if how == "protocol" else speech.asked_at

    for place, speech in enumerate(sorted(waiting, key=key), start=1):
        speech.order = 0 if speech.kind == SpeechKind.POINT_OF_ORDER else 1000 + 10 * place
    Speech.objects.bulk_update(waiting, ["order"])
    moved(meeting)


@transaction.atomic
def move_speaker(speech: Speech, step: int, *, by: User, at: datetime) -> None:
    """One place up or down, by the chair's hand."""
    meeting, speech = _lock_speech(speech)
    require(availability.order_speakers(by, speech.item))
    waiting = list(speech.item.speeches.waiting())
    here = next((index for index, each in enumerate(waiting) if each.pk == speech.pk), None)
    if here is None or not 0 <= here + step < len(waiting):
        return
    waiting.insert(here + step, waiting.pop(here))
    for place, each in enumerate(waiting, start=1):
        each.order = 1000 + 10 * place
    Speech.objects.bulk_update(waiting, ["order"])
    moved(meeting)


@transaction.atomic
def file_statement(
    speech: Speech, file: UploadedFile, language: str, *, by: User, at: datetime
) -> Speech:
    """The words of a statement, with a symbol of their own, under the item: as far as the item is open. Another language
    comes under the same symbol."""
    meeting, speech = _lock_speech(speech)
    require(availability.file_statement(by, speech))
    item = speech.item
    if speech.statement is not None:
        documents.add_language(
            documents.current_text(speech.statement),
            language,
            file,
            Standing.UNOFFICIAL,
            by=by,
            at=at,
            right=True,
        )
        moved(meeting)
        _tell("filed", speech, by=by, at=at)
        return speech
    document = documents.upload(
        titles=in_each_language(
            lambda: ": ".join((pgettext("a paper", "Statement"), speech.organisation.name_i18n))
        ),
        category=Category.RESTRICTED if item.is_closed else meeting.category,
        body=meeting.body,
        files={language: file},
        nature=Nature.STATEMENT,
        only_kinds=item.only_kinds,
        by=by,
        at=at,
        right=True,
    )
    document = documents.assign_symbol(document, by=by, at=at, right=True)
    speech.statement = document
    speech.save(update_fields=["statement"])
    AgendaPaper.objects.create(meeting=meeting, item=item, document=document)
    regrant_documents([document])  # who sat there follows from whose speech it is
    moved(meeting)
    _tell("filed", speech, by=by, at=at)
    return speech


def _open_sitting(meeting: Meeting) -> Sitting:
    sitting: Sitting | None = meeting.sittings.filter(closed_at=None).first()
    if sitting is None:
        raise RuleBroken(_("No sitting is open: presence is noted for a sitting."))
    return sitting


def _present(
    sitting: Sitting, organisation: Organisation, means: str, *, by: User, at: datetime
) -> Presence:
    found = sitting.presences.filter(organisation=organisation, left_at=None).first()
    return found or Presence.objects.create(
        sitting=sitting, organisation=organisation, means=means, arrived_at=at, noted_by=by
    )


@transaction.atomic
def note_presence(
    meeting: Meeting, organisation: Organisation, means: str, *, by: User, at: datetime
) -> Presence:
    """An organisation is in the room, or online; noted by the secretariat or the chair."""
    meeting = locked(meeting)
    require(availability.note_presence(by, meeting))
    invitation = meeting.invitations.filter(organisation=organisation).first()
    if invitation is None:
        raise RuleBroken(_("This organisation is not invited to the meeting."))
    require(availability.comes(invitation))
    presence = _present(_open_sitting(meeting), organisation, means, by=by, at=at)
    moved(meeting)
    audit.log("presence.arrived", meeting, by=by, at=at, organisation=organisation, means=means)
    return presence


@transaction.atomic
def note_departure(meeting: Meeting, organisation: Organisation, *, by: User, at: datetime) -> None:
    meeting = locked(meeting)
    require(availability.note_presence(by, meeting))
    gone = (
        _open_sitting(meeting)
        .presences.filter(organisation=organisation, left_at=None)
        .update(left_at=at)
    )
    if not gone:
        raise RuleBroken(_("This organisation is not noted as present."))
    moved(meeting)
    audit.log("presence.left", meeting, by=by, at=at, organisation=organisation)


@transaction.atomic
def check_in(delegate: Delegate, *, by: User, at: datetime) -> Delegate:
    """A confirmed delegate at the door, at each sitting anew. The organisation is present in the sitting that is open, or in the
    next one of the day, with the first of its people."""
    meeting = locked(delegate.invitation.meeting)
    delegate = (
        Delegate.objects.select_for_update(of=("self",))
        .select_related("invitation__organisation")
        .get(pk=delegate.pk)
    )
    delegate.invitation.meeting = meeting
    require(availability.check_in(by, delegate))
    delegate.checked_in_at = at
    delegate.save(update_fields=["checked_in_at"])
    sitting = meeting.sittings.filter(closed_at=None).first()
    if sitting is not None:
        _present(sitting, delegate.invitation.organisation, PresenceMeans.CHECK_IN, by=by, at=at)
    moved(meeting)
    audit.log("delegate.checked_in", meeting, by=by, at=at, delegate=delegate)
    return delegate
