"""The demonstration: invented organisations, people and texts, plainly marked, on `.example` addresses.

Everything goes through the acts of the apps. Only the rounds of the adopted text are laid back in time: they open
hours ago and end now, because no act may shorten a silence.
"""

from __future__ import annotations

import time
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts import actions as accounts
from accounts.models import User
from councils import actions as councils
from councils.models import Body, BodyRules, Organisation, Representative, today
from meetings.models import Meeting
from rec_portal import clock
from recommendations import actions as texts
from recommendations.lifecycle import RecommendationStatus
from recommendations.models import ConsensusRound, Recommendation

from .council import HERE
from .demonstration_meetings import load_meetings
from .told import handed_over


class RealPeople(Exception):
    """The database holds people who are not invented: no demonstration among them."""


def load_demonstration(facts: dict[str, Any], password: str) -> list[tuple[str, str]]:
    """Load what is not there yet; return the sign-ins (address, who it is). Raises `RealPeople`.

    An empty password leaves those of a demonstration that is there already as they are; another is given to all of them.
    """
    if User.objects.filter(is_demo=False).exists():
        raise RealPeople
    if not User.objects.exists():
        _load(facts, password)
    elif password:
        for user in User.objects.filter(is_demo=True):
            if not user.check_password(password):
                user.set_password(password)
                user.save(update_fields=["password"])
    return [(person["email"], person["what"]) for person in facts["people"]]


def _load(facts: dict[str, Any], password: str) -> None:
    with transaction.atomic():
        organisations = {
            each["key"]: councils.keep_organisation(each, demo=True)
            for each in facts["organisations"]
        }
        people = {
            person["email"]: _person(person, organisations, password) for person in facts["people"]
        }
        for code, kinds in facts["seats"].items():
            for kind, keys in kinds.items():
                for key in keys:
                    councils.give_seat(
                        organisations[key],
                        Body.objects.get(code=code),
                        kind,
                        starts=today(),
                        by=None,
                    )
        coming = load_meetings(people)
    _texts(facts["texts"], people, coming)


def _person(facts: dict[str, Any], organisations: dict[str, Organisation], password: str) -> User:
    user: User = User.objects.create_user(
        facts["email"],
        password,
        name=facts["name"],
        name_ru=facts["name_ru"],
        language=facts["language"],
        is_secretariat=facts.get("secretariat", False),
        is_staff=facts.get("admin", False),
        is_superuser=facts.get("admin", False),
        is_demo=True,
    )
    accounts.confirm_address(user)
    if key := facts.get("organisation"):
        mandate: Representative = councils.give_mandate(
            user, organisations[key], facts["role"], starts=today(), by=None
        )
        for code, office in facts.get("offices", []):
            councils.give_office(
                mandate, Body.objects.get(code=code), office, starts=today(), by=None
            )
    return user


def _texts(facts: dict[str, Any], people: dict[str, User], coming: Meeting) -> None:
    rapporteur, chair = people["rapporteur.b@agency.example"], people["chair.b@margiana.example"]
    adopted = _begun(facts["adopted"], rapporteur, addressed=True)
    _silence(adopted, chair, {"head@bactria.example": ("with_statement", STATEMENT)}, people)
    texts.forward(adopted, by=chair, at=clock.now())
    _silence(adopted, people["chair.excom@sogdiana.example"], {}, people)
    texts.certify(adopted, by=people["secretariat@rec.example"], at=clock.now())
    texts.publish(adopted, by=people["secretariat@rec.example"], at=clock.now())
    _follow_up(adopted, people)
    _proposal(people)
    discussed = _begun(facts["discussed"], rapporteur)
    paragraph = discussed.current_revision.clauses.get(order=2).paragraph  # type: ignore[union-attr]
    texts.comment(
        discussed,
        paragraph,
        "Просим уточнить, кто проводит оценку.",
        by=people["head@zhetysu.example"],
        at=clock.now(),
    )
    texts.propose_amendment(
        discussed,
        paragraph,
        {
            "ru": "Рекомендует проводить медицинскую оценку в течение пяти рабочих дней после прибытия.",
            "en": "Recommends that a health assessment be carried out within five working days of arrival.",
        },
        "Срок в десять дней чрезмерен с учётом интересов детей.",
        by=people["head@bactria.example"],
        at=clock.now(),
    )
    texts.propose_amendment(
        discussed,
        paragraph,
        {
            "ru": "Рекомендует проводить медицинскую оценку в течение семи дней после прибытия.",
            "en": "Recommends that a health assessment be carried out within seven days of arrival.",
        },
        "Такой срок необходим для проведения обследования.",
        by=people["head@mothers.example"],
        at=clock.now(),
    )
    item = coming.items.get(kind="discussion", is_closed=False)
    standing = discussed.current_revision
    assert standing is not None  # noqa: S101  # it was just written
    texts.put_on_agenda(
        discussed, item, standing, by=people["secretariat@rec.example"], at=clock.now()
    )
    running = _begun(facts["running"], rapporteur, addressed=True)
    until = (clock.now().astimezone(HERE) + timedelta(days=4)).replace(
        hour=18, minute=0, second=0, microsecond=0
    )
    revision = running.current_revision
    assert revision is not None  # noqa: S101  # it was just written
    opened = texts.open_round(
        running, revision=revision, expires_at=until, time_zone=settings.TIME_ZONE, by=chair
    )
    texts.take_position(opened, "supports", by=people["head@sogdiana.example"])
    texts.take_position(
        opened, "with_statement", by=people["head@bactria.example"], reason=STATEMENT
    )
    texts.take_position(
        opened,
        "awaiting",
        by=people["head@zhetysu.example"],
        expected_on=today() + timedelta(days=2),
    )


