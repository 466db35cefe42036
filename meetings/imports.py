"""A delegation from an Excel file: what each row would do, and every error by the cell in which it stands.

Headings may be in either language; columns may stand in any order; nothing here saves.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import validate_email
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from openpyxl.utils import get_column_letter

from councils.lifecycle import Role
from councils.models import Organisation
from rec_portal.names import columns_of
from rec_portal.ui.names import latin_of

from .models import Delegate, Detail, Invitation, Meeting, Salutation

COLUMNS: list[tuple[str, Any]] = [
    ("organisation", gettext_lazy("Organisation")),
    ("role", gettext_lazy("Role in the delegation")),
    ("salutation", gettext_lazy("Form of address")),
    ("name", gettext_lazy("Name in Latin letters")),
    ("name_ru", gettext_lazy("Name in Cyrillic letters")),
    ("position", pgettext_lazy("employment", "Position in English")),
    ("position_ru", pgettext_lazy("employment", "Position in Russian")),
    ("language", gettext_lazy("Working language")),
    ("email", gettext_lazy("E-mail address")),
    ("online", gettext_lazy("Takes part online")),
    ("consents_to_listing", gettext_lazy("Agrees to be named in the list of participants")),
    ("wants_visa_letter", gettext_lazy("Needs a letter for a visa")),
    *((kind, label) for kind, label in Detail.choices),
]
YES, NO = {"yes", "да", "y", "1", "true", "+", "x"}, {"no", "нет", "n", "0", "false", "-", ""}
MOST = 200


def columns() -> list[str]:
    """The headings in the present language, as export and template have them."""
    return [str(label)[:1].upper() + str(label)[1:] for _key, label in COLUMNS]


@dataclass(frozen=True)
class CellError:
    """«C7» and what is wrong with it."""

    cell: str
    words: str


@dataclass(frozen=True)
class DelegateRow:
    """One person of the file who would be named."""

    row: int
    invitation: Invitation
    values: dict[str, Any]
    details: dict[str, str]


@dataclass
class Import:
    people: list[DelegateRow] = field(default_factory=list)
    known: list[tuple[int, str]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


def _headings(cells: list[str]) -> dict[str, int]:
    """Which column holds what; both languages are understood."""
    names: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            names |= {str(label).casefold(): key for key, label in COLUMNS}
    return {
        names[cell.casefold().strip()]: place
        for place, cell in enumerate(cells)
        if cell.casefold().strip() in names
    }


def read_delegates(
    lines: list[tuple[int, list[str]]], meeting: Meeting, *, own: Organisation | None
) -> Import:
    """What the rows would do. `own`: whose delegation it is; without one the column «Organisation» says so (secretariat)."""
    found = Import()
    if not lines:
        found.errors.append(CellError("A1", _("The sheet is empty.")))
        return found
    where = _headings(lines[0][1])
    if "name" not in where and "name_ru" not in where:
        found.errors.append(
            CellError(
                "A1",
                _("There is no column «%(name)s». Take the template.") % {"name": COLUMNS[3][1]},
            )
        )
        return found
    invitations = {
        each.organisation_id: each
        for each in meeting.invitations.select_related("organisation", "meeting")
    }
    taken = {
        (each.invitation_id, each.name.casefold())
        for each in Delegate.objects.coming().filter(invitation__meeting=meeting)
    }
    coming = Delegate.objects.coming().filter(invitation__meeting=meeting)
    heads = set(coming.filter(role=Role.HEAD).values_list("invitation_id", flat=True))
    places = {
        each.pk: each.places - coming.filter(invitation=each).count()
        for each in invitations.values()
        if each.places
    }
    for number, cells in lines[1 : MOST + 1]:
        row = _Row(number, cells, where)
        named = len(found.people)
        _read_row(row, found, invitations, taken, own)
        for person in found.people[named:]:
            _fits(row, person, found, heads, places)
    if len(lines) > MOST + 1:
        found.errors.append(
            CellError(
                f"A{lines[MOST + 1][0]}",
                _("More than %(most)d rows; send the rest apart.") % {"most": MOST},
            )
        )
    return found


@dataclass(frozen=True)
class _Row:
    number: int
    cells: list[str]
    where: dict[str, int]

    def __getitem__(self, key: str) -> str:
        place = self.where.get(key)
        return self.cells[place] if place is not None and place < len(self.cells) else ""

    def cell(self, key: str) -> str:
        return f"{get_column_letter(self.where.get(key, 0) + 1)}{self.number}"


def _read_row(
    row: _Row,
    found: Import,
    invitations: dict[int, Invitation],
    taken: set[tuple[int, str]],
    own: Organisation | None,
) -> None:
    before = len(found.errors)

    def wrong(key: str, words: str) -> None:
        found.errors.append(CellError(row.cell(key), words))

    for key in row.where:
        if row[key].startswith("="):
            wrong(key, _("A formula is not taken; write the value."))
    organisation = own or _organisation(row["organisation"])
    invitation = invitations.get(organisation.pk) if organisation else None
    if invitation is None:
        wrong("organisation", _("No organisation of this name is invited to the meeting."))
    values: dict[str, Any] = {
        "name": row["name"] or latin_of(row["name_ru"]),
        "name_ru": row["name_ru"],
        "position": row["position"],
        "i18n": {"position_ru": row["position_ru"]} if row["position_ru"] else {},
        "email": row["email"],
        "role": _choice(row["role"], Role.choices) if row["role"] else Role.MEMBER,
        "salutation": _choice(row["salutation"], Salutation.choices) if row["salutation"] else "",
        "language": _choice(row["language"], settings.LANGUAGES)
        if row["language"]
        else settings.WORKING_LANGUAGE,
    }
    if not values["name"]:
        wrong("name", _("Name the person."))
    for key in ("role", "salutation", "language"):
        if values[key] is None:
            wrong(key, _("«%(value)s» is not one of the choices.") % {"value": row[key]})
    for key in row.where:
        if any(ord(sign) < 32 or sign in "\u2028\u2029" for sign in row[key]):
            wrong(key, _("Write it in one line."))
    if len(values["name"]) > 150:
        wrong("name_ru", _("Longer than %(length)d signs.") % {"length": 150})
    for key, length in (
        ("email", 254),
        ("name", 150),
        ("name_ru", 150),
        ("position", 200),
        ("position_ru", 200),
        *((k, 300) for k in Detail.values),
    ):
        if len(row[key]) > length:
            wrong(key, _("Longer than %(length)d signs.") % {"length": length})
    if row["email"]:
        try:
            validate_email(row["email"])
        except forms.ValidationError:
            wrong("email", _("This is not an e-mail address."))
    for key in ("online", "consents_to_listing", "wants_visa_letter"):
        if row[key].casefold() not in YES | NO:
            wrong(key, _("Write «yes» or «no»."))
        values[key] = row[key].casefold() in YES
    if len(found.errors) > before or invitation is None:
        return
    person = (invitation.pk, values["name"].casefold())
    if person in taken:
        found.known.append((row.number, values["name"]))
        return
    taken.add(person)
    found.people.append(
        DelegateRow(row.number, invitation, values, {kind: row[kind] for kind in Detail.values})
    )


def _fits(
    row: _Row, person: DelegateRow, found: Import, heads: set[int], places: dict[int, int]
) -> None:
    """One head of delegation, and no more people than it has places: with those named before, and those of this file."""
    key = person.invitation.pk
    if person.invitation.is_declined:
        found.errors.append(
            CellError(row.cell("organisation"), _("This organisation has declined."))
        )
    if person.values["role"] == Role.HEAD and key in heads:
        found.errors.append(CellError(row.cell("role"), _("This delegation has a head already.")))
    if key in places and places[key] <= 0:
        found.errors.append(CellError(row.cell("name"), _("This delegation has no place left.")))
    if person.values["role"] == Role.HEAD:
        heads.add(key)
    if key in places:
        places[key] -= 1


def _choice(words: str, choices: Any) -> str | None:
    """The value of a choice, by its value or its name in either language."""
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in choices:
                if words.casefold().strip() in {str(value).casefold(), str(label).casefold()}:
                    return str(value)
    return None


def _organisation(words: str) -> Organisation | None:
    wanted = words.casefold().strip()
    for each in Organisation.objects.filter(is_active=True):
        held = each.i18n or {}
        names = {each.name, each.short_name} | {
            held.get(name, "")
            for field in ("name", "short_name")
            for name in columns_of(field).values()
        }
        if wanted and wanted in {name.casefold() for name in names}:
            return each
    return None
