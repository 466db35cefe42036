"""What a person has to do, by deadline: one list from meetings, texts and letters, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.lifecycle import PRESIDES, BodyKind, OfficeKind
from councils.models import Office
from meetings.lifecycle import OPEN_TO_ANSWERS, InvitationStatus, MeetingStatus
from meetings.models import Invitation, Meeting
from rec_portal.clock import ClockTimestamp
from rec_portal.mail.lifecycle import DeliveryStatus
from rec_portal.mail.models import Delivery
from recommendations.lifecycle import (
    EDITABLE,
    WRITABLE_REPORTS,
    AmendmentStatus,
    Answer,
    Closing,
    Effect,
    RoundKind,
    RoundStatus,
    Status,
)
from recommendations.models import ConsensusRound, Recommendation, Report


@dataclass(frozen=True)
class Obligation:
    """Verb first; one link that leads to where it is done."""

    what: str
    about: str
    link: str
    button: str
    due: datetime | None = None
    zone: str = ""


def of(user: User, at: datetime) -> list[Obligation]:
    """Everything this person is waited for, the nearest deadline first."""
    found = [*_of_speaker(user, at), *_of_officer(user), *_of_focal_point(user)]
    if is_secretariat(user):
        found += _of_secretariat(at)
    return sorted(found, key=lambda obligation: obligation.due or datetime.max.replace(tzinfo=UTC))


def _of_speaker(user: User, at: datetime) -> Iterator[Obligation]:
    own = user.representation
    if own is None or not own.speaks:
        return
    invitations = Invitation.objects.filter(
        organisation=own.organisation, meeting__status__in=OPEN_TO_ANSWERS, meeting__ends_at__gt=at
    ).select_related("meeting")
    named = Count("delegates", filter=Q(delegates__status__in=("nominated", "confirmed")))
    for invitation in invitations.annotate(named=named):
        meeting = invitation.meeting
        if invitation.status in {InvitationStatus.SENT, InvitationStatus.TENTATIVE}:
            yield Obligation(
                _("Answer the invitation"), str(meeting), f"{meeting.get_absolute_url()}#answer", _("Answer"),
                meeting.starts_at, meeting.time_zone,
            )  # fmt: skip
        elif invitation.status == InvitationStatus.ACCEPTED and not getattr(invitation, "named", 0):
            link = reverse("meetings:delegates", args=[meeting.pk])
            yield Obligation(
                _("Name your delegates"), str(meeting), link, _("Name people"), meeting.starts_at, meeting.time_zone
            )
    rounds = ConsensusRound.objects.judged().filter(
        status=RoundStatus.OPEN, expires_at__gt=ClockTimestamp(), entitlements__organisation=own.organisation
    )
    done = Q(positions__organisation=own.organisation, positions__is_current=True)
    for waiting in rounds.exclude(
        pk__in=rounds.filter(done & ~Q(positions__effect=Effect.AWAITING)).values("pk")
    ).select_related("recommendation"):
        text = waiting.recommendation
        yield Obligation(
            _("Give your organisation's position"), str(text), f"{text.get_absolute_url()}#position", _("Read and answer"),
            waiting.expires_at, waiting.time_zone,
        )  # fmt: skip


def _of_focal_point(user: User) -> Iterator[Obligation]:
    """Reports of the addressee, for who validates them; items, for the responsible body's person."""
    own = user.representation
    if own is None:
        return
    waiting = Report.objects.filter(status__in=WRITABLE_REPORTS, cycle__status="open").select_related("cycle")
    mine = waiting.filter(organisation=own.organisation)
    if own.is_focal_point or (own.speaks and not own.organisation.has_focal_point()):
        unanswered = Q(follow_ups__organisation=own.organisation, follow_ups__answer=Answer.NO_ANSWER)
        texts = Recommendation.objects.filter(unanswered, status=Status.PUBLISHED).defer("snapshot", "search").distinct()
        for text in texts:
            link = reverse("recommendations:follow-up", args=[text.pk])
            yield Obligation(_("Say where your organisation stands on a published text"), str(text), link, _("Answer"))
        for report in mine:
            asked = report.status == "asked"
            yield Obligation(
                _("Answer the secretariat's questions") if asked else _("Submit the report"), str(report.cycle),
                report.get_absolute_url(), _("Open"), report.cycle.deadline, "Asia/Tashkent",
            )  # fmt: skip
        return
    for report in waiting.filter(items__assigned_to=own).distinct():
        yield Obligation(
            _("Fill in what was passed to you"), str(report.cycle), report.get_absolute_url(), _("Open"),
            report.cycle.deadline, "Asia/Tashkent",
        )  # fmt: skip


