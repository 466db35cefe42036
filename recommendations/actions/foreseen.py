"""What the working text would be as the next revision, before anybody issues it."""

from __future__ import annotations

from django.db.models import Max

from ..models import LANGUAGES, LanguageVersion, Paragraph, Recommendation, Revision
from .drafting import working_draft
from .particulars import particulars_of
from .wording import clauses_of_working_text


def next_revision(recommendation: Recommendation) -> Revision:
    """The revision that an issue would write, not saved: to be asked what is undone in it. It bears no key of a row."""
    last = recommendation.revisions.aggregate(last=Max("number"))["last"] or 0
    revision = Revision(
        pk=0,
        recommendation=recommendation,
        number=last + 1,
        particulars=particulars_of(recommendation),
    )
    clauses, texts = clauses_of_working_text(recommendation, revision, LANGUAGES)
    paragraphs = Paragraph.objects.in_bulk([clause.paragraph_id for clause in clauses])
    for place, clause in enumerate(clauses, start=1):
        clause.pk, clause.paragraph = -place, paragraphs[clause.paragraph_id]
        own = [text for text in texts if text.clause is clause]
        vars(clause)["_prefetched_objects_cache"] = {"texts": own}
    titles = working_draft(recommendation).cleaned().titles
    versions = [LanguageVersion(language=code, title=titles[code]) for code in LANGUAGES]
    vars(revision)["_prefetched_objects_cache"] = {"clauses": clauses, "versions": versions}
    return revision
