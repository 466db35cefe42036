"""Positions against a closing round: one current position per organisation, none after expiry, result equals rows."""

from __future__ import annotations

import threading
from contextlib import suppress

import pytest
from django.db import DatabaseError, connections

from councils import actions as councils
from councils.models import today
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from recommendations.models import ConsensusRound
from recommendations.tasks import close_due_rounds
from tests import cast

PARALLEL = 12


@pytest.mark.parametrize("rounds", [8, pytest.param(40, marks=pytest.mark.slow)])
def test_parallel_positions_against_a_closing_round(transactional_db: None, rounds: int) -> None:
    people = cast.recall()
    speakers = []
    for number in range(6):
        facts = {
            "kind": "international",
            "name": {"en": f"Voice {number}", "ru": f"Голос {number}"},
            "short_name": {"en": f"V{number}", "ru": f"Г{number}"},
        }
        organisation = councils.keep_organisation(facts)
        councils.give_seat(organisation, people.group, "member", starts=today(), by=None)
        for role in ("head", "alternate"):
            user = type(people.head).objects.create_user(
                f"{role}{number}@race.example", "x", name=f"{role} {number}"
            )
            councils.give_mandate(user, organisation, role, starts=today(), by=None)
            speakers.append(user)
    assert len(speakers) == PARALLEL
    taken = refused = 0
    for _ in range(rounds):
        ended = people.short_round(people.text(paragraphs=1), seconds=0.75)
        answers: list[bool] = []

        def speak(
            user: object, ended: ConsensusRound = ended, answers: list[bool] = answers
        ) -> None:
            for kind in ("supports", "no_objection", "stands_aside"):
                with suppress(RuleBroken, DatabaseError):
                    actions.take_position(ConsensusRound.objects.get(pk=ended.pk), kind, by=user)  # type: ignore[arg-type]
                    answers.append(True)
            connections.close_all()

        def close() -> None:
            cast.wait_until(ended.expires_at)
            close_due_rounds()
            connections.close_all()

        threads = [threading.Thread(target=speak, args=(user,)) for user in speakers] + [
            threading.Thread(target=close)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        close_due_rounds()
        ended = ConsensusRound.objects.get(pk=ended.pk)
        current = list(
            ended.positions.filter(is_current=True).values_list("organisation_id", flat=True)
        )
        assert len(current) == len(set(current))
        assert not ended.positions.filter(taken_at__gte=ended.expires_at).exists()
        assert ended.status == "closed"
        assert ended.result == actions.result_of(ended)
        assert ended.positions.count() == len(answers)
        taken += len(answers)
        refused += PARALLEL * 3 - len(answers)
    print(f"{rounds} rounds: {taken} positions taken, {refused} refused")
    assert taken
    assert refused
