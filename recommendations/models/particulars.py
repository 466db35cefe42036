"""What stands beside an operative paragraph: to whom it is addressed, for whom, in which phase, until when, how it is measured."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from councils.models import Organisation
from rec_portal.names import has_words, in_language

from ..lifecycle import AddresseeKind, BodyType, Phase, TargetGroup, TimeFrame
from .instruments import Instrument
from .recommendation import Recommendation
from .text import Paragraph


class Particulars(models.Model):
    """The particulars of one paragraph; written while the text may be edited, frozen into each revision."""

    paragraph = models.OneToOneField(
        Paragraph, on_delete=models.PROTECT, related_name="particulars"
    )
    target_groups = ArrayField(
        models.CharField(max_length=15, choices=TargetGroup.choices),
        default=list,
        blank=True,
        verbose_name=_("target groups"),
    )
    phases = ArrayField(
        models.CharField(max_length=15, choices=Phase.choices),
        default=list,
        blank=True,
        verbose_name=_("phases"),
    )
    time_frame = models.CharField(
        _("time frame"), max_length=8, choices=TimeFrame.choices, blank=True
    )
    due_on = models.DateField(_("by this date"), null=True, blank=True)
    rationale: Any = models.JSONField(_("rationale and evidence"), default=dict, blank=True)

    class Meta:
        verbose_name = _("particulars of a paragraph")
        verbose_name_plural = _("particulars of paragraphs")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(time_frame="date", due_on__isnull=False)
                | (~Q(time_frame="date") & Q(due_on__isnull=True)),
                name="recommendations_date_where_it_is_one",
            )
        ]

    def __str__(self) -> str:
        return str(self.paragraph)


class Addressee(models.Model):
    """To whom a paragraph is addressed: all states, a named government, a kind of body, or the Council itself."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="addressees")
    kind = models.CharField(max_length=10, choices=AddresseeKind.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+"
    )
    body_type = models.CharField(max_length=15, choices=BodyType.choices, blank=True)

    class Meta:
        verbose_name = _("addressee")
        verbose_name_plural = _("addressees")
        ordering: ClassVar = ["kind", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="state", organisation__isnull=False, body_type="")
                | (Q(kind="body_kind", organisation__isnull=True) & ~Q(body_type=""))
                | Q(kind__in=("all_states", "council"), organisation__isnull=True, body_type=""),
                name="recommendations_addressee_is_one_thing",
            ),
            models.UniqueConstraint(
                fields=["paragraph", "kind", "organisation", "body_type"],
                nulls_distinct=False,
                name="recommendations_addressed_once",
            ),
        ]

    def __str__(self) -> str:
        return str(
            self.organisation
            or (self.get_body_type_display() if self.body_type else self.get_kind_display())
        )


class Indicator(models.Model):
    """How one sees that a paragraph is being carried out."""

    paragraph = models.ForeignKey(Paragraph, on_delete=models.PROTECT, related_name="indicators")
    names: Any = models.JSONField(_("name by language"), default=dict)
    baseline = models.CharField(_("baseline"), max_length=100, blank=True)
    target = models.CharField(_("target"), max_length=100, blank=True)
    source = models.CharField(_("source of the figure"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("indicator")
        verbose_name_plural = _("indicators")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=has_words("names"), name="recommendations_indicator_has_name"
            )
        ]

    def __str__(self) -> str:
        return in_language(self.names)


class Reference(models.Model):
    """What a paragraph (or the text as a whole) rests on: an instrument of the list, or an earlier recommendation."""

    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="references"
    )
    paragraph = models.ForeignKey(
        Paragraph, on_delete=models.PROTECT, null=True, related_name="references"
    )
    instrument = models.ForeignKey(
        Instrument, on_delete=models.PROTECT, null=True, related_name="+"
    )
    earlier = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, related_name="cited_by"
    )
    place = models.CharField(_("place in it"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(instrument__isnull=False, earlier__isnull=True)
                | Q(instrument__isnull=True, earlier__isnull=False),
                name="recommendations_reference_to_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.instrument or self.earlier)
