"""Triggers that refuse to change or drop an entry: a slip is voided by a new one, never mended in place."""

from django.db import migrations

_SAY = "entries are append-only"

SQLITE = [
    f"CREATE TRIGGER entries_no_{act} BEFORE {act} ON entries_entry BEGIN SELECT RAISE(ABORT, '{_SAY}'); END"
    for act in ("UPDATE", "DELETE")
]
SQLITE_BACK = [f"DROP TRIGGER entries_no_{act}" for act in ("UPDATE", "DELETE")]
POSTGRESQL = [
    (
        "CREATE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAY}' USING ERRCODE = 'restrict_violation'; END $$"
    ),
    (
        "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE ON entries_entry "
        "FOR EACH ROW EXECUTE FUNCTION entries_refuse()"
    ),
    (
        "CREATE TRIGGER entries_no_truncate BEFORE TRUNCATE ON entries_entry "
        "FOR EACH STATEMENT EXECUTE FUNCTION entries_refuse()"
    ),
]
POSTGRESQL_BACK = [
    "DROP TRIGGER entries_no_truncate ON entries_entry",
    "DROP TRIGGER entries_no_change ON entries_entry",
    "DROP FUNCTION entries_refuse()",
]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("entries", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
