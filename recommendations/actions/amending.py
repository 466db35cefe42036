"""Amendments of organisations: proposed, sponsored, laid over the text or into brackets, rebased, decided with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import transaction
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.models import User
from rec_portal import audit
from rec_portal.labels import worded
from rec_portal.mail import actions as mail
from rec_portal.names import by_language
from rec_portal.ui import brackets
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import AmendmentKind, AmendmentStatus, ClauseKind, Translation
from ..models import (
    LANGUAGES,
    Amendment,
    Clause,
    CoSponsor,
    Paragraph,
    Position,
    Recommendation,
    WorkingParagraph,
)
from ..readings.amendments import applied, attribution
from .bracketing import Wordings, in_this_order, wordings_of
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
    recommendation: Recommendation,
    paragraph: Paragraph,
    texts: dict[str, str],
    reason: str,
    *,
    by: User,
    at: datetime,
    kind: str = AmendmentKind.REPLACE,
    clause_kind: str = "",
    after: Paragraph | None = None,
    objection: Position | None = None,
) -> Amendment:
    """Propose to replace, delete or move a paragraph, or to insert one after it, in one language or both, with a reason."""
    recommendation = locked(recommendation)
    require(
        availability.amendment_from(by, objection)
        if objection
        else availability.amend(by, recommendation)
    )
    clauses = newest(recommendation).numbered()
    now = next((clause for clause in clauses if clause.paragraph_id == paragraph.pk), None)
    if now is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    if now.agreed and kind != AmendmentKind.INSERT:
        raise RuleBroken(
            _(
                "This paragraph is agreed ad referendum. Ask the chair to reopen it, with your reasons."
            )
        )
    words = _proposed_words(kind, texts, now)
    if kind == AmendmentKind.MOVE:
        _require_move(clauses, now, after)
    amendment = Amendment.objects.create(
        recommendation=recommendation,
        kind=kind,
        paragraph=paragraph,
        after=after if kind == AmendmentKind.MOVE else None,
        clause_kind=(clause_kind or ClauseKind.OPERATIVE) if kind == AmendmentKind.INSERT else "",
        revision_id=recommendation.current_revision_pk,
        organisation=by.organisation,
        author=by,
        base={code: now.in_language(code) for code in LANGUAGES},
        texts=words,
        reason=reason,
        objection=objection,
        created_at=at,
    )
    audit.log(
        "amendment.proposed",
        recommendation,
        by=by,
        at=at,
        paragraph=str(paragraph.identity),
        amendment=amendment.pk,
        kind=kind,
    )
    return amendment


def _proposed_words(kind: str, texts: dict[str, str], now: Clause) -> dict[str, str]:
    typed = {code: texts.get(code, "").strip() for code in LANGUAGES}
    if kind in {AmendmentKind.DELETE, AmendmentKind.MOVE}:
        return {}
    if kind == AmendmentKind.INSERT:
        typed = {
            code: "" if words == now.in_language(code) else words for code, words in typed.items()
        }
        if not any(typed.values()):
            raise RuleBroken(_("Write the paragraph to be inserted in at least one language."))
        return {code: words for code, words in typed.items() if words}
    changed = {
        code: words for code, words in typed.items() if words and words != now.in_language(code)
    }
    if not changed:
        raise RuleBroken(
            _("Your wording is the one that stands. Change it in at least one language.")
        )
    return changed


def _require_move(clauses: list[Clause], now: Clause, after: Paragraph | None) -> None:
    order = [clause.paragraph_id for clause in clauses]
    if after is not None and after.pk not in order:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    index = order.index(now.paragraph_id)
    stands_after = order[index - 1] if index else None
    if (after is not None and after.pk == now.paragraph_id) or stands_after == (
        after.pk if after else None
    ):
        raise RuleBroken(_("The paragraph stands there already."))


@transaction.atomic
def sponsor(amendment: Amendment, *, by: User, at: datetime) -> CoSponsor:
    """Another member of the body proposes the amendment together with its author."""
    recommendation = locked(amendment.recommendation)
    amendment = Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    amendment.recommendation = recommendation
    require(availability.sponsor(by, amendment))
    made, new = CoSponsor.objects.get_or_create(
        amendment=amendment, organisation=by.organisation, defaults={"by": by, "at": at}
    )
    if new:
        _rename_brackets(recommendation, amendment, by=by, at=at)
        audit.log("amendment.sponsored", recommendation, by=by, at=at, amendment=amendment.pk)
    return made


def _rename_brackets(
    recommendation: Recommendation, amendment: Amendment, *, by: User, at: datetime
) -> None:
    """Brackets that stand name the new co-sponsor too; where the text is frozen they keep the names they bear."""
    if not (amendment.is_bracketed and recommendation.is_editable):
        return
    amendment = Amendment.objects.with_parties().get(pk=amendment.pk)
    for row in _rows_with(recommendation, amendment):
        texts = {}
        for code in LANGUAGES:
            now, own = row.in_language(code), _own_brackets(row, amendment, code)
            texts[code] = brackets.renamed(now, own, _own_name(_who(amendment, code), now, own))
        standing = wordings_of(row)
        all_of_them = {code: list(range(len(each.marks))) for code, each in standing.items()}
        was = in_this_order(standing, texts, all_of_them)
        _rewrite_alike(recommendation, row, texts, by=by, at=at, why="#co_sponsored", was=was)


def _locked_amendment(amendment: Amendment) -> tuple[Amendment, Recommendation]:
    recommendation = locked(amendment.recommendation)
    Amendment.objects.select_for_update(of=("self",)).get(pk=amendment.pk)
    amendment = Amendment.objects.with_parties().select_related("after").get(pk=amendment.pk)
    amendment.recommendation = recommendation
    return amendment, recommendation


def _target(recommendation: Recommendation, amendment: Amendment) -> WorkingParagraph:
    rows = WorkingParagraph.objects.select_for_update(of=("self",)).select_related("paragraph")
    row = rows.filter(recommendation=recommendation, paragraph=amendment.paragraph_id).first()
    if row is None:
        raise RuleBroken(_("This paragraph is no longer in the text."))
    if row.agreed_at is not None and amendment.kind != AmendmentKind.INSERT:
        raise RuleBroken(
            _("A paragraph agreed ad referendum is locked. Reopen it first, with a reason.")
        )
    return row


@transaction.atomic
def accept_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Acceptance:
    """Lay the amendment over the working text, word by word; refused where the same words have changed since.

    The others on this paragraph are rebased by the same rule; whose words are gone is told so. The accepted wording
    reaches the body with the next revision.
    """
    amendment, recommendation = _locked_amendment(amendment)
    require(availability.accept_amendment(by, amendment))
    _require_reason(reason)
    row = None if amendment.is_bracketed else _target(recommendation, amendment)
    others = _others(recommendation, amendment)
    applied_before = [each for each in others if _applies(recommendation, each)]
    _apply(recommendation, amendment, row, by=by, at=at)
    _decide(amendment, AmendmentStatus.ACCEPTED, reason, by=by, at=at)
    acceptance = Acceptance(amendment)
    for each in applied_before:
        (acceptance.rebased if _applies(recommendation, each) else acceptance.overtaken).append(
            each
        )
    for each in acceptance.overtaken:
        mail.queue(notices.amendment_overtaken(each, amendment), by=by)
    return acceptance


def _applies(recommendation: Recommendation, amendment: Amendment) -> bool:
    if amendment.is_bracketed:
        return bool(_rows_with(recommendation, amendment))
    rows = {row.paragraph_id: row for row in recommendation.working_paragraphs.all()}
    if amendment.paragraph_id not in rows or (
        amendment.after_id is not None and amendment.after_id not in rows
    ):
        return False
    return applied(amendment, rows[amendment.paragraph_id].texts) is not None


def _others(recommendation: Recommendation, amendment: Amendment) -> list[Amendment]:
    on_it = Amendment.objects.with_parties().filter(
        Q(paragraph=amendment.paragraph_id)
        | Q(after=amendment.paragraph_id)
        | Q(brackets__working__in=_rows_with(recommendation, amendment)),
        recommendation=recommendation,
    )
    return list(on_it.undecided().exclude(pk=amendment.pk).distinct())


def _apply(
    recommendation: Recommendation,
    amendment: Amendment,
    row: WorkingParagraph | None,
    *,
    by: User,
    at: datetime,
) -> None:
    why = _because("#amendment", amendment)
    if row is None:
        if not _rows_with(recommendation, amendment):
            raise RuleBroken(
                _(
                    "Its words in brackets no longer stand in the text: another decision has taken them out."
                )
            )
        _settle(recommendation, amendment, accepted=True, by=by, at=at)
        return
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
        places = {each.paragraph_id: index for index, each in enumerate(rows, start=1)}
        if amendment.after_id is not None and amendment.after_id not in places:
            raise RuleBroken(
                _("The paragraph after which it should stand is no longer in the text.")
            )
        index = places[amendment.after_id] if amendment.after_id is not None else 0
        in_order([*rows[:index], row, *rows[index:]])
    else:
        _rewrite_alike(recommendation, row, texts, by=by, at=at, why=why)


def _insert(
    recommendation: Recommendation, amendment: Amendment, *, by: User, at: datetime, why: str
) -> None:
    insert_paragraph(
        recommendation,
        amendment.clause_kind,
        amendment.words,
        after=amendment.paragraph,
        by=by,
        at=at,
        why=why,
    )


@transaction.atomic
def bracket_amendment(amendment: Amendment, *, by: User, at: datetime) -> Amendment:
    """Lay the amendment into the text in square brackets, attributed: not agreed, and seen by all."""
    amendment, recommendation = _locked_amendment(amendment)
    require(availability.bracket_amendment(by, amendment))
    if amendment.kind == AmendmentKind.MOVE:
        raise RuleBroken(_("A move cannot stand in brackets: accept it or not."))
    row = _target(recommendation, amendment)
    why = _because("#amendment_bracketed", amendment)
    if amendment.kind == AmendmentKind.INSERT:
        if any(brackets.has_brackets(words) for words in amendment.words.values()):
            raise RuleBroken(_cannot_bracket())
        who = {code: _who(amendment, code) for code in LANGUAGES}
        words = {code: f"[{who[code]}: {text}]" for code, text in amendment.words.items()}
        insert_paragraph(
            recommendation,
            amendment.clause_kind,
            words,
            after=amendment.paragraph,
            by=by,
            at=at,
            why=why,
            laid=amendment,
        )
    else:
        who = {code: _own_name(_who(amendment, code), row.in_language(code)) for code in LANGUAGES}
        texts = {
            code: _laid_in(amendment, code, row.in_language(code), who[code]) for code in LANGUAGES
        }
        _rewrite_alike(recommendation, row, texts, by=by, at=at, why=why, laid=amendment)
    if not _rows_with(recommendation, amendment):
        raise RuleBroken(_cannot_bracket())
    amendment.status = AmendmentStatus.BRACKETED
    amendment.save(update_fields=["status"])
    audit.log("amendment.bracketed", recommendation, by=by, at=at, amendment=amendment.pk)
    return amendment


def _rewrite_alike(
    recommendation: Recommendation,
    row: WorkingParagraph,
    texts: dict[str, str],
    *,
    by: User,
    at: datetime,
    why: str,
    was: Wordings | None = None,
    laid: Amendment | None = None,
) -> None:
    """Write what a decision makes of a paragraph: languages that were in step stay so only where it changed both."""
    original = recommendation.original_language
    changed = {code for code in LANGUAGES if texts[code] != row.in_language(code)}
    alike = changed == set(LANGUAGES)
    stepping = {
        code for code, state in row.states(original).items() if state == Translation.IN_STEP
    }
    rewrite(
        row,
        row.kind,
        texts,
        original=original,
        by=by,
        at=at,
        why=why,
        in_step=frozenset(stepping if alike else ()),
        behind=frozenset(changed - stepping if alike else changed),
        was=was,
        laid=laid,
    )


def _who(amendment: Amendment, language: str) -> str:
    with translation.override(language):
        return attribution(amendment)


def _own_name(who: str, text: str, own: Collection[int] = ()) -> str:
    """An attribution that no other bracket of the paragraph bears: a second proposal of the same party is numbered, for
    whoever reads it. `own` are the indices of its own."""
    taken = {each.who for index, each in enumerate(brackets.brackets(text)) if index not in own}
    return next(name for n in count(1) if (name := brackets.numbered(who, n)) not in taken)


def _laid_in(amendment: Amendment, language: str, now: str, who: str) -> str:
    if amendment.kind == AmendmentKind.DELETE:
        if brackets.has_brackets(now):
            raise RuleBroken(_cannot_bracket())
        return brackets.to_delete(now, who, language) if now else now
    words = amendment.words.get(language)
    if words is None:
        return now
    laid = brackets.bracketed(now, amendment.base.get(language, ""), words, who, language)
    if laid is None:
        if brackets.has_brackets(now) or brackets.has_brackets(words) or ": " in now:
            raise RuleBroken(_cannot_bracket())
        return f"[{now}] [{who}: {words}]" if now else f"[{who}: {words}]"
    return laid


def _cannot_bracket() -> str:
    return _(
        "Brackets stand already at these words, and the portal cannot lay this proposal in beside them. Decide on the other"
        " proposal first, or write the brackets yourself."
    )


def _rows_with(recommendation: Recommendation, amendment: Amendment) -> list[WorkingParagraph]:
    """The paragraphs of the working text in which its brackets stand."""
    holding = recommendation.working_paragraphs.filter(brackets__amendment=amendment)
    return list(holding.select_related("paragraph").distinct())


def _own_brackets(row: WorkingParagraph, amendment: Amendment, language: str) -> list[int]:
    """Which of the brackets of this wording, in order, are the amendment's."""
    standing = row.brackets.filter(language=language).values_list("amendment", flat=True)
    return [index for index, owner in enumerate(standing) if owner == amendment.pk]


