"""What became of an adopted text: addressees' answers, reporting cycles, offers; and the end or successor of a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.lifecycle import OrganisationKind
from councils.models import Council, Organisation, Representative
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Letter
from rec_portal.names import columns
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import (
    AddresseeKind,
    Answer,
    BodyType,
    CycleStatus,
    Implementation,
    LinkKind,
    Publication,
    RecommendationStatus,
    ReportStatus,
)
from ..models import (
    AnswerGiven,
    Cycle,
    Evidence,
    FollowUp,
    Match,
    Offer,
    Question,
    Recommendation,
    Report,
    ReportItem,
    Revision,
    Submission,
)
from .drafting import change_status
from .locking import locked
from .proposing import link


def addressed_by(recommendation: Recommendation, revision: Revision) -> list[FollowUp]:
    """One line, not saved, for each addressee and paragraph, from the particulars frozen in a revision (`with_text`).

    Governments answer for the kinds of body within their states; civil society and international organisations, where a
    paragraph is addressed to them, are those with a seat in the lead group today: asked when the text is adopted, and
    shown before.
    """
    organisations = Organisation.objects.filter(is_active=True, is_demo=recommendation.is_demo)
    governments = list(organisations.filter(kind=OrganisationKind.GOVERNMENT))
    seated = list(organisations.filter(pk__in=recommendation.body.seated().values("pk")))
    lines = []
    for clause in revision.numbered():
        addressees = revision.particulars.get(str(clause.paragraph.identity), {}).get(
            "addressees", []
        )
        lines += [
            FollowUp(
                recommendation=recommendation,
                paragraph=clause.paragraph,
                label=clause.label,
                organisation=each,
            )
            for each in _addressed(addressees, governments, seated)
        ]
    return lines


def open_follow_up(recommendation: Recommendation, *, by: User, at: datetime) -> list[FollowUp]:
    """The lines of those to whom the text was addressed when it was adopted."""
    frozen = recommendation.adoption.snapshot.get("addressees", [])
    return FollowUp.objects.bulk_create(
        FollowUp(
            recommendation=recommendation,
            paragraph_id=paragraph,
            label=label,
            organisation_id=organisation,
        )
        for paragraph, label, organisation in frozen
    )


_KIND_OF = {
    BodyType.SOCIETY: OrganisationKind.CIVIL_SOCIETY,
    BodyType.INTERNATIONAL: OrganisationKind.INTERNATIONAL,
}


def _addressed(
    addressees: list[dict[str, Any]], governments: list[Organisation], seated: list[Organisation]
) -> list[Organisation]:
    types = {each["body_type"] for each in addressees if each["kind"] == AddresseeKind.BODY_KIND}
    named = {each["organisation"] for each in addressees if each["kind"] == AddresseeKind.STATE}
    within_states = bool(types - set(_KIND_OF))
    everybody = within_states or any(
        each["kind"] == AddresseeKind.ALL_STATES for each in addressees
    )
    kinds = {_KIND_OF[BodyType(each)] for each in types if each in _KIND_OF}
    return [each for each in governments if everybody or each.pk in named] + [
        each for each in seated if each.kind in kinds
    ]


@transaction.atomic
def answer(
    follow_up: FollowUp,
    value: str,
    *,
    words: str,
    document: str,
    by: User,
    at: datetime,
    source: str = "",
) -> AnswerGiven:
    """An addressee's position on a paragraph; by its focal point, or recorded by the secretariat with its source."""
    locked(follow_up.recommendation)
    follow_up = (
        FollowUp.objects.select_for_update(of=("self",))
        .select_related("organisation", "recommendation")
        .get(pk=follow_up.pk)
    )
    require(availability.answer(by, follow_up))
    if by.organisation != follow_up.organisation and not source.strip():
        raise RuleBroken(_("Name how the answer reached the secretariat, with its date."))
    if value == Answer.NO_ANSWER:
        raise RuleBroken(_("Choose an answer."))
    made = AnswerGiven.objects.create(
        follow_up=follow_up,
        answer=value,
        words=words.strip(),
        document=document.strip(),
        source=source.strip(),
        by=by,
        at=at,
    )
    moved = follow_up.answer != value
    follow_up.answer = Answer(value)
    follow_up.save(update_fields=["answer"])
    audit.log(
        "follow_up.answered",
        follow_up.recommendation,
        by=by,
        at=at,
        paragraph=follow_up.label,
        organisation=follow_up.organisation,
        answer=value,
        source=source,
    )
    if moved:
        mail.queue(notices.moved(follow_up.recommendation), by=by)
    return made


@dataclass(frozen=True)
class CycleTerms:
    titles: dict[str, str]
    period_from: date
    period_to: date
    deadline: datetime
    guidance: dict[str, str] = field(default_factory=dict)


