"""Who files, who reads, who sees the readers: and the facts behind the grants."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_secretariat
from councils import grants
from councils.lifecycle import PRESIDES, OfficeKind, SeatKind
from councils.models import Body
from councils.permissions import holds_office, may_manage, presides
from rec_portal.verdicts import ALLOWED, Verdict, denied

from .lifecycle import Category
from .models import Document, DocumentRevision, RevisionGrant

__all__ = ["may_file", "may_manage", "may_release", "sees_readers"]

Person = User | AnonymousUser


def may_file(user: Person, body: Body | None) -> Verdict:
    """The secretariat files everywhere; chair, rapporteur and secretary of a body file in it."""
    if is_secretariat(user):
        return ALLOWED
    if body is not None and holds_office(
        user, body, (*PRESIDES, OfficeKind.RAPPORTEUR, OfficeKind.SECRETARY)
    ):
        return ALLOWED
    return denied(_("Only the secretariat and the officers of the body file its documents."))


def bodies_to_file_in(user: Person) -> list[Body]:
    return [body for body in Body.objects.all() if may_file(user, body)]


def may_release(user: Person, revision: DocumentRevision) -> Verdict:
    """Restricted papers are released by two persons (OWASP ASVS 2.3.5), each of the secretariat or presiding over the body."""
    if sees_readers(user, revision.document):
        return ALLOWED
    return denied(
        _("Only the secretariat or the chair of the body releases a restricted document.")
    )


def sees_readers(user: Person, document: Document) -> bool:
    """Who opened a document: for the secretariat and the chair of its body."""
    return is_secretariat(user) or (document.body is not None and presides(user, document.body))


def rights_on_revision(revision: DocumentRevision) -> grants.Rights:
    """Body: every seat. Restricted: members' seats, of the kinds named. Public, Council and secretariat need no grant."""
    document = revision.document
    if document.body is None or revision.category not in {Category.BODY, Category.RESTRICTED}:
        return set()
    seats = document.body.seats_in_force()
    if revision.category == Category.RESTRICTED:
        seats = seats.filter(kind=SeatKind.MEMBER)
        if revision.only_kinds:
            seats = seats.filter(organisation__kind__in=revision.only_kinds)
    return {
        (group, "read_documentrevision")
        for group in seats.values_list("organisation__group_id", flat=True)
    }


grants.register(DocumentRevision, RevisionGrant, rights_on_revision, body="document__body")
