"""Who may do what with a text, a comment, a round, a position, a report (docs/permissions.md is the table)."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils.access import access_of, bodies_with
from councils.lifecycle import BodyKind, Declares, OrganisationKind
from councils.models import Body, Organisation
from councils.permissions import may_draft, may_preside, may_speak_for, presides
from councils.permissions import may_manage as may_manage
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .models import (
    Amendment,
    Comment,
    ConsensusRound,
    Corrigendum,
    Position,
    Recommendation,
    Report,
    ReportItem,
)
from .models.followup import reads_follow_up as reads_follow_up

Person = User | AnonymousUser


def may_begin(user: Person) -> Verdict:
    """Begin a text: whoever holds the pen in some body."""
    if not isinstance(user, User):
        return denied(_("Sign in first."))
    if is_secretariat(user) or access_of(user).offices:
        return ALLOWED
    return denied(
        _("A text is begun by the rapporteur or the chair of a body, or by the secretariat.")
    )


def may_propose(user: Person, body: Body | None = None) -> Verdict:
    """Stage 1: any organisation with a seat in the body, member or observer, and the secretariat."""
    if is_secretariat(user):
        return ALLOWED
    anywhere = bool(access_of(user).bodies("comment"))  # no statement where no body is named yet
    if anywhere and (body is None or proposing_bodies(user).filter(pk=body.pk).exists()):
        return ALLOWED
    return denied(_("A text is proposed by an organisation with a seat in the body."))


def proposing_bodies(user: Person) -> QuerySet[Body]:
    """Where this person may propose a text. One of the Council itself is the secretariat's to begin."""
    held = bodies_with(user, "comment")
    return held if is_secretariat(user) else held.exclude(kind=BodyKind.PLENARY)


def may_edit(user: Person, recommendation: Recommendation) -> Verdict:
    """The consolidated text: rapporteur, chair, secretariat, and the drafting group that the chair has named."""
    verdict = may_draft(user, recommendation.body)
    if verdict or not isinstance(user, User) or user.representation is None:
        return verdict
    own = user.representation
    if own.pk == recommendation.rapporteur_id or recommendation.drafters.filter(pk=own.pk).exists():
        return ALLOWED
    return verdict


def in_any_group(user: Person, recommendation: Recommendation, right: str) -> bool:
    """In the lead group, or in one of those associated with it."""
    access = access_of(user)
    if access.holds(right, recommendation.body_id):
        return True
    held = access.bodies(right)
    return bool(held) and recommendation.associated.filter(pk__in=held).exists()


def may_comment(user: Person, recommendation: Recommendation) -> Verdict:
    """Members and observers of the lead and the associated groups."""
    if in_any_group(user, recommendation, "comment"):
        return ALLOWED
    return denied(_("Comments are for organisations with a seat in this body."))


def may_amend(user: Person, recommendation: Recommendation) -> Verdict:
    """Members of the lead and the associated groups; an observer comments."""
    if in_any_group(user, recommendation, "amend"):
        return ALLOWED
    return denied(_("Amendments are proposed by members of this body. An observer may comment."))


def may_resolve(user: Person, comment: Comment) -> Verdict:
    """Who began the thread, or who holds the pen."""
    if (
        isinstance(user, User)
        and user.organisation is not None
        and user.organisation.pk == comment.organisation_id
    ):
        return ALLOWED
    if may_edit(user, comment.recommendation):
        return ALLOWED
    return denied(
        _("A thread is resolved by the organisation that began it, or by who holds the pen.")
    )


def may_decide(user: Person, amendment: Amendment) -> Verdict:
    return may_edit(user, amendment.recommendation)


def may_withdraw(user: Person, amendment: Amendment) -> Verdict:
    """The organisation that proposed it."""
    if amendment.organisation_id is not None and access_of(user).is_of(amendment.organisation_id):
        return ALLOWED
    return denied(_("An amendment is withdrawn by the organisation that proposed it."))


def may_agree(user: Person, body: Body) -> Verdict:
    """The chair or co-chair in person."""
    if presides(user, body):
        return ALLOWED
    return denied(_("Only the chair of the body says that a paragraph is agreed."))


def may_open_round(user: Person, recommendation: Recommendation) -> Verdict:
    """The chair of the body that decides; the Council has none, and the secretariat acts for whoever presides."""
    return may_preside(user, recommendation.deciding_body())


