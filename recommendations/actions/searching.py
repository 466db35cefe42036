"""What the search of texts looks through: title and wording of the newest revision, kept with the text."""

from __future__ import annotations

from django.db import connection

from rec_portal.names import search_configurations

from ..models import Recommendation

_WORDS_IN = """coalesce((
        SELECT setweight(to_tsvector(%s::regconfig, translate(v.title, 'ёЁ', 'еЕ')), 'A')
        FROM recommendations_languageversion v
        WHERE v.revision_id = r.current_revision_id AND v.language = %s
    ), '') || coalesce((
        SELECT to_tsvector(%s::regconfig, translate(string_agg(t.text, ' '), 'ёЁ', 'еЕ'))
        FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id
        WHERE c.revision_id = r.current_revision_id AND t.language = %s
    ), '')"""
"""Title and wordings in one language; ё is written as е."""


def index_for_search(recommendation: Recommendation) -> None:
    """Let the search find the newest revision, in every language."""
    searched = search_configurations()
    words = " || ".join(_WORDS_IN for _each in searched)
    asked = [value for code, config in searched for value in (config, code, config, code)]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE recommendations_recommendation AS r SET search = {words} WHERE r.id = %s",  # noqa: S608  # our own words
            [*asked, recommendation.pk],
        )
