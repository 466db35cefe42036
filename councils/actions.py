"""What is written about the Council itself: its real description, organisations, mandates."""

from __future__ import annotations

import datetime
import logging
from typing import Any, Protocol

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import changes, columns
from rec_portal.verdicts import RuleBroken, require

from . import availability, grants, notices
from .lifecycle import SPEAKS, BodyKind
from .models import (
    Body,
    BodyRules,
    Council,
    Office,
    Organisation,
    Representative,
    RulesVersion,
    Seat,
    State,
    today,
)

logger = logging.getLogger(__name__)


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
            **columns(name=state["name"]),
        )
    for order, body in enumerate(facts["bodies"]):
        fields = {
            "kind": body["kind"],
            "order": order,
            "sources": body["sources"],
            **columns(name=body["name"]),
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
        **columns(**{key: facts[key] for key in ("name", "short_name", "purpose", "launched_in")}),
        "launched_on": datetime.date.fromisoformat(facts["launched_on"]),
        "sources": facts["sources"],
    }
    _upsert(Council, {"pk": 1}, **fields)


def keep_organisation(facts: dict[str, Any], *, demo: bool = False) -> Organisation:
    """Make or correct an organisation from a data file; its group is made with it."""
    called = columns(name=facts["name"], short_name=facts["short_name"])
    name = called.pop("name")
    fields = {
        **called,
        "kind": facts["kind"],
        "state": State.objects.get(code=facts["state"]) if facts.get("state") else None,
        "is_organiser": facts.get("is_organiser", False),
        "sources": facts.get("sources", []),
        "is_demo": demo,
    }
    known = Organisation.objects.filter(name=name).first()
    if known is None:
        fields["group"] = grants.group_for(name)
    kept: Organisation = _upsert(Organisation, {"name": name}, **fields)
    return kept


def _upsert(model: Any, key: dict[str, Any], **fields: Any) -> Any:
    """Like update_or_create, but writes (and so records) only a difference."""
    row = model.objects.filter(**key).first()
    if row is None:
        row = model.objects.create(**key, **fields)
        audit.log("council.loaded", row, by=None)
    elif changed := changes(row, fields):
        for name, value in changed.items():
            setattr(row, name, value)
        row.save()
        audit.log("council.loaded", row, by=None, fields=list(changed))
    return row


@transaction.atomic
def give_mandate(
    user: User,
    organisation: Organisation,
    role: str,
    *,
    starts: datetime.date,
    ends: datetime.date | None = None,
    hand_over: bool = False,
    by: User | None,
    **more: Any,
) -> Representative:
    """A person begins to represent an organisation.

    `hand_over`: whoever is head of its delegation ends the day before, and so does an earlier mandate of this person; else
    two mandates that overlap are refused by the database. The offices of a person who stays with the organisation stay too.
    `more` are the other fields of the mandate.
    """
    _hold(organisation)
    _hold(user)
    if by is not None:
        require(availability.give_mandate(by, organisation, user))
    mandate = Representative(
        user=user, organisation=organisation, role=role, starts=starts, ends=ends, **more
    )
    ended = _enter(mandate, hand_over=hand_over, by=by)
    mandates_changed(mandate, by=by, what="representative.began")
    for earlier in ended:
        if isinstance(earlier, Representative) and earlier.user_id == user.pk:
            _offices_follow(earlier, mandate, by=by)
    return mandate


def _offices_follow(earlier: Representative, mandate: Representative, *, by: User | None) -> None:
    """Whoever chairs as a member, and becomes head of the same delegation, goes on in the chair."""
    if earlier.organisation_id != mandate.organisation_id:
        return
    for office in earlier.offices.current(mandate.starts):
        _hold(office.body)
        again = Office(
            body=office.body,
            kind=office.kind,
            holder=mandate,
            starts=mandate.starts,
            ends=office.ends,
        )
        office.ends = again.eve
        office.save(update_fields=["ends"])
        again.full_clean()
        again.save()
        mandates_changed(again, by=by, what="office.given")


@transaction.atomic
def give_seat(
    organisation: Organisation,
    body: Body,
    kind: str,
    *,
    starts: datetime.date,
    ends: datetime.date | None = None,
    hand_over: bool = False,
    by: User | None,
) -> Seat:
    """An organisation sits in a body; `hand_over`: a seat of another kind that it has there ends the day before."""
    _hold(organisation)
    if by is not None:
        require(availability.give_seat(by, organisation))
    seat = Seat(organisation=organisation, body=body, kind=kind, starts=starts, ends=ends)
    _enter(seat, hand_over=hand_over, by=by)
    mandates_changed(seat, by=by, what="seat.given")
    return seat


@transaction.atomic
def give_office(
    holder: Representative,
    body: Body,
    kind: str,
    *,
    starts: datetime.date,
    ends: datetime.date | None = None,
    hand_over: bool = False,
    by: User | None,
) -> Office:
    """A representative holds an office of a body; `hand_over`: the chair in office ends the day before."""
    _hold(body)
    require(availability.runs(holder) if by is None else availability.give_office(by, holder))
    office = Office(holder=holder, body=body, kind=kind, starts=starts, ends=ends)
    _enter(office, hand_over=hand_over, by=by)
    mandates_changed(office, by=by, what="office.given")
    return office


