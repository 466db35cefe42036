"""Amendments of organisations: proposed, sponsored, laid over the text or into brackets, rebased, decided with a reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal.audit.models import record
from rec_portal.mail import actions as mail
from rec_portal.ui import brackets
from rec_portal.ui.wording import merge
from rec_portal.verdicts import RuleBroken, require

from .. import lifecycle, notices, permissions
from ..lifecycle import OPEN_AMENDMENTS, AmendmentKind, AmendmentStatus, ClauseKind
from ..models import LANGUAGES, Amendment, Clause, CoSponsor, Paragraph, Position, Recommendation, WorkingParagraph
from ..papers.amendments import applied, attribution, without_brackets
from .drafting import newest, rewrite
from .locking import locked
from .writing import in_order, insert_paragraph, take_out


@dataclass
class Acceptance:
    """What accepting an amendment did to the others on its paragraph."""

    amendment: Amendment
    rebased: list[Amendment] = field(default_factory=list)
    overtaken: list[Amendment] = field(default_factory=list)


@transaction.atomic
def propose_amendment(
    recommendation: Recommendation, paragraph: Paragraph, texts: dict[str, str], reason: str, *, by: User, at: datetime,
    kind: str = AmendmentKind.REPLACE, clause_kind: str = "", after: Paragraph | None = None,
    objection: Position | None = None,
) -> Amendment:  # fmt: skip
    """Propose to replace, delete or move a paragraph, or to insert one after it, in one language or both, with a reason."""
    recommendation = locked(recommendation)
    require(permissions.may_amend(by, recommendation))
    lifecycle.require_editable(recommendation.status)
    clauses = newest(recommendation).numbered()
    now = next((clause for clause in clauses if clause.paragraph_id == paragraph.pk), None)
    if now is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    if now.agreed and kind != AmendmentKind.INSERT:
        raise RuleBroken(_("This paragraph is agreed ad referendum. Ask the chair to reopen it, with your reasons."))
    words = _proposed_words(kind, texts, now)
    if kind == AmendmentKind.MOVE:
        _require_move(clauses, now, after)
    amendment = Amendment.objects.create(
        recommendation=recommendation, kind=kind, paragraph=paragraph, after=after if kind == AmendmentKind.MOVE else None,
        clause_kind=(clause_kind or ClauseKind.OPERATIVE) if kind == AmendmentKind.INSERT else "",
        revision_id=recommendation.standing_revision, organisation=by.organisation, author=by,
        base={code: now.in_language(code) for code in LANGUAGES}, text_ru=words.get("ru", ""), text_en=words.get("en", ""),
        reason=reason, objection=objection, created_at=at,
    )  # fmt: skip
    record(
        "amendment.proposed", recommendation, by=by, at=at, paragraph=str(paragraph.identity), amendment=amendment.pk,
        kind=kind,
    )  # fmt: skip
    return amendment


def _proposed_words(kind: str, texts: dict[str, str], now: Clause) -> dict[str, str]:
    typed = {code: texts.get(code, "").strip() for code in LANGUAGES}
    if kind in {AmendmentKind.DELETE, AmendmentKind.MOVE}:
        return {}
    if kind == AmendmentKind.INSERT:
        if not any(typed.values()):
            raise RuleBroken(_("Write the paragraph to be inserted in at least one language."))
        return {code: words for code, words in typed.items() if words}
    changed = {code: words for code, words in typed.items() if words and words != now.in_language(code)}
    if not changed:
        raise RuleBroken(_("Your wording is the one that stands. Change it in at least one language."))
    return changed


def _require_move(clauses: list[Clause], now: Clause, after: Paragraph | None) -> None:
    order = [clause.paragraph_id for clause in clauses]
    if after is not None and after.pk not in order:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    index = order.index(now.paragraph_id)
    stands_after = order[index - 1] if index else None
    if (after is not None and after.pk == now.paragraph_id) or stands_after == (after.pk if after else None):
        raise RuleBroken(_("The paragraph stands there already."))


@transaction.atomic
def sponsor(amendment: Amendment, *, by: User, at: datetime) -> CoSponsor:
    """Another member of the body proposes the amendment together with its author."""
    recommendation = locked(amendment.recommendation)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    require(permissions.may_amend(by, recommendation))
    if by.organisation is None or by.organisation.pk == amendment.organisation_id:
        raise RuleBroken(_("An amendment is co-sponsored by another organisation than its author."))
    if amendment.status not in OPEN_AMENDMENTS:
        raise RuleBroken(_("This amendment has been decided already."))
    made, new = CoSponsor.objects.get_or_create(
        amendment=amendment, organisation=by.organisation, defaults={"by": by, "at": at}
    )
    if new:
        record("amendment.sponsored", recommendation, by=by, at=at, amendment=amendment.pk)
    return made


def _decidable(amendment: Amendment, status: AmendmentStatus) -> tuple[Amendment, Recommendation]:
    recommendation = locked(amendment.recommendation)
    Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    amendment = Amendment.objects.with_parties().select_related("after").get(pk=amendment.pk)
    amendment.recommendation = recommendation
    lifecycle.require_change(lifecycle.AMENDMENT_CHANGES, amendment.status, status)
    return amendment, recommendation


def _target(recommendation: Recommendation, amendment: Amendment) -> WorkingParagraph:
    rows = WorkingParagraph.objects.select_for_update(of=("self",)).select_related("paragraph")
    row = rows.filter(recommendation=recommendation, paragraph=amendment.paragraph_id).first()
    if row is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    if row.agreed_at is not None and amendment.kind != AmendmentKind.INSERT:
        raise RuleBroken(_("A paragraph agreed ad referendum is locked. Reopen it first, with a reason."))
    return row


@transaction.atomic
def accept_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Acceptance:
    """Lay the amendment over the working text, word by word; refused where the same words have changed since.

    The others on this paragraph are rebased by the same rule; whose words are gone is told so. The accepted wording
    reaches the body with the next revision.
    """
    require(permissions.may_decide(by, amendment))
    amendment, recommendation = _decidable(amendment, AmendmentStatus.ACCEPTED)
    lifecycle.require_editable(recommendation.status)
    _require_reason(reason)
    row = _target(recommendation, amendment)
    others = _others(recommendation, amendment)
    applied_before = [each for each in others if applied(each, row.texts) is not None]
    _apply(recommendation, amendment, row, by=by, at=at)
    _decide(amendment, AmendmentStatus.ACCEPTED, reason, by=by, at=at)
    acceptance = Acceptance(amendment)
    gone = amendment.kind == AmendmentKind.DELETE
    for each in applied_before:
        still = not gone and applied(each, row.texts) is not None
        (acceptance.rebased if still else acceptance.overtaken).append(each)
    for each in acceptance.overtaken:
        mail.queue(notices.amendment_overtaken(each, amendment), by=by)
    return acceptance


def _others(recommendation: Recommendation, amendment: Amendment) -> list[Amendment]:
    on_it = Amendment.objects.with_parties().filter(
        recommendation=recommendation, paragraph=amendment.paragraph_id, status__in=OPEN_AMENDMENTS
    )
    return list(on_it.exclude(pk=amendment.pk))


def _apply(recommendation: Recommendation, amendment: Amendment, row: WorkingParagraph, *, by: User, at: datetime) -> None:
    why = _("amendment of %(organisation)s") % {"organisation": amendment.organisation or amendment.author}
    if amendment.status == AmendmentStatus.BRACKETED and amendment.kind != AmendmentKind.DELETE:
        _settle(recommendation, amendment, keep=True, by=by, at=at)
        return
    original = recommendation.original_language
    texts = applied(amendment, row.texts)
    if texts is None:
        raise RuleBroken(
            _(
                "The same words have changed since this was proposed. Ask the proposer for a new wording, or edit the text yourself."
            )
        )
    if amendment.kind == AmendmentKind.INSERT:
        _insert(recommendation, amendment, by=by, at=at, why=why)
    elif amendment.kind == AmendmentKind.DELETE:
        take_out(row)
    elif amendment.kind == AmendmentKind.MOVE:
        rows = [each for each in recommendation.working_paragraphs.all() if each.pk != row.pk]
        index = next((i + 1 for i, each in enumerate(rows) if each.paragraph_id == amendment.after_id), 0)
        in_order([*rows[:index], row, *rows[index:]])
    else:
        in_step = frozenset(amendment.words) if set(amendment.words) == set(LANGUAGES) else frozenset()
        rewrite(row, row.kind, texts, original=original, by=by, at=at, in_step=in_step, why=why)


def _insert(recommendation: Recommendation, amendment: Amendment, *, by: User, at: datetime, why: str) -> None:
    insert_paragraph(recommendation, amendment.clause_kind, amendment.words, after=amendment.paragraph, by=by, at=at, why=why)


@transaction.atomic
def bracket_amendment(amendment: Amendment, *, by: User, at: datetime) -> Amendment:
    """Lay the amendment into the text in square brackets, attributed: not agreed, and seen by all."""
    require(permissions.may_decide(by, amendment))
    amendment, recommendation = _decidable(amendment, AmendmentStatus.BRACKETED)
    lifecycle.require_editable(recommendation.status)
    if amendment.kind == AmendmentKind.MOVE:
        raise RuleBroken(_("A move cannot stand in brackets: accept it or not."))
    row = _target(recommendation, amendment)
    why = _("amendment of %(organisation)s, in brackets") % {"organisation": amendment.organisation or amendment.author}
    if amendment.kind == AmendmentKind.INSERT:
        words = {code: f"[{_who(amendment, code)}: {text}]" for code, text in amendment.words.items()}
        insert_paragraph(recommendation, amendment.clause_kind, words, after=amendment.paragraph, by=by, at=at, why=why)
    else:
        texts = {code: _laid_in(amendment, code, row.in_language(code)) for code in LANGUAGES}
        in_step = frozenset(LANGUAGES)
        rewrite(row, row.kind, texts, original=recommendation.original_language, by=by, at=at, in_step=in_step, why=why)
    amendment.status = AmendmentStatus.BRACKETED
    amendment.save(update_fields=["status"])
    record("amendment.bracketed", recommendation, by=by, at=at, amendment=amendment.pk)
    return amendment


def _who(amendment: Amendment, language: str) -> str:
    with translation.override(language):
        return attribution(amendment)


def _laid_in(amendment: Amendment, language: str, now: str) -> str:
    if amendment.kind == AmendmentKind.DELETE:
        return f"[{now}]" if now and not brackets.has_brackets(now) else now
    words = amendment.words.get(language)
    if words is None:
        return now
    merged = merge(amendment.base.get(language, ""), words, now)
    if merged is None:
        return f"[{now}] [{_who(amendment, language)}: {words}]" if not brackets.has_brackets(now) else _beside(
            now, _who(amendment, language), words
        )  # fmt: skip
    return brackets.bracketed(now, merged, _who(amendment, language))


def _beside(now: str, who: str, words: str) -> str:
    """Where brackets stand already and the same words are meant, the whole alternative stands beside the paragraph."""
    return f"{now} [{who}: {words}]"


def _settle(recommendation: Recommendation, amendment: Amendment, *, keep: bool, by: User, at: datetime) -> None:
    """What a party put in brackets is kept or given up, wherever it stands in the working text."""
    why = _("brackets settled")
    for row in list(recommendation.working_paragraphs.select_related("paragraph")):
        texts = {
            code: without_brackets(row.in_language(code), _who(amendment, code), keep=keep) for code in LANGUAGES
        }  # fmt: skip
        if amendment.kind == AmendmentKind.DELETE and not keep and row.paragraph_id == amendment.paragraph_id:
            texts = {code: _unwrapped(row.in_language(code)) for code in LANGUAGES}
        if all(texts[code] == row.in_language(code) for code in LANGUAGES):
            continue
        if not any(words.strip() for words in texts.values()):
            take_out(row)
            continue
        in_step = frozenset(LANGUAGES)
        rewrite(row, row.kind, texts, original=recommendation.original_language, by=by, at=at, in_step=in_step, why=why)


def _unwrapped(text: str) -> str:
    return text[1:-1] if text.startswith("[") and text.endswith("]") else text


def _give_up_brackets(recommendation: Recommendation, amendment: Amendment, *, by: User, at: datetime) -> None:
    if amendment.status == AmendmentStatus.BRACKETED and recommendation.status in lifecycle.EDITABLE:
        _settle(recommendation, amendment, keep=False, by=by, at=at)


@transaction.atomic
def decline_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Amendment:
    require(permissions.may_decide(by, amendment))
    amendment, recommendation = _decidable(amendment, AmendmentStatus.DECLINED)
    _require_reason(reason)
    _give_up_brackets(recommendation, amendment, by=by, at=at)
    return _decide(amendment, AmendmentStatus.DECLINED, reason, by=by, at=at)


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, by: User, at: datetime) -> Amendment:
    require(permissions.may_withdraw(by, amendment))
    amendment, recommendation = _decidable(amendment, AmendmentStatus.WITHDRAWN)
    _give_up_brackets(recommendation, amendment, by=by, at=at)
    return _decide(amendment, AmendmentStatus.WITHDRAWN, "", by=by, at=at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("A decision on an amendment needs a reason; the proposer will read it."))


def _decide(amendment: Amendment, status: AmendmentStatus, reason: str, *, by: User, at: datetime) -> Amendment:
    amendment.status, amendment.decided_by, amendment.decided_at, amendment.decision_reason = status, by, at, reason
    amendment.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    record(f"amendment.{status}", amendment.recommendation, by=by, at=at, amendment=amendment.pk, reason=reason)
    if status != AmendmentStatus.WITHDRAWN:
        mail.queue(notices.amendment_decided(amendment), by=by)
    return amendment
