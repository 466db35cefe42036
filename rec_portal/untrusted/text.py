"""The words of a stranger's file, and how they differ from a text. Runs in the child; knows no settings and no models."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator

from lxml import etree  # type: ignore[import-untyped]
from pypdf import PdfReader

MAX_PAGES, MAX_STREAMS, MAX_XML, MAX_WORDS = 100, 4_000_000, 20 * 1024 * 1024, 2_000_000
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def words_of(content: bytes) -> str:
    """The words of a PDF, a Word file or a plain text. Raises `ValueError`, or whatever the parser says."""
    if content.startswith(b"%PDF-"):
        words = "\n".join(_pages(content))
    elif content.startswith(b"PK"):
        words = _words_of_docx(content)
    else:
        words = content.decode()
    if len(words) > MAX_WORDS:
        raise ValueError("too many words")
    return words


def _pages(content: bytes) -> Iterator[str]:
    """The words of each page; a file that holds more than an adopted text could is given up."""
    weight = 0
    reader = PdfReader(io.BytesIO(content))
    if len(reader.pages) > MAX_PAGES:
        raise ValueError("too many pages")
    for page in reader.pages:
        drawn = page.get_contents()
        weight += len(drawn.get_data()) if drawn is not None else 0
        if weight > MAX_STREAMS:
            raise ValueError("too much on its pages")
        yield page.extract_text()


def _words_of_docx(content: bytes) -> str:
    """The runs of words of each paragraph, read from the file's own XML: no layout is built from what a stranger wrote."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        if archive.getinfo("word/document.xml").file_size > MAX_XML:
            raise ValueError("too long")
        xml = archive.read("word/document.xml")
    root = etree.fromstring(
        xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    )
    return "\n".join(
        "".join(run.text or "" for run in p.iter(f"{_W}t")) for p in root.iter(f"{_W}p")
    )


def squeezed(words: str) -> str:
    """Without spaces, soft hyphens and marks of emphasis: layout is not wording."""
    return re.sub(r"[\s\u00ad*]+", "", unicodedata.normalize("NFKC", words))


def compared(content: bytes, parts: list[tuple[str, str]], known: str) -> dict[str, list[str]]:
    """Lay the parts (label, words) over the words in `content` (UTF-8) in their order.

    `missing`: the labels that are not found there. `more`, where none is missing: runs of other words that do not stand
    in `known` either. `parts` and `known` are squeezed.
    """
    missing, rest = _laid_over(parts, squeezed(content.decode()))
    return {"missing": missing, "more": _unknown(rest, known) if not missing else []}


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
            ends = next(
                (at for at in range(size, len(piece)) if piece[at : at + _SHORTEST] in known),
                len(piece),
            )
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
