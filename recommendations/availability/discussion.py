"""What is said of a text: comments and their dispositions, amendments and the decisions on them."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.access import access_of
from councils.permissions import may_manage
from rec_portal.verdicts import Verdict, denied, not_now

from .. import permissions
from ..lifecycle import AmendmentAct, TextAct, may_amendment, may_text
from ..models import Amendment, Comment, Recommendation
from ..permissions import Person


def comment(by: Person, text: Recommendation) -> Verdict:
    """Members and observers of the groups concerned, until the text is declared."""
    return permissions.may_comment(by, text) and may_text(TextAct.COMMENT, text.status)


def comment_for(by: Person, text: Recommendation) -> Verdict:
    """The secretariat enters what an organisation sent another way."""
    return may_manage(by) and may_text(TextAct.COMMENT, text.status)


def resolve(by: Person, thread: Comment) -> Verdict:
    """Who began the thread, or the drafters: at its first comment."""
    verdict = permissions.may_resolve(by, thread) and may_text(
        TextAct.COMMENT, thread.recommendation.status
    )
    if verdict and thread.parent_id is not None:
        return not_now(_("A thread is resolved at its first comment."))
    return verdict


def dispose(by: Person, text: Recommendation) -> Verdict:
    """The drafters record the disposition of comments, until the follow-up of the text has ended."""
    return permissions.may_edit(by, text) and may_text(TextAct.DISPOSE, text.status)


def amend(by: Person, text: Recommendation) -> Verdict:
    """Propose an amendment: members of the groups concerned, while the text is written."""
    return permissions.may_amend(by, text) and may_text(TextAct.AMEND, text.status)


def sponsor(by: Person, amendment: Amendment) -> Verdict:
    """Another member proposes an undecided amendment together with its author."""
    own = access_of(by).organisation
    verdict = permissions.may_amend(by, amendment.recommendation)
    if verdict and (own is None or own.pk == amendment.organisation_id):
        return denied(_("An amendment is co-sponsored by another organisation than its author."))
    return verdict and may_amendment(AmendmentAct.SPONSOR, amendment.status)


def bracket_amendment(by: Person, amendment: Amendment) -> Verdict:
    """The drafters lay a proposed amendment into the text in square brackets."""
    return _decide(by, amendment, AmendmentAct.BRACKET) and _while_written(amendment)


def accept_amendment(by: Person, amendment: Amendment) -> Verdict:
    """The drafters work an undecided amendment into the text."""
    return _decide(by, amendment, AmendmentAct.ACCEPT) and _while_written(amendment)


def decline_amendment(by: Person, amendment: Amendment) -> Verdict:
    """The drafters do not accept an undecided amendment; also while the text is frozen."""
    return _decide(by, amendment, AmendmentAct.DECLINE)


def withdraw_amendment(by: Person, amendment: Amendment) -> Verdict:
    """The organisation that proposed it, until it is decided."""
    return permissions.may_withdraw(by, amendment) and may_amendment(
        AmendmentAct.WITHDRAW, amendment.status
    )


def _decide(by: Person, amendment: Amendment, act: AmendmentAct) -> Verdict:
    return permissions.may_decide(by, amendment) and may_amendment(act, amendment.status)


def _while_written(amendment: Amendment) -> Verdict:
    return may_text(TextAct.WRITE, amendment.recommendation.status)
