"""Issuing the text: revisions never change; the working text is laid out anew after each, and never lost."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal import audit
from rec_portal.lifecycles import leads
from rec_portal.names import beside, columns
from rec_portal.ui.brackets import has_brackets
from rec_portal.verdicts import RuleBroken, require

from .. import availability
from ..lifecycle import TRANSITIONS, Closing, RecommendationStatus, RoundKind, Translation
from ..models import (
    LANGUAGES,
    Amendment,
    Clause,
    ClauseKind,
    ClauseText,
    LanguageVersion,
    Paragraph,
    ParagraphSave,
    Recommendation,
    Revision,
    WorkingParagraph,
    WorkingText,
)
from ..models.text import fingerprint, states_of
from .bracketing import Wordings, mark_brackets, read_names_again, wordings_of, wordings_of_last
from .locking import locked
from .particulars import particulars_of
from .rounds import void
from .searching import index_for_search
from .wording import clauses_of_working_text


@dataclass(frozen=True)
class ClauseDraft:
    """One paragraph as typed. `identity` is empty for a new one; `behind` names translations that lag."""

    kind: str
    texts: dict[str, str]
    identity: str = ""
    behind: frozenset[str] = field(default=frozenset(), compare=False)


@dataclass(frozen=True)
class Draft:
    """A whole text as typed: a title per language and paragraphs in order."""

    titles: dict[str, str]
    clauses: list[ClauseDraft] = field(default_factory=list)

    def cleaned(self) -> Draft:
        clauses = [
            ClauseDraft(
                clause.kind,
                {code: clause.texts.get(code, "").strip() for code in LANGUAGES},
                clause.identity,
                clause.behind,
            )
            for clause in self.clauses
        ]
        return Draft(
            {code: " ".join(self.titles.get(code, "").split()) for code in LANGUAGES},
            [clause for clause in clauses if any(clause.texts.values())],
        )


class VersionConflict(RuleBroken):
    """Somebody issued a revision in between; carries the one that stands now."""

    def __init__(self, current: Revision) -> None:
        self.current = current
        super().__init__(
            _(
                "Somebody saved revision %(number)d while you were writing. Nothing of yours is lost: compare and save again."
            )
            % {"number": current.number}
        )


def draft_of(revision: Revision) -> Draft:
    """A stored revision as a draft, to be changed and saved."""
    return Draft(
        {language: revision.titles().get(language, "") for language in LANGUAGES},
        [
            ClauseDraft(
                clause.kind,
                {code: clause.in_language(code) for code in LANGUAGES},
                str(clause.paragraph.identity),
                frozenset(
                    code for code in LANGUAGES if clause.state_of(code) == Translation.BEHIND
                ),
            )
            for clause in revision.clauses.all()
        ],
    )


def working_draft(recommendation: Recommendation) -> Draft:
    """The working text as a draft."""
    working = WorkingText.objects.get(recommendation=recommendation)
    rows = recommendation.working_paragraphs.select_related("paragraph")
    original = recommendation.original_language
    return Draft(
        {code: working.titles.get(code, "") for code in LANGUAGES},
        [
            ClauseDraft(
                row.kind,
                {code: row.in_language(code) for code in LANGUAGES},
                str(row.paragraph.identity),
                frozenset(
                    code
                    for code, state in row.states(original).items()
                    if state == Translation.BEHIND
                ),
            )
            for row in rows
        ],
    )


def newest(recommendation: Recommendation) -> Revision:
    return Revision.objects.with_text().get(pk=recommendation.current_revision_pk)


@transaction.atomic
def save_text(
    recommendation: Recommendation,
    draft: Draft,
    *,
    based_on: int,
    by: User,
    at: datetime,
    reason: str = "",
) -> Revision:
    """Lay out a whole text and issue it. The same text again makes none; a newer revision raises `VersionConflict`."""
    recommendation = locked(recommendation)
    require(availability.write(by, recommendation))
    current = newest(recommendation)
    if current.number != based_on:
        raise VersionConflict(current)
    draft = draft.cleaned()
    if draft == draft_of(current) == working_draft(recommendation).cleaned():
        return current
    _require_agreed_untouched(recommendation, draft)
    lay_out(recommendation, draft, by=by, at=at)
    return _issue(recommendation, by=by, at=at, reason=reason)


@transaction.atomic
def issue(recommendation: Recommendation, *, by: User, at: datetime, reason: str = "") -> Revision:
    """Make the working text the next revision: the body reads it from now on, and positions on the old one lapse."""
    recommendation = locked(recommendation)
    require(availability.write(by, recommendation))
    current = newest(recommendation)
    same_text = working_draft(recommendation).cleaned() == draft_of(current)
    if (
        same_text
        and current.particulars == particulars_of(recommendation)
        and not _restated(recommendation, current)
    ):
        raise RuleBroken(
            _("The working text is the same as %(name)s; there is nothing to issue.")
            % {"name": current.name}
        )
    return _issue(recommendation, by=by, at=at, reason=reason)


def _restated(recommendation: Recommendation, current: Revision) -> bool:
    """A paragraph's standing (agreed, in step) differs from the one issued, though its words do not."""
    issued = {
        c.paragraph_id: (c.agreed, {code: c.state_of(code) for code in LANGUAGES})
        for c in current.clauses.all()
    }
    original = recommendation.original_language
    return any(
        (row.agreed_at is not None, row.states(original)) != issued.get(row.paragraph_id)
        for row in recommendation.working_paragraphs.all()
        if any(row.texts.values())
    )


