"""What the application's database role may do, set again after every migration.

The owner migrates. The application's role reads and writes rows, and has on the audit trail INSERT and SELECT only; it adds
to the administration's own log and takes nothing from it, and makes no tables, not even temporary ones.
"""

from typing import Any

from django.conf import settings
from django.db import connections

_SQL = """
DO $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') AND current_user <> '{role}' THEN
        GRANT USAGE ON SCHEMA public TO {role};
        GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role};
        GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role};
        REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM {role};
        REVOKE ALL ON audit_head FROM {role};
        GRANT SELECT ON audit_head TO {role};
        REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role};
        REVOKE UPDATE, DELETE ON django_admin_log FROM {role};
        REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role};
        EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC, {role}', current_database());
    END IF;
END $$
"""


def grant_to_application(using: str = "default", **kwargs: Any) -> None:
    role = settings.DATABASE_APP_ROLE
    if not role.isidentifier():
        raise ValueError("DATABASE_APP_ROLE must be a plain name.")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "SELECT to_regclass('audit_entry'), to_regclass('audit_head'), to_regclass('django_admin_log')"
        )
        if all(cursor.fetchone()):
            cursor.execute(_SQL.format(role=role))
