"""Rounds and positions (docs/consensus.md): opened by the chair, broken by an objection, closed by the clock.

Every act locks the text, then the round. The database's clock alone judges whether a round still runs: here, in the
job that closes what is due, and in a trigger that refuses a late position whatever the portal does.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.lifecycle import OrganisationKind
from councils.models import Body, Organisation
from councils.permissions import presides
from documents import actions as documents
from documents.lifecycle import Category
from documents.models import Document
from meetings.actions import follow_screens
from meetings.models import AgendaItem
from rec_portal import clock, workdays
from rec_portal.audit.models import record
from rec_portal.mail import actions as mail
from rec_portal.ui.brackets import has_brackets
from rec_portal.verdicts import Refused, RuleBroken, require

from .. import lifecycle, notices, permissions
from ..lifecycle import (
    RUNNING,
    Act,
    AmendmentKind,
    Closing,
    CountedIn,
    Effect,
    Entitles,
    Meaning,
    Outcome,
    RoundKind,
    RoundStatus,
    Status,
)
from ..models import (
    Amendment,
    ConsensusRound,
    Entitlement,
    Lift,
    Paragraph,
    Position,
    PositionDraft,
    Procedure,
    Recommendation,
    Revision,
    RoundAct,
)
from .amending import propose_amendment
from .drafting import change_status
from .locking import locked, locked_round
from .reaching import refused_by, unreached_by
from .rounds import close, note, void
from .statements import keep_statement

_NAMES = {"ru": gettext_lazy("Russian"), "en": gettext_lazy("English")}


@dataclass(frozen=True)
class Terms:
    """On what terms a round is opened, beside the body's own procedure."""

    kind: str = RoundKind.SILENCE
    agreed_at_meeting: str = ""
    agenda_item: AgendaItem | None = None
    present: tuple[int, ...] = ()


def least_end(procedure: Procedure, at: datetime) -> datetime:
    """The earliest end that the body's procedure allows for a silence that begins now. Hours are real hours: in UTC."""
    end = at.astimezone(UTC) + timedelta(hours=procedure.minimum_hours)
    if procedure.counted_in == CountedIn.WORKING_DAYS:
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        day = workdays.after_working_days(
            local.date(), procedure.working_days, settings.COUNCIL_STATES
        )
        end = max(end, datetime.combine(day, local.time(), local.tzinfo))
    return end


def entitled_in(body: Body, procedure: Procedure) -> list[Organisation]:
    """Rule 1: who may take a position, by the body's own rule; observers never."""
    members = body.members()
    if procedure.entitles == Entitles.GOVERNMENTS:
        members = members.filter(kind=OrganisationKind.GOVERNMENT)
    return list(members)


@transaction.atomic
def open_round(
    recommendation: Recommendation,
    *,
    revision: Revision,
    expires_at: datetime,
    time_zone: str,
    by: User,
    terms: Terms | None = None,
) -> ConsensusRound:
    """Put exactly this revision to the deciding body; freeze its procedure and who is entitled; tell everyone entitled."""
    terms = terms or Terms()
    recommendation = locked(recommendation)
    at = clock.now()
    entitled = require_openable(
        recommendation, revision=revision, expires_at=expires_at, by=by, terms=terms, at=at
    )
    body = recommendation.deciding_body()
    procedure = Procedure.of(body)
    opened = ConsensusRound.objects.create(
        recommendation=recommendation,
        revision=revision,
        body=body,
        kind=terms.kind,
        number=_next_number(recommendation),
        procedure=procedure.frozen(),
        agenda_item=terms.agenda_item,
        agreed_at_meeting=terms.agreed_at_meeting.strip(),
        opened_by=by,
        on_behalf_of_chair=not presides(by, body),
        opened_at=at,
        expires_at=expires_at,
        time_zone=time_zone,
        entitled_count=len(entitled),
    )
    entitle(opened, entitled, present=terms.present)
    if opened.has_effect:
        change_status(recommendation, Status.IN_ROUND)
    note(
        opened,
        Act.OPENED,
        by=by,
        at=at,
        expires_at=expires_at,
        revision=revision.number,
        body=body.code,
        kind=terms.kind,
        time_zone=time_zone,
        entitled=[str(each) for each in entitled],
        on_behalf_of_chair=opened.on_behalf_of_chair,
    )
    mail.queue(notices.round_opened(opened), by=by)
    return opened


