"""Rule 9: the ladder of bodies. Where the Executive Committee's procedure says so, the Council decides in a round of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from councils import actions as councils
from councils.models import Body, BodyRules, Office, today
from desk import todo
from rec_portal import clock
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions, exports, permissions, readings
from recommendations.availability.adoption import body_of_corrigenda
from recommendations.forms import AssignForm
from recommendations.lifecycle import RecommendationStatus, steps_of
from recommendations.models import Adoption, ConsensusRound, Declaration, Recommendation
from tests.cast import Cast, end, newest, reached, sets_rules, undone, unguarded

SignIn = Callable[[object], Client]


def plenary() -> Body:
    found: Body = Body.objects.get(kind="plenary")
    return found


def before_council(council: Cast) -> Recommendation:
    """Agreed by the group and by the Committee, whose procedure lets the Council decide."""
    council.let_the_council_decide()
    return council.agreed()


def in_council(council: Cast, text: Recommendation) -> ConsensusRound:
    """The Council's round, opened as the secretariat does for whoever presides, and run out."""
    made = council.opened(text, by=council.secretariat, kind="endorsement")
    reached(made)
    end(made)
    return made


def test_without_the_rule_the_committee_s_word_is_the_last(council: Cast) -> None:
    text = council.agreed()
    assert text.status == "certification"
    assert text.laid_before == Body.objects.get(code="EC")
    assert not Recommendation.objects.with_ladder().get(pk=text.pk).goes_to_council


def test_what_the_committee_agrees_on_comes_before_the_council_and_is_adopted_there(
    council: Cast, sign_in: SignIn
) -> None:
    text = before_council(council)
    assert (text.status, text.deciding_body(), text.symbol) == ("before_council", plenary(), None)
    with pytest.raises(RuleBroken, match="Before the Council"):
        actions.certify(text, by=council.secretariat, at=timezone.now(), confirmed=undone(text))
    made = in_council(council, text)
    assert made.body == plenary()
    assert {each.name for each in made.entitlements.all()} == {
        council.organisations[key].name
        for key in ("sogdiana", "bactria", "margiana", "agency", "mothers")
    }
    council.declare(made, "consensus", by=council.secretariat)
    text = council.fresh(text)
    assert text.status == "certification"
    with pytest.raises(Refused, match="Two persons adopt"):
        actions.certify(text, by=council.secretariat, at=timezone.now(), confirmed=undone(text))
    adopted = council.certified(text)
    assert (adopted.status, adopted.symbol) == ("adopted", f"REC/{timezone.now().year}/R.1")
    with translation.override("en"):
        boards = [each["title"].split(" · ")[0] for each in exports.certificate(adopted)["boards"]]
    assert len(boards) == 3
    assert boards[1:] == [str(Body.objects.get(code="EC")), str(plenary())]
    page = sign_in(council.head).get(text.get_absolute_url()).content.decode()
    assert "На рассмотрении Совета" in page


def test_the_council_s_round_is_put_in_its_own_session(council: Cast) -> None:
    text = before_council(council)
    item = council.in_the_room(text)
    assert item.meeting.body == plenary()
    made = actions.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=2),
        time_zone="Asia/Tashkent",
        by=council.secretariat,
        terms=actions.Terms("in_session", agenda_item=item, confirmed=undone(text)),
    )
    made = actions.close_in_session(made, by=council.secretariat)
    council.declare(made, "consensus", by=council.secretariat)
    assert council.fresh(text).status == "certification"


def test_an_organisation_of_any_body_objects_in_the_council_and_an_observer_never(
    council: Cast,
) -> None:
    text = before_council(council)
    made = council.opened(text, by=council.secretariat, kind="endorsement")
    with pytest.raises(Refused, match="not among those entitled"):
        actions.take_position(made, "supports", by=council.observer)
    actions.take_position(made, "objects", by=council.society_head, reason="The term is too short.")
    made.refresh_from_db()
    assert made.closing == "broken"
    with pytest.raises(RuleBroken, match="Ended by an objection"):
        council.declare(made, "consensus", by=council.secretariat)
    text = council.fresh(text)
    assert (text.status, text.laid_before, text.laid_at) == ("consultation", None, None)
    assert text.deciding_body() == council.group
    # Who was asked in the Council reads on: the objector owes a word on what becomes of its objection.
    assert Recommendation.objects.visible_to(council.society_head).filter(pk=text.pk).exists()


