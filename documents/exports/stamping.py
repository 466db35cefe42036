"""A restricted PDF goes out with its reader, the time and its circle on every page."""

from __future__ import annotations

import io
from datetime import datetime
from typing import IO, Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from pypdf import PdfReader, PdfWriter, Transformation

from accounts.models import User
from rec_portal.ui.moments import offset
from rec_portal.ui.typeset import pdf

from ..models import DocumentRevision


def mark_of(revision: DocumentRevision, reader: User, at: datetime) -> str:
    """«REC/WG.B/2026/3 · Restricted: members of the body · A. Karimova, Margiana · 27 November 2026, 18:00 (UTC+5)»."""
    local = at.astimezone(ZoneInfo(reader.time_zone))
    who = f"{reader}, {reader.organisation or _secretariat()}"
    when = f"{date_format(local, 'DATETIME_FORMAT')} ({offset(local)})"
    return " · ".join(part for part in (revision.symbol, revision.distribution, who, when) if part)


def _secretariat() -> str:
    return _("secretariat")


def stamped(source: IO[bytes], mark: str, *, language: str) -> bytes:
    """The same PDF with `mark` along the foot of each page, upright and inside whatever the page's box is."""
    writer = PdfWriter(clone_from=PdfReader(source, strict=False))
    stamp(writer, range(len(writer.pages)), mark, language=language)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def stamp(writer: PdfWriter, numbers: Any, mark: str, *, language: str) -> None:
    overlays: dict[tuple[int, int], Any] = {}
    for number in numbers:
        page = writer.pages[number]
        if page.rotation:
            page.transfer_rotation_to_content()
        box = page.cropbox
        size = (max(120, round(float(box.width))), max(120, round(float(box.height))))
        if size not in overlays:
            made = pdf(
                "stamp", {"width": size[0], "height": size[1], "mark": mark, "lang": language}
            )
            overlays[size] = PdfReader(io.BytesIO(made)).pages[0]
        move = Transformation().translate(float(box.left), float(box.bottom))
        page.merge_transformed_page(overlays[size], move, over=True)
