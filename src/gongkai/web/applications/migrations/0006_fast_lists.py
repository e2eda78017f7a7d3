"""Indexes by which the case list and the to-do list of an office with 100,000 cases read few rows."""

from django.conf import settings
from django.db import migrations, models

FILTERED = (
    "stage",
    "outcome",
    "applicant",
    "channel",
    "handler",
    "section",
    "received_on",
    "reply_due_on",
    "closed_on",
)


def put_nulls_last(apps, schema_editor):
    """Have the index stand in the order of the list: PostgreSQL puts what has no date first where it falls, SQLite last."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX cases_closed")
        schema_editor.execute(
            "CREATE INDEX cases_closed ON applications_application (office_id, closed_on DESC NULLS LAST, number DESC)"
        )


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0005_no_original_leaves"),
        ("offices", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(model_name="application", name="cases_newest"),
        migrations.RemoveIndex(model_name="application", name="cases_due"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["office", "-arrived_on", "-number"], include=FILTERED, name="cases_newest"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["office", "reply_due_on", "number"],
                include=("stage", "handler", "section"),
                condition=models.Q(("closed_on", None)),
                name="cases_open",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                fields=["office", "wait_until", "number"],
                condition=models.Q(("closed_on", None)),
                name="cases_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["office", "-closed_on", "-number"], name="cases_closed"),
        ),
        migrations.RunPython(put_nulls_last, migrations.RunPython.noop),
    ]
