"""A round: opened, answered, steered, closed, declared; statements beside it and objections lifted."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.access import access_of
from councils.models import Organisation
from councils.permissions import may_manage
from rec_portal.verdicts import ALLOWED, Verdict, denied, not_now

from .. import permissions
from ..lifecycle import RoundAct, RoundStage, TextAct, may_round, may_text
from ..models import ConsensusRound, Position, Recommendation, Statement
from ..permissions import Person
from .text import no_round_in_hand


def open_round(by: Person, text: Recommendation) -> Verdict:
    """The chair of the body that decides, of a text that lies before it and on which no round is in hand."""
    verdict = permissions.may_open_round(by, text) and may_text(TextAct.OPEN_ROUND, text.status)
    return verdict and no_round_in_hand(text)


def take_position(by: Person, held: ConsensusRound) -> Verdict:
    """Rules 1 and 2: head or alternate of an entitled organisation, while the round runs."""
    return permissions.may_take_position(by, held) and _answerable(held)


def prepare_position(by: Person, held: ConsensusRound) -> Verdict:
    """Rule 2: anybody of an entitled delegation, while the round runs."""
    return permissions.may_prepare_position(by, held) and _answerable(held)


def keep_late(by: Person, held: ConsensusRound) -> Verdict:
    """Rule 6: who could have taken a position, once the round is over."""
    return permissions.may_take_position(by, held) and may_round(RoundAct.KEEP_LATE, held.stage)


def record_positions(by: Person, held: ConsensusRound) -> Verdict:
    """Rule 3: the secretariat records what reached it, while the round runs."""
    return may_manage(by) and _answerable(held)


def record_position(by: Person, held: ConsensusRound, organisation: Organisation) -> Verdict:
    """Rule 3, for one organisation: never over a position that the organisation has taken itself, and over
    an objection that waits for its confirmation only by who might confirm it: who recorded it cannot take it back."""
    verdict = record_positions(by, held)
    if not verdict:
        return verdict
    if not held.entitlements.filter(organisation=organisation).exists():
        return denied(_("This organisation is not among those entitled in this round."))
    current = held.positions.filter(organisation=organisation, is_current=True).first()
    if current is not None and not current.source:
        return not_now(
            _(
                "%(organisation)s has taken its position itself (%(person)s). Only its head of delegation or alternate"
                " changes it, in the portal."
            )
            % {"organisation": organisation, "person": current.taken_by}
        )
    if current is not None and current.is_pending:
        current.round = held
        return permissions.may_confirm_objection(by, current)
    return verdict


def confirm_objection(by: Person, position: Position) -> Verdict:
    """Rule 3: who speaks for the organisation; where nobody can, a second person of the secretariat, from the document."""
    verdict = permissions.may_confirm_objection(by, position)
    if verdict and not position.is_pending:
        return not_now(_("This objection does not wait for a confirmation."))
    return verdict and _answerable(position.round)


def _answerable(held: ConsensusRound) -> Verdict:
    """The round takes positions; else a sentence that says what comes next."""
    if may_round(RoundAct.TAKE_POSITION, held.stage):
        return ALLOWED
    if held.stage == RoundStage.SUSPENDED:
        return not_now(
            _("This round is suspended and takes no positions until the chair resumes it.")
        )
    return not_now(
        _("This round is over; it takes no more positions. Read on its page what comes next.")
    )


def recall_round(by: Person, held: ConsensusRound) -> Verdict:
    """The chair, before anybody has answered, in a position or in a statement."""
    verdict = _steer(by, held, RoundAct.RECALL)
    if verdict and (held.positions.exists() or held.statements.exists()):
        return not_now(
            _("Somebody has answered already. The round can be ended early, but not recalled.")
        )
    return verdict


def suspend_round(by: Person, held: ConsensusRound) -> Verdict:
    """The chair stops the clock of a round that runs."""
    return _steer(by, held, RoundAct.SUSPEND)


def resume_round(by: Person, held: ConsensusRound) -> Verdict:
    """The chair lets a suspended round run on."""
    return _steer(by, held, RoundAct.RESUME)


def extend_round(by: Person, held: ConsensusRound) -> Verdict:
    """The chair prolongs a round that runs."""
    return _steer(by, held, RoundAct.EXTEND)


def end_round(by: Person, held: ConsensusRound) -> Verdict:
    """The chair ends a round that runs or is suspended, without a result."""
    return _steer(by, held, RoundAct.END)


def close_in_session(by: Person, held: ConsensusRound) -> Verdict:
    """The chair asks in the room for the last time; silence is closed by the clock alone."""
    verdict = _steer(by, held, RoundAct.CLOSE_IN_SESSION)
    if verdict and not held.is_in_room:
        return not_now(
            _("Only a round in the room is closed by the chair; silence is closed by the clock.")
        )
    return verdict


def _steer(by: Person, held: ConsensusRound, act: RoundAct) -> Verdict:
    return permissions.may_steer(by, held) and may_round(act, held.stage)


def declare(by: Person, held: ConsensusRound) -> Verdict:
    """Rule 7: the chair, of a round with effect whose time is up and which no objection has ended."""
    stage = RoundStage.CLOSED if held.stage == RoundStage.OVER and held.has_effect else held.stage
    return permissions.may_declare(by, held) and may_round(RoundAct.DECLARE, stage)


def make_statement(by: Person, held: ConsensusRound) -> Verdict:
    """Rule 8: who may take a position, from the opening of a round until the last result is declared."""
    return permissions.may_state(by, held) and _statements_open(held)


def join_statement(by: Person, statement: Statement) -> Verdict:
    """Another entitled organisation makes a statement in force its own."""
    verdict = permissions.may_state(by, statement.round)
    if verdict and access_of(by).is_of(statement.organisation_id):
        return denied(_("Your organisation has made this statement itself."))
    return verdict and _statements_open(statement.round) and _in_force(statement)


def withdraw_statement(by: Person, statement: Statement) -> Verdict:
    """The organisation that made it, until the last result is declared."""
    own = access_of(by).organisation
    verdict = permissions.may_state(by, statement.round)
    if verdict and (own is None or own.pk != statement.organisation_id):
        return denied(_("A statement is withdrawn by the organisation that made it."))
    return verdict and _statements_open(statement.round) and _in_force(statement)


def _statements_open(held: ConsensusRound) -> Verdict:
    if may_text(TextAct.STATE, held.recommendation.status) and may_round(
        RoundAct.STATE, held.stage
    ):
        return ALLOWED
    return not_now(
        _(
            "Statements are made, joined and withdrawn from the opening of a round until the last result is declared."
        )
    )


def _in_force(statement: Statement) -> Verdict:
    if statement.withdrawn_at is None and (
        statement.position is None or statement.position.is_current
    ):
        return ALLOWED
    return not_now(_("This statement is no longer in force."))


def withdraw_objection(by: Person, position: Position) -> Verdict:
    """Who speaks for the objector, once the round is no longer running: before that it takes a new position."""
    verdict = permissions.may_withdraw_objection(by, position)
    if not verdict:
        return verdict
    if not position.blocks or not position.is_current or position.is_withdrawn:
        return not_now(_("Only an objection in force can be withdrawn."))
    if position.round.stage == RoundStage.OVER:
        return not_now(
            _(
                "The time of this round is over and its end is being settled. Lift the objection then."
            )
        )
    if not may_round(RoundAct.WITHDRAW_OBJECTION, position.round.stage):
        return not_now(_("The round still runs: give your new position in it."))
    return ALLOWED


def amendment_from(by: Person, position: Position) -> Verdict:
    """Who speaks for the objector makes the proposed change an amendment, once, while the text is written."""
    verdict = permissions.may_withdraw_objection(by, position) and may_text(
        TextAct.AMEND, position.round.recommendation.status
    )
    if not verdict:
        return verdict
    if not position.blocks or not position.is_current or position.paragraph_id is None:
        return not_now(_("Name the paragraph that is to be changed: propose the wording under it."))
    if position.amendments.exists():
        return not_now(_("This objection has been made an amendment already."))
    return ALLOWED
