"""Words in square brackets as rows: where they stand in the working text, who wants them, whose proposal they are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation
from rec_portal.names import languages

from .discussion import Amendment
from .text import WorkingParagraph


class WorkingBracket(models.Model):
    """One pair of brackets in the working text: `start` and `end` count characters of the wording in `language`.

    With an `amendment` its parties want the words, whatever the name inside reads; else `organisations` do, known by their
    names when somebody typed them. With neither, the words stand as they stood, or are wanted by nobody the Council knows.
    """

    working = models.ForeignKey(WorkingParagraph, on_delete=models.CASCADE, related_name="brackets")
    language = models.CharField(max_length=10, choices=languages)
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    amendment = models.ForeignKey(
        Amendment, on_delete=models.PROTECT, null=True, related_name="brackets"
    )
    organisations = models.ManyToManyField(Organisation, related_name="+")

    class Meta:
        verbose_name = _("words in square brackets")
        verbose_name_plural = _("words in square brackets")
        ordering: ClassVar = ["working", "language", "start"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["working", "language", "start"], name="recommendations_one_bracket_a_place"
            ),
            models.CheckConstraint(
                condition=Q(end__gt=F("start") + 1), name="recommendations_bracket_holds_words"
            ),
        ]

    def __str__(self) -> str:
        return self.working.in_language(self.language)[self.start : self.end]
