"""How a table of acts says when each is possible, and what becomes of the thing: the one form of every `lifecycle.py`.

A table is written by act: at which stages it is possible, and to which it leads. The transitions that the database
refuses to leave are the union of the acts, so that no status is reached but by an act that somebody may do.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from .verdicts import ALLOWED, Verdict, not_now


@dataclass(frozen=True)
class Act:
    """When an act is possible: `at` these stages; it leads to one of `to`, or leaves the stage as it is (none named).

    `otherwise` is what is said at any other stage, which it may name as %(now)s; without it the stages are listed.
    """

    at: tuple[str, ...]
    to: tuple[str, ...] = ()
    otherwise: Promise | None = None


def transitions(
    stages: type[models.TextChoices], acts: Mapping[str, Act]
) -> dict[str, frozenset[str]]:
    """Stage → the stages that some act leads to from there."""
    return {
        str(stage.value): frozenset(
            str(then)
            for act in acts.values()
            if stage in act.at
            for then in act.to
            if then != stage
        )
        for stage in stages
    }


def possible(
    stages: type[models.TextChoices], acts: Mapping[str, Act], act: str, now: str
) -> Verdict:
    """Whether the act is possible at this stage; else a sentence that names the stages at which it is."""
    found = acts[act]
    if now in found.at:
        return ALLOWED
    if found.otherwise is not None:
        return not_now(str(found.otherwise) % {"now": stages(now).label})
    return not_now(
        _("This is at the stage «%(now)s»; the act is possible only at: %(when)s.")
        % {
            "now": stages(now).label,
            "when": ", ".join(f"«{stages(stage).label}»" for stage in found.at),
        }
    )


def leads(
    stages: type[models.TextChoices], changes: Mapping[str, Iterable[str]], now: str, then: str
) -> Verdict:
    """Whether some act leads from one stage to the other: asked where a stage is written, after the act itself was."""
    if then in changes[now]:
        return ALLOWED
    return not_now(
        _("This is at the stage «%(now)s» and cannot become «%(then)s». Reload the page.")
        % {"now": stages(now).label, "then": stages(then).label}
    )


def pairs(changes: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    """A table of transitions as sorted pairs (from, to)."""
    return sorted((now, then) for now, after in changes.items() for then in after)