SAID = texts.ChairStatement(
    breadth="Все делегации присоединились; одна сделала заявление (демонстрация).",
    issues="Срок назначения специалиста.",
    addressed="Срок увеличен до тридцати дней.",
    remains="Нерешённых вопросов нет.",
)
STATEMENT = "Делегация исходит из того, что сроки, указанные в тексте, исчисляются в рабочих днях, и просит приложить настоящее заявление к тексту (демонстрация)."


def _follow_up(adopted: Recommendation, people: dict[str, User]) -> None:
    """Two answers; one report published, one withheld by its state, the others silent."""
    secretary, now = people["secretariat@rec.example"], clock.now()
    lines = {
        (line.organisation.short_name, line.label): line
        for line in adopted.follow_ups.select_related("organisation")
    }
    given = {"Sogdiana": ("accepted", "Нота 17 (демонстрация)"), "Bactria": ("in_part", "")}
    for name, (value, note) in given.items():
        by = people[f"head@{name.lower()}.example"]
        texts.answer(lines[name, "1"], value, words="", document=note, by=by, at=now)
    terms = texts.CycleTerms(
        {
            "en": "First reporting cycle (demonstration)",
            "ru": "Первый цикл отчётности (демонстрация)",
        },
        today() - timedelta(days=180),
        today(),
        now + timedelta(days=20),
    )
    cycle = texts.open_cycle(terms, by=secretary, at=now)
    told = {
        "Sogdiana": (
            "implemented",
            "Назначены специалисты во всех областях (демонстрация).",
            "",
            "authorised",
        ),
        "Bactria": (
            "in_progress",
            "Подготовлен приказ (демонстрация).",
            "Подготовка 20 специалистов.",
            "withheld",
        ),
    }
    for name, (state, measures, needs, publication) in told.items():
        by = people[f"head@{name.lower()}.example"]
        report = cycle.reports.get(organisation__short_name=name)
        for item in report.items.all()[:1]:
            values = {"implementation": state, "measures": measures, "needs": needs}
            texts.save_item(item, values, based_on=1, by=by, at=now)
        texts.submit(report, covering_note="", by=by, at=now)
        texts.complete(report, by=secretary, at=now)
        texts.decide_publication(report, publication, by=by, at=now)
    texts.make_offer(
        "Обучение специалистов по ведению случая (демонстрация).",
        by=people["head@fund.example"],
        at=now,
    )


def _proposal(people: dict[str, User]) -> None:
    texts.propose(
        Body.objects.get(code="WG.B"),
        "recommendation",
        "ru",
        {
            "ru": "Поддержка приёмных семей (демонстрация)",
            "en": "Support for foster families (demonstration)",
        },
        problem="Семьям, принявшим детей, не хватает консультаций (демонстрация).",
        source="Обмен практикой в группе",
        by=people["head@mothers.example"],
        at=clock.now(),
    )


def _begun(facts: dict[str, Any], rapporteur: User, *, addressed: bool = False) -> Recommendation:
    draft = texts.Draft(
        facts["titles"],
        [texts.ClauseDraft(kind, {"ru": ru, "en": en}) for kind, ru, en in facts["paragraphs"]],
    )
    begun = texts.begin(
        Body.objects.get(code="WG.B"),
        "recommendation",
        "ru",
        draft,
        by=rapporteur,
        at=clock.now(),
        is_demo=True,
    )
    if addressed:
        for row in begun.working_paragraphs.filter(kind="operative"):
            measure = texts.Measure(
                {
                    "ru": "Доля семей со специалистом",
                    "en": "Share of families with a case worker",
                },
                "0 %",
                "100 %",
                "",
            )
            particulars = texts.ParticularsDraft(
                all_states=True,
                target_groups=["families", "children"],
                phases=["reintegration"],
                time_frame="medium",
                indicators=[measure],
            )
            texts.set_particulars(row.paragraph, particulars, by=rapporteur, at=clock.now())
        texts.issue(begun, by=rapporteur, at=clock.now())
    texts.put_to_consultation(begun, by=rapporteur, at=clock.now())
    return Recommendation.objects.get(pk=begun.pk)


def _silence(
    text: Recommendation,
    chair: User,
    positions: dict[str, tuple[str, str]],
    people: dict[str, User],
) -> None:
    """A round that opened four days ago and ends in a moment; then the chair's declaration."""
    now = clock.now()
    with transaction.atomic():
        text = Recommendation.objects.get(pk=text.pk)
        body = text.deciding_body()
        entitled = list(body.members())
        opened = ConsensusRound.objects.create(
            recommendation=text,
            revision_id=text.current_revision_pk,
            body=body,
            number=text.rounds.count() + 1,
            opened_by=chair,
            opened_at=now - timedelta(days=4),
            expires_at=now + timedelta(seconds=1.5),
            time_zone=settings.TIME_ZONE,
            procedure=BodyRules.of(body).for_round(),
            entitled_count=len(entitled),
        )
        texts.entitle(opened, entitled)
        handed_over(opened)
        text.status = RecommendationStatus.IN_ROUND
        text.save(update_fields=["status"])
    for address, (kind, words) in positions.items():
        texts.take_position(opened, kind, by=people[address], reason=words)
    _wait_for(opened.expires_at)
    texts.declare(opened, "with_statements", SAID, by=chair)


def _wait_for(moment: datetime) -> None:
    while clock.now() < moment:
        time.sleep(0.1)
