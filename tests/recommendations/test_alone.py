"""A chair, a secretary and an administrator, each alone, try to make, break or bend a consensus.

Every try is refused, or told at once to those concerned, or has no effect on who decides. One function a try; the name says
who tries what.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import Error, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from councils import actions as councils
from councils.models import Representative, Seat, today
from meetings import actions as meetings
from rec_portal import clock
from rec_portal.mail.models import Delivery
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.models import ConsensusRound
from recommendations.tasks import close_due_rounds
from tests.cast import SAID, Cast, end, handed, newest, sets_rules, undone
from tests.pages import filled

Try = Callable[[Cast], Any]
REFUSED: list[Try] = []
TOLD: list[Try] = []


def refused(attempt: Try) -> Try:
    REFUSED.append(attempt)
    return attempt


def told(attempt: Try) -> Try:
    """Yields the people who must have been written to by the try itself."""
    TOLD.append(attempt)
    return attempt


def sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_APP_ROLE}")
        cursor.execute(statement)


def put(council: Cast, **terms: Any) -> ConsensusRound:
    text = council.text()
    return actions.open_round(
        text,
        revision=newest(text),
        expires_at=clock.now() + timedelta(hours=80),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=actions.Terms("in_session", confirmed=undone(text), **terms),
    )


def ended(council: Cast) -> ConsensusRound:
    made = council.short_round()
    end(made)
    close_due_rounds()
    made.refresh_from_db()
    return made


# --- The chair ------------------------------------------------------------------------------------------------------------
@refused
def chair_asks_for_a_silence_of_one_minute(council: Cast) -> None:
    council.opened(hours=1 / 60)


@refused
def chair_asks_for_an_hour_less_than_the_body_allows(council: Cast) -> None:
    council.opened(hours=71)


@refused
def chair_puts_a_text_in_session_without_a_session(council: Cast) -> None:
    put(council, agenda_item=None)


@refused
def chair_puts_a_text_in_session_before_an_empty_room(council: Cast) -> None:
    council.opened(kind="in_session", present=())


@refused
def chair_puts_a_text_at_an_item_that_is_not_open(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    put(council, agenda_item=meeting.items.first())


@refused
def chair_notes_somebody_as_present_who_was_not_invited(council: Cast) -> None:
    meeting = council.meeting(starts_in=timedelta(hours=1))
    meetings.change_status(meeting, "in_session", by=council.chair, at=timezone.now())
    meetings.note_presence(
        meeting, council.organisations["guest"], "roll_call", by=council.chair, at=timezone.now()
    )


@refused
def chair_closes_a_silence_as_if_it_were_in_the_room(council: Cast) -> None:
    actions.close_in_session(council.opened(), by=council.chair)


@refused
def chair_puts_the_end_of_a_round_forward(council: Cast) -> None:
    made = council.opened()
    actions.extend_round(
        made, expires_at=made.expires_at - timedelta(hours=1), reason="x", by=council.chair
    )


@refused
def chair_takes_a_round_back_after_an_answer(council: Cast) -> None:
    made = council.opened()
    actions.take_position(made, "supports", by=council.head)
    actions.recall_round(made, reason="x", by=council.chair)


@refused
def chair_declares_while_the_round_runs(council: Cast) -> None:
    council.declare(council.opened(), "consensus", by=council.chair)


@refused
def chair_declares_consensus_over_an_objection(council: Cast) -> None:
    made = council.opened()
    actions.take_position(made, "objects", by=council.head, reason="No.")
    council.declare(ConsensusRound.objects.get(pk=made.pk), "consensus", by=council.chair)


@refused
def chair_passes_over_a_statement(council: Cast) -> None:
    made = council.short_round()
    actions.take_position(made, "with_statement", by=council.head, reason="As we read it.")
    end(made)
    close_due_rounds()
    council.declare(made, "consensus", by=council.chair)


@refused
def chair_declares_over_a_member_that_no_letter_reached(council: Cast) -> None:
    made = council.opened()
    end(made)
    close_due_rounds()
    council.declare(ConsensusRound.objects.get(pk=made.pk), "consensus", by=council.chair)


@refused
def chair_declares_over_what_is_undone_without_naming_it(council: Cast) -> None:
    actions.declare(ended(council), "consensus", SAID, by=council.chair, confirmed=frozenset())


@refused
def chair_declares_with_an_empty_statement(council: Cast) -> None:
    made = ended(council)
    confirmed = undone(made.recommendation, made.revision)
    actions.declare(
        made, "consensus", replace(SAID, breadth=" "), by=council.chair, confirmed=confirmed
    )


@refused
def chair_declares_a_second_time(council: Cast) -> None:
    made = ended(council)
    council.declare(made, "consensus", by=council.chair)
    council.declare(made, "not_adopted", by=council.chair)


@refused
def chair_takes_the_position_of_another_organisation(council: Cast) -> None:
    actions.take_position(
        council.opened(),
        "supports",
        by=council.chair,
        organisation=council.organisations["bactria"],
    )


@refused
def chair_lifts_the_objection_of_another(council: Cast) -> None:
    made = council.opened()
    position = actions.take_position(made, "objects", by=council.head, reason="No.")
    actions.withdraw_objection(position, words="x", by=council.chair)


@refused
def chair_withdraws_the_statement_of_another(council: Cast) -> None:
    made = council.opened()
    statement = actions.make_statement(made, "record", "Words.", language="en", by=council.head)
    actions.withdraw_statement(statement, by=council.chair, at=timezone.now())


@refused
def chair_confirms_an_objection_that_was_recorded_for_another(council: Cast) -> None:
    actions.confirm_objection(recorded(council, council.opened()), by=council.chair)


@refused
def chair_opens_a_second_round_beside_the_first(council: Cast) -> None:
    made = council.opened()
    council.opened(made.recommendation)


@refused
def chair_changes_the_words_while_they_are_put(council: Cast) -> None:
    row = council.opened().recommendation.working_paragraphs.first()
    actions.save_paragraph(
        row.paragraph,
        {"en": "Otherwise."},
        kind=row.kind,
        based_on=row.version,
        by=council.chair,
        at=timezone.now(),
    )


@refused
def chair_puts_an_earlier_revision(council: Cast) -> None:
    text = council.text()
    first = newest(text)
    row = text.working_paragraphs.all()[1]
    actions.save_paragraph(
        row.paragraph,
        {"ru": "Иначе.", "en": "Otherwise."},
        kind=row.kind,
        based_on=row.version,
        by=council.rapporteur,
        at=timezone.now(),
    )
    actions.issue(text, by=council.rapporteur, at=timezone.now())
    actions.open_round(
        council.fresh(text),
        revision=first,
        expires_at=clock.now() + timedelta(hours=80),
        time_zone="Asia/Tashkent",
        by=council.chair,
        terms=actions.Terms(confirmed=undone(text)),
    )


@refused
def chair_certifies_what_he_declared(council: Cast) -> None:
    text = council.agreed()
    actions.certify(text, by=council.excom_chair, at=timezone.now(), confirmed=undone(text))


@refused
def chair_ends_a_round_by_statement(council: Cast) -> None:
    sql(
        f"UPDATE recommendations_consensusround SET expires_at = now() WHERE id = {council.opened().pk}"
    )


@refused
def chair_declares_by_statement(council: Cast) -> None:
    made = council.opened()
    sql(
        "INSERT INTO recommendations_declaration (round_id, outcome, by_id, at, statement)"
        f" VALUES ({made.pk}, 'consensus', {council.chair.pk}, now(), '{{}}')"
    )


@told
def chair_notes_all_as_present_and_puts_the_text(council: Cast) -> list[User]:
    council.opened(kind="in_session")
    return [council.head, council.other_head, council.agency_head, council.society_head]


# --- The secretary --------------------------------------------------------------------------------------------------------
def recorded(council: Cast, made: ConsensusRound, kind: str = "objects", **source: Any) -> Any:
    return actions.take_position(
        made,
        kind,
        by=council.secretariat,
        organisation=council.organisations["bactria"],
        recorded=replace(council.recorded(), **source),
        reason="Our capital says no.",
    )


@refused
def secretary_records_over_a_position_the_head_took(council: Cast) -> None:
    made = council.opened()
    actions.take_position(made, "supports", by=council.other_head)
    recorded(council, made)


@refused
def secretary_records_without_a_source(council: Cast) -> None:
    recorded(council, council.opened(), source=" ")


@refused
def secretary_records_without_a_document(council: Cast) -> None:
    recorded(council, council.opened(), document=None)


@refused
def secretary_records_from_a_note_of_tomorrow(council: Cast) -> None:
    recorded(council, council.opened(), dated=today() + timedelta(days=1))


@refused
def secretary_confirms_the_objection_she_recorded(council: Cast) -> None:
    actions.confirm_objection(recorded(council, council.opened()), by=council.secretariat)


@refused
def secretary_replaces_the_objection_she_recorded(council: Cast) -> None:
    made = council.opened()
    recorded(council, made)
    recorded(council, made, "supports")


@refused
def secretary_declares_and_certifies(council: Cast) -> None:
    made = council.short_round()
    end(made)
    council.declare(made, "consensus", by=council.secretariat)
    text = actions.forward(
        council.fresh(made.recommendation), by=council.secretariat, at=timezone.now()
    )
    made = council.short_round(text)
    end(made)
    council.declare(made, "consensus", by=council.secretariat)
    actions.certify(
        council.fresh(text), by=council.secretariat, at=timezone.now(), confirmed=undone(text)
    )


@refused
def secretary_mends_the_words_and_certifies_them(council: Cast) -> None:
    text = council.agreed()
    paragraph = newest(text).clauses.all()[1].paragraph
    actions.add_corrigendum(
        text, paragraph, "en", "Mended.", reason="Slip.", by=council.secretariat, at=timezone.now()
    )
    actions.certify(
        council.fresh(text), by=council.secretariat, at=timezone.now(), confirmed=undone(text)
    )


@refused
def secretary_confirms_her_own_corrigendum(council: Cast) -> None:
    text = council.agreed()
    paragraph = newest(text).clauses.all()[1].paragraph
    made = actions.add_corrigendum(
        text, paragraph, "en", "Mended.", reason="Slip.", by=council.secretariat, at=timezone.now()
    )
    actions.confirm_corrigendum(made, by=council.secretariat, at=timezone.now())


@refused
def secretary_publishes_what_nobody_certified(council: Cast) -> None:
    actions.publish(council.agreed(), by=council.secretariat, at=timezone.now())


@refused
def secretary_withdraws_an_adopted_text(council: Cast) -> None:
    actions.withdraw(council.adopted(), reason="x", by=council.secretariat, at=timezone.now())


@refused
def secretary_opens_a_meeting_before_its_day(council: Cast) -> None:
    meetings.change_status(
        council.meeting(), "in_session", by=council.secretariat, at=timezone.now()
    )


@refused
def secretary_lets_a_friend_with_a_late_seat_object(council: Cast) -> None:
    made = council.opened()
    councils.give_seat(
        council.organisations["guest"], council.group, "member", starts=today(), by=None
    )
    actions.take_position(made, "objects", by=council.outsider, reason="No.")


@refused
def secretary_deletes_a_position_by_statement(council: Cast) -> None:
    position = actions.take_position(council.opened(), "objects", by=council.head, reason="No.")
    sql(f"DELETE FROM recommendations_position WHERE id = {position.pk}")


@told
def secretary_records_an_objection(council: Cast) -> list[User]:
    made = council.opened()
    recorded(council, made)
    assert ConsensusRound.objects.get(pk=made.pk).status == "open"  # it breaks nothing yet
    return [council.other_head]


@told
def secretary_ends_a_round(council: Cast) -> list[User]:
    actions.end_round(council.opened(), reason="A slip.", by=council.secretariat)
    return [council.head, council.other_head, council.chair]


# --- The administrator ----------------------------------------------------------------------------------------------------
def browser(council: Cast) -> Client:
    client = Client()
    client.force_login(council.admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _gone(client: Client, address: str, sent: dict[str, str]) -> None:
    """Refused: there is no such page, or nothing was taken."""
    if client.post(address, sent).status_code in {403, 404, 405}:
        raise Refused(address)


@refused
def administrator_sets_the_password_of_a_head(council: Cast) -> None:
    address = f"/admin/accounts/user/{council.head.pk}/password/"
    client, before = browser(council), User.objects.get(pk=council.head.pk).password
    client.post(address, {"password1": "mine horse 77", "password2": "mine horse 77"})
    assert User.objects.get(pk=council.head.pk).password == before
    _gone(client, f"/admin/accounts/user/{council.head.pk}/password", {})
    raise Refused(address)


@refused
def administrator_adds_an_address_of_his_own_to_a_head(council: Cast) -> None:
    sent = {"user": str(council.head.pk), "email": "mine@x.example", "verified": "on"}
    _gone(browser(council), "/admin/account/emailaddress/add/", sent)


@refused
def administrator_gives_himself_the_secretariat(council: Cast) -> None:
    client, address = browser(council), f"/admin/accounts/user/{council.admin.pk}/change/"
    client.post(address, filled(client.get(address)) | {"is_secretariat": "on"})
    assert not User.objects.get(pk=council.admin.pk).is_secretariat
    raise Refused(address)


@refused
def administrator_takes_a_position(council: Cast) -> None:
    actions.take_position(council.opened(), "supports", by=council.admin)


@refused
def administrator_declares(council: Cast) -> None:
    council.declare(ended(council), "consensus", by=council.admin)


@refused
def administrator_deletes_the_trail(council: Cast) -> None:
    sql("DELETE FROM audit_entry")


@refused
def administrator_deletes_the_log_of_the_administration(council: Cast) -> None:
    sql("DELETE FROM django_admin_log")


@refused
def administrator_deletes_a_seat(council: Cast) -> None:
    seat = Seat.objects.filter(body=council.group).first()
    assert seat
    _gone(browser(council), f"/admin/councils/seat/{seat.pk}/delete/", {"post": "yes"})


@told
def administrator_names_himself_alternate_of_a_member(council: Cast) -> list[User]:
    client, address = browser(council), "/admin/councils/representative/add/"
    sent = {
        "user": str(council.admin.pk),
        "organisation": str(council.organisations["bactria"].pk),
        "role": "alternate",
        "starts": str(today()),
    }
    assert client.post(address, sent).status_code == 302
    return [council.other_head]


@told
def administrator_replaces_a_head_within_the_day(council: Cast) -> list[User]:
    old = council.other_head.representations.get()
    Representative.objects.filter(pk=old.pk).update(
        starts=today() - timedelta(days=9), ends=today()
    )
    client, address = browser(council), "/admin/councils/representative/add/"
    sent = {
        "user": str(council.admin.pk),
        "organisation": str(council.organisations["bactria"].pk),
        "role": "head",
        "starts": str(today()),
    }
    assert client.post(address, sent).status_code == 302
    return [council.other_head]


@told
def administrator_makes_a_head_an_adviser(council: Cast) -> list[User]:
    client = browser(council)
    mandate = council.other_head.representations.get()
    address = f"/admin/councils/representative/{mandate.pk}/change/"
    sent = filled(client.get(address)) | {"role": "adviser"}
    assert client.post(address, sent).status_code == 302
    return [council.other_head]


@told
def administrator_switches_a_head_off(council: Cast) -> list[User]:
    client, address = browser(council), f"/admin/accounts/user/{council.other_head.pk}/change/"
    sent = filled(client.get(address))
    sent.pop("is_active", None)
    assert client.post(address, sent).status_code == 302
    return [council.other_head]


def administrator_takes_a_seat_away_during_a_round(council: Cast) -> None:
    """Who is entitled was frozen when the round was opened."""
    made = council.opened()
    seat = Seat.objects.get(organisation=council.organisations["bactria"], body=council.group)
    Seat.objects.filter(pk=seat.pk).update(
        starts=today() - timedelta(days=9), ends=today() - timedelta(days=1)
    )
    councils.mandates_changed(seat, by=council.admin, what="seat.changed")
    actions.take_position(made, "objects", by=council.other_head, reason="No.")


def administrator_shortens_the_silence_of_a_body_during_a_round(council: Cast) -> None:
    """A round keeps the procedure of its opening."""
    made = council.opened(hours=80)
    sets_rules(council.group, minimum_hours=24)
    with pytest.raises(RuleBroken):
        actions.extend_round(
            made, expires_at=made.expires_at - timedelta(hours=50), reason="x", by=council.chair
        )
    assert ConsensusRound.objects.get(pk=made.pk).minimum_hours == 72


def test_there_are_more_than_thirty() -> None:
    names = [each.__name__ for each in (*REFUSED, *TOLD)]
    assert len(set(names)) == len(names) > 45
    assert {each.split("_")[0] for each in names} == {"chair", "secretary", "administrator"}


@pytest.mark.parametrize("attempt", REFUSED, ids=lambda each: each.__name__)
def test_the_try_is_refused(council: Cast, attempt: Try) -> None:
    with pytest.raises((Refused, RuleBroken, ValidationError, Error)) as why, transaction.atomic():
        attempt(council)
    assert "round is over" not in str(why.value)  # the sentence says what stands in the way


@pytest.mark.parametrize("attempt", TOLD, ids=lambda each: each.__name__)
def test_the_try_is_told_at_once_to_those_concerned(council: Cast, attempt: Try) -> None:
    handed(Delivery.objects.all(), "sent")
    before = set(Delivery.objects.values_list("pk", flat=True))
    concerned = attempt(council)
    written = set(Delivery.objects.exclude(pk__in=before).values_list("person_id", flat=True))
    assert {each.pk for each in concerned} <= written


@pytest.mark.parametrize(
    "attempt",
    [
        administrator_takes_a_seat_away_during_a_round,
        administrator_shortens_the_silence_of_a_body_during_a_round,
    ],
    ids=lambda each: each.__name__,
)
def test_the_try_has_no_effect(council: Cast, attempt: Try) -> None:
    attempt(council)