@transaction.atomic
def open_cycle(terms: CycleTerms, *, by: User, at: datetime) -> Cycle:
    """The secretariat opens a cycle; each addressee's report is assigned to its focal point, who is told."""
    Council.objects.select_for_update().get(pk=1)  # two cycles are never opened at once
    require(availability.open_cycle(by))
    if terms.deadline <= at:
        raise RuleBroken(_("Choose a deadline that lies ahead."))
    lines = list(
        FollowUp.objects.filter(
            recommendation__in=Recommendation.objects.followed(), organisation__is_active=True
        )
        .select_related("organisation")
        .order_by("organisation_id", "recommendation_id", "pk")
    )
    if not lines:
        raise RuleBroken(
            _("No published text is addressed to a state yet; there is nothing to report on.")
        )
    cycle = Cycle.objects.create(
        period_from=terms.period_from,
        period_to=terms.period_to,
        deadline=terms.deadline,
        opened_by=by,
        opened_at=at,
        **columns(title=terms.titles, guidance=terms.guidance),
    )
    reports: dict[int, Report] = {}
    for follow_up in lines:
        if follow_up.organisation_id not in reports:
            reports[follow_up.organisation_id] = Report.objects.create(
                cycle=cycle, organisation=follow_up.organisation
            )
    ReportItem.objects.bulk_create(
        ReportItem(
            report=reports[line.organisation_id],
            follow_up=line,
            implementation=line.implementation,
            before=line.implementation,
        )
        for line in lines
    )
    audit.log(
        "cycle.opened",
        cycle,
        by=by,
        at=at,
        reports=len(reports),
        deadline=terms.deadline.isoformat(),
    )
    for report in reports.values():
        mail.queue(notices.report_assigned(report), by=by)
    return cycle


def _locked_report(report: Report) -> Report:
    return (
        Report.objects.select_for_update(of=("self",))
        .select_related("cycle", "organisation")
        .get(pk=report.pk)
    )


class ItemConflict(RuleBroken):
    """Somebody saved this item in between; carries the row that stands now."""

    def __init__(self, current: ReportItem) -> None:
        self.current = current
        super().__init__(
            _(
                "Somebody saved this item while you were writing. Nothing of yours is lost: compare and save again."
            )
        )


ITEM_WORDS = ("responsible", "measures", "results", "obstacles", "needs")


@transaction.atomic
def save_item(
    item: ReportItem, values: dict[str, Any], *, based_on: int, by: User, at: datetime
) -> ReportItem:
    """What a responsible body, or the focal point, writes on one paragraph."""
    report = _locked_report(item.report)
    ReportItem.objects.select_for_update().only("pk").get(pk=item.pk)
    item = ReportItem.objects.select_related("assigned_to", "follow_up").get(pk=item.pk)
    require(availability.write_item(by, report, item))
    if item.version != based_on:
        raise ItemConflict(item)
    for name in ITEM_WORDS:
        setattr(item, name, str(values.get(name, "")).strip())
    item.implementation = Implementation(values["implementation"])
    item.version, item.saved_by, item.saved_at = item.version + 1, by, at
    item.save()
    audit.log(
        "report.item_saved",
        report,
        by=by,
        at=at,
        item=item.follow_up,
        implementation=item.implementation,
    )
    return item


@transaction.atomic
def pass_item(
    item: ReportItem, to: Representative | None, responsible: str, *, by: User, at: datetime
) -> ReportItem:
    """The focal point passes an item to the responsible body's person."""
    report = _locked_report(item.report)
    require(availability.pass_item(by, report))
    if to is not None and to.organisation_id != report.organisation_id:
        raise RuleBroken(_("An item is passed to a person of the same delegation."))
    if to is not None and not (to.is_current and to.user.is_active):
        raise RuleBroken(
            _("%(person)s cannot write it: the mandate or the account has ended.")
            % {"person": to.user}
        )
    item = (
        ReportItem.objects.select_for_update(of=("self",))
        .select_related("follow_up")
        .get(pk=item.pk)
    )
    item.assigned_to, item.responsible = to, responsible.strip()
    item.save(update_fields=["assigned_to", "responsible"])
    audit.log("report.item_passed", report, by=by, at=at, item=item.follow_up, person=to or "")
    if to is not None:
        mail.queue(notices.item_passed(item, to.user), by=by)
    return item