def require_openable(
    recommendation: Recommendation,
    *,
    revision: Revision,
    expires_at: datetime,
    by: User,
    terms: Terms,
    at: datetime,
) -> list[Organisation]:
    """All that must hold before a round opens; who would be entitled. The check page asks it, and the act again."""
    require(permissions.may_open_round(by, recommendation))
    body = recommendation.deciding_body()
    procedure = Procedure.of(body)
    if terms.kind == RoundKind.CONSULTATION:
        lifecycle.require_editable(recommendation.status)
    else:
        lifecycle.require_change(lifecycle.CHANGES, recommendation.status, Status.IN_ROUND)
    if recommendation.rounds.filter(status__in=RUNNING).exists():
        raise RuleBroken(
            _("A round is running on this text already. End it before you open another.")
        )
    _require_kind(recommendation, body, terms)
    _require_time(procedure, terms, expires_at, at)
    _require_ready(recommendation, revision, procedure, terms)
    _require_pinned(recommendation, revision, terms)
    return _require_entitled(body, procedure)


def _next_number(recommendation: Recommendation) -> int:
    return int(recommendation.rounds.aggregate(last=Max("number"))["last"] or 0) + 1


def entitle(
    opened: ConsensusRound, organisations: list[Organisation], *, present: tuple[int, ...] = ()
) -> None:
    """Fix the list of the entitled, by name as they now are; the database takes no more than were announced."""
    Entitlement.objects.bulk_create(
        Entitlement(
            round=opened,
            organisation=organisation,
            name=organisation.name,
            kind=organisation.kind,
            name_ru=(organisation.i18n or {}).get("name_ru") or organisation.name,
            present=organisation.pk in present,
        )
        for organisation in organisations
    )


def _require_entitled(body: Body, procedure: Procedure) -> list[Organisation]:
    entitled = entitled_in(body, procedure)
    if not entitled:
        raise RuleBroken(
            _("No organisation has a member's seat in this body; there is nobody to ask.")
        )
    if deaf := [organisation for organisation in entitled if not organisation.has_voice()]:
        names = ", ".join(str(organisation) for organisation in deaf)
        raise RuleBroken(
            _(
                "Nobody speaks for %(names)s: name a head of delegation or an alternate first, so that silence can mean consent."
            )
            % {"names": names}
        )
    return entitled


def _require_kind(recommendation: Recommendation, body: Body, terms: Terms) -> None:
    if (terms.kind == RoundKind.ENDORSEMENT) and not body.is_executive_committee:
        raise RuleBroken(
            _("Endorsement is asked of the Executive Committee, of a text laid before it.")
        )
    if terms.kind == RoundKind.IN_SESSION and not terms.present:
        raise RuleBroken(
            _("Tick who of the entitled is in the room; whoever is not there is asked by silence.")
        )
    if terms.kind == RoundKind.RENEWAL:
        last = recommendation.rounds.first()
        if last is None or last.outcome != Outcome.DEFERRED:
            raise RuleBroken(_("A renewal follows a deferral. Open a round of another kind."))


