"""The data of `make bench`: much of everything, the same from the same seed, by bulk writes.

At scale 1: 60 organisations, 600 people, 200 meetings, 1,000 recommendations of 12 paragraphs in 5 revisions, in
5,000 words of each language.
"""

from __future__ import annotations

import random
from datetime import timedelta
from functools import cache
from itertools import accumulate, product
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import connection, transaction

from accounts.models import User
from councils import grants
from councils.models import (
    Body,
    BodyRules,
    Office,
    Organisation,
    Representative,
    Seat,
    State,
    today,
)
from meetings.models import AgendaItem, Invitation, Meeting
from rec_portal import clock
from recommendations import actions as acts
from recommendations import availability
from recommendations.actions import entitle
from recommendations.models import (
    LANGUAGES,
    Amendment,
    Clause,
    ClauseText,
    Comment,
    ConsensusRound,
    Disposition,
    LanguageVersion,
    Paragraph,
    Position,
    Recommendation,
    Revision,
)

from .demonstration import RealPeople
from .told import handed_over

SOUGHT = {
    "ru": [
        "ребёнок",
        "школа",
        "семья",
        "поддержка",
        "обучение",
        "врач",
        "специалист",
        "оценка",
        "план",
        "община",
        "возвращение",
        "помощь",
    ],
    "en": [
        "child",
        "school",
        "family",
        "support",
        "learning",
        "doctor",
        "worker",
        "assessment",
        "plan",
        "community",
        "return",
        "care",
    ],
}
"""Words that somebody may search for. Each is about as frequent as a term of the field in a text of the field."""
SYLLABLES = {
    "ru": (
        "бо ве га до жи зо ка лу ме но пе ра су ты фе хо ча ши",
        "ник ция ность тель ка ство ный ение",
    ),
    "en": (
        "ba ce do fa gi ho ju ka le mo nu pa qui re so ta vu wi",
        "tion ment ness er al ship ing ity",
    ),
}
VOCABULARY = 5000
"""Words of a language; most are rare, as in any language."""
REVISIONS, PARAGRAPHS = 5, 12


def load_sample(scale: int = 1, seed: int = 1) -> dict[str, int]:
    """Fill an empty database; raises `RealPeople` where there are any."""
    if User.objects.filter(is_demo=False).exists():
        raise RealPeople
    dice = random.Random(seed)  # noqa: S311  # reproducible data, not a secret
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "SET LOCAL statement_timeout = 0"
            )  # one statement writes what a year of work does
        organisations = _organisations(60 * scale)
        people = _people(600 * scale, organisations)
        _seats_and_offices(organisations, people)
        _meetings(200 * scale, organisations)
        texts = _texts(1000 * scale, people, dice)
        _rounds(texts[-20:])
        _discussed(next(text for text in texts[-21::-1] if text.body.code == "WG.B"), people, dice)
    _followed(texts[:10], people)
    for _difference in grants.regrant_all():
        pass
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "organisations": len(organisations),
        "people": len(people),
        "meetings": 200 * scale,
        "recommendations": len(texts),
    }


def _organisations(count: int) -> list[Organisation]:
    states, kinds = list(State.objects.all()), ("government", "international", "society")
    groups = Group.objects.bulk_create(Group(name=f"Sample {n}") for n in range(count))
    return Organisation.objects.bulk_create(
        Organisation(
            kind=kinds[n % 3],
            state=states[n % 5] if n % 3 == 0 else None,
            name=f"Sample organisation {n}",
            short_name=f"S{n}",
            group=group,
            is_demo=True,
            i18n={"name_ru": f"Организация-образец {n}", "short_name_ru": f"О{n}"},
        )
        for n, group in enumerate(groups)
    )


