"""The trail is chained: what is rewritten behind the portal's back is found."""

import threading
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from rec_portal import audit
from rec_portal.audit import anchors
from rec_portal.audit.models import Entry, intact, newest
from rec_portal.audit.tasks import write_anchor
from tests.cast import Cast


def chained() -> None:
    """As at a commit."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SET CONSTRAINTS audit_chain IMMEDIATE; SET CONSTRAINTS audit_chain DEFERRED"
        )


def test_the_chain_holds_after_a_whole_life(council: Cast) -> None:
    council.published()
    chained()
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


def test_nobody_waits_for_an_act_that_still_works(transactional_db: None) -> None:
    """An act that has written its entry and works on holds up no other, and comes after it in the chain."""
    from tests import cast

    people = cast.recall()
    before, (last, _hash) = Entry.objects.count(), newest()
    written, go_on = threading.Event(), threading.Event()

    def works_long() -> None:
        with transaction.atomic():
            audit.log("test.slow", people.group, by=people.head)
            written.set()
            go_on.wait(20)
        connections.close_all()

    slow = threading.Thread(target=works_long)
    slow.start()
    assert written.wait(20)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = 500")
    audit.log("test.quick", people.group, by=people.head)
    go_on.set()
    slow.join()
    assert intact() == (before + 2, None)
    assert list(
        Entry.objects.filter(seq__gt=last).order_by("seq").values_list("action", flat=True)
    ) == ["test.quick", "test.slow"]


def test_what_is_rolled_back_leaves_no_gap(transactional_db: None) -> None:
    from tests import cast

    people = cast.recall()
    before, (last, _hash) = Entry.objects.count(), newest()
    with transaction.atomic():
        audit.log("test.kept", people.group, by=people.head)
        with suppress(RuntimeError), transaction.atomic():
            audit.log("test.lost", people.group, by=people.head)
            raise RuntimeError
        audit.log("test.kept", people.group, by=people.head)
    assert intact() == (before + 2, None)
    assert newest()[0] == last + 2


def test_an_entry_is_chained_once_and_as_it_was_written(council: Cast) -> None:
    audit.log("test.written", council.group, by=council.head)
    written = Entry.objects.order_by("-seq").first()
    assert written is not None
    assert written.hash == ""
    for forgery in ("hash = repeat('0', 64), action = 'x'", "prev = repeat('1', 64)"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE audit_entry SET {forgery} WHERE seq = {written.seq}")
    chained()
    assert intact()[1] is None
    assert Entry.objects.filter(seq=newest()[0], hash=newest()[1], action="test.written").exists()


@pytest.fixture
def anchored(council: Cast, tmp_path: Path) -> Path:
    """A copy of the file of heads from outside; after its line the trail has grown."""
    path = tmp_path / "anchors.txt"
    assert anchors.write(path, timezone.now())
    audit.log("test.written", council.group, by=council.head)
    chained()
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
    chained()
    assert write_anchor() is False  # within the day
    assert anchors.write(path, at + timedelta(hours=24)) is True
    assert anchors.write(path, at + timedelta(hours=72)) is False  # nothing new
    assert len(path.read_text().splitlines()) == 2
    call_command("verify_audit", anchor=path)
    assert "rec_portal.audit.tasks.write_anchor" in {
        each["task"] for each in settings.CELERY_BEAT_SCHEDULE.values()
    }
