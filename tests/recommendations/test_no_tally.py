"""Rule 7: no page, letter or file counts who supports: never «4 of 5», never a percentage."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from django.test import Client
from django.utils import translation

from rec_portal.mail.models import Delivery
from recommendations import actions, exports
from recommendations.models import ConsensusRound
from tests.cast import Cast, end
from tests.pages import tree

SignIn = Callable[[object], Client]
FIVE = ("head", "other_head", "chair", "agency_head", "society_head")
COUNTED = re.compile(
    r"\b\d+\s*(?:/|of|out of|из)\s*\d+\b(?!\.\d)|\b\d+\s*(?:%|per cent|процент)"
    r"|\b\d+\s+(?:support|object|in favour|against|положительн|поддерж|возраж|за\b|против)",
    re.IGNORECASE,
)


def test_the_pattern_finds_a_tally() -> None:
    for words in ("4 of 5 support", "4/5", "80 %", "4 из 5", "5 support", "3 возражения"):
        assert COUNTED.search(words), words
    for words in ("round 1 on Rev.2", "paragraph 3", "27 November 2024", "REC/2026/R.1"):
        assert not COUNTED.search(words), words


def pages(council: Cast, held: ConsensusRound) -> Iterator[str]:
    text = held.recommendation.get_absolute_url()
    yield from (
        text,
        f"{text}rounds/",
        f"{text}history/",
        f"{text}open/",
        "/recommendations/",
        "/desk/",
        "/recommendations/follow-up/",
    )
    if not held.is_running:
        yield f"/recommendations/rounds/{held.pk}/declare/"


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize("stage", ["running", "over", "declared"])
def test_no_page_counts_the_positions(
    council: Cast, sign_in: SignIn, stage: str, language: str
) -> None:
    held = council.short_round()
    for role in FIVE[:4]:
        actions.take_position(held, "supports", by=council.people[role])
    if stage != "running":
        end(held)
    if stage == "declared":
        council.declare(held, "consensus", by=council.chair)
    held = ConsensusRound.objects.with_board().get(pk=held.pk)
    for role in ("chair", "head", "secretariat"):
        client = sign_in(council.people[role])
        client.cookies["language"] = language
        for address in pages(council, held):
            answer = client.get(address)
            if answer.status_code != 200:
                assert answer.status_code in {302, 403, 404, 409}, address
                continue
            said = " ".join(tree(answer).xpath("//main")[0].text_content().split())
            found = COUNTED.search(said)
            assert found is None, (
                address,
                role,
                said[max(0, found.start() - 60) : found.end() + 60],
            )


def test_no_letter_and_no_paper_counts_them(council: Cast) -> None:
    adopted = council.adopted()
    letters = Delivery.objects.filter(letter__kind__startswith="round")
    assert letters.count() > 5
    for letter in letters:
        assert not COUNTED.search(f"{letter.subject} {letter.text}"), letter.subject
    for language in ("en", "ru"):
        with translation.override(language):
            said = str(exports.certificate(adopted))
            assert not COUNTED.search(said)
