"""Who may do what with a text, a comment, a round and a position (docs/permissions.md is the table)."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.lifecycle import BodyKind
from councils.models import Body
from councils.permissions import has_right, may_draft, may_preside, may_speak_for
from councils.permissions import may_manage as may_manage
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .lifecycle import FINAL
from .models import Amendment, ConsensusRound, Recommendation

Person = User | AnonymousUser


def may_begin(user: Person) -> Verdict:
    """Begin a text: whoever holds the pen in some body."""
    if not isinstance(user, User):
        return denied(_("Sign in first."))
    if is_secretariat(user) or (user.representation and user.representation.offices.current().exists()):
        return ALLOWED
    return denied(_("A text is begun by the rapporteur or the chair of a body, or by the secretariat."))


def may_edit(user: Person, recommendation: Recommendation) -> Verdict:
    """The consolidated text: rapporteur, chair, secretariat."""
    return may_draft(user, recommendation.body)


def may_comment(user: Person, recommendation: Recommendation) -> Verdict:
    """Members and observers of the body."""
    if has_right(user, recommendation.body, "comment"):
        return ALLOWED
    return denied(_("Comments are for organisations with a seat in this body."))


def may_amend(user: Person, recommendation: Recommendation) -> Verdict:
    """Members of the body; an observer comments."""
    if has_right(user, recommendation.body, "amend"):
        return ALLOWED
    return denied(_("Amendments are proposed by members of this body. An observer may comment."))


def may_decide(user: Person, amendment: Amendment) -> Verdict:
    return may_edit(user, amendment.recommendation)


def may_withdraw(user: User, amendment: Amendment) -> Verdict:
    """The organisation that proposed it."""
    if amendment.organisation_id is not None and user.organisation == amendment.organisation:
        return ALLOWED
    return denied(_("An amendment is withdrawn by the organisation that proposed it."))


def may_open_round(user: Person, recommendation: Recommendation) -> Verdict:
    """The chair of the body that decides; for a text before the Executive Committee, its chair."""
    return may_preside(user, recommendation.deciding_body())


def may_declare(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """The chair declares; the secretariat on the chair's behalf, recorded so."""
    return may_preside(user, consensus_round.body)


def may_forward(user: Person, recommendation: Recommendation) -> Verdict:
    return may_preside(user, recommendation.body)


def may_publish(user: Person) -> Verdict:
    return may_manage(user)


def may_take_position(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """Rules 1 and 2: an organisation entitled when the round opened, by its head or alternate. Observers never."""
    if not isinstance(user, User) or user.representation is None:
        return denied(_("Positions are taken by organisations; you represent none."))
    organisation = user.representation.organisation
    if not consensus_round.entitlements.filter(organisation=organisation).exists():
        return denied(_("Your organisation is not among those entitled in this round. Observers and guests may comment."))
    return may_speak_for(user, organisation)


def sees_work(user: Person, recommendation: Recommendation) -> bool:
    """Drafts, comments, amendments and positions: for those who read the body's drafts; never the public."""
    if not isinstance(user, User):
        return False
    if recommendation.status not in FINAL or has_right(user, recommendation.body, "read"):
        return True
    committee = Body.objects.where(user, "read").filter(kind=BodyKind.EXECUTIVE_COMMITTEE)
    return recommendation.forwarded_at is not None and bool(committee.exists())
