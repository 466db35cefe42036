"""What texts wait for: positions, rounds, drafts, follow-up."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from accounts.models import User
from councils.access import access_of
from councils.lifecycle import BodyKind, Effect, OfficeKind
from councils.models import Body, Representative
from recommendations import availability
from recommendations.lifecycle import LAID, Answer, RecommendationStatus, TextAct
from recommendations.models import Amendment, ConsensusRound, Cycle, Recommendation, Report

from .common import ActionItem


def of_speaker(own: Representative) -> Iterator[ActionItem]:
    rounds = ConsensusRound.objects.running().filter(entitlements__organisation=own.organisation)
    done = Q(positions__organisation=own.organisation, positions__is_current=True)
    for waiting in rounds.exclude(
        pk__in=rounds.filter(done & ~Q(positions__effect=Effect.AWAITING)).values("pk")
    ).select_related("recommendation"):
        text = waiting.recommendation
        yield ActionItem(
            _("Give your organisation's position"),
            str(text),
            f"{text.get_absolute_url()}#position",
            _("Read and answer"),
            waiting.expires_at,
            waiting.time_zone,
        )


def of_focal_point(user: User) -> Iterator[ActionItem]:
    """Reports of the addressee, for who validates them; items, for the responsible body's person."""
    own = user.representation
    if own is None:
        return
    waiting = Report.objects.writable().filter(cycle__in=Cycle.objects.running())
    waiting = waiting.select_related("cycle")
    mine = waiting.filter(organisation=own.organisation)
    if own.is_focal_point or (own.speaks and not own.organisation.has_focal_point()):
        unanswered = Q(
            follow_ups__organisation=own.organisation, follow_ups__answer=Answer.NO_ANSWER
        )
        texts = Recommendation.objects.followed().filter(unanswered).defer("search").distinct()
        for text in texts:
            link = reverse("recommendations:follow-up", args=[text.pk])
            yield ActionItem(
                _("Say where your organisation stands on a published text"),
                str(text),
                link,
                _("Answer"),
            )
        for report in mine:
            asked = report.has_questions
            yield ActionItem(
                _("Answer the secretariat's questions") if asked else _("Submit the report"),
                str(report.cycle),
                report.get_absolute_url(),
                _("Open"),
                report.cycle.deadline,
                settings.TIME_ZONE,
            )
        return
    for report in waiting.filter(items__assigned_to=own).distinct():
        yield ActionItem(
            _("Fill in what was passed to you"),
            str(report.cycle),
            report.get_absolute_url(),
            _("Open"),
            report.cycle.deadline,
            settings.TIME_ZONE,
        )


def of_officer(user: User) -> Iterator[ActionItem]:
    access = access_of(user)
    own, chaired = access.mandate, access.presided()
    penned = {body for body, office in access.offices if office == OfficeKind.RAPPORTEUR}
    if chaired:
        yield from _of_chair(user, chaired)
    if own is not None:
        drafted = Recommendation.objects.admitting(TextAct.CONSULT).filter(
            Q(body__in=penned, rapporteur=None) | Q(rapporteur=own)
        )
        for text in drafted.defer("search"):
            yield ActionItem(
                _("Draft the text"),
                str(text),
                reverse("recommendations:edit", args=[text.pk]),
                pgettext("a text", "Write"),
            )
    if penned:
        open_ones = Count("amendments", filter=Q(amendments__in=Amendment.objects.proposed()))
        texts = Recommendation.objects.admitting(TextAct.WRITE).filter(body__in=penned)
        for text in texts.annotate(open_ones=open_ones).filter(open_ones__gt=0):
            what = (
                ngettext("Decide on %d amendment", "Decide on %d amendments", text.open_ones)
                % text.open_ones
            )
            yield ActionItem(what, str(text), text.get_absolute_url(), _("Read"))


_OPEN_IN = {
    RecommendationStatus.BEFORE_EXCOM: gettext_lazy("Open the round in the Executive Committee"),
    RecommendationStatus.BEFORE_COUNCIL: gettext_lazy("Open the round in the Council"),
}


def _rounds_in_hand(user: User, bodies: Collection[int] | QuerySet[Body]) -> Iterator[ActionItem]:
    rounds = ConsensusRound.objects.waiting_for_chair().filter(body__in=bodies)
    for each in rounds.select_related("recommendation", "body").order_by("status", "-number"):
        text = each.recommendation
        if each.is_suspended:
            what, link = _("Decide on a suspended round"), text.get_absolute_url()
            yield ActionItem(what, str(text), link, _("Open"))
        elif availability.declare(user, each):
            yield ActionItem(
                _("Declare the result"),
                str(text),
                reverse("recommendations:declare", args=[each.pk]),
                _("Declare"),
                each.expires_at,
                each.time_zone,
            )


def _of_chair(user: User, bodies: frozenset[int]) -> Iterator[ActionItem]:
    yield from _rounds_in_hand(user, bodies)
    agreed = Recommendation.objects.admitting(TextAct.FORWARD).filter(body__in=bodies)
    for text in agreed.select_related("body"):
        if availability.forward(user, text):
            yield ActionItem(
                _("Lay the agreed text before the Executive Committee"),
                str(text),
                text.get_absolute_url(),
                _("Open"),
            )
    for text in Recommendation.objects.at_stage(*LAID).filter(laid_before__in=bodies):
        link = reverse("recommendations:round-open", args=[text.pk])
        yield ActionItem(
            str(_OPEN_IN[RecommendationStatus(text.status)]),
            str(text),
            link,
            _("Open the round"),
        )


def of_secretariat(user: User, at: datetime) -> Iterator[ActionItem]:
    """What waits for the secretariat; a text that this person may not certify waits for another."""
    waiting = {
        RecommendationStatus.PROPOSED: (
            availability.admit,
            _("Decide on the admissibility of a proposal"),
            _("Read"),
            "detail",
        ),
        RecommendationStatus.BEFORE_COUNCIL: (
            availability.open_round,
            str(_OPEN_IN[RecommendationStatus.BEFORE_COUNCIL]),
            _("Open the round"),
            "round-open",
        ),
        RecommendationStatus.CERTIFICATION: (
            availability.certify,
            _("Certify both languages"),
            _("Check"),
            "detail",
        ),
        RecommendationStatus.ADOPTED: (
            availability.publish,
            _("Publish the adopted text"),
            _("Open"),
            "detail",
        ),
    }
    order = list(waiting)
    found = Recommendation.objects.at_stage(*order).with_rounds().select_related("laid_before")
    for text in sorted(found, key=lambda text: order.index(RecommendationStatus(text.status))):
        may, what, button, page = waiting[RecommendationStatus(text.status)]
        if may(user, text):
            link = reverse(f"recommendations:{page}", args=[text.pk])
            yield ActionItem(what, str(text), link, button)
    yield from _rounds_in_hand(user, Body.objects.filter(kind=BodyKind.PLENARY))
    for text in Recommendation.objects.followed().filter(review_on__lte=timezone.localdate(at)):
        link = reverse("recommendations:follow-up", args=[text.pk])
        yield ActionItem(_("Review the text: its date has come"), str(text), link, _("Open"))
