"""The chair declares; the group's text goes to the Executive Committee; adoption fixes symbol, text and statements."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Body, Organisation
from councils.permissions import presides
from rec_portal import clock
from rec_portal.audit.models import head, record
from rec_portal.mail import actions as mail
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken, require

from .. import lifecycle, notices, permissions
from ..lifecycle import ADOPTING, Outcome, PositionKind, RoundStatus, Status
from ..models import Annex, ConsensusRound, Recommendation, Revision, Statement
from .consensus import close_round
from .drafting import change_status, locked


@transaction.atomic
def declare(consensus_round: ConsensusRound, outcome: str, declaration: str, *, by: User) -> ConsensusRound:
    """The chair's declaration of what a closed round came to; in the Executive Committee an adopting one adopts."""
    recommendation = locked(consensus_round.recommendation)
    require(permissions.may_declare(by, consensus_round))
    Body.objects.select_for_update(no_key=True).get(pk=consensus_round.body_id)  # the next symbol is given under it
    close_round(consensus_round)
    at = clock.now()
    consensus_round = ConsensusRound.objects.select_for_update(of=("self",)).with_board().get(pk=consensus_round.pk)
    lifecycle.require_change(lifecycle.ROUND_CHANGES, consensus_round.status, RoundStatus.DECLARED)
    _require_outcome(consensus_round, outcome)
    consensus_round.status, consensus_round.outcome = RoundStatus.DECLARED, outcome
    consensus_round.declared_by, consensus_round.declared_at, consensus_round.declaration = by, at, declaration.strip()
    consensus_round.save(update_fields=["status", "outcome", "declared_by", "declared_at", "declaration"])
    consensus_round.recommendation = recommendation
    _follow(recommendation, consensus_round, by=by, at=at)
    mail.queue(notices.round_declared(consensus_round), by=by)
    record(
        "round.declared", recommendation, by=by, at=at, round=consensus_round.number, outcome=outcome,
        on_behalf_of_chair=not presides(by, consensus_round.body),
    )  # fmt: skip
    return consensus_round


def _require_outcome(consensus_round: ConsensusRound, outcome: str) -> None:
    """What may be declared follows from the board: nothing is adopted over an objection, no statement is passed over."""
    if consensus_round.is_broken:
        raise RuleBroken(_("Silence was broken: this round adopted nothing. A new revision may be put to a new round."))
    if outcome in ADOPTING and (unreached := unreached_by(consensus_round)):
        names = ", ".join(str(organisation) for organisation in unreached)
        raise RuleBroken(
            _("Silence does not bind whom no letter reached: %(names)s. Send the letter again and defer the decision.")
            % {"names": names}
        )
    noted = bool(statements_for_record(consensus_round))
    if outcome == Outcome.CONSENSUS and noted:
        raise RuleBroken(_("Statements were made: declare the text adopted with statements."))
    if outcome == Outcome.WITH_STATEMENTS and not noted:
        raise RuleBroken(_("No statement was made: declare the text adopted by consensus."))


def unreached_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position whose every letter on this round's opening was refused (rule 6)."""
    silent = [entitled.organisation for entitled in consensus_round.standing().outstanding]
    letters = Delivery.objects.about(consensus_round.recommendation).filter(
        letter__kind="round_opened", created_at__gte=consensus_round.opened_at
    )
    told = {
        (status, organisation)
        for status, organisation in letters.filter(person__representations__organisation__in=silent).values_list(
            "status", "person__representations__organisation_id"
        )
    }
    reached = {organisation for status, organisation in told if status != DeliveryStatus.FAILED}
    refused = {organisation for status, organisation in told if status == DeliveryStatus.FAILED}
    return [organisation for organisation in silent if organisation.pk in refused - reached]


def _follow(recommendation: Recommendation, consensus_round: ConsensusRound, *, by: User, at: datetime) -> None:
    if consensus_round.outcome in ADOPTING:
        if consensus_round.body.is_executive_committee:
            _adopt(recommendation, consensus_round, by=by, at=at)
        else:
            change_status(recommendation, Status.AGREED)
    elif consensus_round.outcome == Outcome.DEFERRED and consensus_round.body.is_executive_committee:
        forwarded = recommendation.forwarded_at is not None
        change_status(recommendation, Status.BEFORE_EXCOM if forwarded else Status.CONSULTATION)
    else:
        change_status(recommendation, Status.CONSULTATION)


