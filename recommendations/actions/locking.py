"""Every act on a text locks its row first, then what hangs on it: one order everywhere, so that acts never lock each other out."""

from __future__ import annotations

from ..models import ConsensusRound, Recommendation


def locked(recommendation: Recommendation) -> Recommendation:
    """Lock first, read afterwards: a join in the locking statement would be judged by what stood before another's commit."""
    Recommendation.objects.select_for_update().only("pk").get(pk=recommendation.pk)
    related = (
        "body",
        "laid_before",
        "current_revision",
        "rapporteur",
        "adoption",
    )
    found: Recommendation = Recommendation.objects.select_related(*related).get(
        pk=recommendation.pk
    )
    return found


def locked_round(consensus_round: ConsensusRound) -> ConsensusRound:
    """The text's row, then the round's, judged by the database's clock of this moment."""
    recommendation = locked(consensus_round.recommendation)
    found: ConsensusRound = (
        ConsensusRound.objects.select_for_update(of=("self",))
        .judged()
        .select_related("body")
        .get(pk=consensus_round.pk)
    )
    found.recommendation = recommendation
    return found
