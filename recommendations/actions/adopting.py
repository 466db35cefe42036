"""Two persons adopt: the chair declares what a round came to, the secretariat certifies both languages; then the symbol."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import BodyKind, Effect, Numbered
from councils.models import Body
from councils.permissions import presides
from documents import actions as documents
from meetings.actions import follow_screens
from rec_portal import audit, clock
from rec_portal.labels import worded
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices, permissions
from ..lifecycle import ADOPTING, Outcome, RecommendationStatus, RoundStatus
from ..models import (
    Adoption,
    Annex,
    ConsensusRound,
    Corrigendum,
    Declaration,
    Paragraph,
    Position,
    Recommendation,
    Revision,
    Statement,
)
from .closing import close_round
from .drafting import ClauseDraft, Draft, change_status, draft_of, lay_out, write_revision
from .following import addressed_by, open_follow_up
from .issuing import issue_copies
from .ladder import give_back, lay_before, put_back
from .locking import locked
from .reaching import unreached_by
from .snapshot import snapshot_of

_LETTERS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True)
class ChairStatement:
    """The chair's consensus statement (rule 11, after the IETF's shepherd questions)."""

    breadth: str = ""
    issues: str = ""
    addressed: str = ""
    remains: str = ""

    def cleaned(self) -> ChairStatement:
        return ChairStatement(**{name: words.strip() for name, words in asdict(self).items()})


@transaction.atomic
def declare(
    consensus_round: ConsensusRound,
    outcome: str,
    statement: ChairStatement,
    *,
    by: User,
    confirmed: Collection[str] = (),
) -> ConsensusRound:
    """The chair's declaration of what a closed round came to; an adopting one takes it a step up the ladder.

    `confirmed` are the keys of what is undone in the text and was confirmed by name: nothing is adopted over it unseen.
    """
    recommendation = locked(consensus_round.recommendation)
    require(permissions.may_declare(by, consensus_round))
    close_round(consensus_round)
    at = clock.now()
    consensus_round = (
        ConsensusRound.objects.select_for_update(of=("self",))
        .with_board()
        .get(pk=consensus_round.pk)
    )
    if consensus_round.is_suspended:
        _raise_suspended(consensus_round)
    require(availability.declare(by, consensus_round))
    statement = statement.cleaned()
    _require_outcome(consensus_round, outcome, statement)
    if outcome in ADOPTING:
        required = tuple(consensus_round.procedure["required_languages"])
        _require_ready(recommendation, consensus_round, confirmed, required)
    Declaration.objects.create(
        round=consensus_round, outcome=Outcome(outcome), by=by, at=at, statement=asdict(statement)
    )
    consensus_round.status = RoundStatus.DECLARED
    consensus_round.save(update_fields=["status"])
    consensus_round.recommendation = recommendation
    _follow(recommendation, consensus_round)
    mail.queue(notices.text_moved(recommendation, by=by), by=by)
    if outcome == Outcome.RETURNED:
        mail.queue(notices.sent_back(recommendation, statement.issues), by=by)
    mail.queue(notices.round_declared(consensus_round), by=by)
    if consensus_round.agenda_item is not None:
        follow_screens(consensus_round.agenda_item.meeting)
    audit.log(
        "round.declared",
        recommendation,
        by=by,
        at=at,
        round=consensus_round.number,
        outcome=outcome,
        on_behalf_of_chair=not presides(by, consensus_round.body),
    )
    return consensus_round


def _require_ready(
    recommendation: Recommendation,
    consensus_round: ConsensusRound,
    confirmed: Collection[str],
    required: tuple[str, ...],
) -> None:
    revision = Revision.objects.with_text().get(pk=consensus_round.revision_id)
    undone = availability.readiness(recommendation, revision, required)
    require(availability.ready(undone, confirmed))


def _raise_suspended(consensus_round: ConsensusRound) -> None:
    if unreached := unreached_by(consensus_round):
        names = ", ".join(str(organisation) for organisation in unreached)
        raise RuleBroken(
            _(
                "Silence does not bind whom no letter reached: %(names)s. The round is suspended: resume or end it."
            )
            % {"names": names}
        )
    raise RuleBroken(_("This round is suspended: resume it, or end it without a result."))


def _require_outcome(
    consensus_round: ConsensusRound, outcome: str, statement: ChairStatement
) -> None:
    """What may be declared follows from the board: nothing is adopted over an objection, no statement is passed over."""
    if consensus_round.is_broken:
        raise RuleBroken(
            _(
                "Silence was broken: this round adopted nothing. A new revision may be put to a new round."
            )
        )
    if outcome == Outcome.RETURNED:
        if consensus_round.body_id != consensus_round.recommendation.laid_before_id:
            raise RuleBroken(
                _(
                    "Only a body before which the text was laid returns it to its working group. Declare it not adopted."
                )
            )
        if not statement.issues:
            raise RuleBroken(
                _(
                    "Say why the text is returned; the working group reads it under the issues raised."
                )
            )
    if outcome not in ADOPTING:
        return
    board = consensus_round.board()
    if board.objecting:
        names = ", ".join(str(entitled) for entitled, _position in board.objecting)
        raise RuleBroken(
            _("%(names)s objects. Nothing is adopted over an objection.") % {"names": names}
        )
    if consensus_round.is_in_room:
        _require_room(consensus_round)
    answers = (statement.breadth, statement.issues, statement.addressed)
    if not all(len(_LETTERS.findall(words)) > 2 for words in answers):
        raise RuleBroken(
            _(
                "Say how broad the agreement is, which issues were raised and how each was addressed («none» is an answer): the"
                " chair's statement goes into the record."
            )
        )
    noted = bool(statements_for_record(consensus_round))
    if outcome == Outcome.CONSENSUS and noted:
        raise RuleBroken(_("Statements were made: declare the text adopted with statements."))
    if outcome == Outcome.WITH_STATEMENTS and not noted:
        raise RuleBroken(_("No statement was made: declare the text adopted by consensus."))


def _require_room(consensus_round: ConsensusRound) -> None:
    """Rule 12: whoever was absent has been heard or is asked by silence. The quorum of the meeting is the meeting's."""
    board = consensus_round.board()
    if board.absent:
        names = ", ".join(str(entitled) for entitled in board.absent)
        raise RuleBroken(
            _(
                "Not present and not heard: %(names)s. Defer the decision and ask them by silence, ad referendum."
            )
            % {"names": names}
        )


