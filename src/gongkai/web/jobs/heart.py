"""A worker's sign of life: while it works, it writes the time to the row it holds, and others leave the row alone.

A worker that was killed writes no more; after `LEASE` its row is taken up by another. One that was only slow finds at
its end that the row is no longer its own, and what it did is rolled back with it (`actions.settle`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

from django.db import DatabaseError, connection, models
from django.utils import timezone

BEAT_SECONDS = 10.0
LEASE = timedelta(seconds=60)


def cold() -> models.Q:
    """Rows of which no worker was heard for so long that it must be gone."""
    return models.Q(alive_at=None) | models.Q(alive_at__lt=timezone.now() - LEASE)


@contextmanager
def beating(row: models.Model, *, token: str, seconds: float = BEAT_SECONDS) -> Iterator[None]:
    """Keep the row alive while the block runs, from a thread with a connection of its own."""
    done = Event()
    rows = type(row)._base_manager.filter(pk=row.pk, token=token)

    def beat() -> None:
        while not done.wait(seconds):
            try:
                rows.update(alive_at=timezone.now())
            except DatabaseError:  # busy, or gone: the next beat tries again, and the lease is six beats long
                continue
        connection.close()

    heart = Thread(target=beat, name="heart", daemon=True)
    heart.start()
    try:
        yield
    finally:
        done.set()
        heart.join()
