"""How far the preparation of a meeting is: facts, not boxes that somebody ticks."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import AgendaItem, Invitation, Meeting


@dataclass(frozen=True)
class Step:
    label: str
    done: bool


def steps(meeting: Meeting, items: list[AgendaItem], invitations: list[Invitation]) -> list[Step]:
    """In the order of a secretariat's work; of what the page has read already, and two questions more."""
    told = [each for each in invitations if each.sent_at is not None]
    coming = [person for each in told for person in each.coming]
    papers = bool(meeting.general_papers) or any(item.papers.all() for item in items)
    annotated = bool(items) and all(
        item.annotation for item in items if item.kind in {"discussion", "decision"}
    )
    return [
        Step(_("agenda with its items"), bool(items)),
        Step(_("annotations for the annotated agenda"), annotated),
        Step(
            _("papers before the meeting, none still to come"),
            papers and not meeting.expected_papers.exists(),
        ),
        Step(_("organisations to invite"), bool(invitations)),
        Step(_("meeting convened, invitations sent"), meeting.convened_at is not None),
        Step(_("papers circulated"), papers and not meeting.papers.fresh().exists()),
        Step(
            _("every organisation has answered"),
            bool(told) and all(each.is_answered for each in told),
        ),
        Step(
            _("every delegate decided on"),
            bool(coming) and all(p.is_confirmed for p in coming),
        ),
    ]
