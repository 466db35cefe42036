"""The working text, paragraph by paragraph: a save on an older version is a conflict, never an overwrite."""

from __future__ import annotations

import re
import uuid
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal import audit
from rec_portal.labels import worded
from rec_portal.ui import brackets
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import TieKind, Translation
from ..models import (
    LANGUAGES,
    Amendment,
    ClauseText,
    Paragraph,
    ParagraphSave,
    ParagraphTie,
    Recommendation,
    ReferenceText,
    Revision,
    WorkingParagraph,
    WorkingText,
)
from ..models.text import states_of
from ..readings.amendments import Owners
from .bracketing import Wordings, wordings_of, wordings_of_save
from .drafting import draft_of, lay_out, put_paragraph, rewrite
from .locking import locked

_NUMBERED = re.compile(r"^\s*(?:\d{1,3}[.)]|\(?[a-zа-я]\)|[•–-])\s+", re.IGNORECASE)
_BLANK = re.compile(r"\n[ \t]*\n+")


class ParagraphConflict(RuleBroken):
    """Somebody saved this paragraph in between; carries the row that stands now."""

    def __init__(self, current: WorkingParagraph) -> None:
        self.current = current
        super().__init__(
            _(
                "%(person)s saved this paragraph while you were writing. Nothing of yours is lost: both wordings stand below."
            )
            % {"person": current.saved_by}
        )


class TitleConflict(RuleBroken):
    """Somebody saved the titles in between."""

    def __init__(self, current: WorkingText) -> None:
        self.current = current
        super().__init__(
            _(
                "Somebody changed the title while you were writing. Nothing of yours is lost: compare and save again."
            )
        )