def _require_time(procedure: Procedure, terms: Terms, expires_at: datetime, at: datetime) -> None:
    if terms.kind in {RoundKind.CONSULTATION, RoundKind.IN_SESSION}:
        if expires_at <= at:
            raise RuleBroken(_("Choose an end that lies ahead."))
        return
    if procedure.needs_agreement and not terms.agreed_at_meeting.strip():
        raise RuleBroken(_("Name the meeting at which nobody objected to the use of silence."))
    if expires_at < at.astimezone(UTC) + timedelta(hours=procedure.minimum_hours):
        raise RuleBroken(
            _("Silence must last at least %(hours)d hours. Choose a later end.")
            % {"hours": procedure.minimum_hours}
        )
    if expires_at < least_end(procedure, at):
        raise RuleBroken(
            _(
                "Silence must last at least %(days)d working days of the five states. Choose a later end."
            )
            % {"days": procedure.working_days}
        )


def _require_ready(
    recommendation: Recommendation, revision: Revision, procedure: Procedure, terms: Terms
) -> None:
    """Rule 6: this very revision, the required languages complete and in step; after a failure a new revision or agreement."""
    if revision.pk != recommendation.current_revision_id:
        raise RuleBroken(
            _(
                "The text has been changed since you opened this page. Read the newest revision first."
            )
        )
    if terms.kind == RoundKind.CONSULTATION:
        return
    text = Revision.objects.with_text().get(pk=revision.pk)
    if missing := [
        code for code in text.missing_languages() if code in procedure.required_languages
    ]:
        names = " + ".join(str(_NAMES[code]) for code in missing)
        raise RuleBroken(
            _("Both languages must be complete before a round. Missing: %(names)s.")
            % {"names": names}
        )
    if open_ones := [
        c.label for c in text.numbered() if has_brackets(c.text_ru) or has_brackets(c.text_en)
    ]:
        raise RuleBroken(
            _("Words in square brackets are not yet agreed: paragraph %(labels)s.")
            % {"labels": ", ".join(open_ones)}
        )
    if behind := [
        clause.label for clause, code in text.behind() if code in procedure.required_languages
    ]:
        raise RuleBroken(
            _(
                "A translation lags behind the language of drafting in paragraph %(labels)s. Bring it in step and issue the text."
            )
            % {"labels": ", ".join(behind)}
        )
    _require_new_agreement(recommendation, revision)


def _require_pinned(recommendation: Recommendation, revision: Revision, terms: Terms) -> None:
    """In the room exactly that is put which lies before the meeting."""
    laid = (
        recommendation.agenda_places.filter(item=terms.agenda_item).first()
        if terms.agenda_item
        else None
    )
    if laid is not None and laid.revision_id != revision.pk:
        raise RuleBroken(
            _(
                "Another revision lies before the meeting at this item. Lay the newest one before it first."
            )
        )


def _require_new_agreement(recommendation: Recommendation, revision: Revision) -> None:
    rounds = recommendation.rounds.filter(revision=revision)
    asked = rounds.exclude(kind=RoundKind.CONSULTATION)
    standing = Position.objects.filter(
        round__in=asked, blocks=True, is_current=True, lift__isnull=True
    )
    if rounds.filter(outcome=Outcome.NOT_ADOPTED).exists() or standing.exists():
        raise RuleBroken(
            _("This revision has failed already. Open the next round on a new revision.")
        )


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
    if not consensus_round.is_running:
        raise RuleBroken(_not_running(consensus_round))
    meaning = _meaning(consensus_round, kind)
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
    position.refresh_from_db(fields=["taken_at", "effect", "blocks"])
    if meaning.annexes:
        keep_statement(position, words.language)
    if recorded:
        mail.queue(notices.position_recorded(position), by=by)
    record(
        "position.taken",
        consensus_round.recommendation,
        by=by,
        at=position.taken_at,
        round=consensus_round.number,
        organisation=str(organisation),
        position=kind,
        source=position.source,
    )
    if meaning.blocks and consensus_round.silence_speaks:
        _break_silence(consensus_round, position, by=by)
    return position


