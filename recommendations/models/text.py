"""The text as it stood: revisions that never change, paragraphs with an identity that stays, wordings per language."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Sequence
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _

from rec_portal.names import in_language, languages, reader_language, spelled

from ..lifecycle import ClauseKind, TieKind, Translation, letter
from .instruments import ReferenceText
from .recommendation import Recommendation

LANGUAGES = tuple(settings.TEXT_LANGUAGES)
_SOURCE = "paragraph__taken_from_clause__revision__recommendation"
"""The adopted text from which a paragraph's agreed language was taken."""


class RevisionQuerySet(models.QuerySet["Revision"]):
    def with_text(self) -> RevisionQuerySet:
        """The whole text in a fixed number of queries."""
        clauses = Clause.objects.select_related(
            f"{_SOURCE}__adoption",
            "paragraph__taken_from_reference__instrument",
        ).prefetch_related("texts")
        clauses = clauses.defer(f"{_SOURCE}__adoption__snapshot", f"{_SOURCE}__search")
        return self.prefetch_related("versions", Prefetch("clauses", clauses))


class Revision(models.Model):
    """The text as it was issued: Rev.1, Rev.2 …; never changed afterwards (the database refuses).

    `corrects` names the revision of which this one is an editorial corrigendum: the same text, spelling mended.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="revisions"
    )
    number = models.PositiveIntegerField(_("revision"))
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("saved"))
    reason = models.CharField(_("why"), max_length=300, blank=True)
    particulars = models.JSONField(default=dict)
    corrects = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="corrected_by"
    )

    objects: ClassVar = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision")
        verbose_name_plural = _("revisions")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["recommendation", "number"], name="recommendations_revision_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.name}"

    @property
    def name(self) -> str:
        """«Rev.2», the same in every language, as the United Nations write it."""
        return f"Rev.{self.number}"

    def titles(self) -> dict[str, str]:
        return {version.language: version.title for version in self.versions.all()}

    @property
    def title_i18n(self) -> str:
        return in_language(self.titles())

    def numbered(self) -> list[Clause]:
        """The paragraphs in order with their numbers, which are never typed."""
        return number(list(self.clauses.all()))

    @property
    def languages(self) -> list[str]:
        """In which it was issued: a language that the Council took up later is none of an earlier text."""
        titles = self.titles()
        return [language for language in settings.TEXT_LANGUAGES if language in titles]

    def canonical(self) -> dict[str, object]:
        """The text as data: what is hashed, compared and set."""
        return {
            "titles": {language: self.titles()[language] for language in self.languages},
            "paragraphs": [
                {
                    "id": str(clause.paragraph.identity),
                    "kind": clause.kind,
                    "texts": {code: clause.in_language(code) for code in self.languages},
                }
                for clause in self.clauses.all()
            ],
        } | ({"particulars": self.particulars} if self.particulars else {})

    def sha256(self) -> str:
        """sha256 of the canonical JSON (UTF-8, keys sorted, no spaces), hexadecimal."""
        return digest(self.canonical())

    def missing_languages(self) -> list[str]:
        """Languages in which the title or any paragraph has no words yet."""
        titles = self.titles()
        clauses = list(self.clauses.all())
        return [
            language
            for language in LANGUAGES
            if not titles.get(language)
            or not clauses
            or any(not clause.in_language(language) for clause in clauses)
        ]

    def behind(self) -> list[tuple[Clause, str]]:
        """Paragraphs whose wording in a language does not follow the language of drafting any more."""
        return [
            (clause, text.language)
            for clause in self.numbered()
            for text in clause.texts.all()
            if text.state == Translation.BEHIND
        ]


def digest(canonical: dict[str, object]) -> str:
    """sha256 of data as canonical JSON, hexadecimal."""
    words = json.dumps(canonical, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


class LanguageVersion(models.Model):
    """One language of a revision: its title and its standing."""

    class State(models.TextChoices):
        ORIGINAL = "original", _("Original")
        TRANSLATION = "translation", _("Translation")

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="versions")
    language = models.CharField(max_length=10, choices=languages)
    title = models.CharField(_("title"), max_length=300)
    state = models.CharField(max_length=12, choices=State.choices)

    class Meta:
        verbose_name = _("language version")
        verbose_name_plural = _("language versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "language"], name="recommendations_one_version_per_language"
            )
        ]

    def __str__(self) -> str:
        return self.title


class Paragraph(models.Model):
    """A paragraph's identity, the same through all revisions: comments and amendments hang on it.

    Where its words were taken from agreed language, the source is kept here for good.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="paragraphs"
    )
    identity = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    taken_from_clause = models.ForeignKey(
        "Clause", on_delete=models.PROTECT, null=True, related_name="+"
    )
    taken_from_reference = models.ForeignKey(
        ReferenceText, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("paragraph")
        verbose_name_plural = _("paragraphs")

    def __str__(self) -> str:
        return str(self.identity)


class ParagraphTie(models.Model):
    """`result` came from `origin` by a split, or took it up by a merge; what was said of the one is found at the other."""

    origin = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="ties_on")
    result = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="ties_back")
    kind = models.CharField(max_length=8, choices=TieKind.choices)

    class Meta:
        verbose_name = _("tie between paragraphs")
        verbose_name_plural = _("ties between paragraphs")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.origin} → {self.result}"


