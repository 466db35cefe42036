"""What a second reading found: leaks of what a state withholds, dead ends, and files that one sign could break."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone, translation
from openpyxl import Workbook

from councils.models import today
from rec_portal.mail.models import Delivery
from rec_portal.ui.sheet import UnreadableSheet, read
from rec_portal.verdicts import RuleBroken
from recommendations import actions, exports, readings
from recommendations.lifecycle import DispositionKind
from recommendations.models import Cycle, Recommendation
from recommendations.tasks import close_due_rounds
from tests.cast import Cast, end, newest, undone
from tests.recommendations.test_follow_up import addressed, fill, report

SignIn = Callable[[object], Client]
ODD = "Before \x0b\x08 after 😀 中."


def reported(
    council: Cast, line: object, implementation: str, publication: str, *, year: int
) -> Cycle:
    terms = actions.CycleTerms(
        {"en": f"Cycle {year}", "ru": f"Цикл {year}"},
        today().replace(year=year, month=1, day=1),
        today().replace(year=year, month=6, day=30),
        timezone.now() + timedelta(days=20),
    )
    cycle = actions.open_cycle(terms, by=council.secretariat, at=timezone.now())
    own = report(cycle, "Sogdiana")
    fill(own.items.get(follow_up=line), council.head, implementation=implementation)
    actions.submit(own, covering_note="", by=council.head, at=timezone.now())
    actions.complete(own, by=council.secretariat, at=timezone.now())
    actions.decide_publication(own, publication, by=council.head, at=timezone.now())
    actions.close_cycle(cycle, by=council.secretariat, at=timezone.now())
    return cycle


def test_a_letter_never_says_what_a_state_may_withhold(council: Cast) -> None:
    text = addressed(council)
    actions.follow(text, by=council.outsider)
    line = text.follow_ups.filter(organisation=council.organisations["sogdiana"]).first()
    assert line is not None
    actions.answer(
        line, "not_accepted", words="Never.", document="", by=council.head, at=timezone.now()
    )
    reported(council, line, "not_started", "withheld", year=2025)
    letters = Delivery.objects.filter(letter__kind="follow_up_moved", person=council.outsider)
    assert letters.count() == 2
    for letter in letters:
        for word in ("Not accepted", "Not started", "Не принята", "Sogdiana", "Never."):
            assert word not in letter.text


def test_the_public_sees_the_newest_authorised_report_and_never_what_was_withheld_before(
    council: Cast,
) -> None:
    text = addressed(council)
    line = text.follow_ups.filter(organisation=council.organisations["sogdiana"]).first()
    assert line is not None
    for year, implementation, publication in (
        (2023, "planned", "authorised"),
        (2024, "not_started", "withheld"),
        (2025, "implemented", "authorised"),
    ):
        cycle = reported(council, line, implementation, publication, year=year)
    seen = next(
        each for each in readings.overview.follow_ups(AnonymousUser()) if each.pk == line.pk
    )
    assert seen.implementation == "implemented"
    moved = readings.overview.moved_since(cycle, AnonymousUser())
    assert [(item.before, item.implementation) for item in moved] == [("planned", "implemented")]
    inside = readings.overview.moved_since(cycle, council.agency_head)
    assert [(item.before, item.implementation) for item in inside] == [
        ("not_started", "implemented")
    ]
    page = (
        Client()
        .get("/recommendations/follow-up/", headers={"accept-language": "en"})
        .content.decode()
    )
    assert "Not started" not in page


def test_what_others_write_while_they_answer_questions_is_theirs(
    council: Cast, sign_in: SignIn
) -> None:
    addressed(council)
    terms = actions.CycleTerms(
        {"en": "C", "ru": "Ц"}, today(), today(), timezone.now() + timedelta(days=20)
    )
    own = report(actions.open_cycle(terms, by=council.secretariat, at=timezone.now()), "Sogdiana")
    fill(own.items.first(), council.head)
    actions.submit(own, covering_note="", by=council.head, at=timezone.now())
    other = sign_in(council.other_head)
    assert other.get(own.get_absolute_url()).status_code == 200
    actions.ask(own, "How many, exactly?", item=None, by=council.secretariat, at=timezone.now())
    assert other.get(own.get_absolute_url()).status_code == 404
    assert (
        "How many, exactly?" in sign_in(council.head).get(own.get_absolute_url()).content.decode()
    )


def test_a_corrigendum_carries_no_new_addressees_and_may_be_withdrawn(council: Cast) -> None:
    text = council.text()
    row = text.working_paragraphs.filter(kind="operative").first()
    assert row is not None
    everyone = actions.ParticularsDraft(all_states=True)
    actions.set_particulars(row.paragraph, everyone, by=council.rapporteur, at=timezone.now())
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    one = actions.ParticularsDraft(organisations=[council.organisations["bactria"]])
    actions.set_particulars(row.paragraph, one, by=council.rapporteur, at=timezone.now())
    text = council.agreed(council.fresh(text))
    wrong, right = (
        actions.add_corrigendum(
            text, row.paragraph, "en", words, reason="x", by=council.secretariat, at=timezone.now()
        )
        for words in ("Wrong.", "Right.")
    )
    actions.withdraw_corrigendum(wrong, by=council.secretariat, at=timezone.now())
    with pytest.raises(RuleBroken, match="withdrawn already"):
        actions.confirm_corrigendum(wrong, by=council.excom_chair, at=timezone.now())
    actions.confirm_corrigendum(right, by=council.excom_chair, at=timezone.now())
    adopted = council.certified(text).adoption.revision
    assert adopted is not None
    kinds = [each["kind"] for data in adopted.particulars.values() for each in data["addressees"]]
    assert (kinds, adopted.clauses.get(paragraph=row.paragraph).in_language("en")) == (
        ["all_states"],
        "Right.",
    )


def test_one_odd_sign_breaks_no_file(council: Cast, sign_in: SignIn) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.comment(text, paragraph, ODD, by=council.head, at=timezone.now())
    reader = sign_in(council.secretariat)
    for address in (
        "export/compilation.docx",
        "export/compilation.pdf",
        "comments.docx",
        "comments.xlsx",
    ):
        assert reader.get(f"{text.get_absolute_url()}{address}").status_code == 200, address
    ended = council.short_round(council.fresh(text))
    actions.make_statement(ended, "record", ODD, language="en", by=council.head)
    end(ended)
    council.declare(ended, "with_statements", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    second = council.short_round(council.fresh(text), by=council.excom_chair)
    end(second)
    council.declare(second, "with_statements", by=council.excom_chair)
    adopted = actions.certify(
        council.fresh(text),
        by=council.secretariat,
        at=timezone.now(),
        confirmed=undone(council.fresh(text)),
    )
    assert adopted.annexes.get().statement.text == ODD
    with adopted.issued_copies.get(language="en").file.open("rb") as file:
        assert "[U+1F600]" in exports.verify.words_of(file.read())


def test_no_statement_comes_or_goes_once_the_last_result_is_declared(council: Cast) -> None:
    text = council.agreed()
    last = text.rounds.first()
    assert last is not None
    with pytest.raises(RuleBroken, match="until the last result"):
        actions.make_statement(last, "record", "Too late.", language="en", by=council.head)


def test_whoever_spoke_again_is_taken_at_that_word(council: Cast) -> None:
    text = council.text()
    first = council.short_round(text)
    actions.take_position(first, "with_statement", by=council.head, reason="As we then saw it.")
    end(first)
    council.declare(first, "with_statements", by=council.chair)
    actions.send_back(council.fresh(text), reason="Once more.", by=council.chair, at=timezone.now())
    second = council.short_round(text)
    actions.take_position(second, "supports", by=council.head)
    end(second)
    council.declare(second, "consensus", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    third = council.short_round(text, by=council.excom_chair)
    end(third)
    assert actions.statements_for_record(third) == []


def test_an_objection_in_the_room_is_not_dodged_by_ending_the_round(council: Cast) -> None:
    present = tuple(council.group.members().values_list("pk", flat=True))
    asked = council.opened(hours=2, kind="in_session", present=present)
    actions.take_position(asked, "objects", by=council.head, reason="No.")
    actions.end_round(asked, reason="Let us go home.", by=council.chair)
    with pytest.raises(RuleBroken, match="new revision"):
        council.opened(asked.recommendation)


def test_a_text_that_comes_back_is_the_group_s_again(council: Cast) -> None:
    text = council.text()
    ended = council.short_round(text)
    end(ended)
    council.declare(ended, "consensus", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    second = council.short_round(text, by=council.excom_chair)
    end(second)
    close_due_rounds()
    with pytest.raises(RuleBroken, match="waits for its declaration"):
        actions.withdraw(council.fresh(text), reason="x", by=council.chair, at=timezone.now())
    council.declare(second, "returned", by=council.excom_chair)
    assert council.fresh(text).deciding_body() == council.group


def test_what_is_hidden_is_not_named_in_the_lineage(council: Cast, sign_in: SignIn) -> None:
    hidden = actions.begin(
        council.committee,
        "recommendation",
        "ru",
        actions.Draft({"ru": "Тайный проект", "en": "Secret draft"}),
        by=council.secretariat,
        at=timezone.now(),
    )
    proposal = actions.propose(
        council.group,
        "recommendation",
        "ru",
        {"ru": "П", "en": "P"},
        problem="x",
        source="",
        by=council.society_head,
        at=timezone.now(),
    )
    actions.turn_down(
        proposal,
        reason="There is one.",
        duplicate_of=hidden,
        by=council.secretariat,
        at=timezone.now(),
    )
    page = sign_in(council.society_head).get(proposal.get_absolute_url()).content.decode()
    assert "There is one." in page or "P" in page
    for title in ("Тайный проект", "Secret draft"):
        assert title not in page


def test_the_pen_is_for_members(council: Cast) -> None:
    text = council.text()
    mandate = council.observer.representation
    with pytest.raises(RuleBroken, match="no member's seat"):
        actions.assign(
            text, rapporteur=None, drafters=[mandate], by=council.chair, at=timezone.now()
        )


def test_two_writers_of_particulars_and_of_dispositions_meet(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[1].paragraph
    seen = actions.particulars_stamp(paragraph)
    mine, theirs = (
        actions.ParticularsDraft(all_states=True),
        actions.ParticularsDraft(body_types=["court"]),
    )
    actions.set_particulars(
        paragraph, mine, by=council.rapporteur, at=timezone.now(), based_on=seen
    )
    with pytest.raises(RuleBroken, match="Somebody else has changed"):
        actions.set_particulars(
            paragraph, theirs, by=council.chair, at=timezone.now(), based_on=seen
        )
    comment = actions.comment(text, paragraph, "A word", by=council.head, at=timezone.now())
    drafts = [actions.DispositionDraft(comment, "not_accepted", "No.")]
    actions.dispose(text, drafts, by=council.chair, at=timezone.now())
    stale = {
        f"c{comment.pk}-kind": DispositionKind.NOTED.value,
        f"c{comment.pk}-response": "",
        f"c{comment.pk}-based_on": "0",
    }
    with translation.override("en"):
        answer = sign_in(council.rapporteur).post(f"{text.get_absolute_url()}comments/", stale)
    assert answer.status_code == 422
    assert comment.dispositions.first().kind == "not_accepted"  # type: ignore[union-attr]


def test_a_sheet_that_is_none_is_refused() -> None:
    book = Workbook()
    book.active.append(["Paragraph", "Comment"])  # type: ignore[union-attr]
    book.active.cell(row=1, column=16_384).value = "far away"  # type: ignore[union-attr]
    stream = io.BytesIO()
    book.save(stream)
    whole = stream.getvalue()
    assert read(whole)[0][1][:2] == ["Paragraph", "Comment"]
    assert len(read(whole)[0][1]) == 20
    for broken in (whole[:-200], b"PK\x03\x04", whole.replace(b"worksheets", b"worksheetz")):
        with pytest.raises(UnreadableSheet):
            read(broken)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_reach_is_an_error_beside_the_field(
    council: Cast, sign_in: SignIn, day: str
) -> None:
    text: Recommendation = council.text()
    sent = {
        "kind": "silence",
        "ends_on": day,
        "ends_time": "10:00",
        "time_zone": "Asia/Tashkent",
        "revision": "1",
    }
    assert sign_in(council.chair).post(f"{text.get_absolute_url()}round/", sent).status_code == 422
