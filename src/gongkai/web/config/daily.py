"""What a worker does: what is queued, at once; some work every minute; the daily tasks, once a day."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from time import monotonic
from types import FrameType
from uuid import uuid4

from django.contrib.sessions.backends.db import SessionStore
from django.db import close_old_connections
from django.db.models import Q
from django.utils import timezone

from gongkai.web.config.clock import local_today
from gongkai.web.config.start import analyse
from gongkai.web.entries.anchors import write_anchors
from gongkai.web.jobs import heart
from gongkai.web.jobs.actions import take_up
from gongkai.web.jobs.models import Round
from gongkai.web.jobs.queue import work_off

LOG = logging.getLogger("gongkai.worker")
DAY = "daily"
POLL_SECONDS, LOOK_SECONDS, TURN_SECONDS = 1.0, 15.0, 60.0
"""How often a worker looks into the queue, for what a killed worker left, and for the work of every turn."""
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


def run_daily_once() -> list[str] | None:
    """Do the daily tasks if no worker did them today or is at it; None where that is so."""
    rows, today, token = Round.objects.filter(name=DAY), local_today(), uuid4().hex
    Round.objects.get_or_create(name=DAY)
    free = rows.exclude(done_on=today).filter(Q(token="") | heart.cold())
    if not free.update(token=token, alive_at=timezone.now()):
        return None
    mine = rows.filter(token=token)
    try:
        with heart.beating(rows.get(), token=token):
            failed = run_daily()
        mine.update(done_on=today)
    finally:
        mine.update(token="", alive_at=None)
    return failed


def run_forever() -> None:
    """Do what is queued, the daily tasks at the first turn of each day and the work of every turn, until stopped.

    Stopped by SIGTERM or SIGINT it puts back the job it is at. Killed, it leaves the job to the next worker, which
    takes it up when nothing was heard of this one for a minute (`jobs.heart`).
    """
    stop = Stop()
    turn_at = look_at = 0.0
    with suppress(KeyboardInterrupt):
        while not stop.is_asked:
            close_old_connections()
            if monotonic() >= turn_at:
                _guarded(run_daily_once)
                run_turn()
                turn_at = monotonic() + TURN_SECONDS
            if monotonic() >= look_at:
                _guarded(take_up)
                look_at = monotonic() + LOOK_SECONDS
            if not _guarded(partial(work_off, 1)) and not stop.is_asked:
                time.sleep(POLL_SECONDS)


class Stop:
    """Hears that the process shall end, and ends what it is at."""

    def __init__(self) -> None:
        self.is_asked = False
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        if not self.is_asked:
            self.is_asked = True
            raise KeyboardInterrupt


def _guarded(work: Callable[[], object]) -> object:
    """What the work returns; None where it failed, after a pause: a database that is away for a while ends no worker."""
    try:
        return work()
    except Exception:  # as in `run_daily`
        LOG.exception("worker failed", extra={"fields": {"task": getattr(work, "__name__", "queue")}})
        time.sleep(POLL_SECONDS)
        return None
