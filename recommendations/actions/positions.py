"""Positions in a round (docs/consensus.md): taken, recorded from a source, prepared, renewed; objections lifted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.lifecycle import Effect, Meaning
from councils.models import Organisation, today
from councils.silence import still_keeps
from documents import actions as documents
from documents.lifecycle import Category
from documents.models import Document
from meetings.actions import follow_screens
from rec_portal import audit, clock
from rec_portal.labels import said, worded
from rec_portal.mail import actions as mail
from rec_portal.names import by_language, in_each_language
from rec_portal.verdicts import Refused, RuleBroken, require

from .. import availability, notices
from ..lifecycle import AmendmentKind, Closing, EventKind
from ..models import (
    Amendment,
    ConsensusRound,
    ObjectionConfirmation,
    ObjectionWithdrawal,
    Paragraph,
    Position,
    PositionDraft,
    RoundEvent,
)
from .amending import propose_amendment
from .ladder import give_back
from .locking import locked, locked_round
from .rounds import close, note
from .statements import keep_statement


@dataclass(frozen=True)
class Recorded:
    """How a position of an absent organisation reached the secretariat (rule 3)."""

    source: str
    dated: date
    document: Document | None  # none: said in the room, the record of the meeting is the document


@dataclass(frozen=True)
class Words:
    """What a position says beside its kind."""

    reason: str = ""
    proposed_change: str = ""
    paragraph: Paragraph | None = None
    language: str = ""
    expected_on: date | None = None


@transaction.atomic
def take_position(
    consensus_round: ConsensusRound,
    kind: str,
    *,
    by: User,
    reason: str = "",
    proposed_change: str = "",
    paragraph: Paragraph | None = None,
    language: str = "",
    expected_on: date | None = None,
    organisation: Organisation | None = None,
    recorded: Recorded | None = None,
    renewed_from: Position | None = None,
) -> Position:
    """Record an organisation's position; under silence an objection ends the round at once.

    By head or alternate for their own organisation; by the secretariat as recorder for `organisation`, with its source.
    """
    consensus_round = locked_round(consensus_round)
    organisation = _speaks_for(by, consensus_round, organisation, recorded)
    meaning = _meaning(consensus_round, kind)
    waits = meaning.blocks and recorded is not None and consensus_round.silence_speaks
    if waits:
        _prolong_for_objection(consensus_round, organisation, by=by)
    former = consensus_round.positions.filter(organisation=organisation, is_current=True).first()
    words = Words(
        reason.strip(), proposed_change.strip(), paragraph, language or by.language, expected_on
    )
    _require_complete(meaning, words)
    consensus_round.positions.filter(organisation=organisation, is_current=True).update(
        is_current=False
    )
    position = _insert(
        round=consensus_round,
        organisation=organisation,
        kind=kind,
        reason=words.reason,
        proposed_change=words.proposed_change,
        paragraph=paragraph if meaning.needs_paragraph or meaning.needs_change else None,
        expected_on=expected_on if meaning.effect == Effect.AWAITING else None,
        taken_by=by,
        source=recorded.source if recorded else "",
        source_date=recorded.dated if recorded else None,
        document=recorded.document if recorded else None,
        renewed_from=renewed_from,
    )
    position.refresh_from_db(fields=["taken_at", "effect", "blocks", "takes_effect_at"])
    if meaning.annexes:
        keep_statement(position, words.language)
    if recorded:
        mail.queue(notices.position_recorded(position), by=by)
    elif former is not None and former.taken_by_id != by.pk:
        mail.queue(notices.position_replaced(position, former), by=by)
    audit.log(
        "position.taken",
        consensus_round.recommendation,
        by=by,
        at=position.taken_at,
        round=consensus_round.number,
        organisation=organisation,
        position=kind,
        source=position.source,
        replaces=former.kind if former is not None else "",
    )
    if meaning.blocks and consensus_round.silence_speaks and not waits:
        _break_silence(consensus_round, position, by=by)
    return position


def _prolong_for_objection(
    consensus_round: ConsensusRound, organisation: Organisation, *, by: User
) -> None:
    """Silence does not run out before a recorded objection takes effect (rule 3); the database asks the same."""
    at = clock.now()
    hours = int(consensus_round.procedure["confirmation_hours"])
    until = at + timedelta(hours=hours, minutes=1)  # the position is timed a moment later
    if until <= consensus_round.expires_at:
        return
    consensus_round.expires_at = until
    consensus_round.save(update_fields=["expires_at"])
    reason = worded("#objection_waits", organisation=by_language(organisation))
    note(
        consensus_round,
        EventKind.EXTENDED,
        by=by,
        at=at,
        reason=reason,
        expires_at=consensus_round.expires_at,
    )
    mail.queue(notices.round_extended(consensus_round, reason), by=by)


@transaction.atomic
def confirm_objection(position: Position, *, by: User) -> ObjectionConfirmation:
    """The organisation confirms what was recorded for it: silence is broken, everyone is told who and why."""
    position.round = locked_round(position.round)
    position = _locked_position(position)
    require(availability.confirm_objection(by, position))
    return _take_effect(position, by=by)


def take_effect(position: Position) -> bool:
    """By the clock: a recorded objection that nobody has corrected in time. The caller holds the round's lock."""
    if not position.is_pending or position.takes_effect_at is None:
        return False
    if clock.now() < _due(position, position.takes_effect_at):
        return False
    _take_effect(position, by=None)
    return True


