"""The letters of a text: a round opened, broken, closed, declared; each says who, why and until when. No text of a draft leaves by mail."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from councils.lifecycle import PRESIDES, SPEAKS
from councils.models import Office, Representative
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.mail.writing import Notice

from .models import Amendment, ConsensusRound, Position, Recommendation


def readers_of(consensus_round: ConsensusRound) -> QuerySet[User]:
    """Heads and alternates of the entitled, and the chairs of the deciding and the originating body."""
    speaking = Representative.objects.current().filter(
        organisation__in=consensus_round.entitlements.values("organisation_id"), role__in=SPEAKS
    )
    bodies = [consensus_round.body_id, consensus_round.recommendation.body_id]
    presiding = Office.objects.current().filter(body__in=bodies, kind__in=PRESIDES)
    wanted = Q(pk__in=speaking.values("user_id")) | Q(pk__in=presiding.values("holder__user_id"))
    return User.objects.filter(wanted, is_active=True).order_by("pk")


def round_opened(consensus_round: ConsensusRound) -> Notice:
    return _about_round("round_opened", consensus_round)


def round_broken(consensus_round: ConsensusRound, position: Position) -> Notice:
    return _about_round("round_broken", consensus_round, {"position": position})


def round_closed(consensus_round: ConsensusRound) -> Notice:
    """Silence was not broken: the chair is to declare."""
    return _about_round("round_closed", consensus_round)


def round_declared(consensus_round: ConsensusRound) -> Notice:
    return _about_round("round_declared", consensus_round)


def _about_round(kind: str, consensus_round: ConsensusRound, more: Mapping[str, Any] | None = None) -> Notice:
    recommendation = consensus_round.recommendation
    values = {
        "round": consensus_round, "recommendation": recommendation, **(more or {}),
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}", "zones": settings.COUNCIL_TIME_ZONES,
    }  # fmt: skip
    return Notice(kind, about=recommendation, readers=readers_of(consensus_round), context=lambda _reader: values)


def position_recorded(position: Position) -> Notice:
    """The organisation learns what the secretariat recorded for it, and can correct it (rule 3)."""
    recommendation = position.round.recommendation
    values = {
        "position": position, "round": position.round, "recommendation": recommendation,
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
    }  # fmt: skip
    speaking = Representative.objects.current().filter(organisation=position.organisation, role__in=SPEAKS)
    readers = User.objects.filter(pk__in=speaking.values("user_id"), is_active=True)
    return Notice("position_recorded", about=recommendation, readers=readers, context=lambda _reader: values)


def amendment_decided(amendment: Amendment) -> Notice:
    """The proposer learns what became of the amendment, and why."""
    recommendation = amendment.recommendation
    values = {
        "amendment": amendment, "recommendation": recommendation,
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
    }  # fmt: skip
    readers = User.objects.filter(pk=amendment.author_id, is_active=True)
    return Notice("amendment_decided", about=recommendation, readers=readers, context=lambda _reader: values)


def still_reads(delivery: Delivery) -> bool:
    """The reader may still see the text."""
    return bool(Recommendation.objects.visible_to(delivery.person).filter(pk=delivery.letter.about_id).exists())


def register_questions() -> None:
    for kind in ("round_opened", "round_broken", "round_closed", "round_declared", "amendment_decided", "position_recorded"):
        mail.ask_before_sending(kind, still_reads)
