"""The particulars frozen into a revision, in words."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from rec_portal.names import in_language, reader_language

from ..lifecycle import AddresseeKind, BodyType, Phase, TargetGroup, TimeFrame
from ..models import LANGUAGES, Clause, Revision

Organisations = dict[int, str]


def lines_of_particulars(revision: Revision, clause: Clause, language: str) -> list[str]:
    """«Addressees: All states», one line each; empty where nothing was said."""
    data = revision.particulars.get(str(clause.paragraph.identity))
    return [f"{label}: {words}" for label, words in described(data, language)] if data else []


def with_particulars(revision: Revision) -> list[Clause]:
    """The numbered paragraphs, each with what stands beside it in the reader's language. Needs `with_text`."""
    language = reader_language()
    clauses = revision.numbered()
    for clause in clauses:
        clause.beside = [*lines_of_particulars(revision, clause, language), *_source_of(clause)]
    return clauses


def _source_of(clause: Clause) -> list[str]:
    """Where agreed language was taken from."""
    taken, reference = clause.paragraph.taken_from_clause, clause.paragraph.taken_from_reference
    if taken is not None:
        earlier = taken.revision.recommendation
        return [
            _("Agreed language from %(source)s") % {"source": earlier.symbol or taken.revision.name}
        ]
    return (
        [_("Agreed language from %(source)s") % {"source": reference}]
        if reference is not None
        else []
    )


def described(data: dict[str, Any], language: str) -> list[tuple[str, str]]:
    rows = [
        (_("Addressees"), ", ".join(_addressee(each) for each in data["addressees"])),
        (
            _("Target groups"),
            ", ".join(str(TargetGroup(each).label) for each in data["target_groups"]),
        ),
        (_("Phases"), ", ".join(str(Phase(each).label) for each in data["phases"])),
        (_("Time frame"), _time_frame(data)),
        (_("Indicators"), "; ".join(_indicator(each, language) for each in data["indicators"])),
        (_("References"), ", ".join(data["references"])),
        (_("Rationale and evidence"), in_language(data["rationale"], language)),
    ]
    return [(label, words) for label, words in rows if words]


def _addressee(each: dict[str, Any]) -> str:
    if each["kind"] == AddresseeKind.STATE:
        return str(each["name"])
    if each["kind"] == AddresseeKind.BODY_KIND:
        return str(BodyType(each["body_type"]).label)
    return str(AddresseeKind(each["kind"]).label)


def _time_frame(data: dict[str, Any]) -> str:
    if not data["time_frame"]:
        return ""
    day = parse_date(data["due_on"]) if data["due_on"] else None
    return date_format(day, "DATE_FORMAT") if day else str(TimeFrame(data["time_frame"]).label)


def _indicator(each: dict[str, str], language: str) -> str:
    name = each.get(language) or next(each[code] for code in LANGUAGES[::-1] if each.get(code))
    figures = ", ".join(
        f"{label} {each[key]}"
        for key, label in (
            ("baseline", _("baseline")),
            ("target", _("target")),
            ("source", _("source:")),
        )
        if each[key]
    )
    return f"{name} ({figures})" if figures else name
