"""No sequence of acts by anyone, nor of SQL by the application's role, reaches what the Council forbids."""

from __future__ import annotations

import contextlib
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as portal
from django.db import Error, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck
from hypothesis import settings as budget
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from rec_portal import clock
from rec_portal.ui.brackets import brackets
from rec_portal.verdicts import Refused, RuleBroken
from recommendations import actions
from recommendations.lifecycle import FINAL, TRANSITIONS
from recommendations.models import (
    ConsensusRound,
    ObjectionWithdrawal,
    Position,
    Recommendation,
    Revision,
    Statement,
)
from tests.cast import SAID, Cast, end, newest, undone

PEOPLE = [
    "secretariat",
    "excom_chair",
    "head",
    "other_head",
    "member",
    "chair",
    "rapporteur",
    "agency_head",
    "society_head",
    "observer",
    "outsider",
    "admin",
]
people = st.sampled_from(PEOPLE)
KINDS = [
    "supports",
    "no_objection",
    "with_statement",
    "with_reservation",
    "stands_aside",
    "awaiting",
    "objects",
    "objects_with_change",
]
SQL = [
    "UPDATE recommendations_recommendation SET status = '{status}' WHERE id = {text}",
    "INSERT INTO recommendations_adoption (recommendation_id, symbol, adopted_at, adopted_by_id, certified_at, certified_by_id,"
    " revision_id, round_id, text_hash, snapshot, outcome) SELECT {text}, 'REC/2030/R.1', now(), {person}, now(),"
    " {person}, r.revision_id, r.id, repeat('0', 64), '{{}}', 'consensus' FROM recommendations_consensusround r WHERE r.recommendation_id = {text}",
    "UPDATE recommendations_adoption SET symbol = 'REC/2030/R.1' WHERE recommendation_id = {text}",
    "INSERT INTO recommendations_declaration (round_id, outcome, at, by_id, statement) SELECT id, 'consensus', now(), {person},"
    " '{{}}' FROM recommendations_consensusround WHERE recommendation_id = {text}",
    "UPDATE recommendations_consensusround SET status = 'declared' WHERE recommendation_id = {text}",
    "UPDATE recommendations_declaration SET outcome = 'consensus'",
    "DELETE FROM recommendations_declaration",
    "UPDATE recommendations_consensusround SET status = 'closed', closing = '{closing}', closed_at = now(), result = '{{}}'"
    " WHERE recommendation_id = {text}",
    "UPDATE recommendations_consensusround SET expires_at = now() WHERE recommendation_id = {text}",
    "UPDATE recommendations_position SET kind = 'supports', effect = 'joins', blocks = false",
    "UPDATE recommendations_position SET is_current = false",
    "UPDATE recommendations_corrigendum SET after = 'other'",
    "INSERT INTO recommendations_statement (round_id, organisation_id, kind, language, text, made_by_id, received_at) SELECT id,"
    " {observer}, 'record', 'en', 'x', {person}, now() FROM recommendations_consensusround WHERE recommendation_id = {text}",
    "DELETE FROM recommendations_position",
    "DELETE FROM recommendations_revision",
    "DELETE FROM recommendations_statement",
    "UPDATE recommendations_statement SET text = 'other'",
    "UPDATE recommendations_clausetext SET text = 'other'",
    "INSERT INTO recommendations_objectionwithdrawal (position_id, by_id, at, words) SELECT id, {person}, now(), '' FROM recommendations_position"
    " WHERE blocks",
    "INSERT INTO recommendations_entitlement (round_id, organisation_id, name, i18n, kind, present) SELECT id, {observer},"
    " 'x', '{{}}', 'society', true FROM recommendations_consensusround WHERE recommendation_id = {text}",
]


def newest_of(revision: int) -> Revision:
    return Revision.objects.with_text().get(pk=revision)