def _due(position: Position, moment: datetime) -> datetime:
    """When it takes effect: after a suspension the organisation has its hours anew, at most until silence ends."""
    held = position.round
    resumed = held.events.filter(kind=EventKind.RESUMED, at__gt=position.taken_at).last()
    if resumed is None:
        return moment
    hours = timedelta(hours=int(held.procedure["confirmation_hours"]))
    return max(moment, min(resumed.at + hours, held.expires_at))


def _locked_position(position: Position) -> Position:
    held = position.round
    found: Position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("confirmation", "withdrawal", "organisation", "taken_by")
        .get(pk=position.pk)
    )
    found.round = held
    return found


def _take_effect(position: Position, *, by: User | None) -> ObjectionConfirmation:
    made = ObjectionConfirmation.objects.create(position=position, by=by)
    made.refresh_from_db(fields=["at"])
    audit.log(
        "objection.confirmed",
        position.round.recommendation,
        by=by,
        at=made.at,
        round=position.round.number,
        organisation=position.organisation,
    )
    _break_silence(position.round, position, by=by, at=made.at)
    return made


@transaction.atomic
def prepare_position(
    consensus_round: ConsensusRound, values: dict[str, str], *, by: User
) -> PositionDraft:
    """Keep what the delegation prepares (rule 2); the last one to write is named. It is no position and has no effect."""
    consensus_round = locked_round(consensus_round)
    require(availability.prepare_position(by, consensus_round))
    kept, _made = PositionDraft.objects.update_or_create(
        round=consensus_round,
        organisation=by.organisation,
        defaults={"values": values, "by": by, "at": clock.now()},
    )
    return kept


@transaction.atomic
def keep_late(
    consensus_round: ConsensusRound,
    *,
    kind: str,
    by: User,
    reason: str = "",
    proposed_change: str = "",
    **_rest: Any,
) -> RoundEvent:
    """Rule 6: a message that comes after the end is kept as late. It changes nothing; the chair reads it."""
    consensus_round = locked_round(consensus_round)
    require(availability.keep_late(by, consensus_round))
    typed = [each for each in (reason.strip(), proposed_change.strip()) if each]
    words = worded(
        "#late",
        organisation=by_language(by.organisation),
        position=in_each_language(lambda: _meaning(consensus_round, kind).label),
        words="".join(f" · {each}" for each in typed),
    )
    own = consensus_round.events.filter(kind=EventKind.LATE, by=by)
    if (same := own.filter(reason=words).first()) is not None:
        return same
    still_keeps(own.count())
    return note(consensus_round, EventKind.LATE, by=by, at=clock.now(), reason=words)


@transaction.atomic
def record_position(
    consensus_round: ConsensusRound,
    organisation: Organisation,
    file: UploadedFile | None,
    *,
    source: str,
    dated: date,
    by: User,
    at: datetime,
    **words: Any,
) -> Position:
    """The secretariat records what reached it: the document is filed, the position taken, the organisation told.

    Without a document only what is said in a meeting that is being held (rule 3: «in session»).
    """
    consensus_round = locked_round(
        consensus_round
    )  # the text first, then the trail: everybody in the same order
    document = None
    if file is not None:
        document = documents.upload(
            titles=in_each_language(lambda: f"{organisation.name_i18n}: {said(source)}"),
            category=Category.SECRETARIAT,
            body=consensus_round.body,
            files={by.language: file},
            by=by,
            at=at,
        )
    return take_position(
        consensus_round,
        by=by,
        organisation=organisation,
        recorded=Recorded(source, dated, document),
        **words,
    )


def _meaning(consensus_round: ConsensusRound, kind: str) -> Meaning:
    try:
        return consensus_round.meaning_of(kind)
    except KeyError:
        raise RuleBroken(
            _("This round does not offer that position. Choose one of those on its page.")
        ) from None


def _insert(**values: Any) -> Position:
    """The trigger judges once more, by the clock of this very moment."""
    consensus_round: ConsensusRound = values["round"]
    if consensus_round.agenda_item is not None:
        follow_screens(consensus_round.agenda_item.meeting)
    try:
        with transaction.atomic():
            return Position.objects.create(**values)
    except IntegrityError as refusal:
        raise RuleBroken(
            _("This round is over; it takes no more positions. Read on its page what comes next.")
        ) from refusal


