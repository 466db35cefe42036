"""Texts on the agenda of a meeting: put there in one revision, pinned anew, taken off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.permissions import may_manage
from meetings.actions import follow_screens
from meetings.lifecycle import AGENDA_OPEN
from meetings.models import AgendaItem, Meeting
from rec_portal import audit
from rec_portal.verdicts import RuleBroken, require

from ..models import Recommendation, Revision, TextOnAgenda
from .locking import locked


def _changeable(item: AgendaItem, by: User) -> None:
    require(may_manage(by))
    meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    if meeting.status not in AGENDA_OPEN:
        raise RuleBroken(_("The meeting is over; what lay before it stands."))


@transaction.atomic
def put_on_agenda(
    recommendation: Recommendation, item: AgendaItem, revision: Revision, *, by: User, at: datetime
) -> TextOnAgenda:
    """Lay exactly this revision before the meeting; laid again, the newer pin stands.

    The history of the text, which more people read than the meeting, names neither meeting nor item, only their keys.
    """
    recommendation = locked(recommendation)
    _changeable(item, by)
    if revision.recommendation_id != recommendation.pk:
        raise RuleBroken(_("This revision is of another text."))
    if item.kind == "break":
        raise RuleBroken(_("Nothing is discussed in a break. Choose an item."))
    place, _made = TextOnAgenda.objects.update_or_create(
        item=item,
        recommendation=recommendation,
        defaults={"revision": revision, "put_by": by, "put_at": at},
    )
    follow_screens(item.meeting)
    audit.log(
        "recommendation.on_agenda",
        recommendation,
        by=by,
        at=at,
        revision=revision.number,
        meeting_id=item.meeting_id,
        item_id=item.pk,
    )
    return place


@transaction.atomic
def take_off_agenda(place: TextOnAgenda, *, by: User, at: datetime) -> None:
    recommendation = locked(place.recommendation)
    _changeable(place.item, by)
    if recommendation.rounds.filter(agenda_item=place.item).exists():
        raise RuleBroken(_("A round was held on this text at this item: it stands in the record."))
    item = place.item
    place.delete()
    follow_screens(item.meeting)
    audit.log(
        "recommendation.off_agenda",
        recommendation,
        by=by,
        at=at,
        meeting_id=item.meeting_id,
        item_id=item.pk,
    )
