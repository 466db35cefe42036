"""Whom an organisation sends: the mandate, the paper that proves it and, for a newcomer, the account, in one act."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from councils import actions as councils
from councils.models import Organisation, Representative
from documents import actions as documents


@dataclass(frozen=True)
class Newcomer:
    """Somebody who has no account yet."""

    email: str
    name: str
    name_ru: str
    language: str


@dataclass(frozen=True)
class Paper:
    """The note, letter or decree that a mandate stands on."""

    reference: str
    dated: datetime.date
    file: UploadedFile | None


@transaction.atomic
def appoint(
    organisation: Organisation,
    who: User | Newcomer,
    role: str,
    *,
    paper: Paper,
    starts: datetime.date,
    ends: datetime.date | None,
    by: User,
    at: datetime.datetime,
    **more: Any,
) -> Representative:
    """Enter a mandate in the place of whoever has it now; a newcomer is given an account and the invitation to it."""
    if isinstance(who, Newcomer):
        who = accounts.open_account(who.email, who.name, who.name_ru, who.language, by=by, at=at)
    mandate = councils.give_mandate(
        who, organisation, role, starts=starts, ends=ends, hand_over=True, by=by, **more
    )
    documents.file_credentials(
        mandate,
        paper.reference,
        dated=paper.dated,
        starts=starts,
        ends=ends,
        file=paper.file,
        by=by,
        at=at,
    )
    return mandate
