"""The standing cast: one person in every role that the rights know, in working group (b) and the Executive Committee."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts import actions as accounts
from accounts.models import User
from councils import actions as councils
from councils.actions import keep_version
from councils.models import Body, BodyRules, Organisation, today
from desk.actions import load_council
from documents import actions as documents
from meetings import actions as meetings
from meetings.models import AgendaItem, Journal, Meeting
from rec_portal import clock
from rec_portal.mail import actions as mail
from rec_portal.mail.models import Delivery
from recommendations import actions as texts
from recommendations import availability, notices
from recommendations.models import ConsensusRound, Recommendation, Revision

SAID = texts.ChairStatement(
    breadth="Broad agreement.", issues="The term.", addressed="By days.", remains="Nothing."
)
PASSWORD = "correct horse battery 9"


@dataclass
class Cast:
    """Organisations by key, people by role; and short ways to a meeting, a text and a round."""

    organisations: dict[str, Organisation]
    people: dict[str, User] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def group(self) -> Body:
        return Body.objects.get(code="WG.B")

    @property
    def committee(self) -> Body:
        return Body.objects.get(code="EC")

    def meeting(
        self,
        *,
        convened: bool = True,
        starts_in: timedelta = timedelta(days=21),
        items: int = 2,
        body: Body | None = None,
    ) -> Meeting:
        begins = (timezone.now() + starts_in).replace(minute=0, second=0, microsecond=0)
        if starts_in > timedelta(0) and begins - timezone.now() < timedelta(minutes=10):
            begins += timedelta(hours=1)  # the hour strikes while the meeting is planned
        values = {
            "title": "Fourth meeting",
            "starts_at": begins,
            "ends_at": begins + timedelta(hours=6),
            "time_zone": "Asia/Tashkent",
            "place": "Tashkent",
            "format": "in_person",
            "link": "",
            "category": "body",
            "i18n": {"title_ru": "Четвёртое заседание", "place_ru": "Ташкент"},
        }
        meeting = meetings.plan(body or self.group, values, by=self.secretariat, at=timezone.now())
        for number in range(1, items + 1):
            item = {
                "title": f"Item {number}",
                "kind": "discussion",
                "minutes": 30,
                "starts_at": None,
                "i18n": {"title_ru": f"Пункт {number}"},
            }
            meetings.add_item(meeting, item, by=self.secretariat, at=timezone.now())
        return (
            meetings.convene(meeting, by=self.secretariat, at=timezone.now())
            if convened
            else meeting
        )

    def in_the_room(
        self, text: Recommendation, *, present: tuple[int, ...] | None = None
    ) -> AgendaItem:
        """The item at which a text lies, open in a meeting of the deciding body that is in session; who is in the room
        (keys of organisations; all members when none are named)."""
        body, at = text.deciding_body(), timezone.now()
        meeting = self.meeting(starts_in=timedelta(hours=1), items=1, body=body)
        chair = {
            "executive_committee": self.excom_chair,
            "plenary": self.secretariat,
        }.get(body.kind, self.chair)
        presides = "" if body.has_chair else "Kamila Elder"
        meetings.change_status(meeting, "in_session", by=chair, at=at, chair_name=presides)
        here = body.members() if present is None else Organisation.objects.filter(pk__in=present)
        for organisation in here:
            meetings.note_presence(meeting, organisation, "roll_call", by=chair, at=at)
        item: AgendaItem = meeting.items.get()
        texts.put_on_agenda(text, item, newest(text), by=self.secretariat, at=at)
        return meetings.act_on_item(item, "opened", by=chair, at=at)

    def text(self, *, status: str = "consultation", paragraphs: int = 3) -> Recommendation:
        clauses = [
            texts.ClauseDraft(
                "preambular" if n == 0 else "operative",
                {"ru": f"Пункт номер {n}.", "en": f"Paragraph number {n}."},
            )
            for n in range(paragraphs)
        ]
        draft = texts.Draft({"ru": "Обучение детей", "en": "Schooling of children"}, clauses)
        made = texts.begin(
            self.group, "recommendation", "ru", draft, by=self.rapporteur, at=timezone.now()
        )
        if status == "consultation":
            texts.put_to_consultation(made, by=self.rapporteur, at=timezone.now())
        return self.fresh(made)

    def fresh(self, text: Recommendation) -> Recommendation:
        return Recommendation.objects.select_related("current_revision", "body").get(pk=text.pk)

    def opened(
        self,
        text: Recommendation | None = None,
        *,
        hours: float = 80,
        by: User | None = None,
        present: tuple[int, ...] | None = None,
        **terms: Any,
    ) -> ConsensusRound:
        text = self.fresh(text or self.text())
        if terms.get("kind") == "in_session" and "agenda_item" not in terms:
            terms["agenda_item"] = self.in_the_room(text, present=present)
        return texts.open_round(
            text,
            revision=text.current_revision,
            expires_at=clock.now() + timedelta(hours=hours),
            time_zone="Asia/Tashkent",
            by=by or self.chair,
            terms=texts.Terms(confirmed=undone(text), **terms),
        )

    def declare(self, made: ConsensusRound, outcome: str, *, by: User) -> ConsensusRound:
        confirmed = undone(made.recommendation, made.revision)
        return texts.declare(made, outcome, SAID, by=by, confirmed=confirmed)

    def recorded(self, source: str = "NV 214") -> texts.Recorded:
        """How a position reached the secretariat: source, date, document."""
        document = documents.upload(
            titles={"en": source, "ru": source},
            category="secretariat",
            body=self.group,
            files={"en": SimpleUploadedFile("note.txt", b"words", content_type="text/plain")},
            by=self.secretariat,
            at=timezone.now(),
        )
        return texts.Recorded(source, today(), document)

    def short_round(
        self,
        text: Recommendation | None = None,
        *,
        seconds: float = 3600,
        by: User | None = None,
        kind: str = "silence",
    ) -> ConsensusRound:
        """A round as `open_round` lays it out, but without the least hours; `end` ends it."""
        text = self.fresh(text or self.text())
        now, body = clock.now(), text.deciding_body()
        entitled = list(body.members())
        made = ConsensusRound.objects.create(
            recommendation=text,
            revision=text.current_revision,
            body=body,
            number=text.rounds.count() + 1,
            kind=kind,
            agenda_item=self.in_the_room(text, present=()) if kind == "in_session" else None,
            opened_by=by or self.chair,
            opened_at=now - timedelta(hours=80),
            expires_at=now + timedelta(seconds=seconds),
            time_zone="Asia/Tashkent",
            procedure=BodyRules.of(body).for_round(),
            entitled_count=len(entitled),
        )
        texts.entitle(made, entitled)
        Recommendation.objects.filter(pk=text.pk).update(status="in_round")
        reached(made)
        return made

    def adopted(self, text: Recommendation | None = None) -> Recommendation:
        """All the way: the group agrees in silence, the Executive Committee adopts."""
        text = self.agreed(text)
        return texts.certify(text, by=self.secretariat, at=timezone.now(), confirmed=undone(text))

    def certified(self, text: Recommendation) -> Recommendation:
        """Certified by a second person of the secretariat."""
        second, _made = User.objects.get_or_create(
            email="second@rec.example",
            defaults={"name": "Second Secretary", "is_secretariat": True},
        )
        text = self.fresh(text)
        return texts.certify(text, by=second, at=timezone.now(), confirmed=undone(text))

    def forwarded(self, text: Recommendation | None = None) -> Recommendation:
        """Agreed by the group and laid before the Executive Committee."""
        text = self._declared(text or self.text(), by=self.chair)
        return self.fresh(texts.forward(text, by=self.chair, at=timezone.now()))

    def agreed(self, text: Recommendation | None = None) -> Recommendation:
        """Group and Committee have declared: the text waits for its certification, or for the Council."""
        return self._declared(self.forwarded(text), by=self.excom_chair)

    def _declared(self, text: Recommendation, *, by: User) -> Recommendation:
        made = self.short_round(text, by=by)
        end(made)
        noted = texts.statements_for_record(made)
        self.declare(made, "with_statements" if noted else "consensus", by=by)
        return self.fresh(text)

    def let_the_council_decide(self) -> None:
        """By its procedure what the Executive Committee agrees on goes on to the Council."""
        committee = Body.objects.get(code="EC")
        sets_rules(committee, council_decides=True)

    def published(self, text: Recommendation | None = None) -> Recommendation:
        return self.fresh(texts.publish(self.adopted(text), by=self.secretariat, at=timezone.now()))


def sets_rules(body: Body, *options: dict[str, Any], **values: Any) -> BodyRules:
    """The rules of a body as the administration sets them, with the version that belongs to the change."""
    with transaction.atomic():
        rules, _new = BodyRules.objects.update_or_create(body=body, defaults=values)
        for order, option in enumerate(options):
            rules.options.create(order=order, **option)
        keep_version(rules, by=None)
    return BodyRules.of(body)


def reached(made: ConsensusRound) -> None:
    """Everyone entitled is told of the round, and the letters have been handed over."""
    mail.queue(notices.round_opened(made), by=made.opened_by)
    handed(Delivery.objects.of_act(made.key), "sent")


def heard(journal: Journal) -> None:
    """The letters of the silence on a record were handed over at its beginning."""
    began = journal.revisions.filter(what="silence").latest("number").at
    handed(Delivery.objects.of_act(journal.silence_key()), "sent", began)


def handed(letters: QuerySet[Delivery], status: str, at: datetime | None = None) -> None:
    """What waits among these letters was tried, and came to this."""
    keys = list(letters.filter(status="queued").values_list("pk", flat=True))
    waiting = Delivery.objects.filter(pk__in=keys)
    waiting.update(status="sending", lease=uuid.uuid4(), lease_until=clock.now())
    sent_at = (at or clock.now()) if status == "sent" else None
    waiting.update(status=status, lease=None, lease_until=None, sent_at=sent_at)


@contextmanager
def unguarded(table: str, trigger: str) -> Iterator[None]:
    """One rule of the database steps aside, for what no act does."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit forbids ALTER
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        yield
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def undone(text: Recommendation, revision: Revision | None = None) -> frozenset[str]:
    """The keys of everything undone that may be confirmed by name: the paragraphs of the cast have no addressees."""
    held = Revision.objects.with_text().get(pk=(revision or newest(text)).pk)
    return frozenset(
        each.key for each in availability.to_confirm(availability.readiness(text, held))
    )


