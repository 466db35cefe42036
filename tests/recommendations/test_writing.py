"""The working text: saved paragraph by paragraph, never overwritten, every save kept; languages in step; agreed and locked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, permissions, readings
from recommendations.models import Instrument, ReferenceText, WorkingParagraph, WorkingText
from tests.cast import PEOPLE, Cast, newest
from tests.pages import filled, tree, words

SignIn = Callable[[object], Client]


def rows(text: Any) -> list[WorkingParagraph]:
    return list(text.working_paragraphs.select_related("paragraph"))


def save(
    council: Cast, row: WorkingParagraph, *, based_on: int = 0, by: Any = None, **texts: str
) -> WorkingParagraph:
    return actions.save_paragraph(
        row.paragraph,
        texts,
        kind=row.kind,
        based_on=based_on or row.version,
        by=by or council.rapporteur,
        at=timezone.now(),
    )


def test_the_body_reads_a_save_only_when_it_is_issued(council: Cast) -> None:
    text = council.text()
    save(council, rows(text)[1], ru="Иначе.", en="Otherwise.")
    assert newest(text).number == 1
    issued = actions.issue(text, by=council.rapporteur, at=timezone.now(), reason="clearer")
    assert (issued.name, newest(text).clauses.all()[1].in_language("en")) == ("Rev.2", "Otherwise.")
    with pytest.raises(RuleBroken, match="nothing to issue"):
        actions.issue(text, by=council.rapporteur, at=timezone.now())


def test_a_save_on_an_older_version_carries_what_stands_and_changes_nothing(council: Cast) -> None:
    row = rows(council.text())[1]
    save(council, row, en="Theirs.", by=council.chair)
    with pytest.raises(actions.ParagraphConflict, match="Chair saved this paragraph") as conflict:
        save(council, row, based_on=1, en="Mine.")
    assert conflict.value.current.in_language("en") == "Theirs."
    row.refresh_from_db()
    assert (row.version, row.in_language("en")) == (2, "Theirs.")
    assert [w.texts["en"] for w in row.paragraph.saves.all()] == [
        "Theirs.",
        "Paragraph number 1.",
    ]


def test_saves_of_different_paragraphs_do_not_meet(council: Cast) -> None:
    first, second, _third = rows(council.text())
    save(council, first, en="One.", by=council.chair)
    assert save(council, second, en="Two.").version == 2


def test_the_other_language_falls_behind_and_comes_in_step_again(council: Cast) -> None:
    text = council.text()
    row = rows(text)[1]
    save(council, row, ru="По-новому.")
    row.refresh_from_db()
    assert row.states("ru") == {"ru": "original", "en": "behind"}
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="lags behind"):
        council.opened(text)
    actions.save_paragraph(
        row.paragraph,
        {},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
        in_step=frozenset({"en"}),
    )
    row.refresh_from_db()
    assert row.states("ru")["en"] == "in_step"
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    assert council.opened(text).revision.number == 3


def test_a_translation_of_an_insertion_makes_no_language_lag(council: Cast) -> None:
    """The text is drafted in Russian; a paragraph inserted in English is translated into Russian by the rapporteur."""
    text = council.text()
    row = actions.add_paragraph(
        text,
        kind="operative",
        after=None,
        by=council.rapporteur,
        at=timezone.now(),
        texts={"en": "Inserted."},
    )
    assert row.states("ru") == {"ru": "missing", "en": "in_step"}
    save(council, row, ru="Вставлено.")
    row.refresh_from_db()
    assert row.states("ru") == {"ru": "original", "en": "in_step"}
    save(council, row, ru="Вставлено иначе.")  # from now on Russian leads
    row.refresh_from_db()
    assert row.states("ru") == {"ru": "original", "en": "behind"}
    save(council, row, en="Inserted otherwise.")
    row.refresh_from_db()
    assert row.states("ru") == {"ru": "original", "en": "in_step"}


def test_numbers_follow_from_the_kinds_in_both_languages(council: Cast) -> None:
    kinds = ["heading", "preambular", "operative", "sub", "sub", "operative", "sub"]
    clauses = [
        actions.ClauseDraft(kind, {"ru": f"т{n}", "en": f"t{n}"}) for n, kind in enumerate(kinds)
    ]
    draft = actions.Draft({"ru": "Т", "en": "T"}, clauses)
    text = actions.begin(
        council.group, "recommendation", "ru", draft, by=council.rapporteur, at=timezone.now()
    )
    clauses = newest(text).numbered()
    with translation.override("en"):
        assert [c.mark for c in clauses] == ["", "P1", "1.", "(a)", "(b)", "2.", "(a)"]
        assert clauses[4].label == "1 (b)"
    with translation.override("ru"):
        assert [c.mark for c in clauses] == ["", "П1", "1.", "а)", "б)", "2.", "а)"]


def test_split_and_merge_keep_what_was_said_at_its_words(council: Cast) -> None:
    text = council.text()
    first, second, _third = rows(text)
    actions.comment(text, second.paragraph, "On the second", by=council.head, at=timezone.now())
    save(council, second, ru="1. Раз.\n\n2. Два.", en="1. One.\n\n2. Two.")
    parts = actions.split_paragraph(second.paragraph, by=council.rapporteur, at=timezone.now())
    assert [part.in_language("en") for part in parts] == ["One.", "Two."]
    assert parts[0].paragraph == second.paragraph
    merged = actions.merge_paragraph(second.paragraph, by=council.rapporteur, at=timezone.now())
    assert merged.paragraph == first.paragraph
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    said = readings.with_what_was_said(text, newest(text).numbered())
    assert [thread.comment.text for thread in said.paragraphs[0].threads] == ["On the second"]
    assert said.paragraphs[0].threads[0].from_merged
    actions.restore(text, text.revisions.get(number=1), by=council.rapporteur, at=timezone.now())
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    said = readings.with_what_was_said(text, newest(text).numbered())
    assert [len(each.threads) for each in said.paragraphs] == [0, 1, 0]


def test_a_paragraph_taken_out_comes_back_from_its_saves(council: Cast) -> None:
    text = council.text()
    row = rows(text)[1]
    actions.drop_paragraph(row.paragraph, by=council.rapporteur, at=timezone.now())
    assert len(rows(text)) == 2
    back = actions.restore_save(
        row.paragraph.saves.get(version=1), by=council.rapporteur, at=timezone.now()
    )
    assert (back.paragraph, back.in_language("en")) == (row.paragraph, "Paragraph number 1.")
    assert len(rows(text)) == 3


def test_an_agreed_paragraph_is_locked_until_it_is_reopened_with_a_reason(council: Cast) -> None:
    text = council.text()
    row = rows(text)[1]
    with pytest.raises(Refused):
        actions.agree_paragraph(row.paragraph, by=council.rapporteur, at=timezone.now())
    actions.agree_paragraph(row.paragraph, by=council.chair, at=timezone.now())
    for attempt in (
        lambda: save(council, row, en="Changed."),
        lambda: actions.drop_paragraph(row.paragraph, by=council.rapporteur, at=timezone.now()),
        lambda: actions.merge_paragraph(row.paragraph, by=council.rapporteur, at=timezone.now()),
    ):
        with pytest.raises(RuleBroken, match="agreed ad referendum is locked"):
            attempt()
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    assert newest(text).clauses.all()[1].agreed
    with pytest.raises(RuleBroken, match="Ask the chair"):
        actions.propose_amendment(
            text, row.paragraph, {"en": "Mine."}, "x", by=council.head, at=timezone.now()
        )
    with pytest.raises(RuleBroken, match="Say why"):
        actions.reopen_paragraph(row.paragraph, reason=" ", by=council.chair, at=timezone.now())
    actions.reopen_paragraph(
        row.paragraph, reason="New facts.", by=council.chair, at=timezone.now()
    )
    assert save(council, row, en="Changed.").version == 2


def test_the_chair_names_who_drafts(council: Cast) -> None:
    text = council.text()
    row = rows(text)[0]
    with pytest.raises(Refused):
        save(council, row, en="Mine.", by=council.member)
    actions.assign(
        text,
        rapporteur=None,
        drafters=[council.member.representation],
        by=council.chair,
        at=timezone.now(),
    )
    assert save(council, row, en="Mine.", by=council.member).in_language("en") == "Mine."


def test_agreed_language_is_found_and_taken_with_its_source(council: Cast) -> None:
    adopted = council.adopted()
    instrument = Instrument.objects.get(symbol="S/RES/2396 (2017)")
    ReferenceText.objects.create(
        instrument=instrument, label="30", texts={"en": "Emphasizes assistance for children."}
    )
    text = council.text()
    found = readings.agreed.search("пунктов")
    assert {each.source for each in found} == {adopted.symbol}
    reference = readings.agreed.search("children assistance")[0]
    assert reference.source == "S/RES/2396 (2017), 30"
    for each in (found[0], reference):
        source = readings.agreed.source_of(each.key)
        assert source is not None
        row = actions.add_paragraph(
            text,
            kind="operative",
            after=None,
            by=council.rapporteur,
            at=timezone.now(),
            texts=readings.agreed.words_of(source),
            source=source,
        )
        assert row.paragraph.taken_from_clause_id or row.paragraph.taken_from_reference == source
    assert readings.agreed.source_of("clause-999999") is None
    drafts = newest(text).clauses.all()[0]
    assert readings.agreed.source_of(f"clause-{drafts.pk}") is None


def test_autosave_answers_with_the_version_or_with_both_wordings(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    row = rows(text)[1]
    pen, chair = sign_in(council.rapporteur), sign_in(council.chair)
    address, key = f"/recommendations/paragraphs/{row.paragraph_id}/save/", f"p{row.paragraph_id}"
    sent = {
        f"{key}-based_on": "1",
        f"{key}-kind": "operative",
        f"{key}-ru": "Пункт номер 1.",
        f"{key}-en": "Theirs.",
    }
    assert chair.post(address, sent).json()["version"] == 2
    answer = pen.post(address, sent | {f"{key}-en": "Mine."})
    assert answer.status_code == 409
    assert "Theirs." in answer.json()["html"]
    assert "Mine" in answer.json()["html"]
    assert answer.json()["version"] == 2
    seen = pen.get(
        f"{text.get_absolute_url()}presence/?at={row.paragraph_id}&since=2020-01-01T00:00:00%2B00:00"
    ).json()
    assert seen["changed"][str(row.paragraph_id)]["texts"]["en"] == "Theirs."
    assert seen["here"] == {}
    other = chair.get(f"{text.get_absolute_url()}presence/").json()
    assert str(row.paragraph_id) in other["here"]
    assert pen.get(f"{text.get_absolute_url()}presence/?at={row.paragraph_id}").json()["here"] == {}
    assert (
        chair.get(f"{text.get_absolute_url()}presence/?at={row.paragraph_id}").json()["here"]
        == other["here"]
    )
    assert str(row.paragraph_id) in pen.get(f"{text.get_absolute_url()}presence/").json()["here"], (
        "both in one paragraph"
    )
    for moment in ("2026-01-01T00:00:00", "2026-13-45T00:00:00Z", "0001-01-01T00:00:00Z", "давно"):
        assert pen.get(f"{text.get_absolute_url()}presence/", {"since": moment}).status_code == 200
    assert sign_in(council.head).post(address, sent).status_code == 403


def test_a_proposal_is_admitted_assigned_or_turned_down(council: Cast) -> None:
    titles = {"ru": "Приёмные семьи", "en": "Foster families"}
    with pytest.raises(Refused, match="seat in the body"):
        actions.propose(
            council.group,
            "recommendation",
            "ru",
            titles,
            problem="x",
            source="",
            by=council.outsider,
            at=timezone.now(),
        )
    made = actions.propose(
        council.group,
        "recommendation",
        "ru",
        titles,
        problem="Too few.",
        source="",
        by=council.observer,
        at=timezone.now(),
    )
    assert made.status == "proposed"
    with pytest.raises(Refused):
        actions.admit(
            made,
            body=council.group,
            associated=[],
            rapporteur=None,
            by=council.chair,
            at=timezone.now(),
        )
    other = council.text()
    from councils.models import Body

    lead = Body.objects.get(code="WG.A")
    actions.admit(
        made,
        body=lead,
        associated=[council.group],
        rapporteur=council.rapporteur.representation,
        by=council.secretariat,
        at=timezone.now(),
        related=[other],
    )
    made = council.fresh(made)
    assert (made.status, made.body) == ("drafting", lead)
    assert actions.issue  # the rapporteur writes, though not in the lead group's office
    actions.add_paragraph(
        made,
        kind="operative",
        after=None,
        texts={"ru": "А", "en": "A"},
        by=council.rapporteur,
        at=timezone.now(),
    )
    from recommendations.models import Recommendation

    assert Recommendation.objects.visible_to(council.head).filter(pk=made.pk).exists()
    again = actions.propose(
        council.group,
        "recommendation",
        "ru",
        titles,
        problem="The same.",
        source="",
        by=council.head,
        at=timezone.now(),
    )
    actions.turn_down(
        again, reason="The same text.", duplicate_of=made, by=council.secretariat, at=timezone.now()
    )
    assert council.fresh(again).status == "not_admitted"
    assert again.links_back.get().earlier == made
    from rec_portal.mail.models import Delivery

    assert (
        "The same text."
        in Delivery.objects.filter(letter__kind="proposal_decided").latest("pk").text
    )


@pytest.mark.parametrize("role", PEOPLE)
def test_a_text_is_begun_by_who_holds_an_office_and_by_the_secretariat(
    council: Cast, role: str
) -> None:
    may = role in {"secretariat", "chair", "rapporteur", "excom_chair"}
    assert bool(permissions.may_begin(council.people[role])) == may


def test_titles_saved_on_an_older_version_are_not_lost_and_overwrite_nothing(
    council: Cast,
) -> None:
    text = council.text()

    def save(title: str, based_on: int) -> int:
        saved = actions.save_titles(
            text,
            {"ru": "Обучение", "en": title},
            based_on=based_on,
            by=council.rapporteur,
            at=timezone.now(),
        )
        return saved.version

    first = WorkingText.objects.get(recommendation=text).version
    assert save("Teaching", first) == first + 1
    assert save("Teaching", first) == first + 1  # the same words twice
    with pytest.raises(actions.TitleConflict):
        save("Schooling", first)
    assert save("Schooling", first + 1) == first + 2


def test_what_is_wrong_with_a_title_stands_beside_it(council: Cast, sign_in: Any) -> None:
    text = council.text()
    client, path = sign_in(council.rapporteur), f"/recommendations/{text.pk}/edit/"
    long = "я" * 301
    page = client.post(path, filled(client.get(path)) | {"t-ru": long})
    assert page.status_code == 422
    [said] = words(page, "//p[@id='id_t-ru_error']")
    assert "300" in said
    assert f"Название на русском языке: {said}" in words(
        page, "//div[@role='alert']//li/a[@href='#id_t-ru']"
    )
    assert tree(page).xpath("//input[@id='id_t-ru']/@value") == [long]  # nothing typed is lost
    assert tree(page).xpath("//input[@id='id_t-ru']/@aria-describedby") == ["id_t-ru_error"]
