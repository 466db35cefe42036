"""When: statuses and the tables of allowed changes, one file a story; docs/consensus.md is printed from them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from rec_portal.verdicts import RuleBroken

from .consensus import (
    ADOPTING,
    END_OF_TIME,
    MEANINGS,
    ROUND_TRANSITIONS,
    RUNNING,
    SIGNS,
    VOIDING,
    Closing,
    CountedIn,
    Declares,
    Effect,
    EndOfTime,
    Entitles,
    EventKind,
    Meaning,
    Outcome,
    PositionKind,
    RoundKind,
    RoundStatus,
    StatementKind,
)
from .discussion import (
    AMENDMENT_TRANSITIONS,
    DECIDED,
    NEEDS_RESPONSE,
    OPEN_AMENDMENTS,
    AmendmentKind,
    AmendmentStatus,
    DispositionKind,
)
from .followup import (
    REPORT_TRANSITIONS,
    WRITABLE_REPORTS,
    AddresseeKind,
    Answer,
    BodyType,
    CycleStatus,
    Implementation,
    Phase,
    Publication,
    ReportStatus,
    TargetGroup,
    TimeFrame,
)
from .text import (
    EDITABLE,
    ENDED,
    FINAL,
    OPEN_TO_COMMENTS,
    PUBLIC,
    STEPS,
    TRANSITIONS,
    ClauseKind,
    LinkKind,
    RecommendationKind,
    RecommendationStatus,
    TieKind,
    Translation,
    letter,
    require_editable,
    require_open_to_comments,
)

_LABELS: tuple[type[models.TextChoices], ...] = (
    RecommendationStatus,
    RoundStatus,
    AmendmentStatus,
    ReportStatus,
)


def require_change(changes: dict[str, frozenset[str]], now: str, then: str) -> None:
    """Raise `RuleBroken` unless the table allows the change; says what stands now."""
    if then not in changes[now]:
        kind = next(kind for kind in _LABELS if set(changes) <= set(kind.values))
        raise RuleBroken(
            _(
                "This stands at «%(now)s» and cannot become «%(then)s». Reload the page to see what can be done."
            )
            % {"now": kind(now).label, "then": kind(then).label}
        )


__all__ = [
    "ADOPTING",
    "AMENDMENT_TRANSITIONS",
    "DECIDED",
    "EDITABLE",
    "ENDED",
    "END_OF_TIME",
    "FINAL",
    "MEANINGS",
    "NEEDS_RESPONSE",
    "OPEN_AMENDMENTS",
    "OPEN_TO_COMMENTS",
    "PUBLIC",
    "REPORT_TRANSITIONS",
    "ROUND_TRANSITIONS",
    "RUNNING",
    "SIGNS",
    "STEPS",
    "TRANSITIONS",
    "VOIDING",
    "WRITABLE_REPORTS",
    "AddresseeKind",
    "AmendmentKind",
    "AmendmentStatus",
    "Answer",
    "BodyType",
    "ClauseKind",
    "Closing",
    "CountedIn",
    "CycleStatus",
    "Declares",
    "DispositionKind",
    "Effect",
    "EndOfTime",
    "Entitles",
    "EventKind",
    "Implementation",
    "LinkKind",
    "Meaning",
    "Outcome",
    "Phase",
    "PositionKind",
    "Publication",
    "RecommendationKind",
    "RecommendationStatus",
    "ReportStatus",
    "RoundKind",
    "RoundStatus",
    "StatementKind",
    "TargetGroup",
    "TieKind",
    "TimeFrame",
    "Translation",
    "letter",
    "require_change",
    "require_editable",
    "require_open_to_comments",
]