def test_silence_broken_in_the_committee_gives_the_text_back_to_the_group_whole(
    council: Cast,
) -> None:
    """The next round is the group's in every respect, from its opening to its end."""
    text = council.forwarded()
    made = council.opened(text, by=council.excom_chair, kind="endorsement")
    actions.take_position(made, "objects", by=council.head, reason="The term is too short.")
    text = council.fresh(text)
    assert (text.status, text.laid_before) == ("consultation", None)
    with pytest.raises(Refused, match="Only the chair of the body"):
        council.opened(text, by=council.excom_chair)


@pytest.mark.parametrize(
    ("outcome", "stage"),
    [("deferred", "before_council"), ("not_adopted", "consultation"), ("returned", "consultation")],
)
def test_what_the_council_does_not_adopt_waits_before_it_or_is_the_group_s_again(
    council: Cast, outcome: str, stage: str
) -> None:
    text = before_council(council)
    made = in_council(council, text)
    council.declare(made, outcome, by=council.secretariat)
    text = council.fresh(text)
    assert (text.status, text.laid_before) == (
        stage,
        plenary() if stage == "before_council" else None,
    )


def test_a_round_of_the_council_ended_early_and_a_refused_certification_leave_the_text_before_it(
    council: Cast,
) -> None:
    text = before_council(council)
    made = council.opened(text, by=council.secretariat, kind="endorsement")
    actions.end_round(made, reason="The session was moved.", by=council.secretariat)
    text = council.fresh(text)
    assert (text.status, text.laid_before) == ("before_council", plenary())
    council.declare(in_council(council, text), "consensus", by=council.secretariat)
    text = actions.refuse_certification(
        council.fresh(text), reason="Not the same.", by=council.secretariat, at=timezone.now()
    )
    text = council.fresh(text)
    assert (text.status, text.laid_before) == ("before_council", plenary())


def test_it_is_sent_back_by_who_acts_for_the_council(council: Cast) -> None:
    text = before_council(council)
    for person in (council.excom_chair, council.chair, council.head):
        with pytest.raises(Refused, match="Only the chair of the body"):
            actions.send_back(text, by=person, at=timezone.now(), reason="Not yet.")
    actions.send_back(text, by=council.secretariat, at=timezone.now(), reason="Not yet.")
    text = council.fresh(text)
    assert (text.status, text.laid_before) == ("consultation", None)


def test_a_group_does_not_return_its_own_text(council: Cast) -> None:
    made = council.short_round()
    end(made)
    with pytest.raises(RuleBroken, match="Only a body before which the text was laid"):
        council.declare(made, "returned", by=council.chair)


def test_the_rule_is_frozen_into_the_round_that_was_opened_under_it(council: Cast) -> None:
    text = council.forwarded()
    made = council.short_round(text, by=council.excom_chair)
    council.let_the_council_decide()
    end(made)
    council.declare(made, "consensus", by=council.excom_chair)
    assert council.fresh(text).status == "certification"


def test_only_the_committee_s_procedure_sends_texts_to_the_council(council: Cast) -> None:
    for body in (council.group, plenary()):
        procedure = BodyRules(body=body, council_decides=True)
        with pytest.raises(ValidationError, match="Only from the Executive Committee"):
            procedure.full_clean()
    BodyRules(body=Body.objects.get(code="EC"), council_decides=True).full_clean()
    sets_rules(council.group, council_decides=True)  # past the form: no effect
    made = council.short_round()
    end(made)
    council.declare(made, "consensus", by=council.chair)
    assert council.fresh(made.recommendation).status == "agreed"


def test_nothing_is_opened_that_nobody_could_declare(council: Cast) -> None:
    text = before_council(council)
    sets_rules(plenary(), declares="chair")
    with pytest.raises(RuleBroken, match="only the chair declares, and it has none"):
        council.opened(text, by=council.secretariat, kind="endorsement")


