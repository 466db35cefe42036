"""The table of what follows adoption: answers, cycles, reports, offers; and a report at each stage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from councils.models import today
from recommendations import actions
from recommendations.models import Cycle, FollowUp, Offer, Question, Recommendation, Report
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import SECRETARIAT
from tests.cast import Cast
from tests.recommendations.test_follow_up import addressed, opened

STAGES = ("assigned", "submitted", "asked", "complete", "cycle_closed", "text_closed")
OPEN = ("assigned", "submitted", "asked", "complete", "text_closed")
FOCAL = frozenset({"head", "excom_chair"})  # no focal point is named: who speaks for Sogdiana
PARTNERS = frozenset({"agency_head", "society_head", "observer", "outsider"})


@dataclass
class Reported:
    """Sogdiana's report with its line, a question and a need; a partner's offer."""

    text: Recommendation
    line: FollowUp
    cycle: Cycle
    report: Report
    question: Question | None
    offer: Offer


def _item(thing: Reported, name: str, data: dict[str, Any]) -> Address:
    item = thing.report.items.order_by("pk")[0]
    return name, (item.pk,), {"based_on": item.version, **data}


def _cycle(_thing: Reported) -> Address:
    data = {
        "title": "Next",
        "title_ru": "Следующий",
        "period_from": (today() - timedelta(days=90)).isoformat(),
        "period_to": today().isoformat(),
        "deadline_on": (today() + timedelta(days=30)).isoformat(),
        "deadline_time": "12:00",
    }
    return "recommendations:cycle-open", (), data


ROWS = [
    Row(
        "answer",
        "domain 6.1: the focal point answers; the secretariat records, while the text is followed",
        lambda r: (
            "recommendations:answer",
            (r.line.pk,),
            {"answer": "accepted", "source": "Note 3"},
        ),
        everywhere(
            ("assigned", "submitted", "asked", "complete", "cycle_closed"), FOCAL | SECRETARIAT
        ),
    ),
    Row(
        "open_cycle",
        "domain 6.1: the secretariat, one cycle at a time",
        _cycle,
        everywhere(["cycle_closed"], SECRETARIAT),
    ),
    Row(
        "close_cycle",
        "domain 6.1: the secretariat, once",
        lambda r: ("recommendations:cycle-act", (r.cycle.pk, "close"), {}),
        everywhere(OPEN, SECRETARIAT),
    ),
    Row(
        "remind_reports",
        "domain 6.1: the secretariat, while the cycle is open",
        lambda r: ("recommendations:cycle-act", (r.cycle.pk, "remind"), {}),
        everywhere(OPEN, SECRETARIAT),
    ),
    Row(
        "save_item",
        "rights: the focal point fills in, until the report is submitted",
        lambda r: _item(r, "recommendations:item", {"implementation": "in_progress"}),
        everywhere(["assigned", "asked", "text_closed"], FOCAL),
    ),
    Row(
        "pass_item",
        "rights: the focal point passes a line on, until the report is submitted",
        lambda r: _item(r, "recommendations:item-pass", {"responsible": "Ministry"}),
        everywhere(["assigned", "asked", "text_closed"], FOCAL),
    ),
    Row(
        "add_evidence",
        "rights: the focal point adds evidence, until the report is submitted",
        lambda r: _item(
            r, "recommendations:evidence-add", {"title": "Law", "link_to": "https://example.org/"}
        ),
        everywhere(["assigned", "asked", "text_closed"], FOCAL),
    ),
    Row(
        "submit",
        "rights: the focal point submits, when every question is answered; never the secretariat",
        lambda r: ("recommendations:report-submit", (r.report.pk,), {}),
        everywhere(["assigned", "text_closed"], FOCAL),
    ),
    Row(
        "ask",
        "rights: the secretariat asks about what was submitted",
        lambda r: ("recommendations:report-ask", (r.report.pk,), {"text": "How?"}),
        everywhere(["submitted", "asked"], SECRETARIAT),
    ),
    Row(
        "reply",
        "rights: the focal point answers a question, once",
        lambda r: (
            ("recommendations:question-reply", (r.question.pk,), {"text": "So."})
            if r.question
            else None
        ),
        everywhere(["asked"], FOCAL),
    ),
    Row(
        "complete",
        "rights: the secretariat finds what was submitted complete",
        lambda r: ("recommendations:report-complete", (r.report.pk,), {}),
        everywhere(["submitted"], SECRETARIAT),
    ),
    Row(
        "decide_publication",
        "domain 6.1: the state alone, and it may change its mind",
        lambda r: (
            "recommendations:report-publication",
            (r.report.pk,),
            {"publication": "authorised"},
        ),
        everywhere(STAGES, FOCAL),
    ),
    Row(
        "make_offer",
        "rights: partners offer assistance",
        lambda _r: ("recommendations:offers", (), {"words": "Training."}),
        everywhere(STAGES, PARTNERS),
        unlocked="a new row",
    ),
    Row(
        "match",
        "rights: the secretariat brings a need and an offer together",
        lambda r: _item(r, "recommendations:offer-match", {"offer": r.offer.pk}),
        everywhere(STAGES, SECRETARIAT),
    ),
]


def at_stage(council: Cast, stage: str) -> Reported:
    at, head, secretary = timezone.now(), council.head, council.secretariat
    text = addressed(council)
    cycle = opened(council)
    report = cycle.reports.get(organisation=council.organisations["sogdiana"])
    item = report.items.order_by("pk")[0]
    actions.save_item(
        item,
        {"implementation": "planned", "needs": "Training."},
        based_on=item.version,
        by=head,
        at=at,
    )
    question = None
    if stage in {"submitted", "asked", "complete"}:
        actions.submit(report, covering_note="", by=head, at=at)
    if stage == "asked":
        question = actions.ask(report, "How?", item=None, by=secretary, at=at)
    elif stage == "complete":
        actions.complete(report, by=secretary, at=at)
    elif stage == "cycle_closed":
        actions.close_cycle(cycle, by=secretary, at=at)
    elif stage == "text_closed":
        actions.close_text(text, reason="Implemented.", by=secretary, at=at)
    line = text.follow_ups.get(pk=item.follow_up_id)
    offer = actions.make_offer("Training.", by=council.agency_head, at=at)
    return Reported(text, line, cycle, report, question, offer)
