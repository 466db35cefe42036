"""The schema of a database in sorted lines: what two databases must have in common to be the same.

    python tools/schema.py postgresql://… > before.txt

Columns with type and default, constraints, indexes, functions and triggers as PostgreSQL prints them, owners, and the
rights of the application's role. Columns stand in the order of their names: their place in the table says nothing.
"""

import sys

import psycopg

QUERIES = {
    "column": """
        SELECT format('%s.%s %s%s%s', c.table_name, c.column_name,
                      format_type(a.atttypid, a.atttypmod),
                      CASE c.is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END,
                      coalesce(' DEFAULT ' || c.column_default, '') || coalesce(' IDENTITY ' || c.identity_generation, ''))
        FROM information_schema.columns c
        JOIN pg_attribute a ON a.attrelid = format('%I.%I', c.table_schema, c.table_name)::regclass
                           AND a.attname = c.column_name
        WHERE c.table_schema = 'public'""",
    "constraint": """
        SELECT format('%s %s: %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace AND contype <> 'n'""",
    "index": "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'",
    "function": """
        SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE pronamespace = 'public'::regnamespace""",
    "trigger": """
        SELECT format('%s: %s', tgrelid::regclass, pg_get_triggerdef(t.oid)) FROM pg_trigger t
        JOIN pg_class c ON c.oid = tgrelid WHERE NOT tgisinternal AND relnamespace = 'public'::regnamespace""",
    "owner": """
        SELECT format('%s %s %s %s', relkind, relname, relowner::regrole, relpersistence) FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'S', 'v', 'm')""",
    "right": """
        SELECT privilege_type || ' on ' || table_name || ' to ' || grantee FROM information_schema.table_privileges
        WHERE table_schema = 'public' AND grantee = %(role)s""",
}


def lines(connection: psycopg.Connection, role: str = "rec_app") -> list[str]:
    found = []
    for kind, query in QUERIES.items():
        rows = connection.execute(
            query, {"role": role} if kind == "right" else None
        )  # without values «%» is plain
        found += [f"{kind}: {row}" for (row,) in rows]
    return sorted(found)


if __name__ == "__main__":
    with psycopg.connect(sys.argv[1]) as connected:
        print("\n".join(lines(connected)))
