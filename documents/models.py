"""Documents: one title, one distribution category, language versions and revisions under it."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.models import Body

from .lifecycle import Category

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> DocumentQuerySet:
        if is_secretariat(user):
            return self.all()
        seen = Q(category=Category.PUBLIC)
        if user.is_authenticated and user.is_active:
            held = DocumentGrant.objects.filter(group__user=user, permission__codename="read_document")
            seen |= Q(pk__in=held.values("content_object_id"))
            if user.organisation is not None:
                seen |= Q(category=Category.COUNCIL)
        return self.filter(seen)

    def with_files(self) -> DocumentQuerySet:
        return self.select_related("body").prefetch_related("files")


class Document(models.Model):
    """A paper of the Council. Its files are its languages and revisions; the newest of a language stands."""

    title = models.CharField(_("title"), max_length=250)
    category = models.CharField(_("distribution"), max_length=12, choices=Category.choices, default=Category.BODY)
    body = models.ForeignKey(Body, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("body"))
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str

    objects: ClassVar = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-pk"]
        permissions: ClassVar = [("read_document", "Read the document")]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(category__in=Category.values), name="documents_known_category"),
            models.CheckConstraint(
                condition=~Q(category__in=("body", "restricted")) | Q(body__isnull=False), name="documents_circle_has_body"
            ),
        ]

    def __str__(self) -> str:
        return self.title_i18n


class DocumentGrant(GroupObjectPermissionBase):
    """Written by councils/grants.py alone."""

    content_object = models.ForeignKey(Document, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("right on a document")


def _stored_name(file: DocumentFile, name: str) -> str:
    """Files lie under names of our own: nothing a person typed reaches the disk."""
    made = uuid.uuid4().hex
    return f"documents/{made[:2]}/{made}"


class DocumentFile(models.Model):
    """One language in one revision: content type by content, sha256 kept and checked on download."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="files")
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    revision = models.PositiveSmallIntegerField(_("revision"), default=0)
    file = models.FileField(_("file"), upload_to=_stored_name)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64)
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering: ClassVar = ["language", "-revision"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["document", "language", "revision"], name="documents_one_file_per_revision")
        ]

    def __str__(self) -> str:
        return self.name