def _follow(recommendation: Recommendation, consensus_round: ConsensusRound) -> None:
    """Rule 9: adopted, the text goes a step up; deferred, it waits where it is; anything else returns it to the group."""
    if consensus_round.outcome in ADOPTING:
        if consensus_round.goes_to_council:
            lay_before(recommendation, Body.objects.get(kind=BodyKind.PLENARY), clock.now())
        else:
            change_status(recommendation, consensus_round.leads_to)
    elif consensus_round.outcome == Outcome.DEFERRED:
        put_back(recommendation)
    else:
        give_back(recommendation)


@transaction.atomic
def forward(recommendation: Recommendation, *, by: User, at: datetime) -> Recommendation:
    """The chair of the group lays the agreed text before the Executive Committee."""
    recommendation = locked(recommendation)
    require(availability.forward(by, recommendation))
    lay_before(recommendation, Body.objects.get(kind=BodyKind.EXECUTIVE_COMMITTEE), at)
    audit.log("recommendation.forwarded", recommendation, by=by, at=at)
    mail.queue(notices.text_moved(recommendation, by=by), by=by)
    return recommendation


@transaction.atomic
def certify(
    recommendation: Recommendation, *, by: User, at: datetime, confirmed: Collection[str] = ()
) -> Recommendation:
    """The secretariat certifies that both languages are the adopted text: symbol, hash, statements and standing are fixed.

    Never the person who declared (two persons adopt). Editorial corrigenda are worked in, as a revision that says so.
    """
    recommendation = locked(recommendation)
    require(availability.certify(by, recommendation))
    found = recommendation.adopting_round()
    assert found is not None  # noqa: S101  # certify has asked
    last = ConsensusRound.objects.with_board().get(pk=found.pk)
    _require_ready(recommendation, last, confirmed, tuple(last.revision.languages))
    revision = _corrected(recommendation, last.revision, by=by, at=at)
    revision = Revision.objects.with_text().get(pk=revision.pk)
    statements = statements_for_record(last)
    if bool(statements) != (last.outcome == Outcome.WITH_STATEMENTS):
        raise RuleBroken(
            _(
                "The statements are no longer those of the declaration: do not certify; the chair declares anew."
            )
        )
    symbol = _symbol(last)
    addressed = addressed_by(recommendation, revision)
    snapshot = snapshot_of(symbol, revision, last, statements) | {
        "addressees": [[line.paragraph_id, line.label, line.organisation_id] for line in addressed]
    }
    adoption = Adoption.objects.create(
        recommendation=recommendation,
        round=last,
        revision=revision,
        symbol=symbol,
        outcome=last.outcome,
        adopted_at=last.declaration.at,
        adopted_by=last.declaration.by,
        certified_at=at,
        certified_by=by,
        text_hash=revision.sha256(),
        snapshot=snapshot,
    )
    change_status(recommendation, RecommendationStatus.ADOPTED)
    Annex.objects.bulk_create(
        Annex(recommendation=recommendation, statement=statement, order=order)
        for order, statement in enumerate(statements, start=1)
    )
    audit.log(
        "recommendation.adopted",
        recommendation,
        by=by,
        at=at,
        symbol=symbol,
        revision=revision.number,
        text_hash=adoption.text_hash,
        statements=len(statements),
    )
    mail.queue(notices.adopted(recommendation), by=by)
    issue_copies(recommendation, by=by, at=at)
    return recommendation


