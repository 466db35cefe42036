"""Documents: one symbol, revisions under it, language versions in each revision; a circle per revision.

All language versions of a revision carry the same symbol (UN practice). Nothing is overwritten: older revisions stay
readable and are marked superseded.
"""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import GroupObjectPermissionBase
from modeltrans.fields import TranslationField

from accounts.permissions import is_secretariat
from councils.access import access_of
from councils.lifecycle import OrganisationKind
from councils.models import Body, Organisation
from rec_portal.names import languages

from ..lifecycle import (
    RELEASED_BY_TWO,
    SERVED,
    SUFFIX,
    BundleStatus,
    Category,
    Nature,
    RevisionKind,
    Scan,
    Standing,
)

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


class SymbolSeries(models.Model):
    """The last number given in a series. It only rises: a symbol is never given twice."""

    stem = models.CharField(max_length=60, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("series of symbols")
        verbose_name_plural = _("series of symbols")

    def __str__(self) -> str:
        return f"{self.stem}: {self.last}"


class DocumentRevisionQuerySet(models.QuerySet["DocumentRevision"]):
    def visible_to(self, user: User | AnonymousUser) -> DocumentRevisionQuerySet:
        """What this reader's circle is shown; the secretariat sees all of it."""
        if is_secretariat(user):
            return self.all()
        access = access_of(user)
        seen = Q(category=Category.PUBLIC)
        if access.group is not None:
            held = RevisionGrant.objects.filter(
                group=access.group, permission__codename="read_documentrevision"
            )
            seen |= Q(pk__in=held.values("content_object_id")) | Q(category=Category.COUNCIL)
        return self.filter(seen)


class DocumentQuerySet(models.QuerySet["Document"]):
    def visible_to(self, user: User | AnonymousUser) -> DocumentQuerySet:
        """Documents with at least one revision that the reader may see."""
        if is_secretariat(user):
            return self.all()
        return self.filter(pk__in=DocumentRevision.objects.visible_to(user).values("document_id"))

    def with_files(self, user: User | AnonymousUser) -> DocumentQuerySet:
        """With `shown_revisions`: what this reader sees of each document, the newest first, in three queries."""
        revisions = DocumentRevision.objects.visible_to(user).order_by("-issued_at", "-pk")
        revisions = revisions.select_related("issued_by", "pending_by").prefetch_related("files")
        shown = Prefetch("revisions", revisions, to_attr="shown_revisions")
        return self.select_related("body").prefetch_related(shown)  # type: ignore[no-redef]


class Document(models.Model):
    """A paper of the Council: its title, its nature, its symbol once it has one."""

    title = models.CharField(_("title"), max_length=250)
    nature = models.CharField(
        _("kind"), max_length=20, choices=Nature.choices, default=Nature.OTHER
    )
    symbol = models.CharField(
        _("symbol"), max_length=60, unique=True, null=True, blank=True, editable=False
    )
    body = models.ForeignKey(
        Body,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("body"),
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    i18n = TranslationField(fields=("title",))
    title_i18n: str
    shown_revisions: list[DocumentRevision]

    objects: ClassVar = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(nature__in=Nature.values), name="documents_known_nature"
            ),
            models.CheckConstraint(condition=~Q(symbol=""), name="documents_no_empty_symbol"),
        ]

    def __str__(self) -> str:
        return self.title_i18n

    def get_absolute_url(self) -> str:
        return reverse("documents:detail", args=[self.pk])

    @property
    def current_revision(self) -> DocumentRevision | None:
        """Of what this reader sees (`with_files`): the newest text that nothing has replaced."""
        texts = (
            each
            for each in self.shown_revisions
            if each.kind in {RevisionKind.BASE, RevisionKind.REVISION}
        )
        return next(texts, self.shown_revisions[0] if self.shown_revisions else None)

    @property
    def current_revisions(self) -> list[DocumentRevision]:
        """What stands now: the newest text with the addenda and corrigenda that came after it."""
        current = self.current_revision
        return [
            each
            for each in self.shown_revisions
            if current is not None and each.issued_at >= current.issued_at
        ]

    @property
    def superseded_revisions(self) -> list[DocumentRevision]:
        current = set(self.current_revisions)
        return [each for each in self.shown_revisions if each not in current]


