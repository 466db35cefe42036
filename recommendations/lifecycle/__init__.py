"""When: statuses and the tables of allowed changes, one file a story; docs/consensus.md is printed from them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _

from rec_portal.verdicts import RuleBroken

from .consensus import (
    ADOPTING,
    END_OF_TIME,
    MEANINGS,
    ROUND_CHANGES,
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
    AMENDMENT_CHANGES,
    DECIDED,
    NEEDS_RESPONSE,
    OPEN_AMENDMENTS,
    AmendmentKind,
    AmendmentStatus,
    DispositionKind,
)
from .followup import (
    REPORT_CHANGES,
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
    CHANGES,
    EDITABLE,
    ENDED,
    FINAL,
    OPEN_TO_COMMENTS,
    PUBLIC,
    STEPS,
    ClauseKind,
    Kind,
    LinkKind,
    Status,
    TieKind,
    Translation,
    letter,
    require_editable,
    require_open_to_comments,
)

_LABELS: tuple[type[models.TextChoices], ...] = (Status, RoundStatus, AmendmentStatus, ReportStatus)


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
    "AMENDMENT_CHANGES",
    "CHANGES",
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
    "REPORT_CHANGES",
    "ROUND_CHANGES",
    "RUNNING",
    "SIGNS",
    "STEPS",
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
    "Kind",
    "LinkKind",
    "Meaning",
    "Outcome",
    "Phase",
    "PositionKind",
    "Publication",
    "ReportStatus",
    "RoundKind",
    "RoundStatus",
    "StatementKind",
    "Status",
    "TargetGroup",
    "TieKind",
    "TimeFrame",
    "Translation",
    "letter",
    "require_change",
    "require_editable",
    "require_open_to_comments",
]
