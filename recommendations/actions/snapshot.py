"""What an adoption fixes beside its rows: the text, the round, where each stood, the statements, the head of the trail."""

from __future__ import annotations

from typing import Any

from rec_portal.audit.models import head

from ..models import ConsensusRound, Position, Revision, Statement


def _lifted(position: Position | None) -> bool:
    return position is not None and position.is_withdrawn


def snapshot_of(
    symbol: str,
    revision: Revision,
    consensus_round: ConsensusRound,
    statements: list[Statement],
) -> dict[str, Any]:
    """Plain data, as it is kept for good; `consensus_round` needs `with_board`."""
    board = consensus_round.board()
    return {
        "symbol": symbol,
        "text": revision.canonical(),
        "revision": revision.number,
        "round": {
            "kind": consensus_round.kind,
            "opened_at": consensus_round.opened_at.isoformat(),
            "expires_at": consensus_round.expires_at.isoformat(),
            "time_zone": consensus_round.time_zone,
            "procedure": consensus_round.procedure,
            "outcome": consensus_round.outcome,
            "statement": consensus_round.statement,
        },
        "entitled": [
            {
                "name": entitled.name,
                **(entitled.i18n or {}),
                "kind": entitled.kind,
                "position": position.kind if position else None,
                "present": entitled.present,
            }
            | ({"lifted_at": position.withdrawal.at.isoformat()} if _lifted(position) else {})
            for entitled, position in board.rows
        ],
        "statements": [
            {
                "authors": [each.name for each in s.authors()],
                "kind": s.kind,
                "paragraph": str(s.paragraph.identity) if s.paragraph else None,
                "language": s.language,
                "text": s.text,
                "received_at": s.received_at.isoformat(),
            }
            for s in statements
        ],
        "declared_at": consensus_round.declaration.at.isoformat(),
        "audit_head": head(),
    }
