"""When: the life of a text, of its language versions and of its paragraphs."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.verdicts import RuleBroken


class RecommendationKind(models.TextChoices):
    RECOMMENDATION = "recommendation", gettext_lazy("Recommendation")
    PROPOSED_SOLUTION = "proposed_solution", gettext_lazy("Proposed solution")


class RecommendationStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("text", "Proposed")
    NOT_ADMITTED = "not_admitted", gettext_lazy("Not admitted")
    DRAFTING = "drafting", gettext_lazy("Drafting")
    CONSULTATION = "consultation", gettext_lazy("Consultation")
    IN_ROUND = "in_round", gettext_lazy("Consensus round")
    AGREED = "agreed", gettext_lazy("Agreed by the group")
    BEFORE_EXCOM = "before_excom", gettext_lazy("Before the Executive Committee")
    CERTIFICATION = "certification", gettext_lazy("Declared, to be certified")
    ADOPTED = "adopted", gettext_lazy("Adopted")
    PUBLISHED = "published", gettext_lazy("Published")
    SUPERSEDED = "superseded", gettext_lazy("Superseded")
    CLOSED = "closed", pgettext_lazy("text", "Closed")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


S = RecommendationStatus
TRANSITIONS: dict[str, frozenset[str]] = {
    S.PROPOSED: frozenset({S.DRAFTING, S.NOT_ADMITTED, S.WITHDRAWN}),
    S.NOT_ADMITTED: frozenset(),
    S.DRAFTING: frozenset({S.CONSULTATION, S.WITHDRAWN}),
    S.CONSULTATION: frozenset({S.IN_ROUND, S.WITHDRAWN}),
    S.IN_ROUND: frozenset({S.CONSULTATION, S.AGREED, S.BEFORE_EXCOM, S.CERTIFICATION, S.WITHDRAWN}),
    S.AGREED: frozenset({S.BEFORE_EXCOM, S.CONSULTATION, S.WITHDRAWN}),
    S.BEFORE_EXCOM: frozenset({S.IN_ROUND, S.CONSULTATION, S.WITHDRAWN}),
    S.CERTIFICATION: frozenset({S.ADOPTED, S.BEFORE_EXCOM}),
    S.ADOPTED: frozenset({S.PUBLISHED}),
    S.PUBLISHED: frozenset({S.SUPERSEDED, S.CLOSED}),
    S.CLOSED: frozenset({S.SUPERSEDED}),
    S.SUPERSEDED: frozenset(),
    S.WITHDRAWN: frozenset(),
}
EDITABLE = (S.DRAFTING, S.CONSULTATION)
OPEN_TO_COMMENTS = (S.DRAFTING, S.CONSULTATION, S.IN_ROUND, S.AGREED, S.BEFORE_EXCOM)
PUBLIC = (S.PUBLISHED, S.SUPERSEDED, S.CLOSED)
FINAL = (S.ADOPTED, *PUBLIC)
ENDED = (S.WITHDRAWN, S.NOT_ADMITTED)
STEPS = (
    S.PROPOSED,
    S.DRAFTING,
    S.CONSULTATION,
    S.IN_ROUND,
    S.AGREED,
    S.BEFORE_EXCOM,
    S.CERTIFICATION,
    S.ADOPTED,
    S.PUBLISHED,
)


class ClauseKind(models.TextChoices):
    """What a paragraph is; its number follows from it and is never typed."""

    HEADING = "heading", gettext_lazy("Heading")
    PREAMBULAR = "preambular", gettext_lazy("Preambular paragraph")
    OPERATIVE = "operative", gettext_lazy("Operative paragraph")
    SUB = "sub", gettext_lazy("Sub-paragraph")


class Translation(models.TextChoices):
    """How a paragraph's wording in a language stands to the wording in the language of drafting."""

    ORIGINAL = "original", gettext_lazy("language of drafting")
    IN_STEP = "in_step", gettext_lazy("in step")
    BEHIND = "behind", gettext_lazy("behind")
    MISSING = "missing", gettext_lazy("missing")


class TieKind(models.TextChoices):
    """How one paragraph came from another."""

    SPLIT = "split", gettext_lazy("split off")
    MERGED = "merged", gettext_lazy("merged")


class LinkKind(models.TextChoices):
    """How one text stands to another, read from the later to the earlier."""

    DUPLICATES = "duplicates", gettext_lazy("is a duplicate of")
    RELATED = "related", gettext_lazy("is related to")
    UPDATES = "updates", gettext_lazy("updates")
    MERGES = "merges", gettext_lazy("merges")
    SUPERSEDES = "supersedes", gettext_lazy("supersedes")


def require_editable(now: str) -> None:
    if now not in EDITABLE:
        raise RuleBroken(
            _(
                "The text stands at «%(now)s» and is frozen. It can be changed again when it returns to consultation."
            )
            % {"now": RecommendationStatus(now).label}
        )


def require_open_to_comments(now: str) -> None:
    if now not in OPEN_TO_COMMENTS:
        raise RuleBroken(
            _("The text is no longer open to comments: it stands at «%(now)s».")
            % {"now": RecommendationStatus(now).label}
        )


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"  # official Russian lists skip ё, й, ъ, ы, ь


def letter(number: int, language: str) -> str:
    """The letter of a sub-paragraph: 1 → (a), 27 → (aa); in Russian 1 → а), 29 → аа)."""
    alphabet = _CYRILLIC if language == "ru" else _LATIN
    rounds, index = divmod(number - 1, len(alphabet))
    sign = alphabet[index] * (rounds + 1)
    return f"{sign})" if language == "ru" else f"({sign})"
