"""What a person is in the Council now, as one value read by one statement: every permission and every list asks it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from accounts.models import User
from accounts.permissions import is_secretariat

from .lifecycle import PRESIDES, SPEAKS
from .models import Body

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from .models import Organisation, Representative


@dataclass(frozen=True, slots=True)
class Access:
    """Mandate, offices and rights of one person; read once for a request, and anew for every `User` that is fetched.

    `offices` are pairs of a body's key and a kind of office, `rights` the keys of the bodies in which the person's
    organisation holds a right (`read`, `comment`, `amend`, `join`).
    """

    is_secretariat: bool = False
    mandate: Representative | None = None
    offices: frozenset[tuple[int, str]] = frozenset()
    rights: dict[str, frozenset[int]] = field(default_factory=dict)

    @property
    def organisation(self) -> Organisation | None:
        return self.mandate.organisation if self.mandate else None

    @property
    def group(self) -> int | None:
        """The key of the group that holds the organisation's grants."""
        return self.mandate.organisation.group_id if self.mandate else None

    def bodies(self, right: str) -> frozenset[int]:
        """The bodies in which the person's organisation holds this right; the secretariat needs none."""
        return self.rights.get(right, frozenset())

    def holds(self, right: str, body: int) -> bool:
        return self.is_secretariat or body in self.bodies(right)

    def holds_office(self, body: int, kinds: Iterable[str]) -> bool:
        return any((body, kind) in self.offices for kind in kinds)

    def presides(self, body: int) -> bool:
        return self.holds_office(body, PRESIDES)

    def presided(self) -> frozenset[int]:
        """The bodies of which the person is chair or co-chair."""
        return frozenset(body for body, kind in self.offices if kind in PRESIDES)

    def speaks_for(self, organisation: int) -> bool:
        """Is the person its head of delegation or alternate?"""
        own = self.mandate
        return own is not None and own.organisation_id == organisation and own.role in SPEAKS

    def is_of(self, organisation: int | None) -> bool:
        """Is the person of this organisation's delegation, in whatever role?"""
        return self.mandate is not None and self.mandate.organisation_id == organisation


NOBODY = Access()


def access_of(user: User | AnonymousUser) -> Access:
    """What this person may be and do today; nothing without an active account."""
    if not isinstance(user, User) or not user.is_active:
        return NOBODY
    found: Access | None = user.__dict__.get("access")
    if found is None:
        found = user.__dict__["access"] = _read(user)
    return found


def _read(user: User) -> Access:
    own = user.representation
    if own is None:
        return Access(is_secretariat=is_secretariat(user))
    rights: dict[str, set[int]] = {}
    for body, codename, _kind in own.held_rights:
        rights.setdefault(codename.removesuffix("_body"), set()).add(body)
    return Access(
        is_secretariat=is_secretariat(user),
        mandate=own,
        offices=frozenset((body, kind) for body, kind, _body_kind in own.held_offices),
        rights={right: frozenset(bodies) for right, bodies in rights.items()},
    )


def bodies_with(user: User | AnonymousUser, right: str) -> QuerySet[Body]:
    """The bodies in which this person's organisation holds a right; for the secretariat all."""
    access = access_of(user)
    found = Body.objects.all()
    return found if access.is_secretariat else found.filter(pk__in=access.bodies(right))
