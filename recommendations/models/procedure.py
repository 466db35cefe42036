"""The procedure of consensus as data: per body, edited in the administration within safe bounds, frozen into each round."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from modeltrans.fields import TranslationField

from councils.lifecycle import MEANINGS, CountedIn, Declares, Effect, Entitles, Meaning
from councils.models import Body
from rec_portal.names import in_language


def both_languages() -> list[str]:
    return list(settings.TEXT_LANGUAGES)


class Procedure(models.Model):
    """How a body comes to consensus. No published rules of the Council were found: every figure here is the body's to set.

    Bounds hold in the database: at least a day of silence, at least one language, an objection always with its reason.
    """

    body = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="procedure", verbose_name=_("body")
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
        models.CharField(max_length=10, choices=settings.LANGUAGES),
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

    class Meta:
        verbose_name = _("procedure of a body")
        verbose_name_plural = _("procedures of bodies")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minimum_hours__gte=24, minimum_hours__lte=1440),
                name="recommendations_silence_in_bounds",
                violation_error_message=_("Silence lasts at least 24 and at most 1,440 hours."),
            ),
            models.CheckConstraint(
                condition=Q(working_days__lte=30), name="recommendations_days_in_bounds"
            ),
            models.CheckConstraint(
                condition=Q(confirmation_hours__gte=1, confirmation_hours__lte=168),
                name="recommendations_confirmation_in_bounds",
                violation_error_message=_("Between 1 and 168 hours."),
            ),
            models.CheckConstraint(
                condition=Q(required_languages__len__gte=1),
                name="recommendations_some_language_required",
                violation_error_message=_("At least one language must be complete."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.body)

    def clean(self) -> None:
        super().clean()
        if self.council_decides and self.body_id and not self.body.is_executive_committee:
            raise ValidationError(
                {
                    "council_decides": _(
                        "Only from the Executive Committee a text goes to the Council."
                    )
                }
            )

    @classmethod
    def of(cls, body: Body) -> Procedure:
        """The body's own procedure, or the default one, not saved."""
        return cls.objects.filter(body=body).first() or cls(body=body)

    def positions(self) -> list[dict[str, Any]]:
        """The positions offered, as data in both languages; the default ones where the body has set none of its own."""
        own = (
            [option.snapshot() for option in self.options.filter(is_offered=True)]
            if self.pk
            else []
        )
        return own or [_frozen(meaning) for meaning in MEANINGS.values()]

    def snapshot(self) -> dict[str, Any]:
        """Everything that rules a round, as it stands at its opening."""
        return {
            "minimum_hours": self.minimum_hours,
            "counted_in": self.counted_in,
            "working_days": self.working_days,
            "needs_agreement": self.needs_agreement,
            "confirmation_hours": self.confirmation_hours,
            "required_languages": list(self.required_languages),
            "entitles": self.entitles,
            "declares": self.declares,
            "council_decides": self.council_decides,
            "positions": self.positions(),
        }


def _frozen(meaning: Meaning) -> dict[str, Any]:
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

    procedure = models.ForeignKey(Procedure, on_delete=models.CASCADE, related_name="options")
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
                fields=["procedure", "code"], name="recommendations_position_offered_once"
            ),
            models.CheckConstraint(
                condition=~Q(effect__in=("objects", "statement", "reservation"))
                | Q(needs_reason=True),
                name="recommendations_weighty_position_needs_words",
                violation_error_message=_(
                    "An objection, a statement and a reservation always need words."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(effect="reservation") | Q(needs_paragraph=True),
                name="recommendations_reservation_needs_paragraph",
                violation_error_message=_("A reservation always names its paragraph."),
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def snapshot(self) -> dict[str, Any]:
        i18n = self.i18n or {}
        words = {
            name: {"en": getattr(self, name), "ru": i18n.get(f"{name}_ru") or getattr(self, name)}
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