@transaction.atomic
def prepare_position(
    consensus_round: ConsensusRound, values: dict[str, str], *, by: User
) -> PositionDraft:
    """Keep what the delegation prepares (rule 2); the last one to write is named. It is no position and has no effect."""
    consensus_round = locked_round(consensus_round)
    require(permissions.may_prepare_position(by, consensus_round))
    if not consensus_round.is_running:
        raise RuleBroken(_not_running(consensus_round))
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
) -> RoundAct:
    """Rule 6: a message that comes after the end is kept as late. It changes nothing; the chair reads it."""
    consensus_round = locked_round(consensus_round)
    require(permissions.may_take_position(by, consensus_round))
    if not consensus_round.has_ended:
        raise RuleBroken(_("This round still runs: give your position in it."))
    said = [
        str(by.organisation),
        str(_meaning(consensus_round, kind).label),
        reason.strip(),
        proposed_change.strip(),
    ]
    return note(
        consensus_round,
        Act.LATE,
        by=by,
        at=clock.now(),
        reason=" · ".join(each for each in said if each),
    )


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
        title = f"{organisation.name}: {source}"[:250]
        document = documents.upload(
            title=title,
            title_ru=title,
            category=Category.SECRETARIAT,
            body=consensus_round.body,
            files={by.language: file},
            by=by,
            at=at,
        )
    elif not consensus_round.is_heard:
        raise RuleBroken(
            _("File the document with which the position came, or a note for the file.")
        )
    return take_position(
        consensus_round,
        by=by,
        organisation=organisation,
        recorded=Recorded(source, dated, document),
        **words,
    )


def _not_running(consensus_round: ConsensusRound) -> str:
    if consensus_round.is_suspended:
        return _("This round is suspended and takes no positions until the chair resumes it.")
    return _("This round is over; it takes no more positions. Read on its page what comes next.")


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
    if organisation is None or (by.organisation is not None and organisation == by.organisation):
        require(permissions.may_take_position(by, consensus_round))
        assert by.organisation is not None  # noqa: S101  # may_take_position has asked
        return by.organisation
    if not is_secretariat(by):
        raise Refused(_("You take the position of your own organisation only."))
    if not consensus_round.entitlements.filter(organisation=organisation).exists():
        raise Refused(_("This organisation is not among those entitled in this round."))
    if recorded is None or not recorded.source.strip():
        raise RuleBroken(
            _(
                "Name how the position reached the secretariat: note verbale, e-mail or telephone, with its date and document."
            )
        )
    return organisation


def _require_complete(meaning: Meaning, words: Words) -> None:
    if meaning.needs_reason and not words.reason:
        raise RuleBroken(
            _("This position needs words: the reason of an objection, or the statement itself.")
        )
    if meaning.needs_change and not words.proposed_change:
        raise RuleBroken(_("Write the change that would let your organisation join."))
    if words.paragraph is None and (meaning.needs_paragraph or meaning.needs_change):
        raise RuleBroken(_("Name the paragraph that is meant."))
    if meaning.effect == Effect.AWAITING and words.expected_on is None:
        raise RuleBroken(
            _("Say by which day instructions are expected; your delegation is reminded then.")
        )


def _break_silence(consensus_round: ConsensusRound, position: Position, *, by: User) -> None:
    """The round closes at once, all are told who and why, the text returns to consultation."""
    close(consensus_round, Closing.BROKEN, position.taken_at)
    recommendation = consensus_round.recommendation
    change_status(recommendation, Status.CONSULTATION)
    mail.queue(notices.round_broken(consensus_round, position), by=by)
    record(
        "round.broken",
        recommendation,
        by=by,
        at=position.taken_at,
        round=consensus_round.number,
        organisation=str(position.organisation),
        reason=position.reason,
    )


