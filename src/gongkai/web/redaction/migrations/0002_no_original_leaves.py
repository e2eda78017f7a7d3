"""A trigger that refuses an original the applicant could load, whoever writes the row."""

from django.db import migrations

_SAY = "an original is never for the applicant"
_WHEN = "NEW.kind = 'original' AND NEW.is_for_applicant"

SQLITE = [
    f"CREATE TRIGGER redaction_original_{act} BEFORE {act} ON applications_casefile WHEN {_WHEN} "
    f"BEGIN SELECT RAISE(ABORT, '{_SAY}'); END"
    for act in ("INSERT", "UPDATE")
]
SQLITE_BACK = [f"DROP TRIGGER redaction_original_{act}" for act in ("INSERT", "UPDATE")]
POSTGRESQL = [
    (
        "CREATE FUNCTION redaction_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_SAY}' USING ERRCODE = 'check_violation'; END $$"
    ),
    (
        "CREATE TRIGGER redaction_original BEFORE INSERT OR UPDATE ON applications_casefile "
        f"FOR EACH ROW WHEN ({_WHEN}) EXECUTE FUNCTION redaction_refuse()"
    ),
]
POSTGRESQL_BACK = ["DROP TRIGGER redaction_original ON applications_casefile", "DROP FUNCTION redaction_refuse()"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("redaction", "0001_marks_and_copies"), ("applications", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
