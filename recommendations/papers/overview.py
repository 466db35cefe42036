"""What became of what was agreed: states × recommendations, by both axes; as tables, as bars, to Excel and the annual report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Council, Organisation
from rec_portal.ui.sheet import Book, Column
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from ..lifecycle import Answer, Implementation, Phase, ReportStatus, TargetGroup
from ..models import Cycle, FollowUp, Recommendation, Report, ReportItem

IMPLEMENTATION_SIGNS = {
    Implementation.NO_INFORMATION: "wait", Implementation.NOT_STARTED: "aside", Implementation.PLANNED: "stmt",
    Implementation.IN_PROGRESS: "resv", Implementation.PARTLY: "resv", Implementation.IMPLEMENTED: "join",
    Implementation.CONTINUOUS: "join", Implementation.NOT_APPLICABLE: "aside",
}  # fmt: skip


@dataclass
class Row:
    """A paragraph of a text and where each addressee stands; no addressee is compared with another."""

    recommendation: Recommendation
    label: str
    cells: dict[int, FollowUp] = field(default_factory=dict)


@dataclass
class Matrix:
    organisations: list[Organisation]
    rows: list[Row]

    def lines(self) -> list[tuple[Row, list[FollowUp | None]]]:
        return [(row, [row.cells.get(each.pk) for each in self.organisations]) for row in self.rows]


def seen_by(user: Any, lines: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The public sees a state's part only where that state has authorised it; representatives see all."""
    if isinstance(user, User) and user.is_active and (user.is_secretariat or user.organisation is not None):
        return lines
    open_parts = Report.objects.filter(publication="authorised", status=ReportStatus.COMPLETE)
    return lines.filter(organisation__in=open_parts.values("organisation_id"))


def follow_ups(user: Any, *, group: str = "", phase: str = "", target: str = "") -> QuerySet[FollowUp]:
    """The lines a reader may see, by body, phase or target group."""
    lines = FollowUp.objects.filter(recommendation__in=Recommendation.objects.visible_to(user)).exclude(
        recommendation__status="superseded"
    )
    if group:
        lines = lines.filter(recommendation__body__code=group)
    if phase in Phase.values:
        lines = lines.filter(paragraph__particulars__phases__contains=[phase])
    if target in TargetGroup.values:
        lines = lines.filter(paragraph__particulars__target_groups__contains=[target])
    return seen_by(user, lines).select_related("recommendation__body", "organisation")


def matrix(lines: Iterable[FollowUp]) -> Matrix:
    """States across, paragraphs down, in protocol order of the names."""
    rows: dict[tuple[int, int], Row] = {}
    organisations: dict[int, Organisation] = {}
    for line in lines:
        key = (line.recommendation_id, line.paragraph_id)
        row = rows.setdefault(key, Row(line.recommendation, line.label))
        row.cells[line.organisation_id] = line
        organisations[line.organisation_id] = line.organisation
    return Matrix(sorted(organisations.values(), key=str), list(rows.values()))


@dataclass(frozen=True)
class Bar:
    """One segment of a bar: how many lines stand so. Its word stands beside it, colour is never alone."""

    label: str
    count: int
    sign: str
    x: float
    width: float


def bars(lines: Iterable[FollowUp]) -> list[Bar]:
    """How many lines stand at each value of implementation, as segments of 100 units; the table beside says the same."""
    counts = Counter(line.implementation for line in lines)
    total = sum(counts.values())
    result, x = [], 0.0
    for kind in Implementation:
        if counts[kind]:
            width = 100 * counts[kind] / total
            result.append(Bar(str(kind.label), counts[kind], IMPLEMENTATION_SIGNS[kind], round(x, 3), round(width, 3)))
            x += width
    return result


def moved_since(cycle: Cycle, user: Any) -> list[ReportItem]:
    """What stands elsewhere than after the cycle before."""
    reports = Report.objects.visible_to(user).filter(cycle=cycle).exclude(status=ReportStatus.ASSIGNED)
    items = ReportItem.objects.filter(report__in=reports).select_related(
        "follow_up__recommendation", "follow_up__organisation"
    )
    return [item for item in items if item.moved]


