"""The search of the public portal: a bigram phrase index on SQLite and PostgreSQL (docs/decisions/0016)."""