@transaction.atomic
def add_evidence(
    item: ReportItem,
    *,
    title: str,
    link_to: str,
    file: UploadedFile | None,
    is_public: bool,
    by: User,
    at: datetime,
) -> Evidence:
    """A document or an address that supports what is reported; public or restricted."""
    report = _locked_report(item.report)
    require(availability.write_item(by, report, item))
    if not link_to and file is None:
        raise RuleBroken(_("Add a file or an address."))
    made = Evidence(
        item=item, title=title, link=link_to, is_public=is_public, added_by=by, added_at=at
    )
    if file is not None:
        made.name, made.content_type = (
            (file.name or "evidence")[-200:],
            file.content_type or "application/octet-stream",
        )
        made.file.save("evidence", file, save=False)
    made.save()
    audit.log("report.evidence_added", report, by=by, at=at, document=title, public=is_public)
    return made


@transaction.atomic
def submit(report: Report, *, covering_note: str, by: User, at: datetime) -> Report:
    """The focal point validates and submits officially: from now on it is the state's word, and the matrix follows it."""
    report = _locked_report(report)
    require(availability.submit(by, report))
    report.status, report.covering_note = ReportStatus.SUBMITTED, covering_note.strip()
    report.submitted_by, report.submitted_at = by, at
    report.save(update_fields=["status", "covering_note", "submitted_by", "submitted_at"])
    items = list(report.items.select_related("follow_up__recommendation__adoption"))
    Submission.objects.create(
        report=report, by=by, at=at, content=[_item_data(item) for item in items]
    )
    moved = _carry_over(items)
    audit.log("report.submitted", report, by=by, at=at, note=covering_note, moved=len(moved))
    for recommendation in moved:
        mail.queue(notices.moved(recommendation), by=by)
    return report


def _item_data(item: ReportItem) -> dict[str, Any]:
    words = {name: getattr(item, name) for name in ITEM_WORDS}
    return {
        "text": item.follow_up.recommendation.symbol,
        "paragraph": item.follow_up.label,
        "implementation": item.implementation,
        **words,
    }


def _carry_over(items: list[ReportItem]) -> dict[Recommendation, list[FollowUp]]:
    moved: dict[Recommendation, list[FollowUp]] = {}
    for item in items:
        line = item.follow_up
        if line.implementation != item.implementation:
            line.implementation = item.implementation
            line.save(update_fields=["implementation"])
            moved.setdefault(line.recommendation, []).append(line)
    return moved


@transaction.atomic
def ask(report: Report, text: str, *, item: ReportItem | None, by: User, at: datetime) -> Question:
    """The secretariat asks back; it never rewrites."""
    report = _locked_report(report)
    require(availability.ask(by, report))
    if not text.strip():
        raise RuleBroken(_("Write the question."))
    report.status = ReportStatus.ASKED
    report.save(update_fields=["status"])
    made = Question.objects.create(
        report=report, item=item, text=text.strip(), asked_by=by, asked_at=at
    )
    audit.log("report.asked", report, by=by, at=at, question=made.pk)
    mail.queue(notices.report_asked(made), by=by)
    return made


@transaction.atomic
def reply(question: Question, text: str, *, by: User, at: datetime) -> Question:
    report = _locked_report(question.report)
    question = Question.objects.select_for_update(of=("self",)).get(pk=question.pk)
    question.report = report
    require(availability.reply(by, question))
    if not text.strip():
        raise RuleBroken(_("Write the answer."))
    question.answer, question.answered_by, question.answered_at = text.strip(), by, at
    question.save(update_fields=["answer", "answered_by", "answered_at"])
    audit.log("report.replied", report, by=by, at=at, question=question.pk)
    return question


@transaction.atomic
def complete(report: Report, *, by: User, at: datetime) -> Report:
    """The secretariat finds the report complete."""
    report = _locked_report(report)
    require(availability.complete(by, report))
    report.status = ReportStatus.COMPLETE
    report.save(update_fields=["status"])
    audit.log("report.complete", report, by=by, at=at)
    return report


@transaction.atomic
def decide_publication(report: Report, value: str, *, by: User, at: datetime) -> Report:
    """The state, and nobody else, decides whether its part becomes public; it may change its mind."""
    report = _locked_report(report)
    require(availability.decide_publication(by, report))
    if value not in {Publication.AUTHORISED, Publication.WITHHELD}:
        raise RuleBroken(_("Choose whether your part is published."))
    report.publication, report.publication_by, report.publication_at = Publication(value), by, at
    report.save(update_fields=["publication", "publication_by", "publication_at"])
    audit.log("report.publication", report, by=by, at=at, publication=value)
    return report


@transaction.atomic
def close_cycle(cycle: Cycle, *, by: User, at: datetime) -> Cycle:
    """The cycle ends; who has not reported stays at «no information», never at «not started»; open items roll on."""
    cycle = Cycle.objects.select_for_update().get(pk=cycle.pk)
    require(availability.close_cycle(by, cycle))
    cycle.status, cycle.closed_at = CycleStatus.CLOSED, at
    cycle.save(update_fields=["status", "closed_at"])
    audit.log("cycle.closed", cycle, by=by, at=at)
    return cycle


