"""The rules that a body has set, as data: one row a body, edited in the administration within safe bounds, with every version.

No published rules of procedure of the Council were found (domain 1.6): every figure is the body's to set. What is opened
under the rules keeps its own copy of them.
"""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from accounts.models import User
from rec_portal.names import in_language, languages

from ..lifecycle import (
    LONGEST_SYMBOL,
    MEANINGS,
    SYMBOL_PATTERNS,
    CountedIn,
    Declares,
    Effect,
    Entitles,
    Meaning,
    Numbered,
    Quorum,
)
from .bodies import Body

OF_MEETINGS = (
    "notice_days",
    "papers_days",
    "quorum",
    "speech_minutes",
    "correction_hours",
    "silence_hours",
)
"""What a meeting keeps from its opening on."""
OF_ROUNDS = (
    "minimum_hours",
    "counted_in",
    "working_days",
    "needs_agreement",
    "confirmation_hours",
    "required_languages",
    "entitles",
    "declares",
    "council_decides",
)
"""What a round keeps from its opening on, beside the positions offered."""
OF_SYMBOLS = tuple(f"{kind}_symbols" for kind in Numbered)


def both_languages() -> list[str]:
    return list(settings.TEXT_LANGUAGES)


def known_tokens(pattern: str) -> None:
    """What may stand in braces in a rule of symbols."""
    if "{number}" not in pattern or set(re.findall(r"\{(.*?)\}", pattern)) - {
        "body",
        "year",
        "number",
    }:
        raise ValidationError(
            gettext(
                "A rule holds {number}, and may hold {body} and {year}; nothing else in braces."
            )
        )


def _symbols(name: Any, kind: Numbered) -> Any:
    """How one kind of thing is numbered in the body; left empty, the Council's usual rule stands."""
    usual = SYMBOL_PATTERNS[kind]
    return models.CharField(
        name, max_length=60, blank=True, validators=[known_tokens], help_text=usual
    )


class BodyRulesQuerySet(models.QuerySet["BodyRules"]):
    def with_version(self) -> BodyRulesQuerySet:
        """With `version`, the number of the version that stands."""
        newest = RulesVersion.objects.filter(rules=OuterRef("pk")).order_by("-number")
        return self.annotate(version=Subquery(newest.values("number")[:1]))