def test_who_sits_anywhere_in_the_council_reads_what_lies_before_it(council: Cast) -> None:
    """A delegation that sits in another group alone."""
    guest, other = council.organisations["guest"], Body.objects.get(code="WG.A")
    councils.give_seat(guest, other, "member", starts=today(), by=None)
    council.let_the_council_decide()
    text = council.forwarded()
    reader = User.objects.get(pk=council.outsider.pk)
    assert not Recommendation.objects.visible_to(reader).filter(pk=text.pk).exists()
    made = council.short_round(text, by=council.excom_chair)
    end(made)
    council.declare(made, "consensus", by=council.excom_chair)
    reader = User.objects.get(pk=council.outsider.pk)
    assert Recommendation.objects.visible_to(reader).filter(pk=text.pk).exists()
    assert Recommendation.objects.visible_to(council.other_head).filter(pk=text.pk).exists()


def test_the_secretariat_finds_the_council_s_rounds_on_its_list(council: Cast) -> None:
    text = before_council(council)
    with translation.override("en"):
        assert [each.what for each in todo.action_items(council.secretariat, timezone.now())] == [
            "Open the round in the Council"
        ]
        made = in_council(council, text)
        assert "Declare the result" in [
            each.what for each in todo.action_items(council.secretariat, timezone.now())
        ]
    assert Delivery.objects.of_act(made.key).filter(status="sent").exists()


ILLEGAL = {
    "before the Council without a declaration": "UPDATE recommendations_recommendation SET status = 'before_council',"
    " laid_before_id = (SELECT id FROM councils_body WHERE kind = 'plenary'), laid_at = now() WHERE id = %(forwarded)s",
    "before the Council while the Committee has it": "UPDATE recommendations_recommendation SET status = 'before_council'"
    " WHERE id = %(forwarded)s",
    "certified over the Council": "UPDATE recommendations_recommendation SET status = 'certification' WHERE id = %(council)s",
    "before another body than its stage says": "UPDATE recommendations_recommendation SET laid_before_id ="
    " (SELECT id FROM councils_body WHERE kind = 'executive_committee') WHERE id = %(council)s",
    "before a working group": "UPDATE recommendations_recommendation SET laid_before_id ="
    " (SELECT id FROM councils_body WHERE kind = 'working_group' LIMIT 1) WHERE id = %(forwarded)s",
    "the group's own while it lies before the Council": "UPDATE recommendations_recommendation SET laid_before_id = NULL,"
    " laid_at = NULL WHERE id = %(council)s",
}


@pytest.mark.parametrize("attempt", ILLEGAL)
def test_the_database_keeps_the_ladder(council: Cast, attempt: str) -> None:
    text = before_council(council)
    forwarded = council.forwarded()
    council.opened(forwarded, by=council.excom_chair, kind="endorsement")
    keys = {"council": text.pk, "forwarded": forwarded.pk}
    refused = pytest.raises(Error, match="by an act alone|declared round only|does not go")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(ILLEGAL[attempt], keys)


def test_what_the_committee_alone_decides_is_not_laid_before_the_council_by_statement(
    council: Cast,
) -> None:
    """Its round is declared adopting, its text has not moved on yet: without the rule it goes to certification alone."""
    made = council.short_round(council.forwarded(), by=council.excom_chair)
    end(made)
    actions.close_round(made)
    Declaration.objects.create(
        round=made, outcome="consensus", by=council.excom_chair, at=clock.now(), statement={}
    )
    ConsensusRound.objects.filter(pk=made.pk).update(status="declared")
    text = Recommendation.objects.filter(pk=made.recommendation_id)
    with pytest.raises(Error, match="declared round only"), transaction.atomic():
        text.update(status="before_council", laid_before=plenary(), laid_at=clock.now())
    assert text.update(status="certification") == 1


