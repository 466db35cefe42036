"""Writing the text: every save is a revision; a save on an old revision is refused, never lost."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Body
from councils.permissions import may_draft
from rec_portal.audit.models import record
from rec_portal.verdicts import RuleBroken, require

from .. import lifecycle, permissions
from ..lifecycle import Status
from ..models import (
    LANGUAGES,
    Clause,
    ClauseKind,
    ClauseText,
    LanguageVersion,
    Paragraph,
    Recommendation,
    Revision,
)


@dataclass(frozen=True)
class ClauseDraft:
    """One paragraph as typed. `identity` is empty for a new one."""

    kind: str
    texts: dict[str, str]
    identity: str = ""


@dataclass(frozen=True)
class Draft:
    """A whole text as typed: a title per language and paragraphs in order."""

    titles: dict[str, str]
    clauses: list[ClauseDraft] = field(default_factory=list)

    def cleaned(self) -> Draft:
        clauses = [
            ClauseDraft(clause.kind, {code: clause.texts.get(code, "").strip() for code in LANGUAGES}, clause.identity)
            for clause in self.clauses
        ]
        return Draft(
            {code: " ".join(self.titles.get(code, "").split()) for code in LANGUAGES},
            [clause for clause in clauses if any(clause.texts.values())],
        )


class VersionConflict(RuleBroken):
    """Somebody saved in between; carries the revision that stands now."""

    def __init__(self, current: Revision) -> None:
        self.current = current
        super().__init__(
            _("Somebody saved revision %(number)d while you were writing. Nothing of yours is lost: compare and save again.")
            % {"number": current.number}
        )


def locked(recommendation: Recommendation) -> Recommendation:
    return (
        Recommendation.objects.select_for_update(of=("self",))
        .select_related("body", "current_revision")
        .get(pk=recommendation.pk)
    )


def draft_of(revision: Revision) -> Draft:
    """A stored revision as a draft, to be changed and saved."""
    return Draft(
        {language: revision.titles().get(language, "") for language in LANGUAGES},
        [
            ClauseDraft(clause.kind, {code: clause.in_language(code) for code in LANGUAGES}, str(clause.paragraph.identity))
            for clause in revision.clauses.all()
        ],
    )


@transaction.atomic
def begin(
    body: Body, kind: str, original_language: str, draft: Draft, *, by: User, at: datetime, is_demo: bool = False
) -> Recommendation:
    """Begin a text in a body; its first save is revision 1."""
    require(may_draft(by, body))
    draft = draft.cleaned()
    recommendation = Recommendation.objects.create(
        kind=kind, body=body, original_language=original_language, created_by=by, created_at=at, is_demo=is_demo,
        title=draft.titles["en"] or draft.titles["ru"],
    )  # fmt: skip
    record("recommendation.begun", recommendation, by=by, at=at, kind=kind, body=body.code)
    write_revision(recommendation, draft, by=by, at=at, reason="")
    return recommendation


@transaction.atomic
def save_text(
    recommendation: Recommendation, draft: Draft, *, based_on: int, by: User, at: datetime, reason: str = ""
) -> Revision:
    """Save what was typed as the next revision. The same text again makes none; a newer one raises `VersionConflict`."""
    recommendation = locked(recommendation)
    require(permissions.may_edit(by, recommendation))
    lifecycle.require_editable(recommendation.status)
    current = newest(recommendation)
    if current.number != based_on:
        raise VersionConflict(current)
    draft = draft.cleaned()
    if draft == draft_of(current):
        return current
    return write_revision(recommendation, draft, by=by, at=at, reason=reason)


def newest(recommendation: Recommendation) -> Revision:
    return Revision.objects.with_text().get(pk=recommendation.standing_revision)


def write_revision(recommendation: Recommendation, draft: Draft, *, by: User, at: datetime, reason: str) -> Revision:
    """The only place that writes a text. The caller holds the lock and has asked who and when."""
    if not any(draft.titles.values()):
        raise RuleBroken(_("A text needs a title in at least one language."))
    last = recommendation.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision.objects.create(
        recommendation=recommendation, number=last + 1, created_by=by, created_at=at, reason=reason[:300]
    )
    states = LanguageVersion.State
    LanguageVersion.objects.bulk_create(
        LanguageVersion(
            revision=revision, language=code, title=draft.titles[code],
            state=states.ORIGINAL if code == recommendation.original_language else states.TRANSLATION,
        )
        for code in LANGUAGES
    )  # fmt: skip
    paragraphs = _identities(recommendation, draft)
    clauses = Clause.objects.bulk_create(
        Clause(revision=revision, paragraph=paragraph, order=order, kind=ClauseKind(clause.kind))
        for order, (paragraph, clause) in enumerate(zip(paragraphs, draft.clauses, strict=True), start=1)
    )
    ClauseText.objects.bulk_create(
        ClauseText(clause=row, language=code, text=clause.texts[code])
        for row, clause in zip(clauses, draft.clauses, strict=True)
        for code in LANGUAGES
    )
    recommendation.current_revision = revision
    recommendation.title = draft.titles["en"] or draft.titles["ru"]
    recommendation.i18n = {"title_ru": draft.titles["ru"] or draft.titles["en"]}
    recommendation.save(update_fields=["current_revision", "title", "i18n"])
    index_for_search(recommendation)
    record("recommendation.revised", recommendation, by=by, at=at, revision=revision.number, reason=reason)
    return revision


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


def index_for_search(recommendation: Recommendation) -> None:
    """Title and text of the newest revision, in both languages; ё is written as е."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE recommendations_recommendation AS r SET search = (
                SELECT coalesce(setweight(to_tsvector('russian', translate(string_agg(ru.title, ' '), 'ёЁ', 'еЕ')), 'A'), '')
                    || coalesce(setweight(to_tsvector('english', string_agg(en.title, ' ')), 'A'), '')
                FROM recommendations_revision v
                LEFT JOIN recommendations_languageversion ru ON ru.revision_id = v.id AND ru.language = 'ru'
                LEFT JOIN recommendations_languageversion en ON en.revision_id = v.id AND en.language = 'en'
                WHERE v.id = r.current_revision_id
            ) || (
                SELECT coalesce(to_tsvector('russian', translate(
                           string_agg(t.text, ' ') FILTER (WHERE t.language = 'ru'), 'ёЁ', 'еЕ')), '')
                    || coalesce(to_tsvector('english', string_agg(t.text, ' ') FILTER (WHERE t.language = 'en')), '')
                FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id
                WHERE c.revision_id = r.current_revision_id
            )
            WHERE r.id = %s
            """,
            [recommendation.pk],
        )


@transaction.atomic
def put_to_consultation(recommendation: Recommendation, *, by: User, at: datetime) -> Recommendation:
    """The draft is ready to be discussed by the body."""
    recommendation = locked(recommendation)
    require(permissions.may_edit(by, recommendation))
    change_status(recommendation, Status.CONSULTATION)
    record("recommendation.consultation", recommendation, by=by, at=at)
    return recommendation


@transaction.atomic
def withdraw(recommendation: Recommendation, *, by: User, at: datetime, reason: str) -> Recommendation:
    """Take a text off the table for good, with a reason; not while a round runs on it."""
    recommendation = locked(recommendation)
    require(permissions.may_forward(by, recommendation))
    if recommendation.rounds.filter(status="open").exists():
        raise RuleBroken(_("A round is running on this text. It can be withdrawn when the round is over."))
    if not reason.strip():
        raise RuleBroken(_("Say why the text is withdrawn."))
    change_status(recommendation, Status.WITHDRAWN)
    record("recommendation.withdrawn", recommendation, by=by, at=at, reason=reason)
    return recommendation


def change_status(recommendation: Recommendation, status: Status) -> None:
    """Move along the table of changes; the caller holds the lock."""
    lifecycle.require_change(lifecycle.CHANGES, recommendation.status, status)
    recommendation.status = status
    recommendation.save(update_fields=["status"])
