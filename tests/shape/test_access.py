"""What a person may see, asked of the database by sets, is what the rules say of one thing at a time in plain Python.

Random changes of seats, mandates, distributions, closed items and accounts go through the Council's own acts, so that the
grants must follow each of them in its transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from accounts.models import User
from councils import actions as councils
from councils.access import access_of
from councils.models import Body, Organisation, Representative, Seat, today
from documents import actions as documents_of
from documents.models import Document, DocumentRevision
from meetings import actions as meetings
from meetings.models import AgendaItem, Invitation, Meeting, Task
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.models import Recommendation
from tests.cast import PEOPLE, Cast, recall
from tests.documents.test_library import filed

PUBLIC = {"published", "superseded", "closed"}
FINAL = PUBLIC | {"adopted"}
KEYS = ("sogdiana", "bactria", "mothers", "institute", "guest")
CODES = ("WG.A", "WG.B", "EC")


class Facts:
    """The facts as they stand, read once, and the rules in plain Python (docs/permissions.md)."""

    def __init__(self) -> None:
        day = today()
        current = [
            seat
            for seat in Seat.objects.select_related("organisation")
            if seat.starts <= day and (seat.ends is None or seat.ends >= day)
        ]
        self.seats = {
            (seat.body_id, seat.organisation_id): seat.kind
            for seat in current
            if seat.organisation.is_active
        }
        self.mandates = {
            each.user_id: each
            for each in Representative.objects.select_related("organisation")
            if each.starts <= day
            and (each.ends is None or each.ends >= day)
            and each.organisation.is_active
        }
        self.committee = Body.objects.get(code="EC")

    def organisation(self, user: Any) -> Organisation | None:
        own = self.mandates.get(user.pk) if getattr(user, "is_active", False) else None
        return own.organisation if own else None

    def seats_in(self, meeting: Meeting, organisation: Organisation) -> set[str]:
        """The kinds of seat in the bodies that meet."""
        return set().union(*(self.sits_in(body, organisation) for body in meeting.bodies()))

    def sits_in(self, body: Body, organisation: Organisation) -> set[str]:
        """The kinds of seat in a body; the Council without seats of its own is all who sit in its bodies."""
        own = any(
            key == body.pk and kind == "member" for (key, _holder), kind in self.seats.items()
        )
        return {
            kind
            for (key, holder), kind in self.seats.items()
            if holder == organisation.pk
            and (key == body.pk or (body.kind == "plenary" and not own))
        }

    def presides(self, user: Any, body: int) -> bool:
        own = self.mandates.get(user.pk)
        return own is not None and any(
            office.body_id == body and office.kind in {"chair", "co_chair"} and office.is_current
            for office in own.offices.all()
        )

    def sees_text(self, user: Any, text: Recommendation) -> bool:
        if text.status in PUBLIC or _secretariat(user):
            return True
        own = self.organisation(user)
        if own is None:
            return False
        bodies = {text.body, *text.associated.all()}
        if text.laid_before is not None:
            bodies.add(text.laid_before)
        entitled = any(
            held.status in {"open", "suspended"}
            and own.pk in {each.organisation_id for each in held.entitlements.all()}
            for held in text.rounds.all()
        )
        broken = any(
            held.closing == "broken" and self.sits_in(held.body, own) for held in text.rounds.all()
        )
        return (
            text.status in FINAL
            or text.proposed_by_id == own.pk
            or entitled
            or broken
            or any(self.sits_in(body, own) for body in bodies)
        )

    def sees_meeting(self, user: Any, meeting: Meeting) -> bool:
        if _secretariat(user):
            return True
        active = getattr(user, "is_active", False)
        if active and self.presides(user, meeting.body_id):
            return True
        if meeting.convened_at is None:
            return False
        if meeting.category == "public":
            return True
        own = self.organisation(user)
        if own is None or meeting.category == "secretariat":
            return False
        if meeting.category == "council":
            return True
        seats = self.seats_in(meeting, own)
        invited = any(each.organisation_id == own.pk for each in meeting.invitations.all())
        return invited or ("member" in seats if meeting.category == "restricted" else bool(seats))

    def sees_item(self, user: Any, item: AgendaItem) -> bool:
        """A closed item: members of the bodies that meet, of the kinds named, not invited as observers."""
        if not item.is_closed or _secretariat(user):
            return True
        own = self.organisation(user)
        if own is None or item.meeting.category == "secretariat":
            return False
        member = "member" in self.seats_in(item.meeting, own)
        observing = any(
            each.organisation_id == own.pk and each.invited_as != "participant"
            for each in item.meeting.invitations.all()
        )
        return member and not observing and (not item.only_kinds or own.kind in item.only_kinds)

    def sees_revision(self, user: Any, revision: DocumentRevision) -> bool:
        """Its circle: the body's seats and who was written to for a meeting before which it lies openly; members alone, of the
        kinds named, of a restricted one. Who is invited as an observer reads nothing that lies under a closed item there."""
        if revision.category == "public" or _secretariat(user):
            return True
        own = self.organisation(user)
        if own is None or revision.category == "secretariat":
            return False
        if revision.category == "council":
            return True
        places = list(revision.document.agenda_papers.all())
        for place in places:
            asked = [
                each for each in place.meeting.invitations.all() if each.organisation_id == own.pk
            ]
            is_closed = place.item is not None and place.item.is_closed
            if is_closed and any(each.invited_as != "participant" for each in asked):
                return False
        body = revision.document.body
        seats = self.sits_in(body, own) if body is not None else set()
        if revision.category == "restricted":
            return "member" in seats and (
                not revision.only_kinds or own.kind in revision.only_kinds
            )
        written_to = any(
            each.organisation_id == own.pk and each.status != "prepared"
            for place in places
            if place.item is None or not place.item.is_closed
            for each in place.meeting.invitations.all()
        )
        return bool(seats) or written_to

    def sees_document(self, user: Any, document: Document) -> bool:
        return _secretariat(user) or any(
            self.sees_revision(user, each) for each in document.revisions.all()
        )

    def sees_task(self, user: Any, task: Task) -> bool:
        """One's own organisation's; else of a meeting that one sees, unless it follows from an item that one does not."""
        own = self.organisation(user)
        if own is not None and task.organisation_id == own.pk:
            return True
        item = task.decision.item if task.decision else None
        return self.sees_meeting(user, task.meeting) and (
            item is None or self.sees_item(user, item)
        )


def _secretariat(user: Any) -> bool:
    return bool(getattr(user, "is_active", False) and getattr(user, "is_secretariat", False))


def people() -> list[Any]:
    found = User.objects.filter(
        email__in=[f"{r}@{k or 'rec'}.example" for r, (k, *_) in PEOPLE.items()]
    )
    return [AnonymousUser(), *found]


def differences() -> list[str]:
    """Who sees otherwise than the rules say."""
    facts, found = Facts(), []
    texts = list(
        Recommendation.objects.select_related("body", "laid_before")
        .prefetch_related("associated", "rounds__entitlements", "rounds__body")
        .order_by("pk")
    )
    held = list(Meeting.objects.prefetch_related("joint_with", "invitations").order_by("pk"))
    items = list(
        AgendaItem.objects.select_related("meeting").prefetch_related(
            "meeting__joint_with", "meeting__invitations"
        )
    )
    documents = list(
        Document.objects.select_related("body")
        .prefetch_related("revisions", "agenda_papers__item", "agenda_papers__meeting__invitations")
        .order_by("pk")
    )
    revisions = [each for document in documents for each in document.revisions.all()]
    for document in documents:
        for each in document.revisions.all():
            each.document = document
    tasks = list(
        Task.objects.select_related("organisation").prefetch_related(
            "meeting__joint_with",
            "meeting__invitations",
            "decision__item__meeting__joint_with",
            "decision__item__meeting__invitations",
        )
    )
    for user in people():
        for name, queryset, rule, things in (
            ("text", Recommendation.objects.visible_to(user), facts.sees_text, texts),
            ("meeting", Meeting.objects.visible_to(user), facts.sees_meeting, held),
            ("item", AgendaItem.objects.visible_to(user), facts.sees_item, items),
            (
                "revision",
                DocumentRevision.objects.visible_to(user),
                facts.sees_revision,
                revisions,
            ),
            ("document", Document.objects.visible_to(user), facts.sees_document, documents),
            ("task", Task.objects.visible_to(user), facts.sees_task, tasks),
        ):
            asked = set(queryset.values_list("pk", flat=True))
            said = {thing.pk for thing in things if rule(user, thing)}
            found += [f"{user} {name} {pk}: {pk in asked}" for pk in sorted(asked ^ said)]
    return found


def _seat(cast: Cast, key: str, code: str, kind: str) -> None:
    organisation, body = cast.organisations[key], Body.objects.get(code=code)
    current = Seat.objects.current().filter(organisation=organisation, body=body).first()
    if current is not None and current.kind != kind:
        current.kind = kind
        current.save()
        councils.mandates_changed(current, by=None, what="seat.changed")
    elif current is None:
        councils.give_seat(organisation, body, kind, starts=today(), by=None)


def _unseat(cast: Cast, key: str, code: str, _kind: str) -> None:
    for seat in Seat.objects.current().filter(
        organisation=cast.organisations[key], body__code=code
    ):
        seat.ends = seat.starts - timedelta(days=1)
        seat.save()
        councils.mandates_changed(seat, by=None, what="seat.ended")


def _mandate(cast: Cast, key: str, _code: str, _kind: str) -> None:
    """The outsider moves to another organisation within the day."""
    Representative.objects.filter(user=cast.outsider).delete()
    councils.give_mandate(cast.outsider, cast.organisations[key], "member", starts=today(), by=None)


def _account(cast: Cast, _key: str, _code: str, _kind: str) -> None:
    person = User.objects.get(pk=cast.member.pk)
    person.is_active = not person.is_active
    person.save(update_fields=["is_active"])


def _close_item(cast: Cast, _key: str, _code: str, kind: str) -> None:
    item = AgendaItem.objects.order_by("?").first()
    assert item is not None
    values = {
        "title": item.title,
        "kind": item.kind,
        "minutes": item.minutes,
        "starts_at": None,
        "is_closed": not item.is_closed,
        "only_kinds": ["government"] if kind == "member" and not item.is_closed else [],
        "i18n": item.i18n or {},
    }
    meetings.change_item(item, values, by=cast.secretariat, at=timezone.now())


def _invite(cast: Cast, key: str, _code: str, _kind: str) -> None:
    meeting = Meeting.objects.filter(status="convened").order_by("?").first()
    assert meeting is not None
    organisation = cast.organisations[key]
    if not Invitation.objects.filter(meeting=meeting, organisation=organisation).exists():
        meetings.invite_more(meeting, organisation, by=cast.secretariat, at=timezone.now())


def _distribute(cast: Cast, _key: str, code: str, kind: str) -> None:
    """Another circle for a revision: by one person, or by two where a restricted one becomes wider."""
    revision = DocumentRevision.objects.order_by("?").first()
    assert revision is not None
    category = {"WG.A": "restricted", "WG.B": "body", "EC": "council"}[code]
    kinds = ["government"] if category == "restricted" and kind == "member" else []
    try:
        made = documents_of.change_category(
            revision,
            category,
            only_kinds=kinds,
            reason="x",
            by=cast.secretariat,
            at=timezone.now(),
        )
        if made.pending_distribution and kind == "member":
            documents_of.confirm_distribution(made, by=cast.chair, at=timezone.now())
    except RuleBroken:
        pass  # it has this circle, or lies under a closed item


def _lay(cast: Cast, _key: str, _code: str, _kind: str) -> None:
    """A paper is laid under another item, which may be closed."""
    item = AgendaItem.objects.filter(meeting__status="convened").order_by("?").first()
    document = Document.objects.order_by("?").first()
    assert item is not None
    assert document is not None
    with suppress(RuleBroken):
        meetings.add_paper(item, document, by=cast.secretariat, at=timezone.now())


def _invite_as(cast: Cast, _key: str, _code: str, kind: str) -> None:
    found = Invitation.objects.filter(meeting__status="convened").order_by("?").first()
    assert found is not None
    values = {"invited_as": "participant" if kind == "member" else "observer"}
    with suppress(RuleBroken):
        meetings.change_invitation(found, values, by=cast.secretariat, at=timezone.now())


CHANGES: dict[str, Callable[[Cast, str, str, str], None]] = {
    "seat": _seat,
    "unseat": _unseat,
    "mandate": _mandate,
    "account": _account,
    "item": _close_item,
    "invitation": _invite,
    "invited as": _invite_as,
    "distribution": _distribute,
    "paper": _lay,
}
CHANGE = st.tuples(
    st.sampled_from(sorted(CHANGES)),
    st.sampled_from(KEYS),
    st.sampled_from(CODES),
    st.sampled_from(["member", "observer"]),
)


@pytest.mark.django_db(transaction=False)
@settings(max_examples=10, phases=[Phase.explicit, Phase.generate])
@given(changes=st.lists(CHANGE, min_size=30, max_size=30))
def test_visible_to_is_what_the_rules_say(changes: list[tuple[str, str, str, str]]) -> None:
    """Ten times thirty random changes; after every third all twelve people are compared."""
    from django.db import transaction

    with transaction.atomic():
        cast = recall()
        _world(cast)
        assert differences() == []
        for number, (what, key, code, kind) in enumerate(changes, start=1):
            CHANGES[what](recall(), key, code, kind)
            if number % 3 == 0:
                assert differences() == [], changes[:number]
        transaction.set_rollback(True)


def _world(cast: Cast) -> None:
    text = cast.text()
    cast.text(status="drafting")
    cast.opened()
    cast.published()
    cast.let_the_council_decide()
    cast.agreed()
    actions.propose(
        cast.group,
        "recommendation",
        "ru",
        {"ru": "П", "en": "P"},
        problem="x",
        source="",
        by=cast.observer,
        at=timezone.now(),
    )
    text.associated.add(Body.objects.get(code="WG.A"))
    cast.meeting()
    cast.meeting(body=Body.objects.get(kind="plenary"))
    cast.meeting(convened=False)
    cast.meeting(convened=False, body=Body.objects.get(kind="plenary"))
    at, convened = timezone.now(), Meeting.objects.filter(status="convened").order_by("pk")
    for category, meeting in zip(
        ("body", "restricted", "council", "body"), [*convened] * 2, strict=False
    ):
        first = meeting.items.earliest("order")
        paper = filed(cast, "Paper", category=category, content=b"words", name="n.txt")
        meetings.add_paper(first, paper, by=cast.secretariat, at=at)
    _with_tasks(cast)


def _with_tasks(cast: Cast) -> None:
    """A meeting in session with a task of nobody's, one of the guest's and one under a decision at an item."""
    at, meeting = timezone.now(), cast.meeting(starts_in=timedelta(hours=1))
    meetings.change_status(meeting, "in_session", by=cast.chair, at=at)
    item = meeting.items.order_by("order").first()
    decision = meetings.record_decision(
        meeting, item, {"en": "So.", "ru": "Так."}, by=cast.chair, at=at
    )
    for organisation, under in ((None, None), ("guest", decision), (None, decision)):
        values = {
            "title": "Do",
            "organisation": cast.organisations[organisation] if organisation else None,
            "due_on": today(),
            "decision": under,
            "i18n": {"title_ru": "Сделать"},
        }
        meetings.give_task(meeting, values, by=cast.chair, at=at)


def test_rights_cost_one_statement_a_request(
    council: Cast, sign_in: Callable[[object], Client]
) -> None:
    """Mandate, offices and rights are asked once, however many permissions a page asks."""
    text, client = council.text(), sign_in(council.chair)
    client.get(text.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        assert client.get(text.get_absolute_url()).status_code == 200
    asked = [each["sql"] for each in captured if "councils_bodygrant" in each["sql"]]
    assert len(asked) == 1
    assert not [
        each["sql"]
        for each in captured
        if 'FROM "councils_office"' in each["sql"] or 'FROM "councils_bodygrant"' in each["sql"]
    ]


def test_an_account_that_is_closed_is_nobody(council: Cast) -> None:
    User.objects.filter(pk=council.chair.pk).update(is_active=False)
    access = access_of(User.objects.get(pk=council.chair.pk))
    assert (access.mandate, access.offices, access.presided()) == (None, frozenset(), frozenset())
