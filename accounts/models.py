"""People who sign in. Whom they speak for stands in councils (Representative)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from rec_portal.names import languages, spelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from councils.models import Organisation, Representative

one_line = RegexValidator(r"[\r\n\t\x00-\x1f]", _("Write it on one line."), inverse_match=True)


class UserManager(BaseUserManager):  # type: ignore[type-arg]
    """Accounts are made by invitation only (accounts.actions.invite) or on the command line."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> User:
        user: User = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> User:
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(AbstractBaseUser, PermissionsMixin):
    """A person with an account: names in both scripts, the language and the clock they read."""

    email = models.EmailField(_("e-mail address"), unique=True)
    name = models.CharField(_("name in Latin letters"), max_length=150, validators=[one_line])
    name_ru = models.CharField(
        _("name in Cyrillic letters"), max_length=150, blank=True, validators=[one_line]
    )
    language = models.CharField(
        _("language"), max_length=10, choices=languages, default=settings.WORKING_LANGUAGE
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=40,
        default=settings.TIME_ZONE,
        choices=[(zone, zone) for zone in settings.COUNCIL_TIME_ZONES],
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may open the administration"), default=False)
    is_secretariat = models.BooleanField(
        _("works in the secretariat"),
        default=False,
        help_text=_("Sees everything and acts for the secretariat."),
    )
    is_demo = models.BooleanField(_("invented for demonstration"), default=False, editable=False)
    sessions_ended = models.PositiveIntegerField(
        _("times that all sessions were ended"), default=0, editable=False
    )
    visited_before = models.DateTimeField(
        _("visit before the present one"), null=True, editable=False
    )
    date_joined = models.DateTimeField(_("account made"), default=timezone.now, editable=False)

    objects: ClassVar = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["name"]

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(Lower("email"), name="accounts_one_account_per_address"),
        ]

    def __str__(self) -> str:
        return spelled(self.name, self.name_ru)

    @property
    def is_taken_over(self) -> bool:
        """Its owner has chosen a password: from then on address and password are the owner's alone to change."""
        return self.has_usable_password() or self.last_login is not None

    def get_session_auth_hash(self) -> str:
        """What a session must carry: one from before the last end of all sessions lives no more, nor after a reactivation."""
        return self._since_the_last_end(super().get_session_auth_hash())

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        yield from map(self._since_the_last_end, super().get_session_auth_fallback_hash())

    def _since_the_last_end(self, of_password: str) -> str:
        return f"{of_password}.{self.sessions_ended}"

    def get_full_name(self) -> str:
        return str(self)

    @cached_property
    def representation(self) -> Representative | None:
        """For whom this person speaks today, if for anybody."""
        mandates: Any = self.representations
        found: Representative | None = mandates.of_person(self.pk)
        return found

    @property
    def organisation(self) -> Organisation | None:
        return self.representation.organisation if self.representation else None