def may_steer(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """Recall, suspend, resume, extend, end: who may open."""
    return may_preside(user, consensus_round.body)


def may_declare(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """The chair; the secretariat on the chair's behalf, where the body's procedure allows it, recorded so."""
    if consensus_round.procedure.get("declares") == Declares.CHAIR and not presides(
        user, consensus_round.body
    ):
        return denied(_("In this body only the chair declares."))
    return may_preside(user, consensus_round.body)


def may_confirm(user: Person, made: Corrigendum, body: Body) -> Verdict:
    """That a correction is editorial is for the chair of the deciding body to say; never for who listed it."""
    if isinstance(user, User) and user.pk != made.made_by_id and presides(user, body):
        return ALLOWED
    return denied(
        _("A corrigendum is confirmed by the chair of %(body)s, never by the person who listed it.")
        % {"body": body}
    )


def may_certify(user: Person, last: ConsensusRound) -> Verdict:
    """Two persons adopt: never the one who declared, and never the one who corrected."""
    if any(each.made_by_id == user.pk for each in last.revision.corrigenda.all()):
        return denied(
            _(
                "You listed a corrigendum to this text; somebody else of the secretariat certifies it."
            )
        )
    if last.declared is not None and user.pk == last.declared.by_id:
        return denied(
            _(
                "Two persons adopt a text. You declared the result; somebody else of the secretariat certifies it."
            )
        )
    return may_manage(user)


def may_publish(user: Person) -> Verdict:
    return may_manage(user)


def is_entitled(user: Person, consensus_round: ConsensusRound) -> bool:
    organisation = user.organisation if isinstance(user, User) else None
    return (
        organisation is not None
        and consensus_round.entitlements.filter(organisation=organisation).exists()
    )


def may_take_position(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """Rules 1 and 2: an organisation entitled when the round opened, by its head or alternate. Observers never."""
    if not isinstance(user, User) or user.representation is None:
        return denied(_("Positions are taken by organisations; you represent none."))
    if not is_entitled(user, consensus_round):
        return denied(
            _(
                "Your organisation is not among those entitled in this round. Observers and guests may comment."
            )
        )
    return may_speak_for(user, user.representation.organisation)


def may_prepare_position(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """Rule 2: anyone else in the delegation prepares a draft only."""
    if isinstance(user, User) and is_entitled(user, consensus_round):
        return ALLOWED
    return denied(_("A position is prepared by the delegation of an entitled organisation."))


def may_state(user: Person, consensus_round: ConsensusRound) -> Verdict:
    """Statements for the record: whoever may take a position."""
    return may_take_position(user, consensus_round)


def may_withdraw_objection(user: Person, position: Position) -> Verdict:
    """The objector itself, by who speaks for it."""
    if (
        isinstance(user, User)
        and user.organisation is not None
        and user.organisation.pk == position.organisation_id
    ):
        return may_speak_for(user, position.organisation)
    return denied(_("An objection is lifted by the organisation that made it."))


def may_confirm_objection(user: Person, position: Position) -> Verdict:
    """Who speaks for the objector; a second person of the secretariat where nobody can sign in for it."""
    verdict = may_speak_for(user, position.organisation)
    if verdict:
        return verdict
    second = is_secretariat(user) and user.pk != position.taken_by_id
    if second and not position.organisation.has_voice():
        return ALLOWED
    return denied(
        _(
            "A recorded objection is confirmed or corrected by who speaks for the organisation; where nobody does, by a second"
            " person of the secretariat."
        )
    )


def sees_work(user: Person, recommendation: Recommendation) -> bool:
    """Drafts, comments, amendments and positions: for those who read the body's drafts; never the public."""
    if not isinstance(user, User):
        return False
    if not recommendation.is_final or in_any_group(user, recommendation, "read"):
        return True
    before = recommendation.laid_before_id
    return before is not None and access_of(user).holds("read", before)


def may_validate(user: Person, organisation: Organisation) -> Verdict:
    """The focal point of the addressee; where none is named, the head of delegation or the alternate."""
    if isinstance(user, User) and user.is_active and user.representation is not None:
        own = user.representation
        if own.organisation_id == organisation.pk and (
            own.is_focal_point or (own.speaks and not organisation.has_focal_point())
        ):
            return ALLOWED
    return denied(
        _(
            "Only the national focal point (where none is named, the head of delegation) answers for the addressee."
        )
    )


def may_answer_for(user: Person, organisation: Organisation) -> Verdict:
    """The focal point; the secretariat as recorder, with its source."""
    return ALLOWED if is_secretariat(user) else may_validate(user, organisation)


def may_write_item(user: Person, report: Report, item: ReportItem) -> Verdict:
    """The person of the responsible body to whom it was passed, and the focal point."""
    if (
        isinstance(user, User)
        and user.representation is not None
        and item.assigned_to_id == user.representation.pk
    ):
        return ALLOWED
    return may_validate(user, report.organisation)


def may_decide_publication(user: Person, organisation: Organisation) -> Verdict:
    """The state alone, by its focal point or who speaks for it; the secretariat never."""
    if may_validate(user, organisation):
        return ALLOWED
    return may_speak_for(user, organisation)


def may_offer(user: Person) -> Verdict:
    """Partners: international bodies and organisations of civil society, by who speaks for them."""
    if (
        isinstance(user, User)
        and user.organisation is not None
        and user.organisation.kind != OrganisationKind.GOVERNMENT
    ):
        return may_speak_for(user, user.organisation)
    return denied(_("Assistance is offered by partners: international bodies and civil society."))
