"""Whom a meeting invites, what they answer, whom they send; what is known of a person only as long as it is needed."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Prefetch, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltrans.fields import TranslationField

from councils.lifecycle import Role
from councils.models import Organisation
from documents.models import Document
from rec_portal.names import languages, spelled

from ..lifecycle import COMING, DelegateStatus, InvitationStatus, InvitedAs, Means
from .planning import Meeting

if TYPE_CHECKING:
    import datetime


class InvitationManager(models.Manager["Invitation"]):
    """Whom a meeting invites: an invitation that was withdrawn is none. `Invitation.kept` has it still."""

    def get_queryset(self) -> InvitationQuerySet:
        return InvitationQuerySet(self.model, using=self._db).exclude(
            status=InvitationStatus.WITHDRAWN
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def unanswered(self) -> InvitationQuerySet:
        return self.filter(status=InvitationStatus.SENT)

    def prepared(self) -> InvitationQuerySet:
        """Chosen, and not written to yet."""
        return self.filter(status=InvitationStatus.PREPARED)

    def sent_out(self) -> InvitationQuerySet:
        return self.exclude(status=InvitationStatus.PREPARED)

    def not_declined(self) -> InvitationQuerySet:
        return self.exclude(status=InvitationStatus.DECLINED)

    def expected(self) -> InvitationQuerySet:
        """Who was written to and has not declined: they may sit in the room, and read what belongs to it."""
        return self.sent_out().not_declined()

    def with_delegates(self) -> InvitationQuerySet:
        delegates = Delegate.objects.coming()
        return self.select_related(
            "organisation__state", "answered_by", "answer_document"
        ).prefetch_related(Prefetch("delegates", delegates, to_attr="present_delegates"))


class Invitation(models.Model):
    """An organisation asked to a meeting; the organisation answers, a person signs.

    A single expert is invited through the organisation that sends or keeps the expert: the person is named here, and
    stands in the lists as expert.
    """

    meeting = models.ForeignKey(
        Meeting, on_delete=models.CASCADE, related_name="invitations", verbose_name=_("meeting")
    )
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="invitations",
        verbose_name=_("organisation"),
    )
    invited_as = models.CharField(
        _("invited as"), max_length=12, choices=InvitedAs.choices, default=InvitedAs.PARTICIPANT
    )
    expert_name = models.CharField(_("expert's name"), max_length=150, blank=True)
    seats = models.PositiveSmallIntegerField(_("places"), null=True, blank=True)
    status = models.CharField(
        _("answer"),
        max_length=10,
        choices=InvitationStatus.choices,
        default=InvitationStatus.PREPARED,
        editable=False,
    )
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    note_number = models.CharField(_("number of the note or letter"), max_length=60, blank=True)
    note_means = models.CharField(
        _("sent by"),
        max_length=10,
        choices=[each for each in Means.choices if each[0] != Means.LINK],
        blank=True,
    )
    note_on = models.DateField(_("date of the note or letter"), null=True, blank=True)
    acknowledged_on = models.DateField(_("receipt acknowledged on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    answer_source = models.CharField(
        _("how the answer came"), max_length=200, blank=True, editable=False
    )
    answer_means = models.CharField(
        _("how the answer came"), max_length=10, choices=Means.choices, blank=True, editable=False
    )
    answer_document = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("document"),
    )
    answer_stale = models.BooleanField(
        _("answered before the date changed"), default=False, editable=False
    )
    nomination = models.ForeignKey(
        Document,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("letter of nomination"),
    )

    named: bool
    """Has it named anybody (set by a query that asks)?"""

    withdrawn_because = models.CharField(max_length=500, blank=True, editable=False)

    objects: ClassVar = InvitationManager.from_queryset(InvitationQuerySet)()
    kept: ClassVar = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering: ClassVar = ["organisation__kind", "organisation__name"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["meeting", "organisation"], name="meetings_invited_once"
            ),
            models.CheckConstraint(
                condition=Q(status__in=InvitationStatus.values), name="meetings_known_answer"
            ),
            models.CheckConstraint(
                condition=Q(invited_as__in=InvitedAs.values), name="meetings_known_invited_as"
            ),
            models.CheckConstraint(
                condition=~Q(invited_as="expert") | ~Q(expert_name=""),
                name="meetings_expert_has_a_name",
                violation_error_message=_("Name the expert."),
            ),
            models.CheckConstraint(
                condition=Q(status="prepared", sent_at__isnull=True)
                | (~Q(status="prepared") & Q(sent_at__isnull=False)),
                name="meetings_sent_has_its_time",
            ),
            models.CheckConstraint(
                condition=Q(
                    status__in=("prepared", "sent"),
                    answered_at__isnull=True,
                    answered_by__isnull=True,
                )
                | Q(
                    status__in=("accepted", "declined", "tentative"),
                    answered_at__isnull=False,
                    answered_by__isnull=False,
                )
                | Q(status="withdrawn"),
                name="meetings_answer_has_who_and_when",
            ),
            models.CheckConstraint(
                condition=Q(status="withdrawn") ^ Q(withdrawn_because=""),
                name="meetings_withdrawal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.meeting}"

    @property
    def coming(self) -> list[Delegate]:
        """Its people who come, of `with_delegates`."""
        people: list[Delegate] = getattr(self, "present_delegates", [])
        return people

    @property
    def to_confirm(self) -> int:
        """How many of its people the secretariat has not looked at yet."""
        return sum(person.status == DelegateStatus.NOMINATED for person in self.coming)

    @property
    def is_withdrawn(self) -> bool:
        return self.status == InvitationStatus.WITHDRAWN

    @property
    def is_accepted(self) -> bool:
        return self.status == InvitationStatus.ACCEPTED

    @property
    def is_declined(self) -> bool:
        return self.status == InvitationStatus.DECLINED

    @property
    def is_unanswered(self) -> bool:
        """Sent, and no word yet."""
        return self.status == InvitationStatus.SENT

    @property
    def awaits_answer(self) -> bool:
        """No word yet, or the word that one will follow."""
        return self.status in {InvitationStatus.SENT, InvitationStatus.TENTATIVE}

    @property
    def is_answered(self) -> bool:
        return self.status not in {InvitationStatus.PREPARED, InvitationStatus.SENT}

    @property
    def places(self) -> int | None:
        """How many delegates it may name; no number: as many as it likes."""
        return 1 if self.invited_as == InvitedAs.EXPERT else self.seats or self.meeting.seats_each


class Salutation(models.TextChoices):
    MR = "mr", pgettext_lazy("salutation", "Mr")
    MS = "ms", pgettext_lazy("salutation", "Ms")
    DR = "dr", pgettext_lazy("salutation", "Dr")
    PROF = "prof", pgettext_lazy("salutation", "Prof.")
    HE = "he", pgettext_lazy("salutation", "H.E.")


def _code() -> str:
    return secrets.token_urlsafe(12)


class DelegateQuerySet(models.QuerySet["Delegate"]):
    def coming(self) -> DelegateQuerySet:
        """Named, and neither withdrawn, replaced nor refused."""
        return self.filter(status__in=COMING)

    def nominated(self) -> DelegateQuerySet:
        """Named, and not decided on yet."""
        return self.filter(status=DelegateStatus.NOMINATED)

    def asked(self) -> DelegateQuerySet:
        """The secretariat asks something back."""
        return self.filter(status=DelegateStatus.ASKED)

    def confirmed(self) -> DelegateQuerySet:
        return self.filter(status=DelegateStatus.CONFIRMED)


class Delegate(models.Model):
    """A person whom an organisation names for one meeting; a replacement is a new row, never an overwrite."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="delegates", verbose_name=_("invitation")
    )
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.MEMBER)
    salutation = models.CharField(
        _("form of address"), max_length=5, choices=Salutation.choices, blank=True
    )
    name = models.CharField(_("name in Latin letters"), max_length=150)
    name_ru = models.CharField(_("name in Cyrillic letters"), max_length=150, blank=True)
    position = models.CharField(pgettext_lazy("employment", "position"), max_length=200, blank=True)
    language = models.CharField(
        _("working language"),
        max_length=10,
        choices=languages,
        default=settings.WORKING_LANGUAGE,
    )
    email = models.EmailField(_("e-mail address"), blank=True)
    wants_visa_letter = models.BooleanField(_("needs a letter for a visa"), default=False)
    online = models.BooleanField(_("takes part online"), default=False)
    consents_to_listing = models.BooleanField(
        _("agrees to be named in the list of participants"), default=False
    )
    status = models.CharField(
        _("state"),
        max_length=10,
        choices=DelegateStatus.choices,
        default=DelegateStatus.NOMINATED,
        editable=False,
    )
    status_reason = models.CharField(max_length=500, blank=True, editable=False)
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="replaced_by",
        verbose_name=_("in place of"),
    )
    code = models.CharField(max_length=20, unique=True, default=_code, editable=False)
    nominated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, editable=False, related_name="+"
    )
    nominated_at = models.DateTimeField(_("nominated"), editable=False)
    checked_in_at = models.DateTimeField(_("checked in"), null=True, editable=False)
    erased_at = models.DateTimeField(_("personal details erased"), null=True, editable=False)
    i18n = TranslationField(fields=("position",))
    position_i18n: str

    objects: ClassVar = DelegateQuerySet.as_manager()

    class Meta:
        verbose_name = _("delegate")
        verbose_name_plural = _("delegates")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=DelegateStatus.values), name="meetings_known_delegate"
            ),
            models.CheckConstraint(
                condition=Q(role__in=Role.values), name="meetings_known_delegate_role"
            ),
            models.UniqueConstraint(
                fields=["invitation", "name"],
                condition=Q(status__in=("nominated", "asked", "confirmed")),
                name="meetings_delegate_once",
                violation_error_message=_("This person is already named."),
            ),
            models.UniqueConstraint(
                fields=["invitation"],
                condition=Q(role="head", status__in=("nominated", "asked", "confirmed")),
                name="meetings_one_head_of_delegation",
                violation_error_message=_(
                    "This delegation has a head already. Replace that person, or choose another role."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("asked", "refused")) | ~Q(status_reason=""),
                name="meetings_refusal_says_why",
            ),
        ]

    def __str__(self) -> str:
        return spelled(self.name, self.name_ru)

    @property
    def is_confirmed(self) -> bool:
        return self.status == DelegateStatus.CONFIRMED

    @property
    def is_nominated(self) -> bool:
        """Named, and not decided on yet."""
        return self.status == DelegateStatus.NOMINATED

    @property
    def is_asked(self) -> bool:
        return self.status == DelegateStatus.ASKED

    @property
    def is_coming(self) -> bool:
        return self.status in COMING

    def name_in(self, language: str) -> str:
        return spelled(self.name, self.name_ru, language)