def _of_officer(user: User) -> Iterator[Obligation]:
    own = user.representation
    offices = list(Office.objects.current().filter(holder=own).select_related("body")) if own else []
    chaired = {office.body_id for office in offices if office.kind in PRESIDES}
    penned = {office.body_id for office in offices if office.kind == OfficeKind.RAPPORTEUR}
    if chaired:
        yield from _of_chair(
            chaired, any(o.body.kind == BodyKind.EXECUTIVE_COMMITTEE for o in offices if o.body_id in chaired)
        )
    if own is not None:
        drafted = Recommendation.objects.filter(
            Q(body__in=penned, rapporteur=None) | Q(rapporteur=own), status=Status.DRAFTING
        )
        for text in drafted.defer("snapshot", "search"):
            yield Obligation(
                _("Draft the text"), str(text), reverse("recommendations:edit", args=[text.pk]), pgettext("a text", "Write")
            )
    if penned:
        open_ones = Count("amendments", filter=Q(amendments__status=AmendmentStatus.PROPOSED))
        texts = Recommendation.objects.filter(body__in=penned, status__in=EDITABLE).annotate(open_ones=open_ones)
        for text in texts.filter(open_ones__gt=0):
            what = ngettext("Decide on %d amendment", "Decide on %d amendments", text.open_ones) % text.open_ones
            yield Obligation(what, str(text), text.get_absolute_url(), _("Read"))


def _of_chair(bodies: set[int], committee: bool) -> Iterator[Obligation]:
    over = Q(status=RoundStatus.CLOSED, closing=Closing.EXPIRED) | Q(status=RoundStatus.OPEN, expires_at__lte=ClockTimestamp())
    for closed in (
        ConsensusRound.objects.judged()
        .filter(over, body__in=bodies)
        .exclude(kind=RoundKind.CONSULTATION)
        .select_related("recommendation")
    ):
        link = reverse("recommendations:declare", args=[closed.pk])
        yield Obligation(
            _("Declare the result"), str(closed.recommendation), link, _("Declare"), closed.expires_at, closed.time_zone
        )
    for stopped in ConsensusRound.objects.filter(status=RoundStatus.SUSPENDED, body__in=bodies).select_related(
        "recommendation"
    ):
        text = stopped.recommendation
        yield Obligation(_("Decide on a suspended round"), str(text), text.get_absolute_url(), _("Open"))
    for text in Recommendation.objects.filter(body__in=bodies, status=Status.AGREED):
        yield Obligation(
            _("Lay the agreed text before the Executive Committee"), str(text), text.get_absolute_url(), _("Open")
        )
    if committee:
        for text in Recommendation.objects.filter(status=Status.BEFORE_EXCOM):
            link = reverse("recommendations:round-open", args=[text.pk])
            yield Obligation(_("Open the round in the Executive Committee"), str(text), link, _("Open the round"))


def _of_secretariat(at: datetime) -> Iterator[Obligation]:
    for meeting in Meeting.objects.filter(status=MeetingStatus.PLANNED):
        yield Obligation(
            _("Finish and convene the meeting"), str(meeting), meeting.get_absolute_url(), _("Open"), meeting.starts_at,
            meeting.time_zone,
        )  # fmt: skip
    silent = Count("invitations", filter=Q(invitations__status=InvitationStatus.SENT))
    for meeting in Meeting.objects.filter(status=MeetingStatus.CONVENED, ends_at__gt=at).annotate(silent=silent):
        if meeting.silent:
            what = ngettext("%d organisation has not answered", "%d organisations have not answered", meeting.silent)
            yield Obligation(
                what % meeting.silent, str(meeting), meeting.get_absolute_url(), _("See who"), meeting.starts_at,
                meeting.time_zone,
            )  # fmt: skip
    for text in Recommendation.objects.filter(status=Status.PROPOSED):
        yield Obligation(_("Decide on the admissibility of a proposal"), str(text), text.get_absolute_url(), _("Read"))
    for text in Recommendation.objects.filter(status=Status.CERTIFICATION):
        yield Obligation(_("Certify both languages"), str(text), text.get_absolute_url(), _("Check"))
    for text in Recommendation.objects.filter(status=Status.ADOPTED):
        yield Obligation(_("Publish the adopted text"), str(text), text.get_absolute_url(), _("Open"))
    for text in Recommendation.objects.filter(status=Status.PUBLISHED, review_on__lte=timezone.localdate(at)):
        link = reverse("recommendations:follow-up", args=[text.pk])
        yield Obligation(_("Review the text: its date has come"), str(text), link, _("Open"))
    failed = Delivery.objects.filter(status=DeliveryStatus.FAILED).count()
    if failed:
        what = ngettext("%d letter was refused for good", "%d letters were refused for good", failed) % failed
        yield Obligation(what, _("Letters"), f"{reverse('desk:letters')}?status=failed", _("See them"))


def texts_in_hand(user: User) -> Any:
    """The texts now worked on in the person's bodies, the newest first."""
    texts = Recommendation.objects.visible_to(user).with_body().defer("snapshot", "search")
    return texts.filter(status__in=(*EDITABLE, Status.IN_ROUND, Status.AGREED, Status.BEFORE_EXCOM)).order_by("-pk")[:8]
