"""The table of what is done to a text as a whole, and a text at each stage."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from councils.models import Organisation
from meetings.models import AgendaItem
from recommendations import actions
from recommendations.actions.bracketing import mark_brackets
from recommendations.models import (
    Comment,
    ParagraphSave,
    Recommendation,
    TextOnAgenda,
    WorkingParagraph,
    WorkingText,
)
from tests.availability.cells import Address, Row, everywhere
from tests.cast import Cast, end, newest, undone, unguarded

STAGES = (
    "proposed",
    "not_admitted",
    "drafting",
    "consultation",
    "in_round",
    "agreed",
    "before_excom",
    "before_council",
    "certification",
    "adopted",
    "published",
    "closed",
    "superseded",
    "withdrawn",
)
SECRETARIAT = frozenset({"secretariat"})
CHAIR = frozenset({"secretariat", "chair"})
COMMITTEE_CHAIR = frozenset({"secretariat", "excom_chair"})
PEN = frozenset({"secretariat", "chair", "rapporteur"})
MEMBERS = frozenset(
    {
        "secretariat",
        "excom_chair",
        "head",
        "other_head",
        "member",
        "chair",
        "rapporteur",
        "agency_head",
        "society_head",
    }
)
SEATED = MEMBERS | {"observer"}
EDITABLE = ("drafting", "consultation")
LAID = ("before_excom", "before_council")
BEFORE_DECLARATION = (*EDITABLE, "in_round", "agreed", *LAID)
FROZEN = (
    "in_round",
    "agreed",
    *LAID,
    "certification",
    "adopted",
    "published",
    "closed",
    "superseded",
)
DECIDES = (
    {stage: CHAIR for stage in STAGES if stage not in FROZEN[2:]}
    | dict.fromkeys(FROZEN[2:], COMMITTEE_CHAIR)
    | {"before_council": SECRETARIAT}
)
"""Who presides over the body that decides next; the Council has no chair, and the secretariat acts for who presides."""


def _to_paragraph(name: str, data: dict[str, object]) -> Callable[[Recommendation], Address | None]:
    """An act on its second paragraph; a proposal has none yet."""

    def to(text: Recommendation) -> Address | None:
        paragraphs = text.paragraphs.order_by("pk")
        return (name, (paragraphs[1].pk,), data) if len(paragraphs) > 1 else None

    return to


def _titles(text: Recommendation) -> Address:
    working = WorkingText.objects.get(recommendation=text)
    data = {"t-based_on": working.version, "t-ru": "Иное", "t-en": "Other", "do": "add"}
    return "recommendations:edit", (text.pk,), data


def _corrigendum(text: Recommendation) -> Address | None:
    revision = text.adopted.revision if text.adopted else newest(text)
    clause = revision.clauses.order_by("-order").first()
    data = {"language": "en", "after": "Mended.", "reason": "Spelling."}
    data["paragraph"] = str(clause.pk) if clause else ""
    return "recommendations:corrigendum", (text.pk,), data


def _round_terms(text: Recommendation) -> dict[str, object]:
    ends = timezone.localtime() + timedelta(days=6)
    return {
        "kind": "silence",
        "ends_on": ends.date().isoformat(),
        "ends_time": "12:00",
        "time_zone": "Asia/Tashkent",
        "agreed_at_meeting": "Third meeting",
        "revision": newest(text).number,
        "confirmed": "1",
        "undone": sorted(undone(text)),
    }


def _changed(text: Recommendation) -> Address:
    """Something is there to be issued."""
    if text.is_editable:
        row = text.working_paragraphs.order_by("-order")[0]
        words = {"ru": "Иное.", "en": "Other."}
        WorkingParagraph.objects.filter(pk=row.pk).update(texts=words, version=row.version + 1)
    return "recommendations:issue", (text.pk,), {"reason": "x"}


def _disposed(text: Recommendation) -> Address:
    """What was made of a comment on its second paragraph; a proposal has none yet."""
    data = {}
    for paragraph in text.paragraphs.order_by("pk")[1:2]:
        with unguarded("recommendations_comment", "at_stage"):  # made while it was open to comments
            made = Comment.objects.create(
                recommendation=text,
                paragraph=paragraph,
                revision=text.current_revision,
                organisation=Organisation.objects.get(short_name="Bactria"),
                author=User.objects.get(name="Other Head"),
                text="Too long.",
                created_at=timezone.now(),
            )
        data = {f"c{made.pk}-kind": "accepted", f"c{made.pk}-response": "Shortened."}
    return "recommendations:matrix", (text.pk,), data


def _laid(text: Recommendation) -> Address | None:
    item = AgendaItem.objects.order_by("pk").last()
    assert item
    return "recommendations:put-on-agenda", (item.pk,), {"revision": text.current_revision_id}


def _taken_off(text: Recommendation) -> Address | None:
    place = TextOnAgenda.objects.filter(recommendation=text).first()
    return ("recommendations:take-off-agenda", (place.pk,), {}) if place else None


def _later() -> Recommendation:
    """The text that was published last."""
    found: Recommendation | None = Recommendation.objects.filter(status="published").last()
    assert found
    return found


def _beside(verb: str, *, words: str = "") -> Callable[[Recommendation], Address | None]:
    """A button beside its last paragraph, which holds these words where the text may be written."""

    def to(text: Recommendation) -> Address | None:
        row = text.working_paragraphs.order_by("-order").first()
        if row is None:
            return None
        if words and text.is_editable:
            _rewritten(row, words)
        working = WorkingText.objects.get(recommendation=text)
        titles = {f"t-{code}": title for code, title in working.titles.items()}
        data = {"t-based_on": working.version, **titles, "do": f"{verb}:{row.paragraph_id}"}
        return "recommendations:edit", (text.pk,), data

    return to


def _rewritten(row: WorkingParagraph, words: str) -> int:
    """The paragraph holds these words in both languages; its version."""
    texts = {"ru": words, "en": words}
    WorkingParagraph.objects.filter(pk=row.pk).update(texts=texts, version=row.version + 1)
    row.refresh_from_db()
    row.brackets.all().delete()
    mark_brackets(row, {})
    return row.version


def _settled(text: Recommendation) -> Address | None:
    row = text.working_paragraphs.order_by("-order").first()
    if row is None:
        return None
    version = _rewritten(row, "Within [14] [21] days.") if text.is_editable else row.version
    data = {"language": "en", "keep": "1", "index": "0", "version": str(version)}
    return "recommendations:paragraph-settle", (row.paragraph_id,), data


def _agreed(text: Recommendation) -> Address | None:
    """Its last paragraph, agreed ad referendum."""
    row = text.working_paragraphs.order_by("-order").first()
    if row is None:
        return None
    if text.is_editable:
        chair = User.objects.get(name="Chair")
        row.agreed_at, row.agreed_by = timezone.now(), chair
        row.save(update_fields=["agreed_at", "agreed_by"])
    return "recommendations:paragraph-reopen", (row.paragraph_id,), {"reason": "A new case."}


def _earlier(text: Recommendation) -> Address | None:
    """An earlier wording of its last paragraph, which reads otherwise now."""
    row = text.working_paragraphs.order_by("-order").first()
    wording = row and ParagraphSave.objects.filter(paragraph=row.paragraph_id).first()
    if row is None or wording is None:
        return None
    if text.is_editable:
        _rewritten(row, "Other words.")
    return "recommendations:wording-restore", (wording.pk,), {}


KEPT = "every version of the working text is kept, with who wrote it"
WITHOUT_A_TEXT = [
    Row(
        "begin",
        "domain 6.1: whoever holds the pen in the body",
        lambda c: (
            "recommendations:begin",
            (),
            {
                "body": c.group.pk,
                "kind": "recommendation",
                "original_language": "ru",
                "title_ru": "Новое",
            },
        ),
        {"at any time": PEN},
        unlocked="a new text",
    ),
    Row(
        "propose",
        "domain 6.1: any organisation with a seat in the body, and the secretariat",
        lambda c: (
            "recommendations:propose",
            (),
            {
                "body": c.group.pk,
                "kind": "recommendation",
                "original_language": "ru",
                "title_ru": "Новое",
                "problem": "Schools.",
            },
        ),
        {"at any time": SEATED},
        unlocked="a new text",
    ),
]
ROWS = [
    Row(
        "admit",
        "domain 6.1: the secretariat decides on admissibility, once",
        lambda t: ("recommendations:admit", (t.pk,), {"body": t.body_id}),
        everywhere(["proposed"], SECRETARIAT),
    ),
    Row(
        "turn_down",
        "domain 6.1: the secretariat decides on admissibility, once",
        lambda t: ("recommendations:turn-down", (t.pk,), {"reason": "A duplicate."}),
        everywhere(["proposed"], SECRETARIAT),
    ),
    Row(
        "assign",
        "domain 6.1: the chair names who drafts, while there is something to draft",
        lambda t: ("recommendations:assign", (t.pk,), {}),
        everywhere(EDITABLE, CHAIR),
    ),
    Row(
        "issue",
        "rights: drafters issue while the text is not frozen",
        _changed,
        everywhere(EDITABLE, PEN),
    ),
    Row(
        "save_titles add_paragraph save_paragraph save_text restore",
        "rights: drafters write while the text is not frozen",
        _titles,
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "move_paragraph",
        "rights: they move a paragraph",
        _beside("up"),
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "drop_paragraph",
        "rights: take one out",
        _beside("drop"),
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "split_paragraph",
        "rights: split one",
        _beside("split", words="One.\n\nTwo."),
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "merge_paragraph",
        "rights: and merge two",
        _beside("merge"),
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "settle",
        "rights: and keep one of the words in brackets that somebody wrote",
        _settled,
        everywhere(EDITABLE, PEN),
    ),
    Row(
        "set_particulars",
        "rights: drafters write the particulars while the text is not frozen",
        _to_paragraph("recommendations:particulars", {"all_states": "on"}),
        everywhere(EDITABLE, PEN),
    ),
    Row(
        "put_to_consultation",
        "domain 6.1: the drafters put a draft to the body, once",
        lambda t: ("recommendations:consult", (t.pk,), {}),
        everywhere(["drafting"], PEN),
    ),
    Row(
        "comment",
        "rights: every seat comments until the text is declared",
        _to_paragraph("recommendations:comment", {"about": "", "text": "A word."}),
        everywhere(BEFORE_DECLARATION, SEATED),
    ),
    Row(
        "dispose",
        "rights: drafters record what was made of comments, until the follow-up has ended",
        _disposed,
        everywhere((*BEFORE_DECLARATION, "certification", "adopted", "published"), PEN),
    ),
    Row(
        "follow",
        "domain 6.1: whoever has an account and reads the text is told when it moves",
        lambda t: ("recommendations:follow", (t.pk,), {"on": "1"}),
        everywhere(STAGES[:10], SEATED)
        | {"adopted": SEATED | {"outsider"}}
        | everywhere(STAGES[10:13], SEATED | {"outsider", "admin"})
        | {"withdrawn": SEATED},
        person_at=everywhere(STAGES, frozenset()),
        unlocked="a row of one's own",
        unrecorded="what somebody follows is nobody else's",
    ),
    Row(
        "put_on_agenda",
        "domain 6.1: the secretariat lays a text in hand before a meeting",
        _laid,
        everywhere((*BEFORE_DECLARATION, "certification", "adopted", "published"), SECRETARIAT),
    ),
    Row(
        "take_off_agenda",
        "domain 6.1: the secretariat, until a round was held on it there",
        _taken_off,
        everywhere((*BEFORE_DECLARATION, "certification", "adopted", "published"), SECRETARIAT),
    ),
    Row(
        "replace",
        "domain 6.1: a published text updates an earlier published one",
        lambda t: ("recommendations:replace", (t.pk,), {"kind": "updates", "later": _later().pk}),
        everywhere(("published", "closed", "superseded"), SECRETARIAT),
    ),
    Row(
        "agree_paragraph",
        "domain 6.1: the chair alone says that a paragraph is agreed ad referendum, while the text is written",
        _beside("agree"),
        everywhere(EDITABLE, frozenset({"chair"})),
        person=PEN,  # the button is on the page on which the text is written
    ),
    Row(
        "reopen_paragraph",
        "domain 6.1: and opens it again, with a reason",
        _agreed,
        everywhere(EDITABLE, frozenset({"chair"})),
    ),
    Row(
        "restore_save",
        "rights: drafters take back an earlier wording of a paragraph",
        _earlier,
        everywhere(EDITABLE, PEN),
        unrecorded=KEPT,
    ),
    Row(
        "propose_amendment",
        "rights: members amend while the text is written",
        _to_paragraph(
            "recommendations:amend",
            {
                "kind": "replace",
                "clause_kind": "operative",
                "text_en": "Other words.",
                "reason": "Clearer.",
                "after": "",
            },
        ),
        everywhere(EDITABLE, MEMBERS),
    ),
    Row(
        "open_round",
        "consensus, rules 1 and 9: the chair of the body that decides",
        lambda t: ("recommendations:round-open", (t.pk,), _round_terms(t)),
        {stage: DECIDES[stage] for stage in ("consultation", *LAID)},
        person=CHAIR,
        person_at=DECIDES,
    ),
    Row(
        "forward",
        "consensus, rule 9: the chair of the group lays the agreed text before the Executive Committee",
        lambda t: ("recommendations:forward", (t.pk,), {}),
        everywhere(["agreed"], CHAIR),
    ),
    Row(
        "send_back",
        "domain 6.1: the chair of the body that would decide returns it, with reasons",
        lambda t: ("recommendations:send-back", (t.pk,), {"reason": "Not yet."}),
        {stage: DECIDES[stage] for stage in ("agreed", *LAID)},
        person_at=DECIDES,
    ),
    Row(
        "withdraw",
        "domain 6.1: the chair until the declaration; the proposer until admission; never during a round",
        lambda t: ("recommendations:withdraw", (t.pk,), {"reason": "Overtaken."}),
        {
            "proposed": CHAIR | {"observer"},
            **everywhere((*EDITABLE, "agreed", *LAID), CHAIR),
        },
        person=CHAIR,
    ),
    Row(
        "certify",
        "consensus, rule 7: two persons adopt",
        lambda t: ("recommendations:certify", (t.pk,), {"undone": sorted(undone(t))}),
        everywhere(["certification"], SECRETARIAT),
    ),
    Row(
        "refuse_certification",
        "consensus, rule 6: both languages say the same, or the text goes back",
        lambda t: ("recommendations:not-certify", (t.pk,), {"reason": "Not the same."}),
        everywhere(["certification"], SECRETARIAT),
    ),
    Row(
        "add_corrigendum",
        "consensus, rule 4: editorial corrections of a text that is frozen",
        _corrigendum,
        everywhere(FROZEN, SECRETARIAT),
    ),
    Row(
        "publish",
        "domain 6.1: the secretariat publishes what is adopted, once",
        lambda t: ("recommendations:publish", (t.pk,), {}),
        everywhere(["adopted"], SECRETARIAT),
    ),
    Row(
        "set_review",
        "domain 6.1: a review date of an adopted text",
        lambda t: ("recommendations:review", (t.pk,), {"review_on": "2031-01-01"}),
        everywhere(["adopted", "published"], SECRETARIAT),
    ),
    Row(
        "close_text",
        "domain 6.1: the secretariat ends the follow-up of a published text",
        lambda t: ("recommendations:close", (t.pk,), {"reason": "Implemented."}),
        everywhere(["published"], SECRETARIAT),
    ),
]


def _agreed_by_group(council: Cast) -> Recommendation:
    held = council.short_round()
    end(held)
    council.declare(held, "consensus", by=council.chair)
    return council.fresh(held.recommendation)


def at_stage(council: Cast, stage: str) -> Recommendation:
    """A text that has come to this stage by the acts that lead there; beside it a later one and an item of a meeting."""
    council.published()
    first, second = council.meeting().items.order_by("pk")
    text = _at_stage(council, stage)
    if stage not in {"proposed", "not_admitted", "withdrawn", "closed", "superseded"}:
        revision = newest(text)
        actions.put_on_agenda(text, first, revision, by=council.secretariat, at=timezone.now())
    assert second.pk == AgendaItem.objects.order_by("pk").last().pk
    return text


def _at_stage(council: Cast, stage: str) -> Recommendation:
    at, secretary = timezone.now(), council.secretariat
    if stage in {"proposed", "not_admitted"}:
        titles = {"ru": "Обучение детей", "en": "Schooling of children"}
        made = actions.propose(
            council.group,
            "recommendation",
            "ru",
            titles,
            problem="Schools.",
            source="",
            by=council.observer,
            at=at,
        )
        if stage == "not_admitted":
            actions.turn_down(made, reason="A duplicate.", by=secretary, at=at)
        return council.fresh(made)
    if stage in EDITABLE:
        return council.text(status=stage)
    if stage == "withdrawn":
        return actions.withdraw(council.text(), reason="Overtaken.", by=council.chair, at=at)
    if stage == "in_round":
        return council.fresh(council.opened().recommendation)
    if stage == "agreed":
        return _agreed_by_group(council)
    if stage == "before_excom":
        return council.forwarded()
    if stage == "before_council":
        council.let_the_council_decide()
    if stage in {"before_council", "certification"}:
        return council.agreed()
    if stage == "adopted":
        return council.adopted()
    published = council.published()
    if stage == "closed":
        actions.close_text(published, reason="Implemented.", by=secretary, at=at)
    elif stage == "superseded":
        later = council.published()
        actions.replace(published, later, "supersedes", by=secretary, at=at)
    return council.fresh(published)
