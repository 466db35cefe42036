"""The papers that prove a mandate, filed by the secretariat."""

from __future__ import annotations

import datetime

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils import availability
from councils.lifecycle import BodyKind
from councils.models import Body, Representative
from rec_portal import audit
from rec_portal.names import in_each_language
from rec_portal.verdicts import require

from ..lifecycle import Category, Nature
from ..models import Credentials, Document
from .filing import upload


@transaction.atomic
def file_credentials(
    mandate: Representative,
    reference: str,
    *,
    dated: datetime.date,
    starts: datetime.date,
    ends: datetime.date | None = None,
    file: UploadedFile | None,
    by: User,
    at: datetime.datetime,
) -> Credentials:
    """Keep the paper that a mandate stands on: its number and day, from when to when it holds, and the paper, for the
    secretariat alone."""
    require(availability.file_credentials(by, mandate))
    made = Credentials(
        mandate=mandate,
        reference=reference,
        dated=dated,
        starts=starts,
        ends=ends,
        entered_by=by,
        entered_at=at,
    )
    made.full_clean(exclude=["document", "entered_by"])
    made.document = _paper(mandate, file, by=by, at=at) if file is not None else None
    made.save()
    audit.log(
        "credentials.filed",
        mandate,
        by=by,
        at=at,
        reason=reference,
        until=str(ends) if ends else "",
    )
    return made


def _paper(
    mandate: Representative, file: UploadedFile, *, by: User, at: datetime.datetime
) -> Document:
    return upload(
        titles=in_each_language(
            lambda: (
                _("Credentials: %(person)s, %(organisation)s")
                % {"person": mandate.user, "organisation": mandate.organisation.name_i18n}
            )
        ),
        category=Category.SECRETARIAT,
        body=Body.objects.get(kind=BodyKind.PLENARY),
        files={by.language: file},
        nature=Nature.LETTER,
        by=by,
        at=at,
        right=True,
    )
