"""Whom letters reached: silence does not bind whom none did (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Max

from councils.lifecycle import SPEAKS
from councils.models import Organisation, Representative
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Delivery

from ..lifecycle import EventKind
from ..models import ConsensusRound, Recommendation

_CALLS = ("round_opened", "round_resumed", "round_extended")


def unreached_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position to which no letter that calls for one was handed over.

    Asked when silence ends: what still waits to be sent has reached nobody.
    """
    told = _told(consensus_round, _begun(consensus_round))
    return [
        each
        for each in _silent(consensus_round)
        if told.get(each.pk) and DeliveryStatus.SENT not in told[each.pk]
    ]


def refused_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position whose every letter since the opening, or since the round was last
    resumed, was refused for good."""
    resumed = consensus_round.events.filter(kind=EventKind.RESUMED).order_by("-pk").first()
    told = _told(consensus_round, resumed.at if resumed else _begun(consensus_round))
    return [
        each for each in _silent(consensus_round) if told.get(each.pk) == {DeliveryStatus.FAILED}
    ]


def openings_told(
    recommendation: Recommendation, rounds: Iterable[ConsensusRound]
) -> dict[int, list[Delivery]]:
    """Round → the letters of its opening, to each person, with what became of them."""
    opened = sorted(rounds, key=lambda each: each.opened_at, reverse=True)
    letters = (
        Delivery.objects.about(recommendation)
        .filter(letter__kind="round_opened")
        .select_related("person", "letter")
    )
    found: dict[int, list[Delivery]] = {}
    for letter in letters.order_by("pk"):
        at = next((each.pk for each in opened if each.opened_at <= letter.letter.created_at), None)
        if at is not None:
            found.setdefault(at, []).append(letter)
    return found


def _begun(consensus_round: ConsensusRound) -> datetime:
    """From when on letters about this text are about this round: its opening, never within the round before it."""
    before = ConsensusRound.objects.filter(
        recommendation=consensus_round.recommendation_id,
        number__lt=consensus_round.number,
        closed_at__isnull=False,
    ).aggregate(last=Max("closed_at"))["last"]
    return max(consensus_round.opened_at, before) if before else consensus_round.opened_at


def _silent(consensus_round: ConsensusRound) -> list[Organisation]:
    answered = consensus_round.positions.filter(is_current=True).values("organisation_id")
    entitled = consensus_round.entitlements.exclude(organisation__in=answered).select_related(
        "organisation"
    )
    return [each.organisation for each in entitled]


def _told(consensus_round: ConsensusRound, since: datetime) -> dict[int, set[str]]:
    """Organisation → what became of the letters to those who speak for it."""
    letters = Delivery.objects.about(consensus_round.recommendation).filter(
        letter__kind__in=_CALLS, letter__created_at__gte=since
    )
    speaking = Representative.objects.current().filter(role__in=SPEAKS)
    of_person = dict(speaking.values_list("user_id", "organisation_id"))
    found: dict[int, set[str]] = {}
    for person, status in letters.values_list("person_id", "status"):
        if person in of_person:
            found.setdefault(of_person[person], set()).add(status)
    return found