def end(standing: ConsensusRound | Journal) -> None:
    """Let its time be over from this moment on. The database refuses to put the end of a round forward: its guard steps
    aside for one statement."""
    standing.refresh_from_db()
    field, guard = "expires_at", "round_kept"
    if isinstance(standing, Journal):
        field = f"{'silence' if standing.status == 'silence' else 'corrections'}_until"
        guard = "journal_kept"
    with unguarded(standing._meta.db_table, guard):
        type(standing).objects.filter(pk=standing.pk).update(**{field: clock.ClockTimestamp()})
    standing.refresh_from_db()


def wait_until(moment: datetime) -> None:
    """For what is about time itself; elsewhere `end`."""
    import time

    while clock.now() < moment:
        time.sleep(0.02)


def newest(text: Recommendation) -> Revision:
    return Revision.objects.with_text().get(
        pk=Recommendation.objects.get(pk=text.pk).current_revision_id
    )


ORGANISATIONS = {
    "sogdiana": ("government", "Sogdiana", "Согдиана"),
    "bactria": ("government", "Bactria", "Бактрия"),
    "margiana": ("government", "Margiana", "Маргиана"),
    "agency": ("international", "Agency", "Агентство"),
    "mothers": ("society", "Mothers' Network", "Сеть матерей"),
    "institute": ("society", "Institute", "Институт"),
    "guest": ("international", "Guest", "Гость"),
}
# role: (organisation, role in the delegation, office, language)
PEOPLE = {
    "secretariat": (None, "", None, "ru"),
    "admin": (None, "", None, "en"),
    "excom_chair": ("sogdiana", "alternate", ("EC", "chair"), "ru"),
    "head": ("sogdiana", "head", None, "ru"),
    "other_head": ("bactria", "head", None, "en"),
    "member": ("bactria", "member", None, "ru"),
    "chair": ("margiana", "head", ("WG.B", "chair"), "ru"),
    "rapporteur": ("agency", "adviser", ("WG.B", "rapporteur"), "ru"),
    "agency_head": ("agency", "head", None, "en"),
    "society_head": ("mothers", "head", None, "ru"),
    "observer": ("institute", "head", None, "ru"),
    "outsider": ("guest", "head", None, "en"),
}
SEATS = {
    "WG.B": {
        "member": ["sogdiana", "bactria", "margiana", "agency", "mothers"],
        "observer": ["institute"],
    },
    "EC": {"member": ["sogdiana", "bactria", "margiana"], "observer": []},
}


