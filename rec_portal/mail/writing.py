"""How a letter is written: subject and words by kind, one frame for the HTML, rendered in the reader's language and time zone, then frozen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation

from rec_portal.names import LONGEST, by_language, columns

from .models import Delivery, Letter

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User

_GAPS = re.compile(r"\n{3,}")
Context = Callable[["User"], Mapping[str, Any]]


@dataclass(frozen=True)
class Notice:
    """A letter not yet queued: `context` gives each reader's values, `calendar` each reader's iTIP object."""

    kind: str
    about: Model
    readers: Iterable[User]
    context: Context
    calendar: Callable[[User], str] | None = None
    calendar_method: str = ""
    key: str = ""
    capacity: Callable[[User], tuple[int | None, str]] | None = None
    """For which organisation (its key) and in which capacity each reader is written to."""
    address: str = ""
    """Where it goes to, if not to the reader's own address."""
    confidential: bool = field(default=False)

    def written(self) -> list[Delivery]:
        """The unsaved deliveries, one a reader: what a preview shows is what is sent."""
        return [self._written_for(reader) for reader in self.readers]

    def _written_for(self, reader: User) -> Delivery:
        with translation.override(reader.language), timezone.override(reader.time_zone):
            values = {
                "reader": reader,
                "about": self.about,
                "site": settings.SITE_URL,
                "language": reader.language,
                **self.context(reader),
            }
            subject = " ".join(render_to_string(f"letters/{self.kind}.subject.txt", values).split())
            text = _tidy(render_to_string(f"letters/{self.kind}.txt", values))
            organisation, capacity = self.capacity(reader) if self.capacity else (None, "")
            return Delivery(
                person=reader,
                key=self.key,
                organisation=organisation,
                capacity=capacity,
                address=self.address or reader.email,
                language=reader.language,
                subject=subject[:300],
                text=text,
                html=render_to_string(
                    "letters/letter.html",
                    {"language": reader.language, "subject": subject, "body": text},
                ),
                calendar=self.calendar(reader) if self.calendar else "",
                calendar_method=self.calendar_method if self.calendar else "",
            )

    def letter(self, by: User | None) -> Letter:
        return Letter(
            kind=self.kind,
            about_type=self.about._meta.label_lower,
            about_id=self.about.pk,
            **columns(LONGEST, about_name=by_language(self.about)),
            by=by,
            confidential=self.confidential,
        )


def _tidy(text: str) -> str:
    """No more than one empty line at a time."""
    return _GAPS.sub("\n\n", "\n".join(line.rstrip() for line in text.strip().splitlines())) + "\n"
