"""Whom letters reached: silence does not bind whom none did (rule 6)."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.models import QuerySet

from accounts.models import User
from councils.models import Organisation, Representative
from councils.silence import Silence
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery, DeliveryQuerySet

from .. import notices
from ..lifecycle import EventKind
from ..models import ConsensusRound

_CALLS = ("round_opened", "round_resumed", "round_extended")


def _calls(consensus_round: ConsensusRound) -> DeliveryQuerySet:
    """The letters of this round that call for a position, to those who speak for an organisation."""
    letters = Delivery.objects.of_act(consensus_round.key)
    return letters.filter(letter__kind__in=_CALLS, organisation__isnull=False)


def _silent(consensus_round: ConsensusRound) -> QuerySet[Organisation]:
    """The entitled without a position."""
    answered = consensus_round.positions.filter(is_current=True).values("organisation_id")
    entitled = consensus_round.entitlements.exclude(organisation__in=answered)
    return Organisation.objects.filter(pk__in=entitled.values("organisation_id"))


def unreached_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position to which no letter that calls for one was handed over."""
    return Silence(_silent(consensus_round), _calls(consensus_round)).unreached()


def refused_by(consensus_round: ConsensusRound) -> list[Organisation]:
    """Entitled organisations without a position whose every letter since the opening, or since the round was last
    resumed, was refused for good."""
    calls = _calls(consensus_round)
    resumed = consensus_round.events.filter(kind=EventKind.RESUMED).order_by("-pk").first()
    if resumed is not None:
        calls = calls.filter(letter__created_at__gte=resumed.at)
    return Silence(_silent(consensus_round), calls).refused()


def openings_told(rounds: Iterable[ConsensusRound]) -> dict[int, list[Delivery]]:
    """Round → the letters of its opening, to each person, with what became of them."""
    of_key = {each.key: each.pk for each in rounds}
    letters = Delivery.objects.filter(key__in=of_key, letter__kind="round_opened")
    found: dict[int, list[Delivery]] = {}
    for letter in letters.select_related("person", "letter").order_by("pk"):
        found.setdefault(of_key[letter.key], []).append(letter)
    return found


@transaction.atomic
def tell_new_speaker(mandate: Representative, *, by: User | None) -> int:
    """Whoever begins to speak for an entitled organisation learns at once of the rounds that run; returns how many."""
    person = User.objects.filter(pk=mandate.user_id)
    told = 0
    for held in (
        ConsensusRound.objects.in_hand()
        .filter(entitlements__organisation=mandate.organisation_id)
        .select_related("recommendation", "body", "revision")
    ):
        calls = Delivery.objects.of_act(held.key).filter(
            person=mandate.user_id, letter__kind__in=_CALLS, organisation=mandate.organisation_id
        )
        if not calls.exists():
            mail.queue(notices.round_opened(held, person), by=by)
            told += 1
    return told
