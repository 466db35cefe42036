"""A sign-in not older than five minutes before what is done in the name of an organisation or of a body."""

from __future__ import annotations

import time

from allauth.account.authentication import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.http import HttpRequest


def is_fresh(request: HttpRequest) -> bool:
    """Did this person sign in, or confirm the sign-in, within the last `ACCOUNT_REAUTHENTICATION_TIMEOUT` seconds?"""
    records = get_authentication_records(request, request.user)
    newest = max((each["at"] for each in records), default=0)
    return bool(time.time() - newest < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT)


def fresh_sign_in(request: HttpRequest) -> None:
    """Right before a formal act – a position, also one that is recorded, an objection or its lifting, a declaration, a
    certification: ask for the sign-in afresh, where `FRESH_SIGN_IN` is on.

    What was typed waits in the session, and is sent by itself once the sign-in is confirmed.
    """
    if settings.FRESH_SIGN_IN and not is_fresh(request):
        request.META["QUERY_STRING"] = ""  # what waits is found again by the address alone
        raise ReauthenticationRequired
