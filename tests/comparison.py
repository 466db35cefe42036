"""While both engines run: every page that Jinja2 draws is drawn by Django's engine too, and must be the same.

Compared are the tree (elements, attributes, words) and the visible text, in both languages. White space between words is
one space and never none; beside what the style sheet sets as a box of its own it does not show; `pre` and `textarea` are
exact; the token of a form and the nonce are masked.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.template import engines
from django.template.backends.jinja2 import Template
from django.utils import translation

FOLDER = Path(settings.BASE_DIR) / "templates_django"
MASKS = [
    (re.compile(r'(csrfmiddlewaretoken" value=")[^"]*'), r"\1"),
    (re.compile(r'data-token="[^"]*"'), 'data-token=""'),
    (re.compile(r'nonce="[^"]*"'), 'nonce=""'),
]


def _names(words: str) -> set[str]:
    return set(words.split())


EXACT = {"pre", "textarea"}
BLOCKS = _names(
    "html head body title meta link script header footer nav main div section article aside p h1 h2 h3 h4 h5 h6 ul ol li dl "
    "dt dd table caption thead tbody tfoot tr th td form fieldset legend details summary blockquote pre hr option textarea"
)
FLEX = _names(
    "row actions doctools pmeta who split pair head sechead strip facts pages filters choices choice grid4 tiles brand tools "
    "find language present bar-bottom tools-row paper live hero stand clock meta steps mobile-act charts tick"
)
OWN_LINE = {"note", "when", "block", "field-error", "bar"}
VOID = _names("meta link input br hr img wbr col")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tree: list[Any] = []
        self.text: list[str] = []
        self.open: list[tuple[str, set[str], bool, bool]] = []  # tag, classes, lays out, box

    def _above(self) -> set[str]:
        return {name for _t, classes, _f, _b in self.open for name in classes}

    def _is_box(self, tag: str, classes: set[str], hidden: bool) -> bool:
        above = self._above()
        return bool(
            hidden
            or tag in BLOCKS
            or classes & OWN_LINE
            or (self.open and self.open[-1][2])
            or (tag == "b" and above & {"board", "brand", "tiles"})
            or (tag == "small" and above & {"tbl", "choice"})
            or ("hint" in classes and "field" in above)
            or (tag == "label" and above & {"filters", "field"})
        )

    def _lays_out(self, tag: str, classes: set[str]) -> bool:
        parent, above = (self.open[-1][1] if self.open else set()), self._above()
        return bool(
            classes & FLEX
            or tag in {"ul", "ol", "dl", "table", "thead", "tbody", "tr", "select", "svg"}
            or tag in {"html", "head", "details"}
            or (tag == "li" and parent & {"list", "agenda", "board"})
            or (tag == "ol" and "crumbs" in parent)
            or ("wrap" in classes and parent & {"masthead", "foot"})
            or {"check", "field"} <= classes
            or (tag == "label" and "choices" in parent)
            or (tag == "label" and "field" in above and any(t == "fieldset" for t, *_ in self.open))
        )

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: " ".join((value or "").split()) for name, value in attrs}
        classes = set(given.get("class", "").split())
        given["class"] = " ".join(sorted(classes))
        if not classes:
            del given["class"]
        box = self._is_box(tag, classes, given.get("type") == "hidden")
        self.tree.append((tag, sorted(given.items())))
        self.text.append("\n" if box else "")
        self.text += ["\0"] if tag == "br" else []
        lays = self._lays_out(tag, classes)
        edges = box or tag == "button" or bool(classes & {"btn", "chip"})
        if tag not in VOID:
            self.open.append((tag, classes, lays, box))
            self.text.append("\n" if edges else "")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1][0] != tag:
            self.tree.append(("unbalanced", tag, [t for t, *_ in self.open]))
            return
        _tag, classes, _lays, box = self.open.pop()
        edges = box or tag == "button" or bool(classes & {"btn", "chip"})
        self.tree.append(("/", tag))
        self.text.append("\n" if edges else "")

    def handle_data(self, data: str) -> None:
        tags = {tag for tag, *_ in self.open}
        if tags & EXACT:
            self.tree.append(("=", data))
            self.text.append("\n")
            return
        words = "".join(data.split())
        if words and self.tree and isinstance(self.tree[-1], str):
            self.tree[-1] += words
        elif words:
            self.tree.append(words)
        self.text.append(re.sub(r"\s+", " ", data))


def read(html: str) -> tuple[list[Any], str]:
    for pattern, instead in MASKS:
        html = pattern.sub(instead, html)
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r" +", " ", "".join(reader.text))
    return reader.tree, re.sub(r"[ \n]*\n[ \n]*", "\n", text).strip()


def difference(new: str, old: str) -> str:
    """The first place where two pages differ, or nothing."""
    for was, now in zip(read(old), read(new), strict=True):
        if was != now:
            place = next(
                (i for i, pair in enumerate(zip(was, now, strict=False)) if pair[0] != pair[1]),
                min(len(was), len(now)),
            )
            start = max(0, place - (3 if isinstance(was, list) else 60))
            end = place + (4 if isinstance(was, list) else 60)
            return f"was {was[start:end]!r}\nnow {now[start:end]!r}"
    return ""


@pytest.fixture(scope="session", autouse=True)
def drawn_twice() -> Iterator[None]:
    """Each render of Jinja2 in the whole suite."""
    draw, busy, counted = Template.render, [], {"renders": 0, "differ": 0, "old": 0, "new": 0}
    found: dict[str, str] = {}

    def render(self: Template, context: Any = None, request: Any = None) -> str:
        name = self.origin.template_name
        given = dict(context or {})
        page: str = draw(self, context, request)
        if busy or not name or not (FOLDER / name).exists():
            return page
        busy.append(name)
        logs = {alias: len(connections[alias].queries_log) for alias in connections}
        try:
            own = translation.get_language() or "en"
            for language in (own, "en" if own == "ru" else "ru"):
                with translation.override(language):
                    old = engines["django"].get_template(name).render(dict(given), request)
                    new = page if language == own else draw(self, dict(given), request)
                counted["renders"] += 1
                counted["old"] += len(old.encode())
                counted["new"] += len(new.encode())
                if said := difference(new, old):
                    counted["differ"] += 1
                    found.setdefault(f"{name} {language}", said)
        finally:
            busy.clear()
            for alias, length in logs.items():
                while len(connections[alias].queries_log) > length:
                    connections[alias].queries_log.pop()
        return page

    Template.render = render  # type: ignore[method-assign]
    yield
    Template.render = draw  # type: ignore[method-assign]
    if folder := os.environ.get("COMPARISON"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        Path(folder, f"{os.getpid()}.json").write_text(json.dumps([counted, found]))
    assert not found, json.dumps(found, indent=1, ensure_ascii=False)
