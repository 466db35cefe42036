"""Who may read a revision: narrowed at once, a restricted one widened by two persons."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils import grants
from councils.models import Body
from rec_portal import audit
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import Category, Nature, widens
from ..models import Document, DocumentRevision


def _locked(revision: DocumentRevision) -> DocumentRevision:
    found = DocumentRevision.objects.select_for_update(of=("self",)).select_related(
        "document__body"
    )
    return found.get(pk=revision.pk)


Limit = tuple[str, list[str]]  # the widest category, and the kinds of organisation (empty: all)
_limits: list[Callable[[Document], list[Limit]]] = []


def limit_by(limits: Callable[[Document], list[Limit]]) -> None:
    """Let an upper app say how far a document may go where it lies (under a closed item)."""
    _limits.append(limits)


def require_within_limits(document: Document, category: str, kinds: list[str]) -> None:
    """Raises `RuleBroken` when the circle would let in somebody who may not know of the place where the document lies."""
    for limits in _limits:
        for widest, only in limits(document):
            if widens(widest, category) or (
                category == widest and only and not (kinds and set(kinds) <= set(only))
            ):
                raise RuleBroken(
                    _(
                        "This document lies under a closed item: it stays with those who may see the item. Take it off first."
                    )
                )


def require_readers(body: Body | None, nature: str, kinds: list[str]) -> None:
    """A document for some kinds of organisation has a member of one of them in its body; one that nobody could read is none.

    What was said at a closed item is read by the members of every body that met, and is not judged here.
    """
    if not kinds or body is None or nature == Nature.STATEMENT:
        return
    if not body.members().filter(kind__in=kinds).exists():
        raise RuleBroken(
            _(
                "No member of %(body)s is of these kinds: nobody but the secretariat would read the document."
            )
            % {"body": body}
        )


def narrower_kinds(*lists: list[str]) -> list[str]:
    """The kinds that all of the lists let in; an empty list lets in all of them. Raises `RuleBroken` when nobody is left."""
    given = [set(kinds) for kinds in lists if kinds]
    both = set.intersection(*given) if given else set()
    if given and not both:
        raise RuleBroken(_("No kind of organisation may read both this document and the item."))
    return sorted(both)


@transaction.atomic
def change_category(
    revision: DocumentRevision,
    category: str,
    *,
    only_kinds: list[str] | None = None,
    reason: str,
    by: User,
    at: datetime,
) -> DocumentRevision:
    """Narrow a circle at once, widen it at once unless it is restricted or the secretariat's: then a second person confirms.

    The kinds of a restricted document are narrowed only.
    """
    revision = _locked(revision)
    require(availability.change_category(by, revision))
    if not reason.strip():
        raise RuleBroken(_("Say why the distribution changes; it is kept in the history."))
    if category in {Category.BODY, Category.RESTRICTED} and revision.document.body_id is None:
        raise RuleBroken(_("Name the body whose seats may read this document."))
    kinds = sorted(only_kinds or []) if category == Category.RESTRICTED else []
    if (category, kinds) == (revision.category, revision.only_kinds):
        raise RuleBroken(_("This is the distribution it has."))
    require_within_limits(revision.document, category, kinds)
    require_readers(revision.document.body, revision.document.nature, kinds)
    if revision.is_restricted and (
        widens(revision.category, category) or _more(revision.only_kinds, kinds, category)
    ):
        if category == Category.RESTRICTED:
            raise RuleBroken(
                _(
                    "Kinds of organisation are not added to a restricted document. Release it to the body instead."
                )
            )
        revision.pending_distribution, revision.pending_by, revision.pending_reason = (
            category,
            by,
            reason,
        )
        revision.save(update_fields=["pending_distribution", "pending_by", "pending_reason"])
        audit.log(
            "document.wider_asked",
            revision.document,
            by=by,
            at=at,
            revision=revision.suffix,
            category=category,
            reason=reason,
        )
        return revision
    _set(revision, category, kinds, reason, by=by, at=at)
    return revision


def _more(before: list[str], after: list[str], category: str) -> bool:
    """Does the list of kinds let more organisations in? An empty list lets in all of them."""
    return (
        category == Category.RESTRICTED
        and bool(before)
        and (not after or bool(set(after) - set(before)))
    )


def _set(
    revision: DocumentRevision,
    category: str,
    kinds: list[str],
    reason: str,
    *,
    by: User,
    at: datetime,
) -> None:
    before = revision.category
    revision.category, revision.only_kinds = category, kinds
    revision.pending_distribution, revision.pending_by, revision.pending_reason = "", None, ""
    revision.save(
        update_fields=[
            "category",
            "only_kinds",
            "pending_distribution",
            "pending_by",
            "pending_reason",
        ]
    )
    grants.regrant(revision)
    audit.log(
        "document.category_changed",
        revision.document,
        by=by,
        at=at,
        revision=revision.suffix,
        before=before,
        category=category,
        kinds=kinds,
        reason=reason,
    )


@transaction.atomic
def confirm_distribution(revision: DocumentRevision, *, by: User, at: datetime) -> DocumentRevision:
    """The second person releases a restricted document."""
    revision = _locked(revision)
    require(availability.confirm_distribution(by, revision))
    require_within_limits(revision.document, revision.pending_distribution, [])
    _set(revision, revision.pending_distribution, [], revision.pending_reason, by=by, at=at)
    return revision


@transaction.atomic
def drop_distribution(revision: DocumentRevision, *, by: User, at: datetime) -> DocumentRevision:
    """The release is not made: by who asked, or by who would have to confirm."""
    revision = _locked(revision)
    require(availability.drop_distribution(by, revision))
    asked = revision.pending_distribution
    revision.pending_distribution, revision.pending_by, revision.pending_reason = "", None, ""
    revision.save(update_fields=["pending_distribution", "pending_by", "pending_reason"])
    audit.log(
        "document.wider_dropped",
        revision.document,
        by=by,
        at=at,
        revision=revision.suffix,
        category=asked,
    )
    return revision
