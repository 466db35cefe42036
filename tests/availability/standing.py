"""The table of mandates, seats and offices, and each of them at each stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from councils.models import Office, Representative, Seat, today
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import SECRETARIAT
from tests.cast import Cast

STAGES = ("running", "over", "organisation_left")
ON_THE_WAY = ("running", "over")


@dataclass
class Standing:
    """Margiana's head of delegation, who chairs the working group, and its seat there."""

    mandate: Representative
    seat: Seat
    office: Office


def standing_at(council: Cast, stage: str) -> Standing:
    """`over`: a mandate, a seat and an office of before, whose last day has gone by."""
    organisation = council.organisations["margiana"]
    found = Standing(
        Representative.objects.get(user=council.chair),
        Seat.objects.get(organisation=organisation, body=council.group),
        Office.objects.get(holder__user=council.chair),
    )
    if stage == "over":
        days = {"starts": today() - timedelta(days=30), "ends": today() - timedelta(days=3)}
        for each in (found.mandate, found.seat, found.office):
            each.pk = None
            for name, day in days.items():
                setattr(each, name, day)
        found.mandate.save()
        found.seat.save()
        found.office.holder = found.mandate
        found.office.save()
    if stage == "organisation_left":
        organisation.is_active = False
        organisation.save()
    return found


def _paper() -> dict[str, str]:
    return {
        "reference": "Note 7",
        "dated": today().isoformat(),
        "starts": today().isoformat(),
        "ends": "",
    }


def _mandate(held: Standing) -> Address:
    person = {"email": "new@margiana.example", "name": "New Person", "name_ru": "Новый"}
    data = {**_paper(), **person, "role": "adviser", "language": "ru"}
    return "desk:mandate-give", (held.mandate.organisation_id,), data


def _seat(held: Standing) -> Address:
    data = {"body": "1", "kind": "observer", "starts": today().isoformat(), "ends": ""}
    data["body"] = str(held.seat.body_id)
    return "desk:seat-give", (held.seat.organisation_id,), data


def _office(held: Standing) -> Address | None:
    """The form offers those whose mandate runs: nobody else can be chosen."""
    if held.mandate.ends is not None or not held.mandate.organisation.is_active:
        return None
    data = {"body": str(held.office.body_id), "holder": str(held.mandate.pk), "kind": "co_chair"}
    return "desk:office-give", (), {**data, "starts": today().isoformat(), "ends": ""}


def _end(name: str, of: Callable[[Standing], Any]) -> Callable[[Standing], Address]:
    data = {"last_day": today().isoformat(), "reason": "Note 8"}
    return lambda held: (f"desk:{name}-end", (of(held).pk,), data)


ROWS = [
    Row(
        "give_mandate appoint open_account",
        "R16: the secretariat enters whom an organisation that takes part sends, with the paper",
        _mandate,
        everywhere(ON_THE_WAY, SECRETARIAT),
    ),
    Row(
        "give_seat",
        "R16: and where it sits",
        _seat,
        everywhere(ON_THE_WAY, SECRETARIAT),
    ),
    Row(
        "give_office",
        "R16: an office is held by somebody whose mandate runs",
        _office,
        everywhere(["running"], SECRETARIAT),
    ),
    Row(
        "end",
        "R16: a mandate gets its last day, until it has gone by",
        _end("mandate", lambda held: held.mandate),
        everywhere(("running", "organisation_left"), SECRETARIAT),
    ),
    Row(
        "end",
        "R16: so does a seat",
        _end("seat", lambda held: held.seat),
        everywhere(("running", "organisation_left"), SECRETARIAT),
    ),
    Row(
        "end",
        "R16: and an office",
        _end("office", lambda held: held.office),
        everywhere(("running", "organisation_left"), SECRETARIAT),
    ),
    Row(
        "file_credentials",
        "R16: a paper is filed at any time: it proves when the mandate ran",
        lambda held: ("desk:credentials", (held.mandate.pk,), _paper()),
        everywhere(STAGES, SECRETARIAT),
        unlocked="a new row",
    ),
]
