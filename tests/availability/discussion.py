"""The table of what is done to an amendment, a comment and a corrigendum, and each of them at every stage."""

from __future__ import annotations

from django.utils import timezone

from recommendations import actions
from recommendations.models import Amendment, Comment, Corrigendum
from tests.availability.cells import Address, Row, everywhere
from tests.availability.texts import MEMBERS, PEN, SECRETARIAT
from tests.cast import Cast, newest

AUTHOR = frozenset({"head", "excom_chair"})  # both of Sogdiana, which proposed the amendment

AMENDMENT_STAGES = ("proposed", "bracketed", "accepted", "declined", "withdrawn", "frozen")


def _decide(amendment: Amendment, verb: str) -> Address:
    return "recommendations:amendment-decide", (amendment.pk, verb), {"reason": "Clearer."}


AMENDMENTS = [
    Row(
        "accept_amendment",
        "rights: the drafters decide, once, while the text is written",
        lambda a: _decide(a, "accept"),
        everywhere(["proposed", "bracketed"], PEN),
    ),
    Row(
        "decline_amendment",
        "rights: the drafters decide, once",
        lambda a: _decide(a, "decline"),
        everywhere(["proposed", "bracketed", "frozen"], PEN),
    ),
    Row(
        "bracket_amendment",
        "consensus, rule 6: not agreed, attributed, seen by all",
        lambda a: ("recommendations:amendment-act", (a.pk, "bracket"), {}),
        everywhere(["proposed"], PEN),
    ),
    Row(
        "sponsor",
        "rights: another member proposes it too, until it is decided",
        lambda a: ("recommendations:amendment-act", (a.pk, "sponsor"), {}),
        everywhere(["proposed", "bracketed", "frozen"], MEMBERS - AUTHOR - SECRETARIAT),
    ),
    Row(
        "withdraw_amendment",
        "rights: the organisation that proposed it, until it is decided",
        lambda a: ("recommendations:amendment-act", (a.pk, "withdraw"), {}),
        everywhere(["proposed", "bracketed", "frozen"], AUTHOR),
    ),
]


def amendment_at(council: Cast, stage: str) -> Amendment:
    text, at = council.text(), timezone.now()
    paragraph = newest(text).clauses.all()[1].paragraph
    made = actions.propose_amendment(
        text, paragraph, {"en": "Other words."}, "Clearer.", by=council.head, at=at
    )
    if stage == "bracketed":
        actions.bracket_amendment(made, by=council.chair, at=at)
    elif stage == "accepted":
        actions.accept_amendment(made, "Clearer.", by=council.chair, at=at)
    elif stage == "declined":
        actions.decline_amendment(made, "Not clearer.", by=council.chair, at=at)
    elif stage == "withdrawn":
        actions.withdraw_amendment(made, by=council.head, at=at)
    elif stage == "frozen":
        type(text).objects.filter(pk=text.pk).update(status="in_round")
    return made


COMMENT_STAGES = ("open", "resolved", "answer", "frozen")
THREAD = PEN | {"other_head", "member"}  # Bactria began it
COMMENTS = [
    Row(
        "resolve",
        "rights: who began a thread, or the drafters, at its first comment",
        lambda c: ("recommendations:comment-resolve", (c.pk,), {"on": "1"}),
        everywhere(["open"], THREAD),
    )
]


def comment_at(council: Cast, stage: str) -> Comment:
    text, at = council.text(), timezone.now()
    paragraph = newest(text).clauses.all()[1].paragraph
    made = actions.comment(text, paragraph, "A word.", by=council.other_head, at=at)
    if stage == "resolved":
        actions.resolve(made, on=True, by=council.other_head, at=at)
    elif stage == "answer":
        made = actions.comment(text, paragraph, "So.", by=council.member, at=at, parent=made)
    elif stage == "frozen":
        council.agreed(text)
    return made


CORRIGENDUM_STAGES = ("waiting", "confirmed", "withdrawn")
CORRIGENDA = [
    Row(
        "confirm_corrigendum",
        "consensus, rule 4: that it is editorial is for the chair to say, never for who listed it",
        lambda c: ("recommendations:corrigendum-confirm", (c.pk, "confirm"), {}),
        everywhere(["waiting"], frozenset({"chair"})),
    ),
    Row(
        "withdraw_corrigendum",
        "consensus, rule 4: the secretariat takes it back, or the chair does not let it pass",
        lambda c: ("recommendations:corrigendum-confirm", (c.pk, "withdraw"), {}),
        everywhere(["waiting"], frozenset({"chair", "secretariat"})),
    ),
]


def corrigendum_at(council: Cast, stage: str) -> Corrigendum:
    held, at = council.opened(), timezone.now()
    paragraph = held.revision.clauses.order_by("order")[1].paragraph
    made = actions.add_corrigendum(
        held.recommendation,
        paragraph,
        "en",
        "Mended.",
        reason="Spelling.",
        by=council.secretariat,
        at=at,
    )
    if stage == "confirmed":
        actions.confirm_corrigendum(made, by=council.chair, at=at)
    elif stage == "withdrawn":
        actions.withdraw_corrigendum(made, by=council.secretariat, at=at)
    return made
