"""What a file in the tray probably is: its language, its kind, its title, and which files are one document."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from rec_portal.names import written_as
from rec_portal.ui.diff import language_of

from .lifecycle import Nature
from .models import DocumentFile, DocumentRevision

_LANGUAGES = written_as()
_LANGUAGE = re.compile(rf"[\s_\-.(\[]+({'|'.join(_LANGUAGES)})[)\]]?$", re.IGNORECASE)
_WORDS = {
    Nature.CONCEPT_NOTE: ("concept", "концеп"),
    Nature.ANNOTATED_AGENDA: ("annotated", "аннотир"),
    Nature.PROVISIONAL_AGENDA: ("agenda", "programme", "повестк", "программ"),
    Nature.LOGISTICS_NOTE: ("logistic", "information note", "информацион", "логист"),
    Nature.STATEMENT: ("statement", "заявлен", "выступлен"),
    Nature.PARTICIPANTS: ("participants", "участник"),
    Nature.JOURNAL: ("journal", "журнал"),
    Nature.SUMMARY: ("summary", "резюме"),
    Nature.CONFERENCE_ROOM_PAPER: ("crp", "room paper", "зала заседаний"),
    Nature.DECISION: ("decision", "решени"),
    Nature.WORKING_PAPER: ("working paper", "рабочий документ", "draft", "проект"),
    Nature.LETTER: ("note verbale", "letter", "нота", "письмо"),
    Nature.REPORT: ("report", "отчёт", "отчет", "доклад"),
}


@dataclass(frozen=True)
class Guess:
    """A first proposal for the person who files; nothing of it is final."""

    number: int
    language: str
    titles: dict[str, str]
    nature: str


def guesses(files: list[DocumentFile]) -> dict[int, Guess]:
    """By key of the file. Files whose names differ in the language alone get the same number: one document."""
    numbers: dict[str, int] = {}
    found: dict[int, Guess] = {}
    for file in files:
        stem = PurePath(file.name).stem
        words = _LANGUAGE.sub("", stem)
        number = numbers.setdefault(words.lower(), len(numbers) + 1)
        title = re.sub(r"[_\s]+", " ", words).strip()[:250]
        found[file.pk] = Guess(
            number, _language(stem, words), {language_of(words): title}, _nature(words)
        )
    return found


def _language(stem: str, words: str) -> str:
    said = _LANGUAGE.search(stem)
    return _LANGUAGES[said.group(1).lower()] if said else language_of(words)


def _nature(words: str) -> str:
    lowered = words.lower().replace("_", " ").replace("-", " ")
    return next(
        (nature for nature, marks in _WORDS.items() if any(mark in lowered for mark in marks)),
        Nature.OTHER,
    )


def already_filed(files: list[DocumentFile]) -> dict[int, DocumentRevision]:
    """By key of the file: where the very same content is filed already."""
    known = DocumentFile.objects.filter(
        sha256__in=[file.sha256 for file in files], revision__isnull=False
    )
    by_hash = {each.sha256: each.revision for each in known.select_related("revision__document")}
    return {
        file.pk: revision for file in files if (revision := by_hash.get(file.sha256)) is not None
    }