def test_the_database_entitles_members_of_the_council_s_bodies_and_nobody_else(
    council: Cast,
) -> None:
    made = council.opened(before_council(council), by=council.secretariat, kind="endorsement")
    with unguarded("recommendations_consensusround", "round_kept"):
        ConsensusRound.objects.filter(pk=made.pk).update(entitled_count=9)
    for key in ("institute", "guest"):
        organisation = council.organisations[key]
        with pytest.raises(Error, match="only members"), transaction.atomic():
            actions.entitle(made, [organisation])


@pytest.mark.parametrize("other", ["person", "moment", "round"])
def test_an_adoption_that_says_otherwise_than_its_declaration_is_refused(
    council: Cast, other: str
) -> None:
    text = council.agreed()
    last, first = text.rounds.order_by("-number")
    values = {
        "round": first if other == "round" else last,
        "adopted_by": council.head if other == "person" else last.declaration.by,
        "adopted_at": clock.now() if other == "moment" else last.declaration.at,
    }
    with pytest.raises(Error, match="declared round only"), transaction.atomic():
        Adoption.objects.create(
            recommendation=text,
            revision=last.revision,
            symbol="REC/2026/R.99",
            outcome="consensus",
            certified_at=clock.now(),
            certified_by=council.secretariat,
            text_hash="0" * 64,
            snapshot={},
            **values,
        )


