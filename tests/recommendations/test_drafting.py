"""Writing together: every save a revision, nothing overwritten, paragraphs keep their identity."""

from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from rec_portal.mail.models import Delivery
from rec_portal.ui.diff import compare
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.forms.discussing import AmendmentForm
from recommendations.readings import comparison
from tests.cast import Cast, newest


def test_each_save_is_a_revision_and_the_same_text_makes_none(council: Cast) -> None:
    text = council.text()
    draft = actions.draft_of(newest(text))
    assert (
        actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now()).number
        == 1
    )
    draft.clauses.append(actions.ClauseDraft("operative", {"ru": "Новый.", "en": "New."}))
    saved = actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    assert saved.number == 2
    identities = [clause.paragraph_id for clause in newest(text).clauses.all()]
    old = [clause.paragraph_id for clause in text.revisions.get(number=1).clauses.all()]
    assert identities[:3] == old


def test_a_save_on_an_old_revision_is_refused_with_the_newest_beside_it(council: Cast) -> None:
    text = council.text()
    mine, theirs = actions.draft_of(newest(text)), actions.draft_of(newest(text))
    theirs.titles["en"] = "Theirs"
    mine.titles["en"] = "Mine"
    actions.save_text(text, theirs, based_on=1, by=council.chair, at=timezone.now())
    with pytest.raises(actions.VersionConflict, match="revision 2") as conflict:
        actions.save_text(text, mine, based_on=1, by=council.rapporteur, at=timezone.now())
    assert conflict.value.current.number == 2


@pytest.mark.parametrize("role", ["head", "member", "observer", "outsider", "admin", "excom_chair"])
def test_only_who_holds_the_pen_edits(council: Cast, role: str) -> None:
    text = council.text()
    with pytest.raises(Refused, match="Only the rapporteur"):
        actions.save_text(
            text,
            actions.draft_of(newest(text)),
            based_on=1,
            by=council.people[role],
            at=timezone.now(),
        )


def test_a_text_in_a_round_is_frozen(council: Cast) -> None:
    opened = council.opened()
    with pytest.raises(RuleBroken, match="frozen"):
        actions.save_text(
            opened.recommendation,
            actions.draft_of(newest(opened.recommendation)),
            based_on=1,
            by=council.rapporteur,
            at=timezone.now(),
        )


def test_an_accepted_amendment_becomes_the_next_revision_and_the_proposer_is_told(
    council: Cast,
) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    proposed = actions.propose_amendment(
        text,
        paragraph,
        {"en": "A sharper wording.", "ru": "Пункт номер 1."},
        "clearer",
        by=council.head,
        at=timezone.now(),
    )
    assert proposed.texts == {"en": "A sharper wording."}
    actions.accept_amendment(proposed, "agreed", by=council.rapporteur, at=timezone.now())
    assert newest(text).number == 1
    revision = actions.issue(text, by=council.rapporteur, at=timezone.now())
    clause = newest(text).clauses.all()[1]
    proposed.refresh_from_db()
    assert (revision.number, proposed.result) == (2, revision)
    assert (clause.paragraph, clause.in_language("en"), clause.in_language("ru")) == (
        paragraph,
        "A sharper wording.",
        "Пункт номер 1.",
    )
    assert Delivery.objects.get(letter__kind="amendment_decided").person == council.head


def test_a_paragraph_that_was_taken_out_is_not_amended(council: Cast) -> None:
    text = council.text()
    row = text.working_paragraphs.order_by("order")[1]
    actions.drop_paragraph(row.paragraph, by=council.rapporteur, at=timezone.now())
    actions.issue(council.fresh(text), by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="no longer in the text"):
        actions.propose_amendment(
            council.fresh(text),
            row.paragraph,
            {"en": "Anew."},
            "clearer",
            by=council.head,
            at=timezone.now(),
        )
    assert not text.amendments.exists()


def test_a_language_more_is_amended_without_a_new_column_and_dropped_by_no_form(
    council: Cast, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    third = ("ru", "en", "kk")
    for module in ("actions.amending", "models.discussion"):
        monkeypatch.setattr(f"recommendations.{module}.LANGUAGES", third)
    settings.LANGUAGES = [*settings.LANGUAGES, ("kk", "Kazakh")]
    settings.TEXT_LANGUAGES = list(third)
    text = council.text()
    clauses = newest(text).clauses.all()
    form = AmendmentForm(None, clauses=[])
    assert list(form.fields)[:4] == ["kind", "text_ru", "text_en", "text_kk"]
    proposed = actions.propose_amendment(
        text,
        clauses[1].paragraph,
        {"kk": "Бірінші тармақ.", "en": "A sharper wording."},
        "clearer",
        by=council.head,
        at=timezone.now(),
    )
    proposed.refresh_from_db()
    assert list(proposed.words.items()) == [
        ("en", "A sharper wording."),
        ("kk", "Бірінші тармақ."),
    ]


def test_an_amendment_to_a_paragraph_that_changed_is_not_laid_over_the_change(
    council: Cast,
) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    proposed = actions.propose_amendment(
        text, paragraph, {"en": "Mine."}, "x", by=council.head, at=timezone.now()
    )
    draft = actions.draft_of(newest(text))
    draft.clauses[1].texts["en"] = "Changed meanwhile."
    actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="have changed since"):
        actions.accept_amendment(proposed, "agreed", by=council.rapporteur, at=timezone.now())
    declined = actions.decline_amendment(
        proposed, "overtaken", by=council.rapporteur, at=timezone.now()
    )
    assert declined.status == "declined"
    with pytest.raises(RuleBroken):
        actions.withdraw_amendment(declined, by=council.head, at=timezone.now())


def test_observers_comment_and_do_not_amend(council: Cast) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[0].paragraph
    actions.comment(text, paragraph, "A remark", by=council.observer, at=timezone.now())
    with pytest.raises(Refused, match="An observer may comment"):
        actions.propose_amendment(
            text, paragraph, {"en": "Mine."}, "x", by=council.observer, at=timezone.now()
        )
    with pytest.raises(Refused, match="with a seat"):
        actions.comment(text, paragraph, "A remark", by=council.outsider, at=timezone.now())


def test_a_comparison_aligns_moved_added_and_deleted_paragraphs(council: Cast) -> None:
    text = council.text(paragraphs=4)
    first = newest(text)
    draft = actions.draft_of(first)
    one, two, three, four = draft.clauses
    two.texts["ru"] = "Пункт номер один, иначе."
    moved = actions.Draft(
        draft.titles,
        [one, four, two, actions.ClauseDraft("operative", {"ru": "Новый", "en": "New"})],
    )
    actions.save_text(text, moved, based_on=1, by=council.rapporteur, at=timezone.now())
    signs = [change.sign for change in comparison(first, newest(text))]
    assert sorted(sign for sign in signs if sign) == ["added", "changed", "deleted", "moved"]
    assert three.identity


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=200)
def test_a_comparison_leads_from_one_wording_to_the_other(before: str, after: str) -> None:
    pieces = compare(before, after)
    assert "".join(piece.text for piece in pieces if piece.sign != "+") == before
    assert "".join(piece.text for piece in pieces if piece.sign != "-") == after
