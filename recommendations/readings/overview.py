"""What became of what was agreed: states × recommendations, by both axes; as tables, as bars, to Excel and the annual report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Prefetch
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils.models import Council, Organisation
from rec_portal.names import reader_language
from rec_portal.ui.sheet import Book, Column
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from ..lifecycle import Answer, Implementation, Phase, TargetGroup
from ..models import AnswerGiven, Cycle, Evidence, FollowUp, Recommendation, Report, ReportItem
from ..models.followup import reads_follow_up

IMPLEMENTATION_SIGNS = {
    Implementation.NO_INFORMATION: "wait",
    Implementation.NOT_STARTED: "aside",
    Implementation.PLANNED: "stmt",
    Implementation.IN_PROGRESS: "resv",
    Implementation.PARTLY: "resv",
    Implementation.IMPLEMENTED: "join",
    Implementation.CONTINUOUS: "join",
    Implementation.NOT_APPLICABLE: "aside",
}


ANSWER_SIGNS = {
    Answer.NO_ANSWER: "wait",
    Answer.UNDER_CONSIDERATION: "stmt",
    Answer.ACCEPTED: "join",
    Answer.IN_PART: "resv",
    Answer.NOTED: "aside",
    Answer.NOT_ACCEPTED: "obj",
}


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


NOT_PUBLISHED = ""


def seen_by(user: Any, lines: Iterable[FollowUp]) -> list[FollowUp]:
    """The lines as this reader may know them; not to be saved.

    Who reads a body's papers sees where each addressee stands. The public sees every line, but of each only what stood in
    the last report that the state has authorised, and the answer given until then; of all others there is no information,
    and their answer is not published: who is silent and who withholds look the same.
    """
    found = list(lines)
    if reads_follow_up(user):
        return found
    parts = (
        ReportItem.objects.filter(
            report__in=Report.objects.public(), follow_up__in=[line.pk for line in found]
        )
        .order_by("report__cycle__period_to", "report__cycle_id")
        .values_list("follow_up", "implementation", "report__publication_at")
    )
    open_parts = {line: (implementation, at) for line, implementation, at in parts}
    answers: dict[int, list[AnswerGiven]] = {}
    for given in AnswerGiven.objects.filter(follow_up__in=list(open_parts)).order_by("pk"):
        answers.setdefault(given.follow_up_id, []).append(given)
    for line in found:
        line.answer = NOT_PUBLISHED
        line.implementation = Implementation.NO_INFORMATION
        if line.pk in open_parts:
            implementation, at = open_parts[line.pk]
            line.implementation = implementation
            given_then = [each.answer for each in answers.get(line.pk, []) if at and each.at <= at]
            line.answer = given_then[-1] if given_then else Answer.NO_ANSWER
    return found


def follow_ups(user: Any, *, group: str = "", phase: str = "", target: str = "") -> list[FollowUp]:
    """The lines a reader may see, by body, phase or target group."""
    lines = FollowUp.objects.filter(
        recommendation__in=Recommendation.objects.visible_to(user).in_force()
    )
    if group:
        lines = lines.filter(recommendation__body__code=group)
    if phase in Phase.values:
        lines = lines.filter(paragraph__particulars__phases__contains=[phase])
    if target in TargetGroup.values:
        lines = lines.filter(paragraph__particulars__target_groups__contains=[target])
    lines = lines.order_by("-recommendation__adoption__adopted_at", "-recommendation_id", "pk")
    return seen_by(user, lines.prefetch_related(_texts("recommendation"), "organisation"))


def _texts(name: str) -> Prefetch[Any]:
    """Few texts, many lines: each is made once, not once a line, and without what only its own page needs."""
    return Prefetch(name, Recommendation.objects.select_related("body").with_adoption())


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
    return _segments(
        [(str(kind.label), counts[kind], IMPLEMENTATION_SIGNS[kind]) for kind in Implementation]
    )


def answer_bars(lines: Iterable[FollowUp]) -> list[Bar]:
    """The other axis: how many lines stand at each answer."""
    counts = Counter(line.answer for line in lines)
    kinds = [(str(kind.label), counts[kind], ANSWER_SIGNS[kind]) for kind in Answer]
    return _segments([*kinds, (str(_("not published")), counts[NOT_PUBLISHED], "wait")])


def _segments(counted: list[tuple[str, int, str]]) -> list[Bar]:
    total = sum(count for _label, count, _sign in counted)
    result, x = [], 0.0
    for label, count, sign in counted:
        if count:
            width = 100 * count / total
            result.append(Bar(label, count, sign, round(x, 3), round(width, 3)))
            x += width
    return result


@dataclass(frozen=True)
class Chart:
    """A bar and the table that says the same."""

    key: str
    title: str
    bars: list[Bar]


def charts(lines: list[FollowUp]) -> list[Chart]:
    """Both axes over everything shown; then implementation for each body that proposed a text."""
    by_body: dict[str, list[FollowUp]] = {}
    for line in lines:
        by_body.setdefault(str(line.recommendation.body), []).append(line)
    found = [
        Chart("implementation", _("Implementation"), bars(lines)),
        Chart("answers", _("Positions of the addressees"), answer_bars(lines)),
    ]
    if len(by_body) > 1:
        found += [
            Chart(f"body-{n}", name, bars(own))
            for n, (name, own) in enumerate(sorted(by_body.items()))
        ]
    return found


def moved_since(cycle: Cycle, user: Any) -> list[ReportItem]:
    """What stands elsewhere than after the cycle before."""
    reports = Report.objects.visible_to(user).filter(cycle=cycle).begun()
    items = ReportItem.objects.filter(report__in=reports).select_related(
        "follow_up__organisation", "report"
    )
    items = items.prefetch_related(_texts("follow_up__recommendation"))
    if reads_follow_up(user):
        return list(items.exclude(before=F("implementation")))
    own = getattr(user, "organisation", None)
    found = list(items)
    published = _published_before(cycle, found)
    for item in found:  # what stood before is the state's to publish as well
        if own is None or item.report.organisation_id != own.pk:
            item.before = published.get(item.follow_up_id, Implementation.NO_INFORMATION)
    return [item for item in found if item.moved]


def _published_before(cycle: Cycle, items: list[ReportItem]) -> dict[int, Any]:
    """Line → what stood in the last report before this cycle that its state authorised."""
    earlier = ReportItem.objects.filter(
        report__in=Report.objects.public(),
        follow_up__in=[item.follow_up_id for item in items],
        report__cycle__period_to__lt=cycle.period_to,
    )
    in_order = earlier.order_by("report__cycle__period_to", "report__cycle_id")
    return dict(in_order.values_list("follow_up", "implementation"))


def _table(found: Matrix) -> tuple[list[str], list[list[str]]]:
    head = [_("Symbol"), _("Paragraph"), _("Title"), *(str(each) for each in found.organisations)]
    body = [
        [
            str(row.recommendation.symbol),
            row.label,
            row.recommendation.title_i18n,
            *(_cell(cell) for cell in cells),
        ]
        for row, cells in found.lines()
    ]
    return head, body


def _cell(line: FollowUp | None) -> str:
    if line is None:
        return "–"
    return f"{answer_of(line)} / {line.get_implementation_display()}"


def answer_of(line: FollowUp) -> str:
    return str(line.get_answer_display()) if line.answer else str(_("not published"))


def to_excel(lines: list[FollowUp]) -> bytes:
    """The matrix, and the same facts as a list with both axes in columns of their own."""
    book = Book()
    head, body = _table(matrix(lines))
    book.sheet(
        _("Matrix"),
        [Column(title, 14 if index < 2 else 30) for index, title in enumerate(head)],
        body,
    )
    columns = [
        Column(_("Symbol"), 16),
        Column(_("Paragraph"), 12),
        Column(_("Addressee"), 30),
        Column(_("Position"), 24),
        Column(_("Implementation"), 28),
    ]
    book.sheet(
        _("List"),
        columns,
        [
            [
                str(line.recommendation.symbol),
                line.label,
                str(line.organisation),
                answer_of(line),
                str(line.get_implementation_display()),
            ]
            for line in lines
        ],
    )
    return book.bytes()


@dataclass
class ItemSaid:
    """What one addressee reported on one paragraph: the heading, and (label, words) for each thing said."""

    what: str
    said: list[tuple[str, str]]


@dataclass
class AnnualReport:
    """What the annual report of the Council says on follow-up; Word and PDF are drawn from it."""

    title: str
    lines: list[str]
    head: list[str]
    table: list[list[str]]
    charts: list[Chart]
    moved: list[str]
    not_in: list[str]
    reports: list[tuple[str, list[ItemSaid]]]


def annual_report(user: Any, cycle: Cycle | None, **chosen: str) -> AnnualReport:
    """Only what this reader may see; a state that has not reported stands at «no information» and is named."""
    found = follow_ups(user, **chosen)
    head, table = _table(matrix(found))
    lines = []
    if cycle:
        period = (date_format(day, "DATE_FORMAT") for day in (cycle.period_from, cycle.period_to))
        lines = [str(cycle), " – ".join(period)]
    keys = {line.pk for line in found}
    return AnnualReport(
        _("Follow-up to the recommendations of the Council"),
        lines,
        head,
        table,
        charts(found) if found else [],
        [_moved_line(item) for item in moved_since(cycle, user) if item.follow_up_id in keys]
        if cycle
        else [],
        _not_in(user, cycle, keys) if cycle else [],
        _reports(user, cycle, keys) if cycle else [],
    )


def _moved_line(item: ReportItem) -> str:
    return f"{item.follow_up}: {item.get_before_display()} → {item.get_implementation_display()}"


def _not_in(user: Any, cycle: Cycle, keys: set[int]) -> list[str]:
    """Whose report on these lines this reader cannot read: not in, or not published."""
    readable = Report.objects.visible_to(user).begun().values("pk")
    reports = (
        cycle.reports.filter(items__follow_up__in=keys)
        .exclude(pk__in=readable)
        .select_related("organisation")
    )
    return sorted({str(each.organisation) for each in reports})


def _reports(user: Any, cycle: Cycle, keys: set[int]) -> list[tuple[str, list[ItemSaid]]]:
    readable = Report.objects.visible_to(user).begun()
    items = (
        ReportItem.objects.filter(report__in=readable, report__cycle=cycle, follow_up__in=keys)
        .select_related("report__organisation", "follow_up")
        .prefetch_related(
            _texts("follow_up__recommendation"),
            Prefetch("evidence", Evidence.objects.filter(is_public=True)),
        )
        .order_by("report__organisation", "follow_up")
    )
    by_state: dict[str, list[ItemSaid]] = {}
    for item in items:
        said = [
            (_("Responsible"), item.responsible),
            (_("Measures"), item.measures),
            (_("Results"), item.results),
            (_("Obstacles"), item.obstacles),
            (_("Need for assistance"), item.needs),
            (
                _("Evidence"),
                "; ".join(f"{each.title} {each.link}".strip() for each in item.evidence.all()),
            ),
        ]
        what = f"{item.follow_up.recommendation.symbol}, {item.follow_up.label}: {item.get_implementation_display()}"
        shown = ItemSaid(what, [(label, words) for label, words in said if words])
        by_state.setdefault(str(item.report.organisation), []).append(shown)
    return list(by_state.items())


def report_docx(report: AnnualReport) -> bytes:
    file = WordFile(report.title, wide=True)
    file.heading(report.title)
    for line in report.lines:
        file.line(line, small=True)
    for chart in report.charts:
        file.heading(chart.title, 2)
        drawn = [
            [bar.label, str(bar.count), "█" * max(round(bar.width / 4), 1)] for bar in chart.bars
        ]
        file.table([chart.title, pgettext("how many", "Number"), _("Share")], drawn)
    file.heading(_("Overview"), 2)
    file.table(report.head, report.table)
    for title, lines in (
        (_("What moved in this cycle"), report.moved),
        (_("No report to be read"), report.not_in),
    ):
        if lines:
            file.heading(title, 2)
            for line in lines:
                file.line(line)
    for state, items in report.reports:
        file.heading(state, 2)
        for item in items:
            file.line(item.what, bold=True)
            for label, words in item.said:
                file.line(f"{label}: {words}")
    return file.bytes()


def report_pdf(report: AnnualReport) -> bytes:
    return pdf(
        "report",
        {
            "lang": reader_language(),
            "council": Council.objects.get(pk=1).name_i18n,
            "title": report.title,
            "lines": report.lines,
            "head": report.head,
            "table": report.table,
            "number": pgettext("how many", "Number"),
            "share": _("Share"),
            "charts": [
                {
                    "title": chart.title,
                    "rows": [[bar.label, str(bar.count), bar.width] for bar in chart.bars],
                }
                for chart in report.charts
            ],
            "overview_title": _("Overview"),
            "moved_title": _("What moved in this cycle"),
            "moved": report.moved,
            "not_in_title": _("No report to be read"),
            "not_in": report.not_in,
            "reports": [
                [
                    state,
                    [
                        [item.what, [f"{label}: {words}" for label, words in item.said]]
                        for item in items
                    ],
                ]
                for state, items in report.reports
            ],
        },
    )
