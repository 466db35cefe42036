"""Words of the Council's standing: kinds of organisation, body, seat, office and role. They change by dates, not by acts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrganisationKind(models.TextChoices):
    """The values sort in protocol order: governments, international bodies, civil society."""

    GOVERNMENT = "government", _("Government")
    INTERNATIONAL = "international", _("International body")
    CIVIL_SOCIETY = "society", _("Civil society")


class Role(models.TextChoices):
    """What a person is in the delegation. Head and alternate speak for the organisation (ISO/IEC JTC 1, 9.1.1)."""

    HEAD = "head", _("Head of delegation")
    ALTERNATE = "alternate", _("Alternate")
    MEMBER = "member", _("Member of delegation")
    ADVISER = "adviser", _("Adviser")


SPEAKS = (Role.HEAD, Role.ALTERNATE)


class BodyKind(models.TextChoices):
    PLENARY = "plenary", _("Council")
    EXECUTIVE_COMMITTEE = "executive_committee", _("Executive Committee")
    WORKING_GROUP = "working_group", _("Working group")


ABOVE_GROUPS = (BodyKind.EXECUTIVE_COMMITTEE, BodyKind.PLENARY)
"""The bodies before which the texts of the working groups come."""


class SeatKind(models.TextChoices):
    MEMBER = "member", _("Member: joins the consensus")
    OBSERVER = "observer", _("Observer: speaks and comments, never blocks")


class OfficeKind(models.TextChoices):
    CHAIR = "chair", _("Chair")
    CO_CHAIR = "co_chair", _("Co-chair")
    RAPPORTEUR = "rapporteur", _("Rapporteur")
    SECRETARY = "secretary", _("Secretary of the body")


PRESIDES = (OfficeKind.CHAIR, OfficeKind.CO_CHAIR)
