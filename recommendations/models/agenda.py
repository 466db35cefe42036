"""A text before a meeting: under an item of its agenda, in exactly one revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Prefetch
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils.lifecycle import ANNEXED
from councils.models import Representative
from meetings.models import AgendaContent, AgendaItem

from ..lifecycle import PUBLIC, RoundStatus
from .consensus import ConsensusRound
from .recommendation import Recommendation
from .text import Clause, Revision

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class TextOnAgenda(models.Model):
    """The pinned revision stays what is before the meeting until somebody pins another."""

    template = "recommendations/on_agenda.html"

    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.CASCADE,
        related_name="texts",
        verbose_name=gettext_lazy("agenda item"),
    )
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, related_name="agenda_places"
    )
    revision = models.ForeignKey(
        Revision, on_delete=models.PROTECT, related_name="+", verbose_name=gettext_lazy("revision")
    )
    put_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    put_at = models.DateTimeField(_("put on the agenda"))

    class Meta:
        verbose_name = gettext_lazy("text on an agenda")
        verbose_name_plural = gettext_lazy("texts on agendas")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["item", "recommendation"], name="recommendations_on_an_item_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.recommendation}, {self.revision.name}"

    @property
    def is_behind(self) -> bool:
        """A newer revision stands than the one before the meeting."""
        return self.revision_id != self.recommendation.current_revision_id

    @property
    def clauses(self) -> list[Clause]:
        """The numbered paragraphs of the pinned revision, for the screens: read when asked for. An adopted text, which more
        people read than its drafts, shows the revision that was adopted alone."""
        text = self.recommendation
        if text.is_final and self.revision_id != text.adoption.revision_id:
            return []
        return Revision.objects.with_text().get(pk=self.revision_id).numbered()

    @property
    def running(self) -> ConsensusRound | None:
        """The newest round held at this very item, with its board."""
        rounds: list[ConsensusRound] = getattr(self.recommendation, "rounds_in_hand", [])
        return next(
            (each for each in rounds if each.agenda_item_id == self.item_id and not each.is_void),
            None,
        )


def shown_on_agenda(user: User | AnonymousUser) -> Prefetch[str]:
    """For meetings: the texts under an item that this reader may read, with the rounds held there."""
    rounds = (
        ConsensusRound.objects.filter(agenda_item__isnull=False)
        .exclude(recommendation__status__in=PUBLIC)
        .with_board()
    )
    visible = Recommendation.objects.visible_to(user).defer("search").select_related("body")
    texts = TextOnAgenda.objects.filter(
        recommendation__in=Recommendation.objects.visible_to(user).values("pk")
    )
    texts = texts.select_related("revision").prefetch_related(
        Prefetch(
            "recommendation",
            visible.prefetch_related(Prefetch("rounds", rounds, to_attr="rounds_in_hand")),
        )
    )
    return Prefetch("texts", texts, to_attr="shown_texts")


def visible_on_agenda(user: User | AnonymousUser, meeting: int) -> Iterable[int]:
    """For the screens of a meeting: the places of those texts that this reader may read."""
    seen = Recommendation.objects.visible_to(user).values("pk")
    found: Iterable[int] = TextOnAgenda.objects.filter(
        item__meeting=meeting, recommendation__in=seen
    ).values_list("pk", flat=True)
    return found


def laid_on_agenda(meeting: int) -> Iterable[object]:
    """For the screens of a meeting: every text there, and its status, which decides who reads it."""
    return TextOnAgenda.objects.filter(item__meeting=meeting).values_list(
        "pk", "recommendation__status"
    )


def _readers_of_the_entry(item: AgendaItem) -> list[User]:
    """Somebody of each organisation that reads what the record says of the item: whoever takes part, or, of a closed one, the
    members of the bodies that meet, of the kinds it names."""
    meeting = item.meeting
    if item.is_closed:
        organisations = {each for body in meeting.bodies() for each in body.members()}
        reading = [o for o in organisations if not item.only_kinds or o.kind in item.only_kinds]
    else:
        reading = list(meeting.taking_part())
    mandates = Representative.objects.current().filter(organisation__in=reading)
    one_each = mandates.order_by("organisation_id", "pk").distinct("organisation_id")
    return [each.user for each in one_each.select_related("user")]


def _called(text: Recommendation, revision: Revision, readers: list[User]) -> str:
    """A text as the record may name it: by its title only where everybody who reads the entry may read the text."""
    seen = all(Recommendation.objects.visible_to(u).filter(pk=text.pk).exists() for u in readers)
    name = str(text) if seen else _("a text of %(body)s") % {"body": text.body}
    return f"{name}, {revision.name}"


def recorded_on_agenda(item: AgendaItem, language: str) -> list[str]:
    """For the journal: which text lay under the item in which revision, what was put, how it ended, who made a statement."""
    with translation.override(language):
        readers = _readers_of_the_entry(item)
        laid = [
            _called(place.recommendation, place.revision, readers)
            for place in item.texts.select_related("recommendation__body", "revision")
        ]
        lines = [_("Text before the meeting: %(text)s.") % {"text": name} for name in laid]
        rounds = (
            ConsensusRound.objects.filter(agenda_item=item)
            .select_related("recommendation__body", "revision", "declaration")
            .order_by("opened_at")
        )
        for held in rounds:
            about = {"text": _called(held.recommendation, held.revision, readers)}
            if held.status == RoundStatus.DECLARED:
                lines.append(
                    _("Put to the meeting: %(text)s. Result: %(result)s.")
                    % {**about, "result": held.get_outcome_display()}
                )
            else:
                lines.append(_("Put to the meeting: %(text)s. Not declared yet.") % about)
            said = held.positions.filter(is_current=True, effect__in=ANNEXED)
            names = [str(position.organisation) for position in said.select_related("organisation")]
            if names:
                lines.append(_("Statements annexed: %(names)s.") % {"names": ", ".join(names)})
    return lines


def in_hand_on_agenda(item: AgendaItem) -> Iterable[str]:
    """A round that was put in the room keeps its item open until it is closed or ended."""
    running = ConsensusRound.objects.in_hand().filter(agenda_item=item)
    for held in running.select_related("recommendation"):
        yield _("A round on «%(text)s» is running at this item: close it or end it first.") % {
            "text": held.recommendation
        }


TEXTS_ON_AGENDA = AgendaContent(
    shown_on_agenda, visible_on_agenda, laid_on_agenda, recorded_on_agenda, in_hand_on_agenda
)
