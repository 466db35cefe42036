"""Agreed language: adopted paragraphs and loaded reference texts, found by their words while drafting."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import F
from django.db.models.fields.json import KeyTextTransform

from rec_portal.names import search_configurations

from ..lifecycle import ClauseKind
from ..models import Adoption, ClauseText, ReferenceText


@dataclass(frozen=True)
class Agreed:
    """A paragraph found: its words in each language and where they were agreed. `key` names it in a form."""

    key: str
    source: str
    texts: dict[str, str]

    def in_language(self, language: str) -> str:
        return self.texts.get(language, "")


def search(words: str, *, limit: int = 20) -> list[Agreed]:
    """The best first, adopted paragraphs of the Council before reference texts; ё and е are one letter."""
    words = words.replace("\x00", "").strip()[:200]
    return [*_adopted(words, limit), *_references(words, limit)] if words else []


def _adopted(words: str, limit: int) -> list[Agreed]:
    found: dict[int, float] = {}
    for language, config in search_configurations():
        query = SearchQuery(words, config=config, search_type="websearch")
        vector = SearchVector("text", config=config)
        hits = (
            ClauseText.objects.adopted()
            .filter(language=language)
            .annotate(vector=vector)
            .filter(vector=query)
        )
        for clause, rank in (
            hits.annotate(rank=SearchRank(F("vector"), query))
            .order_by("-rank")
            .values_list("clause", "rank")[:limit]
        ):
            found[clause] = max(found.get(clause, 0), rank)
    texts = ClauseText.objects.filter(clause__in=found).select_related(
        "clause__paragraph", "clause__revision"
    )
    by_clause: dict[int, list[ClauseText]] = {}
    for text in texts:
        by_clause.setdefault(text.clause_id, []).append(text)
    symbols = dict(
        Adoption.objects.filter(
            revision__in={text.clause.revision_id for text in texts}
        ).values_list("revision_id", "symbol")
    )
    best = sorted(by_clause, key=lambda clause: -found[clause])[:limit]
    return [
        Agreed(
            f"clause-{clause}",
            str(symbols.get(by_clause[clause][0].clause.revision_id) or ""),
            {text.language: text.text for text in by_clause[clause]},
        )
        for clause in best
    ]


def _references(words: str, limit: int) -> list[Agreed]:
    found: dict[int, ReferenceText] = {}
    for language, config in search_configurations():
        query = SearchQuery(words, config=config, search_type="websearch")
        vector = SearchVector(KeyTextTransform(language, "texts"), config=config)
        for text in (
            ReferenceText.objects.select_related("instrument")
            .annotate(vector=vector)
            .filter(vector=query)[:limit]
        ):
            found[text.pk] = text
    return [Agreed(f"reference-{each.pk}", str(each), each.texts) for each in found.values()][
        :limit
    ]


def source_of(key: str) -> ClauseText | ReferenceText | None:
    """The row behind a key of `search`; only agreed language."""
    kind, _dash, number = key.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 12:
        return None
    if kind == "clause":
        found: ClauseText | None = (
            ClauseText.objects.adopted().select_related("clause").filter(clause=int(number)).first()
        )
        return found
    return ReferenceText.objects.filter(pk=int(number)).first() if kind == "reference" else None


def words_of(source: ClauseText | ReferenceText) -> dict[str, str]:
    if isinstance(source, ReferenceText):
        return dict(source.texts)
    return {text.language: text.text for text in source.clause.texts.all()}


def kind_of(source: ClauseText | ReferenceText) -> str:
    """The kind of paragraph it was; a reference text is taken as an operative one."""
    return str(source.clause.kind) if isinstance(source, ClauseText) else ClauseKind.OPERATIVE
