"""docs/availability.md is the table of acts, printed. `WRITE_DOCS=1` prints it anew."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from tests.availability import test_documents, test_meetings, test_recommendations, test_standing
from tests.availability.cells import ROLES, Row

TABLES = (
    test_standing.TABLES
    | test_documents.TABLES
    | test_meetings.TABLES
    | test_recommendations.TABLES
)
PAGE = Path(__file__).parents[2] / "docs" / "availability.md"
HEAD = """# What may be done, when and by whom

Printed from the tests (`tests/availability/`, `WRITE_DOCS=1`), which drive every cell through its page: whatever is not
allowed here is refused with 403 to the wrong person and 409 at the wrong moment, and writes nothing; whatever is done has
asked, has held a lock and stands in the audit trail, or its row says why not. At the wrong moment the database refuses what
the act would write, by rules made of the same tables; what the act alone holds, or stops before it writes, is listed with
its reason in `tests/availability/test_database.py`. The code asks one function an act in each
app's `availability.py` (of the post in `rec_portal/mail/actions.py`); the act requires it, and button, check page and *My
work* ask the same.

The people are the standing cast of the tests: *head* and *excom chair* speak for Sogdiana, *other head* and *member* are
Bactria's, *chair* is Margiana's and presides over the working group, *rapporteur* and *agency head* are the Agency's,
*society head* speaks for civil society; *observer* has an observer's seat, *outsider* none, *admin* administers.
"""


def printed() -> str:
    parts = [HEAD]
    for kind, (rows, stages, _build) in TABLES.items():
        parts.append(f"## {kind.capitalize()}\n")
        parts.append(f"Stages: {', '.join(f'*{_words(stage)}*' for stage in stages)}.\n")
        parts.append("| Act | When and by whom | Rule |\n| --- | --- | --- |")
        parts.append("\n".join(_line(row) for row in rows) + "\n")
    return "\n".join(parts)


def _line(row: Row) -> str:
    acts = ", ".join(_words(name) for name in row.acts.split())
    left_out = {
        "not asked": row.unasked,
        "not locked": row.unlocked,
        "not in the trail": row.unrecorded,
    }
    rule = "; ".join([row.rule, *(f"{what}: {why}" for what, why in left_out.items() if why)])
    return f"| {acts} | {'<br>'.join(_allowed(row)) or 'never'} | {rule} |"


def _allowed(row: Row) -> Iterator[str]:
    """Stages at which the same people may, together."""
    together: dict[frozenset[str], list[str]] = {}
    for stage, who in row.allowed.items():
        together.setdefault(who, []).append(stage)
    for who, stages in together.items():
        people = ", ".join(_words(role) for role in ROLES if role in who)
        yield f"*{', '.join(_words(stage) for stage in stages)}*: {people}"


def _words(name: str) -> str:
    return name.replace("_", " ")


def test_the_page_is_the_table() -> None:
    if os.environ.get("WRITE_DOCS"):
        PAGE.write_text(printed(), encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == printed()
