"""Is this file the adopted text? Byte for byte an issued copy; the same words and no others; or not."""

from __future__ import annotations

import hashlib
import io
import re
import time
import unicodedata
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from lxml import etree  # type: ignore[import-untyped]
from pypdf import PdfReader

from ..lifecycle import FINAL
from ..models import LANGUAGES, IssuedCopy, Recommendation, Revision
from .official import certificate_pdf

CERTIFICATE = "certificate"
OFFICIAL, SAME_WORDS, MORE_WORDS, OTHER_WORDS, UNKNOWN = "official", "same_words", "more_words", "other_words", "unknown"
MAX_BYTES = 10 * 1024 * 1024
_SYMBOL = re.compile(r"REC/\d{4}/R\.\d+")


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
    """Look the file up among the issued copies; else read its words and compare them with the adopted text it names."""
    digest = hashlib.sha256(content).hexdigest()
    copy = IssuedCopy.objects.filter(sha256=digest).select_related("recommendation").first()
    if copy is not None:
        return Finding(OFFICIAL, digest, copy.recommendation, copy.language)
    words = words_of(content)
    named = _SYMBOL.search(words)
    text = Recommendation.objects.filter(symbol=named.group(), status__in=FINAL).first() if named else None
    if text is None:
        return Finding(UNKNOWN, digest)
    if str(text.text_hash) in _squeezed(words) and (language := _certificate_in(text, words)):
        return Finding(CERTIFICATE, digest, text, language)
    return _compared(text, words, digest)


def _certificate_in(text: Recommendation, words: str) -> str:
    """The language in which these are the words of the certificate of adoption; nothing where they are not."""
    for language in LANGUAGES:
        with translation.override(language):
            if _squeezed(words_of(certificate_pdf(text))) == _squeezed(words):
                return language
    return ""


def _compared(text: Recommendation, words: str, digest: str) -> Finding:
    """The paragraphs must stand there in their order; between them only what the official copy says there too."""
    revision = Revision.objects.with_text().get(pk=text.adopted_revision_id or 0)
    annexed = [annex.statement for annex in text.annexes.select_related("statement__organisation")]
    found: list[tuple[str, list[str], list[str]]] = []
    for language in LANGUAGES:
        parts = [(revision.name, revision.titles()[language])]
        parts += [(clause.label, clause.in_language(language)) for clause in revision.numbered()]
        parts += [(str(_("statement of %(name)s") % {"name": s.organisation}), s.text) for s in annexed]
        missing, rest = _laid_over([(label, _squeezed(part)) for label, part in parts], _squeezed(words))
        found.append((language, missing, _unknown(rest, _known(text, language)) if not missing else []))
    language, missing, more = min(found, key=lambda each: (len(each[1]), len(each[2])))
    verdict = OTHER_WORDS if missing else MORE_WORDS if more else SAME_WORDS
    return Finding(verdict, digest, text, language, tuple(missing), tuple(more[:5]))


def _laid_over(parts: list[tuple[str, str]], words: str) -> tuple[list[str], str]:
    """Which parts are not found in their order, and what is left of the words without them."""
    missing, rest, place = [], "", 0
    for label, part in parts:
        at = words.find(part, place)
        if at < 0:
            missing.append(label)
            continue
        rest += words[place:at] + "\n"
        place = at + len(part)
    return missing, rest + words[place:]


def _known(text: Recommendation, language: str) -> str:
    """All that the official copies of this language say."""
    known = ""
    for copy in text.issued_copies.filter(language=language):
        with copy.file.open("rb") as file:
            known += _squeezed(words_of(file.read())) + "\n"
    return known


_SHORTEST = 12
"""Page numbers, labels and the like are not weighed: shorter runs than this say nothing."""


def _unknown(rest: str, known: str) -> list[str]:
    """Runs of words that stand in no official copy: what is left of each piece when all that is known is taken away."""
    if len(rest) > 2 * len(known) + 10_000:
        return [rest[:80]]
    foreign = []
    for piece in rest.split("\n"):
        while piece:
            size = _longest_known(piece, known)
            if size == len(piece):
                break
            ends = next((at for at in range(size, len(piece)) if piece[at : at + _SHORTEST] in known), len(piece))
            if ends - size >= _SHORTEST:
                foreign.append(piece[size : min(ends, size + 80)])
            piece = piece[max(ends, size + 1) :]
    return foreign


def _longest_known(piece: str, known: str) -> int:
    """How many of its first signs stand together in what is known."""
    low, high = 0, len(piece)
    while low < high:
        middle = (low + high + 1) // 2
        if piece[:middle] in known:
            low = middle
        else:
            high = middle - 1
    return low


def _squeezed(words: str) -> str:
    """Without spaces, soft hyphens and marks of emphasis: layout is not wording."""
    return re.sub(r"[\s\u00ad*]+", "", unicodedata.normalize("NFKC", words))


def words_of(content: bytes) -> str:
    """The words of a PDF, a Word file or a plain text; nothing where there are none to read."""
    try:
        if content.startswith(b"%PDF-"):
            return "\n".join(_pages(content))
        if content.startswith(b"PK"):
            return _words_of_docx(content)
        return content.decode()
    except Exception:  # noqa: BLE001  # a stranger's file: whatever is wrong with it, it is no adopted text
        return ""


_MAX_PAGES, _MAX_STREAMS, _MAX_SECONDS = 100, 4_000_000, 5.0


def _pages(content: bytes) -> Iterator[str]:
    """The words of each page; a file that takes more than an adopted text could is given up."""
    until, weight = time.monotonic() + _MAX_SECONDS, 0
    reader = PdfReader(io.BytesIO(content))
    if len(reader.pages) > _MAX_PAGES:
        raise ValueError("too many pages")
    for page in reader.pages:
        drawn = page.get_contents()
        weight += len(drawn.get_data()) if drawn is not None else 0
        if weight > _MAX_STREAMS or time.monotonic() > until:
            raise ValueError("too heavy")
        yield page.extract_text()


_MAX_XML = 20 * 1024 * 1024
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _words_of_docx(content: bytes) -> str:
    """The runs of words of each paragraph, read from the file's own XML: no layout is built from what a stranger wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo("word/document.xml").file_size > _MAX_XML:
            return ""
        xml = archive.read("word/document.xml")
    root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    return "\n".join("".join(run.text or "" for run in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p"))
