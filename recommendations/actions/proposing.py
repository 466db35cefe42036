"""From an idea to a draft on the body's table: proposal, admissibility and assignment, drafting group, consultation."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Body, Representative
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import columns
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import LinkKind, RecommendationStatus
from ..models import Follower, Link, Recommendation
from .drafting import Draft, change_status, draft_of, lay_out, newest, working_draft, write_revision
from .ladder import give_back
from .locking import locked


@transaction.atomic
def propose(
    body: Body,
    kind: str,
    language: str,
    titles: dict[str, str],
    *,
    problem: str,
    source: str,
    by: User,
    at: datetime,
) -> Recommendation:
    """Any member of a body proposes a text (stage 1): title, problem, source. The secretariat decides on admissibility."""
    require(availability.propose(by, body))
    if not problem.strip():
        raise RuleBroken(_("Say which problem the text is to solve."))
    made = _begin(
        body,
        kind,
        language,
        Draft(titles),
        by=by,
        at=at,
        status=RecommendationStatus.PROPOSED,
        problem=problem,
        source=source,
    )
    audit.log("recommendation.proposed", made, by=by, at=at, kind=kind, body=body.code)
    follow(made, by=by)
    return made


@transaction.atomic
def begin(
    body: Body,
    kind: str,
    original_language: str,
    draft: Draft,
    *,
    by: User,
    at: datetime,
    is_demo: bool = False,
) -> Recommendation:
    """Whoever holds the pen begins a text in drafting at once; its first issue is Rev.1."""
    require(availability.begin(by, body))
    made = _begin(
        body,
        kind,
        original_language,
        draft,
        by=by,
        at=at,
        status=RecommendationStatus.DRAFTING,
        is_demo=is_demo,
    )
    audit.log("recommendation.begun", made, by=by, at=at, kind=kind, body=body.code)
    return made


def _begin(
    body: Body,
    kind: str,
    language: str,
    draft: Draft,
    *,
    by: User,
    at: datetime,
    status: RecommendationStatus,
    problem: str = "",
    source: str = "",
    is_demo: bool = False,
) -> Recommendation:
    draft = draft.cleaned()
    made = Recommendation.objects.create(
        kind=kind,
        body=body,
        original_language=language,
        created_by=by,
        created_at=at,
        is_demo=is_demo or by.is_demo,
        title=columns(title=draft.titles)["title"],
        problem=problem.strip(),
        source=source.strip(),
        proposed_by=by.organisation,
        status=status,
    )
    lay_out(made, draft, by=by, at=at)
    write_revision(made, by=by, at=at, reason="")
    return made


@transaction.atomic
def admit(
    recommendation: Recommendation,
    *,
    body: Body,
    associated: list[Body],
    rapporteur: Representative | None,
    by: User,
    at: datetime,
    related: list[Recommendation] | None = None,
) -> Recommendation:
    """The secretariat finds a proposal admissible and assigns it (stage 2): lead and associated groups, rapporteur."""
    recommendation = locked(recommendation)
    require(availability.admit(by, recommendation))
    _require_members([rapporteur] if rapporteur else [], body, *associated)
    change_status(recommendation, RecommendationStatus.DRAFTING)
    recommendation.body, recommendation.rapporteur = body, rapporteur
    recommendation.save(update_fields=["body", "rapporteur"])
    recommendation.associated.set([each for each in associated if each != body])
    for earlier in related or []:
        link(recommendation, earlier, LinkKind.RELATED, by=by, at=at)
    audit.log(
        "recommendation.admitted",
        recommendation,
        by=by,
        at=at,
        body=body.code,
        associated=[each.code for each in associated],
        rapporteur=rapporteur or "",
    )
    mail.queue(notices.proposal_decided(recommendation, ""), by=by)
    return recommendation


def _require_members(people: list[Representative], *bodies: Body) -> None:
    """The pen is for members; an observer comments."""
    for person in people:
        if not any(person.organisation.is_member_of(body) for body in bodies):
            raise RuleBroken(
                _(
                    "%(person)s's organisation has no member's seat in the lead or an associated group."
                )
                % {"person": person.user}
            )


@transaction.atomic
def turn_down(
    recommendation: Recommendation,
    *,
    reason: str,
    by: User,
    at: datetime,
    duplicate_of: Recommendation | None = None,
) -> Recommendation:
    """Not admissible, or a duplicate of another text: the proposer reads why."""
    recommendation = locked(recommendation)
    require(availability.turn_down(by, recommendation))
    if not reason.strip():
        raise RuleBroken(_("Say why the proposal is not admitted; the proposer will read it."))
    change_status(recommendation, RecommendationStatus.NOT_ADMITTED)
    if duplicate_of is not None:
        link(recommendation, duplicate_of, LinkKind.DUPLICATES, by=by, at=at)
    audit.log("recommendation.not_admitted", recommendation, by=by, at=at, reason=reason)
    mail.queue(notices.proposal_decided(recommendation, reason), by=by)
    return recommendation


@transaction.atomic
def assign(
    recommendation: Recommendation,
    *,
    rapporteur: Representative | None,
    drafters: list[Representative],
    by: User,
    at: datetime,
) -> Recommendation:
    """The chair names the rapporteur and the small group that drafts (stage 3)."""
    recommendation = locked(recommendation)
    require(availability.assign(by, recommendation))
    people = [*drafters, *([rapporteur] if rapporteur else [])]
    _require_members(people, recommendation.body, *recommendation.associated.all())
    recommendation.rapporteur = rapporteur
    recommendation.save(update_fields=["rapporteur"])
    recommendation.drafters.set(drafters)
    audit.log(
        "recommendation.assigned",
        recommendation,
        by=by,
        at=at,
        rapporteur=rapporteur or "",
        drafters=list(drafters),
    )
    return recommendation


def link(
    later: Recommendation, earlier: Recommendation, kind: str, *, by: User, at: datetime
) -> Link:
    """Note how a text stands to an earlier one; the same link twice is one."""
    if later.pk == earlier.pk:
        raise RuleBroken(_("A text is not linked to itself."))
    made, _new = Link.objects.get_or_create(
        later=later, earlier=earlier, kind=kind, defaults={"made_by": by, "made_at": at}
    )
    return made


@transaction.atomic
def follow(recommendation: Recommendation, *, by: User, on: bool = True) -> None:
    """A person asks to be told when this text moves, or no longer."""
    require(availability.follow(by, recommendation))
    if on:
        Follower.objects.get_or_create(recommendation=recommendation, user=by)
    else:
        Follower.objects.filter(recommendation=recommendation, user=by).delete()


@transaction.atomic
def put_to_consultation(
    recommendation: Recommendation, *, by: User, at: datetime
) -> Recommendation:
    """The draft is ready to be discussed by the body."""
    recommendation = locked(recommendation)
    require(availability.consult(by, recommendation))
    issued = newest(recommendation)
    if working_draft(recommendation).cleaned() != draft_of(issued):
        raise RuleBroken(
            _(
                "What you wrote has not been issued yet: the body would read %(name)s. Issue the text first."
            )
            % {"name": issued.name}
        )
    if not issued.clauses.exists():
        raise RuleBroken(_("The text has no paragraphs yet. Write and issue it first."))
    change_status(recommendation, RecommendationStatus.CONSULTATION)
    audit.log("recommendation.consultation", recommendation, by=by, at=at)
    mail.queue(notices.text_moved(recommendation, by=by), by=by)
    return recommendation


@transaction.atomic
def withdraw(
    recommendation: Recommendation, *, by: User, at: datetime, reason: str
) -> Recommendation:
    """Take a text off the table for good, with a reason; not while a round runs on it."""
    recommendation = locked(recommendation)
    require(availability.withdraw(by, recommendation))
    if not reason.strip():
        raise RuleBroken(_("Say why the text is withdrawn."))
    change_status(recommendation, RecommendationStatus.WITHDRAWN)
    audit.log("recommendation.withdrawn", recommendation, by=by, at=at, reason=reason)
    mail.queue(notices.text_ended(recommendation, reason), by=by)
    return recommendation


@transaction.atomic
def send_back(
    recommendation: Recommendation, *, by: User, at: datetime, reason: str
) -> Recommendation:
    """Return an agreed text, or one before a body above it, to the group, with reasons (stage 7)."""
    recommendation = locked(recommendation)
    require(availability.send_back(by, recommendation))
    deciding = recommendation.deciding_body()
    if not reason.strip():
        raise RuleBroken(_("Say why the text goes back to the group."))
    give_back(recommendation)
    audit.log(
        "recommendation.sent_back", recommendation, by=by, at=at, reason=reason, body=deciding.code
    )
    mail.queue(notices.sent_back(recommendation, reason), by=by)
    return recommendation
