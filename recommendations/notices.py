"""The letters of a text and of its follow-up: each says what, who, why and until when. No text of a draft leaves by mail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import User
from councils.lifecycle import PRESIDES, Effect
from councils.models import Office, Organisation, Representative
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from rec_portal.mail.writing import Notice

from .labels import LETTERS
from .models import (
    Amendment,
    Comment,
    ConsensusRound,
    Corrigendum,
    Match,
    Position,
    Question,
    Recommendation,
    Report,
    ReportItem,
)


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _speaking_for(organisations: Iterable[Organisation] | QuerySet[Any]) -> QuerySet[User]:
    """The delegation: its head and alternates, whoever they are today."""
    people: QuerySet[User] = Representative.objects.speaking_for(organisations).people()
    return people


def _answering_for(organisation: Organisation) -> QuerySet[User]:
    """The national focal point, and who speaks for the addressee."""
    mandates = Representative.objects.speaking_for([organisation], or_focal_point=True)
    people: QuerySet[User] = mandates.people()
    return people


def _presiding(bodies: list[int]) -> QuerySet[User]:
    holders = Office.objects.current().filter(body__in=bodies, kind__in=PRESIDES)
    return User.objects.filter(pk__in=holders.values("holder__user_id"), is_active=True)


def _followers(recommendation: Recommendation) -> QuerySet[User]:
    """Who proposed it, who began it, and who asked to be told."""
    wanted = Q(pk__in=recommendation.followers.values("user_id")) | Q(
        pk=recommendation.created_by_id
    )
    if recommendation.proposed_by_id is not None:
        speaking = Representative.objects.speaking_for([recommendation.proposed_by_id])
        wanted |= Q(pk__in=speaking.values("user_id"))
    return User.objects.filter(wanted, is_active=True).order_by("pk")


def _about_text(
    kind: str, recommendation: Recommendation, readers: Iterable[User], **values: Any
) -> Notice:
    values = {
        "recommendation": recommendation,
        "link": _address(recommendation.get_absolute_url()),
    } | values
    return Notice(kind, about=recommendation, readers=readers, context=lambda _reader: values)


def proposal_decided(recommendation: Recommendation, reason: str) -> Notice:
    """The proposer learns whether the proposal was admitted, to whom it was assigned, or why not."""
    return _about_text(
        "proposal_decided", recommendation, _followers(recommendation), reason=reason
    )


def text_moved(recommendation: Recommendation, *, by: User) -> Notice:
    """Who proposed or follows a text learns of every step it takes; never the one who took it."""
    return _about_text("text_moved", recommendation, _followers(recommendation).exclude(pk=by.pk))


def sent_back(recommendation: Recommendation, reason: str) -> Notice:
    """The chairs learn that the text goes back, and why."""
    return _about_text(
        "text_sent_back", recommendation, _presiding([recommendation.body_id]), reason=reason
    )


def adopted(recommendation: Recommendation) -> Notice:
    """Everybody entitled, and who follows the text, learn its symbol."""
    readers = User.objects.filter(
        Q(pk__in=readers_of(recommendation.adoption.round).values("pk"))
        | Q(pk__in=_followers(recommendation).values("pk"))
    ).order_by("pk")
    return _about_text("text_adopted", recommendation, readers)


def published(recommendation: Recommendation) -> Notice:
    """The addressees receive the text with the request to answer; who follows it is told."""
    addressees = recommendation.follow_ups.values("organisation_id")
    mandates = Representative.objects.speaking_for(addressees, or_focal_point=True)
    readers = User.objects.filter(
        Q(pk__in=mandates.values("user_id")) | Q(pk__in=_followers(recommendation).values("pk")),
        is_active=True,
    ).order_by("pk")
    follow = _address(f"{recommendation.get_absolute_url()}follow-up/")
    return _about_text("text_published", recommendation, readers, follow=follow)


def text_ended(recommendation: Recommendation, reason: str) -> Notice:
    return _about_text("text_ended", recommendation, _followers(recommendation), reason=reason)


def corrigendum(made: Corrigendum) -> Notice:
    """Those entitled in the last round learn of an editorial correction; no position lapses."""
    last = made.recommendation.rounds.first()
    readers = readers_of(last) if last else _presiding([made.recommendation.body_id])
    return _about_text("text_corrigendum", made.recommendation, readers, corrigendum=made)


def moved(recommendation: Recommendation) -> Notice:
    """Everyone who proposed or follows a text is told when something moves (decidim#3974): that it did, never where to.

    Whether a state's part becomes public is for the state to say; the page shows each reader what is theirs to see.
    """
    link = _address(f"{recommendation.get_absolute_url()}follow-up/")
    return _about_text("follow_up_moved", recommendation, _followers(recommendation), link=link)


def comments_disposed(recommendation: Recommendation, comments: list[Comment]) -> Notice:
    """Who commented learns what was made of it; where the secretariat entered it for an organisation, its delegation does."""
    link = _address(f"{recommendation.get_absolute_url()}comments/")
    entered = Representative.objects.speaking_for(
        [each.organisation_id for each in comments if each.source]
    )
    authors = Q(pk__in=[each.author_id for each in comments if not each.source])
    readers = User.objects.filter(
        authors | Q(pk__in=entered.values("user_id")), is_active=True
    ).order_by("pk")
    return _about_text("comments_disposed", recommendation, readers, matrix=link)


def readers_of(consensus_round: ConsensusRound) -> QuerySet[User]:
    """Heads and alternates of the entitled, and the chairs of the deciding and the originating body."""
    speaking = Representative.objects.speaking_for(
        consensus_round.entitlements.values("organisation_id")
    )
    bodies = [consensus_round.body_id, consensus_round.recommendation.body_id]
    presiding = Office.objects.current().filter(body__in=bodies, kind__in=PRESIDES)
    wanted = Q(pk__in=speaking.values("user_id")) | Q(pk__in=presiding.values("holder__user_id"))
    return User.objects.filter(wanted, is_active=True).order_by("pk")


def round_opened(consensus_round: ConsensusRound, readers: QuerySet[User] | None = None) -> Notice:
    """Everyone entitled is told; a head or alternate who begins while it runs is told alone (`readers`)."""
    return _about_round("round_opened", consensus_round, readers=readers)


def round_broken(consensus_round: ConsensusRound, position: Position) -> Notice:
    return _about_round("round_broken", consensus_round, {"position": position})


def round_closed(consensus_round: ConsensusRound) -> Notice:
    """Its time is up: the chair is to declare. In the room the letter names who objected and who was not heard."""
    board = ConsensusRound.objects.with_board().get(pk=consensus_round.pk).board()
    return _about_round(consensus_round.end.letter, consensus_round, {"board": board})


def round_declared(consensus_round: ConsensusRound) -> Notice:
    return _about_round("round_declared", consensus_round)


def round_ended(consensus_round: ConsensusRound, reason: str) -> Notice:
    """Recalled, ended early, lapsed or heard: without a result."""
    return _about_round("round_ended", consensus_round, {"reason": reason})


def round_suspended(consensus_round: ConsensusRound, reason: str) -> Notice:
    return _about_round("round_suspended", consensus_round, {"reason": reason})


def round_resumed(consensus_round: ConsensusRound, reason: str) -> Notice:
    return _about_round("round_resumed", consensus_round, {"reason": reason})


def round_extended(consensus_round: ConsensusRound, reason: str) -> Notice:
    return _about_round("round_extended", consensus_round, {"reason": reason})


def round_reminder(consensus_round: ConsensusRound, awaited: Iterable[Organisation] = ()) -> Notice:
    """Delegations without a final position are reminded (or those `awaited` today); never those who have answered."""
    if awaited:
        return _about_round("round_reminder", consensus_round, readers=_speaking_for(awaited))
    final = consensus_round.positions.filter(is_current=True).exclude(effect=Effect.AWAITING)
    waiting = consensus_round.entitlements.exclude(organisation__in=final.values("organisation_id"))
    return _about_round(
        "round_reminder", consensus_round, readers=_speaking_for(waiting.values("organisation_id"))
    )


def objection_lifted(position: Position) -> Notice:
    return _about_round("objection_lifted", position.round, {"position": position})


def _about_round(
    kind: str,
    consensus_round: ConsensusRound,
    more: Mapping[str, Any] | None = None,
    readers: QuerySet[User] | None = None,
) -> Notice:
    recommendation = consensus_round.recommendation
    values = {
        "round": consensus_round,
        "recommendation": recommendation,
        **(more or {}),
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
        "zones": settings.COUNCIL_TIME_ZONES,
    }
    entitled = consensus_round.entitlements.values("organisation_id")
    capacities = Representative.objects.speaking_for(entitled).capacities()
    return Notice(
        kind,
        about=recommendation,
        readers=readers_of(consensus_round) if readers is None else readers,
        context=lambda _reader: values,
        key=consensus_round.key,
        capacity=lambda reader: capacities.get(reader.pk, (None, "presides")),
    )


def position_recorded(position: Position) -> Notice:
    """The organisation learns what the secretariat recorded for it, and can correct it (rule 3)."""
    recommendation = position.round.recommendation
    values = {
        "position": position,
        "round": position.round,
        "recommendation": recommendation,
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
    }
    readers = _speaking_for([position.organisation])
    return Notice(
        "position_recorded", about=recommendation, readers=readers, context=lambda _reader: values
    )


def position_replaced(position: Position, former: Position) -> Notice:
    """Who gave the position before learns at once that another person of the delegation has replaced it."""
    recommendation = position.round.recommendation
    values = {
        "position": position,
        "former": former,
        "round": position.round,
        "recommendation": recommendation,
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
    }
    former_person = User.objects.filter(pk=former.taken_by_id, is_active=True)
    readers = (_speaking_for([position.organisation]) | former_person).exclude(
        pk=position.taken_by_id
    )
    return Notice(
        "position_replaced", about=recommendation, readers=readers, context=lambda _reader: values
    )


def amendment_decided(amendment: Amendment) -> Notice:
    """The proposer learns what became of the amendment, and why."""
    recommendation = amendment.recommendation
    values = {
        "amendment": amendment,
        "recommendation": recommendation,
        "link": f"{settings.SITE_URL}{recommendation.get_absolute_url()}",
    }
    readers = _author(amendment)
    return Notice(
        "amendment_decided", about=recommendation, readers=readers, context=lambda _reader: values
    )


def _author(amendment: Amendment) -> QuerySet[User]:
    return User.objects.filter(pk=amendment.author_id, is_active=True)


def amendment_overtaken(amendment: Amendment, by: Amendment) -> Notice:
    """Another amendment was accepted and changed the same words: this one no longer applies."""
    return _about_text(
        "amendment_overtaken",
        amendment.recommendation,
        _author(amendment),
        amendment=amendment,
        other=by,
    )


def _about_report(
    kind: str, report: Report, readers: Iterable[User] | None = None, **values: Any
) -> Notice:
    values |= {"report": report, "cycle": report.cycle, "link": _address(report.get_absolute_url())}
    chosen = _answering_for(report.organisation) if readers is None else readers
    return Notice(kind, about=report, readers=chosen, context=lambda _reader: values)


def report_assigned(report: Report) -> Notice:
    """The focal point receives the cycle: period, form and deadline."""
    return _about_report("report_assigned", report)


def report_reminder(report: Report) -> Notice:
    return _about_report("report_reminder", report)


def report_asked(question: Question) -> Notice:
    return _about_report("report_asked", question.report)


def item_passed(item: ReportItem, reader: User) -> Notice:
    """The responsible body's person is asked to fill in one paragraph."""
    return _about_report("report_item_passed", item.report, [reader], item=item)


def matched(made: Match) -> Notice:
    """A need and an offer have been brought together: both sides are told of each other."""
    offering = Representative.objects.speaking_for([made.offer.organisation])
    needing = Representative.objects.speaking_for(
        [made.item.report.organisation], or_focal_point=True
    )
    capacities = (offering | needing).capacities()
    notice = _about_report(
        "offer_matched",
        made.item.report,
        (offering | needing).people(),
        offer=made.offer,
        item=made.item,
    )
    return replace(notice, capacity=lambda reader: capacities[reader.pk])


def still_reads(delivery: Delivery) -> bool:
    """The reader may still see the text."""
    return bool(
        Recommendation.objects.visible_to(delivery.person)
        .filter(pk=delivery.letter.about_id)
        .exists()
    )


def still_reports(delivery: Delivery) -> bool:
    """The reader may still see the report."""
    return bool(
        Report.objects.visible_to(delivery.person).filter(pk=delivery.letter.about_id).exists()
    )


def still_represents(delivery: Delivery) -> bool:
    """The reader still represents the organisation for which the letter was written, where it says one."""
    held = delivery.person.representation
    if held is None:
        return False
    return delivery.organisation is None or held.organisation_id == delivery.organisation


def register_questions() -> None:
    """Every letter is for who may still see its text; those of the follow-up are about a report."""
    for kind in LETTERS:
        mail.ask_before_sending(kind, still_reads)
    for kind in ("report_assigned", "report_reminder", "report_asked", "report_item_passed"):
        mail.ask_before_sending(kind, still_reports)
    mail.ask_before_sending("offer_matched", still_represents)