class Numbered:
    """A paragraph in order, in a revision or in the working text: what it needs to know its number."""

    kind: str
    ordinal: int = 0
    parent: int = 0
    parent_kind: str = ""

    @property
    def may_be_addressed(self) -> bool:
        """Operative paragraphs and their sub-paragraphs: each is followed by itself (domain 6.2)."""
        return self.is_operative or (
            self.kind == ClauseKind.SUB and self.parent_kind == ClauseKind.OPERATIVE
        )

    @property
    def is_operative(self) -> bool:
        return self.kind == ClauseKind.OPERATIVE

    @property
    def mark(self) -> str:
        """As it stands before the words: «3.», «P2», «(a)», nothing before a heading."""
        if self.kind == ClauseKind.HEADING:
            return ""
        if self.kind == ClauseKind.SUB:
            return letter(self.ordinal, reader_language())
        return f"{self.ordinal}." if self.is_operative else self._preambular(self.ordinal)

    @property
    def label(self) -> str:
        """How it is spoken of: «3», «P2» («П2» in Russian), «3 (a)», «heading 1»."""
        if self.kind == ClauseKind.HEADING:
            return str(_("heading %(number)d") % {"number": self.ordinal})
        if self.kind == ClauseKind.SUB:
            over = (
                self._preambular(self.parent)
                if self.parent_kind == ClauseKind.PREAMBULAR
                else str(self.parent)
            )
            return f"{over} {self.mark}" if self.parent else self.mark
        return str(self.ordinal) if self.is_operative else self._preambular(self.ordinal)

    @staticmethod
    def _preambular(ordinal: int) -> str:
        return f"{spelled('P', 'П')}{ordinal}"


_Row = TypeVar("_Row", bound=Numbered)


def number(rows: list[_Row]) -> list[_Row]:
    """Set the numbers by rule: headings, preambular and operative paragraphs each in their own run; (a), (b) anew under each."""
    last = dict.fromkeys(ClauseKind.values, 0)
    parent, parent_kind = 0, ""
    for row in rows:
        if row.kind != ClauseKind.SUB:
            last[ClauseKind.SUB] = 0
        last[row.kind] += 1
        row.ordinal, row.parent, row.parent_kind = last[row.kind], parent, parent_kind
        if row.kind in {ClauseKind.PREAMBULAR, ClauseKind.OPERATIVE}:
            parent, parent_kind = row.ordinal, row.kind
    return rows


