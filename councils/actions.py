"""What is written about the Council itself: its real description, organisations, mandates."""

from __future__ import annotations

import datetime
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q

from accounts.models import User
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.verdicts import RuleBroken

from . import grants, notices
from .lifecycle import SPEAKS, BodyKind
from .models import Body, Council, Office, Organisation, Representative, Seat, State

Texts = dict[str, str]


def translated(texts: Texts, field: str = "name") -> dict[str, Any]:
    """{"en": …, "ru": …} as the columns of a translated field."""
    return {
        field: texts["en"],
        "i18n": {f"{field}_{code}": words for code, words in texts.items() if code != "en"},
    }


@transaction.atomic
def load_council(facts: dict[str, Any]) -> dict[str, int]:
    """Write the public facts about the Council. Run again it changes only what the file has changed.

    Never touches what people entered: seats, offices, people, rules of silence. Returns the number of rows by kind.
    """
    _load_council(facts["council"])
    for order, state in enumerate(facts["states"], start=1):
        _upsert(
            State,
            {"code": state["code"]},
            order=order,
            sources=state["sources"],
            **translated(state["name"]),
        )
    for order, body in enumerate(facts["bodies"]):
        fields = {
            "kind": body["kind"],
            "order": order,
            "sources": body["sources"],
            **translated(body["name"]),
        }
        _upsert(Body, {"code": body["code"]}, **fields)
    for organisation in facts["organisers"]:
        keep_organisation(organisation)
    return {
        "states": len(facts["states"]),
        "bodies": len(facts["bodies"]),
        "organisers": len(facts["organisers"]),
    }


def _load_council(facts: dict[str, Any]) -> None:
    fields = {
        "name": facts["name"]["en"],
        "short_name": facts["short_name"]["en"],
        "purpose": facts["purpose"]["en"],
        "launched_in": facts["launched_in"]["en"],
        "launched_on": datetime.date.fromisoformat(facts["launched_on"]),
        "sources": facts["sources"],
        "i18n": {
            f"{key}_ru": facts[key]["ru"]
            for key in ("name", "short_name", "purpose", "launched_in")
        },
    }
    _upsert(Council, {"pk": 1}, **fields)


def keep_organisation(facts: dict[str, Any], *, demo: bool = False) -> Organisation:
    """Make or correct an organisation from a data file; its group is made with it."""
    fields = {
        "kind": facts["kind"],
        "state": State.objects.get(code=facts["state"]) if facts.get("state") else None,
        "short_name": facts["short_name"]["en"],
        "is_organiser": facts.get("is_organiser", False),
        "sources": facts.get("sources", []),
        "is_demo": demo,
        "i18n": {"name_ru": facts["name"]["ru"], "short_name_ru": facts["short_name"]["ru"]},
    }
    known = Organisation.objects.filter(name=facts["name"]["en"]).first()
    if known is None:
        fields["group"] = grants.group_for(facts["name"]["en"])
    kept: Organisation = _upsert(Organisation, {"name": facts["name"]["en"]}, **fields)
    return kept


def _upsert(model: Any, key: dict[str, Any], **fields: Any) -> Any:
    """Like update_or_create, but writes (and so records) only a difference."""
    row = model.objects.filter(**key).first()
    if row is None:
        row = model.objects.create(**key, **fields)
        audit.log("council.loaded", row, by=None)
    elif changed := [name for name, value in fields.items() if getattr(row, name) != value]:
        for name in changed:
            setattr(row, name, fields[name])
        row.save()
        audit.log("council.loaded", row, by=None, fields=changed)
    return row


@transaction.atomic
def give_mandate(
    user: User, organisation: Organisation, role: str, *, starts: datetime.date, by: User | None
) -> Representative:
    """A person begins to represent an organisation; anybody who does already is refused by the database."""
    mandate = Representative(user=user, organisation=organisation, role=role, starts=starts)
    mandate.full_clean()
    make_room(mandate, by=by)
    mandate.save()
    mandates_changed(mandate, by=by, what="representative.began")
    return mandate


@transaction.atomic
def give_seat(
    organisation: Organisation, body: Body, kind: str, *, starts: datetime.date, by: User | None
) -> Seat:
    seat = Seat(organisation=organisation, body=body, kind=kind, starts=starts)
    seat.full_clean()
    make_room(seat, by=by)
    seat.save()
    mandates_changed(seat, by=by, what="seat.given")
    return seat


@transaction.atomic
def give_office(
    holder: Representative, body: Body, kind: str, *, starts: datetime.date, by: User | None
) -> Office:
    if not holder.is_current:
        raise RuleBroken("An office is held by somebody whose mandate runs.")
    office = Office(holder=holder, body=body, kind=kind, starts=starts)
    office.full_clean()
    make_room(office, by=by)
    office.save()
    mandates_changed(office, by=by, what="office.given")
    return office


def make_room(successor: Representative | Seat | Office, *, by: User | None) -> None:
    """A day belongs to whoever begins on it: a predecessor whose last day it is ends the day before.

    One who began on that same day ends before beginning: the row stays and was never in force.
    """
    for predecessor in successor.predecessors().select_for_update():
        predecessor.ends = successor.eve
        predecessor.save(update_fields=["ends"])
        name = predecessor._meta.model_name
        audit.log(f"{name}.handed_over", predecessor, by=by, ends=str(predecessor.ends))


class ToldOfMandate(Protocol):
    def __call__(self, mandate: Representative, *, by: User | None) -> object: ...


_told_of_mandates: list[ToldOfMandate] = []


def tell_of_mandates(tell: ToldOfMandate) -> None:
    """Let an upper app write to whoever begins to represent an organisation, in the transaction of that act."""
    _told_of_mandates.append(tell)


def _concerns_voice(mandate: Representative, changes: dict[str, Any] | None) -> bool:
    """Does it change who speaks for the organisation? Person, role and days of a mandate that speaks or spoke do; a title does not."""
    if changes is None:
        return mandate.role in SPEAKS
    roles = changes.get("role") or [mandate.role]
    who_and_when = {"user_id", "organisation_id", "role", "starts", "ends"}
    return bool(who_and_when & changes.keys()) and not set(SPEAKS).isdisjoint(roles)


def _counts(changes: dict[str, Any] | None) -> bool:
    """Does a change of an organisation or a body change rights? Its kind does, and whether it is active; its name does not."""
    return changes is None or bool({"kind", "is_active"} & changes.keys())


@transaction.atomic
def mandates_changed(
    thing: Representative | Seat | Office | Organisation | Body,
    *,
    by: User | None,
    what: str,
    left: Body | None = None,
    **data: Any,
) -> None:
    """After any change of seats and roles, in a form or by an act: rights follow, and the trail says who did it, with `data`.

    `left` is the body that a seat was moved away from.
    """
    grants.follow_people()
    if isinstance(thing, Representative):
        for tell in _told_of_mandates:
            tell(thing, by=by)
        if by is not None and _concerns_voice(thing, data.get("changes")):
            mail.queue(notices.mandate_changed(thing, by=by), by=by)
    if isinstance(thing, Seat):
        changed = Q(pk=thing.body_id) | Q(pk=left and left.pk)
        for body in Body.objects.filter(changed | Q(kind=BodyKind.PLENARY)):
            grants.regrant(body)
            grants.regrant_in(body)  # who sits in a body sits in the Council
    elif isinstance(thing, Organisation | Body) and _counts(data.get("changes")):
        grants.follow_facts()  # its kind, or whether it is active, counts wherever it is named
    audit.log(what, thing, by=by, **data)