@transaction.atomic
def close_round(consensus_round: ConsensusRound) -> bool:
    """Close a round whose time is up by the database's clock; True when this call closed it. Safe to run twice.

    What the end of time means is the kind's (`lifecycle.END_OF_TIME`): only where silence speaks was it unbroken.

    Silence does not run out over whom no letter reached: such a round is suspended for the chair's decision (rule 6).
    """
    consensus_round = locked_round(consensus_round)
    if consensus_round.status != RoundStatus.OPEN or not consensus_round.is_over:
        return False
    end = consensus_round.end
    if end.closing in lifecycle.VOIDING:
        void(consensus_round, end.closing, by=None, reason=_("Its time is up."))
        return True
    if consensus_round.silence_speaks and (deaf := unreached_by(consensus_round)):
        suspend_for(consensus_round, deaf)
        return False
    close(consensus_round, end.closing, consensus_round.expires_at)
    mail.queue(notices.round_closed(consensus_round), by=None)
    record(
        {Closing.EXPIRED: "round.closed", Closing.TIME_UP: "round.time_up"}[end.closing],
        consensus_round.recommendation,
        by=None,
        at=consensus_round.expires_at,
        round=consensus_round.number,
    )
    return True


def suspend_for(consensus_round: ConsensusRound, deaf: list[Organisation]) -> None:
    """The clock stops, by the portal itself: a letter to an entitled organisation came back. The caller holds the lock."""
    names = ", ".join(str(organisation) for organisation in deaf)
    at = min(clock.now(), consensus_round.expires_at)
    lifecycle.require_change(lifecycle.ROUND_CHANGES, consensus_round.status, RoundStatus.SUSPENDED)
    consensus_round.status, consensus_round.suspended_at = RoundStatus.SUSPENDED, at
    consensus_round.save(update_fields=["status", "suspended_at"])
    reason = _("No letter reached %(names)s.") % {"names": names}
    note(consensus_round, Act.SUSPENDED, by=None, at=at, reason=reason)
    mail.queue(notices.round_suspended(consensus_round, reason), by=None)


@transaction.atomic
def suspend_unreached(consensus_round: ConsensusRound) -> bool:
    """Suspend a running silence as soon as every letter to an entitled, silent organisation has been refused."""
    consensus_round = locked_round(consensus_round)
    if not (consensus_round.is_running and consensus_round.silence_speaks):
        return False
    deaf = refused_by(consensus_round)
    if deaf:
        suspend_for(consensus_round, deaf)
    return bool(deaf)


@transaction.atomic
def renew(consensus_round: ConsensusRound, *, by: User) -> Position:
    """One click: the organisation's last position on this text stands in this round too. An objection is not renewed so."""
    consensus_round = locked_round(consensus_round)
    require(permissions.may_take_position(by, consensus_round))
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
def lift(position: Position, *, words: str, by: User) -> Lift:
    """The objector lifts its objection after the round: a new agreement, on which the same revision may be put again."""
    locked(position.round.recommendation)
    position = (
        Position.objects.select_for_update(of=("self",))
        .select_related("round__recommendation__body")
        .get(pk=position.pk)
    )
    require(permissions.may_lift(by, position))
    if not position.blocks or not position.is_current:
        raise RuleBroken(_("Only an objection that stands is lifted."))
    if position.round.status == RoundStatus.OPEN:
        raise RuleBroken(_("The round still runs: give your new position in it."))
    if Lift.objects.filter(position=position).exists():
        raise RuleBroken(_("This objection has been lifted already."))
    at = clock.now()
    made = Lift.objects.create(position=position, by=by, at=at, words=words.strip())
    recommendation = position.round.recommendation
    record(
        "objection.lifted",
        recommendation,
        by=by,
        at=at,
        organisation=str(position.organisation),
        reason=words,
    )
    mail.queue(notices.objection_lifted(position), by=by)
    return made


@transaction.atomic
def amendment_from(
    position: Position, texts: dict[str, str], *, by: User, at: datetime
) -> Amendment:
    """An objection with a proposed change becomes an amendment in one step, with its reasons."""
    require(permissions.may_lift(by, position))
    if position.paragraph is None:
        raise RuleBroken(
            _("Name the paragraph that is to be changed: propose the wording under it.")
        )
    if position.amendments.exists():
        raise RuleBroken(_("This objection has been made an amendment already."))
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