def _shared(recommendation_id: int) -> Recommendation:
    """Hold the text against acts on the whole, not against the other paragraphs: many write, one issues."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT 1 FROM recommendations_recommendation WHERE id = %s FOR SHARE",
            [recommendation_id],
        )
    return Recommendation.objects.select_related("body", "rapporteur").get(pk=recommendation_id)


def _row(recommendation: Recommendation, paragraph: Paragraph) -> WorkingParagraph:
    rows = WorkingParagraph.objects.filter(recommendation=recommendation, paragraph=paragraph)
    rows.select_for_update().only(
        "pk"
    ).first()  # lock first, read afterwards: who saved it last is judged anew
    row = rows.select_related("saved_by", "paragraph").first()
    if row is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    return row


def _unlocked(row: WorkingParagraph) -> WorkingParagraph:
    if row.agreed_at is not None:
        raise RuleBroken(
            _("A paragraph agreed ad referendum is locked. Reopen it first, with a reason.")
        )
    return row


@transaction.atomic
def save_paragraph(
    paragraph: Paragraph,
    texts: dict[str, str],
    *,
    kind: str,
    based_on: int,
    by: User,
    at: datetime,
    in_step: frozenset[str] = frozenset(),
) -> WorkingParagraph:
    """Save one paragraph of the working text. `in_step` names languages whose wording was checked against the original."""
    recommendation = _shared(paragraph.recommendation_id)
    require(availability.write(by, recommendation))
    row = _row(recommendation, paragraph)
    texts = {code: texts[code].replace("\r\n", "\n").strip() for code in LANGUAGES if code in texts}
    same = (
        kind == row.kind
        and all(row.in_language(code) == words for code, words in texts.items())
        and not in_step
    )
    if same:
        return row
    if row.version != based_on:
        raise ParagraphConflict(row)
    rewrite(
        _unlocked(row),
        kind,
        texts,
        original=recommendation.original_language,
        by=by,
        at=at,
        in_step=in_step,
    )
    return row


@transaction.atomic
def save_titles(
    recommendation: Recommendation, titles: dict[str, str], *, based_on: int, by: User, at: datetime
) -> WorkingText:
    recommendation = _shared(recommendation.pk)
    require(availability.write(by, recommendation))
    working = WorkingText.objects.select_for_update().get(recommendation=recommendation)
    titles = {code: " ".join(titles.get(code, "").split())[:300] for code in LANGUAGES}
    if titles == working.titles:
        return working
    if working.version != based_on:
        raise TitleConflict(working)
    if not any(titles.values()):
        raise RuleBroken(_("Give the text a title in at least one language."))
    working.titles, working.version = titles, working.version + 1
    working.save(update_fields=["titles", "version"])
    return working


@transaction.atomic
def add_paragraph(
    recommendation: Recommendation,
    *,
    kind: str,
    after: Paragraph | None,
    by: User,
    at: datetime,
    texts: dict[str, str] | None = None,
    source: ClauseText | ReferenceText | None = None,
) -> WorkingParagraph:
    """A new paragraph after another one (at the end when none is named). Agreed language keeps its source."""
    recommendation = locked(recommendation)
    require(availability.write(by, recommendation))
    return insert_paragraph(
        recommendation, kind, texts or {}, after=after, by=by, at=at, source=source
    )


def insert_paragraph(
    recommendation: Recommendation,
    kind: str,
    texts: dict[str, str],
    *,
    after: Paragraph | None,
    by: User,
    at: datetime,
    source: ClauseText | ReferenceText | None = None,
    why: str = "",
    behind: frozenset[str] = frozenset(),
    was: Wordings | None = None,
    laid: Amendment | None = None,
) -> WorkingParagraph:
    """The caller holds the lock and has asked."""
    paragraph = Paragraph.objects.create(
        recommendation=recommendation,
        identity=uuid.uuid4(),
        taken_from_clause=source.clause if isinstance(source, ClauseText) else None,
        taken_from_reference=source if isinstance(source, ReferenceText) else None,
    )
    rows = list(recommendation.working_paragraphs.all())
    at_index = next(
        (i + 1 for i, row in enumerate(rows) if after and row.paragraph_id == after.pk), len(rows)
    )
    texts = {code: texts.get(code, "").strip() for code in LANGUAGES}
    row = put_paragraph(
        recommendation,
        paragraph,
        kind,
        texts,
        order=0,
        by=by,
        at=at,
        why=why,
        behind=behind,
        was=was,
        laid=laid,
    )
    rows.insert(at_index, row)
    in_order(rows)
    return row


def in_order(rows: list[WorkingParagraph]) -> None:
    """Number the rows in the order given."""
    changed = []
    for order, row in enumerate(rows, start=1):
        if row.order != order:
            row.order = order
            changed.append(row)
    WorkingParagraph.objects.bulk_update(changed, ["order"])


@transaction.atomic
def move_paragraph(paragraph: Paragraph, steps: int, *, by: User, at: datetime) -> None:
    """Up (negative) or down by so many places."""
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    rows = list(recommendation.working_paragraphs.all())
    index = next((i for i, row in enumerate(rows) if row.paragraph_id == paragraph.pk), None)
    if index is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    row = rows.pop(index)
    rows.insert(max(0, min(len(rows), index + steps)), row)
    in_order(rows)


@transaction.atomic
def drop_paragraph(paragraph: Paragraph, *, by: User, at: datetime) -> None:
    """Take a paragraph out of the working text; every revision and every save of it stays, and it can be restored."""
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    take_out(_unlocked(_row(recommendation, paragraph)))


def take_out(row: WorkingParagraph) -> None:
    row.delete()


@transaction.atomic
def split_paragraph(paragraph: Paragraph, *, by: User, at: datetime) -> list[WorkingParagraph]:
    """Split at empty lines, in all languages alike; the first part keeps the identity, and typed numbers are dropped."""
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    row = _unlocked(_row(recommendation, paragraph))
    parts = {
        code: [_NUMBERED.sub("", part).strip() for part in _BLANK.split(row.in_language(code))]
        for code in LANGUAGES
    }
    count = max(len([part for part in run if part]) for run in parts.values())
    if count < 2:
        raise RuleBroken(_("Put an empty line where the paragraph is to be split."))
    pieces = [
        {code: run[i] if i < len(run) else "" for code, run in parts.items()} for i in range(count)
    ]
    kind, original = row.kind, recommendation.original_language
    whole = wordings_of(row)
    lagging = _lagging(row, original)
    stepping = frozenset(LANGUAGES) - lagging
    rewrite(
        row,
        kind,
        pieces[0],
        original=original,
        by=by,
        at=at,
        in_step=stepping,
        behind=lagging,
        why="#split",
    )
    made, after = [row], paragraph
    for piece in pieces[1:]:
        new = insert_paragraph(
            recommendation,
            kind,
            piece,
            after=after,
            by=by,
            at=at,
            why="#split_off",
            behind=lagging,
            was=whole,
        )
        ParagraphTie.objects.create(origin=paragraph, result=new.paragraph, kind=TieKind.SPLIT)
        made.append(new)
        after = new.paragraph
    return made


def _lagging(row: WorkingParagraph, original: str) -> frozenset[str]:
    """Translations that do not say what the original says: neither a split nor a merge brings them in step."""
    if not any(row.texts.values()):
        return frozenset()
    states = row.states(original)
    return frozenset(
        code for code, state in states.items() if state in {Translation.BEHIND, Translation.MISSING}
    )


@transaction.atomic
def merge_paragraph(paragraph: Paragraph, *, by: User, at: datetime) -> WorkingParagraph:
    """Merge into the paragraph before it, which keeps its identity; what was said of this one is found there."""
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    row = _unlocked(_row(recommendation, paragraph))
    before = (
        recommendation.working_paragraphs.filter(order__lt=row.order).order_by("-order").first()
    )
    if before is None:
        raise RuleBroken(_("There is no paragraph before this one to merge it into."))
    before = _unlocked(_row(recommendation, before.paragraph))
    texts = {
        code: f"{before.in_language(code)} {row.in_language(code)}".strip() for code in LANGUAGES
    }
    original = recommendation.original_language
    lagging = _lagging(before, original) | _lagging(row, original)
    first, second = wordings_of(before), wordings_of(row)
    take_out(row)
    rewrite(
        before,
        before.kind,
        texts,
        original=original,
        by=by,
        at=at,
        in_step=frozenset(LANGUAGES) - lagging,
        behind=lagging,
        why="#merged",
        was={code: first[code].and_then(second[code]) for code in LANGUAGES},
    )
    ParagraphTie.objects.create(origin=paragraph, result=before.paragraph, kind=TieKind.MERGED)
    return before


@transaction.atomic
def agree_paragraph(paragraph: Paragraph, *, by: User, at: datetime) -> WorkingParagraph:
    """Mark a paragraph agreed ad referendum: it is locked until it is reopened with a reason."""
    recommendation = locked(paragraph.recommendation)
    require(availability.agree_paragraph(by, recommendation))
    row = _unlocked(_row(recommendation, paragraph))
    if any(brackets.has_brackets(words) for words in row.texts.values()):
        raise RuleBroken(_("Words in square brackets are not yet agreed. Settle them first."))
    states = row.states(recommendation.original_language)
    if any(state in {Translation.MISSING, Translation.BEHIND} for state in states.values()):
        raise RuleBroken(
            _("Both languages must be there and in step before a paragraph is agreed.")
        )
    row.agreed_at, row.agreed_by = at, by
    row.save(update_fields=["agreed_at", "agreed_by"])
    audit.log("paragraph.agreed", recommendation, by=by, at=at, paragraph=str(paragraph.identity))
    return row


@transaction.atomic
def reopen_paragraph(
    paragraph: Paragraph, *, reason: str, by: User, at: datetime
) -> WorkingParagraph:
    recommendation = locked(paragraph.recommendation)
    require(availability.agree_paragraph(by, recommendation))
    row = _row(recommendation, paragraph)
    if row.agreed_at is None:
        raise RuleBroken(_("This paragraph is open already."))
    if not reason.strip():
        raise RuleBroken(_("Say why an agreed paragraph is reopened."))
    row.agreed_at = row.agreed_by = None
    row.save(update_fields=["agreed_at", "agreed_by"])
    audit.log(
        "paragraph.reopened",
        recommendation,
        by=by,
        at=at,
        paragraph=str(paragraph.identity),
        reason=reason,
    )
    return row


@transaction.atomic
def settle(
    paragraph: Paragraph,
    language: str,
    index: int,
    *,
    keep: bool,
    based_on: int,
    by: User,
    at: datetime,
) -> WorkingParagraph:
    """Keep or give up one alternative that somebody wrote in square brackets, in one language of the working text.

    Brackets of an amendment fall with the decision on it, which its proposer reads with the reason.
    """
    recommendation = locked(paragraph.recommendation)
    require(availability.write(by, recommendation))
    row = _unlocked(_row(recommendation, paragraph))
    text = row.in_language(language)
    if row.version != based_on or not 0 <= index < len(brackets.brackets(text)):
        raise RuleBroken(
            _("The paragraph has changed since you opened this page. Look at its brackets again.")
        )
    if owner := Owners(recommendation).of(row, language, index):
        raise RuleBroken(
            _(
                "These brackets belong to the amendment of %(organisation)s. Decide on it, with your reason; its proposer is told."
            )
            % {"organisation": owner.organisation or owner.author}
        )
    settled = brackets.keep(text, index) if keep else brackets.drop(text, index)
    original = recommendation.original_language
    # Settling the same words in either language is one decision: it does not make the translation lag behind.
    in_step = frozenset(
        code for code, state in row.states(original).items() if state == Translation.IN_STEP
    )
    rewrite(
        row,
        row.kind,
        {language: settled},
        original=original,
        by=by,
        at=at,
        in_step=in_step,
        why="#brackets_settled",
    )
    audit.log(
        "paragraph.settled",
        recommendation,
        by=by,
        at=at,
        paragraph=str(paragraph.identity),
        language=language,
    )
    return row


@transaction.atomic
def restore(recommendation: Recommendation, revision: Revision, *, by: User, at: datetime) -> None:
    """Undo: the working text becomes an earlier revision again; identities stay, and every save in between."""
    recommendation = locked(recommendation)
    require(availability.write(by, recommendation))
    if recommendation.working_paragraphs.filter(agreed_at__isnull=False).exists():
        raise RuleBroken(
            _("A paragraph agreed ad referendum is locked. Reopen it first, with a reason.")
        )
    revision = Revision.objects.with_text().get(pk=revision.pk, recommendation=recommendation)
    lay_out(recommendation, draft_of(revision), by=by, at=at)
    audit.log("recommendation.restored", recommendation, by=by, at=at, revision=revision.number)


@transaction.atomic
def restore_save(wording: ParagraphSave, *, by: User, at: datetime) -> WorkingParagraph:
    """Undo one paragraph: an earlier save of it stands again (and comes back, where the paragraph had been taken out)."""
    recommendation = locked(wording.paragraph.recommendation)
    require(availability.write(by, recommendation))
    why = worded("#restored", number=wording.version)
    original = recommendation.original_language
    behind = frozenset(
        code
        for code, state in states_of(wording.texts, wording.translated_from, original).items()
        if state == Translation.BEHIND
    )
    was = wordings_of_save(wording) if wording.brackets else None
    row = recommendation.working_paragraphs.filter(paragraph=wording.paragraph).first()
    if row is None:
        rows = list(recommendation.working_paragraphs.all())
        row = put_paragraph(
            recommendation,
            wording.paragraph,
            wording.kind,
            wording.texts,
            order=len(rows) + 1,
            by=by,
            at=at,
            why=why,
            behind=behind,
            was=was,
        )
        in_order([*rows, row])
        return row
    row = _unlocked(_row(recommendation, wording.paragraph))
    rewrite(
        row,
        wording.kind,
        wording.texts,
        original=original,
        by=by,
        at=at,
        why=why,
        behind=behind,
        was=was,
    )
    return row