def test_a_declaration_is_of_a_round_that_ended(council: Cast) -> None:
    made = council.opened()
    with pytest.raises(Error, match="not changed this way"), transaction.atomic():
        Declaration.objects.create(
            round=made, outcome="deferred", by=council.chair, at=clock.now(), statement={}
        )
    ended = council.short_round()
    end(ended)
    actions.close_round(ended)
    with pytest.raises(Error, match="of a declared round"), transaction.atomic():
        Declaration.objects.create(
            round=ended, outcome="deferred", by=council.chair, at=clock.now(), statement={}
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("stage", ["in_round", "agreed", "certification", "adopted", "published"])
def test_no_text_is_entered_where_acts_alone_lead(council: Cast, stage: str) -> None:
    text = council.adopted()
    values = {field.attname: getattr(text, field.attname) for field in text._meta.concrete_fields}
    published = clock.now() if stage == "published" else None
    values |= {"id": None, "status": stage, "published_at": published, "laid_before_id": None}
    with pytest.raises(Error, match="does not begin"), transaction.atomic():
        Recommendation.objects.create(**values | {"laid_at": None})


def test_no_round_is_entered_closed_or_declared(council: Cast) -> None:
    made = council.short_round()
    end(made)
    council.declare(made, "deferred", by=council.chair)
    made.refresh_from_db()
    values = {field.attname: getattr(made, field.attname) for field in made._meta.concrete_fields}
    with pytest.raises(Error, match="does not begin"), transaction.atomic():
        ConsensusRound.objects.create(**values | {"id": None, "number": 9})


def test_a_slip_found_in_the_council_is_confirmed_by_the_chair_of_the_committee(
    council: Cast,
) -> None:
    """The Council has no chair; a corrigendum that nobody could confirm would stop its certification."""
    text = before_council(council)
    made = in_council(council, text)
    council.declare(made, "consensus", by=council.secretariat)
    text = council.fresh(text)
    paragraph = newest(text).clauses.all()[1].paragraph
    slip = actions.add_corrigendum(
        text,
        paragraph,
        "en",
        "Paragraph number one.",
        reason="Spelling.",
        by=council.secretariat,
        at=timezone.now(),
    )
    with pytest.raises(Refused, match="confirmed by the chair"):
        actions.confirm_corrigendum(slip, by=council.chair, at=timezone.now())
    actions.confirm_corrigendum(slip, by=council.excom_chair, at=timezone.now())
    assert council.certified(text).symbol


def test_a_consultation_needs_nobody_who_declares(council: Cast) -> None:
    sets_rules(council.group, declares="chair")
    Office.objects.filter(body=council.group, kind="chair").update(
        ends=today() - timedelta(days=1), starts=today() - timedelta(days=2)
    )
    opened = council.opened(by=council.secretariat, kind="consultation")
    assert opened.pk


def test_the_rule_is_switched_on_in_the_administration(council: Cast, sign_in: SignIn) -> None:
    client = sign_in(council.admin)
    page = client.get(reverse("admin:councils_bodyrules_add"))
    assert 'name="council_decides"' in page.content.decode()
    page = client.post(reverse("admin:councils_bodyrules_add"), {"council_decides": "on"})
    assert page.status_code == 200  # no body chosen: an error beside the field


def test_after_a_silence_was_broken_whoever_sits_in_that_body_reads_on(council: Cast) -> None:
    """The next wording has to meet the objection; a seat that has ended reads no more."""
    guest, other = council.organisations["guest"], Body.objects.get(code="WG.A")
    seat = councils.give_seat(guest, other, "member", starts=today(), by=None)
    text = before_council(council)
    made = council.opened(text, by=council.secretariat, kind="endorsement")
    seen = Recommendation.objects.visible_to
    actions.take_position(made, "objects", by=council.society_head, reason="The term is too short.")
    for person in (council.outsider, council.society_head):
        assert seen(User.objects.get(pk=person.pk)).filter(pk=text.pk).exists()
    seat.ends = seat.starts - timedelta(days=1)
    seat.save()
    councils.mandates_changed(seat, by=None, what="seat.ended")
    assert not seen(User.objects.get(pk=council.outsider.pk)).filter(pk=text.pk).exists()


def test_a_text_of_the_council_itself_is_the_secretariat_s_to_begin(council: Cast) -> None:
    assert plenary() not in permissions.proposing_bodies(council.head)
    assert not permissions.may_propose(council.head, plenary())
    assert permissions.may_propose(council.secretariat, plenary())
    assert permissions.may_propose(council.head, council.group)


def test_in_the_council_no_sentence_waits_for_a_chair(council: Cast) -> None:
    text = before_council(council)
    made = in_council(council, text)
    made = ConsensusRound.objects.with_board().get(pk=made.pk)
    with translation.override("en"):
        said = readings.next_step.needed(council.fresh(text), made)
        assert said == "Waits for the secretariat to declare the result for whoever presides."


@pytest.mark.parametrize("to_council", [True, False])
def test_the_council_is_a_step_of_a_text_that_goes_there(to_council: bool) -> None:
    steps = dict(steps_of("before_excom", before=None, to_council=to_council))
    assert ("before_council" in steps) is to_council
    assert steps["consultation"] == "done"
    assert steps["before_excom"] == "now"
    assert steps["certification"] == ""
    in_round = dict(steps_of("in_round", before="executive_committee", to_council=to_council))
    assert in_round["before_excom"] == "now"
    assert set(dict(steps_of("published", before=None, to_council=to_council)).values()) == {"done"}


def test_every_stage_that_a_text_goes_through_is_a_step() -> None:
    """What ends it otherwise – not admitted, withdrawn, superseded, closed – is none."""
    steps = [step for step, _done in steps_of("proposed", before=None, to_council=True)]
    beside = {"not_admitted", "withdrawn", "superseded", "closed"}
    assert steps == [stage for stage in RecommendationStatus.values if stage not in beside]


def test_a_slip_is_confirmed_in_the_body_of_the_last_round_also_without_a_chair(
    council: Cast,
) -> None:
    """A body that has lost its chair for a day does not hand its word down to the group."""
    text = before_council(council)
    committee = Body.objects.get(kind="executive_committee")
    Office.objects.filter(body=committee, kind__in=("chair", "co_chair")).delete()
    assert body_of_corrigenda(council.fresh(text)) == committee


def test_who_may_draft_a_text_of_the_council_is_everybody_who_sits_in_its_bodies(
    council: Cast,
) -> None:
    """The plenary has no seats of its own; the form offers whom the act allows."""
    text = council.text()
    Recommendation.objects.filter(pk=text.pk).update(body=Body.objects.get(kind="plenary"))
    form = AssignForm(None, recommendation=Recommendation.objects.get(pk=text.pk))
    offered = {mandate.user for mandate in form.fields["drafters"].queryset}  # type: ignore[attr-defined]
    assert {council.head, council.other_head, council.excom_chair} <= offered
    assert council.outsider not in offered