@transaction.atomic
def end(
    thing: Representative | Seat | Office,
    last_day: datetime.date,
    *,
    reason: str,
    by: User,
    at: datetime.datetime,
) -> None:
    """A mandate, a seat or an office gets its last day: yesterday at the earliest, which ends it at once."""
    _hold(thing.body if isinstance(thing, Office) else thing.organisation)
    rows: QuerySet[Any] = type(thing)._default_manager.select_for_update(of=("self",))
    held = rows.get(pk=thing.pk)
    require(availability.end(by, held))
    if not reason.strip():
        raise RuleBroken(_("Say why it ends; those concerned will read it."))
    if last_day < today() - datetime.timedelta(days=1):
        raise RuleBroken(_("It ran until now: it can end today, or with effect at once."))
    if held.ends is not None and last_day > held.ends:
        raise RuleBroken(_("It ends earlier already. Enter anew what is to go on after that day."))
    was, held.ends = held.ends, max(last_day, held.eve)
    held.validate_constraints()
    held.save(update_fields=["ends"])
    changes = {"ends": [str(was) if was else None, str(held.ends)]}
    what = f"{held._meta.model_name}.ended"
    mandates_changed(held, by=by, what=what, changes=changes, reason=reason)


def _hold(thing: Organisation | Body | User) -> None:
    """Two acts on the mandates of one organisation or person, or on the offices of one body, come one after the other."""
    type(thing)._default_manager.select_for_update(no_key=True).get(pk=thing.pk)


def _require_new(successor: Representative | Seat | Office) -> None:
    """A form that is sent twice enters one row."""
    same = {
        Representative: ("user_id", "organisation_id", "role"),
        Seat: ("organisation_id", "body_id", "kind"),
        Office: ("holder_id", "body_id", "kind"),
    }[type(successor)]
    rows: Any = type(successor)._default_manager
    if (
        rows.current(successor.starts)
        .filter(**{name: getattr(successor, name) for name in same})
        .exists()
    ):
        raise RuleBroken(_("This stands already: there is nothing to enter."))


def _require_handed_over(rival: Any, successor: Representative | Seat | Office) -> None:
    """Nobody's past is changed, and no other organisation loses who speaks for it by a form about this one."""
    if successor.starts < today():
        raise RuleBroken(
            _("What the predecessor did until now stands: hand over today or on a later day.")
        )
    if isinstance(successor, Representative) and rival.organisation_id != successor.organisation_id:
        raise RuleBroken(
            _("%(person)s represents %(organisation)s: end that mandate first.")
            % {"person": rival.user, "organisation": rival.organisation}
        )


def _enter(
    successor: Representative | Seat | Office, *, hand_over: bool, by: User | None
) -> list[Representative | Seat | Office]:
    """Write a new row in the place of those whom it follows; returns them."""
    _require_new(successor)
    if hand_over:
        for rival in successor.rivals().current(successor.starts).select_for_update(of=("self",)):  # type: ignore[attr-defined]
            _require_handed_over(rival, successor)
            rival.ends = successor.starts  # the day belongs to the successor: `make_room`
            rival.save(update_fields=["ends"])
    ended = list(successor.predecessors())
    successor.full_clean()
    make_room(successor, by=by)
    successor.save()
    return ended


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
    def __call__(self, mandate: Representative, *, by: User | None) -> int: ...


_told_of_mandates: list[ToldOfMandate] = []


def tell_of_mandates(tell: ToldOfMandate) -> None:
    """Let an upper app write to whoever begins to speak for an organisation, in the transaction of that act."""
    _told_of_mandates.append(tell)


def _to_be_told(mandate: Representative) -> list[ToldOfMandate]:
    """Who speaks for an organisation that takes part is told of what waits for its word; nobody else is."""
    speaks = Representative.objects.speaking_for([mandate.organisation_id]).filter(pk=mandate.pk)
    return _told_of_mandates if speaks.exists() else []


def tell_of_begun_mandates(day: datetime.date) -> int:
    """By the clock: a mandate entered for a later day begins, and its holder is told as one whose mandate begins at once.

    Safe to run twice: who was told is not told again. One that cannot be told does not stop the rest.
    """
    begun = Representative.objects.current(day).filter(starts__gte=day - SOON_BEGUN)
    done = 0
    for mandate in begun.select_related("user", "organisation"):
        for tell in _to_be_told(mandate):
            try:
                done += tell(mandate, by=None)
            except Exception:
                logger.exception("mandate %s: its holder could not be told", mandate.pk)
    return done


SOON_BEGUN = datetime.timedelta(days=3)
"""How long after its first day a mandate is looked at: the portal may have stood still at midnight."""


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
        for tell in _to_be_told(thing):
            tell(thing, by=by)
        if by is not None and (_concerns_voice(thing, data.get("changes")) or "reason" in data):
            mail.queue(notices.mandate_changed(thing, by=by, reason=data.get("reason", "")), by=by)
    elif by is not None and isinstance(thing, Seat | Office):
        mail.queue(notices.standing_changed(thing, by=by, reason=data.get("reason", "")), by=by)
    if isinstance(thing, Seat):
        changed = Q(pk=thing.body_id) | Q(pk=left and left.pk)
        for body in Body.objects.filter(changed | Q(kind=BodyKind.PLENARY)):
            grants.regrant(body)
            grants.regrant_in(body)  # who sits in a body sits in the Council
    elif isinstance(thing, Organisation | Body) and _counts(data.get("changes")):
        grants.follow_facts()  # its kind, or whether it is active, counts wherever it is named
    audit.log(what, thing, by=by, **data)


@transaction.atomic
def keep_version(rules: BodyRules, *, by: User | None) -> RulesVersion:
    """Write the version that a change of the rules or of the positions is, in the transaction of that change."""
    return RulesVersion.objects.create(rules=rules, set_by=by)
