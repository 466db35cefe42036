import logging
from collections.abc import Callable

from celery import shared_task

from rec_portal import clock

from .actions import (
    close_round,
    due_reminder,
    let_objections_take_effect,
    remind_awaiting,
    remind_reports,
    remind_round,
    reminder_due,
    suspend_unreached,
)
from .models import ConsensusRound, Cycle

logger = logging.getLogger(__name__)


def _each(rounds: list[ConsensusRound], act: Callable[[ConsensusRound], int]) -> int:
    """One round's failure does not stop the rest."""
    done = 0
    for each in rounds:
        try:
            done += act(each)
        except Exception:
            logger.exception("round %s: %s failed", each.pk, getattr(act, "__name__", "act"))
    return done


@shared_task(name="recommendations.tasks.close_due_rounds")
def close_due_rounds() -> int:
    """Close every round whose time is up."""
    return _each(list(ConsensusRound.objects.due().select_related("recommendation")), close_round)


@shared_task(name="recommendations.tasks.watch_rounds")
def watch_rounds() -> int:
    """Suspend a silence that runs over whom no letter reached; remind the delegations that have not answered."""
    at = clock.now()
    rounds = list(ConsensusRound.objects.running().select_related("recommendation"))
    due = [(each, key) for each in rounds if (key := due_reminder(each, at))]
    done = _each(rounds, let_objections_take_effect)
    done += _each(rounds, suspend_unreached)
    keys = {each.pk: key for each, key in due}

    def remind(each: ConsensusRound) -> bool:
        return remind_round(each, keys[each.pk])

    def remind_awaited(each: ConsensusRound) -> int:
        return remind_awaiting(each, at)

    return done + _each([each for each, _key in due], remind) + _each(rounds, remind_awaited)


@shared_task(name="recommendations.tasks.watch_cycles")
def watch_cycles() -> int:
    """Remind the focal points whose report is not in, before the deadline and when it has passed."""
    at = clock.now()
    return sum(
        remind_reports(cycle, by=None, at=at)
        for cycle in Cycle.objects.all()
        if reminder_due(cycle, at)
    )