@transaction.atomic
def forward(recommendation: Recommendation, *, by: User, at: datetime) -> Recommendation:
    """The chair of the group lays the agreed text before the Executive Committee."""
    recommendation = locked(recommendation)
    require(permissions.may_forward(by, recommendation))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, Status.BEFORE_EXCOM)
    recommendation.status, recommendation.forwarded_at = Status.BEFORE_EXCOM, at
    recommendation.save(update_fields=["status", "forwarded_at"])
    record("recommendation.forwarded", recommendation, by=by, at=at)
    return recommendation


def _adopt(recommendation: Recommendation, consensus_round: ConsensusRound, *, by: User, at: datetime) -> None:
    """Symbol, text, hash, statements and who stood where: fixed together (rule 10: no number before adoption)."""
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, Status.ADOPTED)
    revision = Revision.objects.with_text().get(pk=consensus_round.revision_id)
    statements = statements_for_record(consensus_round)
    recommendation.symbol = _next_symbol(consensus_round.body, at)
    recommendation.status = Status.ADOPTED
    recommendation.adopted_at, recommendation.adopted_by = at, by
    recommendation.adopted_revision, recommendation.adopted_round = revision, consensus_round
    recommendation.text_hash = revision.sha256()
    recommendation.snapshot = _snapshot(recommendation, revision, consensus_round, statements)
    recommendation.save(
        update_fields=[
            "symbol", "status", "adopted_at", "adopted_by", "adopted_revision", "adopted_round", "text_hash", "snapshot",
        ]
    )  # fmt: skip
    Annex.objects.bulk_create(
        Annex(recommendation=recommendation, statement=statement, order=order)
        for order, statement in enumerate(statements, start=1)
    )
    record(
        "recommendation.adopted", recommendation, by=by, at=at, symbol=recommendation.symbol,
        revision=revision.number, text_hash=recommendation.text_hash, statements=len(statements),
    )  # fmt: skip


def _next_symbol(body: Body, at: datetime) -> str:
    """REC/<year>/R.<n>, counted within the year; `declare` holds the adopting body's row."""
    year = _year_in_the_council(at)
    taken = Recommendation.objects.filter(symbol__startswith=f"REC/{year}/R.").values_list("symbol", flat=True)
    last = max((int(symbol.rsplit(".", 1)[1]) for symbol in taken if symbol), default=0)
    return f"REC/{year}/R.{last + 1}"


def _year_in_the_council(at: datetime) -> int:
    """The year in the Council's own city."""
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).year


def statements_for_record(last_round: ConsensusRound) -> list[Statement]:
    """What goes into the record with this round's text: its own statements, and those of adopting rounds before it
    on this very revision.

    Whoever took a position in the last round is taken at that word; the others keep what they said in the group.
    """
    taken = last_round.positions.filter(is_current=True).exclude(kind=PositionKind.AWAITING)
    answered = set(taken.values_list("organisation_id", flat=True))
    made = Statement.objects.filter(
        Q(round=last_round) | Q(round__outcome__in=ADOPTING),
        round__recommendation=last_round.recommendation_id, round__revision=last_round.revision_id,
        position__is_current=True,
    ).select_related("organisation", "round", "paragraph")  # fmt: skip
    return [s for s in made.order_by("pk") if s.round_id == last_round.pk or s.organisation_id not in answered]


def _snapshot(
    recommendation: Recommendation, revision: Revision, consensus_round: ConsensusRound, statements: list[Statement]
) -> dict[str, object]:
    standing = consensus_round.standing()
    return {
        "symbol": recommendation.symbol,
        "text": revision.canonical(),
        "revision": revision.number,
        "round": {
            "opened_at": consensus_round.opened_at.isoformat(), "expires_at": consensus_round.expires_at.isoformat(),
            "time_zone": consensus_round.time_zone, "minimum_hours": consensus_round.minimum_hours,
        },
        "entitled": [
            {"name": entitled.name, "name_ru": entitled.name_ru, "kind": entitled.kind,
             "position": position.kind if position else None}
            for entitled, position in standing.rows
        ],
        "statements": [
            {"organisation": s.organisation.name, "kind": s.kind, "paragraph": str(s.paragraph.identity) if s.paragraph else None, "language": s.language, "text": s.text,
             "received_at": s.received_at.isoformat()}
            for s in statements
        ],
        "audit_head": head(),
    }  # fmt: skip


@transaction.atomic
def publish(recommendation: Recommendation, *, by: User, at: datetime) -> Recommendation:
    """The secretariat issues the adopted text to the public, in both languages under one symbol."""
    recommendation = locked(recommendation)
    require(permissions.may_publish(by))
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, Status.PUBLISHED)
    recommendation.status, recommendation.published_at = Status.PUBLISHED, at
    recommendation.save(update_fields=["status", "published_at"])
    record("recommendation.published", recommendation, by=by, at=at)
    return recommendation