REMINDED_BEFORE = (timedelta(days=14), timedelta(days=3), timedelta(0))


def reminder_due(cycle: Cycle, at: datetime) -> bool:
    """Two weeks and three days before the deadline, and when it has passed: each once, by hand or by the clock."""
    passed = [
        cycle.deadline - before
        for before in REMINDED_BEFORE
        if cycle.opened_at < cycle.deadline - before <= at
    ]
    if not cycle.is_open or not passed or not cycle.reports.writable().exists():
        return False
    letters = Letter.objects.filter(
        kind="report_reminder",
        about_type=Report._meta.label_lower,
        about_id__in=cycle.reports.values("pk"),
        created_at__gte=max(passed),
    )
    return not letters.exists()


@transaction.atomic
def remind_reports(cycle: Cycle, *, by: User | None, at: datetime) -> int:
    """Remind the delegations whose report is not in; the number of letters written."""
    cycle = Cycle.objects.select_for_update(no_key=True).get(pk=cycle.pk)
    if by is not None:
        require(availability.remind_reports(by, cycle))
    waiting = list(cycle.reports.writable().select_related("organisation", "cycle"))
    for report in waiting:
        mail.queue(notices.report_reminder(report), by=by)
    audit.log("cycle.reminded", cycle, by=by, at=at, letters=len(waiting))
    return len(waiting)


@transaction.atomic
def make_offer(words: str, *, by: User, at: datetime) -> Offer:
    """A partner offers assistance."""
    require(availability.make_offer(by))
    if not words.strip():
        raise RuleBroken(_("Say what is offered."))
    assert by.organisation is not None  # noqa: S101  # may_offer has asked
    made = Offer.objects.create(
        organisation=by.organisation, words=words.strip(), made_by=by, made_at=at
    )
    audit.log("offer.made", made, by=by, at=at)
    return made


@transaction.atomic
def match(offer: Offer, item: ReportItem, *, by: User, at: datetime) -> Match:
    """The secretariat brings a need and an offer together and tells both."""
    offer = Offer.objects.select_for_update(no_key=True).get(pk=offer.pk)
    require(availability.match(by, item))
    made, new = Match.objects.get_or_create(offer=offer, item=item, defaults={"by": by, "at": at})
    if new:
        audit.log("offer.matched", offer, by=by, at=at, item=item)
        mail.queue(notices.matched(made), by=by)
    return made


@transaction.atomic
def set_review(
    recommendation: Recommendation, on: date | None, *, by: User, at: datetime
) -> Recommendation:
    """When an adopted text is looked at again."""
    recommendation = locked(recommendation)
    require(availability.set_review(by, recommendation))
    recommendation.review_on = on
    recommendation.save(update_fields=["review_on"])
    audit.log(
        "recommendation.review_set", recommendation, by=by, at=at, on=on.isoformat() if on else ""
    )
    return recommendation


@transaction.atomic
def close_text(
    recommendation: Recommendation, *, reason: str, by: User, at: datetime
) -> Recommendation:
    """Implemented, or overtaken: the follow-up ends; text and reports stay."""
    recommendation = locked(recommendation)
    require(availability.close_text(by, recommendation))
    if not reason.strip():
        raise RuleBroken(_("Say why the text is closed."))
    change_status(recommendation, RecommendationStatus.CLOSED)
    audit.log("recommendation.closed", recommendation, by=by, at=at, reason=reason)
    mail.queue(notices.text_ended(recommendation, reason), by=by)
    return recommendation


@transaction.atomic
def replace(
    earlier: Recommendation, later: Recommendation, kind: str, *, by: User, at: datetime
) -> Recommendation:
    """A published text updates, merges or supersedes an earlier one; only the last ends the earlier text."""
    earlier, later = sorted_lock(earlier, later)
    ends = kind in {LinkKind.SUPERSEDES, LinkKind.MERGES}
    require(availability.replace(by, earlier, ends=ends))
    if not later.is_public:
        raise RuleBroken(_("The later text must have been published."))
    link(later, earlier, kind, by=by, at=at)
    if ends:
        change_status(earlier, RecommendationStatus.SUPERSEDED)
        mail.queue(notices.text_ended(earlier, str(later.symbol)), by=by)
    audit.log("recommendation.linked", earlier, by=by, at=at, kind=kind, symbol=later.symbol)
    return earlier


def sorted_lock(
    one: Recommendation, other: Recommendation
) -> tuple[Recommendation, Recommendation]:
    """Two texts are locked in the order of their keys, so that two acts never wait for each other."""
    held = {each.pk: locked(each) for each in sorted((one, other), key=lambda each: each.pk)}
    return held[one.pk], held[other.pk]
