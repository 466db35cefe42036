"""Words of the documents: distribution, natures, revisions, languages, quarantine; and what may change."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Category(models.TextChoices):
    """Who may see a thing, from the widest circle to the narrowest (distribution category)."""

    PUBLIC = "public", _("Public")
    COUNCIL = "council", _("Council: any representative")
    BODY = "body", _("Body: seats of the body and those invited")
    RESTRICTED = "restricted", _("Restricted: members of the body")
    SECRETARIAT = "secretariat", _("Secretariat")


RELEASED_BY_TWO = (Category.RESTRICTED, Category.SECRETARIAT)
"""What is opened wider by two persons: one asks, another confirms."""
WIDTH = {category: width for width, category in enumerate(reversed(Category.values))}


def widens(now: str, then: str) -> bool:
    """Does the change let in people who were kept out?"""
    return WIDTH[then] > WIDTH[now]


class Nature(models.TextChoices):
    """What kind of document it is (after the symbols and series of the United Nations and the OSCE)."""

    CONCEPT_NOTE = "concept_note", _("Concept note")
    PROVISIONAL_AGENDA = "provisional_agenda", _("Provisional agenda")
    ANNOTATED_AGENDA = "annotated_agenda", _("Annotated agenda")
    LOGISTICS_NOTE = "logistics_note", _("Logistics note")
    WORKING_PAPER = "working_paper", _("Working paper")
    CONFERENCE_ROOM_PAPER = "room_paper", _("Conference room paper")
    STATEMENT = "statement", pgettext_lazy("a paper", "Statement")
    PARTICIPANTS = "participants", _("List of participants")
    JOURNAL = "journal", _("Journal")
    SUMMARY = "summary", _("Chair's summary")
    DECISION = "decision", pgettext_lazy("a paper", "Decision")
    REPORT = "report", pgettext_lazy("a paper", "Report")
    LETTER = "letter", _("Letter or note verbale")
    OTHER = "other", _("Other document")


COUNCIL, JOINT = "C", "WG.JT"
"""The codes of the Council itself, and of groups that meet jointly, in symbols."""


class RevisionKind(models.TextChoices):
    """What comes after the first issue under the same symbol (UN: -/Rev., -/Add., -/Corr.)."""

    BASE = "base", _("First issue")
    REVISION = "rev", _("Revision: replaces what came before")
    ADDENDUM = "add", _("Addendum: adds to it")
    CORRIGENDUM = "corr", _("Corrigendum: corrects it")


SUFFIX = {
    RevisionKind.REVISION: "Rev",
    RevisionKind.ADDENDUM: "Add",
    RevisionKind.CORRIGENDUM: "Corr",
}


class Standing(models.TextChoices):
    """What one language version is worth."""

    ORIGINAL = "original", _("Original")
    AUTHENTIC = "authentic", _("Authentic text")
    UNOFFICIAL = "unofficial", _("Unofficial translation")


class Scan(models.TextChoices):
    QUARANTINED = "quarantined", _("Being checked for viruses")
    CLEAN = "clean", _("Checked for viruses")
    UNSCANNED = "unscanned", _("Not checked: no scanner is set up")
    INFECTED = "infected", _("Refused by the virus scanner")


SERVED = (Scan.CLEAN, Scan.UNSCANNED)


class BundleStatus(models.TextChoices):
    QUEUED = "queued", _("Waiting")
    BUILDING = "building", _("Being put together")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Not put together")