class Clause(Numbered, models.Model):
    """A paragraph as it stands in one revision."""

    beside: Sequence[str] = ()
    """Addressees, time frame, source of agreed language and so on in the reader's language; laid beside it for a page."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="clauses")
    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="clauses")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=ClauseKind.choices)
    agreed = models.BooleanField(_("agreed ad referendum"), default=False)

    class Meta:
        verbose_name = _("paragraph of a revision")
        verbose_name_plural = _("paragraphs of a revision")
        ordering: ClassVar = ["order"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "order"], name="recommendations_clause_order"
            ),
            models.UniqueConstraint(
                fields=["revision", "paragraph"], name="recommendations_clause_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text_i18n[:80]

    def in_language(self, language: str) -> str:
        return next((text.text for text in self.texts.all() if text.language == language), "")

    def state_of(self, language: str) -> str:
        return next(
            (text.state for text in self.texts.all() if text.language == language),
            Translation.MISSING,
        )

    @property
    def languages(self) -> list[str]:
        """Those of its revision, also where it has no words in one yet."""
        held = {text.language for text in self.texts.all()}
        return [language for language in settings.TEXT_LANGUAGES if language in held]

    @property
    def text_i18n(self) -> str:
        return in_language({text.language: text.text for text in self.texts.all()})


class ClauseTextQuerySet(models.QuerySet["ClauseText"]):
    def adopted(self) -> ClauseTextQuerySet:
        """Wordings of adopted texts: agreed language."""
        return self.filter(clause__revision__adoption__isnull=False)


class ClauseText(models.Model):
    """A paragraph's wording in one language, and how it stood to the language of drafting when it was issued."""

    clause = models.ForeignKey(Clause, on_delete=models.PROTECT, related_name="texts")
    language = models.CharField(max_length=10, choices=languages)
    text = models.TextField()
    state = models.CharField(max_length=8, choices=Translation.choices, default=Translation.IN_STEP)

    objects: ClassVar = ClauseTextQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["clause", "language"], name="recommendations_one_wording_per_language"
            )
        ]
        indexes: ClassVar = [
            GinIndex(
                SearchVector("text", config=config),
                name=f"recommendations_words_{code}",
                condition=Q(language=code),
            )
            for code, config in settings.SEARCHED_AS.items()
        ]

    def __str__(self) -> str:
        return self.text[:80]

    @property
    def is_behind(self) -> bool:
        return self.state == Translation.BEHIND

    @property
    def lags(self) -> bool:
        """It does not say what the language of drafting says."""
        return self.state in {Translation.BEHIND, Translation.MISSING}


class WorkingText(models.Model):
    """The text being written: titles here, paragraphs in `WorkingParagraph`. The body sees it when it is issued."""

    recommendation = models.OneToOneField(
        Recommendation, on_delete=models.PROTECT, related_name="working"
    )
    titles = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("working text")
        verbose_name_plural = _("working texts")

    def __str__(self) -> str:
        return str(self.recommendation)


class WorkingParagraph(Numbered, models.Model):
    """A paragraph being written. `version` rises with each save; a save on an older one is a conflict, never an overwrite.

    `translated_from[language]` is the digest of the wording in the language of drafting that this language follows.
    """

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="working_paragraphs"
    )
    paragraph = models.OneToOneField(Paragraph, on_delete=models.PROTECT, related_name="working")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(_("kind of paragraph"), max_length=12, choices=ClauseKind.choices)
    texts = models.JSONField(default=dict)
    translated_from = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    agreed_at = models.DateTimeField(_("agreed ad referendum"), null=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("paragraph of the working text")
        verbose_name_plural = _("paragraphs of the working text")
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="recommendations_agreed_has_who_and_when",
            )
        ]

    def __str__(self) -> str:
        return self.in_language(reader_language())[:80]

    def in_language(self, language: str) -> str:
        words: str = self.texts.get(language, "")
        return words

    def states(self, original: str) -> dict[str, str]:
        """How each language stands to the language of drafting."""
        return states_of(self.texts, self.translated_from, original)


def states_of(
    texts: dict[str, Any], translated_from: dict[str, Any], original: str
) -> dict[str, str]:
    """original, in step, behind or missing, per language."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        if not texts.get(language):
            found[language] = Translation.MISSING
        elif language == original:
            found[language] = Translation.ORIGINAL
        else:
            in_step = translated_from.get(language) == fingerprint(texts.get(original, ""))
            found[language] = Translation.IN_STEP if in_step else Translation.BEHIND
    return found


def fingerprint(words: str) -> str:
    """A short digest of a wording, to know later whether it has changed."""
    return hashlib.sha256(words.encode()).hexdigest()[:16]


class ParagraphSave(models.Model):
    """One save of a paragraph of the working text: kept for good, so that every save can be taken back.

    `brackets` is a list of {language, start, end, amendment, organisations}: the rows of its `WorkingBracket` as they stood.
    """

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="saves")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ClauseKind.choices)
    texts = models.JSONField()
    translated_from = models.JSONField(default=dict)
    brackets = models.JSONField(default=list)
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    saved_at = models.DateTimeField()
    why = models.CharField(max_length=1000, blank=True)

    class Meta:
        verbose_name = _("save of a paragraph")
        verbose_name_plural = _("saves of paragraphs")
        ordering: ClassVar = ["-version"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["paragraph", "version"], name="recommendations_one_save_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paragraph}, {self.version}"
