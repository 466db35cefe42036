"""How far a document goes, and the ways in which a circle could be widened behind the back of who closed it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions
from documents.models import Document
from meetings import actions as meetings
from rec_portal.verdicts import RuleBroken
from tests.cast import Cast
from tests.documents.files import pdf
from tests.documents.test_library import filed, revised
from tests.meetings.test_planning import closed_item


def readers(council: Cast, document: Document) -> set[str]:
    roles = ("head", "agency_head", "society_head", "observer", "outsider")
    return {
        role
        for role in roles
        if Document.objects.visible_to(council.people[role]).filter(pk=document.pk).exists()
    }


def narrowed(council: Cast, document: Document, *kinds: str) -> None:
    actions.change_category(
        document.revisions.get(),
        "restricted",
        only_kinds=list(kinds),
        reason="Sensitive",
        by=council.secretariat,
        at=timezone.now(),
    )


def test_a_new_revision_of_a_restricted_document_is_not_wider_until_a_second_person_says_so(
    council: Cast,
) -> None:
    document = filed(council, category="restricted")
    revision = revised(council, document, category="public")
    assert (revision.category, revision.pending_distribution) == ("restricted", "public")
    assert not Document.objects.visible_to(AnonymousUser()).filter(pk=document.pk).exists()
    actions.confirm_distribution(revision, by=council.chair, at=timezone.now())
    assert Document.objects.visible_to(AnonymousUser()).filter(pk=document.pk).exists()


def test_one_person_does_not_release_by_way_of_the_secretariat(council: Cast) -> None:
    revision = filed(council, category="restricted").revisions.get()
    at, by = timezone.now(), council.secretariat
    revision = actions.change_category(revision, "secretariat", reason="For us", by=by, at=at)
    assert revision.category == "secretariat"
    revision = actions.change_category(revision, "public", reason="For all", by=by, at=at)
    assert (revision.category, revision.pending_distribution) == ("secretariat", "public")


def test_kinds_of_organisation_are_taken_away_and_not_added(council: Cast) -> None:
    document = filed(council)
    narrowed(council, document, "government", "international")
    assert readers(council, document) == {"head", "agency_head"}
    with pytest.raises(RuleBroken, match="not added"):
        narrowed(council, document, "government", "society")
    narrowed(council, document, "government")
    assert readers(council, document) == {"head"}


def test_under_a_closed_item_only_the_kinds_that_both_let_in_read(council: Cast) -> None:
    item = closed_item(council, council.meeting(), ["government"])
    document = filed(council)
    narrowed(council, document, "government", "society")
    meetings.add_paper(item, document, by=council.secretariat, at=timezone.now())
    assert readers(council, document) == {"head"}
    other = filed(council, "For the civil society")
    narrowed(council, other, "society")
    with pytest.raises(RuleBroken, match="No kind of organisation"):
        meetings.add_paper(item, other, by=council.secretariat, at=timezone.now())


@pytest.mark.parametrize("category", ["body", "council", "public"])
def test_what_lies_under_a_closed_item_is_not_revised_into_the_open(
    council: Cast, category: str
) -> None:
    item = closed_item(council, council.meeting(), ["government"])
    document = filed(council)
    meetings.add_paper(item, document, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="under a closed item"):
        actions.change_category(
            document.revisions.get(),
            category,
            reason="Open",
            by=council.secretariat,
            at=timezone.now(),
        )
    revision = revised(council, document, category=category)
    assert revision.category == "restricted"
    with pytest.raises(RuleBroken, match="under a closed item"):
        actions.confirm_distribution(revision, by=council.chair, at=timezone.now())
    assert readers(council, document) == {"head"}


def test_a_statement_on_a_closed_item_is_for_those_who_see_the_item(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=2))
    item = closed_item(council, meeting, ["government"])
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    speech = meetings.inscribe(
        item, council.organisations["sogdiana"], by=council.head, at=timezone.now()
    )
    file = SimpleUploadedFile("s.pdf", pdf(), content_type="application/pdf")
    statement = meetings.file_statement(
        speech, file, "en", by=council.head, at=timezone.now()
    ).statement
    assert statement is not None
    assert statement.revisions.get().only_kinds == ["government"]
    assert readers(council, statement) == {"head"}


@pytest.mark.parametrize("category", ["body", "restricted"])
def test_a_revision_for_the_seats_of_a_body_names_the_body(council: Cast, category: str) -> None:
    document = filed(council, category="public")
    Document.objects.filter(pk=document.pk).update(body=None)
    with pytest.raises(RuleBroken, match="Name the body"):
        revised(council, document, category=category)
    assert revised(council, document, category="public").category == "public"


def test_a_release_that_was_confirmed_is_asked_for_no_more(council: Cast) -> None:
    revision = filed(council, category="restricted").revisions.get()
    at = timezone.now()
    actions.change_category(revision, "public", reason="For all", by=council.secretariat, at=at)
    revision.refresh_from_db()
    assert (revision.category, revision.pending_reason) == ("restricted", "For all")
    actions.confirm_distribution(revision, by=council.chair, at=at)
    revision.refresh_from_db()
    asked = (revision.pending_distribution, revision.pending_by, revision.pending_reason)
    assert revision.category == "public"
    assert asked == ("", None, "")
