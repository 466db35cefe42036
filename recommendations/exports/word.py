"""A sheet as a Word file and as a PDF."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from councils.models import Council
from rec_portal.names import reader_language
from rec_portal.ui.diff import Piece, emphasised
from rec_portal.ui.typeset import pdf
from rec_portal.ui.word import WordFile

from .sheets import Sheet, sign_in_words


def docx(sheet: Sheet) -> bytes:
    """Insertions and deletions as tracked changes, proposals and comments under their paragraph."""
    file = WordFile(sheet.title, author=sheet.author, at=sheet.at)
    for line in sheet.lines:
        file.line(line, small=True)
    file.heading(sheet.title, 1)
    file.line(sheet.heading, bold=True)
    for language, pieces in sheet.titles.items():
        file.pieces(file.document.add_paragraph(), pieces, language=language, bold=True)
    for block in sheet.blocks:
        if block.sign:
            file.line(sign_in_words(block.sign), small=True)
        file.pair(block.mark, list(block.pieces.items()), bold=block.kind == "heading")
        for run in block.beside:
            file.pieces(file.document.add_paragraph(), run)
        for note in block.notes:
            file.line(f"{note.who}: {note.what}", small=True, bold=True)
            for language, pieces in note.pieces.items():
                file.pieces(file.document.add_paragraph(), pieces, language=language)
            if note.words:
                file.line(note.words, small=True)
    return file.bytes()


def sheet_pdf(sheet: Sheet) -> bytes:
    """The same as a tagged PDF/UA-1; changes are underlined or struck, and said in words beside the paragraph."""
    return pdf("sheet", data_of(sheet))


def data_of(sheet: Sheet) -> dict[str, Any]:
    return {
        "lang": reader_language(),
        "council": Council.objects.get(pk=1).name_i18n,
        "title": sheet.title,
        "titles": [[_runs(pieces), code] for code, pieces in sheet.titles.items()],
        "heading": sheet.heading,
        "lines": sheet.lines,
        "languages": sheet.languages,
        "blocks": [
            {
                "kind": block.kind,
                "mark": block.mark,
                "sign": sign_in_words(block.sign),
                "pieces": [[_runs(block.pieces[code]), code] for code in sheet.languages],
                "beside": [_runs(run) for run in block.beside],
                "notes": [
                    {
                        "who": note.who,
                        "what": note.what,
                        "words": note.words,
                        "pieces": [[_runs(pieces), code] for code, pieces in note.pieces.items()],
                    }
                    for note in block.notes
                ],
            }
            for block in sheet.blocks
        ],
        "legend": _("Underlined: added; struck out: deleted."),
    }


def _runs(pieces: list[Piece]) -> list[list[str]]:
    """(sign, words, emphasis); what was added or deleted is shown as it was typed."""
    runs: list[list[str]] = []
    for piece in pieces:
        styled = emphasised(piece.text) if piece.sign == " " else [("", piece.text)]
        runs += [[piece.sign, words, style] for style, words in styled]
    return runs
