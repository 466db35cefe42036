"""What is undone in a text: one list, asked alike before an issue, a round, a declaration and a certification."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from councils.models import Body
from rec_portal import clock
from rec_portal.verdicts import RuleBroken
from recommendations import actions, availability
from recommendations.models import Recommendation, Revision
from tests.cast import SAID, Cast, end, newest, sets_rules, undone
from tests.pages import words

SignIn = Callable[[object], Client]


def findings(text: Recommendation) -> dict[str, bool]:
    """Kind of finding → whether it refuses."""
    revision = Revision.objects.with_text().get(pk=newest(text).pk)
    found = availability.readiness(text, revision)
    return {each.key.partition("-")[0]: each.grave for each in found}


def put(council: Cast, text: Recommendation, confirmed: frozenset[str]) -> None:
    text = council.fresh(text)
    actions.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=80),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=actions.Terms(confirmed=confirmed),
    )


def test_a_text_of_which_nothing_is_undone_is_put_as_it_is(council: Cast) -> None:
    text = council.text()
    for row in text.working_paragraphs.filter(kind="operative"):
        draft = actions.ParticularsDraft(all_states=True)
        actions.set_particulars(row.paragraph, draft, by=council.rapporteur, at=timezone.now())
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    assert findings(council.fresh(text)) == {}
    put(council, text, frozenset())


def test_an_undecided_amendment_refuses_until_it_is_decided(council: Cast) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    mine = actions.propose_amendment(
        text, paragraph, {"en": "Other."}, "x", by=council.head, at=timezone.now()
    )
    assert findings(text)["amendments"] is True
    with pytest.raises(RuleBroken, match="nobody has decided: Sogdiana"):
        put(council, text, undone(text))
    actions.decline_amendment(mine, "No.", by=council.chair, at=timezone.now())
    put(council, text, undone(text))


def test_words_in_brackets_and_a_missing_language_refuse(council: Cast) -> None:
    text = council.text()
    row = text.working_paragraphs.order_by("order")[1]
    changed = {"ru": "Пункт [и ещё].", "en": ""}
    actions.save_paragraph(
        row.paragraph,
        changed,
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    found = findings(council.fresh(text))
    assert (found["brackets"], found["missing"]) == (True, True)
    with pytest.raises(RuleBroken, match="square brackets"):
        put(council, text, undone(text))


def test_what_is_not_grave_is_confirmed_by_name_each(council: Cast) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    said = actions.comment(text, paragraph, "Who pays?", by=council.head, at=timezone.now())
    assert findings(text) == {"comment": False, "addressee": False}
    everything = undone(text)
    for key in everything:
        with pytest.raises(RuleBroken, match="still undone"):
            put(council, text, everything - {key})
    actions.dispose(
        text,
        [actions.DispositionDraft(said, "noted")],
        by=council.rapporteur,
        at=timezone.now(),
    )
    assert f"comment-{said.pk}" not in undone(text)
    put(council, text, undone(text))


def test_a_target_whose_figure_has_gone_from_the_paragraph_is_named(council: Cast) -> None:
    text = council.text()  # its paragraphs say «Paragraph number 1.» and so on
    row = text.working_paragraphs.order_by("order")[1]
    draft = actions.ParticularsDraft(
        all_states=True,
        indicators=[actions.Measure({"ru": "Доля", "en": "Share"}, "0", "1 school", "")],
    )
    actions.set_particulars(row.paragraph, draft, by=council.rapporteur, at=timezone.now())
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    assert "indicator" not in findings(council.fresh(text))
    row.refresh_from_db()
    actions.save_paragraph(
        row.paragraph,
        {"ru": "Пункт без числа.", "en": "A paragraph without a figure."},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    assert findings(council.fresh(text))["indicator"] is False


def test_nothing_is_adopted_over_what_came_up_in_the_round(council: Cast) -> None:
    held = council.short_round()
    text = held.recommendation
    before = undone(text)
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.comment(text, paragraph, "Who pays?", by=council.head, at=timezone.now())
    correction = actions.add_corrigendum(
        text, paragraph, "en", "Mended.", reason="x", by=council.secretariat, at=timezone.now()
    )
    end(held)
    with pytest.raises(RuleBroken, match="not yet confirmed that it is editorial"):
        council.declare(held, "consensus", by=council.chair)
    actions.withdraw_corrigendum(correction, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="«Who pays[?]»"):
        actions.declare(held, "consensus", SAID, by=council.chair, confirmed=before)
    assert actions.declare(held, "not_adopted", SAID, by=council.chair).outcome == "not_adopted"


def test_both_languages_are_certified_whatever_the_rounds_asked(council: Cast) -> None:
    """A body may decide on one language; the adopted text is whole in both, for that is what is certified."""
    for body in Body.objects.all():
        sets_rules(body, required_languages=["ru"])
    text = council.text()
    row = text.working_paragraphs.order_by("order")[1]
    actions.save_paragraph(
        row.paragraph,
        {"ru": "Пункт.", "en": ""},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    agreed = council.agreed(text)
    with pytest.raises(RuleBroken, match="Missing: English"):
        council.certified(agreed)


def test_the_pages_name_what_is_undone(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.comment(text, paragraph, "Who pays?", by=council.head, at=timezone.now())
    chair = sign_in(council.chair)
    page = chair.get(f"/recommendations/{text.pk}/round/")
    assert any("Who pays?" in each for each in words(page, "//main//form//label"))
    page = sign_in(council.rapporteur).get(f"/recommendations/{text.pk}/issue/")
    assert any("Who pays?" in each for each in words(page, "//main//li"))


def test_before_an_issue_the_text_is_asked_as_it_would_be_issued(
    council: Cast, sign_in: SignIn
) -> None:
    """What was mended since the last revision is not named any more, and what is new is."""
    text = council.text()
    second, third = text.working_paragraphs.order_by("order")[1:]
    address = f"/recommendations/{text.pk}/issue/"
    client = sign_in(council.rapporteur)
    client.post("/language/", {"language": "en"})
    before = words(client.get(address), "//main//li")
    assert sum("has no addressee" in each for each in before) == 2
    draft = actions.ParticularsDraft(all_states=True)
    actions.set_particulars(second.paragraph, draft, by=council.rapporteur, at=timezone.now())
    actions.save_paragraph(
        third.paragraph,
        {"en": "Within [14] days.", "ru": "В течение [14] дней."},
        kind=third.kind,
        based_on=third.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    after = words(client.get(address), "//main//li")
    assert sum("has no addressee" in each for each in after) == 1
    assert any("square brackets" in each and "paragraph 2" in each for each in after)
    assert Revision.objects.filter(recommendation=text).count() == 1


def test_the_next_revision_is_what_an_issue_writes(council: Cast) -> None:
    text = council.text()
    row = text.working_paragraphs.order_by("order")[1]
    actions.save_paragraph(
        row.paragraph,
        {"en": "Other words.", "ru": "Другие слова."},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    foreseen = actions.next_revision(council.fresh(text))
    issued = actions.issue(text, by=council.rapporteur, at=timezone.now())
    issued = Revision.objects.with_text().get(pk=issued.pk)
    assert foreseen.canonical() == issued.canonical()
    assert (foreseen.number, foreseen.behind()) == (issued.number, issued.behind())
