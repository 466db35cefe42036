"""When: the life of a text, of its language versions and of its paragraphs."""

from __future__ import annotations

from enum import StrEnum

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from councils.lifecycle import BodyKind
from rec_portal.lifecycles import Act, possible, transitions
from rec_portal.verdicts import Verdict


class RecommendationKind(models.TextChoices):
    RECOMMENDATION = "recommendation", gettext_lazy("Recommendation")
    PROPOSED_SOLUTION = "proposed_solution", gettext_lazy("Proposed solution")


class RecommendationStatus(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("text", "Proposed")
    NOT_ADMITTED = "not_admitted", gettext_lazy("Not admitted")
    DRAFTING = "drafting", gettext_lazy("Drafting")
    CONSULTATION = "consultation", gettext_lazy("Consultation")
    IN_ROUND = "in_round", gettext_lazy("Consensus round")
    AGREED = "agreed", gettext_lazy("Agreed by the group")
    BEFORE_EXCOM = "before_excom", gettext_lazy("Before the Executive Committee")
    BEFORE_COUNCIL = "before_council", gettext_lazy("Before the Council")
    CERTIFICATION = "certification", gettext_lazy("Declared, to be certified")
    ADOPTED = "adopted", gettext_lazy("Adopted")
    PUBLISHED = "published", gettext_lazy("Published")
    SUPERSEDED = "superseded", gettext_lazy("Superseded")
    CLOSED = "closed", pgettext_lazy("text", "Closed")
    WITHDRAWN = "withdrawn", gettext_lazy("Withdrawn")


class TextAct(StrEnum):
    """What is done to a text as a whole, or under it while it stands at a stage."""

    ADMIT = "admit"
    TURN_DOWN = "turn_down"
    ASSIGN = "assign"
    WRITE = "write"
    CONSULT = "consult"
    AMEND = "amend"
    COMMENT = "comment"
    DISPOSE = "dispose"
    LAY_BEFORE_MEETING = "lay_before_meeting"
    CONSULT_BODY = "consult_body"
    OPEN_ROUND = "open_round"
    END_ROUND = "end_round"
    STATE = "state"
    DECLARE = "declare"
    FORWARD = "forward"
    SEND_BACK = "send_back"
    WITHDRAW = "withdraw"
    CORRECT = "correct"
    CERTIFY = "certify"
    REFUSE_CERTIFICATION = "refuse_certification"
    PUBLISH = "publish"
    FOLLOW_UP = "follow_up"
    SET_REVIEW = "set_review"
    CLOSE = "close"
    UPDATE = "update"
    SUPERSEDE = "supersede"


S = RecommendationStatus
EDITABLE = (S.DRAFTING, S.CONSULTATION)
LAID = (S.BEFORE_EXCOM, S.BEFORE_COUNCIL)
"""The stages at which a text lies before a body above its own."""
OPEN_TO_COMMENTS = (S.DRAFTING, S.CONSULTATION, S.IN_ROUND, S.AGREED, *LAID)
PUBLIC = (S.PUBLISHED, S.SUPERSEDED, S.CLOSED)
FINAL = (S.ADOPTED, *PUBLIC)
ENDED = (S.WITHDRAWN, S.NOT_ADMITTED)
_FROZEN = (S.IN_ROUND, S.AGREED, *LAID, S.CERTIFICATION, *FINAL)

_IS_FROZEN = gettext_lazy(
    "The text is at the stage «%(now)s» and is frozen. It can be changed again when it returns to consultation."
)
TEXT_ACTS: dict[str, Act] = {
    TextAct.ADMIT: Act((S.PROPOSED,), (S.DRAFTING,)),
    TextAct.TURN_DOWN: Act((S.PROPOSED,), (S.NOT_ADMITTED,)),
    TextAct.ASSIGN: Act(EDITABLE),
    TextAct.WRITE: Act(EDITABLE, otherwise=_IS_FROZEN),
    TextAct.CONSULT: Act((S.DRAFTING,), (S.CONSULTATION,)),
    TextAct.AMEND: Act(EDITABLE, otherwise=_IS_FROZEN),
    TextAct.COMMENT: Act(
        OPEN_TO_COMMENTS,
        otherwise=gettext_lazy("The text is not open to comments: it is at the stage «%(now)s»."),
    ),
    TextAct.DISPOSE: Act((*OPEN_TO_COMMENTS, S.CERTIFICATION, S.ADOPTED, S.PUBLISHED)),
    TextAct.LAY_BEFORE_MEETING: Act((*OPEN_TO_COMMENTS, S.CERTIFICATION, S.ADOPTED, S.PUBLISHED)),
    TextAct.CONSULT_BODY: Act((S.CONSULTATION,)),
    TextAct.OPEN_ROUND: Act(
        (S.CONSULTATION, *LAID),
        (S.IN_ROUND,),
        gettext_lazy(
            "A round is opened on a text in consultation or before the body that decides next; this one is at the stage «%(now)s»."
        ),
    ),
    TextAct.END_ROUND: Act((S.IN_ROUND,), (S.CONSULTATION, *LAID)),
    TextAct.STATE: Act((S.IN_ROUND, S.AGREED, *LAID)),
    TextAct.DECLARE: Act((S.IN_ROUND,), (S.CONSULTATION, S.AGREED, *LAID, S.CERTIFICATION)),
    TextAct.FORWARD: Act((S.AGREED,), (S.BEFORE_EXCOM,)),
    TextAct.SEND_BACK: Act((S.AGREED, *LAID), (S.CONSULTATION,)),
    TextAct.WITHDRAW: Act(
        (S.PROPOSED, *EDITABLE, S.AGREED, *LAID),
        (S.WITHDRAWN,),
        gettext_lazy(
            "A text is withdrawn before it is declared, and not while a round on it runs or waits for its declaration; this"
            " one is at the stage «%(now)s»."
        ),
    ),
    TextAct.CORRECT: Act(_FROZEN),
    TextAct.CERTIFY: Act((S.CERTIFICATION,), (S.ADOPTED,)),
    TextAct.REFUSE_CERTIFICATION: Act((S.CERTIFICATION,), LAID),
    TextAct.PUBLISH: Act((S.ADOPTED,), (S.PUBLISHED,)),
    TextAct.FOLLOW_UP: Act((S.PUBLISHED,)),
    TextAct.SET_REVIEW: Act((S.ADOPTED, S.PUBLISHED)),
    TextAct.CLOSE: Act((S.PUBLISHED,), (S.CLOSED,)),
    TextAct.UPDATE: Act(PUBLIC),
    TextAct.SUPERSEDE: Act((S.PUBLISHED, S.CLOSED), (S.SUPERSEDED,)),
}
TRANSITIONS = transitions(S, TEXT_ACTS)
WRITTEN_BY_ACTS = (S.PROPOSED, *EDITABLE, S.CERTIFICATION)
"""The stages at which the rows of the working text change: with the proposal, while drafters write, with corrigenda."""
DECIDED_BY_ROUND = (S.AGREED, S.CERTIFICATION, S.ADOPTED)
"""The stages that a text reaches by a declared round alone."""
BEGUN = (S.PROPOSED, *EDITABLE)
"""The stages at which a text is entered; every other is reached by an act."""
OF_THE_GROUP = (S.PROPOSED, S.NOT_ADMITTED, *EDITABLE, S.AGREED)
"""The stages at which no body above its own has the text."""
_LAID_BEFORE = {
    BodyKind.EXECUTIVE_COMMITTEE: S.BEFORE_EXCOM,
    BodyKind.PLENARY: S.BEFORE_COUNCIL,
}


def laid_before(kind: str) -> RecommendationStatus:
    """The stage of a text that lies before a body of this kind."""
    return _LAID_BEFORE[BodyKind(kind)]


def agreed_in(kind: str, *, council_decides: bool) -> RecommendationStatus:
    """Rule 9: where a text goes once a body of this kind has declared it adopted.

    A group's text waits to be laid before the Executive Committee. The Committee's word is the last, unless by its
    procedure the Council decides.
    """
    if kind == BodyKind.WORKING_GROUP:
        return S.AGREED
    if kind == BodyKind.EXECUTIVE_COMMITTEE and council_decides:
        return S.BEFORE_COUNCIL
    return S.CERTIFICATION


def may_text(act: TextAct, now: str) -> Verdict:
    """Whether a text at this stage admits the act."""
    return possible(S, TEXT_ACTS, act, now)


STEPS = (
    S.PROPOSED,
    S.DRAFTING,
    S.CONSULTATION,
    S.IN_ROUND,
    S.AGREED,
    S.BEFORE_EXCOM,
    S.BEFORE_COUNCIL,
    S.CERTIFICATION,
    S.ADOPTED,
    S.PUBLISHED,
)


def steps_of(
    now: str, *, before: str | None, to_council: bool
) -> list[tuple[RecommendationStatus, str]]:
    """The life of a text as steps: each with «done», «now» or nothing.

    A round of a body above the group comes after the group's: a text that lies `before` a body of such a kind is at the
    later step. The Council's step is there for a text that goes `to_council`.
    """
    steps = [step for step in STEPS if to_council or step != S.BEFORE_COUNCIL]
    shown = RecommendationStatus(now)
    if shown == S.IN_ROUND and before is not None:
        shown = laid_before(before)
    at = steps.index(shown) if shown in steps else len(steps)
    if shown == S.PUBLISHED:
        at = len(steps)
    return [
        (step, "done" if index < at else "now" if index == at else "")
        for index, step in enumerate(steps)
    ]


class ClauseKind(models.TextChoices):
    """What a paragraph is; its number follows from it and is never typed."""

    HEADING = "heading", gettext_lazy("Heading")
    PREAMBULAR = "preambular", gettext_lazy("Preambular paragraph")
    OPERATIVE = "operative", gettext_lazy("Operative paragraph")
    SUB = "sub", gettext_lazy("Sub-paragraph")


class Translation(models.TextChoices):
    """How a paragraph's wording in a language stands to the wording in the language of drafting."""

    ORIGINAL = "original", gettext_lazy("language of drafting")
    IN_STEP = "in_step", gettext_lazy("in step")
    BEHIND = "behind", gettext_lazy("behind")
    MISSING = "missing", gettext_lazy("missing")


class TieKind(models.TextChoices):
    """How one paragraph came from another."""

    SPLIT = "split", gettext_lazy("split off")
    MERGED = "merged", gettext_lazy("merged")


class LinkKind(models.TextChoices):
    """How one text stands to another, read from the later to the earlier."""

    DUPLICATES = "duplicates", gettext_lazy("is a duplicate of")
    RELATED = "related", gettext_lazy("is related to")
    UPDATES = "updates", gettext_lazy("updates")
    MERGES = "merges", gettext_lazy("merges")
    SUPERSEDES = "supersedes", gettext_lazy("supersedes")


_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщэюя"  # official Russian lists skip ё, й, ъ, ы, ь


def letter(number: int, language: str) -> str:
    """The letter of a sub-paragraph: 1 → (a), 27 → (aa); in Russian 1 → а), 29 → аа)."""
    is_cyrillic = language in settings.CYRILLIC
    alphabet = _CYRILLIC if is_cyrillic else _LATIN
    rounds, index = divmod(number - 1, len(alphabet))
    sign = alphabet[index] * (rounds + 1)
    return f"{sign})" if is_cyrillic else f"({sign})"
