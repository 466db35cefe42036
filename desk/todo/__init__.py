"""What a person has to do, by deadline: one list from meetings, texts and letters, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from accounts.permissions import is_secretariat
from rec_portal.mail.models import Delivery
from recommendations.lifecycle import TextAct
from recommendations.models import Recommendation

from . import meetings, texts
from .common import ActionItem


def action_items(user: User, at: datetime) -> list[ActionItem]:
    """Everything this person is waited for, the nearest deadline first."""
    found = [*_of_representative(user, at), *texts.of_officer(user), *texts.of_focal_point(user)]
    if is_secretariat(user):
        found += [
            *meetings.of_secretariat(user, at),
            *texts.of_secretariat(user, at),
            *_of_letters(),
        ]
    return sorted(found, key=lambda item: item.due or datetime.max.replace(tzinfo=UTC))


def _of_representative(user: User, at: datetime) -> Iterator[ActionItem]:
    own = user.representation
    if own is None:
        return
    if own.speaks:
        yield from meetings.of_speaker(own, at)
        yield from texts.of_speaker(own)
    yield from meetings.of_nominator(own, at)
    yield from meetings.of_organisation(own)
    yield from meetings.of_chair(own, at)


def _of_letters() -> Iterator[ActionItem]:
    failed = Delivery.objects.refused().count()
    if failed:
        what = (
            ngettext("%d letter was refused for good", "%d letters were refused for good", failed)
            % failed
        )
        yield ActionItem(
            what, _("Letters"), f"{reverse('desk:letters')}?status=failed", _("See them")
        )


def texts_in_hand(user: User) -> Any:
    """The texts now worked on in the person's bodies, the newest first."""
    texts = Recommendation.objects.visible_to(user).with_body().defer("search")
    return texts.admitting(TextAct.COMMENT).order_by("-pk")[:8]