def _speaks_for(
    by: User,
    consensus_round: ConsensusRound,
    organisation: Organisation | None,
    recorded: Recorded | None,
) -> Organisation:
    own = by.organisation
    if organisation is None or organisation == own:
        require(availability.take_position(by, consensus_round))
        assert own is not None  # noqa: S101  # take_position has asked
        return own
    if not is_secretariat(by):
        raise Refused(_("You take the position of your own organisation only."))
    require(availability.record_position(by, consensus_round, organisation))
    if recorded is not None and recorded.dated > today():
        raise RuleBroken(_("The source is dated in the future. Give the date that it bears."))
    if recorded is None or not recorded.source.strip():
        raise RuleBroken(
            _(
                "Name how the position reached the secretariat: note verbale, e-mail or telephone, with its date and document."
            )
        )
    if recorded.document is None and not consensus_round.hears(organisation):
        raise RuleBroken(
            _("File the document with which the position came, or a note for the file.")
        )
    return organisation


def _require_complete(meaning: Meaning, words: Words) -> None:
    if missing := availability.lacking(meaning, vars(words)):
        raise RuleBroken(" ".join(missing.values()))


def _break_silence(
    consensus_round: ConsensusRound,
    position: Position,
    *,
    by: User | None,
    at: datetime | None = None,
) -> None:
    """The round closes at once, all are told who and why, the text returns to consultation."""
    close(consensus_round, Closing.BROKEN, at or position.taken_at)
    recommendation = consensus_round.recommendation
    give_back(recommendation)
    mail.queue(notices.round_broken(consensus_round, position), by=by)
    audit.log(
        "round.broken",
        recommendation,
        by=by,
        at=at or position.taken_at,
        round=consensus_round.number,
        organisation=position.organisation,
        reason=position.reason,
    )


@transaction.atomic
def renew(consensus_round: ConsensusRound, *, by: User) -> Position:
    """One click: the organisation's last position on this text stands in this round too. An objection is not renewed so."""
    consensus_round = locked_round(consensus_round)
    require(availability.take_position(by, consensus_round))
    former = former_position(consensus_round, by.organisation)
    if former is None:
        raise RuleBroken(_("Your organisation has no earlier position to renew. Give one below."))
    meaning = _meaning(consensus_round, former.kind)
    paragraph = former.paragraph
    if (
        paragraph is not None
        and not consensus_round.revision.clauses.filter(paragraph=paragraph).exists()
    ):
        raise RuleBroken(
            _(
                "The paragraph of your earlier position is no longer in the text. Give your position anew."
            )
        )
    statement = former.statement_set.first()
    if statement is not None and statement.withdrawn_at is not None:
        raise RuleBroken(
            _("Your organisation has withdrawn its statement since. Give your position anew.")
        )
    return take_position(
        consensus_round,
        meaning.code,
        by=by,
        reason=former.reason,
        paragraph=paragraph,
        renewed_from=former,
        language=statement.language if statement else "",
    )


def former_position(
    consensus_round: ConsensusRound, organisation: Organisation | None
) -> Position | None:
    """The organisation's last position in an earlier round on this text, where this round offers the same and it may be renewed."""
    if organisation is None:
        return None
    earlier = (
        Position.objects.filter(
            round__recommendation=consensus_round.recommendation_id,
            round__number__lt=consensus_round.number,
            organisation=organisation,
            is_current=True,
        )
        .select_related("round__revision", "paragraph")
        .order_by("-round__number")
    )
    former: Position | None = earlier.first()
    if (
        former is None
        or former.blocks
        or former.effect == Effect.AWAITING
        or former.kind not in consensus_round.meanings
    ):
        return None
    return former


@transaction.atomic
def withdraw_objection(position: Position, *, words: str, by: User) -> ObjectionWithdrawal:
    """The objector lifts its objection: a new agreement, on which the round that waits for its declaration is declared, or the
    same revision is put again."""
    locked(position.round.recommendation)
    position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("round__recommendation__body")
        .get(pk=position.pk)
    )
    position.round = locked_round(position.round)
    require(availability.withdraw_objection(by, position))
    at = clock.now()
    made = ObjectionWithdrawal.objects.create(position=position, by=by, at=at, words=words.strip())
    recommendation = position.round.recommendation
    audit.log(
        "objection.lifted",
        recommendation,
        by=by,
        at=at,
        organisation=position.organisation,
        reason=words,
    )
    mail.queue(notices.objection_lifted(position), by=by)
    if position.round.agenda_item is not None:
        follow_screens(position.round.agenda_item.meeting)
    return made


@transaction.atomic
def amendment_from(
    position: Position, texts: dict[str, str], *, by: User, at: datetime
) -> Amendment:
    """An objection with a proposed change becomes an amendment in one step, with its reasons."""
    require(availability.amendment_from(by, position))
    assert position.paragraph is not None  # noqa: S101  # amendment_from has asked
    return propose_amendment(
        position.round.recommendation,
        position.paragraph,
        texts,
        position.reason,
        by=by,
        at=at,
        kind=AmendmentKind.REPLACE,
        objection=position,
    )