def _table(found: Matrix) -> tuple[list[str], list[list[str]]]:
    head = [_("Symbol"), _("Paragraph"), _("Title"), *(str(each) for each in found.organisations)]
    body = [
        [str(row.recommendation.symbol), row.label, row.recommendation.title_i18n, *(_cell(cell) for cell in cells)]
        for row, cells in found.lines()
    ]
    return head, body


def _cell(line: FollowUp | None) -> str:
    if line is None:
        return "–"
    return f"{line.get_answer_display()} / {line.get_implementation_display()}"


def to_excel(lines: list[FollowUp]) -> bytes:
    """The matrix, and the same facts as a list with both axes in columns of their own."""
    book = Book()
    head, body = _table(matrix(lines))
    book.sheet(_("Matrix"), [Column(title, 14 if index < 2 else 30) for index, title in enumerate(head)], body)
    columns = [Column(_("Symbol"), 16), Column(_("Paragraph"), 12), Column(_("Addressee"), 30), Column(_("Position"), 24),
               Column(_("Implementation"), 28)]  # fmt: skip
    book.sheet(
        _("List"), columns,
        [[str(line.recommendation.symbol), line.label, str(line.organisation), str(line.get_answer_display()),
          str(line.get_implementation_display())] for line in lines],
    )  # fmt: skip
    return book.bytes()


@dataclass
class AnnualReport:
    """What the annual report of the Council says on follow-up; Word and PDF are drawn from it."""

    title: str
    lines: list[str]
    head: list[str]
    table: list[list[str]]
    counts: list[tuple[str, int]]
    answers: list[tuple[str, int]]
    reports: list[tuple[str, list[tuple[str, str]]]]


def annual_report(user: Any, cycle: Cycle | None) -> AnnualReport:
    """Only what this reader may see; a state that has not reported stands at «no information»."""
    found = list(follow_ups(user))
    head, table = _table(matrix(found))
    answers = Counter(line.answer for line in found)
    return AnnualReport(
        _("Follow-up to the recommendations of the Council"),
        [str(cycle)] if cycle else [],
        head, table, [(bar.label, bar.count) for bar in bars(found)],
        [(str(kind.label), answers[kind]) for kind in Answer if answers[kind]],
        _reports(user, cycle) if cycle else [],
    )  # fmt: skip


def _reports(user: Any, cycle: Cycle) -> list[tuple[str, list[tuple[str, str]]]]:
    items = (
        ReportItem.objects.filter(
            report__in=Report.objects.visible_to(user).exclude(status=ReportStatus.ASSIGNED), report__cycle=cycle
        )
        .select_related("report__organisation", "follow_up__recommendation")
        .order_by("report__organisation", "follow_up")
    )
    by_state: dict[str, list[tuple[str, str]]] = {}
    for item in items:
        words = "; ".join(each for each in (item.measures, item.results, item.obstacles) if each)
        what = f"{item.follow_up.recommendation.symbol}, {item.follow_up.label}: {item.get_implementation_display()}"
        by_state.setdefault(str(item.report.organisation), []).append((what, words))
    return list(by_state.items())


def report_docx(report: AnnualReport) -> bytes:
    file = WordFile(report.title, wide=True)
    file.heading(report.title)
    for line in report.lines:
        file.line(line, small=True)
    for title, counts in ((_("Positions of the addressees"), report.answers), (_("Implementation"), report.counts)):
        file.heading(title, 2)
        file.table([title, _("Number")], [[label, str(count)] for label, count in counts])
    file.heading(_("Overview"), 2)
    file.table(report.head, report.table)
    for state, items in report.reports:
        file.heading(state, 2)
        for what, words in items:
            file.line(what, bold=True)
            if words:
                file.line(words)
    return file.bytes()


def report_pdf(report: AnnualReport) -> bytes:
    return pdf(
        "report",
        {
            "lang": translation.get_language() or "en", "council": Council.objects.get(pk=1).name_i18n, "title": report.title,
            "lines": report.lines, "head": report.head, "table": report.table,
            "answers_title": _("Positions of the addressees"), "answers": [[a, str(b)] for a, b in report.answers],
            "counts_title": _("Implementation"), "counts": [[a, str(b)] for a, b in report.counts], "number": _("Number"),
            "overview_title": _("Overview"),
            "reports": [[state, [[what, words] for what, words in items]] for state, items in report.reports],
        },
    )  # fmt: skip
