"""Many editors on one text: each adds a word of its own to a paragraph, again and again; no acknowledged word may be lost."""

from __future__ import annotations

import random
import statistics
import threading
import time
from dataclasses import dataclass, field
from typing import Any

from django.db import connections
from django.test import Client


@dataclass
class Tally:
    saved: list[tuple[int, str]] = field(default_factory=list)
    conflicts: int = 0
    failures: list[str] = field(default_factory=list)
    milliseconds: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.milliseconds)


def write_together(
    text: Any, people: list[Any], seconds: float, pause: float = 0.0, at_least: int = 0
) -> Tally:
    """Every person saves through the portal's own address until the time is up; a conflict is read and written anew.

    On a busy machine they go on until they have saved `at_least` so often, for three minutes at the most.
    """
    tally, guard, began = Tally(), threading.Lock(), time.monotonic()

    def is_time_left() -> bool:
        passed = time.monotonic() - began
        return passed < seconds or (len(tally.saved) < at_least and passed < 180)

    paragraphs = list(text.working_paragraphs.values_list("paragraph_id", flat=True))

    def edit(number: int, person: Any) -> None:
        dice, client, count = random.Random(number), Client(), 0
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        look = f"{text.get_absolute_url()}presence/"
        while is_time_left():
            paragraph = dice.choice(paragraphs)
            asked = time.perf_counter()
            now = client.get(look, {"at": str(paragraph)}).json()["changed"][str(paragraph)]
            with guard:
                tally.looks.append((time.perf_counter() - asked) * 1000)
            word, key = f"w{number}x{count}", f"p{paragraph}"
            sent = {
                f"{key}-based_on": now["version"],
                f"{key}-kind": "operative",
                f"{key}-ru": now["texts"]["ru"],
                f"{key}-en": f"{now['texts']['en']} {word}",
            }
            asked = time.perf_counter()
            answer = client.post(f"/recommendations/paragraphs/{paragraph}/save/", sent)
            took = (time.perf_counter() - asked) * 1000
            with guard:
                tally.milliseconds.append(took)
                if answer.status_code == 200:
                    tally.saved.append((paragraph, word))
                    count += 1
                elif answer.status_code == 409:
                    tally.conflicts += 1
                else:
                    tally.failures.append(f"{answer.status_code} {answer.content[:300]!r}")
            time.sleep(pause * dice.random())
        connections.close_all()

    threads = [threading.Thread(target=edit, args=pair) for pair in enumerate(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return tally


def lost(text: Any, tally: Tally) -> list[tuple[int, str]]:
    """Acknowledged words that the text does not hold."""
    standing = {
        row.paragraph_id: set(row.in_language("en").split())
        for row in text.working_paragraphs.all()
    }
    return [(paragraph, word) for paragraph, word in tally.saved if word not in standing[paragraph]]
