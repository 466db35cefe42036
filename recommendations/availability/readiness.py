"""What is still undone in a text: one list, asked alike before an issue, a round, a declaration and a certification.

The graver findings refuse (rules 5 and 6 of docs/consensus.md): an amendment that nobody has decided counts as an objection,
words in brackets are not agreed, a language that is missing or lags does not say the same, a corrigendum waits for the
chair. The others are named, and whoever goes on confirms each by name: a comment without disposition, an operative
paragraph without addressee, an indicator whose figure the paragraph no longer has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from rec_portal.ui.brackets import has_brackets
from rec_portal.verdicts import ALLOWED, Verdict, not_now

from ..models import LANGUAGES, Clause, ClauseText, Recommendation, Revision

_NAMES = dict(settings.LANGUAGES)


@dataclass(frozen=True)
class Finding:
    """One thing undone. `key` names it, so that its confirmation is of this very thing; a grave one refuses."""

    key: str
    sentence: str
    grave: bool


def readiness(
    text: Recommendation, revision: Revision, required: tuple[str, ...] = LANGUAGES
) -> list[Finding]:
    """Everything undone in this revision; `revision` needs `with_text`, `required` are the languages that must be whole."""
    clauses = revision.numbered()
    return [each for look in _LOOKS for each in look(text, revision, clauses, required)]


def ready(findings: list[Finding], confirmed: Collection[str] = ()) -> Verdict:
    """Refuses with every grave finding, and with every other one that is not confirmed by name."""
    if sentences := [each.sentence for each in findings if each.grave]:
        return not_now(" ".join(sentences))
    if sentences := [each.sentence for each in findings if each.key not in confirmed]:
        said = _("This is still undone; go back and confirm each by name: %(findings)s")
        return not_now(said % {"findings": " ".join(sentences)})
    return ALLOWED


def to_confirm(findings: list[Finding]) -> list[Finding]:
    return [each for each in findings if not each.grave]


def _labels(clauses: list[Clause]) -> str:
    return ", ".join(clause.label for clause in clauses)


def _languages(
    text: Recommendation, revision: Revision, clauses: list[Clause], required: tuple[str, ...]
) -> Iterator[Finding]:
    if missing := [code for code in revision.missing_languages() if code in required]:
        names = " + ".join(str(_NAMES[code]) for code in missing)
        said = _("Both languages must be complete before a round. Missing: %(names)s.")
        yield Finding("missing", said % {"names": names}, grave=True)
    if behind := [clause for clause, code in revision.behind() if code in required]:
        said = _(
            "A translation lags behind the language of drafting in paragraph %(labels)s. Bring it in step and issue the text."
        )
        yield Finding("behind", said % {"labels": _labels(behind)}, grave=True)
    if open_ones := [
        clause
        for clause in clauses
        if any(has_brackets(clause.in_language(code)) for code in LANGUAGES)
    ]:
        said = _("Words in square brackets are not yet agreed: paragraph %(labels)s.")
        yield Finding("brackets", said % {"labels": _labels(open_ones)}, grave=True)


def _amendments(
    text: Recommendation, _revision: Revision, _clauses: list[Clause], _required: tuple[str, ...]
) -> Iterator[Finding]:
    names = sorted(
        str(each.organisation or each.author)
        for each in text.amendments.undecided().select_related("organisation", "author")
    )
    if names:
        said = _("Amendments on which nobody has decided: %(names)s. Each counts as an objection.")
        yield Finding("amendments", said % {"names": ", ".join(names)}, grave=True)


def _corrigenda(
    _text: Recommendation, revision: Revision, _clauses: list[Clause], _required: tuple[str, ...]
) -> Iterator[Finding]:
    waiting = revision.corrigenda.filter(confirmed_at__isnull=True, withdrawn_at__isnull=True)
    if names := [str(each) for each in waiting.select_related("paragraph")]:
        said = _("%(names)s: the chair has not yet confirmed that it is editorial.")
        yield Finding("corrigenda", said % {"names": ", ".join(names)}, grave=True)


def _comments(
    text: Recommendation, _revision: Revision, _clauses: list[Clause], _required: tuple[str, ...]
) -> Iterator[Finding]:
    unanswered = text.comments.filter(
        parent__isnull=True, resolved_at__isnull=True, dispositions__isnull=True
    )
    for comment in unanswered.select_related("organisation", "author").order_by("pk"):
        said = _("A comment of %(who)s has no disposition: «%(words)s»")
        who = comment.organisation or comment.author
        words = comment.text[:80]
        yield Finding(f"comment-{comment.pk}", said % {"who": who, "words": words}, grave=False)


def _addressees(
    _text: Recommendation, revision: Revision, clauses: list[Clause], _required: tuple[str, ...]
) -> Iterator[Finding]:
    for clause in clauses:
        if clause.is_operative and not _own(revision, clause).get("addressees"):
            said = _("Paragraph %(label)s has no addressee: nobody will answer for it.")
            yield Finding(
                f"addressee-{clause.paragraph_id}", said % {"label": clause.label}, grave=False
            )


_FIGURE = re.compile(r"\d+(?:[.,]\d+)?")


def _indicators(
    text: Recommendation, revision: Revision, clauses: list[Clause], _required: tuple[str, ...]
) -> Iterator[Finding]:
    """A target names a figure that its paragraph once had, and has no more."""
    targets = [
        (clause, number, each["target"])
        for clause in clauses
        for number, each in enumerate(_own(revision, clause).get("indicators", []), start=1)
        if _FIGURE.search(each["target"])
    ]
    if not targets:
        return
    once: dict[int, set[str]] = {}
    earlier = ClauseText.objects.filter(
        clause__revision__recommendation=text, clause__revision__number__lt=revision.number
    )
    for paragraph, words in earlier.values_list("clause__paragraph_id", "text"):
        once.setdefault(paragraph, set()).update(_FIGURE.findall(words))
    for clause, number, target in targets:
        now = set(_FIGURE.findall(" ".join(clause.in_language(code) for code in LANGUAGES)))
        if (set(_FIGURE.findall(target)) & once.get(clause.paragraph_id, set())) - now:
            said = _(
                "The target «%(target)s» of paragraph %(label)s names a figure that the paragraph no longer has."
            )
            yield Finding(
                f"indicator-{clause.paragraph_id}-{number}",
                said % {"target": target, "label": clause.label},
                grave=False,
            )


def _own(revision: Revision, clause: Clause) -> dict[str, Any]:
    """The particulars of a paragraph, as frozen into the revision."""
    found: dict[str, Any] = revision.particulars.get(str(clause.paragraph.identity), {})
    return found


Look = Callable[[Recommendation, Revision, list[Clause], tuple[str, ...]], Iterator[Finding]]
_LOOKS: tuple[Look, ...] = (
    _languages,
    _amendments,
    _corrigenda,
    _comments,
    _addressees,
    _indicators,
)
