"""The silence procedure: rules 1 to 10 of the consensus (docs/consensus.md)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from councils.models import today
from rec_portal import clock
from rec_portal.audit.models import Entry
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.models import ConsensusRound, Position
from tests.cast import Cast, end, newest, undone


def test_opening_snapshots_the_entitled_and_tells_them_all(council: Cast) -> None:
    opened = council.opened()
    names = {str(entitled) for entitled in opened.entitlements.all()}
    assert names == {
        "Sogdiana delegation",
        "Bactria delegation",
        "Margiana delegation",
        "Agency delegation",
        "Mothers' Network delegation",
    }
    told = set(
        Delivery.objects.filter(letter__kind="round_opened").values_list("person__email", flat=True)
    )
    people = ("head", "excom_chair", "other_head", "chair", "agency_head", "society_head")
    assert told == {council.people[name].email for name in people}
    assert Entry.objects.filter(action="round.opened").count() == 1


def test_a_seat_given_later_is_not_entitled(council: Cast) -> None:
    from councils import actions as councils
    from councils.models import today

    opened = council.opened()
    councils.give_seat(
        council.organisations["guest"], council.group, "member", starts=today(), by=None
    )
    with pytest.raises(Refused, match="not among those entitled"):
        actions.take_position(opened, "supports", by=council.outsider)


def test_silence_shorter_than_the_bodys_minimum_is_refused(council: Cast) -> None:
    with pytest.raises(RuleBroken, match="at least 72 hours"):
        council.opened(hours=71.9)


def test_both_languages_must_be_complete(council: Cast) -> None:
    text = council.text()
    draft = actions.draft_of(newest(text))
    draft.clauses[0].texts["en"] = ""
    actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="Missing: English"):
        council.opened(text)


def test_the_round_is_on_the_revision_that_was_read(council: Cast) -> None:
    text = council.text()
    old = newest(text)
    draft = actions.draft_of(old)
    draft.titles["en"] = "Another title"
    actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    with pytest.raises(RuleBroken, match="newest revision"):
        actions.open_round(
            text,
            revision=old,
            expires_at=clock.now() + timedelta(hours=80),
            time_zone="UTC",
            by=council.chair,
        )


@pytest.mark.parametrize(
    "role", ["head", "rapporteur", "member", "observer", "outsider", "excom_chair"]
)
def test_only_the_chair_of_the_body_opens(council: Cast, role: str) -> None:
    with pytest.raises(Refused, match="Only the chair"):
        council.opened(by=council.people[role])


def test_the_secretariat_opens_on_the_chairs_behalf_and_it_is_recorded_so(council: Cast) -> None:
    assert council.opened(by=council.secretariat).on_behalf_of_chair
    entry = Entry.objects.get(action="round.opened")
    assert entry.data["on_behalf_of_chair"] is True


@pytest.mark.parametrize(
    ("role", "reason"),
    [
        ("member", "Only the head of delegation"),
        ("rapporteur", "Only the head of delegation"),
        ("observer", "not among those entitled"),
        ("outsider", "not among those entitled"),
        ("secretariat", "you represent none"),
        ("admin", "you represent none"),
    ],
)
def test_who_does_not_speak_for_an_entitled_organisation_is_told_why(
    council: Cast, role: str, reason: str
) -> None:
    opened = council.opened()
    with pytest.raises(Refused, match=reason):
        actions.take_position(opened, "supports", by=council.people[role])
    assert not Position.objects.exists()


def test_a_changed_position_keeps_the_old_one_in_history(council: Cast) -> None:
    opened = council.opened()
    actions.take_position(opened, "awaiting", by=council.head, expected_on=today())
    actions.take_position(opened, "supports", by=council.excom_chair)
    rows = list(opened.positions.order_by("pk").values_list("kind", "is_current"))
    assert rows == [("awaiting", False), ("supports", True)]
    actions.take_position(opened, "awaiting", by=council.head, expected_on=today())
    said = [
        entry.data["replaces"]
        for entry in Entry.objects.filter(action="position.taken").order_by("seq")
    ]
    assert said == ["", "awaiting", "supports"]  # the one in force, not the first that was taken


def test_an_objection_breaks_silence_at_once_and_all_are_told_who_and_why(council: Cast) -> None:
    opened = council.opened()
    actions.take_position(opened, "objects", by=council.other_head, reason="The term is too short.")
    opened.refresh_from_db()
    assert (opened.status, opened.closing, opened.outcome) == ("closed", "broken", "")
    assert council.fresh(opened.recommendation).status == "consultation"
    letters = Delivery.objects.filter(letter__kind="round_broken")
    assert letters.count() == 6
    assert all("The term is too short." in letter.text for letter in letters)
    assert "Bactria delegation" in letters.get(person=council.agency_head).text
    with pytest.raises(RuleBroken, match="over"):
        actions.take_position(opened, "supports", by=council.head)


def test_after_a_broken_round_only_a_new_revision_may_be_put_to_a_round(council: Cast) -> None:
    opened = council.opened()
    actions.take_position(opened, "objects", by=council.other_head, reason="No.")
    text = council.fresh(opened.recommendation)
    with pytest.raises(RuleBroken, match="failed already"):
        council.opened(text)
    draft = actions.draft_of(newest(text))
    draft.clauses[1].texts["en"] = "A better wording."
    actions.save_text(text, draft, based_on=1, by=council.rapporteur, at=timezone.now())
    assert council.opened(text).number == 2


@pytest.mark.parametrize(
    ("kind", "words", "reason"),
    [
        ("objects", {}, "needs words"),
        ("with_statement", {}, "needs words"),
        ("objects_with_change", {"reason": "x"}, "Write the change"),
        ("with_reservation", {"reason": "x"}, "Name the paragraph"),
        ("objects_with_change", {"reason": "x", "proposed_change": "y"}, "Name the paragraph"),
        ("awaiting", {}, "by which day"),
    ],
)
def test_a_position_without_what_it_needs_is_refused(
    council: Cast, kind: str, words: dict[str, str], reason: str
) -> None:
    with pytest.raises(RuleBroken, match=reason):
        actions.take_position(council.opened(), kind, by=council.head, **words)


def test_the_secretariat_records_for_another_only_with_a_source(council: Cast) -> None:
    opened = council.opened()
    bactria = council.organisations["bactria"]
    with pytest.raises(RuleBroken, match="how the position reached"):
        actions.take_position(opened, "supports", by=council.secretariat, organisation=bactria)
    taken = actions.take_position(
        opened,
        "supports",
        by=council.secretariat,
        organisation=bactria,
        recorded=council.recorded("NV 214, 20 Nov"),
    )
    assert taken.organisation == bactria
    with pytest.raises(Refused, match="your own organisation"):
        actions.take_position(
            opened,
            "objects",
            by=council.head,
            organisation=bactria,
            reason="no",
            recorded=council.recorded("NV"),
        )


def test_unbroken_silence_closes_by_the_databases_clock_without_any_job(council: Cast) -> None:
    ended = council.short_round()
    assert not actions.close_round(ended)
    end(ended)
    judged = ConsensusRound.objects.with_board().get(pk=ended.pk)
    assert judged.status == "open"
    assert not judged.is_running
    assert judged.awaits_declaration
    with pytest.raises(RuleBroken, match="over"):
        actions.take_position(ended, "objects", by=council.head, reason="too late")
    declared = council.declare(ended, "consensus", by=council.chair)
    assert (declared.closing, declared.closed_at, declared.outcome) == (
        "expired",
        ended.expires_at,
        "consensus",
    )
    assert declared.result == {
        "positions": {},
        "outstanding": sorted(e.organisation_id for e in ended.entitlements.all()),
    }


def test_the_job_closes_what_is_due_and_only_once(council: Cast) -> None:
    from recommendations.tasks import close_due_rounds

    ended, running = council.short_round(), council.opened()
    end(ended)
    assert close_due_rounds() == 1
    assert close_due_rounds() == 0
    running.refresh_from_db()
    assert running.status == "open"
    assert Delivery.objects.filter(letter__kind="round_closed").count() == 6


def test_a_running_round_is_not_declared(council: Cast) -> None:
    with pytest.raises(RuleBroken):
        council.declare(council.opened(), "consensus", by=council.chair)


def test_statements_cannot_be_passed_over_in_the_declaration(council: Cast) -> None:
    ended = council.short_round()
    actions.take_position(
        ended, "with_statement", by=council.head, reason="We understand days as working days."
    )
    end(ended)
    with pytest.raises(RuleBroken, match="with statements"):
        council.declare(ended, "consensus", by=council.chair)
    assert council.declare(ended, "with_statements", by=council.chair).outcome == "with_statements"


def test_deferred_and_not_adopted_return_to_consultation(council: Cast) -> None:
    for outcome in ("deferred", "not_adopted"):
        ended = council.short_round()
        end(ended)
        council.declare(ended, outcome, by=council.chair)
        assert council.fresh(ended.recommendation).status == "consultation"


def test_the_executive_committee_adopts_with_symbol_hash_snapshot_and_statements(
    council: Cast,
) -> None:
    text = council.text()
    ended = council.short_round(text)
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.take_position(
        ended,
        "with_reservation",
        by=council.society_head,
        reason="Оговорка: как есть.",
        paragraph=paragraph,
    )
    end(ended)
    council.declare(ended, "with_statements", by=council.chair)
    actions.forward(text, by=council.chair, at=timezone.now())
    second = council.short_round(text, by=council.excom_chair)
    assert {str(e) for e in second.entitlements.all()} == {
        "Sogdiana delegation",
        "Bactria delegation",
        "Margiana delegation",
    }
    end(second)
    with pytest.raises(Refused):
        council.declare(second, "with_statements", by=council.chair)
    council.declare(second, "with_statements", by=council.excom_chair)
    assert council.fresh(text).symbol is None
    text = actions.certify(text, by=council.secretariat, at=timezone.now(), confirmed=undone(text))
    year = timezone.now().year
    assert text.symbol == f"REC/{year}/R.1"
    assert text.adoption.text_hash == newest(text).sha256()
    assert [annex.statement.text for annex in text.annexes.all()] == ["Оговорка: как есть."]
    assert text.adoption.snapshot["statements"][0]["text"] == "Оговорка: как есть."
    assert council.adopted().symbol == f"REC/{year}/R.2"
