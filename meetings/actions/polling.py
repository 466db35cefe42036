"""Finding a date: several proposed, each organisation says what suits it, then a meeting is planned or none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from councils.models import Body, Organisation
from rec_portal import audit
from rec_portal.mail import actions as mail
from rec_portal.names import columns
from rec_portal.verdicts import RuleBroken, require

from .. import availability, notices
from ..lifecycle import Fits
from ..models import DateAnswer, DateOption, DatePoll

MOST_OPTIONS = 12


@transaction.atomic
def ask_for_dates(
    body: Body,
    titles: dict[str, str],
    options: list[tuple[datetime, datetime]],
    organisations: Iterable[Organisation],
    *,
    time_zone: str,
    answer_by: datetime,
    by: User,
    at: datetime,
) -> DatePoll:
    """Ask the organisations which of the dates suit them; each is told."""
    require(availability.ask_for_dates(by))
    asked = list(organisations)
    if not 1 < len(options) <= MOST_OPTIONS:
        raise RuleBroken(_("Propose between two and %(most)d dates.") % {"most": MOST_OPTIONS})
    if not asked:
        raise RuleBroken(_("Nobody is asked. Choose the organisations."))
    if answer_by <= at or answer_by >= min(starts for starts, _ends in options):
        raise RuleBroken(
            _("The answers must come before the first of the dates, and not in the past.")
        )
    poll = DatePoll.objects.create(
        body=body,
        **columns(title=titles),
        time_zone=time_zone,
        answer_by=answer_by,
        made_by=by,
        made_at=at,
    )
    poll.organisations.set(asked)
    DateOption.objects.bulk_create(
        DateOption(poll=poll, starts_at=starts, ends_at=ends) for starts, ends in sorted(options)
    )
    letter = mail.queue(notices.date_poll(poll), by=by)
    audit.log(
        "poll.asked", poll, by=by, at=at, options=len(options), letters=letter.deliveries.count()
    )
    return poll


def _lock_poll(poll: DatePoll) -> DatePoll:
    return DatePoll.objects.select_for_update(of=("self",)).select_related("body").get(pk=poll.pk)


@transaction.atomic
def answer_dates(
    poll: DatePoll,
    answers: dict[int, str],
    *,
    organisation: Organisation | None = None,
    source: str = "",
    by: User,
    at: datetime,
) -> int:
    """What suits the organisation, by key of the option; the newest word stands. The secretariat records for an
    `organisation` an answer that came another way, with its source."""
    poll = _lock_poll(poll)
    if organisation is None:
        require(availability.answer_dates(by, poll))
        organisation = by.organisation
    else:
        require(availability.record_dates(by, poll))
        if not poll.organisations.filter(pk=organisation.pk).exists():
            raise RuleBroken(_("Only the organisations that were asked answer about the dates."))
        if not source.strip():
            raise RuleBroken(
                _(
                    "Name where the answer came from: note verbale, e-mail or telephone, with its date."
                )
            )
    assert organisation is not None  # noqa: S101  # that it was asked is known
    for option in poll.options.filter(pk__in=answers):
        if answers[option.pk] in Fits.values:
            DateAnswer.objects.update_or_create(
                option=option,
                organisation=organisation,
                defaults={"fits": answers[option.pk], "by": by, "at": at},
            )
    audit.log("poll.answered", poll, by=by, at=at, organisation=organisation, source=source)
    return len(answers)


@transaction.atomic
def close_poll(poll: DatePoll, *, by: User, at: datetime) -> DatePoll:
    poll = _lock_poll(poll)
    require(availability.close_poll(by, poll))
    poll.closed_at = at
    poll.save(update_fields=["closed_at"])
    letter = mail.queue(notices.poll_closed(poll), by=by)
    audit.log("poll.closed", poll, by=by, at=at, letters=letter.deliveries.count())
    return poll
