"""A connection kept from request to request is sound until the database ends it."""

from __future__ import annotations

from django.db import connection


def test_a_connection_that_was_ended_is_not_used_again(db: None) -> None:
    kept = connection.copy()
    kept.ensure_connection()
    assert kept.is_usable()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [kept.connection.info.backend_pid])
            assert cursor.fetchone() == (True,)
        assert not kept.is_usable()
    kept.close()
