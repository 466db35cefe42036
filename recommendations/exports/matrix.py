"""The matrix of comments: by organisation, with what was made of each; to Word and Excel, and back from Excel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.models import Organisation
from rec_portal.names import by_language, text_languages, written_as
from rec_portal.ui.diff import plain
from rec_portal.ui.forms import number_in
from rec_portal.ui.sheet import Book, Column
from rec_portal.ui.word import WordFile

from ..lifecycle import NEEDS_RESPONSE, DispositionKind
from ..models import LANGUAGES, Clause, Comment, Recommendation, Revision

COLUMNS = {
    "number": gettext_lazy("No."),
    "paragraph": gettext_lazy("Paragraph"),
    "about": gettext_lazy("Language"),
    "organisation": gettext_lazy("Organisation"),
    "comment": gettext_lazy("Comment"),
    "disposition": gettext_lazy("Disposition"),
    "response": gettext_lazy("Response"),
    "written": gettext_lazy("Written"),
}
WIDTHS = {
    "number": 8,
    "paragraph": 12,
    "about": 10,
    "organisation": 24,
    "comment": 60,
    "disposition": 24,
    "response": 50,
    "written": 20,
}


def rows_of(recommendation: Recommendation, revision: Revision) -> list[dict[str, Any]]:
    """First comments in the order of organisations, then of paragraphs; answers stay on the page."""
    labels = {clause.paragraph_id: clause.label for clause in revision.numbered()}
    order = {clause.paragraph_id: clause.order for clause in revision.clauses.all()}
    comments = Comment.objects.with_threads().filter(recommendation=recommendation, parent=None)
    rows = [_row(comment, labels.get(comment.paragraph_id, "–")) for comment in comments]
    return sorted(
        rows,
        key=lambda row: (
            row["organisation"],
            order.get(row["row"].paragraph_id, 9999),
            row["number"],
        ),
    )


def _row(comment: Comment, label: str) -> dict[str, Any]:
    disposition = comment.disposition
    return {
        "row": comment,
        "number": comment.pk,
        "paragraph": label,
        "about": comment.get_about_display() if comment.about else "",
        "organisation": str(comment.organisation or comment.author),
        "comment": comment.text,
        "disposition": str(disposition.get_kind_display()) if disposition else "",
        "response": disposition.response if disposition else "",
        "written": date_format(timezone.localtime(comment.created_at), "DATETIME_FORMAT"),
    }


def to_excel(recommendation: Recommendation, revision: Revision) -> bytes:
    """The matrix with empty rows below for new comments, and a second sheet with the text they are about."""
    book = Book()
    rows = [[row[name] for name in COLUMNS] for row in rows_of(recommendation, revision)]
    sheet = book.sheet(
        _("Comments"), [Column(str(title), WIDTHS[name]) for name, title in COLUMNS.items()], rows
    )
    for _line in range(20):
        sheet.append([""] * len(COLUMNS))
    text = [
        [c.label, *(plain(c.in_language(code)) for code in LANGUAGES)] for c in revision.numbered()
    ]
    book.sheet(
        _("Text"),
        [Column(_("Paragraph"), 12), *(Column(str(name), 70) for _code, name in text_languages())],
        text,
    )
    kinds = [[str(kind.label)] for kind in DispositionKind]
    book.sheet(_("Dispositions"), [Column(_("Disposition"), 30)], kinds)
    return book.bytes()


def to_word(recommendation: Recommendation, revision: Revision) -> bytes:
    file = WordFile(recommendation.title_i18n, wide=True)
    file.heading(_("Matrix of comments: %(title)s") % {"title": recommendation.title_i18n})
    file.line(f"{recommendation.body} · {revision.name}", small=True)
    names = [name for name in COLUMNS if name != "written"]
    rows = [[str(row[name]) for name in names] for row in rows_of(recommendation, revision)]
    file.table([str(COLUMNS[name]) for name in names], rows)
    return file.bytes()


@dataclass
class NewComment:
    line: int
    clause: Clause
    organisation: Organisation | None
    about: str
    text: str


@dataclass
class NewDisposition:
    line: int
    comment: Comment
    kind: str
    response: str


@dataclass
class Plan:
    """What an Excel file would do; nothing is saved before it is confirmed."""

    comments: list[NewComment] = field(default_factory=list)
    dispositions: list[NewDisposition] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)
    unchanged: int = 0


def _aliases() -> dict[str, str]:
    """Heads of columns in either language, to the names of columns."""
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {str(title).strip().lower(): name for name, title in COLUMNS.items()}
    return known


def _kinds() -> dict[str, str]:
    known: dict[str, str] = {}
    for language in LANGUAGES:
        with translation.override(language):
            known |= {str(kind.label).lower(): kind.value for kind in DispositionKind}
    return known


def plan(
    recommendation: Recommendation,
    revision: Revision,
    lines: list[tuple[int, list[str]]],
    *,
    pen: bool,
    own: int | None = None,
) -> Plan:
    """Read the lines of a returned matrix. `pen`: the importer may say what was made of comments; `own`: for whom it is
    that rows without an organisation speak."""
    found = Plan()
    aliases = _aliases()
    if not lines or not {"paragraph", "comment"} <= {
        aliases.get(cell.lower(), "") for cell in lines[0][1]
    }:
        found.errors.append(
            (1, _("The first row must hold the heads of the columns, as in the exported file."))
        )
        return found
    heads = [aliases.get(cell.lower(), "") for cell in lines[0][1]]
    comments = {
        each.pk: each
        for each in Comment.objects.with_threads().filter(
            recommendation=recommendation, parent=None
        )
    }
    clauses = _by_label(revision)
    organisations = _by_name()
    known = {
        (each.paragraph_id, str(each.organisation_id or ""), " ".join(each.text.split()))
        for each in comments.values()
    }
    known |= {
        (paragraph, "", words) for paragraph, party, words in known if party == str(own or "")
    }
    for line, cells in lines[1:]:
        values = {
            name: cells[index] if index < len(cells) else ""
            for index, name in enumerate(heads)
            if name
        }
        if values.get("number"):
            _known(found, line, values, comments, pen=pen)
        elif values.get("comment"):
            _new(found, line, values, clauses, organisations, known)
        elif any(values.values()):
            found.errors.append((line, _("The row has no comment.")))
    return found


def _by_label(revision: Revision) -> dict[str, Clause]:
    known: dict[str, Clause] = {}
    clauses = revision.numbered()
    for language in LANGUAGES:
        with translation.override(language):
            known |= {clause.label.lower().replace(" ", ""): clause for clause in clauses}
    return known


def _by_name() -> dict[str, Organisation]:
    known: dict[str, Organisation] = {}
    for organisation in Organisation.objects.filter(is_active=True):
        for language in LANGUAGES:
            with translation.override(language):
                known[str(organisation).lower()] = known[organisation.name_i18n.lower()] = (
                    organisation
                )
    return known


def _known(
    found: Plan, line: int, values: dict[str, str], comments: dict[int, Comment], *, pen: bool
) -> None:
    comment = comments.get(number_in(values["number"].removesuffix(".0")) or 0)
    if comment is None:
        found.errors.append((line, _("There is no comment with this number on this text.")))
        return
    if values.get("comment", "").split() != comment.text.split():
        found.errors.append((line, _("A comment is not edited; write a new one in an empty row.")))
        return
    kind = _kinds().get(values.get("disposition", "").lower(), "")
    if values.get("disposition") and not kind:
        found.errors.append(
            (line, _("Unknown disposition; use one of those on the sheet «Dispositions»."))
        )
        return
    last = comment.disposition
    if not kind or (last and (last.kind, last.response) == (kind, values.get("response", ""))):
        found.unchanged += 1
    elif not pen:
        found.errors.append((line, _("Only who holds the pen says what was made of a comment.")))
    elif kind in NEEDS_RESPONSE and not values.get("response"):
        found.errors.append(
            (
                line,
                _("«%(kind)s» needs a reason: what was changed, or why not.")
                % {"kind": DispositionKind(kind).label},
            )
        )
    else:
        found.dispositions.append(NewDisposition(line, comment, kind, values.get("response", "")))


def _new(
    found: Plan,
    line: int,
    values: dict[str, str],
    clauses: dict[str, Clause],
    organisations: dict[str, Organisation],
    known: set[tuple[int, str, str]],
) -> None:
    clause = clauses.get(values.get("paragraph", "").lower().replace(" ", "").removesuffix(".0"))
    if clause is None:
        found.errors.append((line, _("No paragraph has this number; see the sheet «Text».")))
        return
    named = values.get("organisation", "")
    organisation = organisations.get(named.lower())
    if named and organisation is None:
        found.errors.append((line, _("No organisation has this name.")))
        return
    typed = values.get("about", "").strip().lower()
    about = {"": ""} | {w: code for w, code in written_as().items() if code in LANGUAGES}
    for code, name in text_languages():
        about |= {word.lower(): code for word in by_language(name).values()}
    if typed not in about:
        found.errors.append(
            (
                line,
                _("The language is one of %(codes)s, or nothing where it is all.")
                % {"codes": ", ".join(f"«{code.upper()}»" for code, _name in text_languages())},
            )
        )
        return
    if len(values["comment"]) > COMMENT_LIMIT:
        found.errors.append(
            (line, _("A comment has at most 5,000 characters; nothing is cut off. Divide it."))
        )
        return
    made = NewComment(line, clause, organisation, about[typed], values["comment"])
    if _same(made) in known or any(_same(made) == _same(each) for each in found.comments):
        found.unchanged += 1
    else:
        found.comments.append(made)


COMMENT_LIMIT = 5000


def _same(comment: NewComment) -> tuple[int, str, str]:
    """A file sent twice makes no comment twice: the same words of one organisation on one paragraph are one comment."""
    named = comment.organisation.pk if comment.organisation else ""
    return (comment.clause.paragraph_id, str(named), " ".join(comment.text.split()))
