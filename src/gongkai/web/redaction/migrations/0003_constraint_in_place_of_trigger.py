"""The trigger goes: a constraint of the table says the same, and SQLite keeps it when a table is remade."""

from django.db import migrations

_DROP = {
    "sqlite": [f"DROP TRIGGER IF EXISTS redaction_original_{act}" for act in ("INSERT", "UPDATE")],
    "postgresql": [
        "DROP TRIGGER IF EXISTS redaction_original ON applications_casefile",
        "DROP FUNCTION IF EXISTS redaction_refuse()",
    ],
}


def _drop(apps, schema_editor):
    for statement in _DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("redaction", "0002_no_original_leaves"), ("applications", "0005_no_original_leaves")]
    operations = [migrations.RunPython(_drop, migrations.RunPython.noop)]
