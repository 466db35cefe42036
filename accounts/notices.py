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


def security(user: User, act: str, *, by: User, link: str = "", **facts: Any) -> Notice:
    """What an administrator did to somebody's account: told to its owner, at the owner's own address, every time."""
    return Notice(
        "account_security",
        about=user,
        readers=[user],
        context=lambda _: {"act": act, "by": str(by), "link": link, **facts},
        confidential=True,
    )
