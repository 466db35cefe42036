"""Comments: said of a paragraph, answered, resolved; and what was made of each, shown to who said it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Organisation
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import NEEDS_RESPONSE, DispositionKind
from ..models import Comment, Disposition, Paragraph, Recommendation
from .locking import locked


@transaction.atomic
def comment(
    recommendation: Recommendation,
    paragraph: Paragraph,
    text: str,
    *,
    by: User,
    at: datetime,
    parent: Comment | None = None,
    about: str = "",
    organisation: Organisation | None = None,
    source: str = "",
) -> Comment:
    """Comment on a paragraph (on one language's wording, or on both), or answer a comment.

    The secretariat may enter what an organisation sent another way, with its source.
    """
    recommendation = locked(recommendation)
    require(availability.comment(by, recommendation))
    speaker = by.organisation
    if organisation is not None and organisation != by.organisation:
        require(availability.comment_for(by, recommendation))
        if not source.strip():
            raise RuleBroken(_("Name how the comment reached the secretariat, with its date."))
        speaker = organisation
    if parent is not None and (
        parent.recommendation_id != recommendation.pk or parent.parent_id is not None
    ):
        raise RuleBroken(_("An answer is given to a comment on this text."))
    made = Comment.objects.create(
        recommendation=recommendation,
        paragraph=parent.paragraph if parent else paragraph,
        revision_id=recommendation.current_revision_pk,
        parent=parent,
        organisation=speaker,
        author=by,
        about=about,
        text=text,
        source=source.strip(),
        created_at=at,
    )
    audit.log(
        "paragraph.commented",
        recommendation,
        by=by,
        at=at,
        paragraph=str(made.paragraph.identity),
        comment=made.pk,
        source=source,
    )
    return made


@transaction.atomic
def resolve(comment: Comment, *, on: bool, by: User, at: datetime) -> Comment:
    """Close a thread, or open it again: who began it, or who holds the pen."""
    recommendation = locked(comment.recommendation)
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    comment.recommendation = recommendation
    require(availability.resolve(by, comment))
    if on != (comment.resolved_at is None):
        raise RuleBroken(_("Somebody has done this already. Reload the page."))
    comment.resolved_at, comment.resolved_by = (at, by) if on else (None, None)
    comment.save(update_fields=["resolved_at", "resolved_by"])
    audit.log(
        "comment.resolved" if on else "comment.reopened",
        recommendation,
        by=by,
        at=at,
        comment=comment.pk,
    )
    return comment


@dataclass(frozen=True)
class DispositionDraft:
    comment: Comment
    kind: str
    response: str = ""


@transaction.atomic
def dispose(
    recommendation: Recommendation, drafts: list[DispositionDraft], *, by: User, at: datetime
) -> int:
    """Say what was made of comments; who made them is told, in one letter an organisation. Returns how many changed."""
    recommendation = locked(recommendation)
    require(availability.dispose(by, recommendation))
    changed: list[Disposition] = []
    for draft in drafts:
        if draft.comment.recommendation_id != recommendation.pk:
            raise RuleBroken(_("This comment belongs to another text."))
        if draft.kind in NEEDS_RESPONSE and not draft.response.strip():
            raise RuleBroken(
                _("«%(kind)s» needs a reason: what was changed, or why not.")
                % {"kind": DispositionKind(draft.kind).label}
            )
        last = draft.comment.dispositions.first()
        if last is None or (last.kind, last.response) != (draft.kind, draft.response.strip()):
            changed.append(
                Disposition(
                    comment=draft.comment,
                    kind=draft.kind,
                    response=draft.response.strip(),
                    by=by,
                    at=at,
                )
            )
    Disposition.objects.bulk_create(changed)
    for each in changed:
        audit.log(
            "comment.disposed",
            recommendation,
            by=by,
            at=at,
            comment=each.comment_id,
            disposition=each.kind,
            reason=each.response,
        )
    if changed:
        mail.queue(
            notices.comments_disposed(recommendation, [each.comment for each in changed]), by=by
        )
    return len(changed)
