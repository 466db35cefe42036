from __future__ import annotations

from typing import Any

from rec_portal.mail.writing import Notice

from .models import User


def invited(user: User, link: str) -> Notice:
    """«An account was made for you»: the only letter that carries the link to a first password."""
    return Notice(
        "account_invitation",
        about=user,
        readers=[user],
        context=lambda _: {"link": link},
        confidential=True,
    )


def security(
    user: User, act: str, *, by: User, link: str = "", to: str = "", **facts: Any
) -> Notice:
    """What was done to an account, by somebody else or by its owner: told to the owner at the address before (`to`, where
    it is no longer the account's), every time."""
    return Notice(
        "account_security",
        about=user,
        readers=[user],
        context=lambda _: {"act": act, "by": str(by), "link": link, **facts},
        address=to,
        confidential=True,
    )
