"""Texts on the agenda of a meeting: put there in one revision, pinned anew, taken off."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from meetings.actions import follow_screens
from meetings.models import AgendaItem, Meeting
from rec_portal import audit
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..models import Recommendation, Revision, TextOnAgenda
from .locking import locked


def _locked_item(item: AgendaItem) -> AgendaItem:
    item.meeting = Meeting.objects.select_for_update(of=("self",)).get(pk=item.meeting_id)
    return item


@transaction.atomic
def put_on_agenda(
    recommendation: Recommendation, item: AgendaItem, revision: Revision, *, by: User, at: datetime
) -> TextOnAgenda:
    """Lay exactly this revision before the meeting; laid again, the newer pin stands.

    The history of the text, which more people read than the meeting, names neither meeting nor item, only their keys.
    """
    recommendation, item = locked(recommendation), _locked_item(item)
    require(availability.lay_before_meeting(by, recommendation, item))
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
    recommendation, item = locked(place.recommendation), _locked_item(place.item)
    require(availability.take_off_agenda(by, place))
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
