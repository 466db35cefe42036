"""Opening a round (docs/consensus.md): who is entitled, on which text, for how long, and all that must be ready before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import CountedIn, Declares, Entitles, OrganisationKind
from councils.models import Body, BodyRules, Organisation
from councils.permissions import presides
from councils.workdays import Workdays
from meetings.models import AgendaItem, Meeting, Presence
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.names import called, columns, languages
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import EventKind, Outcome, RecommendationStatus, RoundKind, TextAct, may_text
from ..models import ConsensusRound, Entitlement, Position, Recommendation, Revision
from .drafting import change_status
from .locking import locked
from .rounds import note


@dataclass(frozen=True)
class Terms:
    """On what terms a round is opened, beside the body's own procedure."""

    kind: str = RoundKind.SILENCE
    agreed_at_meeting: str = ""
    agenda_item: AgendaItem | None = None
    confirmed: frozenset[str] = frozenset()
    """The keys of what is undone in the text and was confirmed by name (availability.readiness)."""


def least_end(procedure: BodyRules, at: datetime) -> datetime:
    """The earliest end that the body's procedure allows for a silence that begins now. Hours are real hours: in UTC."""
    end = at.astimezone(UTC) + timedelta(hours=procedure.minimum_hours)
    if procedure.counted_in == CountedIn.WORKING_DAYS:
        local = at.astimezone(ZoneInfo(settings.TIME_ZONE))
        day = Workdays().after(local.date(), procedure.working_days)
        end = max(end, datetime.combine(day, local.time(), local.tzinfo))
    return end


def entitled_in(body: Body, procedure: BodyRules) -> list[Organisation]:
    """Rule 1: who may take a position, by the body's own rule, among its members; observers never."""
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
    if terms.agenda_item is not None:  # neither closed nor left while the round opens
        Meeting.objects.select_for_update(of=("self",)).get(pk=terms.agenda_item.meeting_id)
    body = recommendation.deciding_body()
    procedure = BodyRules.held(body)
    at = clock.now()
    entitled = require_openable(
        recommendation,
        revision=revision,
        expires_at=expires_at,
        by=by,
        terms=terms,
        at=at,
        procedure=procedure,
    )
    opened = ConsensusRound.objects.create(
        recommendation=recommendation,
        revision=revision,
        body=body,
        kind=terms.kind,
        number=_next_number(recommendation),
        procedure=procedure.for_round(),
        agenda_item=terms.agenda_item,
        agreed_at_meeting=terms.agreed_at_meeting.strip(),
        opened_by=by,
        on_behalf_of_chair=not presides(by, body),
        opened_at=at,
        expires_at=expires_at,
        time_zone=time_zone,
        entitled_count=len(entitled),
    )
    entitle(opened, entitled)
    if opened.has_effect:
        change_status(recommendation, RecommendationStatus.IN_ROUND)
    note(
        opened,
        EventKind.OPENED,
        by=by,
        at=at,
        expires_at=expires_at,
        revision=revision.number,
        body=body.code,
        kind=terms.kind,
        time_zone=time_zone,
        entitled=list(entitled),
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
    procedure: BodyRules | None = None,
) -> list[Organisation]:
    """All that must hold before a round opens; who would be entitled. The check page asks it, and the act again, which has
    read the rules of the body already."""
    require(availability.open_round(by, recommendation))
    body = recommendation.deciding_body()
    procedure = procedure or BodyRules.of(body)
    if terms.kind == RoundKind.CONSULTATION:
        require(may_text(TextAct.CONSULT_BODY, recommendation.status))
    _require_kind(recommendation, body, terms)
    _require_time(procedure, terms, expires_at, at)
    _require_ready(recommendation, revision, procedure, terms)
    _require_pinned(recommendation, revision, terms)
    return _require_entitled(body, procedure, terms.kind)


def _next_number(recommendation: Recommendation) -> int:
    return int(recommendation.rounds.aggregate(last=Max("number"))["last"] or 0) + 1


