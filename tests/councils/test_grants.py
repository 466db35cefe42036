"""Rights follow from facts, and only from facts."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from councils import actions, grants
from councils.access import access_of
from councils.models import BodyGrant, Office, Representative, Seat, today
from councils.permissions import may_speak_for, presides
from recommendations.models import Recommendation
from tests.cast import Cast


def test_seats_give_the_rights_of_their_kind(council: Cast) -> None:
    rights = {
        right: [
            access_of(council.people[role]).holds(right, council.group.pk)
            for role in ("head", "observer", "outsider", "admin")
        ]
        for right in ("read", "comment", "amend", "join")
    }
    assert rights == {
        "read": [True, True, False, False],
        "comment": [True, True, False, False],
        "amend": [True, False, False, False],
        "join": [True, False, False, False],
    }


def test_stored_rights_equal_the_facts_and_a_difference_is_found_and_mended(council: Cast) -> None:
    council.published()
    council.meeting()
    call_command("regrant", check=True)
    BodyGrant.objects.filter(permission__codename="join_body").first().delete()  # type: ignore[union-attr]
    council.outsider.groups.add(council.organisations["sogdiana"].group)
    with pytest.raises(CommandError, match="2 rights differ"):
        call_command("regrant", check=True)
    assert len(list(grants.regrant_all())) == 2
    call_command("regrant", check=True)


def test_a_mandate_that_ended_ends_its_rights_at_once(council: Cast) -> None:
    text = council.text()
    yesterday = today() - timedelta(days=1)
    Representative.objects.filter(user=council.chair).update(starts=yesterday, ends=yesterday)
    chair = type(council.chair).objects.get(pk=council.chair.pk)
    assert chair.representation is None
    assert not presides(chair, council.group)
    assert not may_speak_for(chair, council.organisations["margiana"])
    grants.follow_people()
    assert not Recommendation.objects.visible_to(chair).filter(pk=text.pk).exists()


def test_a_seat_that_ended_closes_the_bodys_drafts(council: Cast) -> None:
    text = council.text()
    yesterday = today() - timedelta(days=1)
    Seat.objects.filter(organisation=council.organisations["bactria"]).update(
        starts=yesterday, ends=yesterday
    )
    assert list(grants.regrant_all())
    assert not Recommendation.objects.visible_to(council.other_head).filter(pk=text.pk).exists()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda c: actions.give_mandate(
                c.head, c.organisations["bactria"], "member", starts=today(), by=None
            ),
            "already represents",
        ),
        (
            lambda c: actions.give_mandate(
                c.admin, c.organisations["sogdiana"], "head", starts=today(), by=None
            ),
            "already has a head",
        ),
        (
            lambda c: actions.give_seat(
                c.organisations["bactria"], c.group, "observer", starts=today(), by=None
            ),
            "already has a seat",
        ),
        (
            lambda c: actions.give_office(
                c.head.representation, c.group, "chair", starts=today(), by=None
            ),
            "already has a chair",
        ),
    ],
)
def test_overlapping_mandates_are_refused_beside_the_form_and_by_the_database(
    council: Cast, make: object, message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        make(council)  # type: ignore[operator]


def test_loading_the_council_again_changes_nothing(council: Cast) -> None:
    from rec_portal.audit.models import Entry

    before = Entry.objects.count()
    call_command("load_council", verbosity=0)
    assert Entry.objects.count() == before
    assert Office.objects.count() == 3


def test_the_demonstration_refuses_where_there_are_real_people(council: Cast) -> None:
    with pytest.raises(CommandError, match="real people"):
        call_command("load_demo")
    with pytest.raises(CommandError, match="real people"):
        call_command("load_sample")
