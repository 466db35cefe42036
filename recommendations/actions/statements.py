"""Statements for the record: made, joined, withdrawn by act; edited by nobody, not even by who made them (rule 8)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from councils.lifecycle import Effect
from councils.models import Organisation
from rec_portal import audit, clock
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import StatementKind
from ..models import ConsensusRound, JointAuthor, Paragraph, Position, Statement
from .locking import locked_round

_KINDS = {
    Effect.STATEMENT: StatementKind.INTERPRETATIVE,
    Effect.RESERVATION: StatementKind.RESERVATION,
}


def keep_statement(position: Position, language: str) -> Statement:
    """The words of a position that goes into the record, kept as they were received."""
    return Statement.objects.create(
        round=position.round,
        position=position,
        organisation=position.organisation,
        kind=_KINDS[Effect(position.effect)],
        paragraph=position.paragraph,
        language=language,
        text=position.reason,
        made_by=position.taken_by,
        received_at=position.taken_at,
    )


@transaction.atomic
def make_statement(
    consensus_round: ConsensusRound,
    kind: str,
    text: str,
    *,
    language: str,
    by: User,
    paragraph: Paragraph | None = None,
) -> Statement:
    """Put a statement on the record beside the position: until the text is certified."""
    consensus_round = locked_round(consensus_round)
    require(availability.make_statement(by, consensus_round))
    if missing := availability.lacking_of_statement(kind, {"text": text, "paragraph": paragraph}):
        raise RuleBroken(" ".join(missing.values()))
    assert by.organisation is not None  # noqa: S101  # may_state has asked
    at = clock.now()
    made = Statement.objects.create(
        round=consensus_round,
        organisation=by.organisation,
        kind=kind,
        paragraph=paragraph,
        language=language,
        text=text,
        made_by=by,
        received_at=at,
    )
    audit.log(
        "statement.made", consensus_round.recommendation, by=by, at=at, statement=made.pk, kind=kind
    )
    return made


def _locked_statement(statement: Statement) -> Statement:
    held = locked_round(statement.round)
    found: Statement = (
        Statement.objects.select_for_update(of=("self",))
        .select_related("position")
        .get(pk=statement.pk)
    )
    found.round = held
    return found


@transaction.atomic
def join_statement(statement: Statement, *, by: User, at: datetime) -> JointAuthor:
    """Another entitled organisation makes the statement its own, word for word."""
    statement = _locked_statement(statement)
    require(availability.join_statement(by, statement))
    organisation: Organisation | None = by.organisation
    made, new = JointAuthor.objects.get_or_create(
        statement=statement, organisation=organisation, defaults={"by": by, "at": at}
    )
    if new:
        audit.log(
            "statement.joined", statement.round.recommendation, by=by, at=at, statement=statement.pk
        )
    return made


@transaction.atomic
def withdraw_statement(statement: Statement, *, by: User, at: datetime) -> Statement:
    """Its author withdraws it before the text is certified; the words stay in the history."""
    statement = _locked_statement(statement)
    require(availability.withdraw_statement(by, statement))
    statement.withdrawn_at, statement.withdrawn_by = at, by
    statement.save(update_fields=["withdrawn_at", "withdrawn_by"])
    audit.log(
        "statement.withdrawn", statement.round.recommendation, by=by, at=at, statement=statement.pk
    )
    return statement
