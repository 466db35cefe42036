"""Rights follow from facts: the one place that writes guardian's grants.

A fact (a seat, a role, an invitation, a distribution category) gives an organisation's group rights on a thing. Each
app registers, per model, a function from the thing to the rights that the facts give; `regrant` makes the stored
grants equal to them, and `regrant(check=True)` only tells the difference.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction

from accounts.models import User

from .lifecycle import SeatKind
from .models import Body, BodyGrant, Organisation, Representative

Rights = set[tuple[int, str]]
Facts = Callable[[Any], Rights]


@dataclass(frozen=True)
class _Table:
    model: type[models.Model]
    grants: type[Any]
    facts: tuple[Facts, ...]
    bodies: tuple[str, ...] = ()
    excluded_groups: tuple[Callable[[Any], set[int]], ...] = ()


_tables: dict[type[models.Model], _Table] = {}


def register(
    model: type[models.Model],
    grants: type[Any],
    facts: Facts,
    *,
    body: str = "",
    others: tuple[str, ...] = (),
    excluded_groups: Callable[[Any], set[int]] | None = None,
) -> None:
    """Let `facts(thing)` give rights on things of this model: pairs of a group's key and a codename.

    `body` is the way from the thing to the body whose seats count («document__body»), `others` the ways to further ones.
    `excluded_groups(thing)` are groups that have no right on it whatever the facts say.
    """
    known = _tables.get(model) or _Table(model, grants, ())
    _tables[model] = _Table(
        model,
        grants,
        (*known.facts, facts),
        (*known.bodies, *((body,) if body else ()), *others),
        (*known.excluded_groups, *((excluded_groups,) if excluded_groups else ())),
    )


@transaction.atomic
def regrant(thing: models.Model) -> bool:
    """Make the grants on one thing equal to what its facts give; True when something had to change."""
    return _regrant(_tables[type(thing)], thing, check=False)


def _regrant(table: _Table, thing: models.Model, *, check: bool) -> bool:
    out: set[int] = set().union(*(groups(thing) for groups in table.excluded_groups))
    due: Rights = {right for facts in table.facts for right in facts(thing) if right[0] not in out}
    held: Rights = set(
        table.grants.objects.filter(content_object=thing).values_list(
            "group_id", "permission__codename"
        )
    )
    if due == held or check:
        return due != held
    permissions = _permissions(table.model)
    for group, codename in held - due:
        table.grants.objects.filter(
            content_object=thing, group_id=group, permission__codename=codename
        ).delete()
    table.grants.objects.bulk_create(
        [
            table.grants(content_object=thing, group_id=group, permission=permissions[codename])
            for group, codename in sorted(due - held)
        ],
        ignore_conflicts=True,
    )
    return True


def regrant_in(body: Body) -> None:
    """Whatever hangs on a body's seats: its meetings and its documents, in whichever app they live."""
    for model, table in _tables.items():
        found = {
            thing.pk: thing
            for way in table.bodies
            for thing in model._default_manager.filter(**{way: body}).distinct()
        }
        for thing in found.values():
            _regrant(table, thing, check=False)


def _permissions(model: type[models.Model]) -> dict[str, Permission]:
    kind = ContentType.objects.get_for_model(model)
    return {
        permission.codename: permission
        for permission in Permission.objects.filter(content_type=kind)
    }


def regrant_all(*, check: bool = False) -> Iterator[str]:
    """Compare (and unless `check`, mend) every grant; yields one line per difference."""
    yield from _people(check=check)
    for table in _tables.values():
        for thing in table.model._default_manager.order_by("pk").iterator(chunk_size=500):
            with transaction.atomic():
                if _regrant(table, thing, check=check):
                    yield f"{table.model._meta.label} {thing.pk}: {thing}"


def _people(*, check: bool) -> Iterator[str]:
    """Each person is in the group of the organisation represented today, and in no other organisation's."""
    groups = Organisation.objects.values("group_id")
    membership = User.groups.through.objects
    held = set(membership.filter(group_id__in=groups).values_list("user_id", "group_id"))
    due = set(
        Representative.objects.current()
        .filter(organisation__is_active=True)
        .values_list("user_id", "organisation__group_id")
    )
    with transaction.atomic():
        for user, group in sorted(held ^ due):
            yield f"person {user}: group {group}"
            if not check and (user, group) in held:
                membership.filter(user_id=user, group_id=group).delete()
            elif not check:
                membership.get_or_create(user_id=user, group_id=group)


def follow_facts() -> int:
    """Make every grant equal to what the facts give; returns how many differed."""
    return sum(1 for _difference in regrant_all())


def follow_people() -> None:
    """After a change of representatives: put people into their groups."""
    for _difference in _people(check=False):
        pass


def group_for(name: str) -> Group:
    """The group of an organisation that is being made."""
    return Group.objects.create(name=f"{name[:110]} {uuid.uuid4().hex}")


def rights_in_body(body: Body) -> Rights:
    """Members read, comment, amend and join; observers read and comment. Who sits in a body sits in the Council."""
    rights: Rights = set()
    seats = body.seats_in_force()
    for group, kind in seats.values_list("organisation__group_id", "kind"):
        given: Iterable[str] = (
            ("read", "comment", "amend", "join") if kind == SeatKind.MEMBER else ("read", "comment")
        )
        rights |= {(group, f"{right}_body") for right in given}
    return rights


register(Body, BodyGrant, rights_in_body)
