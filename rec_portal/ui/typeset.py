"""PDF by typst: data in as JSON, a tagged PDF/UA-1 out; no network, no user text is ever markup."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

from .diff import settable, writable

FOLDER = Path(__file__).parent / "typst"


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Set `typst/<template>.typ` with `data`; raises `typst.TypstError` where PDF/UA-1 cannot be met.

    Signs that the fonts lack (emoji, other scripts) are named by their number rather than left out.
    """
    try:
        return _compiled(template, _each(data, writable))
    except typst.TypstError:
        return _compiled(template, _each(data, settable))


def _each(data: Any, change: Callable[[str], str]) -> Any:
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _each(value, change) for key, value in data.items()}
    return [_each(value, change) for value in data] if isinstance(data, list | tuple) else data


def _compiled(template: str, data: dict[str, Any]) -> bytes:
    compiled = typst.compile(
        str(FOLDER / f"{template}.typ"),
        root=str(FOLDER),
        font_paths=[str(FOLDER / "fonts")],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
    )
    if not isinstance(compiled, bytes):
        raise TypeError("typst gave several files where one was asked for")
    return compiled
