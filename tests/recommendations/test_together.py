"""Thirty editors on a text of sixty paragraphs; a text with a long life costs what a young one costs; files equal the page."""

from __future__ import annotations

import io
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from councils import actions as councils
from councils.models import today
from recommendations import actions, exports, readings
from recommendations.models import (
    Clause,
    ClauseText,
    Comment,
    LanguageVersion,
    Revision,
    WorkingParagraph,
)
from tests import cast
from tests.cast import Cast, newest
from tests.recommendations.editors import lost, write_together

SignIn = Callable[[object], Client]


@pytest.mark.slow
def test_thirty_editors_lose_no_word(transactional_db: None) -> None:
    council = cast.recall()
    text = council.text(paragraphs=60)
    drafters = []
    for number in range(30):
        user = type(council.head).objects.create_user(
            f"pen{number}@agency.example", "x", name=f"Pen {number}"
        )
        mandate = councils.give_mandate(
            user, council.organisations["agency"], "member", starts=today(), by=None
        )
        drafters.append((user, mandate))
    actions.assign(
        text,
        rapporteur=None,
        drafters=[m for _user, m in drafters],
        by=council.chair,
        at=timezone.now(),
    )
    tally = write_together(text, [user for user, _mandate in drafters], seconds=6, at_least=31)
    assert not tally.failures
    assert len(tally.saved) > 30
    assert not lost(text, tally)
    wordings = sum(
        row.paragraph.saves.count() for row in WorkingParagraph.objects.filter(recommendation=text)
    )
    assert wordings == 60 + len(tally.saved)


def grown(council: Cast, revisions: int, comments: int) -> Any:
    """A text with a long life, laid out as the portal does."""
    text = council.text(paragraphs=3)
    first = newest(text)
    for number in range(2, revisions + 1):
        made = Revision.objects.create(
            recommendation=text,
            number=number,
            created_by=council.rapporteur,
            created_at=timezone.now(),
            reason="x",
        )
        LanguageVersion.objects.bulk_create(
            LanguageVersion(revision=made, language=v.language, title=v.title, state=v.state)
            for v in first.versions.all()
        )
        for clause in first.clauses.all():
            copy = Clause.objects.create(
                revision=made, paragraph=clause.paragraph, order=clause.order, kind=clause.kind
            )
            ClauseText.objects.bulk_create(
                ClauseText(clause=copy, language=t.language, text=t.text, state=t.state)
                for t in clause.texts.all()
            )
        text.current_revision = made
    text.save()
    Comment.objects.bulk_create(
        Comment(
            recommendation=text,
            paragraph=first.clauses.all()[n % 3].paragraph,
            revision=first,
            author=council.head,
            organisation=council.organisations["sogdiana"],
            text=f"Comment {n}",
            created_at=timezone.now(),
        )
        for n in range(comments)
    )
    return text


def test_a_hundred_revisions_and_five_hundred_comments_cost_what_three_cost(
    council: Cast, sign_in: SignIn
) -> None:
    young, old = grown(council, 3, 3), grown(council, 100, 500)
    for role in ("head", "rapporteur", "observer", "secretariat"):
        client, costs = sign_in(council.people[role]), []
        for text in (young, old):
            client.get(text.get_absolute_url())
            with CaptureQueriesContext(connection) as captured:
                assert client.get(text.get_absolute_url()).status_code == 200
            costs.append(len(captured))
        assert costs[0] == costs[1], role


def squeezed(words: str) -> str:
    return "".join(words.split()).replace("*", "")


def changed_text(council: Cast) -> Any:
    text = council.text()
    draft = actions.draft_of(newest(text))
    draft.clauses[1].texts.update(
        ru="Пункт номер один, иначе.", en="Paragraph number one, otherwise."
    )
    draft.clauses.append(
        actions.ClauseDraft("sub", {"ru": "Новый подпункт.", "en": "A new sub-paragraph."})
    )
    del draft.clauses[2]
    actions.save_text(
        text, draft, based_on=1, by=council.rapporteur, at=timezone.now(), reason="Clearer."
    )
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.comment(text, paragraph, "Почему так?", by=council.head, at=timezone.now())
    actions.propose_amendment(
        text,
        paragraph,
        {"en": "Paragraph number nine."},
        "Because.",
        by=council.head,
        at=timezone.now(),
    )
    return text


def shown(view: str, council: Cast, text: Any) -> exports.Sheet:
    revisions = {
        revision.number: revision
        for revision in Revision.objects.with_text().filter(recommendation=text)
    }
    if view == "redline":
        return exports.redline(text, revisions[1], revisions[2], ["ru", "en"])
    if view == "compilation":
        discussion = readings.with_what_was_said(text, revisions[2].numbered())
        return exports.compilation(text, revisions[2], discussion, ["ru", "en"])
    return exports.clean(text, revisions[2], ["ru", "en"])


@pytest.mark.parametrize("view", ["clean", "redline", "compilation"])
@pytest.mark.parametrize("language", ["ru", "en"])
def test_word_and_pdf_say_what_the_page_says(
    council: Cast, sign_in: SignIn, view: str, language: str
) -> None:
    text = changed_text(council)
    address = text.get_absolute_url() + ("compare/?from=1&to=2" if view == "redline" else "")
    page = (
        sign_in(council.head).get(address, headers={"accept-language": language}).content.decode()
    )
    with translation.override(language):
        sheet = shown(view, council, text)
        word = Document(io.BytesIO(exports.docx(sheet)))
        pdf = PdfReader(io.BytesIO(exports.sheet_pdf(sheet)))
    body = word.element.body
    words = squeezed("".join(node.text or "" for node in body.iter(qn("w:t"), qn("w:delText"))))
    printed = squeezed("".join(each.extract_text() for each in pdf.pages))
    said = [piece.text for block in sheet.blocks for run in block.pieces.values() for piece in run]
    said += [note.words for block in sheet.blocks for note in block.notes]
    assert len(said) > 5
    for each in said:
        assert squeezed(each) in words
        assert squeezed(each) in printed
        assert squeezed(each.split("\n")[0]) in squeezed(unescape(page))
    assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_changes_in_word_are_tracked_with_author_and_date(council: Cast) -> None:
    text = changed_text(council)
    with translation.override("en"):
        body = Document(io.BytesIO(exports.docx(shown("redline", council, text)))).element.body
    inserted, deleted = list(body.iter(qn("w:ins"))), list(body.iter(qn("w:del")))
    assert inserted
    assert deleted
    assert {node.get(qn("w:author")) for node in [*inserted, *deleted]} == {"Rapporteur"}
    assert all(node.get(qn("w:date")).startswith(str(timezone.now().year)) for node in inserted)
    assert "otherwise" in "".join(t.text or "" for node in inserted for t in node.iter(qn("w:t")))
    kept = "".join(t.text or "" for t in body.iter(qn("w:delText")))
    assert "Paragraph number 2." in kept