class Detail(models.TextChoices):
    """What is asked only when it is needed, each erased on a day of its own."""

    PHONE = "phone", _("telephone")
    ACCESS = "access", _("needs for access")
    DIET = "diet", _("dietary needs")
    PASSPORT = "passport", _("passport number")
    NATIONALITY = "nationality", _("nationality")
    BORN = "born", _("date of birth")
    TRAVEL = "travel", _("travel wishes")


KEPT_DAYS = {
    Detail.PHONE: 30,
    Detail.ACCESS: 7,
    Detail.DIET: 7,
    Detail.PASSPORT: 14,
    Detail.NATIONALITY: 14,
    Detail.BORN: 14,
    Detail.TRAVEL: 30,
}


class Retention(models.Model):
    """How many days after the meeting a detail is kept; without a row the usual number stands."""

    detail = models.CharField(_("detail"), max_length=12, choices=Detail.choices, unique=True)
    days = models.PositiveSmallIntegerField(_("days after the meeting"))

    class Meta:
        verbose_name = _("time for which a personal detail is kept")
        verbose_name_plural = _("times for which personal details are kept")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(detail__in=Detail.values), name="meetings_known_retention"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_detail_display()}: {self.days}"


class PersonalDetail(models.Model):
    """One detail of one delegate, with the day on which it is erased."""

    delegate = models.ForeignKey(Delegate, on_delete=models.CASCADE, related_name="details")
    kind = models.CharField(_("detail"), max_length=12, choices=Detail.choices)
    value = models.CharField(_("value"), max_length=300)
    erase_on = models.DateField(_("erased on"), db_index=True)

    class Meta:
        verbose_name = _("personal detail")
        verbose_name_plural = _("personal details")
        ordering: ClassVar = ["kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delegate", "kind"], name="meetings_detail_once"),
            models.CheckConstraint(
                condition=Q(kind__in=Detail.values), name="meetings_known_detail"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


def erase_days() -> dict[str, int]:
    """Days after the meeting by kind of detail, as set in the administration."""
    usual = {str(kind): days for kind, days in KEPT_DAYS.items()}
    return {**usual, **dict(Retention.objects.values_list("detail", "days"))}


def erase_on(meeting: Meeting, kind: str, days: dict[str, int]) -> datetime.date:
    """The day on which a detail of this kind is erased, counted from the end of the meeting where it is held."""
    return meeting.ends_at.astimezone(ZoneInfo(meeting.time_zone)).date() + timedelta(
        days=days[kind]
    )
