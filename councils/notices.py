"""The letters about the Council's people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from rec_portal.mail.writing import Notice

from .lifecycle import PRESIDES, SPEAKS
from .models import Office, Representative, Seat, today

if TYPE_CHECKING:
    from accounts.models import User


def _lately() -> Q:
    """In force today, or until a moment ago."""
    return Q(ends__isnull=True) | Q(ends__gte=today() - timedelta(days=2))


def mandate_changed(mandate: Representative, *, by: User, reason: str = "") -> Notice:
    """Whoever speaks for the organisation, spoke for it until now, or is concerned, learns who speaks for it and who entered that."""
    speaking = Representative.objects.filter(
        _lately(), organisation=mandate.organisation_id, role__in=SPEAKS
    )
    readers = (speaking | Representative.objects.filter(pk=mandate.pk)).people()
    return Notice(
        "mandate_changed",
        about=mandate.organisation,
        readers=readers,
        context=lambda _: {
            "mandate": mandate,
            "by": str(by),
            "speaks": mandate.role in SPEAKS,
            "reason": reason,
        },
    )


def standing_changed(thing: Seat | Office, *, by: User, reason: str = "") -> Notice:
    """An organisation learns that its seat, or an office of one of its people, was entered or ended; so do the chairs of that body,
    and whoever was in the chair until now."""
    concerned = thing.organisation if isinstance(thing, Seat) else thing.holder.organisation
    readers = Representative.objects.speaking_for([concerned.pk])
    chairs = Office.objects.filter(_lately(), body=thing.body_id, kind__in=PRESIDES)
    held = [thing.holder_id] if isinstance(thing, Office) else []
    readers = readers | Representative.objects.current().filter(
        Q(pk__in=chairs.values("holder_id")) | Q(pk__in=held)
    )
    return Notice(
        "standing_changed",
        about=concerned,
        readers=readers.people(),
        context=lambda _: {
            "thing": thing,
            "is_seat": isinstance(thing, Seat),
            "organisation": concerned,
            "by": str(by),
            "reason": reason,
        },
    )
