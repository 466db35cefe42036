"""What an act on a text refuses although the person and the moment are right: what was sent is not enough, or not of here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from meetings.models import AgendaItem
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.models import Particulars, Recommendation
from tests.cast import Cast, newest, sets_rules
from tests.recommendations.test_follow_up import addressed, fill, opened, report


def now(by: Any) -> dict[str, Any]:
    return {"by": by, "at": timezone.now()}


def _first(text: Recommendation) -> Any:
    return newest(text).clauses.all()[0].paragraph


def _thread_twice(c: Cast) -> None:
    made = actions.comment(c.text(), _first(c.text()), "A word.", **now(c.head))
    actions.resolve(made, on=True, **now(c.head))
    actions.resolve(made, on=True, **now(c.rapporteur))


def _disposed_elsewhere(c: Cast) -> None:
    one, other = c.text(), c.text()
    made = actions.comment(one, _first(one), "A word.", **now(c.head))
    actions.dispose(other, [actions.DispositionDraft(made, "noted")], **now(c.rapporteur))


def _in_a_break(c: Cast) -> None:
    text, meeting = c.text(), c.meeting()
    AgendaItem.objects.filter(meeting=meeting).update(kind="break")
    item = meeting.items.first()
    assert item is not None
    actions.put_on_agenda(text, item, newest(text), **now(c.secretariat))


def _another_text_on_the_agenda(c: Cast) -> None:
    item = c.meeting().items.first()
    assert item is not None
    actions.put_on_agenda(c.text(), item, newest(c.text()), **now(c.secretariat))


def _slip_without_a_kind(c: Cast) -> None:
    text = c.agreed()
    actions.add_corrigendum(text, _first(text), "en", "Else.", reason=" ", **now(c.secretariat))


def _no_answer(c: Cast) -> None:
    line = addressed(c).follow_ups.filter(organisation__short_name="Bactria").first()
    assert line is not None
    actions.answer(line, "no_answer", words="", document="", **now(c.other_head))


def _cycle_that_is_over(c: Cast) -> None:
    addressed(c)
    opened(c, days=-1)


def _item(c: Cast) -> Any:
    addressed(c)
    return report(opened(c), "Bactria").items.first()


def _evidence_of_nothing(c: Cast) -> None:
    nothing = {"title": "Order", "link_to": "", "file": None, "is_public": True}
    actions.add_evidence(_item(c), **nothing, **now(c.other_head))


def _empty_reply(c: Cast) -> None:
    item = _item(c)
    for each in item.report.items.all():
        fill(each, c.other_head)
    actions.submit(item.report, covering_note="", **now(c.other_head))
    question = actions.ask(item.report, "How many?", item=item, **now(c.secretariat))
    actions.reply(question, "  ", **now(c.other_head))


def _offer_of_nothing(c: Cast) -> None:
    actions.make_offer("  ", **now(c.agency_head))


def _consultation_of_yesterday(c: Cast) -> None:
    c.opened(hours=-1, kind="consultation")


def _too_few_working_days(c: Cast) -> None:
    sets_rules(c.group, counted_in="working_days", working_days=20)
    c.opened(hours=80)


def _session_of_another_body(c: Cast) -> None:
    text = c.forwarded()
    item = c.in_the_room(c.text())
    c.opened(text, by=c.excom_chair, kind="in_session", agenda_item=item)


def _date_without_a_date(c: Cast) -> None:
    draft = actions.ParticularsDraft(all_states=True, time_frame="date")
    actions.set_particulars(_first(c.text()), draft, **now(c.rapporteur))


def _date_that_is_none(c: Cast) -> None:
    draft = actions.ParticularsDraft(time_frame="short", due_on=date(2030, 1, 1))
    actions.set_particulars(_first(c.text()), draft, **now(c.rapporteur))


def _no_problem(c: Cast) -> None:
    titles = {"ru": "Обучение", "en": "Schooling"}
    actions.propose(c.group, "recommendation", "ru", titles, problem=" ", source="", **now(c.head))


def _linked_to_itself(c: Cast) -> None:
    text = c.text()
    actions.link(text, text, "updates", **now(c.secretariat))


def _not_issued_yet(c: Cast) -> None:
    text = c.text(status="drafting")
    row = text.working_paragraphs.first()
    assert row is not None
    actions.save_paragraph(
        row.paragraph, {"en": "Else."}, kind=row.kind, based_on=row.version, **now(c.rapporteur)
    )
    actions.put_to_consultation(c.fresh(text), **now(c.rapporteur))


REFUSED: list[tuple[Callable[[Cast], None], str]] = [
    (_thread_twice, "Somebody has done this already"),
    (_disposed_elsewhere, "belongs to another text"),
    (_in_a_break, "Nothing is discussed in a break"),
    (_another_text_on_the_agenda, "is of another text"),
    (_slip_without_a_kind, "what kind of slip"),
    (_no_answer, "Choose an answer"),
    (_cycle_that_is_over, "deadline that lies ahead"),
    (_evidence_of_nothing, "Add a file or an address"),
    (_empty_reply, "Write the answer"),
    (_offer_of_nothing, "Say what is offered"),
    (_consultation_of_yesterday, "Choose an end that lies ahead"),
    (_too_few_working_days, "20 working days of the five states"),
    (_session_of_another_body, "is not one of Executive Committee"),
    (_date_without_a_date, "Name the date where"),
    (_date_that_is_none, "Name the date where"),
    (_no_problem, "which problem"),
    (_linked_to_itself, "not linked to itself"),
    (_not_issued_yet, "has not been issued yet"),
]


@pytest.mark.parametrize(
    ("tried", "words"), REFUSED, ids=lambda each: getattr(each, "__name__", "")
)
def test_it_is_refused_with_a_sentence(
    council: Cast, tried: Callable[[Cast], None], words: str
) -> None:
    with pytest.raises(RuleBroken, match=words):
        tried(council)


def test_a_date_where_the_time_frame_is_one_is_taken(council: Cast) -> None:
    """The other side of the boundary."""
    draft = actions.ParticularsDraft(
        time_frame="date", due_on=timezone.localdate() + timedelta(days=90)
    )
    actions.set_particulars(_first(council.text()), draft, **now(council.rapporteur))
    assert Particulars.objects.get().due_on == draft.due_on