def entitle(opened: ConsensusRound, organisations: list[Organisation]) -> None:
    """Fix the list of the entitled, by name as they now are; the database takes no more than were announced."""
    Entitlement.objects.bulk_create(
        Entitlement(
            round=opened,
            organisation=organisation,
            kind=organisation.kind,
            **columns(
                name={code: called(organisation, "name", code) for code, _name in languages()}
            ),
        )
        for organisation in organisations
    )


def _require_entitled(body: Body, procedure: BodyRules, kind: str) -> list[Organisation]:
    entitled = entitled_in(body, procedure)
    declared = kind != RoundKind.CONSULTATION
    if declared and procedure.declares == Declares.CHAIR and not body.has_chair:
        raise RuleBroken(
            _("In %(body)s only the chair declares, and it has none. Name a chair first.")
            % {"body": body}
        )
    if not entitled:
        raise RuleBroken(
            _("No organisation has a member's seat in this body; there is nobody to ask.")
        )
    if without_speaker := [
        organisation for organisation in entitled if not organisation.has_voice()
    ]:
        names = ", ".join(str(organisation) for organisation in without_speaker)
        raise RuleBroken(
            _(
                "Nobody speaks for %(names)s: name a head of delegation or an alternate first, so that silence can mean consent."
            )
            % {"names": names}
        )
    return entitled


def _require_kind(recommendation: Recommendation, body: Body, terms: Terms) -> None:
    if terms.kind == RoundKind.ENDORSEMENT and not body.is_above_groups:
        raise RuleBroken(
            _("Endorsement is asked of a body above the working groups, of a text laid before it.")
        )
    if terms.kind == RoundKind.IN_SESSION:
        _require_session(recommendation, body, terms.agenda_item)
    if terms.kind == RoundKind.RENEWAL:
        last = recommendation.rounds.first()
        if last is None or last.outcome != Outcome.DEFERRED:
            raise RuleBroken(_("A renewal follows a deferral. Open a round of another kind."))


def _require_session(recommendation: Recommendation, body: Body, item: AgendaItem | None) -> None:
    """In session means in a session: at the item that is open, of a meeting of this body, before which the text lies.

    Who is present is what the sitting says, never what is typed here (rule 12).
    """
    if item is None:
        raise RuleBroken(
            _("A text is put in session at an agenda item: choose the one that is open now.")
        )
    item = AgendaItem.objects.select_related("meeting__body").get(pk=item.pk)
    if not item.meeting.is_in_session or not item.is_open:
        raise RuleBroken(
            _("A text is put in session while its item is open in a meeting that is in session.")
        )
    if body not in item.meeting.bodies():
        raise RuleBroken(_("This meeting is not one of %(body)s, which decides.") % {"body": body})
    if not recommendation.agenda_places.filter(item=item).exists():
        raise RuleBroken(_("The text does not lie before the meeting at this item."))
    here = Presence.objects.at(clock.now()).filter(sitting__meeting=item.meeting_id)
    if not here.filter(organisation__in=body.members()).exists():
        raise RuleBroken(
            _("Nobody of %(body)s is noted as present. Note who is in the room first.")
            % {"body": body}
        )


def _require_time(procedure: BodyRules, terms: Terms, expires_at: datetime, at: datetime) -> None:
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
    recommendation: Recommendation, revision: Revision, procedure: BodyRules, terms: Terms
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
    _require_new_agreement(recommendation, revision)
    text = Revision.objects.with_text().get(pk=revision.pk)
    required = tuple(procedure.required_languages)
    undone = availability.readiness(recommendation, text, required)
    require(availability.ready(undone, terms.confirmed))


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
    put = rounds.exclude(kind=RoundKind.CONSULTATION)
    standing = Position.objects.filter(
        round__in=put, blocks=True, is_current=True, withdrawal__isnull=True
    )
    if rounds.filter(declaration__outcome=Outcome.NOT_ADOPTED).exists() or standing.exists():
        raise RuleBroken(
            _("This revision has failed already. Open the next round on a new revision.")
        )
