"""Heads of the trail, kept where the database's owner does not reach: a file, one line a day, that leaves the machine.

The chain alone cannot show that its tail was cut and the head mended, or that all of it was computed anew. A line of this
file is `<time> <number of the entry> <hash>`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from .models import Entry, newest

A_DAY = timedelta(hours=23)  # asked every hour


@dataclass(frozen=True)
class Anchor:
    at: datetime
    seq: int
    hash: str

    @property
    def holds(self) -> bool:
        """Does the trail still have this entry with this hash?"""
        return Entry.objects.filter(seq=self.seq, hash=self.hash).exists()


def written(path: Path) -> list[Anchor]:
    """The anchors of a file, the oldest first; raises ValueError with the number of a line that is none."""
    found = []
    for number, line in enumerate(path.read_text(encoding="ascii").splitlines(), start=1):
        words = line.split()
        if not words:
            continue
        try:
            at, seq, known = words
            found.append(Anchor(datetime.fromisoformat(at), int(seq), known))
        except ValueError as error:
            raise ValueError(f"line {number} is no anchor: {line[:80]!r}") from error
    return found


def write(path: Path, at: datetime) -> bool:
    """Append the head, at most one line a day; nothing where the trail has not grown since the last line."""
    seq, known = newest()
    last = written(path)[-1] if path.exists() and path.stat().st_size else None
    if not seq or (last and (last.seq == seq or at < last.at + A_DAY)):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{at.isoformat()} {seq} {known}\n")
    return True
