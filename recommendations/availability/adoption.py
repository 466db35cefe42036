"""Certification, corrigenda, publication."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.models import Body
from councils.permissions import may_manage
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .. import permissions
from ..lifecycle import TextAct, may_text
from ..models import Corrigendum, Recommendation
from ..permissions import Person


def certify(by: Person, text: Recommendation) -> Verdict:
    """Two persons adopt: the secretariat certifies what the chair has declared, never who declared or corrected it."""
    verdict = may_manage(by) and may_text(TextAct.CERTIFY, text.status)
    if not verdict:
        return verdict
    last = text.adopting_round()
    if last is None:
        return not_now(_("No declared round adopts this text."))
    return permissions.may_certify(by, last)


def refuse_certification(by: Person, text: Recommendation) -> Verdict:
    """The secretariat returns a declared text whose languages do not say the same."""
    return may_manage(by) and may_text(TextAct.REFUSE_CERTIFICATION, text.status)


def publish(by: Person, text: Recommendation) -> Verdict:
    """The secretariat, once the text is adopted."""
    return permissions.may_publish(by) and may_text(TextAct.PUBLISH, text.status)


def add_corrigendum(by: Person, text: Recommendation) -> Verdict:
    """The secretariat lists an editorial correction of a text that is frozen."""
    return may_manage(by) and may_text(TextAct.CORRECT, text.status)


def confirm_corrigendum(by: Person, made: Corrigendum) -> Verdict:
    """The chair of the deciding body, never who listed it."""
    return permissions.may_confirm(by, made, body_of_corrigenda(made.recommendation)) and _waiting(
        made
    )


def withdraw_corrigendum(by: Person, made: Corrigendum) -> Verdict:
    """The secretariat takes it back, or the chair does not let it pass."""
    verdict = may_manage(by) or permissions.may_confirm(
        by, made, body_of_corrigenda(made.recommendation)
    )
    return verdict and _waiting(made)


def _waiting(made: Corrigendum) -> Verdict:
    if made.confirmed_at is not None:
        return not_now(_("This corrigendum has been confirmed already."))
    if made.withdrawn_at is not None:
        return not_now(_("This corrigendum has been withdrawn already."))
    return ALLOWED


def body_of_corrigenda(text: Recommendation) -> Body:
    """Whose chair confirms: the body of the last round; the Council, which has none, leaves it to the one before it."""
    for each in text.rounds.select_related("body"):
        if not each.body.is_plenary or each.body.has_chair:
            return each.body
    return text.body
