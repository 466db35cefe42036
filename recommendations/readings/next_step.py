"""One sentence, always: what is still needed, and from whom."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from ..lifecycle import RecommendationStatus
from ..models import ConsensusRound, Recommendation


def names(people: Iterable[object]) -> str:
    return ", ".join(str(each) for each in people)


def needed(
    recommendation: Recommendation, latest: ConsensusRound | None, *, behind: bool = False
) -> str:
    """The sentence of the page. `latest` needs `with_board`; `behind`: the working text waits to be issued."""
    if latest is not None and latest.is_in_hand:
        return _of_round(latest)
    status = RecommendationStatus(recommendation.status)
    body = recommendation.body
    if latest is not None and latest.is_broken and status == RecommendationStatus.CONSULTATION:
        if latest.revision_id == recommendation.current_revision_id:
            return _after_broken(latest)
        if not behind:
            return _(
                "A new revision stands since silence was broken. Waits for the chair of %(body)s to open a new round."
            ) % {"body": recommendation.deciding_body()}
    return {
        RecommendationStatus.PROPOSED: _(
            "Waits for the secretariat to decide on admissibility and assign it."
        ),
        RecommendationStatus.NOT_ADMITTED: _(
            "Nothing more is needed: the proposal was not admitted."
        ),
        RecommendationStatus.DRAFTING: _(
            "Waits for the rapporteur of %(body)s to put the draft to consultation."
        )
        % {"body": body},
        RecommendationStatus.CONSULTATION: _(
            "Waits for the rapporteur of %(body)s to issue the text."
        )
        % {"body": body}
        if behind
        else _(
            "Waits for members' comments and amendments, and for the chair of %(body)s to open a round."
        )
        % {"body": body},
        RecommendationStatus.AGREED: _(
            "Waits for the chair of %(body)s to lay the agreed text before the Executive Committee."
        )
        % {"body": body},
        RecommendationStatus.BEFORE_EXCOM: _(
            "Waits for the chair of the Executive Committee to put the text to a round."
        ),
        RecommendationStatus.BEFORE_COUNCIL: _(
            "Waits for the Council: the secretariat puts the text to a round for whoever presides."
        ),
        RecommendationStatus.CERTIFICATION: _(
            "Waits for the secretariat to certify both languages; the one who declared may not."
        ),
        RecommendationStatus.ADOPTED: _("Waits for the secretariat to publish the text."),
        RecommendationStatus.PUBLISHED: _(
            "Waits for the addressees: their answers and reports stand under follow-up."
        ),
        RecommendationStatus.SUPERSEDED: _(
            "Nothing more is needed: a later text stands in its place."
        ),
        RecommendationStatus.CLOSED: _("Nothing more is needed: the follow-up has ended."),
        RecommendationStatus.WITHDRAWN: _("Nothing more is needed: the text was withdrawn."),
        RecommendationStatus.IN_ROUND: _("Waits for the chair of %(body)s to declare the result.")
        % {"body": recommendation.deciding_body()},
    }[status]


def _of_round(latest: ConsensusRound) -> str:
    board = latest.board()
    if latest.body.is_plenary and (sentence := _in_the_council(latest)):
        return sentence
    if latest.is_suspended:
        return _("The round is suspended. Waits for the chair of %(body)s to resume or end it.") % {
            "body": latest.body
        }
    if latest.awaits_declaration:
        if latest.is_in_room and board.absent:
            return _("Waits for the chair of %(body)s; not present and not heard: %(names)s.") % {
                "body": latest.body,
                "names": names(each.organisation for each in board.absent),
            }
        return _("Waits for the chair of %(body)s to declare the result.") % {"body": latest.body}
    if board.pending:
        return _(
            "An objection recorded for %(names)s waits for its confirmation. Silence does not end before."
        ) % {"names": names(entitled.organisation for entitled, _position in board.pending)}
    if board.objecting:
        return _(
            "%(names)s objects. Waits for the objection to be lifted, or for a new wording."
        ) % {"names": names(entitled.organisation for entitled, _position in board.objecting)}
    if board.outstanding:
        return _("Nobody objects. No position yet from: %(names)s.") % {
            "names": names(each.organisation for each in board.outstanding)
        }
    if board.awaiting:
        return _("Nobody objects. Instructions are awaited by: %(names)s.") % {
            "names": names(each.organisation for each in board.awaiting)
        }
    return _(
        "Nobody objects; every entitled organisation has given a position. Waits for the end of the round."
    )


def _in_the_council(latest: ConsensusRound) -> str:
    """The Council has no chair: the secretariat acts for whoever presides."""
    if latest.is_suspended:
        return _(
            "The round is suspended. Waits for the secretariat to resume or end it for whoever presides."
        )
    if not latest.awaits_declaration:
        return ""
    absent = latest.board().absent if latest.is_in_room else []
    if absent:
        return _(
            "Waits for whoever presides over the Council; not present and not heard: %(names)s."
        ) % {"names": names(each.organisation for each in absent)}
    return _("Waits for the secretariat to declare the result for whoever presides.")


def _after_broken(latest: ConsensusRound) -> str:
    board = latest.board()
    if board.objecting:
        return _(
            "Silence was broken by %(names)s. Waits for a new revision, or for the objection to be lifted."
        ) % {"names": names(entitled.organisation for entitled, _position in board.objecting)}
    return _("The objection was lifted. Waits for the chair of %(body)s to open a new round.") % {
        "body": latest.body
    }
