"""Every list and detail page: a dozen rows cost as many queries as 3, and so do 50."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from councils import actions as councils
from councils.models import today
from desk.actions import Newcomer, Paper, appoint
from meetings import actions as meetings
from recommendations import actions as texts
from tests.cast import Cast, newest

SignIn = Callable[[object], Client]


def cost(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def _send(council: Cast, number: str) -> None:
    """One more organisation with a seat and a head, and one more person for Sogdiana with a paper."""
    name = {"en": f"Body {number}", "ru": f"Орган {number}"}
    facts = {"kind": "society", "name": name, "short_name": name}
    more = councils.keep_organisation(facts)
    councils.give_seat(more, council.committee, "observer", starts=today(), by=None)
    for key, (organisation, role) in enumerate(
        [(more, "head"), (council.organisations["sogdiana"], "adviser")]
    ):
        appoint(
            organisation,
            Newcomer(f"n{number}.{key}@example.org", f"Newcomer {number}", "", "en"),
            role,
            paper=Paper("Note", today(), None),
            starts=today(),
            ends=None,
            by=council.secretariat,
            at=timezone.now(),
        )


def grow(council: Cast, rows: int) -> dict[str, str]:
    """A Council with `rows` of everything that the pages list; returns the addresses by name."""
    meeting = council.meeting(items=rows)
    invitation = meeting.invitations.get(organisation=council.organisations["sogdiana"])
    for number in range(rows):
        meetings.nominate(
            invitation, {"name": f"Delegate {number}"}, by=council.head, at=timezone.now()
        )
    text = council.text(paragraphs=rows)
    for clause in newest(text).clauses.all():
        texts.comment(text, clause.paragraph, "A word", by=council.head, at=timezone.now())
        texts.propose_amendment(
            text,
            clause.paragraph,
            {"en": f"Mine {clause.pk}"},
            "x",
            by=council.head,
            at=timezone.now(),
        )
    bracketed = council.text(paragraphs=rows)
    for row in bracketed.working_paragraphs.select_related("paragraph"):
        wording = {
            "en": "Within [ten] [fourteen] days.",
            "ru": "В течение [десяти] [четырнадцати] дней.",
        }
        texts.save_paragraph(
            row.paragraph,
            wording,
            kind=row.kind,
            based_on=row.version,
            by=council.rapporteur,
            at=timezone.now(),
        )
    running = council.opened(council.text(paragraphs=rows))
    texts.take_position(running, "with_statement", by=council.head, reason="As we understand it.")
    for number in range(rows):
        _send(council, f"{rows}-{number}")
        council.text(paragraphs=1)
        council.meeting(items=1)
    return {
        "meetings": "/meetings/",
        "meeting": f"/meetings/{meeting.pk}/",
        "meeting history": f"/meetings/{meeting.pk}/history/",
        "delegates": f"/meetings/{meeting.pk}/delegates/",
        "texts": "/recommendations/",
        "text": text.get_absolute_url(),
        "text in a round": running.recommendation.get_absolute_url(),
        "compare": f"{text.get_absolute_url()}compare/",
        "history": f"{text.get_absolute_url()}history/",
        "edit": f"{text.get_absolute_url()}edit/",
        "search": "/search/?q=schooling",
        "desk": "/desk/",
        "letters": "/desk/letters/",
        "organisations": "/council/organisations/",
        "organisation": f"/council/organisations/{council.organisations['sogdiana'].pk}/",
        "documents": "/documents/",
        "groups": "/working-groups/",
        "group": "/working-groups/b/",
        "home": "/",
        "council": "/council/",
        "convene": f"/meetings/{council.meeting(convened=False).pk}/convene/",
        "open": f"{text.get_absolute_url()}round/",
        "open points": f"{text.get_absolute_url()}open/",
        "brackets": f"{bracketed.get_absolute_url()}open/",
        "rounds": f"{running.recommendation.get_absolute_url()}rounds/",
        "matrix of comments": f"{text.get_absolute_url()}comments/",
        "presence": f"{text.get_absolute_url()}presence/",
    }


READERS = {
    "delegates": "head",
    "edit": "rapporteur",
    "letters": "secretariat",
    "organisations": "secretariat",
    "organisation": "secretariat",
    "convene": "secretariat",
    "open": "chair",
    "presence": "rapporteur",
    "brackets": "rapporteur",
    "matrix of comments": "observer",
}


@pytest.mark.parametrize("rows", [12, pytest.param(50, marks=pytest.mark.slow)])
def test_queries_do_not_grow_with_the_rows(council: Cast, sign_in: SignIn, rows: int) -> None:
    few = grow(council, 3)
    costs = {
        name: cost(sign_in(council.people[READERS.get(name, "head")]), address)
        for name, address in few.items()
    }
    many = grow(council, rows)
    grown = {
        name: (costs[name], now)
        for name, address in many.items()
        if (now := cost(sign_in(council.people[READERS.get(name, "head")]), address)) != costs[name]
    }
    assert not grown
    print(dict(sorted(costs.items(), key=lambda pair: -pair[1])))