@transaction.atomic
def refuse_certification(
    recommendation: Recommendation, *, reason: str, by: User, at: datetime
) -> Recommendation:
    """The languages do not say the same: the text goes back to the body that declared it, with the reason."""
    recommendation = locked(recommendation)
    require(availability.refuse_certification(by, recommendation))
    if not reason.strip():
        raise RuleBroken(_("Say what keeps the text from being certified."))
    last = recommendation.adopting_round()
    assert last is not None  # noqa: S101  # what waits for certification rests on one
    lay_before(recommendation, last.body, at)
    audit.log("recommendation.not_certified", recommendation, by=by, at=at, reason=reason)
    mail.queue(notices.sent_back(recommendation, reason), by=by)
    return recommendation


def _corrected(
    recommendation: Recommendation, revision: Revision, *, by: User, at: datetime
) -> Revision:
    """The revision of the round with its corrigenda worked in; the same one where there are none."""
    corrigenda = list(
        revision.corrigenda.filter(withdrawn_at__isnull=True).select_related("paragraph")
    )
    if not corrigenda:
        return revision
    draft = draft_of(Revision.objects.with_text().get(pk=revision.pk))
    texts = {clause.identity: dict(clause.texts) for clause in draft.clauses}
    for each in corrigenda:
        texts[str(each.paragraph.identity)][each.language] = each.after
    clauses = [
        ClauseDraft(clause.kind, texts[clause.identity], clause.identity)
        for clause in draft.clauses
    ]
    lay_out(recommendation, Draft(draft.titles, clauses), by=by, at=at)
    why = worded("#corrigenda", name=revision.name)
    return write_revision(recommendation, by=by, at=at, reason=why, corrects=revision)


@transaction.atomic
def add_corrigendum(
    recommendation: Recommendation,
    paragraph: Paragraph,
    language: str,
    after: str,
    *,
    reason: str,
    by: User,
    at: datetime,
) -> Corrigendum:
    """An editorial correction of one language: listed, lapses nothing, is worked in when the text is certified."""
    recommendation = locked(recommendation)
    require(availability.add_corrigendum(by, recommendation))
    if not reason.strip():
        raise RuleBroken(_("Say what kind of slip is corrected."))
    revision = Revision.objects.with_text().get(pk=recommendation.standing_revision_pk)
    clause = next(
        (each for each in revision.clauses.all() if each.paragraph_id == paragraph.pk), None
    )
    if clause is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    earlier = revision.corrigenda.filter(
        paragraph=paragraph, language=language, withdrawn_at__isnull=True
    ).last()
    before = earlier.after if earlier else clause.in_language(language)
    if not after.strip() or after.strip() == before:
        raise RuleBroken(_("Write how the paragraph should read."))
    number = (recommendation.corrigenda.aggregate(last=Max("number"))["last"] or 0) + 1
    made = Corrigendum.objects.create(
        recommendation=recommendation,
        revision=revision,
        number=number,
        paragraph=paragraph,
        language=language,
        before=before,
        after=after.strip(),
        reason=reason.strip(),
        made_by=by,
        made_at=at,
    )
    audit.log(
        "recommendation.corrigendum",
        recommendation,
        by=by,
        at=at,
        number=number,
        language=language,
        reason=reason,
    )
    mail.queue(notices.corrigendum(made), by=by)
    return made


