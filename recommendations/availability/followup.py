"""What follows adoption: answers of the addressees, cycles, reports, offers; and the end of a text."""

from __future__ import annotations

from django.utils.translation import gettext as _

from councils.models import Organisation
from councils.permissions import may_manage
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from .. import permissions
from ..lifecycle import ReportAct, TextAct, may_report, may_text
from ..models import Cycle, FollowUp, Question, Recommendation, Report, ReportItem
from ..permissions import Person


def answer(by: Person, line: FollowUp) -> Verdict:
    """The focal point of the addressee, or the secretariat as recorder, while the text is followed."""
    return permissions.may_answer_for(by, line.organisation) and may_text(
        TextAct.FOLLOW_UP, line.recommendation.status
    )


def open_cycle(by: Person) -> Verdict:
    """The secretariat, one cycle at a time."""
    verdict = may_manage(by)
    if verdict and Cycle.objects.running().exists():
        return not_now(_("A cycle is open already. Close it before the next one."))
    return verdict


def close_cycle(by: Person, cycle: Cycle) -> Verdict:
    """The secretariat, once."""
    return may_manage(by) and _cycle_open(cycle)


def remind_reports(by: Person, cycle: Cycle) -> Verdict:
    """The secretariat, while the cycle is open."""
    return may_manage(by) and _cycle_open(cycle)


def write_item(by: Person, report: Report, item: ReportItem) -> Verdict:
    """Fill in a line and add evidence: the person it was passed to, and the focal point."""
    return permissions.may_write_item(by, report, item) and _report(report, ReportAct.WRITE)


def pass_item(by: Person, report: Report) -> Verdict:
    """The focal point passes a line to the responsible person."""
    return permissions.may_validate(by, report.organisation) and _report(report, ReportAct.WRITE)


def submit(by: Person, report: Report) -> Verdict:
    """The focal point submits, when every question is answered."""
    verdict = permissions.may_validate(by, report.organisation) and _report(
        report, ReportAct.SUBMIT
    )
    if verdict and report.questions.filter(answer="").exists():
        return not_now(_("Answer the secretariat's questions before you submit again."))
    return verdict


def ask(by: Person, report: Report) -> Verdict:
    """The secretariat asks about a submitted report."""
    return may_manage(by) and _report(report, ReportAct.ASK)


def reply(by: Person, question: Question) -> Verdict:
    """The focal point answers a question, once."""
    verdict = permissions.may_validate(by, question.report.organisation) and _report(
        question.report, ReportAct.REPLY
    )
    if verdict and question.answer:
        return not_now(_("This question has been answered already."))
    return verdict


def complete(by: Person, report: Report) -> Verdict:
    """The secretariat finds a submitted report complete."""
    return may_manage(by) and may_report(ReportAct.COMPLETE, report.status)


def decide_publication(by: Person, report: Report) -> Verdict:
    """The state alone; it may change its mind."""
    return permissions.may_decide_publication(by, report.organisation)


def _report(report: Report, act: ReportAct) -> Verdict:
    return _cycle_open(report.cycle) and may_report(act, report.status)


def _cycle_open(cycle: Cycle) -> Verdict:
    if cycle.is_open:
        return ALLOWED
    return not_now(_("This cycle is closed; open items roll to the next one."))


def make_offer(by: Person) -> Verdict:
    """Partners: international bodies and civil society, by who speaks for them."""
    return permissions.may_offer(by)


def match(by: Person, item: ReportItem | None = None) -> Verdict:
    """The secretariat brings an offer and a reported need together."""
    verdict = may_manage(by)
    if verdict and item is not None and not item.needs:
        return not_now(_("No need for assistance is reported there."))
    return verdict


def set_review(by: Person, text: Recommendation) -> Verdict:
    """The secretariat, of an adopted text."""
    return may_manage(by) and may_text(TextAct.SET_REVIEW, text.status)


def close_text(by: Person, text: Recommendation) -> Verdict:
    """The secretariat ends the follow-up of a published text."""
    return may_manage(by) and may_text(TextAct.CLOSE, text.status)


def replace(by: Person, earlier: Recommendation, *, ends: bool = False) -> Verdict:
    """The secretariat notes that a published text updates, or (`ends`) supersedes, an earlier one."""
    act = TextAct.SUPERSEDE if ends else TextAct.UPDATE
    return may_manage(by) and may_text(act, earlier.status)


def focal_point(by: Person, organisation: Organisation) -> Verdict:
    """Does this person answer for the addressee?"""
    return permissions.may_validate(by, organisation)