class DocumentRevision(models.Model):
    """One issue under a document's symbol, with a circle of its own."""

    document = models.ForeignKey(
        Document, on_delete=models.CASCADE, related_name="revisions", verbose_name=_("document")
    )
    kind = models.CharField(
        _("kind"), max_length=10, choices=RevisionKind.choices, default=RevisionKind.BASE
    )
    number = models.PositiveSmallIntegerField(_("number"), default=0)
    category = models.CharField(
        _("distribution"), max_length=12, choices=Category.choices, default=Category.BODY
    )
    only_kinds = ArrayField(
        models.CharField(max_length=20, choices=OrganisationKind.choices),
        default=list,
        blank=True,
        verbose_name=_("only organisations of these kinds"),
    )
    original_language = models.CharField(
        _("original language"), max_length=10, choices=languages, blank=True
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    issued_at = models.DateTimeField(_("issued"))
    pending_distribution = models.CharField(
        _("wider distribution asked for"),
        max_length=12,
        choices=Category.choices,
        blank=True,
        editable=False,
    )
    pending_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
    )
    pending_reason = models.CharField(max_length=500, blank=True, editable=False)

    objects: ClassVar = DocumentRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("revision of a document")
        verbose_name_plural = _("revisions of documents")
        ordering: ClassVar = ["-issued_at", "-pk"]
        permissions: ClassVar = [("read_documentrevision", "Read the revision")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["document", "kind", "number"], name="documents_revision_once"
            ),
            models.CheckConstraint(
                condition=Q(category__in=Category.values), name="documents_known_category"
            ),
            models.CheckConstraint(
                condition=Q(kind="base", number=0)
                | (Q(kind__in=("rev", "add", "corr")) & Q(number__gte=1)),
                name="documents_revision_has_its_number",
            ),
            models.CheckConstraint(
                condition=Q(only_kinds=[]) | Q(category="restricted"),
                name="documents_kinds_only_when_restricted",
            ),
            models.CheckConstraint(
                condition=Q(pending_distribution="", pending_by__isnull=True)
                | (~Q(pending_distribution="") & Q(pending_by__isnull=False)),
                name="documents_pending_distribution_has_who",
            ),
        ]

    def __str__(self) -> str:
        return self.symbol or f"{self.document} {self.suffix}".strip()

    @property
    def suffix(self) -> str:
        return (
            f"{SUFFIX[RevisionKind(self.kind)]}.{self.number}"
            if self.kind != RevisionKind.BASE
            else ""
        )

    @property
    def symbol(self) -> str:
        """«REC/WG.B/2026/3/Rev.1»; empty while the document has none."""
        return (
            "/".join(part for part in (self.document.symbol, self.suffix) if part)
            if self.document.symbol
            else ""
        )

    @property
    def is_restricted(self) -> bool:
        return self.category in RELEASED_BY_TWO

    @property
    def distribution(self) -> str:
        """The distribution in words, with the kinds of organisation where only some may read."""
        label = str(Category(self.category).label)
        kinds = ", ".join(str(OrganisationKind(kind).label).lower() for kind in self.only_kinds)
        return f"{label} ({kinds})" if kinds else label

    @property
    def missing_languages(self) -> list[str]:
        """The languages of the Council in which nobody filed this revision, by name."""
        present = {file.language for file in self.files.all()}
        return [str(name) for code, name in settings.LANGUAGES if code not in present]


class RevisionGrant(GroupObjectPermissionBase):
    """Written by councils/grants.py alone."""

    content_object = models.ForeignKey(DocumentRevision, on_delete=models.CASCADE)

    class Meta(GroupObjectPermissionBase.Meta):
        verbose_name = _("right on a document")


def stored_name(file: models.Model, name: str) -> str:
    """Files lie under names of our own: nothing a person typed reaches the disk."""
    made = uuid.uuid4().hex
    return f"documents/{made[:2]}/{made}"


class FileQuerySet(models.QuerySet["DocumentFile"]):
    def quarantined(self) -> FileQuerySet:
        """No scanner has looked at it yet, and nobody fetches it."""
        return self.filter(state=Scan.QUARANTINED)

    def in_inbox_of(self, user: User) -> FileQuerySet:
        """Received from this person and not yet filed under a document."""
        return self.filter(revision=None, uploaded_by=user)

    def waiting_for_scan(self) -> FileQuerySet:
        return self.filter(state=Scan.QUARANTINED).order_by("scan_tries", "pk")