@transaction.atomic
def confirm_corrigendum(made: Corrigendum, *, by: User, at: datetime) -> Corrigendum:
    """The chair says that the correction is editorial; until then it is a proposal of the secretariat."""
    recommendation = locked(made.recommendation)
    made = Corrigendum.objects.select_for_update(of=("self",)).get(pk=made.pk)
    made.recommendation = recommendation
    require(availability.confirm_corrigendum(by, made))
    made.confirmed_by, made.confirmed_at = by, at
    made.save(update_fields=["confirmed_by", "confirmed_at"])
    audit.log("corrigendum.confirmed", recommendation, by=by, at=at, number=made.number)
    return made


@transaction.atomic
def withdraw_corrigendum(made: Corrigendum, *, by: User, at: datetime) -> Corrigendum:
    """The secretariat takes it back, or the chair does not let it pass: it stays in the list and changes nothing."""
    recommendation = locked(made.recommendation)
    made = Corrigendum.objects.select_for_update(of=("self",)).get(pk=made.pk)
    made.recommendation = recommendation
    require(availability.withdraw_corrigendum(by, made))
    made.withdrawn_by, made.withdrawn_at = by, at
    made.save(update_fields=["withdrawn_by", "withdrawn_at"])
    audit.log("corrigendum.withdrawn", recommendation, by=by, at=at, number=made.number)
    return made


def _symbol(last: ConsensusRound) -> str:
    """The number counts within the year in which the last round was declared."""
    year = last.declaration.at.astimezone(ZoneInfo(settings.TIME_ZONE)).year
    return documents.next_symbol(Numbered.TEXT, last.body.code, year)


def statements_for_record(last_round: ConsensusRound) -> list[Statement]:
    """What goes into the record with this round's text: its own statements, and those of adopting rounds before it
    on this very revision.

    Whoever took a position in a later round is taken at that word; the others keep what they said in the group.
    """
    taken = Position.objects.filter(
        round__recommendation=last_round.recommendation_id, is_current=True
    )
    latest: dict[int, int] = {}
    for organisation, number in taken.exclude(effect=Effect.AWAITING).values_list(
        "organisation_id", "round__number"
    ):
        latest[organisation] = max(latest.get(organisation, 0), number)
    made = (
        Statement.objects.active()
        .with_authors()
        .filter(
            Q(round=last_round) | Q(round__declaration__outcome__in=ADOPTING),
            round__recommendation=last_round.recommendation_id,
            round__revision=last_round.revision_id,
        )
    )
    return [
        s
        for s in made.order_by("pk")
        if s.round_id == last_round.pk
        or s.position_id is None
        or latest.get(s.organisation_id, 0) <= s.round.number
    ]


@transaction.atomic
def publish(recommendation: Recommendation, *, by: User, at: datetime) -> Recommendation:
    """The secretariat issues the adopted text to the public, in both languages under one symbol; follow-up begins."""

    recommendation = locked(recommendation)
    require(availability.publish(by, recommendation))
    recommendation.status, recommendation.published_at = RecommendationStatus.PUBLISHED, at
    recommendation.save(update_fields=["status", "published_at"])
    open_follow_up(recommendation, by=by, at=at)
    audit.log("recommendation.published", recommendation, by=by, at=at)
    mail.queue(notices.published(recommendation), by=by)
    return recommendation