def _because(code: str, amendment: Amendment) -> str:
    """Why the working text changes, kept with it: whose amendment it was, by the name it bore then."""
    who = amendment.organisation or amendment.author
    return worded(code, organisation=by_language(who))


def _settle(
    recommendation: Recommendation, amendment: Amendment, *, accepted: bool, by: User, at: datetime
) -> None:
    """Its own brackets are kept or given up; nobody else's."""
    why = "#brackets_settled"
    for row in _rows_with(recommendation, amendment):
        texts, left = {}, {}
        for code in LANGUAGES:
            own = _own_brackets(row, amendment, code)
            texts[code], left[code] = brackets.decided(
                row.in_language(code), own, accepted=accepted
            )
        if all(texts[code] == row.in_language(code) for code in LANGUAGES):
            continue
        if not any(words.strip() for words in texts.values()):
            take_out(row)
            continue
        was = in_this_order(wordings_of(row), texts, left)
        _rewrite_alike(recommendation, row, texts, by=by, at=at, why=why, was=was)


def _give_up_brackets(
    recommendation: Recommendation, amendment: Amendment, *, by: User, at: datetime
) -> None:
    if amendment.is_bracketed and recommendation.is_editable:
        _settle(recommendation, amendment, accepted=False, by=by, at=at)