def _require_agreed_untouched(recommendation: Recommendation, draft: Draft) -> None:
    typed = {clause.identity: clause for clause in draft.clauses}
    for row in recommendation.working_paragraphs.filter(agreed_at__isnull=False).select_related(
        "paragraph"
    ):
        clause = typed.get(str(row.paragraph.identity))
        if (
            clause is None
            or clause.kind != row.kind
            or any(clause.texts[c] != row.in_language(c) for c in LANGUAGES)
        ):
            raise RuleBroken(
                _("A paragraph agreed ad referendum is locked. Reopen it first, with a reason.")
            )


def _issue(recommendation: Recommendation, *, by: User, at: datetime, reason: str) -> Revision:
    revision = write_revision(recommendation, by=by, at=at, reason=reason)
    recommendation.amendments.accepted().filter(result__isnull=True).update(result=revision)
    consultation = recommendation.rounds.in_hand().filter(kind=RoundKind.CONSULTATION).first()
    if consultation is not None:
        void(
            consultation,
            Closing.LAPSED,
            by=by,
            reason="#issued_anew",
        )
    return revision


def write_revision(
    recommendation: Recommendation,
    *,
    by: User,
    at: datetime,
    reason: str,
    corrects: Revision | None = None,
) -> Revision:
    """The only place that writes a revision: the working text as it stands. The caller has the lock, and has asked."""
    draft = working_draft(recommendation).cleaned()
    if not any(draft.titles.values()):
        raise RuleBroken(_("A text needs a title in at least one language."))
    read_names_again(recommendation)
    if unknown := list(availability.strangers(recommendation)):
        raise RuleBroken(" ".join(unknown))
    last = recommendation.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        recommendation=recommendation,
        number=last + 1,
        created_by=by,
        created_at=at,
        reason=reason[:300],
        particulars=corrects.particulars if corrects else particulars_of(recommendation),
        corrects=corrects,
    )
    codes = (
        corrects.languages if corrects else LANGUAGES
    )  # what is corrected stays in those it was issued in
    states = LanguageVersion.State
    LanguageVersion.objects.bulk_create(
        LanguageVersion(
            revision=revision,
            language=code,
            title=draft.titles[code],
            state=states.ORIGINAL
            if code == recommendation.original_language
            else states.TRANSLATION,
        )
        for code in codes
    )
    _write_clauses(recommendation, revision, codes)
    recommendation.current_revision = revision
    called = columns(title=draft.titles)
    recommendation.title = called["title"]
    others = dict.fromkeys((f"title_{code}" for code in LANGUAGES), "") | called["i18n"]
    recommendation.i18n = beside(recommendation.i18n, others)
    recommendation.save(update_fields=["current_revision", "title", "i18n"])
    index_for_search(recommendation)
    audit.log(
        "recommendation.revised",
        recommendation,
        by=by,
        at=at,
        revision=revision.number,
        reason=reason,
    )
    return revision


def _write_clauses(
    recommendation: Recommendation, revision: Revision, codes: Iterable[str]
) -> None:
    clauses, texts = clauses_of_working_text(recommendation, revision, codes)
    Clause.objects.bulk_create(clauses)
    ClauseText.objects.bulk_create(texts)


def lay_out(recommendation: Recommendation, draft: Draft, *, by: User, at: datetime) -> None:
    """Make the working text equal to a draft; paragraphs keep their identity, and each change its version."""
    working, _made = WorkingText.objects.get_or_create(
        recommendation=recommendation, defaults={"titles": draft.titles}
    )
    if working.titles != draft.titles:
        working.titles, working.version = draft.titles, working.version + 1
        working.save(update_fields=["titles", "version"])
    rows = {
        str(row.paragraph.identity): row
        for row in recommendation.working_paragraphs.select_related("paragraph")
    }
    paragraphs = _identities(recommendation, draft)
    kept: set[int] = set()
    for order, (paragraph, clause) in enumerate(
        zip(paragraphs, draft.clauses, strict=True), start=1
    ):
        row = rows.get(str(paragraph.identity))
        kept.add(paragraph.pk)
        if row is None:
            put_paragraph(
                recommendation,
                paragraph,
                clause.kind,
                clause.texts,
                order=order,
                by=by,
                at=at,
                behind=clause.behind,
            )
        else:
            if row.order != order:
                row.order = order
                row.save(update_fields=["order"])
            original = recommendation.original_language
            rewrite(
                row,
                clause.kind,
                clause.texts,
                original=original,
                by=by,
                at=at,
                behind=clause.behind,
                was=None
                if all(words == row.in_language(code) for code, words in clause.texts.items())
                else wordings_of_last(paragraph, clause.texts),
            )
    recommendation.working_paragraphs.exclude(paragraph__in=kept).delete()


