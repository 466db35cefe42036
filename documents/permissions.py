"""Who reads which document: the facts behind the grants."""

from __future__ import annotations

from councils import grants
from councils.lifecycle import SeatKind
from councils.models import Seat

from .lifecycle import Category
from .models import Document, DocumentGrant


def rights_on_document(document: Document) -> grants.Rights:
    """Body: every seat. Restricted: members' seats. Public, Council and secretariat need no grant."""
    if document.body_id is None or document.category not in {Category.BODY, Category.RESTRICTED}:
        return set()
    seats = Seat.objects.current().filter(body_id=document.body_id, organisation__is_active=True)
    if document.category == Category.RESTRICTED:
        seats = seats.filter(kind=SeatKind.MEMBER)
    return {(group, "read_document") for group in seats.values_list("organisation__group_id", flat=True)}


grants.register(Document, DocumentGrant, rights_on_document)
