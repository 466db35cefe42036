"""The trail is chained: what is rewritten behind the portal's back is found."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from rec_portal import audit
from rec_portal.audit.models import Entry, intact
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
