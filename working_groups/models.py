from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltrans.fields import TranslationField

from councils.models import Body
from rec_portal.names import spelled


class WorkingGroup(models.Model):
    """One of the four groups: a body with a letter, a mandate and a work plan."""

    body = models.OneToOneField(
        Body, on_delete=models.PROTECT, related_name="working_group", verbose_name=_("body")
    )
    letter = models.CharField(pgettext_lazy("of a group", "letter"), max_length=1, unique=True)
    letter_ru = models.CharField(_("letter in Cyrillic"), max_length=1, unique=True)
    mandate = models.TextField(_("mandate"))
    work_plan = models.TextField(_("work plan"), blank=True)
    i18n = TranslationField(fields=("mandate", "work_plan"))
    mandate_i18n: str
    work_plan_i18n: str

    class Meta:
        verbose_name = _("working group")
        verbose_name_plural = _("working groups")
        ordering: ClassVar = ["letter"]

    def __str__(self) -> str:
        return str(self.body)

    @property
    def sign(self) -> str:
        """Its letter, in the letters of the reader's language: (a), (а)."""
        return spelled(self.letter, self.letter_ru)