class Council(RuleBasedStateMachine):
    """One text, everybody's acts in any order."""

    cast: Cast

    def __init__(self) -> None:
        super().__init__()
        self.scope = transaction.atomic()
        self.scope.__enter__()
        self.text = self.cast.text(paragraphs=2)
        self.status = self.text.status
        self.hashes: dict[int, str] = {}
        self.statements: dict[int, str] = {}

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.scope.__exit__(None, None, None)

    @contextlib.contextmanager
    def attempt(self) -> Any:
        """Whatever is refused, is refused with a sentence, and changes nothing."""
        with contextlib.suppress(RuleBroken, Refused), transaction.atomic():
            yield

    def who(self, name: str) -> Any:
        return self.cast.people[name]

    def last(self) -> ConsensusRound | None:
        found: ConsensusRound | None = self.text.rounds.first()
        return found

    @rule(by=people, words=st.sampled_from(["One.", "Two.", "[Three]."]))
    def writes(self, by: str, words: str) -> None:
        row = self.text.working_paragraphs.first()
        with self.attempt():
            actions.save_paragraph(
                row.paragraph,
                {"ru": words, "en": words},
                kind=row.kind,
                based_on=row.version,
                by=self.who(by),
                at=timezone.now(),
            )

    @rule(by=people)
    def issues(self, by: str) -> None:
        with self.attempt():
            actions.issue(self.text, by=self.who(by), at=timezone.now())

    @rule(
        by=people,
        kind=st.sampled_from(["silence", "consultation", "in_session", "renewal", "endorsement"]),
    )
    def opens(self, by: str, kind: str) -> None:
        text = self.cast.fresh(self.text)
        item = None
        if kind == "in_session":
            item = self.cast.in_the_room(text)
        with self.attempt():
            actions.open_round(
                text,
                revision=text.current_revision,
                expires_at=clock.now() + timedelta(hours=80),
                time_zone="UTC",
                by=self.who(by),
                terms=actions.Terms(kind, agenda_item=item, confirmed=undone(text)),
            )

    @rule(by=st.sampled_from(["chair", "excom_chair"]))
    def opens_a_short_silence(self, by: str) -> None:
        """Laid out as `open_round` does, so that a silence may run out within the test."""
        text = self.cast.fresh(self.text)
        running = self.text.rounds.filter(status__in=("open", "suspended")).exists()
        if text.status in {"consultation", "before_excom"} and not running:
            end(self.cast.short_round(text, by=self.who(by)))

    @rule(by=people, kind=st.sampled_from(KINDS), other=st.booleans())
    def takes_a_position(self, by: str, kind: str, other: bool) -> None:
        last = self.last()
        if last is None:
            return
        paragraph = newest(self.text).clauses.all()[0].paragraph
        more: dict[str, Any] = {}
        if other:
            more = {
                "organisation": self.cast.organisations["bactria"],
                "recorded": self.cast.recorded(),
            }
        with self.attempt():
            actions.take_position(
                last,
                kind,
                by=self.who(by),
                reason="Because.",
                proposed_change="Change.",
                paragraph=paragraph,
                expected_on=timezone.localdate(),
                **more,
            )

    @rule(by=people, verb=st.sampled_from(["recall", "suspend", "resume", "end", "put", "close"]))
    def steers(self, by: str, verb: str) -> None:
        last = self.last()
        if last is None:
            return
        person = self.who(by)
        with self.attempt():
            if verb == "put":
                actions.close_in_session(last, by=person)
            elif verb == "close":
                actions.close_round(last)
            else:
                getattr(actions, f"{verb}_round")(last, reason="Because.", by=person)

    @rule(by=people)
    def extends(self, by: str) -> None:
        last = self.last()
        if last is not None:
            with self.attempt():
                actions.extend_round(
                    last,
                    expires_at=last.expires_at + timedelta(hours=1),
                    reason="Because.",
                    by=self.who(by),
                )

    @rule(by=people)
    def renews(self, by: str) -> None:
        last = self.last()
        if last is not None:
            with self.attempt():
                actions.renew(last, by=self.who(by))

    @rule(by=people, kind=st.sampled_from(["replace", "delete"]))
    def amends(self, by: str, kind: str) -> None:
        paragraph = newest(self.text).clauses.all()[0].paragraph
        words = {"ru": "Иначе.", "en": "Otherwise."}
        with self.attempt():
            actions.propose_amendment(
                self.text,
                paragraph,
                words,
                "Because.",
                by=self.who(by),
                at=timezone.now(),
                kind=kind,
            )

    @rule(by=people, verb=st.sampled_from(["accept", "decline", "bracket", "withdraw", "sponsor"]))
    def treats_amendments(self, by: str, verb: str) -> None:
        person, at = self.who(by), timezone.now()
        for each in self.text.amendments.all():
            with self.attempt():
                if verb in {"accept", "decline"}:
                    getattr(actions, f"{verb}_amendment")(each, "Because.", by=person, at=at)
                elif verb == "sponsor":
                    actions.sponsor(each, by=person, at=at)
                else:
                    getattr(actions, f"{verb}_amendment")(each, by=person, at=at)

    @rule(by=people, confirmed_by=people)
    def corrects(self, by: str, confirmed_by: str) -> None:
        paragraph = newest(self.text).clauses.all()[0].paragraph
        with self.attempt():
            words = f"Corrected {self.text.corrigenda.count()}."
            made = actions.add_corrigendum(
                self.text, paragraph, "en", words, reason="x", by=self.who(by), at=timezone.now()
            )
            actions.confirm_corrigendum(made, by=self.who(confirmed_by), at=timezone.now())

    @rule(by=people)
    def joins_statements(self, by: str) -> None:
        for statement in Statement.objects.filter(round__recommendation=self.text):
            with self.attempt():
                actions.join_statement(statement, by=self.who(by), at=timezone.now())

    @rule()
    def hurries_on(self) -> None:
        """The next step by who may take it, so that walks reach the end often enough."""
        text, at = self.cast.fresh(self.text), timezone.now()
        last = self.last()
        with self.attempt():
            if text.status in {"consultation", "before_excom"}:
                self.opens_a_short_silence(
                    "chair" if text.status == "consultation" else "excom_chair"
                )
            elif text.status == "in_round" and last is not None:
                chair = self.who("excom_chair" if last.body.is_executive_committee else "chair")
                noted = actions.statements_for_record(last)
                actions.declare(
                    last,
                    "with_statements" if noted else "consensus",
                    SAID,
                    by=chair,
                    confirmed=undone(self.text, last.revision),
                )
            elif text.status == "agreed":
                actions.forward(text, by=self.who("chair"), at=at)
            elif text.status == "certification":
                actions.certify(text, by=self.who("secretariat"), at=at, confirmed=undone(text))

    @rule(by=people)
    def lifts(self, by: str) -> None:
        for position in Position.objects.filter(
            round__recommendation=self.text, blocks=True, is_current=True
        ):
            with self.attempt():
                actions.withdraw_objection(position, words="", by=self.who(by))

    @rule(
        by=people,
        outcome=st.sampled_from(
            ["consensus", "with_statements", "not_adopted", "deferred", "returned"]
        ),
    )
    def declares(self, by: str, outcome: str) -> None:
        last = self.last()
        if last is not None:
            with self.attempt():
                actions.declare(
                    last, outcome, SAID, by=self.who(by), confirmed=undone(self.text, last.revision)
                )

    @rule(
        by=people,
        verb=st.sampled_from(["forward", "certify", "publish", "send_back", "refuse", "withdraw"]),
    )
    def goes_on(self, by: str, verb: str) -> None:
        person, at = self.who(by), timezone.now()
        with self.attempt():
            if verb == "send_back":
                actions.send_back(self.text, reason="Because.", by=person, at=at)
            elif verb == "withdraw":
                actions.withdraw(self.text, reason="Because.", by=person, at=at)
            elif verb == "refuse":
                actions.refuse_certification(self.text, reason="Because.", by=person, at=at)
            else:
                getattr(actions, verb)(self.text, by=person, at=at)

    @rule(by=people, kind=st.sampled_from(["explanation", "record"]))
    def states(self, by: str, kind: str) -> None:
        last = self.last()
        if last is not None:
            with self.attempt():
                actions.make_statement(
                    last, kind, "For the record.", language="en", by=self.who(by)
                )

    @rule(by=people)
    def withdraws_statements(self, by: str) -> None:
        for statement in Statement.objects.filter(round__recommendation=self.text):
            with self.attempt():
                actions.withdraw_statement(statement, by=self.who(by), at=timezone.now())

    @rule(
        statement=st.sampled_from(SQL),
        by=people,
        status=st.sampled_from(sorted(TRANSITIONS)),
        closing=st.sampled_from(["expired", "broken", "put", "heard"]),
    )
    def sql_by_the_application(self, statement: str, by: str, status: str, closing: str) -> None:
        values = {
            "text": self.text.pk,
            "person": self.who(by).pk,
            "status": status,
            "closing": closing,
            "observer": self.cast.organisations["institute"].pk,
        }
        with contextlib.suppress(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL ROLE {portal.DATABASE_APP_ROLE}")
            cursor.execute(statement.format(**values))
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")

    @invariant()
    def the_life_follows_the_table(self) -> None:
        now = Recommendation.objects.get(pk=self.text.pk).status
        assert now == self.status or now in TRANSITIONS[self.status], (self.status, now)
        self.status = now

    @invariant()
    def brackets_are_rows_of_the_words_that_stand(self) -> None:
        for row in self.text.working_paragraphs.prefetch_related("brackets"):
            found = {
                (code, each.start, each.end)
                for code, words in row.texts.items()
                for each in brackets(words)
            }
            assert {(b.language, b.start, b.end) for b in row.brackets.all()} == found

    @invariant()
    def nothing_stands_over_an_objection(self) -> None:
        text = Recommendation.objects.get(pk=self.text.pk)
        if text.status in {"agreed", "certification", *FINAL}:
            last = self.last()
            assert last is not None
            spoken: dict[int, Position] = {
                each.organisation_id: each for each in last.positions.order_by("pk")
            }
            lifted = set(ObjectionWithdrawal.objects.values_list("position", flat=True))
            assert not [each for each in spoken.values() if each.blocks and each.pk not in lifted]
            assert last.outcome in {"consensus", "with_statements"}
            assert last.kind != "consultation"

    @invariant()
    def two_persons_adopt_and_only_then_is_there_a_symbol(self) -> None:
        text = Recommendation.objects.get(pk=self.text.pk)
        assert (text.symbol is not None) == (text.status in FINAL)
        if text.symbol:
            assert text.adoption.adopted_by_id != text.adoption.certified_by_id
            assert text.adoption.certified_by.is_secretariat
            decided = newest_of(text.adoption.round.revision_id)
            said = {
                c.paragraph_id: (c.in_language("ru"), c.in_language("en"))
                for c in newest_of(text.adoption.revision_id).clauses.all()
            }
            for clause in decided.clauses.all():
                corrected = {code: clause.in_language(code) for code in ("ru", "en")}
                for each in self.text.corrigenda.filter(
                    revision=decided,
                    paragraph=clause.paragraph_id,
                    confirmed_at__lte=text.adoption.certified_at,
                ):
                    corrected[each.language] = each.after
                assert said[clause.paragraph_id] == (corrected["ru"], corrected["en"])

    @invariant()
    def observers_are_never_counted_and_each_has_one_voice(self) -> None:
        members = {
            self.cast.organisations[key].pk
            for key in ("sogdiana", "bactria", "margiana", "agency", "mothers")
        }
        for each in self.text.rounds.all():
            entitled = set(each.entitlements.values_list("organisation_id", flat=True))
            assert entitled <= members
            voices = list(
                each.positions.filter(is_current=True).values_list("organisation_id", flat=True)
            )
            assert len(voices) == len(set(voices))
            assert set(voices) <= entitled

    @invariant()
    def no_revision_is_lost_and_no_statement_edited(self) -> None:
        hashes = {
            revision.pk: revision.sha256()
            for revision in Revision.objects.with_text().filter(recommendation=self.text)
        }
        for pk, digest in self.hashes.items():
            assert hashes[pk] == digest
        self.hashes = hashes
        words = dict(
            Statement.objects.filter(round__recommendation=self.text).values_list("pk", "text")
        )
        for pk, text in self.statements.items():
            assert words[pk] == text
        self.statements = words


@pytest.mark.slow
def test_no_sequence_of_acts_reaches_what_is_forbidden(council: Cast) -> None:
    class OfThisCast(Council):
        cast = council

    limits = budget(
        max_examples=12,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )
    run_state_machine_as_test(OfThisCast, settings=limits)
