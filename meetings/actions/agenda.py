"""The agenda: items in order, nested, open or closed; papers under them; provisional, then adopted with its changes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, ProtectedError, Q
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import OrganisationKind
from documents.actions import change_category, narrower_kinds
from documents.lifecycle import Category
from documents.models import Document
from rec_portal import audit
from rec_portal.names import beside, changes, columns
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..models import (
    AgendaItem,
    AgendaPaper,
    AgendaVersion,
    ExpectedPaper,
    ItemRole,
    Meeting,
    snapshot,
)
from .granting import regrant_documents
from .ordering import settle, write_order
from .planning import locked, moved


def _open_agenda(meeting: Meeting, by: User) -> Meeting:
    """The agenda is the secretariat's until the meeting has adopted it; then it is changed in the chair's name."""
    meeting = locked(meeting)
    require(availability.change_agenda(by, meeting))
    moved(meeting)
    return meeting


def _note(
    act: str, meeting: Meeting, item: AgendaItem, *, by: User, at: datetime, **data: object
) -> None:
    """What happens to a closed item is told apart, so that the history of the meeting does not tell of it."""
    audit.log(
        f"agenda.{'closed_' if item.is_closed else ''}item_{act}",
        meeting,
        by=by,
        at=at,
        item=item,
        item_id=item.pk,
        **data,
    )


def _require_readers(item: AgendaItem) -> None:
    """A closed item is for some members of the bodies that meet; one that nobody of them could read is none."""
    if not item.is_closed:
        return
    kinds = item.only_kinds or OrganisationKind.values
    if not any(body.members().filter(kind__in=kinds).exists() for body in item.meeting.bodies()):
        raise ValidationError(
            {
                "only_kinds": _(
                    "No member of the bodies that meet is of these kinds: nobody but the secretariat would read the item."
                )
            }
        )


@transaction.atomic
def add_item(
    meeting: Meeting,
    values: dict[str, Any],
    *,
    roles: Iterable[dict[str, Any]] = (),
    by: User,
    at: datetime,
) -> AgendaItem:
    meeting = _open_agenda(meeting, by)
    last = meeting.items.aggregate(last=Max("order"))["last"] or 0
    item = AgendaItem(meeting=meeting, order=last + 1, **values)
    _require_fitting_parent(item)
    _require_readers(item)
    item.full_clean()
    item.save()
    settle(meeting, item)
    if item.parent is not None:
        _reorder(meeting)
    _set_roles(item, roles)
    _note("added", meeting, item, by=by, at=at)
    return item


@transaction.atomic
def change_item(
    item: AgendaItem,
    values: dict[str, Any],
    *,
    roles: Iterable[dict[str, Any]] | None = None,
    by: User,
    at: datetime,
) -> AgendaItem:
    """Change what an item says. Closing it narrows its papers with it, so that no old link opens them."""
    meeting = _open_agenda(item.meeting, by)
    item = _still_there(item)
    require(availability.change_item(by, item))
    changed = changes(item, values)
    for name, value in changed.items():
        setattr(item, name, value)
    _require_fitting_parent(item)
    _require_readers(item)
    item.full_clean()
    item.save()
    if roles is not None:
        _set_roles(item, roles)
    _close_below(item)
    below = AgendaPaper.objects.filter(Q(item=item) | Q(item__parent=item)).select_related(
        "document", "item"
    )
    for paper in below:
        if paper.item is not None and paper.item.is_closed:
            _narrow(paper.document, paper.item, by=by, at=at)
    regrant_documents([paper.document for paper in below])
    if "parent" in changed:
        _reorder(meeting)
    _note("changed", meeting, item, by=by, at=at, fields=list(changed))
    return item


def _require_fitting_parent(item: AgendaItem) -> None:
    if item.parent is None:
        return
    if (
        item.parent.meeting_id != item.meeting_id
        or item.parent.parent_id is not None
        or item.parent_id == item.pk
    ):
        raise RuleBroken(_("An item lies under a main item of the same agenda, one level deep."))
    if item.parent.is_closed:
        item.is_closed, item.only_kinds = True, item.parent.only_kinds
    if item.pk and item.children.exists():
        raise RuleBroken(_("This item holds others: it cannot lie under one itself."))


def _close_below(item: AgendaItem) -> None:
    """What lies under a closed item is closed to the same people."""
    if item.is_closed:
        item.children.update(is_closed=True, only_kinds=item.only_kinds)


def _set_roles(item: AgendaItem, roles: Iterable[dict[str, Any]]) -> None:
    """Anew, in the order typed; who had this part already keeps the name in other languages."""
    said = {(each.kind, each.name): each.i18n for each in item.roles.all()}
    item.roles.all().delete()
    for values in roles:
        known = said.get((values["kind"], values["name"]))
        translations = beside(known, values.get("i18n") or {})
        ItemRole.objects.create(item=item, **{**values, "i18n": translations})


def _narrow(document: Document, item: AgendaItem, *, by: User, at: datetime) -> None:
    """A paper of a closed item is for the members, of the kinds that the item names."""
    for revision in document.revisions.select_related("document__body").exclude(
        category=Category.SECRETARIAT
    ):
        kinds = narrower_kinds(revision.only_kinds, item.only_kinds)
        if (revision.category, revision.only_kinds) != (Category.RESTRICTED, kinds):
            change_category(
                revision,
                Category.RESTRICTED,
                only_kinds=kinds,
                reason="#closed_item",
                by=by,
                at=at,
            )


@transaction.atomic
def remove_item(item: AgendaItem, *, by: User, at: datetime) -> None:
    meeting = _open_agenda(item.meeting, by)
    item = _still_there(item)
    require(availability.remove_item(by, item))
    below = AgendaPaper.objects.filter(
        meeting=meeting, item__in=[item.pk, *item.children.values_list("pk", flat=True)]
    )
    documents = [paper.document for paper in below.select_related("document")]
    _note("removed", meeting, item, by=by, at=at)
    try:
        item.delete()
    except ProtectedError:  # a round was held at it
        raise RuleBroken(
            _("This item stands in the record; it is not taken off any more.")
        ) from None
    regrant_documents(documents)


def _still_there(item: AgendaItem) -> AgendaItem:
    found = (
        AgendaItem.objects.select_for_update(of=("self",))
        .select_related("meeting", "parent")
        .filter(pk=item.pk)
        .first()
    )
    if found is None:
        raise RuleBroken(
            _("Somebody has taken this item off the agenda meanwhile. Reload the page.")
        )
    return found


@transaction.atomic
def move_item(item: AgendaItem, step: int, *, by: User, at: datetime) -> None:
    """Swap an item (with all that lies under it) with its neighbour on the same level: -1 up, +1 down."""
    meeting = _open_agenda(item.meeting, by)
    item = _still_there(item)
    rows = list(meeting.items.select_for_update())
    level = [row for row in rows if row.parent_id == item.parent_id]
    here = next(index for index, other in enumerate(level) if other.pk == item.pk)
    there = here + step
    if not 0 <= there < len(level):
        return
    level.insert(there, level.pop(here))
    write_order(rows, {item.parent_id: level})
    _note("moved", meeting, item, by=by, at=at, step=step)


@transaction.atomic
def arrange_items(meeting: Meeting, order: list[int], *, by: User, at: datetime) -> None:
    """The main items in the order of `order` (keys); those that were not named keep their place behind."""
    meeting = _open_agenda(meeting, by)
    rows = list(meeting.items.select_for_update())
    tops = {row.pk: row for row in rows if row.parent_id is None}
    named = [tops[key] for key in order if key in tops]
    rest = [row for row in rows if row.parent_id is None and row.pk not in set(order)]
    write_order(rows, {None: [*named, *rest]})
    audit.log("agenda.arranged", meeting, by=by, at=at)


def _reorder(meeting: Meeting) -> None:
    """Children behind their parents, everything else as it was."""
    write_order(list(meeting.items.select_for_update()), {})


@transaction.atomic
def add_paper(
    item: AgendaItem | None,
    document: Document,
    *,
    by: User,
    at: datetime,
    meeting: Meeting | None = None,
) -> AgendaPaper:
    """Put a document before the meeting, under an item or as a paper of the whole; possible until the meeting closes."""
    of = item.meeting if item else meeting
    assert of is not None  # noqa: S101  # one of the two is given
    of = locked(of)
    require(availability.add_paper(by, of))
    if AgendaPaper.objects.filter(meeting=of, item=item, document=document).exists():
        raise RuleBroken(_("This document lies there already."))
    if item is not None and item.is_closed:
        _narrow(document, item, by=by, at=at)
    paper = AgendaPaper.objects.create(meeting=of, item=item, document=document)
    come = ExpectedPaper.objects.filter(meeting=of, item=item, nature=document.nature).order_by(
        "pk"
    )
    come.filter(pk__in=come.values("pk")[:1]).delete()
    regrant_documents([document])
    moved(of)
    closed = item is not None and item.is_closed
    audit.log(
        f"agenda.{'closed_' if closed else ''}paper_added",
        of,
        by=by,
        at=at,
        document=document,
        item_id=item.pk if item else None,
    )
    return paper


@transaction.atomic
def expect_paper(
    meeting: Meeting,
    item: AgendaItem | None,
    nature: str,
    titles: dict[str, str],
    *,
    by: User,
    at: datetime,
) -> ExpectedPaper:
    """Note a paper that is still to come; only the secretariat reads the list."""
    meeting = _open_agenda(meeting, by)
    if item is not None and item.meeting_id != meeting.pk:
        raise RuleBroken(_("This item is of another agenda."))
    expected = ExpectedPaper(meeting=meeting, item=item, nature=nature, **columns(title=titles))
    expected.full_clean()
    expected.save()
    audit.log(
        f"agenda.{'closed_' if item and item.is_closed else ''}paper_expected",
        meeting,
        by=by,
        at=at,
        document=expected,
    )
    return expected


@transaction.atomic
def drop_expected(expected: ExpectedPaper, *, by: User, at: datetime) -> None:
    """It will not come."""
    meeting = _open_agenda(expected.meeting, by)
    closed = expected.item is not None and expected.item.is_closed
    audit.log(
        f"agenda.{'closed_' if closed else ''}paper_unexpected",
        meeting,
        by=by,
        at=at,
        document=expected,
    )
    expected.delete()


@transaction.atomic
def remove_paper(paper: AgendaPaper, *, by: User, at: datetime) -> None:
    """Take a document off the agenda; it stays in the library."""
    meeting = locked(paper.meeting)
    require(availability.remove_paper(by, meeting))
    document = paper.document
    item = paper.item
    closed = item is not None and item.is_closed
    paper.delete()
    regrant_documents([document])
    moved(meeting)
    audit.log(
        f"agenda.{'closed_' if closed else ''}paper_removed",
        meeting,
        by=by,
        at=at,
        document=document,
        item_id=item.pk if item else None,
    )


@transaction.atomic
def issue_agenda(meeting: Meeting, *, reason: str = "", by: User, at: datetime) -> AgendaVersion:
    """Keep the provisional agenda as it stands now, to be compared with what the meeting adopts."""
    meeting = locked(meeting)
    require(availability.issue_agenda(by, meeting))
    return keep_agenda(meeting, adopted=False, reason=reason, by=by, at=at)


@transaction.atomic
def adopt_agenda(meeting: Meeting, *, reason: str = "", by: User, at: datetime) -> AgendaVersion:
    """The meeting adopts its agenda: as it stands, with what changed since the provisional one recorded."""
    meeting = locked(meeting)
    require(availability.adopt_agenda(by, meeting))
    if meeting.agenda_adopted_at is not None and not reason.strip():
        raise RuleBroken(_("The agenda has been adopted. Say why the meeting changes it."))
    version = keep_agenda(meeting, adopted=True, reason=reason, by=by, at=at)
    meeting.agenda_adopted_at = at
    meeting.live += 1
    meeting.save(update_fields=["agenda_adopted_at", "live"])
    return version


def keep_agenda(
    meeting: Meeting, *, adopted: bool, reason: str, by: User, at: datetime
) -> AgendaVersion:
    number = (meeting.agenda_versions.aggregate(last=Max("number"))["last"] or 0) + 1
    version = AgendaVersion.objects.create(
        meeting=meeting,
        adopted=adopted,
        number=number,
        items=snapshot(meeting.timed_items(whole=True)),
        reason=reason,
        by=by,
        at=at,
    )
    audit.log(
        f"agenda.{'adopted' if adopted else 'issued'}",
        meeting,
        by=by,
        at=at,
        reason=reason,
        number=number,
    )
    return version