class DocumentFile(models.Model):
    """One language of one revision: type by content, sha256 kept and checked on download, served when not in quarantine.

    Without a revision it lies in the tray of who sent it, until it is filed or discarded.
    """

    revision = models.ForeignKey(
        DocumentRevision,
        on_delete=models.CASCADE,
        null=True,
        related_name="files",
        verbose_name=_("revision"),
    )
    language = models.CharField(_("language"), max_length=10, choices=languages, blank=True)
    standing = models.CharField(
        _("standing"), max_length=10, choices=Standing.choices, default=Standing.ORIGINAL
    )
    file = models.FileField(_("file"), upload_to=stored_name)
    name = models.CharField(_("file name"), max_length=200)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(_("bytes"))
    sha256 = models.CharField(max_length=64, db_index=True)
    state = models.CharField(
        _("check"), max_length=12, choices=Scan.choices, default=Scan.QUARANTINED, editable=False
    )
    scanned_at = models.DateTimeField(_("checked"), null=True, editable=False)
    scan_note = models.CharField(max_length=200, blank=True, editable=False)
    scan_tries = models.PositiveIntegerField(default=0, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", editable=False
    )
    uploaded_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects: ClassVar = FileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file")
        verbose_name_plural = _("files")
        ordering: ClassVar = ["language", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["revision", "language"],
                condition=Q(revision__isnull=False),
                name="documents_one_file_per_language",
            ),
            models.CheckConstraint(
                condition=Q(revision__isnull=True) | ~Q(language=""),
                name="documents_filed_has_its_language",
            ),
            models.CheckConstraint(condition=Q(state__in=Scan.values), name="documents_known_scan"),
            models.CheckConstraint(
                condition=Q(standing__in=Standing.values), name="documents_known_standing"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["scan_tries", "id"],
                condition=Q(state="quarantined"),
                name="documents_in_quarantine",
            ),
            models.Index(fields=["organisation", "uploaded_at"], name="documents_by_sender"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_infected(self) -> bool:
        return self.state == Scan.INFECTED

    @property
    def is_quarantined(self) -> bool:
        """Not looked at by the scanner yet."""
        return self.state == Scan.QUARANTINED

    @property
    def is_served(self) -> bool:
        return self.state in SERVED

    @property
    def is_pdf(self) -> bool:
        return self.content_type == "application/pdf"


class BundleQuerySet(models.QuerySet["Bundle"]):
    def in_hand(self) -> BundleQuerySet:
        """Asked for, and not put together yet."""
        return self.filter(status__in=(BundleStatus.QUEUED, BundleStatus.BUILDING))


class Bundle(models.Model):
    """All documents of a thing for one reader, as ZIP and as one PDF, put together by a job.

    `source` is the name under which an upper app registered how to list the documents (exports/bundling.py); the
    reader's rights are asked when the job runs and again when the file is fetched.
    """

    reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    source = models.CharField(max_length=20, editable=False)
    source_id = models.PositiveBigIntegerField(editable=False)
    title = models.CharField(_("title"), max_length=250)
    back = models.CharField(max_length=200, editable=False)
    language = models.CharField(max_length=10, choices=languages)
    status = models.CharField(
        _("state"), max_length=10, choices=BundleStatus.choices, default=BundleStatus.QUEUED
    )
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField(_("asked for"))
    leased_until = models.DateTimeField(null=True)
    built_at = models.DateTimeField(_("ready"), null=True)
    archive = models.FileField(upload_to=stored_name, blank=True)
    book = models.FileField(upload_to=stored_name, blank=True)
    holds = models.JSONField(default=list)

    objects: ClassVar = BundleQuerySet.as_manager()

    class Meta:
        verbose_name = _("pack of documents")
        verbose_name_plural = _("packs of documents")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(status__in=BundleStatus.values), name="documents_known_bundle"
            ),
            models.CheckConstraint(
                condition=Q(done__lte=F("total")), name="documents_bundle_progress"
            ),
            models.CheckConstraint(
                condition=~Q(status="ready") | Q(built_at__isnull=False),
                name="documents_ready_bundle_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("documents:pack", args=[self.pk])

    @property
    def is_ready(self) -> bool:
        return self.status == BundleStatus.READY

    @property
    def is_over(self) -> bool:
        return self.status in {BundleStatus.READY, BundleStatus.FAILED}

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0
