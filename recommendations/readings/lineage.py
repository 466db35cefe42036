"""From the idea to the latest report: the steps of a text that have a date, in order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..models import ConsensusRound, Recommendation, Report


@dataclass(frozen=True)
class Step:
    """When, what, and where it can be read."""

    at: datetime
    words: str
    link: str = ""


def story(
    recommendation: Recommendation, user: Any, rounds: list[ConsensusRound] | None = None
) -> list[Step]:
    """`rounds`: the text's rounds, for a reader who may know how it came about; the public learns of the result alone."""
    steps: list[Step] = []
    if rounds is not None:
        who = recommendation.proposed_by.name_i18n if recommendation.proposed_by else ""
        begun = _("Proposed by %(name)s") % {"name": who} if who else _("Begun")
        steps.append(Step(recommendation.created_at, begun))
        link = reverse("recommendations:rounds", args=[recommendation.pk])
        for each in rounds:
            if each.closed_at:
                words = each.get_outcome_display() or each.get_closing_display()
                steps.append(
                    Step(each.closed_at, f"{each.body}, {each.get_kind_display()}: {words}", link)
                )
    if adoption := recommendation.adopted:
        link = reverse("recommendations:certificate", args=[recommendation.pk])
        steps.append(
            Step(
                adoption.adopted_at,
                _("Adopted as %(symbol)s") % {"symbol": adoption.symbol},
                link,
            )
        )
    if recommendation.published_at:
        steps.append(Step(recommendation.published_at, _("Published")))
        reports = Report.objects.visible_to(user).filter(
            items__follow_up__recommendation=recommendation, submitted_at__isnull=False
        )
        for report in reports.select_related("organisation", "cycle").distinct():
            assert report.submitted_at is not None  # noqa: S101  # filtered above
            steps.append(
                Step(
                    report.submitted_at,
                    _("Report of %(name)s") % {"name": report},
                    report.get_absolute_url(),
                )
            )
    return sorted(steps, key=lambda step: step.at)
