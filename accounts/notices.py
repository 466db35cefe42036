from __future__ import annotations

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
