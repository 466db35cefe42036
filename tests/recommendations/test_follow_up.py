"""What became of what was agreed: two axes never merged, cycles, focal points, publication by the state alone."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.test import Client
from django.utils import timezone, translation
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from accounts.models import User
from councils.models import Representative, today
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, exports, readings
from recommendations.models import Cycle, FollowUp, Indicator, Recommendation, ReportItem, Revision
from recommendations.notices import still_represents
from tests.cast import Cast, newest

SignIn = Callable[[object], Client]


def addressed(cast: Cast, **more: Any) -> Recommendation:
    """A published text whose operative paragraphs are addressed to all states (or as said)."""
    text = cast.text()
    draft = actions.ParticularsDraft(
        **({"all_states": True, "phases": ["reintegration"], "target_groups": ["children"]} | more)
    )
    for row in text.working_paragraphs.filter(kind="operative"):
        actions.set_particulars(row.paragraph, draft, by=cast.rapporteur, at=timezone.now())
    actions.issue(text, by=cast.rapporteur, at=timezone.now())
    Recommendation.objects.filter(pk=text.pk).update(
        is_demo=True
    )  # the cast's governments are invented
    return cast.published(cast.fresh(text))


def opened(council: Cast, days: int = 20) -> Cycle:
    terms = actions.CycleTerms(
        {"en": "Cycle", "ru": "Цикл"},
        today() - timedelta(days=90),
        today(),
        timezone.now() + timedelta(days=days),
        {"en": "Be brief.", "ru": "Кратко."},
    )
    return actions.open_cycle(terms, by=council.secretariat, at=timezone.now())


def report(cycle: Cycle, name: str) -> Any:
    return cycle.reports.get(organisation__short_name=name)


def fill(item: ReportItem, by: Any, **values: str) -> ReportItem:
    said = {"implementation": "in_progress", "measures": "An order.", **values}
    return actions.save_item(item, said, based_on=item.version, by=by, at=timezone.now())


def test_each_addressed_state_and_paragraph_is_a_line_with_no_information(council: Cast) -> None:
    text = addressed(council)
    lines = list(
        text.follow_ups.values_list("organisation__short_name", "label", "answer", "implementation")
    )
    assert len(lines) == 6
    assert {line[2:] for line in lines} == {("no_answer", "no_information")}
    letters = Delivery.objects.filter(letter__kind="text_published").values_list(
        "person__email", flat=True
    )
    assert council.other_head.email in letters
    named = addressed(
        council, all_states=False, organisations=[council.organisations["bactria"]], council=True
    )
    assert set(named.follow_ups.values_list("organisation__short_name", flat=True)) == {"Bactria"}


def test_particulars_are_frozen_hashed_and_shown(council: Cast) -> None:
    text = addressed(council)
    revision = text.adoption.revision
    assert revision is not None
    frozen = next(iter(revision.particulars.values()))
    assert frozen["addressees"][0]["kind"] == "all_states"
    assert revision.sha256() == text.adoption.text_hash
    row = text.working_paragraphs.get(order=2)
    with pytest.raises(RuleBroken, match="frozen"):
        actions.set_particulars(
            row.paragraph, actions.ParticularsDraft(), by=council.rapporteur, at=timezone.now()
        )
    with pytest.raises(Error, match="frozen"), transaction.atomic():
        row.paragraph.addressees.all().delete()
    page = Client().get(text.get_absolute_url(), headers={"accept-language": "ru"}).content.decode()
    assert "Адресаты: Все государства" in page


def test_a_changed_title_and_changed_addressees_are_shown_in_every_comparison(
    council: Cast, sign_in: SignIn
) -> None:
    text = council.text()
    row = text.working_paragraphs.filter(kind="operative").first()
    assert row is not None
    for draft in (
        actions.ParticularsDraft(all_states=True),
        actions.ParticularsDraft(body_types=["court"], time_frame="short"),
    ):
        actions.set_particulars(row.paragraph, draft, by=council.rapporteur, at=timezone.now())
        actions.issue(text, by=council.rapporteur, at=timezone.now())
    actions.save_titles(
        text,
        {"ru": "Обучение детей", "en": "Teaching of children"},
        based_on=1,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    reader = sign_in(council.other_head)
    address = f"{text.get_absolute_url()}compare/?from=2&to=4"
    page = unescape(
        re.sub(
            r"<[^>]*>", "", reader.get(address, headers={"accept-language": "en"}).content.decode()
        )
    )
    for said in ("Schooling", "Teaching", "All states", "Courts and prosecutors", "Short term"):
        assert said in page, said
    with translation.override("en"):
        first, last = (
            Revision.objects.with_text().get(recommendation=text, number=number)
            for number in (2, 4)
        )
        sheet = exports.redline(text, first, last, ["en"])
        word = Document(io.BytesIO(exports.docx(sheet))).element.xml
        printed = "".join(
            "".join(p.extract_text().split())
            for p in PdfReader(io.BytesIO(exports.sheet_pdf(sheet))).pages
        )
    for said in ("Schooling", "Teaching", "Courts"):
        assert said in word
        assert said in printed
    seen = reader.get(text.get_absolute_url(), headers={"accept-language": "en"}).content.decode()
    assert "Addressees: Courts and prosecutors" in seen


def test_position_and_implementation_are_two_axes(council: Cast) -> None:
    text = addressed(council)
    line = text.follow_ups.filter(organisation=council.organisations["bactria"]).first()
    assert line is not None
    with pytest.raises(Refused, match="focal point"):
        actions.answer(line, "accepted", words="", document="", by=council.head, at=timezone.now())
    actions.answer(
        line, "accepted", words="", document="NV 1", by=council.other_head, at=timezone.now()
    )
    line.refresh_from_db()
    assert (line.answer, line.implementation) == ("accepted", "no_information")
    with pytest.raises(RuleBroken, match="how the answer reached"):
        actions.answer(
            line, "noted", words="", document="", by=council.secretariat, at=timezone.now()
        )
    actions.answer(
        line,
        "noted",
        words="",
        document="",
        source="NV 2",
        by=council.secretariat,
        at=timezone.now(),
    )
    assert [given.answer for given in line.answers.all()] == ["noted", "accepted"]


def test_a_named_focal_point_answers_and_the_head_no_longer_does(council: Cast) -> None:
    text = addressed(council)
    Representative.objects.filter(user=council.member).update(is_focal_point=True)
    line = text.follow_ups.filter(organisation=council.organisations["bactria"]).first()
    assert line is not None
    with pytest.raises(Refused, match="focal point"):
        actions.answer(
            line, "accepted", words="", document="", by=council.other_head, at=timezone.now()
        )
    assert (
        actions.answer(
            line, "accepted", words="", document="", by=council.member, at=timezone.now()
        ).answer
        == "accepted"
    )


def test_a_cycle_from_its_opening_to_a_published_and_a_withheld_part(
    council: Cast, sign_in: SignIn
) -> None:
    text = addressed(council)
    actions.follow(text, by=council.society_head)
    cycle = opened(council)
    assert Delivery.objects.filter(letter__kind="report_assigned").count() == 4
    with pytest.raises(RuleBroken, match="open already"):
        opened(council)
    bactria, sogdiana = report(cycle, "Bactria"), report(cycle, "Sogdiana")
    item = bactria.items.first()
    with pytest.raises(Refused):
        fill(item, council.member)
    passed = {"by": council.other_head, "at": timezone.now()}
    User.objects.filter(pk=council.member.pk).update(is_active=False)
    with pytest.raises(RuleBroken, match="cannot write it"):
        actions.pass_item(item, Representative.objects.get(user=council.member), "x", **passed)
    User.objects.filter(pk=council.member.pk).update(is_active=True)
    Representative.objects.filter(user=council.member).update(ends=today() - timedelta(days=1))
    with pytest.raises(RuleBroken, match="cannot write it"):
        actions.pass_item(item, Representative.objects.get(user=council.member), "x", **passed)
    Representative.objects.filter(user=council.member).update(ends=None)
    actions.pass_item(item, council.member.representation, "Ministry", **passed)
    assert Delivery.objects.get(letter__kind="report_item_passed").person == council.member
    saved = fill(item, council.member, needs="Training of 20 people.")
    with pytest.raises(actions.ItemConflict):
        actions.save_item(
            item,
            {"implementation": "planned"},
            based_on=1,
            by=council.other_head,
            at=timezone.now(),
        )
    with pytest.raises(Refused):
        actions.submit(bactria, covering_note="", by=council.member, at=timezone.now())
    actions.submit(bactria, covering_note="NV 7", by=council.other_head, at=timezone.now())
    assert (
        saved.follow_up.__class__.objects.get(pk=item.follow_up_id).implementation == "in_progress"
    )
    moved = Delivery.objects.filter(letter__kind="follow_up_moved").values_list(
        "person__email", flat=True
    )
    assert council.society_head.email in moved
    with pytest.raises(RuleBroken, match="submitted and is not changed"):
        fill(ReportItem.objects.get(pk=item.pk), council.other_head)
    with pytest.raises(Error, match="never changed"), transaction.atomic():
        ReportItem.objects.filter(pk=item.pk).update(measures="Rewritten by somebody.")
    with pytest.raises(RuleBroken, match="Write the question"):
        actions.ask(bactria, "  ", item=item, by=council.secretariat, at=timezone.now())
    question = actions.ask(
        bactria, "How many?", item=item, by=council.secretariat, at=timezone.now()
    )
    with pytest.raises(RuleBroken, match="Answer the secretariat"):
        actions.submit(bactria, covering_note="", by=council.other_head, at=timezone.now())
    actions.reply(question, "Twenty.", by=council.other_head, at=timezone.now())
    actions.submit(bactria, covering_note="NV 8", by=council.other_head, at=timezone.now())
    assert bactria.submissions.count() == 2
    for each, by in ((sogdiana, council.head),):
        fill(each.items.first(), by, implementation="implemented")
        actions.submit(each, covering_note="", by=by, at=timezone.now())
    for each, by, value in (
        (bactria, council.other_head, "withheld"),
        (sogdiana, council.head, "authorised"),
    ):
        actions.complete(each, by=council.secretariat, at=timezone.now())
        with pytest.raises(Refused):
            actions.decide_publication(
                each, "authorised", by=council.secretariat, at=timezone.now()
            )
        actions.decide_publication(each, value, by=by, at=timezone.now())
    actions.close_cycle(cycle, by=council.secretariat, at=timezone.now())
    silent = FollowUp.objects.filter(organisation=council.organisations["margiana"])
    assert set(silent.values_list("implementation", flat=True)) == {"no_information"}
    public = (
        Client()
        .get("/recommendations/follow-up/", headers={"accept-language": "en"})
        .content.decode()
    )
    assert "Sogdiana" in public
    lines = {
        (line.organisation.short_name, line.label): line
        for line in readings.overview.follow_ups(AnonymousUser())
    }
    withheld, never_sent = lines["Bactria", "1"], lines["Margiana", "1"]
    assert (withheld.implementation, withheld.answer) == ("no_information", "")
    assert (never_sent.implementation, never_sent.answer) == ("no_information", "")
    assert Client().get(bactria.get_absolute_url()).status_code == 404
    assert Client().get(sogdiana.get_absolute_url()).status_code == 200
    inside = sign_in(council.agency_head).get(
        "/recommendations/follow-up/", headers={"accept-language": "en"}
    )
    assert "Bactria" in inside.content.decode()
    again = opened(council)
    item = report(again, "Bactria").items.first()
    assert (item.before, item.implementation, item.moved) == ("in_progress", "in_progress", False)


def test_what_a_state_publishes_once_does_not_open_what_it_says_later(
    council: Cast, sign_in: SignIn
) -> None:
    text = addressed(council)
    line = text.follow_ups.filter(organisation=council.organisations["sogdiana"]).first()
    assert line is not None
    actions.answer(
        line, "accepted", words="Gladly.", document="", by=council.head, at=timezone.now()
    )
    for implementation, publication in (("in_progress", "authorised"), ("implemented", "withheld")):
        cycle = opened(council)
        own = report(cycle, "Sogdiana")
        fill(own.items.get(follow_up=line), council.head, implementation=implementation)
        actions.submit(own, covering_note="", by=council.head, at=timezone.now())
        actions.complete(own, by=council.secretariat, at=timezone.now())
        actions.decide_publication(own, publication, by=council.head, at=timezone.now())
        actions.close_cycle(cycle, by=council.secretariat, at=timezone.now())
    actions.answer(
        line, "not_accepted", words="Never.", document="", by=council.head, at=timezone.now()
    )
    for reader, expected in (
        (AnonymousUser(), ("in_progress", "accepted")),
        (council.outsider, ("in_progress", "accepted")),
        (council.agency_head, ("implemented", "not_accepted")),
    ):
        seen = next(each for each in readings.overview.follow_ups(reader) if each.pk == line.pk)
        assert (seen.implementation, seen.answer) == expected
    for kind in ("", "xlsx", "docx", "pdf"):
        address = f"/recommendations/follow-up{'.' + kind if kind else '/'}"
        assert Client().get(address, headers={"accept-language": "en"}).status_code == 200
    page = (
        Client()
        .get(f"{text.get_absolute_url()}follow-up/", headers={"accept-language": "en"})
        .content.decode()
    )
    assert "Accepted" in page
    assert "Gladly." not in page
    assert "Implemented" not in page


def test_a_closed_text_is_reported_on_no_more(council: Cast) -> None:
    closed, followed = addressed(council), addressed(council)
    actions.close_text(closed, reason="Done.", by=council.secretariat, at=timezone.now())
    items = opened(council).reports.values_list("items__follow_up__recommendation", flat=True)
    assert set(items) == {followed.pk}


def test_kinds_of_body_are_answered_for_by_their_states_or_by_those_seated(council: Cast) -> None:
    courts = addressed(council, all_states=False, body_types=["court"])
    assert set(courts.follow_ups.values_list("organisation__kind", flat=True)) == {"government"}
    society = addressed(council, all_states=False, body_types=["society"])
    assert set(society.follow_ups.values_list("organisation__short_name", flat=True)) == {
        "Mothers' Network",
        "Institute",
    }


def test_restricted_evidence_is_for_the_state_and_the_secretariat(
    council: Cast, sign_in: SignIn
) -> None:
    addressed(council)
    own = report(opened(council), "Sogdiana")
    item = own.items.first()
    kept = {
        name: actions.add_evidence(
            item,
            title=name,
            link_to="",
            file=SimpleUploadedFile(f"{name}.txt", b"words", content_type="text/plain"),
            is_public=name == "open",
            by=council.head,
            at=timezone.now(),
        )
        for name in ("open", "closed")
    }
    fill(item, council.head)
    actions.submit(own, covering_note="", by=council.head, at=timezone.now())
    actions.complete(own, by=council.secretariat, at=timezone.now())
    actions.decide_publication(own, "authorised", by=council.head, at=timezone.now())
    for person, name, status in (
        (None, "open", 200),
        (None, "closed", 404),
        (council.other_head, "closed", 404),
        (council.head, "closed", 200),
        (council.secretariat, "closed", 200),
    ):
        answer = sign_in(person).get(f"/recommendations/evidence/{kept[name].pk}/")
        assert answer.status_code == status, (person, name)
    assert "closed" not in sign_in(council.other_head).get(own.get_absolute_url()).content.decode()


def test_a_need_meets_an_offer(council: Cast) -> None:
    addressed(council)
    own = report(opened(council), "Sogdiana")
    item = fill(own.items.first(), council.head, needs="Training.")
    with pytest.raises(Refused, match="offered by partners"):
        actions.make_offer("x", by=council.head, at=timezone.now())
    offer = actions.make_offer("Training of trainers.", by=council.agency_head, at=timezone.now())
    actions.match(offer, item, by=council.secretariat, at=timezone.now())
    told = set(
        Delivery.objects.filter(letter__kind="offer_matched").values_list(
            "person__email", flat=True
        )
    )
    assert {council.agency_head.email, council.head.email} <= told
    letter = Delivery.objects.get(letter__kind="offer_matched", person=council.head)
    assert letter.organisation == council.organisations["sogdiana"].pk
    assert still_represents(letter)
    Representative.objects.filter(user=council.head).update(
        organisation=council.organisations["bactria"], role="member"
    )
    moved = Delivery.objects.select_related("letter").get(pk=letter.pk)
    assert not still_represents(moved)  # speaks for another organisation now
    with pytest.raises(RuleBroken, match="No need"):
        actions.match(offer, own.items.last(), by=council.secretariat, at=timezone.now())


def test_overviews_filter_and_their_files_say_what_the_page_says(
    council: Cast, sign_in: SignIn
) -> None:
    text = addressed(council)
    cycle = opened(council)
    own = report(cycle, "Sogdiana")
    fill(own.items.first(), council.head, implementation="partly", measures="Мера принята.")
    actions.submit(own, covering_note="", by=council.head, at=timezone.now())
    reader = sign_in(council.secretariat)
    assert (
        str(text.symbol)
        in reader.get("/recommendations/follow-up/?phase=reintegration").content.decode()
    )
    for wrong in ("phase=prosecution", "target=women", "group=WG.A"):
        assert (
            str(text.symbol)
            not in reader.get(f"/recommendations/follow-up/?{wrong}").content.decode()
        )
    page = reader.get(
        "/recommendations/follow-up/", headers={"accept-language": "ru"}
    ).content.decode()
    assert "<svg" in page
    with translation.override("ru"):
        report_ = readings.overview.annual_report(council.secretariat, cycle)
        book = load_workbook(
            io.BytesIO(
                readings.overview.to_excel(readings.overview.follow_ups(council.secretariat))
            )
        )
        word = Document(io.BytesIO(readings.overview.report_docx(report_)))
        pdf = PdfReader(io.BytesIO(readings.overview.report_pdf(report_)))
    cells = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    words = {c.text for t in word.tables for r in t.rows for c in r.cells} | {
        p.text for p in word.paragraphs
    }
    printed = "".join("".join(each.extract_text().split()) for each in pdf.pages)
    for said in ("Реализована частично", "Нет сведений", str(text.symbol), "Согдиана"):
        assert said in page
        assert any(said in cell for cell in cells)
        assert any(said in each for each in words)
        assert "".join(said.split()) in printed
    assert "Мерапринята." in printed
    matrix = readings.overview.matrix(readings.overview.follow_ups(council.secretariat))
    with translation.override("ru"):
        table = [
            [
                f"{text.symbol}",
                row.label,
                *(
                    f"{c.get_answer_display()} / {c.get_implementation_display()}" if c else "–"
                    for c in cells
                ),
            ]
            for row, cells in matrix.lines()
        ]
    sheet = [
        [str(cell.value) for cell in row if cell.column != 3]
        for row in book.worksheets[0].iter_rows(min_row=2)
    ]
    overview = word.tables[-1]
    written = [
        [cell.text for index, cell in enumerate(row.cells) if index != 2]
        for row in overview.rows[1:]
    ]
    assert sheet == written == table
    for chart in report_.charts:
        for bar in chart.bars:
            assert f"{bar.label}: {bar.count}" in page
            assert bar.label in words


def test_a_later_text_supersedes_and_the_lineage_is_shown(council: Cast, sign_in: SignIn) -> None:
    earlier, later = addressed(council), addressed(council)
    actions.set_review(
        earlier, today() + timedelta(days=365), by=council.secretariat, at=timezone.now()
    )
    with pytest.raises(Refused):
        actions.replace(earlier, later, "supersedes", by=council.chair, at=timezone.now())
    actions.replace(earlier, later, "updates", by=council.secretariat, at=timezone.now())
    assert council.fresh(earlier).status == "published"
    actions.replace(earlier, later, "supersedes", by=council.secretariat, at=timezone.now())
    assert council.fresh(earlier).status == "superseded"
    assert str(earlier.symbol) in Client().get(later.get_absolute_url()).content.decode()
    with pytest.raises(RuleBroken, match="possible only at"):
        actions.close_text(
            council.fresh(earlier), reason="x", by=council.secretariat, at=timezone.now()
        )
    actions.close_text(later, reason="Done.", by=council.secretariat, at=timezone.now())
    assert council.fresh(later).status == "closed"


def test_follow_up_pages_cost_the_same_for_more_paragraphs(council: Cast, sign_in: SignIn) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    addressed(council)
    cycle = opened(council)
    own = report(cycle, "Sogdiana")
    addresses = [
        "/recommendations/follow-up/",
        cycle.get_absolute_url(),
        own.get_absolute_url(),
        "/recommendations/offers/",
    ]

    def costs() -> list[int]:
        found = []
        for address in addresses:
            client = sign_in(council.head)
            client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    before = costs()
    for _ in range(3):
        text = addressed(council)
        ReportItem.objects.bulk_create(
            ReportItem(report=own, follow_up=line)
            for line in text.follow_ups.filter(organisation=own.organisation)
        )
    assert costs() == before


def test_an_indicator_is_named_in_the_reader_s_language(council: Cast) -> None:
    paragraph = newest(council.text()).clauses.all()[1].paragraph
    both = Indicator(paragraph=paragraph, names={"ru": "Доля детей", "en": "Share of children"})
    only = Indicator(paragraph=paragraph, names={"ru": "Доля детей"})
    with translation.override("ru"):
        assert (str(both), str(only)) == ("Доля детей", "Доля детей")
    with translation.override("en"):
        assert (str(both), str(only)) == ("Share of children", "Доля детей")


def test_a_report_is_asked_of_the_focal_point_and_of_who_speaks(council: Cast) -> None:
    addressed(council)
    Representative.objects.filter(user=council.member).update(is_focal_point=True)
    opened(council)
    told = Delivery.objects.filter(letter__kind="report_assigned").values_list("person", flat=True)
    assert {council.member.pk, council.other_head.pk} <= set(told)
    assert council.observer.pk not in told


def test_what_was_submitted_in_a_cycle_is_found_complete_after_its_end(
    council: Cast, sign_in: SignIn
) -> None:
    addressed(council)
    cycle = opened(council)
    own = report(cycle, "Sogdiana")
    for item in own.items.all():
        fill(item, council.head)
    actions.submit(own, covering_note="", by=council.head, at=timezone.now())
    actions.close_cycle(cycle, by=council.secretariat, at=timezone.now())
    done = sign_in(council.secretariat).post(f"/recommendations/reports/{own.pk}/complete/")
    assert done.status_code == 302
    own.refresh_from_db()
    assert own.status == "complete"
    with pytest.raises(Error, match="cycle is closed"), transaction.atomic():
        type(own).objects.filter(pk=report(cycle, "Bactria").pk).update(
            status="submitted", submitted_at=timezone.now()
        )
