"""What the worker does: once a day, and every minute."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import date

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections

from gongkai.web.config.clock import local_today
from gongkai.web.config.start import analyse
from gongkai.web.entries.anchors import write_anchors

LOG = logging.getLogger("gongkai.worker")
DAILY: list[tuple[str, Callable[[], object]]] = [
    ("anchors", write_anchors),
    ("sessions", SessionStore.clear_expired),
    ("statistics of the database", analyse),
]
"""Name and work of each daily task; apps add theirs when they start. A task that fails does not keep the others."""


EACH_TURN: list[Callable[[], object]] = []
"""Work of every turn, about once a minute; it sees for itself whether there is anything to do."""


def run_turn() -> None:
    """Do the work of every turn."""
    for work in EACH_TURN:
        try:
            work()
        except Exception:  # as in `run_daily`
            LOG.exception("task failed", extra={"fields": {"task": getattr(work, "__name__", "-")}})


def run_daily() -> list[str]:
    """Do every daily task; return the names of those that failed."""
    failed = []
    for name, work in DAILY:
        try:
            LOG.info("daily task", extra={"fields": {"task": name, "result": str(work())}})
        except Exception:  # a slip in one task must not cost an office the others; it is logged with its trace
            LOG.exception("daily task failed", extra={"fields": {"task": name}})
            failed.append(name)
    return failed


def run_forever(*, pause_seconds: float = 60.0) -> None:
    """Do the daily tasks at the first turn of each day, until stopped."""
    done: date | None = None
    while True:
        close_old_connections()
        if (today := local_today()) != done:
            run_daily()
            done = today
        run_turn()
        time.sleep(pause_seconds)
