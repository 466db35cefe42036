"""The working text as the paragraphs of a revision: what an issue writes, and what a page shows before it."""

from __future__ import annotations

from collections.abc import Iterable

from ..models import Clause, ClauseText, Recommendation, Revision


def clauses_of_working_text(
    recommendation: Recommendation, revision: Revision, codes: Iterable[str]
) -> tuple[list[Clause], list[ClauseText]]:
    """The working text as paragraphs of a revision, and their wordings in these languages; nothing is saved."""
    rows = [
        row
        for row in recommendation.working_paragraphs.all()
        if any(words.strip() for words in row.texts.values())
    ]
    clauses = [
        Clause(
            revision=revision,
            paragraph_id=row.paragraph_id,
            order=order,
            kind=row.kind,
            agreed=row.agreed_at is not None,
        )
        for order, row in enumerate(rows, start=1)
    ]
    texts = []
    for clause, row in zip(clauses, rows, strict=True):
        states = row.states(recommendation.original_language)
        texts += [
            ClauseText(
                clause=clause, language=code, text=row.in_language(code).strip(), state=states[code]
            )
            for code in codes
        ]
    return clauses, texts
