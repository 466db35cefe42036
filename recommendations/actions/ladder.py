"""The ladder of rule 9 (docs/consensus.md): group, Executive Committee, and where its procedure says so the Council."""

from __future__ import annotations

from datetime import datetime

from councils.models import Body

from ..lifecycle import RecommendationStatus, laid_before
from ..models import Recommendation
from .drafting import change_status


def lay_before(recommendation: Recommendation, body: Body, at: datetime) -> None:
    """A body above the group has the text from now on. The caller holds the lock."""
    recommendation.laid_before, recommendation.laid_at = body, at
    _move(recommendation, laid_before(body.kind))


def put_back(recommendation: Recommendation) -> None:
    """After a round without a result: to where it was put from. The caller holds the lock."""
    before = recommendation.laid_before
    change_status(
        recommendation,
        RecommendationStatus.CONSULTATION if before is None else laid_before(before.kind),
    )


def give_back(recommendation: Recommendation) -> None:
    """The text is the group's again. The caller holds the lock."""
    recommendation.laid_before = recommendation.laid_at = None
    _move(recommendation, RecommendationStatus.CONSULTATION)


def _move(recommendation: Recommendation, to: RecommendationStatus) -> None:
    change_status(recommendation, to, "laid_before", "laid_at")
