"""Comments and amendments: what organisations say of a paragraph, and what became of it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal.audit.models import record
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken, require

from .. import lifecycle, notices, permissions
from ..lifecycle import AmendmentStatus
from ..models import Amendment, Comment, Paragraph, Recommendation, Revision
from .drafting import ClauseDraft, Draft, draft_of, locked, newest, write_revision


@transaction.atomic
def comment(recommendation: Recommendation, paragraph: Paragraph, text: str, *, by: User, at: datetime) -> Comment:
    recommendation = locked(recommendation)
    require(permissions.may_comment(by, recommendation))
    lifecycle.require_open_to_comments(recommendation.status)
    made = Comment.objects.create(
        recommendation=recommendation, paragraph=paragraph, revision_id=recommendation.standing_revision,
        organisation=by.organisation, author=by, text=text, created_at=at,
    )  # fmt: skip
    record("paragraph.commented", recommendation, by=by, at=at, paragraph=str(paragraph.identity), comment=made.pk)
    return made


@transaction.atomic
def propose_amendment(
    recommendation: Recommendation, paragraph: Paragraph, texts: dict[str, str], reason: str, *, by: User, at: datetime
) -> Amendment:
    """Propose another wording of one paragraph, in one language or both, with a reason."""
    recommendation = locked(recommendation)
    require(permissions.may_amend(by, recommendation))
    lifecycle.require_editable(recommendation.status)
    texts = {language: texts.get(language, "").strip() for language in ("ru", "en")}
    now = next((clause for clause in _clauses(newest(recommendation)) if clause.identity == str(paragraph.identity)), None)
    if now is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    changed = {language: words for language, words in texts.items() if words and words != now.texts[language]}
    if not changed:
        raise RuleBroken(_("Your wording is the one that stands. Change it in at least one language."))
    amendment = Amendment.objects.create(
        recommendation=recommendation, paragraph=paragraph, revision_id=recommendation.standing_revision,
        organisation=by.organisation, author=by, text_ru=changed.get("ru", ""), text_en=changed.get("en", ""),
        reason=reason, created_at=at,
    )  # fmt: skip
    record("amendment.proposed", recommendation, by=by, at=at, paragraph=str(paragraph.identity), amendment=amendment.pk)
    return amendment


def _clauses(revision: Revision) -> list[ClauseDraft]:
    return draft_of(revision).clauses


def _decidable(amendment: Amendment, status: AmendmentStatus) -> tuple[Amendment, Recommendation]:
    recommendation = locked(amendment.recommendation)
    amendment = (
        Amendment.objects.select_for_update(of=("self",))
        .select_related("organisation", "paragraph", "author")
        .get(pk=amendment.pk)
    )
    amendment.recommendation = recommendation
    lifecycle.require_change(lifecycle.AMENDMENT_CHANGES, amendment.status, status)
    return amendment, recommendation


@transaction.atomic
def accept_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Revision:
    """The amendment's wording becomes the next revision. Refused when the paragraph has changed since it was proposed."""
    require(permissions.may_decide(by, amendment))
    amendment, recommendation = _decidable(amendment, AmendmentStatus.ACCEPTED)
    lifecycle.require_editable(recommendation.status)
    identity = str(amendment.paragraph.identity)
    current = newest(recommendation)
    before = {clause.identity: clause for clause in _clauses(Revision.objects.with_text().get(pk=amendment.revision_id))}
    now = {clause.identity: clause for clause in _clauses(current)}
    if now.get(identity) != before.get(identity):
        raise RuleBroken(
            _(
                "The paragraph has changed since this was proposed. Ask the proposer for a new wording, or edit the text yourself."
            )
        )
    draft = draft_of(current)
    proposed = {language: words for language, words in (("ru", amendment.text_ru), ("en", amendment.text_en)) if words}
    clauses = [
        ClauseDraft(clause.kind, clause.texts | proposed, identity) if clause.identity == identity else clause
        for clause in draft.clauses
    ]
    why = _("amendment of %(organisation)s") % {"organisation": amendment.organisation or amendment.author}
    revision = write_revision(recommendation, Draft(draft.titles, clauses), by=by, at=at, reason=why)
    amendment.result = revision
    _decide(amendment, AmendmentStatus.ACCEPTED, reason, by=by, at=at)
    return revision


@transaction.atomic
def decline_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Amendment:
    require(permissions.may_decide(by, amendment))
    amendment, _recommendation = _decidable(amendment, AmendmentStatus.DECLINED)
    return _decide(amendment, AmendmentStatus.DECLINED, reason, by=by, at=at)


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, by: User, at: datetime) -> Amendment:
    require(permissions.may_withdraw(by, amendment))
    amendment, _recommendation = _decidable(amendment, AmendmentStatus.WITHDRAWN)
    return _decide(amendment, AmendmentStatus.WITHDRAWN, "", by=by, at=at)


def _decide(amendment: Amendment, status: AmendmentStatus, reason: str, *, by: User, at: datetime) -> Amendment:
    if status != AmendmentStatus.WITHDRAWN and not reason.strip():
        raise RuleBroken(_("A decision on an amendment needs a reason; the proposer will read it."))
    amendment.status, amendment.decided_by, amendment.decided_at, amendment.decision_reason = status, by, at, reason
    amendment.save(update_fields=["status", "decided_by", "decided_at", "decision_reason", "result"])
    record(f"amendment.{status}", amendment.recommendation, by=by, at=at, amendment=amendment.pk, reason=reason)
    if status != AmendmentStatus.WITHDRAWN:
        mail.queue(notices.amendment_decided(amendment), by=by)
    return amendment