class BodyRules(models.Model):
    """What a body has set; without a row the defaults stand. A meeting and a round keep those of their opening.

    Bounds hold in the database: at least a day of silence, at least one language, an objection always with its reason.
    """

    body = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="rules", verbose_name=_("body")
    )
    notice_days = models.PositiveSmallIntegerField(_("days of notice before a meeting"), default=0)
    papers_days = models.PositiveSmallIntegerField(
        _("days for the circulation of papers"), default=0
    )
    quorum = models.CharField(
        _("quorum"), max_length=12, choices=Quorum.choices, default=Quorum.NONE
    )
    speech_minutes = models.PositiveSmallIntegerField(
        _("minutes for a statement"), default=0, help_text=_("0: no limit")
    )
    correction_hours = models.PositiveSmallIntegerField(
        _("hours for corrections to a journal"), default=240
    )
    silence_hours = models.PositiveSmallIntegerField(
        _("hours of silence for adopting a journal"), default=72
    )
    minimum_hours = models.PositiveSmallIntegerField(
        _("least hours of a silence procedure"),
        default=72,
        validators=[MinValueValidator(24), MaxValueValidator(1440)],
        help_text=_(
            "Decision 74/544 of the UN General Assembly: at least 72 hours. Frozen into each round when it opens."
        ),
    )
    counted_in = models.CharField(
        _("counted in"), max_length=12, choices=CountedIn.choices, default=CountedIn.HOURS
    )
    working_days = models.PositiveSmallIntegerField(
        _("least working days"),
        default=3,
        validators=[MaxValueValidator(30)],
        help_text=_(
            "Where working days are counted: days that are working days in all five states."
        ),
    )
    needs_agreement = models.BooleanField(
        _("silence needs prior no-objection to its use"),
        default=False,
        help_text=_(
            "As in the OSCE: the chair names the meeting at which nobody objected to the use of silence."
        ),
    )
    confirmation_hours = models.PositiveSmallIntegerField(
        _("hours to confirm a recorded objection"),
        default=24,
        help_text=_(
            "An objection that the secretariat records takes effect when the organisation confirms it, or after so many hours"
            " without its correction. Silence is prolonged meanwhile."
        ),
    )
    required_languages = ArrayField(
        models.CharField(max_length=10, choices=languages),
        verbose_name=_("languages that must be complete"),
        default=both_languages,
    )
    entitles = models.CharField(
        _("entitled"), max_length=12, choices=Entitles.choices, default=Entitles.MEMBERS
    )
    declares = models.CharField(
        _("who declares"),
        max_length=25,
        choices=Declares.choices,
        default=Declares.CHAIR_OR_SECRETARIAT,
    )
    council_decides = models.BooleanField(
        _("its texts go on to the Council"),
        default=False,
        help_text=_(
            "For the Executive Committee: what it agrees on is laid before the Council, which decides in a round of its own."
        ),
    )
    document_symbols = _symbols(_("symbols of documents"), Numbered.DOCUMENT)
    meeting_symbols = _symbols(_("symbols of meetings"), Numbered.MEETING)
    decision_symbols = _symbols(_("symbols of decisions"), Numbered.DECISION)
    text_symbols = _symbols(_("symbols of adopted texts"), Numbered.TEXT)

    objects = BodyRulesQuerySet.as_manager()

    class Meta:
        verbose_name = _("rules of a body")
        verbose_name_plural = _("rules of the bodies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minimum_hours__gte=24, minimum_hours__lte=1440),
                name="councils_silence_in_bounds",
                violation_error_message=_("Silence lasts at least 24 and at most 1,440 hours."),
            ),
            models.CheckConstraint(
                condition=Q(working_days__lte=30), name="councils_days_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(confirmation_hours__gte=1, confirmation_hours__lte=168),
                name="councils_confirmation_in_bounds",
                violation_error_message=_("Between 1 and 168 hours."),
            ),
            models.CheckConstraint(
                condition=Q(required_languages__len__gte=1),
                name="councils_some_language_required",
                violation_error_message=_("At least one language must be complete."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, Any] = {
            name: words
            for name, kind in zip(OF_SYMBOLS, Numbered, strict=True)
            if (words := self._misfit(kind))
        }
        if self.council_decides and self.body_id and not self.body.is_executive_committee:
            wrong["council_decides"] = _(
                "Only from the Executive Committee a text goes to the Council."
            )
        if wrong:
            raise ValidationError(wrong)

    def _misfit(self, kind: Numbered) -> str:
        """Every symbol of the rule must fit. A meeting brings its number with it: its rule must tell bodies apart."""
        pattern = self.pattern_of(kind)
        code = self.body.code if self.body_id else ""
        filled = pattern.replace("{body}", code).replace("{year}", "2026")
        if len(filled.replace("{number}", "99999")) > LONGEST_SYMBOL:
            most = {"most": LONGEST_SYMBOL}
            return gettext("A symbol has at most %(most)d signs; shorten the rule.") % most
        if kind == Numbered.MEETING and "{body}" not in pattern:
            return gettext("A rule for meetings holds {body}.")
        return ""

    @classmethod
    def of(cls, body: Body) -> BodyRules:
        """What the body has set by now, or the defaults, not saved."""
        return cls.objects.with_version().filter(body=body).first() or cls(body=body)

    @classmethod
    def held(cls, body: Body) -> BodyRules:
        """As `of`, for what is opened under them: nobody changes them or the positions until that is written."""
        cls.objects.select_for_update(no_key=True).filter(body=body).first()
        return cls.of(body)

    def pattern_of(self, kind: Numbered) -> str:
        """How symbols of this kind are made here: {body}, {year} and {number} are filled in."""
        return getattr(self, f"{kind}_symbols") or SYMBOL_PATTERNS[kind]

    def positions(self) -> list[dict[str, Any]]:
        """The positions offered, as data in every language; the default ones where the body has set none of its own."""
        own = (
            [option.snapshot() for option in self.options.filter(is_offered=True)]
            if self.pk
            else []
        )
        return own or [_as_default(meaning) for meaning in MEANINGS.values()]

    def for_meeting(self) -> dict[str, Any]:
        """Everything that rules a meeting of this body, as it stands at the opening, under the number of its version."""
        return self._frozen(OF_MEETINGS)

    def for_round(self) -> dict[str, Any]:
        """Everything that rules a round, as it stands at its opening, under the number of its version."""
        return self._frozen(OF_ROUNDS) | {"positions": self.positions()}

    def _frozen(self, names: tuple[str, ...]) -> dict[str, Any]:
        number = vars(self)["version"] if self.pk else 0  # read by `of`, or the defaults
        return {"version": number} | {name: getattr(self, name) for name in names}


def _as_default(meaning: Meaning) -> dict[str, Any]:
    data = asdict(meaning)
    for name in ("label", "meaning", "prompt"):
        words: dict[str, str] = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                words[language] = str(getattr(meaning, name))
        data[name] = words
    return data | {"code": str(meaning.code), "effect": str(meaning.effect)}


def from_snapshot(data: dict[str, Any]) -> Meaning:
    """A frozen position in the reader's language."""
    words = {name: in_language(data[name]) for name in ("label", "meaning", "prompt")}
    return Meaning(**(data | words))


class PositionOption(models.Model):
    """A position that a body offers: its words are the body's, its effect in law is one of six and cannot be changed."""

    rules = models.ForeignKey(BodyRules, on_delete=models.CASCADE, related_name="options")
    code = models.SlugField(_("code"), max_length=20)
    effect = models.CharField(_("effect"), max_length=12, choices=Effect.choices)
    label = models.CharField(_("label"), max_length=100)
    meaning = models.CharField(_("meaning, shown beside it"), max_length=200)
    prompt = models.CharField(_("prompt, shown while answering"), max_length=200, blank=True)
    needs_reason = models.BooleanField(_("needs words"), default=False)
    needs_paragraph = models.BooleanField(_("needs a paragraph"), default=False)
    needs_change = models.BooleanField(_("needs a proposed change"), default=False)
    is_offered = models.BooleanField(_("offered"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    i18n = TranslationField(fields=("label", "meaning", "prompt"))

    class Meta:
        verbose_name = _("position offered")
        verbose_name_plural = _("positions offered")
        ordering: ClassVar = ["order", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rules", "code"], name="councils_position_offered_once"
            ),
            models.CheckConstraint(
                condition=~Q(effect__in=("objects", "statement", "reservation"))
                | Q(needs_reason=True),
                name="councils_weighty_position_needs_words",
                violation_error_message=_(
                    "An objection, a statement and a reservation always need words."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(effect="reservation") | Q(needs_paragraph=True),
                name="councils_reservation_needs_paragraph",
                violation_error_message=_("A reservation always names its paragraph."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def snapshot(self) -> dict[str, Any]:
        words = {
            name: {
                language: getattr(self, f"{name}_{language}") or getattr(self, name)
                for language, _name in settings.LANGUAGES
            }
            for name in ("label", "meaning", "prompt")
        }
        return {
            "code": self.code,
            "effect": self.effect,
            "needs_reason": self.needs_reason,
            "needs_paragraph": self.needs_paragraph,
            "needs_change": self.needs_change,
            **words,
        }


class RulesVersion(models.Model):
    """The rules of a body as they stood from a moment on. The database fills in all but who set them, and never changes one.

    A change of the rules or of the positions without its version is refused at the end of the transaction.
    """

    rules = models.ForeignKey(BodyRules, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField(_("version"), default=0)
    since = models.DateTimeField(_("in force from"), null=True)
    set_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("set by")
    )
    data = models.JSONField(_("what it says"), default=dict)
    """{column: value} of the rules, and under `options` the positions in their order."""

    class Meta:
        verbose_name = _("version of the rules")
        verbose_name_plural = _("versions of the rules")
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["rules", "number"], name="councils_one_version_of_a_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.rules}, {self.number}"
