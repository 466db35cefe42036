"""Is this file the adopted text? Byte for byte an issued copy; the same words and no others; or not."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from rec_portal import untrusted
from rec_portal.untrusted.text import squeezed, words_of

from ..models import LANGUAGES, Adoption, IssuedCopy, Recommendation, Revision
from .official import certificate_pdf

CERTIFICATE = "certificate"
OFFICIAL, SAME_WORDS, MORE_WORDS, OTHER_WORDS, UNKNOWN = (
    "official",
    "same_words",
    "more_words",
    "other_words",
    "unknown",
)
MAX_BYTES = 10 * 1024 * 1024
AT_ONCE = 2
LIMITS = untrusted.Limits(processor=5, memory=512 * 1024 * 1024, wall=20)


@dataclass(frozen=True)
class Finding:
    """What a file is: its digest, and the adopted text that it is or claims to be.

    `missing` names paragraphs that are not there, or not in their place; `more` quotes words that no official copy holds.
    """

    verdict: str
    sha256: str
    recommendation: Recommendation | None = None
    language: str = ""
    missing: tuple[str, ...] = ()
    more: tuple[str, ...] = ()


def verify(content: bytes) -> Finding:
    """Look the file up among the issued copies; else read its words and compare them with the adopted text it names.

    The words are read and compared in a child with limits. Raises `untrusted.TooHeavy` when it reached one.
    """
    digest = hashlib.sha256(content).hexdigest()
    copy = (
        IssuedCopy.objects.filter(sha256=digest)
        .select_related("recommendation__adoption__round")
        .first()
    )
    if copy is not None:
        return Finding(OFFICIAL, digest, copy.recommendation, copy.language)
    with untrusted.Reader(LIMITS) as reader:
        try:
            words: str = reader.call("words_of", content)
        except untrusted.TooHeavy:
            raise
        except untrusted.Unreadable:
            return Finding(UNKNOWN, digest)
        text = _named_in(words)
        if text is None:
            return Finding(UNKNOWN, digest)
        if text.adoption.text_hash in squeezed(words) and (
            language := _certificate_in(text, words)
        ):
            return Finding(CERTIFICATE, digest, text, language)
        return _compared(reader, text, words, digest)


def _named_in(words: str) -> Recommendation | None:
    """The adopted text whose symbol stands first in the words, however symbols are made."""
    places = {}
    for key, symbol in Adoption.objects.values_list("recommendation", "symbol"):
        if found := re.search(rf"(?<!\w){re.escape(symbol)}(?!\d)", words):
            places[found.start()] = key
    return (
        Recommendation.objects.select_related("adoption__round")
        .filter(pk=places[min(places)])
        .first()
        if places
        else None
    )


def _certificate_in(text: Recommendation, words: str) -> str:
    """The language in which these are the words of the certificate of adoption; nothing where they are not."""
    for language in LANGUAGES:
        with translation.override(language):
            if squeezed(words_of(certificate_pdf(text))) == squeezed(words):
                return language
    return ""


def _compared(reader: untrusted.Reader, text: Recommendation, words: str, digest: str) -> Finding:
    """The paragraphs must stand there in their order; between them only what the official copy says there too."""
    revision = Revision.objects.with_text().get(pk=text.adoption.revision_id)
    annexed = [annex.statement for annex in text.annexes.select_related("statement__organisation")]
    found: list[tuple[str, list[str], list[str]]] = []
    for language in revision.languages:
        parts = [(revision.name, revision.titles()[language])]
        parts += [(clause.label, clause.in_language(language)) for clause in revision.numbered()]
        parts += [
            (str(_("statement of %(name)s") % {"name": s.organisation}), s.text) for s in annexed
        ]
        laid = [(label, squeezed(part)) for label, part in parts]
        said = reader.call("compared", words.encode(), parts=laid, known=_known(text, language))
        found.append((language, said["missing"], said["more"]))
    language, missing, more = min(found, key=lambda each: (len(each[1]), len(each[2])))
    verdict = OTHER_WORDS if missing else MORE_WORDS if more else SAME_WORDS
    return Finding(verdict, digest, text, language, tuple(missing), tuple(more[:5]))


def _known(text: Recommendation, language: str) -> str:
    """All that the official copies of this language say: files of the portal's own making."""
    known = ""
    for copy in text.issued_copies.filter(language=language):
        with copy.file.open("rb") as file:
            known += squeezed(words_of(file.read())) + "\n"
    return known
