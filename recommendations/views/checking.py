"""What is shown before a round is opened or declared, a position taken, a text certified: what stands, what follows."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.models import User
from councils.lifecycle import Meaning
from councils.models import Body, Organisation
from documents.models import DocumentFile
from meetings.screens import lacks_quorum
from rec_portal.labels import said
from rec_portal.ui.confirm import Shown
from rec_portal.ui.moments import moment

from ..availability import Finding
from ..forms import PositionForm, RecordedPositionForm, RoundForm
from ..lifecycle import RoundKind
from ..models import Board, Clause, ConsensusRound, Corrigendum, Position, Revision, Statement


def _written(at: datetime, zone: str) -> str:
    """A moment in words, in its zone."""
    return strip_tags(str(moment(at, zone)))


def current_of(held: ConsensusRound, organisation: Organisation) -> Position | None:
    """The position of an organisation that is in force in this round."""
    found: Position | None = (
        held.positions.filter(organisation=organisation, is_current=True)
        .select_related("taken_by", "confirmation", "withdrawal")
        .first()
    )
    return found


def _about(held: ConsensusRound, organisation: Organisation) -> dict[str, str]:
    """The round as it is, and what stands in it for this organisation, with who gave it and when."""
    current = current_of(held, organisation)
    if current is None:
        stands = str(_("none yet"))
    else:
        current.round = held
        stands = _("%(position)s, given by %(person)s, %(moment)s") % {
            "position": current.meaning.label,
            "person": current.taken_by,
            "moment": _written(current.taken_at, held.time_zone),
        }
        if current.source:
            stands = _("%(position)s, recorded by the secretariat: %(source)s") % {
                "position": current.meaning.label,
                "source": said(current.source),
            }
    return {
        str(_("Text")): f"{held.recommendation}, {held.revision.name}",
        str(_("Organisation")): organisation.name_i18n,
        str(_("The round ends")): _written(held.expires_at, held.time_zone),
        str(_("Position now in force")): str(stands),
    }


def _typed(form: PositionForm, clauses: list[Clause]) -> dict[str, str]:
    """The position as it was typed, field by field."""
    v = form.cleaned_data
    meaning = form.meanings[v["kind"]]
    label = next((clause.label for clause in clauses if clause == v["paragraph"]), "")
    reason = _("Reasons") if meaning.blocks else _("Statement")
    day = v["expected_on"].isoformat() if v["expected_on"] else ""
    lines = {
        _("New position"): f"{meaning.label} – {meaning.meaning}",
        _("Paragraph"): label,
        reason: v["reason"],
        _("Proposed change"): v["proposed_change"],
        _("Instructions expected on"): day,
    }
    return {str(name): str(words) for name, words in lines.items() if words}


def round_shown(
    form: RoundForm,
    revision: Revision,
    body: Body,
    entitled: list[Organisation],
    present: list[Organisation],
) -> Shown:
    """What is put to whom, how and until when: another revision, member or presence in between is shown anew."""
    v = form.cleaned_data
    kinds = dict(form.fields["kind"].choices)  # type: ignore[attr-defined]
    facts = {
        str(_("Text")): f"{revision.title_i18n}, {revision.name}",
        str(_("Body")): str(body),
        str(_("Kind of round")): str(kinds[v["kind"]]),
        str(_("Ends")): _written(v["expires_at"], v["time_zone"]),
        str(_("Entitled")): ", ".join(str(each) for each in entitled),
    }
    if v["kind"] == RoundKind.IN_SESSION:
        facts[str(_("Agenda item"))] = str(v.get("agenda_item") or "–")
        facts[str(_("In the room"))] = ", ".join(str(each) for each in present) or "–"
    if v.get("agreed_at_meeting"):
        facts[str(_("Silence agreed"))] = v["agreed_at_meeting"]
    follows = _(
        "Everyone entitled is told at once. You can recall the round until the first answer comes."
    )
    return Shown(facts, (follows,))


def position_shown(
    held: ConsensusRound,
    organisation: Organisation,
    form: PositionForm,
    clauses: list[Clause],
    *,
    by: User,
) -> Shown:
    """Before an organisation takes its position: what it replaces, and what it does."""
    meaning = form.meanings[form.cleaned_data["kind"]]
    follows = [_what_follows(held, meaning)]
    if (current := current_of(held, organisation)) is not None:
        told = _("It replaces the position now in force; %(person)s is told.")
        follows.append(
            _("It replaces the position now in force.")
            if current.taken_by_id == by.pk
            else told % {"person": current.taken_by}
        )
    facts = _about(held, organisation) | _typed(form, clauses)
    return Shown(facts, tuple(follows), is_grave=meaning.blocks)


def _what_follows(held: ConsensusRound, meaning: Meaning) -> str:
    if meaning.blocks and held.silence_speaks:
        return _(
            "This breaks silence: the round closes at once, everyone entitled is told with your name and reasons, and the"
            " text returns to consultation. It cannot be taken back."
        )
    if meaning.blocks:
        return _(
            "Nothing can be declared adopted while this objection is in force. You can withdraw it by giving another"
            " position."
        )
    return _("It is shown to all who read this text. You can change it until the round ends.")


def recorded_shown(
    held: ConsensusRound,
    organisation: Organisation,
    form: RecordedPositionForm,
    clauses: list[Clause],
    paper: DocumentFile | None,
) -> Shown:
    """Before the secretariat records what reached it: for whom, from which source, and what becomes of it."""
    v = form.cleaned_data
    meaning = form.meanings[v["kind"]]
    source = {
        str(_("How it reached the secretariat")): said(v["source"]),
        str(_("Date of the source")): v["dated"].isoformat(),
        str(_("Document")): paper.name if paper else str(_("the record of the meeting")),
    }
    follows = [_("%(organisation)s is told at once, and can correct it until the round ends.")]
    if meaning.blocks and held.silence_speaks:
        follows = [
            _(
                "%(organisation)s is told at once. Its objection breaks silence when it confirms it, or if it has not corrected it"
                " within %(hours)d hours; silence is prolonged until then."
            )
        ]
    about = {"organisation": organisation, "hours": held.procedure["confirmation_hours"]}
    facts = _about(held, organisation) | _typed(form, clauses) | source
    return Shown(facts, tuple(each % about for each in follows), is_grave=meaning.blocks)


def objection_shown(position: Position) -> Shown:
    """Before an organisation confirms the objection that was recorded for it."""
    held = position.round
    facts = _about(held, position.organisation) | {
        str(_("Reasons")): position.reason,
        str(_("How it reached the secretariat")): said(position.source),
    }
    return Shown(facts, (_what_follows(held, position.meaning),), is_grave=True)


def _names(each: Iterable[Any], nobody: str = "–") -> str:
    return "; ".join(dict.fromkeys(str(one) for one in each)) or nobody


_BEGINNING = 160


def _for_the_record(statements: Iterable[Statement], zone: str) -> str:
    """Each statement that is annexed: whose, of which kind, received when, and how it begins."""
    lines = []
    for each in statements:
        authors = ", ".join(str(author.name_i18n) for author in each.authors())
        words = " ".join(each.text.split())
        words = words if len(words) <= _BEGINNING else f"{words[:_BEGINNING]}…"
        received = _written(each.received_at, zone)
        lines.append(f"{authors}: {each.get_kind_display()}, {received}. «{words}»")
    return "\n\n".join(lines) or "–"


def _still_undone(undone: list[Finding]) -> dict[str, str]:
    """What refuses an adoption until it is put right."""
    grave = [each.sentence for each in undone if each.grave]
    return {str(_("Undone, and in the way")): " ".join(grave)} if grave else {}


def closing_shown(held: ConsensusRound) -> Shown:
    """Before the chair asks in the room for the last time; needs `with_board`."""
    board, item = held.board(), held.agenda_item
    facts = {
        str(_("Text")): f"{held.recommendation}, {held.revision.name}",
        str(_("Not present and not heard")): _names(board.absent),
        str(_("Objections in force")): _names(entitled for entitled, _position in board.objecting),
    }
    follows = [_("Nobody can give a position afterwards, and it cannot be recalled.")]
    if item is not None and lacks_quorum(item.meeting):
        follows.append(_("There is no quorum in the room, by the rule of the body that meets."))
    if board.objecting:
        follows.append(_("Nothing is adopted over an objection."))
    return Shown(facts, tuple(follows), is_grave=True)


def declaration_shown(
    held: ConsensusRound, board: Board, statements: list[Statement], undone: list[Finding]
) -> Shown:
    """Before the chair declares: what stands in the way, whom nobody has heard, what goes into the record."""
    facts = {
        str(_("Text")): f"{held.recommendation}, {held.revision.name}",
        str(pgettext("several", "Awaiting instructions")): _names(board.awaiting),
        str(_("Objections in force")): _names(entitled for entitled, _position in board.objecting),
        str(_("Statements for the record")): _for_the_record(statements, held.time_zone),
    }
    if held.is_in_room:
        facts[str(_("Not present and not heard"))] = _names(board.absent)
    follows = []
    if held.goes_to_council:
        follows = [
            _(
                "Declaring the text agreed lays it before the Council, which decides in a round of its own."
            )
        ]
    elif held.is_last_step:
        follows = [
            _(
                "Declaring the text adopted ends the decision. A second person, of the secretariat, then certifies both"
                " languages; only then it gets its symbol."
            )
        ]
    return Shown(facts | _still_undone(undone), tuple(follows))


def certification_shown(
    held: ConsensusRound,
    statements: list[Statement],
    corrigenda: list[Corrigendum],
    addressees: list[Organisation],
    undone: list[Finding],
) -> Shown:
    """Before a second person certifies: the declaration, the text and all that goes out with it under the symbol."""
    declared = held.declaration
    facts = {
        str(_("Text")): f"{held.recommendation}, {held.revision.name}",
        str(_("The declaration")): _("%(outcome)s – %(person)s, %(moment)s")
        % {
            "outcome": held.get_outcome_display(),
            "person": declared.by,
            "moment": _written(declared.at, held.time_zone),
        },
        str(_("Statements to be annexed")): _for_the_record(statements, held.time_zone),
        str(_("Corrigenda to be worked in")): _names(
            f"{each}: {each.before} → {each.after}" for each in corrigenda
        ),
        str(_("Addressees, as of today")): _names(sorted(str(each) for each in addressees)),
    }
    follows = _(
        "You certify that both languages say the same. The text receives its symbol, which is never taken back."
    )
    return Shown(facts | _still_undone(undone), (follows,), is_grave=True)
