"""Whom letters reached: silence does not bind whom none did (rule 6)."""

from __future__ import annotations

from councils.models import Organisation
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Delivery

from ..models import ConsensusRound


def unreached_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position whose every letter on this round's opening was refused."""
    answered = consensus_round.positions.filter(is_current=True).values("organisation_id")
    silent = [
        each.organisation
        for each in consensus_round.entitlements.exclude(organisation__in=answered).select_related("organisation")
    ]
    letters = Delivery.objects.about(consensus_round.recommendation).filter(
        letter__kind="round_opened", created_at__gte=consensus_round.opened_at
    )
    told = set(
        letters.filter(person__representations__organisation__in=silent).values_list(
            "status", "person__representations__organisation_id"
        )
    )
    reached = {organisation for status, organisation in told if status != DeliveryStatus.FAILED}
    refused = {organisation for status, organisation in told if status == DeliveryStatus.FAILED}
    return [organisation for organisation in silent if organisation.pk in refused - reached]