def assemble() -> Cast:
    load_council(json.loads((Path(settings.BASE_DIR) / "councils/data/council.json").read_text()))
    cast = Cast({})
    for key, (kind, name, name_ru) in ORGANISATIONS.items():
        facts = {
            "kind": kind,
            "name": {"en": f"{name} delegation", "ru": f"Делегация: {name_ru}"},
            "short_name": {"en": name, "ru": name_ru},
        }
        cast.organisations[key] = councils.keep_organisation(facts, demo=True)
    for role, (key, mandate, office, language) in PEOPLE.items():
        user = User.objects.create_user(
            f"{role}@{key or 'rec'}.example",
            PASSWORD,
            name=role.replace("_", " ").title(),
            language=language,
            is_secretariat=role == "secretariat",
            is_staff=role == "admin",
            is_superuser=role == "admin",
        )
        accounts.confirm_address(user)
        cast.people[role] = user
        if key:
            holder = councils.give_mandate(
                user, cast.organisations[key], mandate, starts=today(), by=None
            )
            if office:
                councils.give_office(
                    holder, Body.objects.get(code=office[0]), office[1], starts=today(), by=None
                )
    for code, kinds in SEATS.items():
        for kind, keys in kinds.items():
            for key in keys:
                councils.give_seat(
                    cast.organisations[key],
                    Body.objects.get(code=code),
                    kind,
                    starts=today(),
                    by=None,
                )
    return cast


def recall() -> Cast:
    """The cast that stands in the database already (tests/database.py), read by two statements."""
    shorts = {name: key for key, (_kind, name, _name_ru) in ORGANISATIONS.items()}
    addresses = {f"{role}@{key or 'rec'}.example": role for role, (key, *_rest) in PEOPLE.items()}
    found = Organisation.objects.filter(short_name__in=shorts)
    people = User.objects.filter(email__in=addresses)
    return Cast(
        {shorts[each.short_name]: each for each in found},
        {addresses[each.email]: each for each in people},
    )


def dismiss() -> None:
    """Take everybody and everything away."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT string_agg(quote_ident(tablename), ', ') FROM pg_tables WHERE schemaname = 'public'"
            " AND tablename NOT IN ('django_migrations', 'django_content_type', 'auth_permission')"
        )
        tables = cursor.fetchone()[0]
        for state in ("DISABLE", "ENABLE"):
            for table in tables.split(", "):
                cursor.execute(f"ALTER TABLE {table} {state} TRIGGER USER")
            if state == "DISABLE":
                cursor.execute(f"TRUNCATE {tables}")
