"""The index of words: an FTS5 table on SQLite, tsvectors under GIN indexes on PostgreSQL."""

from django.db import migrations

SQLITE = [
    # "ascii" keeps every character beyond ASCII within a token: the tokens come ready, parted by spaces
    "CREATE VIRTUAL TABLE search_words USING fts5(title, number, body, files, chars, marks, tokenize = 'ascii')"
]
SQLITE_BACK = ["DROP TABLE search_words"]
POSTGRESQL = [
    "CREATE SEQUENCE search_serial",
    "CREATE TABLE search_words (place bigint PRIMARY KEY, office_id bigint NOT NULL, vector tsvector)",
    (
        "CREATE TABLE search_passage (place bigint NOT NULL, part integer NOT NULL, office_id bigint NOT NULL, "
        "vector tsvector NOT NULL, PRIMARY KEY (place, part))"
    ),
    # within the row where it fits: a phrase is checked in the vector, and fetching it from elsewhere takes longest
    "ALTER TABLE search_words ALTER COLUMN vector SET STORAGE MAIN",
    "CREATE INDEX search_words_vector ON search_words USING gin (vector)",
    "CREATE INDEX search_passage_vector ON search_passage USING gin (vector)",
]
POSTGRESQL_BACK = ["DROP TABLE search_passage", "DROP TABLE search_words", "DROP SEQUENCE search_serial"]


def _run(statements):
    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [
        migrations.RunPython(
            _run({"sqlite": SQLITE, "postgresql": POSTGRESQL}),
            _run({"sqlite": SQLITE_BACK, "postgresql": POSTGRESQL_BACK}),
        )
    ]
