"""May this person file, revise, number or open a document now, and if not, why: one function an act, who before when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from rec_portal.verdicts import ALLOWED, Verdict, denied, not_now

from . import permissions
from .permissions import Person

if TYPE_CHECKING:
    from councils.models import Body

    from .models import Document, DocumentFile, DocumentRevision


def receive(by: Person) -> Verdict:
    """Whoever files in any body has a tray."""
    return ALLOWED if permissions.bodies_to_file_in(by) else permissions.may_file(by, None)


def file_document(by: Person, body: Body | None) -> Verdict:
    """The secretariat everywhere, the officers of a body in it."""
    return permissions.may_file(by, body)


def use_inbox(by: Person, file: DocumentFile) -> Verdict:
    """What lies in a tray is filed or discarded by who sent it."""
    if file.uploaded_by_id != by.pk:
        return denied(_("Only who sent a file may file or discard it."))
    if file.revision_id is not None:
        return not_now(_("This file was filed already. Reload the page."))
    return ALLOWED


def issue_revision(by: Person, document: Document) -> Verdict:
    """Whoever files in its body, at any time."""
    return permissions.may_file(by, document.body)


def add_language(by: Person, revision: DocumentRevision) -> Verdict:
    """Whoever files in its body, while a language is missing."""
    verdict = permissions.may_file(by, revision.document.body)
    if verdict and not revision.missing_languages:
        return not_now(_("Every language is filed already."))
    return verdict


def assign_symbol(by: Person, document: Document) -> Verdict:
    """The secretariat, once."""
    return permissions.may_manage(by) and unnumbered(document)


def unnumbered(document: Document) -> Verdict:
    """Whoever asks: a symbol is given once and for life."""
    if document.symbol:
        return not_now(_("This document has its symbol already; a symbol is for life."))
    return ALLOWED


def change_category(by: Person, revision: DocumentRevision) -> Verdict:
    """Whoever files in its body; what that may not open alone waits for a second person."""
    return permissions.may_file(by, revision.document.body)


def confirm_distribution(by: Person, revision: DocumentRevision) -> Verdict:
    """A second person of those who release, when a wider circle was asked for."""
    verdict = permissions.may_release(by, revision) and _asked_for(revision)
    if verdict and revision.pending_by_id == by.pk:
        return denied(_("A second person must confirm what you asked for."))
    return verdict


def drop_distribution(by: Person, revision: DocumentRevision) -> Verdict:
    """Who asked takes it back, and those who release leave it undone."""
    if revision.pending_by_id is not None and revision.pending_by_id == by.pk:
        return ALLOWED
    return permissions.may_release(by, revision) and _asked_for(revision)


def _asked_for(revision: DocumentRevision) -> Verdict:
    if revision.pending_distribution:
        return ALLOWED
    return not_now(_("Nobody has asked for a wider distribution of this document."))
