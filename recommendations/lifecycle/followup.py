"""When: what becomes of an adopted text in each addressee; two axes that are never merged (domain: JIU, UPR, IMPACT OSS)."""

from __future__ import annotations

from enum import StrEnum

from django.db import models
from django.utils.translation import gettext_lazy, pgettext_lazy

from rec_portal.lifecycles import Act, possible, transitions
from rec_portal.verdicts import Verdict


class Answer(models.TextChoices):
    """An addressee's position on a paragraph."""

    NO_ANSWER = "no_answer", gettext_lazy("No answer")
    UNDER_CONSIDERATION = "under_consideration", gettext_lazy("Under consideration")
    ACCEPTED = "accepted", pgettext_lazy("addressee", "Accepted")
    IN_PART = "in_part", gettext_lazy("Accepted in part")
    NOTED = "noted", gettext_lazy("Taken note of")
    NOT_ACCEPTED = "not_accepted", pgettext_lazy("addressee", "Not accepted")


class Implementation(models.TextChoices):
    """Self-reported. «No information» is a value of its own, never «not started»."""

    NO_INFORMATION = "no_information", gettext_lazy("No information")
    NOT_STARTED = "not_started", gettext_lazy("Not started")
    PLANNED = "planned", pgettext_lazy("implementation", "Planned")
    IN_PROGRESS = "in_progress", gettext_lazy("In progress")
    PARTLY = "partly", gettext_lazy("Partly implemented")
    IMPLEMENTED = "implemented", gettext_lazy("Implemented")
    CONTINUOUS = "continuous", gettext_lazy("Implemented and continuous")
    NOT_APPLICABLE = "not_applicable", gettext_lazy("Not applicable")


class AddresseeKind(models.TextChoices):
    ALL_STATES = "all_states", gettext_lazy("All states")
    STATE = "state", gettext_lazy("A named state")
    BODY_KIND = "body_kind", gettext_lazy("A kind of body")
    COUNCIL = "council", gettext_lazy("The Council itself")


class BodyType(models.TextChoices):
    """Kinds of body to which a paragraph may be addressed within the states."""

    MINISTRY = "ministry", gettext_lazy("Ministries and agencies")
    COURT = "court", gettext_lazy("Courts and prosecutors")
    SCHOOL = "school", gettext_lazy("Schools and kindergartens")
    HEALTH = "health", gettext_lazy("Health and social services")
    LOCAL = "local", gettext_lazy("Local authorities and communities")
    SOCIETY = "society", gettext_lazy("Civil society organisations")
    INTERNATIONAL = "international", gettext_lazy("International organisations")


class TargetGroup(models.TextChoices):
    CHILDREN = "children", gettext_lazy("Children")
    WOMEN = "women", gettext_lazy("Women")
    CUSTODY = "custody", gettext_lazy("Men in custody")
    FAMILIES = "families", gettext_lazy("Families")
    HOSTS = "hosts", gettext_lazy("Host communities")
    PROFESSIONALS = "professionals", gettext_lazy("Professionals")


class Phase(models.TextChoices):
    REPATRIATION = "repatriation", gettext_lazy("Repatriation")
    PROSECUTION = "prosecution", gettext_lazy("Prosecution")
    REHABILITATION = "rehabilitation", gettext_lazy("Rehabilitation")
    REINTEGRATION = "reintegration", gettext_lazy("Reintegration")
    PREVENTION = "prevention", gettext_lazy("Prevention")


class TimeFrame(models.TextChoices):
    SHORT = "short", gettext_lazy("Short term, up to a year")
    MEDIUM = "medium", gettext_lazy("Medium term, up to three years")
    LONG = "long", gettext_lazy("Long term, over three years")
    DATE = "date", gettext_lazy("By a date")


class CycleStatus(models.TextChoices):
    OPEN = "open", pgettext_lazy("cycle", "Open")
    CLOSED = "closed", pgettext_lazy("cycle", "Closed")


class ReportStatus(models.TextChoices):
    ASSIGNED = "assigned", gettext_lazy("With the focal point")
    SUBMITTED = "submitted", gettext_lazy("Submitted")
    ASKED = "asked", gettext_lazy("Questions asked")
    COMPLETE = "complete", gettext_lazy("Complete")


class ReportAct(StrEnum):
    WRITE = "write"
    SUBMIT = "submit"
    ASK = "ask"
    REPLY = "reply"
    COMPLETE = "complete"


R = ReportStatus
WRITABLE_REPORTS = (R.ASSIGNED, R.ASKED)
_IS_SUBMITTED = gettext_lazy(
    "The report has been submitted and is not changed; the secretariat may ask about it."
)
REPORT_ACTS: dict[str, Act] = {
    ReportAct.WRITE: Act(WRITABLE_REPORTS, otherwise=_IS_SUBMITTED),
    ReportAct.SUBMIT: Act(WRITABLE_REPORTS, (R.SUBMITTED,), _IS_SUBMITTED),
    ReportAct.ASK: Act((R.SUBMITTED, R.ASKED), (R.ASKED,)),
    ReportAct.REPLY: Act((R.ASKED,)),
    ReportAct.COMPLETE: Act((R.SUBMITTED,), (R.COMPLETE,)),
}
REPORT_TRANSITIONS = transitions(R, REPORT_ACTS)


def may_report(act: ReportAct, now: str) -> Verdict:
    """Whether a report at this stage admits the act."""
    return possible(R, REPORT_ACTS, act, now)


class Publication(models.TextChoices):
    """The state decides whether its part becomes public (GRECO's habit)."""

    UNDECIDED = "undecided", gettext_lazy("Not decided")
    AUTHORISED = "authorised", gettext_lazy("Authorised by the state")
    WITHHELD = "withheld", gettext_lazy("Withheld by the state")
