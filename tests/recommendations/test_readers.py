"""Who is told when a text moves, and what a text that has ended takes no more."""

from __future__ import annotations

import pytest
from django.utils import timezone

from rec_portal.mail.models import Delivery
from rec_portal.verdicts import RuleBroken
from recommendations import actions
from tests.cast import Cast, newest


def test_the_end_of_a_text_is_told_to_who_began_proposed_or_follows_it(council: Cast) -> None:
    """And to nobody else: the agency proposed it, its head speaks for it."""
    text = council.text()
    actions.follow(text, by=council.observer)
    actions.follow(text, by=council.member)
    actions.follow(text, by=council.member, on=False)
    actions.withdraw(text, by=council.chair, at=timezone.now(), reason="Overtaken by events.")
    told = {each.person for each in Delivery.objects.filter(letter__kind="text_ended")}
    assert told == {text.created_by, council.agency_head, council.observer}


def test_a_step_of_a_text_is_told_to_who_follows_it_and_never_to_who_took_it(
    council: Cast,
) -> None:
    text = council.text(status="drafting")
    for person in (council.observer, council.chair):
        actions.follow(text, by=person)
    actions.put_to_consultation(text, by=council.chair, at=timezone.now())
    told = {each.person for each in Delivery.objects.filter(letter__kind="text_moved")}
    assert council.observer in told
    assert council.chair not in told


def test_a_follower_whose_account_was_closed_is_not_told(council: Cast) -> None:
    text = council.text()
    actions.follow(text, by=council.observer)
    type(council.observer).objects.filter(pk=council.observer.pk).update(is_active=False)
    actions.withdraw(text, by=council.chair, at=timezone.now(), reason="Overtaken by events.")
    told = {each.person for each in Delivery.objects.filter(letter__kind="text_ended")}
    assert told == {text.created_by, council.agency_head}


def test_a_withdrawn_text_takes_no_comment(council: Cast) -> None:
    text = council.text()
    paragraph = newest(text).clauses.all()[0].paragraph
    actions.comment(text, paragraph, "In time", by=council.head, at=timezone.now())
    actions.withdraw(text, by=council.chair, at=timezone.now(), reason="Overtaken by events.")
    with pytest.raises(RuleBroken, match="not open to comments"):
        actions.comment(text, paragraph, "Too late", by=council.head, at=timezone.now())
