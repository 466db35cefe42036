"""Django's `migrate`, which does not go on with a database of an earlier beginning of the schema, and puts the database's
rules in when it has come to the end."""

from typing import Any

from django.core.management.base import CommandError
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from rec_portal.database import BEGINNING, beginning, put_in_rules, take_out_known_values

SENTENCE = """This database was made by an earlier beginning of the schema ({found}); this code is of another ({ours}).
Their migrations have the same names and cannot follow one another. Before the first release data are not carried over:
begin anew with an empty database{how}."""


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        begun = ("audit", "0002_append_only_and_chained") in MigrationRecorder(
            connection
        ).applied_migrations()
        if begun and (found := beginning()) != BEGINNING:
            host = str(
                connection.settings_dict["HOST"]
                or connection.settings_dict["OPTIONS"].get("host", "")
            )
            how = (
                " (for the servers of `make run`: stop it and delete the folder of its data)"
                if host.startswith("/")
                else ""
            )
            raise CommandError(SENTENCE.format(found=found or "unnamed", ours=BEGINNING, how=how))
        if options["check_unapplied"] or options["plan"]:  # they only look, as whoever asks
            super().handle(*args, **options)
            return
        if options["app_label"] or not _is_done():
            take_out_known_values()
        super().handle(*args, **options)
        if _is_done():
            put_in_rules()


def _is_done() -> bool:
    """Has every migration of the code been run?"""
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())
