"""What texts wait for: positions, rounds, drafts, follow-up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from councils.access import access_of
from councils.lifecycle import OfficeKind
from councils.models import Representative
from rec_portal.clock import ClockTimestamp
from recommendations.lifecycle import (
    EDITABLE,
    WRITABLE_REPORTS,
    AmendmentStatus,
    Answer,
    Effect,
    RecommendationStatus,
    RoundStatus,
)
from recommendations.models import ConsensusRound, Recommendation, Report

from .common import ActionItem


def of_speaker(own: Representative) -> Iterator[ActionItem]:
    rounds = ConsensusRound.objects.judged().filter(
        status=RoundStatus.OPEN,
        expires_at__gt=ClockTimestamp(),
        entitlements__organisation=own.organisation,
    )
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
    waiting = Report.objects.filter(
        status__in=WRITABLE_REPORTS, cycle__status="open"
    ).select_related("cycle")
    mine = waiting.filter(organisation=own.organisation)
    if own.is_focal_point or (own.speaks and not own.organisation.has_focal_point()):
        unanswered = Q(
            follow_ups__organisation=own.organisation, follow_ups__answer=Answer.NO_ANSWER
        )
        texts = (
            Recommendation.objects.filter(unanswered, status=RecommendationStatus.PUBLISHED)
            .defer("snapshot", "search")
            .distinct()
        )
        for text in texts:
            link = reverse("recommendations:follow-up", args=[text.pk])
            yield ActionItem(
                _("Say where your organisation stands on a published text"),
                str(text),
                link,
                _("Answer"),
            )
        for report in mine:
            asked = report.status == "asked"
            yield ActionItem(
                _("Answer the secretariat's questions") if asked else _("Submit the report"),
                str(report.cycle),
                report.get_absolute_url(),
                _("Open"),
                report.cycle.deadline,
                "Asia/Tashkent",
            )
        return
    for report in waiting.filter(items__assigned_to=own).distinct():
        yield ActionItem(
            _("Fill in what was passed to you"),
            str(report.cycle),
            report.get_absolute_url(),
            _("Open"),
            report.cycle.deadline,
            "Asia/Tashkent",
        )


def of_officer(user: User) -> Iterator[ActionItem]:
    access = access_of(user)
    own, chaired = access.mandate, access.presided()
    penned = {body for body, office in access.offices if office == OfficeKind.RAPPORTEUR}
    if chaired:
        yield from _of_chair(chaired, access.committee in chaired)
    if own is not None:
        drafted = Recommendation.objects.filter(
            Q(body__in=penned, rapporteur=None) | Q(rapporteur=own),
            status=RecommendationStatus.DRAFTING,
        )
        for text in drafted.defer("snapshot", "search"):
            yield ActionItem(
                _("Draft the text"),
                str(text),
                reverse("recommendations:edit", args=[text.pk]),
                pgettext("a text", "Write"),
            )
    if penned:
        open_ones = Count("amendments", filter=Q(amendments__status=AmendmentStatus.PROPOSED))
        texts = Recommendation.objects.filter(body__in=penned, status__in=EDITABLE).annotate(
            open_ones=open_ones
        )
        for text in texts.filter(open_ones__gt=0):
            what = (
                ngettext("Decide on %d amendment", "Decide on %d amendments", text.open_ones)
                % text.open_ones
            )
            yield ActionItem(what, str(text), text.get_absolute_url(), _("Read"))


def _of_chair(bodies: frozenset[int], committee: bool) -> Iterator[ActionItem]:
    for closed in (
        ConsensusRound.objects.awaiting_declaration()
        .filter(body__in=bodies)
        .select_related("recommendation")
    ):
        link = reverse("recommendations:declare", args=[closed.pk])
        yield ActionItem(
            _("Declare the result"),
            str(closed.recommendation),
            link,
            _("Declare"),
            closed.expires_at,
            closed.time_zone,
        )
    for stopped in ConsensusRound.objects.filter(
        status=RoundStatus.SUSPENDED, body__in=bodies
    ).select_related("recommendation"):
        text = stopped.recommendation
        yield ActionItem(
            _("Decide on a suspended round"), str(text), text.get_absolute_url(), _("Open")
        )
    for text in Recommendation.objects.filter(body__in=bodies, status=RecommendationStatus.AGREED):
        yield ActionItem(
            _("Lay the agreed text before the Executive Committee"),
            str(text),
            text.get_absolute_url(),
            _("Open"),
        )
    if committee:
        for text in Recommendation.objects.filter(status=RecommendationStatus.BEFORE_EXCOM):
            link = reverse("recommendations:round-open", args=[text.pk])
            yield ActionItem(
                _("Open the round in the Executive Committee"), str(text), link, _("Open the round")
            )


def of_secretariat(at: datetime) -> Iterator[ActionItem]:
    for text in Recommendation.objects.filter(status=RecommendationStatus.PROPOSED):
        yield ActionItem(
            _("Decide on the admissibility of a proposal"),
            str(text),
            text.get_absolute_url(),
            _("Read"),
        )
    for text in Recommendation.objects.filter(status=RecommendationStatus.CERTIFICATION):
        yield ActionItem(
            _("Certify both languages"), str(text), text.get_absolute_url(), _("Check")
        )
    for text in Recommendation.objects.filter(status=RecommendationStatus.ADOPTED):
        yield ActionItem(
            _("Publish the adopted text"), str(text), text.get_absolute_url(), _("Open")
        )
    for text in Recommendation.objects.filter(
        status=RecommendationStatus.PUBLISHED, review_on__lte=timezone.localdate(at)
    ):
        link = reverse("recommendations:follow-up", args=[text.pk])
        yield ActionItem(_("Review the text: its date has come"), str(text), link, _("Open"))
