"""Every act of the Council's people, in order, unchangeable."""

from __future__ import annotations

import json
from typing import ClassVar

from django.conf import settings
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from rec_portal.names import in_language


class EntryQuerySet(models.QuerySet["Entry"]):
    def about(self, obj: models.Model) -> EntryQuerySet:
        """What happened to one thing, the newest first, with the people who did it."""
        return (
            self.filter(object_type=obj._meta.label_lower, object_id=obj.pk)
            .select_related("actor")
            .order_by("-seq")
        )


class Entry(models.Model):
    """One act. `seq`, `at`, `prev` and `hash` are written by the database's triggers, never by the portal.

    Until the act is committed an entry has a number behind all others and no hash: it is chained at the commit.

    hash = sha256(prev ‖ seq ‖ at ‖ actor ‖ action ‖ object ‖ data), hexadecimal.
    """

    seq = models.BigIntegerField(_("number"), primary_key=True, editable=False)
    at = models.DateTimeField(_("time"), editable=False, db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    organisation = models.CharField(_("organisation"), max_length=200, blank=True)
    action = models.CharField(_("act"), max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.BigIntegerField()
    object_name = models.CharField(_("about"), max_length=300, blank=True)
    data = models.JSONField(default=dict)
    prev = models.CharField(max_length=64, editable=False)
    hash = models.CharField(max_length=64, editable=False)

    objects: ClassVar = EntryQuerySet.as_manager()

    class Meta:
        db_table = "audit_entry"
        verbose_name = _("entry in the audit trail")
        verbose_name_plural = _("audit trail")
        ordering: ClassVar = ["-seq"]
        indexes: ClassVar = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_about")
        ]

    def __str__(self) -> str:
        return f"{self.seq} {self.action}"

    def named(self, field: str) -> str:
        """`organisation` or `object_name` in the reader's language, as it was called then."""
        held = self.data.get("named", {}).get(field)
        return in_language(held) if held else getattr(self, field)

    def told(self, key: str) -> str:
        """What `data` says under a key; a thing by its name in the reader's language, as it was called then."""
        held = self.data.get("named", {}).get(f"data.{key}")
        return in_language(held) if held else str(self.data[key])

    def append(self) -> None:
        """Insert; the triggers time the row, and number and chain it at the commit."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO audit_entry (actor_id, organisation, action, object_type, object_id, object_name, data)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s)",
                [
                    self.actor_id,
                    self.organisation,
                    self.action,
                    self.object_type,
                    self.object_id,
                    self.object_name,
                    json.dumps(self.data, ensure_ascii=False),
                ],
            )


def intact() -> tuple[int, int | None]:
    """How many entries there are, and the number of the first whose chain does not hold (nothing when all do)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH chain AS (
                SELECT seq, prev, hash,
                       lag(hash, 1, repeat('0', 64)) OVER (ORDER BY seq) AS before,
                       lag(seq, 1, 0::bigint) OVER (ORDER BY seq) AS before_seq,
                       audit_hash(prev, seq, at, actor_id, organisation, action, object_type, object_id, object_name,
                                  data) AS should
                FROM audit_entry
            )
            SELECT (SELECT count(*) FROM audit_entry),
                   coalesce(min(seq) FILTER (
                       WHERE prev <> before OR hash <> should OR seq <> before_seq + 1
                   ), (SELECT h.seq FROM audit_head h
                       WHERE h.hash <> coalesce((SELECT e.hash FROM audit_entry e ORDER BY e.seq DESC LIMIT 1),
                                                repeat('0', 64))))
            FROM chain
            """
        )
        count, broken = cursor.fetchone()
    return count, broken


def newest() -> tuple[int, str]:
    """Number and hash of the newest entry of the chain; what is not yet committed comes after it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq, hash FROM audit_head")
        found: tuple[int, str] | None = cursor.fetchone()
    return found or (0, "0" * 64)


def head() -> str:
    """The hash of the newest entry: print it in the minutes, and nobody can rewrite what came before."""
    return newest()[1]