def _people(count: int, organisations: list[Organisation]) -> list[Representative]:
    users = User.objects.bulk_create(
        User(
            email=f"sample{n}@sample.example",
            name=f"Person {n}",
            name_ru=f"Лицо {n}",
            language=("ru", "en")[n % 2],
            is_demo=True,
            is_secretariat=False,
        )
        for n in range(count)
    )
    User.objects.create_user(
        "secretariat@sample.example",
        None,
        name="Sample Secretariat",
        is_secretariat=True,
        is_demo=True,
    )
    per = max(count // len(organisations), 1)
    return Representative.objects.bulk_create(
        Representative(
            user=user,
            organisation=organisations[n // per % len(organisations)],
            starts=today(),
            role="head" if n % per == 0 else "alternate" if n % per == 1 else "member",
        )
        for n, user in enumerate(users)
    )


def _seats_and_offices(organisations: list[Organisation], people: list[Representative]) -> None:
    """Every organisation is in three of the four groups, so that nobody but the secretariat sees everything."""
    bodies = list(Body.objects.exclude(kind="plenary"))
    groups = [body for body in bodies if body.kind == "working_group"]
    Seat.objects.bulk_create(
        Seat(
            body=body,
            organisation=organisation,
            kind="member" if n % 10 else "observer",
            starts=today(),
        )
        for body in bodies
        for n, organisation in enumerate(
            organisations[: 20 if body.kind == "executive_committee" else None]
        )
        if body not in groups or n % len(groups) != groups.index(body)
    )
    Office.objects.bulk_create(
        Office(body=body, kind=kind, holder=_seated(body, people)[offset], starts=today())
        for body in bodies
        for offset, kind in enumerate(("chair", "rapporteur"))
    )


def _seated(body: Body, people: list[Representative]) -> list[Representative]:
    members = set(body.members().values_list("pk", flat=True))
    return [person for person in people if person.organisation_id in members][10:]


def _meetings(count: int, organisations: list[Organisation]) -> None:
    now, bodies = clock.now(), list(Body.objects.filter(kind="working_group"))
    made = Meeting.objects.bulk_create(
        Meeting(
            body=bodies[n % 4],
            number=n // 4 + 1,
            title=f"Sample meeting {n}",
            place="Tashkent",
            starts_at=now + timedelta(days=7 * (n - count + 10)),
            ends_at=now + timedelta(days=7 * (n - count + 10), hours=6),
            status="convened",
            convened_at=now,
            symbol=f"REC/S/{n}",
            i18n={"title_ru": f"Заседание {n}", "place_ru": "Ташкент"},
        )
        for n in range(count)
    )
    AgendaItem.objects.bulk_create(
        AgendaItem(
            meeting=meeting,
            order=order,
            title=f"Item {order}",
            i18n={"title_ru": f"Пункт {order}"},
            is_closed=order == 8,
        )
        for meeting in made
        for order in range(1, 9)
    )
    Invitation.objects.bulk_create(
        Invitation(meeting=meeting, organisation=organisation, status="sent", sent_at=now)
        for meeting in made
        for n, organisation in enumerate(organisations)
        if n % len(bodies) != bodies.index(meeting.body)
    )


@cache
def _vocabulary(language: str) -> tuple[list[str], list[float]]:
    """(words, how often up to each): the n-th word is as frequent as 1/n, as Zipf found."""
    first, last = (part.split() for part in SYLLABLES[language])
    made = ["".join(parts) for parts in product(first, first, first, last)]
    step = len(made) // (VOCABULARY - len(SOUGHT[language]))
    words = made[:: step or 1][: VOCABULARY - len(SOUGHT[language])]
    words[300:300] = SOUGHT[language]
    return words, list(accumulate(1 / rank for rank in range(1, len(words) + 1)))


def _sentence(dice: random.Random, language: str, number: int) -> str:
    words, often = _vocabulary(language)
    return f"{' '.join(dice.choices(words, cum_weights=often, k=30)).capitalize()} {number}."


def _texts(count: int, people: list[Representative], dice: random.Random) -> list[Recommendation]:
    now, bodies, author = (
        clock.now(),
        list(Body.objects.filter(kind="working_group")),
        people[0].user,
    )
    texts = Recommendation.objects.bulk_create(
        Recommendation(
            body=bodies[n % 4],
            title=f"Sample text {n}: {_sentence(dice, 'en', n)[:60]}",
            status="consultation",
            created_by=author,
            created_at=now,
            is_demo=True,
            i18n={"title_ru": f"Образец {n}: {_sentence(dice, 'ru', n)[:60]}"},
        )
        for n in range(count)
    )
    for start in range(0, count, 100):
        _revisions(texts[start : start + 100], author, dice)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # the planner knows nothing yet of the rows of this transaction
        cursor.execute(
            "UPDATE recommendations_recommendation r SET current_revision_id = v.id, search ="
            " to_tsvector('english', r.title) || to_tsvector('russian', coalesce(r.i18n->>'title_ru', '')) ||"
            " coalesce((SELECT to_tsvector('russian', string_agg(t.text, ' ')) || to_tsvector('english', string_agg(t.text, ' '))"
            "  FROM recommendations_clause c JOIN recommendations_clausetext t ON t.clause_id = c.id WHERE c.revision_id = v.id), '')"
            " FROM recommendations_revision v WHERE v.recommendation_id = r.id AND v.number = %s AND r.current_revision_id IS NULL",
            [REVISIONS],
        )
        # Each text's working text is its newest revision, as the portal leaves it.
        cursor.execute(
            "INSERT INTO recommendations_workingtext (recommendation_id, titles, version) SELECT r.id, jsonb_build_object("
            "'ru', r.title, 'en', r.title), 1 FROM recommendations_recommendation r LEFT JOIN recommendations_workingtext w"
            " ON w.recommendation_id = r.id WHERE w.id IS NULL"
        )
        cursor.execute(
            'INSERT INTO recommendations_workingparagraph (recommendation_id, paragraph_id, "order", kind, texts,'
            ' translated_from, version, saved_by_id, saved_at) SELECT v.recommendation_id, c.paragraph_id, c."order", c.kind,'
            " (SELECT jsonb_object_agg(t.language, t.text) FROM recommendations_clausetext t WHERE t.clause_id = c.id), '{}', 1,"
            " v.created_by_id, v.created_at FROM recommendations_clause c JOIN recommendations_revision v ON v.id = c.revision_id"
            " JOIN recommendations_recommendation r ON r.current_revision_id = v.id"
            " LEFT JOIN recommendations_workingparagraph w ON w.paragraph_id = c.paragraph_id WHERE w.id IS NULL"
        )
    return list(Recommendation.objects.select_related("body", "current_revision").order_by("pk"))[
        -count:
    ]


def _revisions(texts: list[Recommendation], author: User, dice: random.Random) -> None:
    now = clock.now()
    paragraphs = Paragraph.objects.bulk_create(
        Paragraph(recommendation=text) for text in texts for _ in range(PARAGRAPHS)
    )
    revisions = Revision.objects.bulk_create(
        Revision(recommendation=text, number=number, created_by=author, created_at=now)
        for text in texts
        for number in range(1, REVISIONS + 1)
    )
    LanguageVersion.objects.bulk_create(
        LanguageVersion(
            revision=revision,
            language=code,
            state="original" if code == "ru" else "translation",
            title=f"Sample text {revision.recommendation.pk}",
        )
        for revision in revisions
        for code in LANGUAGES
    )
    clauses = Clause.objects.bulk_create(
        Clause(
            revision=revision,
            paragraph=paragraphs[n // REVISIONS * PARAGRAPHS + order],
            order=order + 1,
            kind="preambular" if order < 3 else "operative",
        )
        for n, revision in enumerate(revisions)
        for order in range(PARAGRAPHS)
    )
    ClauseText.objects.bulk_create(
        [
            ClauseText(clause=clause, language=code, text=_sentence(dice, code, clause.order))
            for clause in clauses
            for code in LANGUAGES
        ],
        batch_size=5000,
    )
    Comment.objects.bulk_create(
        Comment(
            recommendation=text,
            paragraph=paragraphs[n * PARAGRAPHS],
            revision=revisions[n * REVISIONS],
            author=author,
            text=_sentence(dice, "en", n),
            created_at=now,
        )
        for n, text in enumerate(texts)
    )


def _discussed(text: Recommendation, people: list[Representative], dice: random.Random) -> None:
    """A text that many have something to say about: 240 comments, half of them with a disposition, and 24 amendments."""
    now, author = clock.now(), text.created_by
    clauses = list(
        Clause.objects.filter(revision=text.current_revision_pk)
        .select_related("paragraph")
        .prefetch_related("texts")
    )
    comments = Comment.objects.bulk_create(
        Comment(
            recommendation=text,
            paragraph=clauses[n % len(clauses)].paragraph,
            revision_id=text.current_revision_pk,
            organisation=people[n].organisation,
            author=people[n].user,
            text=_sentence(dice, "en", n),
            created_at=now,
        )
        for n in range(240)
    )
    Disposition.objects.bulk_create(
        Disposition(comment=comment, kind="noted", response="", by=author, at=now)
        for comment in comments[::2]
    )
    for n in range(24):
        clause = clauses[n % len(clauses)]
        wording = clause.in_language("en")
        Amendment.objects.create(
            recommendation=text,
            paragraph=clause.paragraph,
            revision_id=text.current_revision_pk,
            reason="Clearer so.",
            organisation=people[n].organisation,
            author=people[n].user,
            created_at=now,
            base={code: clause.in_language(code) for code in LANGUAGES},
            texts={"en": f"{wording} {_sentence(dice, 'en', n)}"},
        )


def _followed(texts: list[Recommendation], people: list[Representative]) -> None:
    """Adopted, published and reported on: by the acts themselves, since the database lets nothing else through."""
    staff, second = User.objects.get(email="secretariat@sample.example"), _second_secretary()
    rapporteur, at = staff, clock.now()
    for text in texts:
        for row in text.working_paragraphs.select_related("paragraph"):  # written by one statement
            acts.save_paragraph(
                row.paragraph,
                {},
                kind=row.kind,
                based_on=row.version,
                by=rapporteur,
                at=at,
                in_step=frozenset(LANGUAGES),
            )
        for row in text.working_paragraphs.filter(kind="operative").select_related("paragraph"):
            particulars = acts.ParticularsDraft(
                all_states=True, target_groups=["children"], phases=["reintegration"]
            )
            acts.set_particulars(row.paragraph, particulars, by=rapporteur, at=at)
        acts.issue(text, by=rapporteur, at=at)
        for _body in range(2):
            _unbroken(Recommendation.objects.get(pk=text.pk), staff)
            if Recommendation.objects.get(pk=text.pk).is_agreed:
                acts.forward(text, by=staff, at=clock.now())
        acts.certify(text, by=second, at=clock.now(), confirmed=_undone(text))
        acts.publish(text, by=staff, at=clock.now())
    terms = acts.CycleTerms(
        {"en": "Sample cycle", "ru": "Цикл-образец"},
        today() - timedelta(days=180),
        today(),
        at + timedelta(days=30),
    )
    cycle = acts.open_cycle(terms, by=staff, at=clock.now())
    for n, report in enumerate(cycle.reports.select_related("organisation")[::2]):
        speaker = Representative.objects.get(organisation=report.organisation, role="head").user
        for item in report.items.all():
            values = {
                "implementation": ("planned", "in_progress", "implemented")[n % 3],
                "measures": "An order was issued.",
            }
            acts.save_item(item, values, based_on=1, by=speaker, at=clock.now())
        acts.submit(report, covering_note="", by=speaker, at=clock.now())
        acts.complete(report, by=staff, at=clock.now())
        acts.decide_publication(report, "authorised", by=speaker, at=clock.now())


def _second_secretary() -> User:
    return User.objects.create_user(
        "second@sample.example", None, name="Second Secretary", is_secretariat=True, is_demo=True
    )


def _unbroken(text: Recommendation, by: User) -> None:
    """A silence that ran out a moment ago, declared adopting."""
    now, body = clock.now(), text.deciding_body()
    entitled = list(body.members())
    made = ConsensusRound.objects.create(
        recommendation=text,
        revision_id=text.current_revision_pk,
        body=body,
        number=text.rounds.count() + 1,
        opened_by=by,
        opened_at=now - timedelta(hours=80),
        expires_at=now,
        time_zone=settings.TIME_ZONE,
        procedure=BodyRules.of(body).for_round(),
        entitled_count=len(entitled),
    )
    entitle(made, entitled)
    handed_over(made)
    Recommendation.objects.filter(pk=text.pk).update(status="in_round")
    said = acts.ChairStatement("Broad.", "None.", "None.", "")
    acts.declare(made, "consensus", said, by=by, confirmed=_undone(text))


def _undone(text: Recommendation) -> set[str]:
    """What may be confirmed by name: comments of the sample that nobody has answered."""
    revision = Revision.objects.with_text().get(pk=text.current_revision_pk)
    found = availability.readiness(text, revision)
    return {each.key for each in availability.to_confirm(found)}


def _rounds(texts: list[Recommendation]) -> None:
    """Running rounds with a board: some have answered."""
    now = clock.now()
    for text in texts:
        entitled = list(text.body.members())
        opened = ConsensusRound.objects.create(
            recommendation=text,
            revision_id=text.current_revision_pk,
            body=text.body,
            number=1,
            opened_by=text.created_by,
            opened_at=now,
            expires_at=now + timedelta(days=5),
            time_zone=settings.TIME_ZONE,
            procedure=BodyRules.of(text.body).for_round(),
            entitled_count=len(entitled),
        )
        entitle(opened, entitled)
        heads: dict[int, int] = dict(
            Representative.objects.filter(role="head", organisation__in=entitled).values_list(
                "organisation_id", "user_id"
            )
        )
        for organisation in entitled[::2]:
            values: dict[str, Any] = {
                "round": opened,
                "organisation": organisation,
                "kind": "supports",
            }
            Position.objects.create(taken_by_id=heads[organisation.pk], **values)
    Recommendation.objects.filter(pk__in=[text.pk for text in texts]).update(status="in_round")
