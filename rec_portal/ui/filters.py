"""The portal's own filters of pages: texts, comparisons, the trail and letters in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from rec_portal import labels

from . import diff, markdown

if TYPE_CHECKING:
    from rec_portal.audit.models import Entry

_PERSONAL = re.compile(r"\S+/meetings/answer/\S+")

SHOWN = {
    "organisation": gettext_lazy("organisation"),
    "revision": gettext_lazy("revision"),
    "reason": gettext_lazy("reason"),
    "symbol": gettext_lazy("symbol"),
    "item": gettext_lazy("item"),
    "document": gettext_lazy("document"),
    "delegate": gettext_lazy("delegate"),
    "source": gettext_lazy("source"),
    "round": gettext_lazy("round"),
    "letters": gettext_lazy("letters"),
    "text_hash": "SHA-256",
}


def prose(text: str) -> SafeString:
    return markdown.block(text)


def wordings(text: str) -> SafeString:
    """One paragraph's words, with emphasis."""
    return markdown.inline(text)


def marked(pieces: Sequence[diff.Piece]) -> SafeString:
    """A comparison with <ins> and <del>, said in words for those who do not see them."""
    return format_html_join("", "{}", ((_piece(piece),) for piece in pieces))


def _piece(piece: diff.Piece) -> SafeString | str:
    if piece.sign == "+":
        return format_html('<ins><span class="vh">{} </span>{}</ins>', _("added:"), piece.text)
    if piece.sign == "-":
        return format_html('<del><span class="vh">{} </span>{}</del>', _("deleted:"), piece.text)
    tags = {"": "{}", "em": "<em>{}</em>", "strong": "<strong>{}</strong>"}
    return format_html_join(
        "",
        "{}",
        ((format_html(tags[style], words),) for style, words in diff.emphasised(piece.text)),
    )


def without_links(text: str) -> str:
    """A letter shown to somebody else: the reader's own signed link stays the reader's own."""
    return _PERSONAL.sub(_("(personal link of the reader)"), text)


def letter_kind(kind: str) -> str:
    return labels.LETTERS.of(kind)


def at(table: Mapping[Any, Any] | None, key: Any) -> Any:
    """One value of a table by its key; nothing where there is none."""
    return "" if not table else table.get(key, "")


def act(entry: Entry) -> str:
    return labels.ACTS.of(entry.action)


def details(entry: Entry) -> str:
    """The part of an entry's data that a reader understands."""
    return "; ".join(
        f"{label}: {labels.said(entry.told(key))}"
        for key, label in SHOWN.items()
        if entry.data.get(key)
    )


FILTERS = {
    "act": act,
    "at": at,
    "details": details,
    "letter_kind": letter_kind,
    "marked": marked,
    "prose": prose,
    "said": labels.said,
    "without_links": without_links,
    "wordings": wordings,
}