def put_paragraph(
    recommendation: Recommendation,
    paragraph: Paragraph,
    kind: str,
    texts: dict[str, str],
    *,
    order: int,
    by: User,
    at: datetime,
    why: str = "",
    behind: frozenset[str] = frozenset(),
    was: Wordings | None = None,
    laid: Amendment | None = None,
) -> WorkingParagraph:
    """A paragraph comes into the working text (new, split off, or restored); `behind` names translations that lag.

    `was` is the wording that its brackets come from: by default that of the save in which it last read so.
    """
    was = was or wordings_of_last(paragraph, texts) or {}
    original = recommendation.original_language
    follows = {
        code: "" if code in behind else fingerprint(texts.get(original, ""))
        for code in LANGUAGES
        if code != original and texts.get(code)
    }
    version = (paragraph.saves.aggregate(last=Max("version"))["last"] or 0) + 1
    row = WorkingParagraph.objects.create(
        recommendation=recommendation,
        paragraph=paragraph,
        order=order,
        kind=ClauseKind(kind),
        texts=texts,
        translated_from=follows,
        version=version,
        saved_by=by,
        saved_at=at,
    )
    keep_wording(row, why, was, laid=laid)
    return row


def rewrite(
    row: WorkingParagraph,
    kind: str,
    texts: dict[str, str],
    *,
    original: str,
    by: User,
    at: datetime,
    in_step: frozenset[str] = frozenset(),
    behind: frozenset[str] = frozenset(),
    why: str = "",
    was: Wordings | None = None,
    laid: Amendment | None = None,
) -> bool:
    """Write a paragraph's new wording; True when anything changed. A translation that was not touched falls behind.

    Who writes a translation brings it in step; where a decision changed it without the original, `behind` names it. A
    paragraph that was inserted in another language is translated into the language of drafting: it lags behind nothing.
    `was` is the wording that its brackets come from: by default the one that stands; `laid` the amendment being laid in.
    """
    now = {code: texts.get(code, row.in_language(code)) for code in LANGUAGES}
    follows = dict(row.translated_from)
    translated = bool(now[original]) and not row.in_language(original)
    for code in LANGUAGES:
        if code == original:
            continue
        if code in behind:
            follows[code] = ""
        elif now[code] != row.in_language(code) or code in in_step or (translated and now[code]):
            follows[code] = fingerprint(now[original])
    if (
        now == {code: row.in_language(code) for code in LANGUAGES}
        and kind == row.kind
        and follows == row.translated_from
    ):
        return False
    was = was or wordings_of(row)
    if any(map(has_brackets, row.texts.values())):
        row.brackets.all().delete()
    row.kind, row.texts, row.translated_from, row.version = (
        ClauseKind(kind),
        now,
        follows,
        row.version + 1,
    )
    row.saved_by, row.saved_at = by, at
    row.save(update_fields=["kind", "texts", "translated_from", "version", "saved_by", "saved_at"])
    keep_wording(row, why, was, laid=laid)
    return True


def keep_wording(
    row: WorkingParagraph, why: str, was: Wordings, *, laid: Amendment | None = None
) -> None:
    ParagraphSave.objects.create(
        brackets=mark_brackets(row, was, laid=laid),
        paragraph_id=row.paragraph_id,
        version=row.version,
        kind=row.kind,
        texts=row.texts,
        translated_from=row.translated_from,
        saved_by=row.saved_by,
        saved_at=row.saved_at,
        why=why[:1000],
    )


def _identities(recommendation: Recommendation, draft: Draft) -> list[Paragraph]:
    known = {str(paragraph.identity): paragraph for paragraph in recommendation.paragraphs.all()}
    seen: set[str] = set()
    paragraphs = []
    for clause in draft.clauses:
        if clause.identity in known and clause.identity not in seen:
            paragraphs.append(known[clause.identity])
            seen.add(clause.identity)
        else:
            paragraphs.append(Paragraph(recommendation=recommendation, identity=uuid.uuid4()))
    Paragraph.objects.bulk_create(paragraph for paragraph in paragraphs if paragraph._state.adding)
    return paragraphs


def missing_in(recommendation: Recommendation) -> dict[str, int]:
    """How many paragraphs of the working text a language lacks or lags behind in."""
    counts = dict.fromkeys(LANGUAGES, 0)
    for row in recommendation.working_paragraphs.all():
        for code, state in states_of(
            row.texts, row.translated_from, recommendation.original_language
        ).items():
            counts[code] += state in {"missing", "behind"}
    return counts


def change_status(recommendation: Recommendation, status: RecommendationStatus, *also: str) -> None:
    """Move along the table of changes, and save what goes with it; the caller holds the lock."""
    require(leads(RecommendationStatus, TRANSITIONS, recommendation.status, status))
    recommendation.status = status
    recommendation.save(update_fields=["status", *also])
