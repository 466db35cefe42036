"""The letters about the Council's people."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q

from rec_portal.mail.writing import Notice

from .lifecycle import SPEAKS
from .models import Representative, today

if TYPE_CHECKING:
    from accounts.models import User


def mandate_changed(mandate: Representative, *, by: User) -> Notice:
    """Whoever speaks for the organisation, spoke for it until now, or is concerned, learns who speaks for it and who entered that."""
    lately = Q(ends__isnull=True) | Q(ends__gte=today() - timedelta(days=2))
    speaking = Representative.objects.filter(
        lately, organisation=mandate.organisation_id, role__in=SPEAKS
    )
    readers = (speaking | Representative.objects.filter(pk=mandate.pk)).people()
    return Notice(
        "mandate_changed",
        about=mandate.organisation,
        readers=readers,
        context=lambda _: {"mandate": mandate, "by": str(by), "speaks": mandate.role in SPEAKS},
    )
