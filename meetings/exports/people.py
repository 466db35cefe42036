"""The people of a meeting on paper: list of participants, badges, name plates, letters; and the register in Excel.

Order of protocol: governments in the order of their states, international bodies, civil society, each by name in the
language of the paper. A name stands in a list only by consent; without it the person is counted.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from councils.lifecycle import OrganisationKind, Role
from councils.models import Council, State
from rec_portal.names import called, reader_language
from rec_portal.ui.moments import span
from rec_portal.ui.sheet import Book, Column
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from ..lifecycle import InvitedAs
from ..models import Delegate, Detail, Invitation, Meeting

ROLE_ORDER = {role: place for place, role in enumerate(Role.values)}


@dataclass
class Listed:
    """One organisation in a list."""

    name: str
    people: list[dict[str, str]] = field(default_factory=list)
    unnamed: int = 0

    @property
    def unnamed_words(self) -> str:
        if not self.unnamed:
            return ""
        return ngettext("%(count)d representative", "%(count)d representatives", self.unnamed) % {
            "count": self.unnamed
        }


@dataclass
class Group:
    title: str
    organisations: list[Listed] = field(default_factory=list)


def delegations(meeting: Meeting) -> list[Invitation]:
    """The invitations in protocol order, with everybody who comes."""
    invitations = meeting.invitations.sent_out().with_delegates()
    kinds = {kind: place for place, kind in enumerate(OrganisationKind.values)}

    def key(invitation: Invitation) -> tuple[int, int, str]:
        organisation = invitation.organisation
        state = organisation.state.order if isinstance(organisation.state, State) else 99
        return (
            kinds[organisation.kind],
            state if organisation.kind == "government" else 0,
            organisation.name_i18n.casefold(),
        )

    return sorted(invitations, key=key)


def coming(invitation: Invitation, *, final: bool = False, door: bool = False) -> list[Delegate]:
    """The delegation in its own order; in a final list who was confirmed, and where there was a door (`door`), who came in by
    it or takes part online."""
    people = [each for each in invitation.coming if not final or each.is_confirmed]
    people = [each for each in people if not (final and door) or each.checked_in_at or each.online]
    return sorted(people, key=lambda each: (ROLE_ORDER[each.role], each.pk))


def participants(
    meeting: Meeting, language: str, *, final: bool = False, public: bool = False
) -> list[Group]:
    """The list in one language. The public one names nobody but counts: names of delegations only (domain 7)."""
    groups = {kind: Group(str(label)) for kind, label in OrganisationKind.choices}
    roles = {role: str(label) for role, label in Role.choices}
    experts = Group(_("Invited experts"))
    found = delegations(meeting)
    door = meeting.is_closed and any(
        each.checked_in_at for invitation in found for each in invitation.coming
    )
    for invitation in found:
        people = coming(invitation, final=final, door=door)
        if invitation.is_declined or not people:
            continue
        listed = Listed(invitation.organisation.name_i18n)
        for delegate in people:
            if delegate.consents_to_listing and not public:
                listed.people.append(_person(delegate, language, roles))
            else:
                listed.unnamed += 1
        (
            experts
            if invitation.invited_as == InvitedAs.EXPERT
            else groups[invitation.organisation.kind]
        ).organisations.append(listed)
    return [group for group in (*groups.values(), experts) if group.organisations]


def _person(delegate: Delegate, language: str, roles: dict[str, str]) -> dict[str, str]:
    title = f"{delegate.get_salutation_display()} " if delegate.salutation else ""
    return {
        "name": f"{title}{delegate.name_in(language)}",
        "position": delegate.position_i18n,
        "role": roles[delegate.role],
        "online": _("online") if delegate.online else "",
    }


def heading(meeting: Meeting, *, final: bool) -> str:
    return _("List of participants") if final else _("Provisional list of participants")


def when(meeting: Meeting) -> str:
    """A line of its own: it begins with a capital, whatever the language does with the names of days."""
    return capfirst(strip_tags(str(span(meeting.starts_at, meeting.ends_at, meeting.time_zone))))


def where(meeting: Meeting) -> str:
    return meeting.place_i18n or str(meeting.get_format_display())


def _made() -> str:
    return date_format(
        timezone.localtime(timezone.now(), ZoneInfo(settings.TIME_ZONE)), "DATETIME_FORMAT"
    )


def participants_pdf(meeting: Meeting, language: str, *, final: bool) -> bytes:
    with translation.override(language):
        groups = participants(meeting, language, final=final)
        return pdf(
            "participants",
            {
                "title": heading(meeting, final=final),
                "meeting": str(meeting),
                "symbol": meeting.symbol or "",
                "lines": [when(meeting), meeting.place_i18n],
                "made": _made(),
                "council": Council.objects.get(pk=1).name_i18n,
                "lang": language,
                "groups": [
                    {
                        "title": group.title,
                        "organisations": [
                            {
                                "name": each.name,
                                "people": [list(p.values()) for p in each.people],
                                "unnamed": each.unnamed_words,
                            }
                            for each in group.organisations
                        ],
                    }
                    for group in groups
                ],
            },
        )


def participants_docx(meeting: Meeting, language: str, *, final: bool) -> bytes:
    with translation.override(language):
        word = WordFile(f"{heading(meeting, final=final)}: {meeting}")
        word.line(meeting.symbol or "", small=True)
        word.heading(heading(meeting, final=final))
        word.line(str(meeting), bold=True)
        word.line(f"{when(meeting)} · {meeting.place_i18n}", small=True)
        for group in participants(meeting, language, final=final):
            word.heading(group.title, 2)
            for each in group.organisations:
                word.line(each.name, bold=True)
                for person in each.people:
                    word.line(
                        ", ".join(
                            part
                            for part in (
                                person["name"],
                                person["position"],
                                person["role"],
                                person["online"],
                            )
                            if part
                        )
                    )
                if each.unnamed:
                    word.line(each.unnamed_words)
        return word.bytes()


def badges_pdf(meeting: Meeting) -> bytes:
    """One badge a confirmed person, in both languages, with the code that is read at the door."""
    rows = []
    for invitation in delegations(meeting):
        for delegate in coming(invitation, final=True):
            if delegate.online or invitation.is_declined:
                continue
            address = f"{settings.SITE_URL}{reverse('meetings:check-in', args=[delegate.code])}"
            rows.append(
                {
                    "name": delegate.name,
                    "name_ru": delegate.name_ru,
                    **_in_both("organisation", invitation.organisation, "short_name"),
                    "kind": invitation.organisation.kind,
                    "role": str(_role(delegate, invitation)),
                    "qr": segno.make(address, error="m").svg_inline(border=0),
                    "code": delegate.code,
                }
            )
    return pdf(
        "badges",
        {
            "title": _("Badges"),
            **_in_both("council", Council.objects.get(pk=1), "short_name"),
            **_in_both("meeting", meeting, "title"),
            "badges": rows,
            "lang": reader_language(),
            "working": settings.WORKING_LANGUAGE,
            "qr_words": _("Code for the door"),
        },
    )


def _role(delegate: Delegate, invitation: Invitation) -> Any:
    if invitation.invited_as != InvitedAs.PARTICIPANT:
        return InvitedAs(invitation.invited_as).label
    return Role(delegate.role).label


def _in_both(key: str, thing: Any, name: str) -> dict[str, str]:
    """In the portal's own language, and as `…_ru` in the Council's working one: as badges and plates print it."""
    return {
        key: called(thing, name, settings.LANGUAGE_CODE),
        f"{key}_ru": called(thing, name, settings.WORKING_LANGUAGE),
    }


def plates_pdf(meeting: Meeting) -> bytes:
    """Name plates to be folded: the organisation on both sides, in both languages, in protocol order."""
    rows = [
        _in_both("name", each.organisation, "short_name")
        for each in delegations(meeting)
        if not each.is_declined
    ]
    return pdf(
        "plates",
        {
            "title": _("Name plates"),
            "plates": rows,
            "lang": reader_language(),
            "working": settings.WORKING_LANGUAGE,
        },
    )


def letter_pdf(meeting: Meeting, invitation: Invitation, language: str) -> bytes:
    """The invitation as a letter on paper, with its number and date from the register."""
    with translation.override(language):
        number = invitation.note_number or "____"
        dated = date_format(invitation.note_on, "DATE_FORMAT") if invitation.note_on else "____"
        paragraphs = [
            _(
                "The Secretariat of the Regional Expert Council presents its compliments and has the honour to invite you to the meeting:"
            ),
            str(meeting),
            f"{when(meeting)}, {where(meeting)}",
        ]
        if meeting.purpose_i18n:
            paragraphs.append(meeting.purpose_i18n)
        if meeting.answer_by:
            asked = date_format(
                meeting.answer_by.astimezone(ZoneInfo(meeting.time_zone)), "DATE_FORMAT"
            )
            paragraphs.append(
                _(
                    "The Secretariat would be grateful for an answer and the names of the delegation by %(day)s."
                )
                % {"day": asked}
            )
        return _letter(language, number, dated, invitation.organisation.name_i18n, paragraphs)


def visa_pdf(meeting: Meeting, delegate: Delegate, language: str) -> bytes:
    """A letter in support of a visa; it holds what the person gave for it, and nothing else."""
    with translation.override(language):
        details = {each.kind: each.value for each in delegate.details.all()}
        facts = [
            f"{Detail(kind).label}: {details[kind]}"
            for kind in (Detail.NATIONALITY, Detail.BORN, Detail.PASSPORT)
            if kind in details
        ]
        paragraphs = [
            _(
                "The Secretariat confirms that the person named below has been invited to take part in the meeting and asks for every assistance with the visa."
            ),
            f"{delegate.name}, {delegate.position_i18n}".strip(", "),
            delegate.invitation.organisation.name_i18n,
            capfirst("; ".join(facts)),
            str(meeting),
            f"{when(meeting)}, {where(meeting)}",
        ]
        return _letter(
            language,
            "____",
            _made().split(",")[0],
            _("To whom it may concern"),
            [each for each in paragraphs if each],
        )


def _letter(language: str, number: str, dated: str, to: str, paragraphs: list[str]) -> bytes:
    return pdf(
        "letter",
        {
            "title": _("Letter"),
            "council": Council.objects.get(pk=1).name_i18n,
            "number": f"№ {number}",
            "dated": dated,
            "to": to,
            "paragraphs": paragraphs,
            "closing": _("The Secretariat of the Regional Expert Council"),
            "lang": language,
        },
    )


def register_xlsx(meeting: Meeting, invitations: list[Invitation], *, details: bool) -> bytes:
    """Everybody who comes, one row a person, in the columns that an import takes."""
    from ..imports import columns

    rows = []
    for invitation in invitations:
        for delegate in coming(invitation):
            kept = {each.kind: each.value for each in delegate.details.all()} if details else {}
            rows.append(
                [
                    invitation.organisation.short_name_i18n,
                    str(Role(delegate.role).label),
                    delegate.get_salutation_display() if delegate.salutation else "",
                    delegate.name,
                    delegate.name_ru,
                    delegate.position,
                    (delegate.i18n or {}).get("position_ru", ""),
                    str(dict(settings.LANGUAGES)[delegate.language]),
                    delegate.email,
                    _yes(delegate.online),
                    _yes(delegate.consents_to_listing),
                    _yes(delegate.wants_visa_letter),
                    *(kept.get(kind, "") for kind in Detail.values),
                    delegate.get_status_display(),
                ]
            )
    book = Book()
    book.sheet(
        _("Delegates"), [*(Column(title, 22) for title in columns()), Column(_("State"), 16)], rows
    )
    return book.bytes()


def _yes(value: bool) -> str:
    return _("yes") if value else _("no")
