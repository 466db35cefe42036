"""The trail is chained: what is rewritten behind the portal's back is found."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from django.utils import timezone

from rec_portal import audit
from rec_portal.audit import anchors
from rec_portal.audit.models import Entry, intact
from rec_portal.audit.tasks import write_anchor
from tests.cast import Cast


def test_the_chain_holds_after_a_whole_life(council: Cast) -> None:
    council.published()
    count, broken = intact()
    assert count == Entry.objects.count() > 40
    assert broken is None
    call_command("verify_audit")


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE audit_entry SET action = 'x' WHERE seq = 5",
        "DELETE FROM audit_entry WHERE seq = 7",
        "UPDATE audit_entry SET data = '{\"a\": 1}' WHERE seq = 3",
        "UPDATE audit_entry SET at = at - interval '1 hour' WHERE seq = 9",
        "DELETE FROM audit_entry WHERE seq = (SELECT max(seq) FROM audit_entry)",
    ],
)
def test_a_forgery_by_the_owner_is_found(council: Cast, forgery: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_keep")
        cursor.execute(forgery)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_keep")
    assert intact()[1] is not None
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit")


def test_twelve_writers_at_once_leave_one_unbroken_chain(transactional_db: None) -> None:
    from tests import cast

    people = cast.recall()
    before = Entry.objects.count()

    def write() -> None:
        for _ in range(10):
            audit.log("test.written", people.group, by=people.head)
        connections.close_all()

    writers = [threading.Thread(target=write) for _ in range(12)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert intact() == (before + 120, None)


@pytest.fixture
def anchored(council: Cast, tmp_path: Path) -> Path:
    """A copy of the file of heads from outside; after its line the trail has grown."""
    path = tmp_path / "anchors.txt"
    assert anchors.write(path, timezone.now())
    audit.log("test.written", council.group, by=council.head)
    return path


ANEW = """
DO $$
DECLARE entry audit_entry; before text := repeat('0', 64);
BEGIN
    FOR entry IN SELECT * FROM audit_entry ORDER BY seq LOOP
        entry.hash := audit_hash(before, entry.seq, entry.at, entry.actor_id, entry.organisation, entry.action,
                                 entry.object_type, entry.object_id, entry.object_name, entry.data);
        UPDATE audit_entry SET prev = before, hash = entry.hash WHERE seq = entry.seq;
        before := entry.hash;
    END LOOP;
    UPDATE audit_head SET hash = before;
END $$
"""
"""The owner computes the whole chain again over what he has changed."""


@pytest.mark.parametrize(
    "forgery",
    [
        "DELETE FROM audit_entry WHERE seq >= (SELECT seq - 1 FROM audit_head);"
        " UPDATE audit_head SET (seq, hash) = (SELECT seq, hash FROM audit_entry ORDER BY seq DESC LIMIT 1)",
        f"UPDATE audit_entry SET action = 'x' WHERE seq = 5; {ANEW}",
    ],
    ids=["tail cut, head mended", "chain computed anew"],
)
def test_what_the_chain_alone_does_not_show_is_found_by_an_anchor_from_outside(
    anchored: Path, forgery: str, settings: Any
) -> None:
    known = anchors.written(anchored)[0].hash
    call_command("verify_audit", anchor=anchored, head=known)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_keep")
        cursor.execute(forgery)
        cursor.execute("ALTER TABLE audit_entry ENABLE TRIGGER audit_keep")
    assert intact()[1] is None  # the chain holds
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit", anchor=anchored)
    with pytest.raises(CommandError, match="does not hold"):
        call_command("verify_audit", head=known)


@pytest.mark.parametrize(
    ("words", "said"),
    [("", "holds no anchor"), ("2026-01-01 x y", "no anchor"), ("\n", "holds no")],
)
def test_a_file_that_compares_nothing_is_no_proof(
    council: Cast, tmp_path: Path, words: str, said: str
) -> None:
    path = tmp_path / "anchors.txt"
    path.write_text(words)
    with pytest.raises(CommandError, match=said):
        call_command("verify_audit", anchor=path)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("verify_audit", anchor=tmp_path / "none.txt")


def test_the_clock_writes_one_line_a_day(council: Cast, tmp_path: Path, settings: Any) -> None:
    settings.AUDIT_ANCHORS = str(tmp_path / "folder" / "anchors.txt")
    path, at = Path(settings.AUDIT_ANCHORS), timezone.now()
    assert write_anchor() is True
    assert write_anchor() is False
    audit.log("test.written", council.group, by=council.head)
    assert write_anchor() is False  # within the day
    assert anchors.write(path, at + timedelta(hours=24)) is True
    assert anchors.write(path, at + timedelta(hours=72)) is False  # nothing new
    assert len(path.read_text().splitlines()) == 2
    call_command("verify_audit", anchor=path)
    assert "rec_portal.audit.tasks.write_anchor" in {
        each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()
    }
