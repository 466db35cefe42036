"""What is said when the time of a round is up, kind by kind: nobody reads of a silence that was none."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from desk.todo import action_items
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.lifecycle import END_OF_TIME, RoundKind
from recommendations.models import ConsensusRound
from recommendations.tasks import close_due_rounds
from tests.cast import Cast, end

# kind of round: how it is closed, the letter that says so, the entry in the trail, does it wait for a declaration
ENDS = {
    "consultation": ("heard", "round_ended", "round.ended", False),
    "in_session": ("time_up", "round_time_up", "round.time_up", True),
    "silence": ("expired", "round_closed", "round.closed", True),
    "endorsement": ("expired", "round_closed", "round.closed", True),
    "renewal": ("expired", "round_closed", "round.closed", True),
}


def _ended(council: Cast, kind: str, **extra: str) -> ConsensusRound:
    made = council.short_round(kind=kind)
    if extra:
        actions.take_position(made, "objects", by=council.head, **extra)
    end(made)
    queued = Delivery.objects.filter(status="queued")
    queued.update(status="cancelled")  # only what follows is looked at
    return made


def test_every_kind_has_an_end() -> None:
    assert set(ENDS) == set(RoundKind.values) == set(END_OF_TIME)


@pytest.mark.parametrize("kind", sorted(ENDS))
def test_the_kind_decides_what_the_end_of_time_means(
    council: Cast, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("recommendations.actions.closing.unreached_by", lambda made: [])
    closing, letter, act, awaits = ENDS[kind]
    made = _ended(council, kind)
    assert close_due_rounds() == 1
    made = ConsensusRound.objects.judged().get(pk=made.pk)
    assert made.closing == closing
    assert made.awaits_declaration == awaits
    assert ConsensusRound.objects.waiting_for_chair().filter(pk=made.pk).exists() == awaits
    kinds = set(Delivery.objects.filter(status="queued").values_list("letter__kind", flat=True))
    assert kinds == {letter}
    assert Entry.objects.filter(action=act).exists()
    says_silence = closing == "expired"
    for delivery in Delivery.objects.filter(status="queued"):
        said = f"{delivery.subject} {delivery.text}".lower()
        assert ("silence" in said or "молчан" in said) == says_silence
        assert (
            "has objected" in said or "не заявил" in said or "не возразил" in said
        ) <= says_silence
    waiting = [each.what for each in action_items(council.chair, clock.now())]
    assert ("Declare the result" in waiting) == awaits


def test_an_objection_in_the_room_is_named_when_the_time_is_up(council: Cast) -> None:
    made = _ended(council, "in_session", reason="Not yet.")
    assert close_due_rounds() == 1
    made.refresh_from_db()
    assert (made.closing, made.status) == ("time_up", "closed")
    english = Delivery.objects.get(letter__kind="round_time_up", person=council.other_head)
    assert "Objections: Sogdiana delegation" in english.text
    assert "Neither present nor heard: " in english.text
    assert "Bactria delegation" in english.text.partition("Neither present nor heard:")[2]
    assert "Sogdiana" not in english.text.partition("Neither present nor heard:")[2]
    assert "No entitled organisation has objected" not in english.text
    russian = Delivery.objects.get(letter__kind="round_time_up", person=council.head)
    assert "Заявлены возражения: Делегация: Согдиана" in russian.text


def test_what_ended_in_the_room_is_declared_and_never_adopted_over_an_objection(
    council: Cast,
) -> None:
    made = _ended(council, "in_session", reason="Not yet.")
    close_due_rounds()
    with pytest.raises(RuleBroken, match="objects. Nothing is adopted"):
        council.declare(made, "consensus", by=council.chair)
    assert council.declare(made, "not_adopted", by=council.chair).outcome == "not_adopted"


@pytest.mark.parametrize(
    ("kind", "closing"), [("in_session", "expired"), ("silence", "time_up"), ("renewal", "put")]
)
def test_the_database_refuses_an_end_that_is_not_the_kinds(
    council: Cast, kind: str, closing: str
) -> None:
    made = _ended(council, kind)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_consensusround SET status = 'closed', closing = %s, closed_at = now(), result = '{}'"
            " WHERE id = %s",
            [closing, made.pk],
        )


def test_before_its_time_nothing_ends(council: Cast) -> None:
    made = council.short_round(kind="in_session")
    assert close_due_rounds() == 0
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE recommendations_consensusround SET status = 'closed', closing = 'time_up', closed_at = now(),"
            " result = '{}' WHERE id = %s",
            [made.pk],
        )
