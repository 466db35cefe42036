"""PDF by typst: data in as JSON, a tagged PDF/UA-1 out; no network, no user text is ever markup."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typst

FOLDER = Path(__file__).parent / "typst"


def pdf(template: str, data: dict[str, Any]) -> bytes:
    """Set `typst/<template>.typ` with `data`; raises `typst.TypstError` where PDF/UA-1 cannot be met."""
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