@transaction.atomic
def decline_amendment(amendment: Amendment, reason: str, *, by: User, at: datetime) -> Amendment:
    amendment, recommendation = _locked_amendment(amendment)
    require(availability.decline_amendment(by, amendment))
    _require_reason(reason)
    _give_up_brackets(recommendation, amendment, by=by, at=at)
    return _decide(amendment, AmendmentStatus.DECLINED, reason, by=by, at=at)


@transaction.atomic
def withdraw_amendment(amendment: Amendment, *, by: User, at: datetime) -> Amendment:
    amendment, recommendation = _locked_amendment(amendment)
    require(availability.withdraw_amendment(by, amendment))
    _give_up_brackets(recommendation, amendment, by=by, at=at)
    return _decide(amendment, AmendmentStatus.WITHDRAWN, "", by=by, at=at)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise RuleBroken(_("A decision on an amendment needs a reason; the proposer will read it."))


def _decide(
    amendment: Amendment, status: AmendmentStatus, reason: str, *, by: User, at: datetime
) -> Amendment:
    amendment.status, amendment.decided_by, amendment.decided_at, amendment.decision_reason = (
        status,
        by,
        at,
        reason,
    )
    amendment.save(update_fields=["status", "decided_by", "decided_at", "decision_reason"])
    audit.log(
        f"amendment.{status}",
        amendment.recommendation,
        by=by,
        at=at,
        amendment=amendment.pk,
        reason=reason,
    )
    if status != AmendmentStatus.WITHDRAWN:
        mail.queue(notices.amendment_decided(amendment), by=by)
    return amendment
