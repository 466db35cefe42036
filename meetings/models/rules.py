"""The rules that a meeting is held under."""

from __future__ import annotations

from typing import TYPE_CHECKING

from councils.models import BodyRules
from councils.models.rules import OF_MEETINGS

if TYPE_CHECKING:
    from councils.models import Body

    from .planning import Meeting


def rules_of(meeting: Meeting, body: Body) -> BodyRules:
    """The rules of a meeting: those its body had at the opening; until then those that stand. What was
    not yet a rule then is as by default."""
    frozen = meeting.rules.get(str(body.pk))
    if not frozen:
        return BodyRules.of(body)
    return BodyRules(body=body, **{name: frozen[name] for name in OF_MEETINGS if name in frozen})
