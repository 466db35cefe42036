"""Is this file the adopted text? Byte for byte an issued copy; or the same words; or not."""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from docx import Document
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from ..lifecycle import FINAL
from ..models import LANGUAGES, IssuedCopy, Recommendation, Revision

OFFICIAL, SAME_WORDS, OTHER_WORDS, UNKNOWN = "official", "same_words", "other_words", "unknown"
MAX_BYTES = 10 * 1024 * 1024
_SYMBOL = re.compile(r"REC/\d{4}/R\.\d+")


@dataclass(frozen=True)
class Finding:
    """What a file is: its digest, and the adopted text that it is or claims to be."""

    verdict: str
    sha256: str
    recommendation: Recommendation | None = None
    language: str = ""
    missing: tuple[str, ...] = ()


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
    return _compared(text, _squeezed(words), digest)


def _compared(text: Recommendation, words: str, digest: str) -> Finding:
    revision = Revision.objects.with_text().get(pk=text.adopted_revision_id or 0)
    missing: dict[str, list[str]] = {}
    for language in LANGUAGES:
        parts = {revision.titles()[language]: "", **{c.in_language(language): c.label for c in revision.numbered()}}
        missing[language] = [label or revision.name for part, label in parts.items() if _squeezed(part) not in words]
        if not missing[language]:
            return Finding(SAME_WORDS, digest, text, language)
    language = min(LANGUAGES, key=lambda code: len(missing[code]))
    return Finding(OTHER_WORDS, digest, text, language, tuple(missing[language]))


def _squeezed(words: str) -> str:
    """Without spaces, soft hyphens and marks of emphasis: layout is not wording."""
    return re.sub(r"[\s\u00ad*]+", "", unicodedata.normalize("NFKC", words))


def words_of(content: bytes) -> str:
    """The words of a PDF, a Word file or a plain text; nothing where there are none to read."""
    if content.startswith(b"%PDF-"):
        try:
            return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages[:200])
        except (PyPdfError, ValueError, KeyError, TypeError, RecursionError):
            return ""
    if content.startswith(b"PK"):
        return _words_of_docx(content)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return ""


def _words_of_docx(content: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > 60 * 1024 * 1024:
                return ""
        document = Document(io.BytesIO(content))
    except (zipfile.BadZipFile, KeyError, ValueError, OSError):
        return ""
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])
