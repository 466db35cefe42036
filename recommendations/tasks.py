import logging

from celery import shared_task

from .actions import close_round
from .models import ConsensusRound

logger = logging.getLogger(__name__)


@shared_task(name="recommendations.tasks.close_due_rounds")
def close_due_rounds() -> int:
    """Close every round whose time is up; one that fails does not stop the rest."""
    closed = 0
    for due in ConsensusRound.objects.due().select_related("recommendation"):
        try:
            closed += close_round(due)
        except Exception:
            logger.exception("round %s could not be closed", due.pk)
    return closed
